// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_study.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/files.h"
#include "enhance/batch/worklist.h"
#include "image/status_macros.h"
#include "report/json.h"
#include "report/text_table.h"

namespace sharpscale {
namespace {

nlohmann::ordered_json CaseJson(const StudyCase& one) {
  nlohmann::ordered_json json;
  json["schema"] = "sharpscale.study/1";
  json["picture"] = one.picture;
  json["degradation"] = one.degradation;
  json["factor"] = one.factor;
  json["advised_is_best"] = one.advised_is_best;
  json["regret_db"] = one.regret_db;
  json["entries"] = nlohmann::ordered_json::array();
  for (const StudyEntry& entry : one.entries) {
    json["entries"].push_back({{"plan", entry.plan},
                               {"advised", entry.advised},
                               {"pareto", entry.pareto},
                               {"psnr_y", entry.score.psnr_y},
                               {"ssim", entry.score.ssim},
                               {"gmsd", entry.score.gmsd},
                               {"halo", entry.score.halo},
                               {"seconds", entry.score.seconds}});
  }
  return json;
}

std::string Share(int part, int whole) {
  return whole == 0 ? "-" : fmt::format("{:.0f} % of {}", 100.0 * part / whole, whole);
}

absl::StatusOr<Image> CleanPicture(RunContext& context, const std::string& file) {
  SHARPSCALE_ASSIGN_OR_RETURN(Image image, ReadPicture(context, file, nullptr));
  if (image.pixels.type() != CV_8UC3) {
    return absl::InvalidArgumentError("a study needs 8-bit colour pictures");
  }
  return image;
}

}  // namespace

void StudyCommand::Declare(OptionSet& options) {
  options.Positionals("FOLDER", "Folders or files of clean pictures", &folders_, true);
  options.List(
      "--degradations",
      "STEPS",
      "Damages to try, each after the reduction; steps joined by '+', as in noise:8+jpeg:50",
      &degradations_);
  options.List("--factors", "N,...", "Target sizes over damaged sizes: 1, 2, 3, 4", &factors_);
  options.Value("--pictures", "N", "At most this many pictures, 0 = all", &pictures_);
  options.Value("--crop", "PX", "Side of the square taken from each, 0 = all of it", &crop_);
}

std::string StudyCommand::Table(const std::vector<StudyCase>& cases,
                                const RunContext& context) const {
  std::vector<std::vector<Cell>> rows;
  const auto add = [&](const std::string& name, const std::vector<StudyCase>& part) {
    const StudySummary summary = Summarize(part);
    rows.push_back({{name},
                    {Share(summary.advised_best, summary.cases)},
                    {fmt::format("{:.2f}", summary.mean_regret_db)},
                    {Share(summary.order_wins, summary.comparisons)},
                    {Share(summary.untouched_right, summary.untouched)}});
  };
  std::vector<std::string> names;
  for (const StudyCase& one : cases) {
    const std::string name = fmt::format("{}x, {}", one.factor, one.degradation);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  for (const std::string& name : names) {
    std::vector<StudyCase> part;
    std::copy_if(cases.begin(), cases.end(), std::back_inserter(part), [&](const StudyCase& one) {
      return fmt::format("{}x, {}", one.factor, one.degradation) == name;
    });
    add(name, part);
  }
  add("all", cases);
  return RenderTable({{"Target, damage"},
                      {"Advised plan among the best", true},
                      {"Lost, dB", true},
                      {"Upscale first: no more halo", true},
                      {"Nothing to do, said so", true}},
                     rows,
                     context.console.style());
}

int StudyCommand::Run(RunContext& context) {
  StudyOptions options;
  options.crop = crop_;
  options.enhance.threads = context.common.threads;
  if (!degradations_.empty()) {
    options.degradations = degradations_;
    for (std::string& steps : options.degradations)
      std::replace(steps.begin(), steps.end(), '+', ',');
  }
  if (!factors_.empty()) options.factors.clear();
  for (const std::string& text : factors_) {
    int factor = 0;
    if (const absl::Status parsed = ParseInto(text, &factor); !parsed.ok()) {
      context.console.Error("--factors", parsed);
      return kExitError;
    }
    options.factors.push_back(factor);
  }
  if (const absl::Status valid = options.Validate(); !valid.ok()) {
    context.console.Error("", valid);
    return kExitError;
  }
  WorklistOptions list;
  list.outputs = false;
  const absl::StatusOr<std::vector<WorkItem>> items = ListWork(folders_, list);
  if (!items.ok()) {
    context.console.Error("", items.status());
    return kExitError;
  }
  std::vector<std::string> files;
  for (const WorkItem& item : *items) files.push_back(item.source);
  // Evenly over the folder, so that a sample is not all of one kind.
  if (pictures_ > 0 && static_cast<int>(files.size()) > pictures_) {
    std::vector<std::string> sample;
    for (int i = 0; i < pictures_; ++i) sample.push_back(files[i * files.size() / pictures_]);
    files = std::move(sample);
  }

  std::vector<StudyCase> cases;
  const int code = ForEachFile(context, files, [&](const std::string& file) -> absl::Status {
    SHARPSCALE_ASSIGN_OR_RETURN(const Image clean, CleanPicture(context, file));
    for (const std::string& degradation : options.degradations) {
      for (const int factor : options.factors) {
        SHARPSCALE_ASSIGN_OR_RETURN(
            StudyCase one, StudyOne(clean, degradation, factor, options, &context.progress));
        if (context.common.json) context.console.Print(JsonText(CaseJson(one), false) + "\n");
        cases.push_back(std::move(one));
      }
    }
    return absl::OkStatus();
  });
  if (!context.common.json && !cases.empty()) context.console.Print(Table(cases, context));
  return code;
}

}  // namespace sharpscale
