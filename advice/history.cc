// SPDX-License-Identifier: Apache-2.0

#include "advice/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/data_file.h"
#include "advice/text.h"
#include "image/sha256.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr std::string_view kSchema = "sharpscale.history/1";
constexpr size_t kMostBytes = 1 << 20;
constexpr size_t kMostSteps = 64;
constexpr int kMostSide = 1000000;

using Json = nlohmann::ordered_json;

const std::vector<std::string>& StepKinds() {
  static const std::vector<std::string> kinds = {
      "restore", "upscale", "downscale", "resize", "sharpen", "adjust", "export"};
  return kinds;
}

// Four digits are more than any of these numbers means.
double Rounded(double value) {
  return std::round(value * 1e4) / 1e4;
}

}  // namespace

bool History::Did(StepKind kind) const {
  for (const HistoryStep& step : steps) {
    if (step.kind == StepKindName(kind)) return true;
  }
  return false;
}

double History::UpscaleProduct() const {
  double product = 1.0;
  for (const HistoryStep& step : steps) {
    if (step.kind == StepKindName(StepKind::kUpscale)) product *= step.factor;
  }
  return product;
}

bool History::PredictedDetail() const {
  for (const HistoryStep& step : steps) {
    const bool predicts = step.kind == StepKindName(StepKind::kUpscale) ||
                          step.kind == StepKindName(StepKind::kRestore);
    if (predicts && step.model != "classical") return true;
  }
  return false;
}

std::string History::Describe() const {
  std::vector<std::string> words;
  for (const HistoryStep& step : steps) {
    const bool deblurred = step.kind == "restore" && step.conditions == "blur";
    std::string text = deblurred ? "deblur" : step.kind;
    if (step.kind == "upscale" || step.kind == "downscale") {
      text += fmt::format(" {}x", ShortNumber(step.factor, 3));
    } else if (step.kind == "sharpen") {
      text += fmt::format(" {:.0f} %", 100.0 * step.strength);
    } else if (step.kind == "resize" && step.width > 0) {
      text += fmt::format(" to {} x {} px", step.width, step.height);
    }
    words.push_back(text);
  }
  return JoinWords(words);
}

bool History::EnlargedByNetwork() const {
  return std::any_of(steps.begin(), steps.end(), [](const HistoryStep& step) {
    return step.kind == StepKindName(StepKind::kUpscale) && step.model != "classical";
  });
}

double History::NativeScale() const {
  if (source_width < 1 || source_height < 1) return 1.0;
  double detail = source_detail;
  double width = source_width;
  double height = source_height;
  for (const HistoryStep& step : steps) {
    if (step.width < 1 || step.height < 1) continue;
    const double growth = std::max(step.width / width, step.height / height);
    detail = std::min(1.0, detail / growth);
    width = step.width;
    height = step.height;
  }
  return detail;
}

History RecordedHistory(const Report& report) {
  if (report.xmp.empty()) return {};
  const absl::StatusOr<History> history = HistoryFromXmp(report.xmp);
  if (!history.ok()) return {};
  for (auto step = history->steps.rbegin(); step != history->steps.rend(); ++step) {
    if (step->width < 1 || step->height < 1) continue;
    return step->width == report.width && step->height == report.height ? *history : History();
  }
  return *history;
}

History HistoryOf(const Plan& plan) {
  History history;
  history.steps_text = StepsToString(plan.steps);
  history.source_detail = plan.detail_scale;
  for (const Step& step : plan.steps) {
    HistoryStep done;
    done.kind = StepKindName(step.kind);
    done.factor = step.factor;
    done.strength =
        step.kind == StepKind::kSharpen || step.kind == StepKind::kRestore ? step.strength : 0.0;
    done.radius = step.radius;
    done.width = step.width;
    done.height = step.height;
    done.model = step.model;
    done.conditions = step.conditions;
    history.steps.push_back(std::move(done));
  }
  return history;
}

std::string HistoryToJson(const History& history) {
  Json steps = Json::array();
  for (const HistoryStep& step : history.steps) {
    Json json = {{"kind", step.kind}};
    if (step.factor != 1.0) json["factor"] = Rounded(step.factor);
    if (step.strength != 0.0) json["strength"] = Rounded(step.strength);
    if (step.radius != 0.0) json["radius"] = Rounded(step.radius);
    if (step.width > 0) json["width"] = step.width;
    if (step.height > 0) json["height"] = step.height;
    if (!step.model.empty()) json["model"] = step.model;
    if (!step.model_sha256.empty()) json["model_sha256"] = step.model_sha256;
    if (!step.conditions.empty()) json["conditions"] = step.conditions;
    steps.push_back(std::move(json));
  }
  Json source = {{"sha256", history.source_sha256},
                 {"width", history.source_width},
                 {"height", history.source_height}};
  if (history.source_detail < 1.0) source["detail"] = Rounded(history.source_detail);
  const Json json = {{"schema", kSchema},
                     {"tool", history.tool},
                     {"version", history.version},
                     {"source", std::move(source)},
                     {"plan", history.steps_text},
                     {"steps", std::move(steps)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

absl::StatusOr<History> HistoryFromJson(std::string_view text) {
  if (text.size() > kMostBytes) {
    return absl::InvalidArgumentError(
        fmt::format("history: {} bytes, at most {} are allowed", text.size(), kMostBytes));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const nlohmann::json json, ParseJsonObject(text, "history"));
  History history;
  std::string schema;
  FieldReader fields(json, "history");
  fields.Word("schema", &schema, {std::string(kSchema)}, true);
  fields.Text("tool", &history.tool);
  fields.Text("version", &history.version);
  fields.Text("plan", &history.steps_text);
  if (const nlohmann::json* source = fields.Find("source"); source != nullptr) {
    FieldReader facts(*source, "history: source");
    facts.Text("sha256", &history.source_sha256);
    facts.Integer("width", &history.source_width, 0, kMostSide);
    facts.Integer("height", &history.source_height, 0, kMostSide);
    facts.Number("detail", &history.source_detail, 1e-4, 1.0);
    SHARPSCALE_RETURN_IF_ERROR(facts.status());
  }
  const nlohmann::json* steps = fields.Find("steps");
  if (steps == nullptr || !steps->is_array() || steps->size() > kMostSteps) {
    fields.Mistake(fmt::format("\"steps\" must be a list of at most {} steps", kMostSteps));
  }
  SHARPSCALE_RETURN_IF_ERROR(fields.status());
  for (size_t i = 0; i < steps->size(); ++i) {
    HistoryStep step;
    FieldReader reader((*steps)[i], fmt::format("history: step {}", i + 1));
    reader.Word("kind", &step.kind, StepKinds(), true);
    reader.Number("factor", &step.factor, 1e-4, 1e4);
    reader.Number("strength", &step.strength, 0.0, 1.0);
    reader.Number("radius", &step.radius, 0.0, 1e3);
    reader.Integer("width", &step.width, 0, kMostSide);
    reader.Integer("height", &step.height, 0, kMostSide);
    reader.Text("model", &step.model);
    reader.Text("model_sha256", &step.model_sha256);
    reader.Text("conditions", &step.conditions);
    SHARPSCALE_RETURN_IF_ERROR(reader.status());
    history.steps.push_back(std::move(step));
  }
  return history;
}

std::string HistorySidecarPath(const std::string& picture) {
  constexpr size_t kLongestName = 255;  // bytes of one name on the file systems in use
  constexpr size_t kHash = 8;
  const std::string suffix = ".sharpscale.json";
  const size_t slash = picture.rfind('/');
  const size_t start = slash == std::string::npos ? 0 : slash + 1;
  if (picture.size() - start + suffix.size() <= kLongestName) return picture + suffix;
  size_t kept = kLongestName - suffix.size() - 1 - kHash;
  // Never a part of a UTF-8 character.
  while (kept > 0 && (static_cast<unsigned char>(picture[start + kept]) & 0xC0) == 0x80) --kept;
  return picture.substr(0, start + kept) + "~" + Sha256(picture.substr(start)).substr(0, kHash) +
         suffix;
}

}  // namespace sharpscale
