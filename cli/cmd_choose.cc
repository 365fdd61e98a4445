// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_choose.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <opencv2/imgproc.hpp>

#include "advice/choose.h"
#include "analysis/fidelity_planes.h"
#include "cli/files.h"
#include "image/status_macros.h"
#include "report/json.h"
#include "report/json_number.h"
#include "report/numbers.h"
#include "session/measure_file.h"

namespace sharpscale {
namespace {

// px of the longer side: enough to tell one scene from another.
constexpr double kRegistered = 640.0;

cv::Mat SmallLuma(const cv::Mat& pixels) {
  const double scale = std::min(1.0, kRegistered / std::max(pixels.cols, pixels.rows));
  cv::Mat small = pixels;
  if (scale < 1.0) cv::resize(pixels, small, {}, scale, scale, cv::INTER_AREA);
  return LumaLevels(small);
}

}  // namespace

void ChooseCommand::Declare(OptionSet& options) {
  options.Positionals("FILE", "Files of one picture", &files_, true);
  target_.Declare(options);
}

int ChooseCommand::Run(RunContext& context) {
  const absl::StatusOr<Target> target = target_.Build();
  if (!target.ok()) {
    context.console.Error("choose", target.status());
    return kExitError;
  }
  const AnalyzeOptions options = MeasureForAdvice(context.common.threads, false);
  std::vector<Source> sources;
  const int code = ForEachFile(context, files_, [&](const std::string& file) -> absl::Status {
    Source source;
    Image picture;
    SHARPSCALE_ASSIGN_OR_RETURN(source.report, MeasureFile(context, file, options, &picture));
    if (files_.size() > 1) source.luma = SmallLuma(picture.pixels);
    sources.push_back(std::move(source));
    return absl::OkStatus();
  });
  if (code == kExitInterrupted || sources.empty()) return code;
  const absl::StatusOr<std::vector<RankedSource>> ranking = Choose(sources, *target);
  if (!ranking.ok()) {
    context.console.Error("choose", ranking.status());
    return kExitError;
  }
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::vector<std::vector<Cell>> rows;
  for (const RankedSource& source : *ranking) {
    const Report& report = sources[static_cast<size_t>(source.index)].report;
    const double detail = source.effective.detail;
    list.push_back({{"file", report.source.file},
                    {"detail_width", JsonNumber(detail * report.width, 0)},
                    {"detail_height", JsonNumber(detail * report.height, 0)},
                    {"effective_width", JsonNumber(source.effective.width, 0)},
                    {"effective_height", JsonNumber(source.effective.height, 0)},
                    {"effective_scale", JsonNumber(source.effective.scale, 3)},
                    {"factor", JsonNumber(source.factor, 3)},
                    {"sufficient", source.sufficient},
                    {"scene", source.scene + 1},
                    {"made_from",
                     source.made_from < 0
                         ? nlohmann::ordered_json(nullptr)
                         : nlohmann::ordered_json(
                               sources[static_cast<size_t>(source.made_from)].report.source.file)},
                    {"reason", source.reason}});
    rows.push_back(
        {{fmt::format("{}.", rows.size() + 1), Ink::kDim},
         {report.source.file, rows.empty() ? Ink::kBold : Ink::kPlain},
         {fmt::format("{} \u00d7 {}", report.width, report.height)},
         {fmt::format("{:.0f} \u00d7 {:.0f}", detail * report.width, detail * report.height),
          Ink::kBold},
         {source.reason}});
  }
  for (const RankedSource& source : *ranking) {
    const RankedSource& best = ranking->front();
    if (source.scene == best.scene) continue;
    context.console.Warn(
        fmt::format("{} does not seem to show the same as {}: only files of one picture can be "
                    "chosen between",
                    sources[static_cast<size_t>(source.index)].report.source.file,
                    sources[static_cast<size_t>(best.index)].report.source.file));
  }
  if (context.common.json) {
    context.console.Print(JsonText({{"schema", "sharpscale.choice/1"},
                                    {"tool", JsonTool()},
                                    {"target", target->label},
                                    {"ranking", std::move(list)}},
                                   true) +
                          "\n");
  } else {
    context.console.Print(
        RenderTable({{"", true}, {"File"}, {"Pixels", true}, {"Real detail", true}, {"Why"}},
                    rows,
                    context.console.style()));
  }
  return code;
}

}  // namespace sharpscale
