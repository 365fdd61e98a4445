// SPDX-License-Identifier: Apache-2.0

#include "cli/batch_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "analysis/metric_table.h"
#include "enhance/batch/ledger.h"
#include "image/atomic_file.h"
#include "image/status_macros.h"
#include "report/batch_page.h"
#include "report/csv.h"
#include "report/json.h"

namespace sharpscale {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// A file that is there only when it is whole, or the console.
class Sheet {
 public:
  static absl::StatusOr<Sheet> Open(const std::string& path, Console& console) {
    Sheet sheet;
    sheet.wanted_ = !path.empty();
    sheet.console_ = &console;
    if (!path.empty() && path != "-") {
      SHARPSCALE_ASSIGN_OR_RETURN(sheet.file_, AtomicFile::Create(path, true, {}));
    }
    return sheet;
  }
  bool wanted() const { return wanted_; }
  absl::Status Write(const std::string& text) {
    if (file_ != nullptr) return file_->Write(text.data(), text.size());
    if (wanted_) console_->Print(text);
    return absl::OkStatus();
  }
  absl::Status Commit() { return file_ == nullptr ? absl::OkStatus() : file_->Commit(); }

 private:
  bool wanted_ = false;
  std::unique_ptr<AtomicFile> file_;
  Console* console_ = nullptr;
};

const char* StatusWord(WorkStatus status) {
  switch (status) {
    case WorkStatus::kDone:
      return "done";
    case WorkStatus::kFailed:
      return "failed";
    case WorkStatus::kRunning:
      break;
  }
  return "unfinished";
}

// Calls `visit` with id and value of each measurement that is known. Results of an enhancement have
// theirs in the last stage.
template <typename Visit>
void ForEachMeasurement(const Json& result, const Visit& visit) {
  const Json* list = nullptr;
  if (const auto own = result.find("measurements"); own != result.end()) {
    list = &*own;
  } else if (const auto stages = result.find("stages");
             stages != result.end() && stages->is_array() && !stages->empty()) {
    if (const auto after = stages->back().find("after"); after != stages->back().end()) {
      list = &*after;
    }
  }
  if (list == nullptr || !list->is_array()) return;
  for (const Json& measurement : *list) {
    const auto id = measurement.find("id");
    const auto value = measurement.find("value");
    if (id == measurement.end() || !id->is_string()) continue;
    if (value == measurement.end() || value->is_null()) continue;
    visit(id->get<std::string>(), *value);
  }
}

// A ledger that was tampered with gives an empty object.
Json ResultOf(const LedgerRow& row) {
  Json json = Json::parse(row.json, nullptr, /*allow_exceptions=*/false);
  return json.is_object() ? json : Json::object();
}

// Metric ids that any row has, in the order of the metric table.
absl::StatusOr<std::vector<std::string>> MetricsOf(const std::vector<std::string>& ledgers) {
  std::set<std::string> present;
  SHARPSCALE_RETURN_IF_ERROR(MergeLedgers(ledgers, [&](const LedgerRow& row) {
    ForEachMeasurement(ResultOf(row),
                       [&](const std::string& id, const Json&) { present.insert(id); });
    return absl::OkStatus();
  }));
  std::vector<std::string> ids;
  for (const MetricInfo& info : MetricTable()) {
    const std::string id(info.id);
    if (present.erase(id) > 0) ids.push_back(id);
  }
  ids.insert(ids.end(), present.begin(), present.end());
  return ids;
}

// Text of a field, "" where there is none.
std::string TextOf(const Json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// `field` of the rules of a gate with this verdict.
std::string OfRules(const Json& result, const char* verdict, const char* field) {
  const auto rules = result.find("rules");
  if (rules == result.end() || !rules->is_array()) return "";
  std::string text;
  for (const Json& rule : *rules) {
    if (!rule.is_object() || TextOf(rule, "verdict") != verdict) continue;
    text += (text.empty() ? "" : " ") + TextOf(rule, field);
  }
  return text;
}

// What speaks against a picture, in words.
std::string Why(const Json& result) {
  const std::string fails = OfRules(result, "fail", "text");
  const std::string warns = OfRules(result, "warn", "text");
  std::string text = fails.empty() ? "" : "Fails: " + fails;
  if (!warns.empty()) text += (text.empty() ? "" : " ") + ("Warns: " + warns);
  return text;
}

std::string CsvLine(const LedgerRow& row, const Json& result, const std::vector<std::string>& ids) {
  std::map<std::string, std::string> values;
  ForEachMeasurement(result, [&](const std::string& id, const Json& value) {
    values[id] = value.is_string() ? CsvCell(value.get<std::string>()) : value.dump();
  });
  std::string line = fmt::format("{},{},{},{},{},{},{},{}",
                                 CsvCell(row.name),
                                 StatusWord(row.status),
                                 row.verdict,
                                 CsvCell(TextOf(result, "headline")),
                                 CsvCell(OfRules(result, "fail", "rule")),
                                 CsvCell(OfRules(result, "warn", "rule")),
                                 CsvCell(row.output),
                                 CsvCell(row.error));
  for (const std::string& id : ids) {
    const auto found = values.find(id);
    line += "," + (found == values.end() ? std::string() : found->second);
  }
  return line + "\r\n";
}

// Where the page finds the picture: the result, or the source.
std::string LinkOf(const LedgerRow& row, const std::string& page) {
  const std::string& file = row.output.empty() ? row.source : row.output;
  if (file.empty() || page == "-") return "";
  std::error_code error;
  const fs::path folder = fs::absolute(page, error).parent_path();
  const fs::path relative = fs::absolute(file, error).lexically_relative(folder);
  return error ? std::string() : relative.string();
}

BatchPageRow PageRow(const LedgerRow& row, const Json& result, const std::string& page) {
  BatchPageRow out;
  out.name = row.name;
  out.link = LinkOf(row, page);
  out.verdict = row.verdict;
  out.headline = TextOf(result, "headline");
  out.why = Why(result);
  out.thumbnail = row.thumbnail;
  if (row.status == WorkStatus::kFailed) out.error = row.error;
  if (row.status == WorkStatus::kRunning) out.error = "begun and not finished";
  ForEachMeasurement(result, [&](const std::string& id, const Json& value) {
    if (value.is_number()) out.numbers[id] = value.get<double>();
    if (value.is_string()) out.facts[id] = value.get<std::string>();
  });
  const auto image = result.find("image");
  if (image != result.end() && image->is_object()) {
    out.facts["Size"] =
        fmt::format("{} \u00d7 {}", image->value("width", 0), image->value("height", 0));
    if (const auto format = image->find("format"); format != image->end() && format->is_string()) {
      out.facts["Format"] = format->get<std::string>();
    }
    out.facts["Colour profile"] = image->value("icc", false) ? "embedded" : "none";
    if (image->value("alpha", false)) out.facts["Transparency"] = "yes";
  }
  const auto output = result.find("output");
  if (output != result.end() && output->is_object()) {
    const int width = output->value("width", 0);
    const int height = output->value("height", 0);
    out.facts["Size"] = fmt::format("{} \u00d7 {}", width, height);
    out.numbers["resolution.width"] = width;
    out.numbers["resolution.height"] = height;
  }
  // Metric ids that are words read better by their title.
  std::map<std::string, std::string> titled;
  for (auto& [name, value] : out.facts) {
    const MetricInfo* info = FindMetric(name);
    titled[info == nullptr ? name : std::string(info->title)] = value;
  }
  out.facts = std::move(titled);
  return out;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> FindLedgers(const std::vector<std::string>& outputs) {
  std::vector<std::string> ledgers;
  for (const std::string& output : outputs) {
    std::error_code error;
    if (!fs::is_directory(output, error)) {
      if (!fs::exists(output, error)) {
        return absl::NotFoundError(fmt::format("{}: no such ledger or folder", output));
      }
      ledgers.push_back(output);
      continue;
    }
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(output, error)) {
      const std::string name = entry.path().filename().string();
      if (name.rfind("ledger", 0) == 0 && entry.path().extension() == ".sqlite") {
        found.push_back(entry.path().string());
      }
    }
    if (found.empty()) {
      return absl::NotFoundError(fmt::format(
          "{}: no ledger of a batch is in this folder; name the folder that was given with -o",
          output));
    }
    std::sort(found.begin(), found.end());
    ledgers.insert(ledgers.end(), found.begin(), found.end());
  }
  return ledgers;
}

absl::StatusOr<SummaryCounts> WriteSummary(const std::vector<std::string>& ledgers,
                                           const SummaryFiles& files,
                                           Console& console) {
  SHARPSCALE_ASSIGN_OR_RETURN(Sheet csv, Sheet::Open(files.csv, console));
  SHARPSCALE_ASSIGN_OR_RETURN(Sheet jsonl, Sheet::Open(files.jsonl, console));
  SHARPSCALE_ASSIGN_OR_RETURN(Sheet html, Sheet::Open(files.html, console));
  std::vector<std::string> ids;
  if (csv.wanted()) {
    SHARPSCALE_ASSIGN_OR_RETURN(ids, MetricsOf(ledgers));
    std::string head = "name,status,verdict,headline,failed,warned,output,error";
    for (const std::string& id : ids) head += "," + CsvCell(id);
    SHARPSCALE_RETURN_IF_ERROR(csv.Write(head + "\r\n"));
  }
  SummaryCounts counts;
  std::set<std::string> settings;
  BatchPageInput page;
  page.title = files.title;
  page.date = files.date;
  SHARPSCALE_RETURN_IF_ERROR(MergeLedgers(ledgers, [&](const LedgerRow& row) -> absl::Status {
    ++counts.total;
    const bool done = row.status == WorkStatus::kDone;
    counts.done += done ? 1 : 0;
    counts.failed += row.status == WorkStatus::kFailed ? 1 : 0;
    counts.unfinished += row.status == WorkStatus::kRunning ? 1 : 0;
    counts.rejected += done && row.verdict == "fail" ? 1 : 0;
    settings.insert(row.settings_hash);
    if (jsonl.wanted()) {
      const std::string error =
          row.status == WorkStatus::kRunning ? "begun and not finished" : row.error;
      SHARPSCALE_RETURN_IF_ERROR(
          jsonl.Write((done ? row.json : JsonText(ErrorJson(row.name, error), false)) + "\n"));
    }
    if (!csv.wanted() && !html.wanted()) return absl::OkStatus();
    const Json result = ResultOf(row);
    if (csv.wanted()) SHARPSCALE_RETURN_IF_ERROR(csv.Write(CsvLine(row, result, ids)));
    if (html.wanted()) page.rows.push_back(PageRow(row, result, files.html));
    return absl::OkStatus();
  }));
  counts.settings = static_cast<int64_t>(settings.size());
  if (html.wanted()) SHARPSCALE_RETURN_IF_ERROR(html.Write(RenderBatchPage(page)));
  SHARPSCALE_RETURN_IF_ERROR(csv.Commit());
  SHARPSCALE_RETURN_IF_ERROR(jsonl.Commit());
  SHARPSCALE_RETURN_IF_ERROR(html.Commit());
  return counts;
}

}  // namespace sharpscale
