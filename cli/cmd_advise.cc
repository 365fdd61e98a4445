// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_advise.h"

#include <fmt/format.h>

#include "advice/advise.h"
#include "cli/files.h"
#include "cli/tier_option.h"
#include "enhance/capabilities.h"
#include "enhance/network_shelf.h"
#include "enhance/study/simulate.h"
#include "image/status_macros.h"
#include "report/json.h"
#include "report/json_number.h"
#include "report/terminal.h"
#include "session/measure_file.h"

namespace sharpscale {
namespace {

// px, sides: enough to rank the plans by, and a matter of seconds.
constexpr int kSimulatedCrop = 1024;
constexpr int kSimulatedWindow = 320;

}  // namespace

void AdviseCommand::Declare(OptionSet& options) {
  options.Positionals("FILE", "Pictures to advise on, '-' for standard input", &files_, true);
  options.Flag("--why", "Add the reasoning with its numbers", &why_);
  options.Flag("--simulate",
               "Try the plan and its rivals on the picture itself, one scale down",
               &simulate_);
  TierOption(options, &tier_);
  target_.Declare(options);
}

// The ranking of the plans on the picture's own reduction: into `json` where that is wanted, else
// printed.
absl::Status AdviseCommand::PrintSimulation(RunContext& context,
                                            const Image& photo,
                                            const Report& report,
                                            const Plan& plan,
                                            nlohmann::ordered_json* json) const {
  StudyOptions options;
  options.crop = kSimulatedCrop;
  options.window = kSimulatedWindow;
  options.enhance.threads = context.common.threads;
  options.enhance.tier = tier_;
  options.enhance.shelf = MakeCatalogueShelf();
  SHARPSCALE_ASSIGN_OR_RETURN(const Simulation simulation,
                              Simulate(photo, report, plan, options, &context.progress));
  context.console.ClearProgress();
  const StudyCase& study = simulation.result;
  if (context.common.json) {
    nlohmann::ordered_json ranking = nlohmann::ordered_json::array();
    for (const StudyEntry& entry : study.entries) {
      ranking.push_back(
          {{"steps", entry.plan},
           {"advised", entry.advised},
           {"pareto", entry.pareto},
           {"psnr_y", JsonNumber(entry.score.psnr_y, 2)},
           {"ssim", JsonNumber(entry.score.ssim, 4)},
           {"halo", entry.score.halo_known ? JsonNumber(entry.score.halo, 2) : nullptr},
           {"texture", JsonNumber(entry.score.texture, 2)}});
    }
    (*json)["simulation"] = {{"factor", study.factor},
                             {"damage", simulation.damage},
                             {"truth_reduced", simulation.truth_reduced},
                             {"advised_is_best", study.advised_is_best},
                             {"lost_db", JsonNumber(study.regret_db, 2)},
                             {"ranking", std::move(ranking)}};
    return absl::OkStatus();
  }
  // Plans that came to the same, because a step found nothing to do, share a line.
  std::vector<std::vector<Cell>> rows;
  for (size_t i = 0; i < study.entries.size();) {
    const StudyEntry* shown = &study.entries[i];
    const auto figures = [](const StudyEntry& entry) {
      return fmt::format(
          "{:.2f} {:.3f} {:.1f}", entry.score.psnr_y, entry.score.ssim, entry.score.halo);
    };
    size_t end = i;
    bool pareto = false;
    for (; end < study.entries.size() && figures(study.entries[end]) == figures(*shown); ++end) {
      const StudyEntry& entry = study.entries[end];
      pareto = pareto || entry.pareto;
      const bool simpler = !shown->advised && entry.plan.size() < shown->plan.size();
      if (entry.advised || simpler) shown = &entry;
    }
    int others = 0;
    for (size_t k = i; k < end; ++k) others += study.entries[k].plan != shown->plan ? 1 : 0;
    std::string name =
        shown->plan.empty() ? (study.factor > 1 ? "plain resize" : "nothing") : shown->plan;
    if (others > 0) name += fmt::format(" (and {} more that come to the same)", others);
    rows.push_back({{shown->advised ? "\u25b6" : "", Ink::kPass},
                    {name, shown->advised ? Ink::kBold : Ink::kPlain},
                    {fmt::format("{:.2f}\u00a0dB", shown->score.psnr_y)},
                    {fmt::format("{:.3f}", shown->score.ssim)},
                    {shown->score.halo_known ? fmt::format("{:.1f}\u00a0%", shown->score.halo)
                                             : std::string("unknown")},
                    {pareto ? "\u25cf" : "", Ink::kPass}});
    i = end;
  }
  const TerminalStyle& style = context.console.style();
  std::string text = fmt::format(
      "\nTried on the picture itself{}, reduced {}\u00d7{}:\n",
      simulation.truth_reduced > 1 ? fmt::format(" at 1/{}", simulation.truth_reduced) : "",
      study.factor,
      simulation.damage == "none" ? "" : ", with its own damage (" + simulation.damage + ")");
  context.console.Print(ForTerminal(text, style));
  context.console.Print(RenderTable(
      {{""}, {"Steps"}, {"PSNR", true}, {"SSIM", true}, {"Halo added", true}, {"Best trade"}},
      rows,
      style));
  const std::string verdict =
      study.advised_is_best
          ? "\u2714 The advised plan (\u25b6) is among the best: nothing is clearly nearer without "
            "more halo.\n"
          : fmt::format(
                "\u25b2 Another plan is {:.2f} dB nearer without more halo: try it with --steps.\n",
                study.regret_db);
  context.console.Print(ForTerminal(verdict, style));
  return absl::OkStatus();
}

int AdviseCommand::Run(RunContext& context) {
  const absl::StatusOr<Target> target = target_.Build();
  if (!target.ok()) {
    context.console.Error("advise", target.status());
    return kExitError;
  }
  const AnalyzeOptions options = MeasureForAdvice(context.common.threads, false);
  const bool one_line = files_.size() > 1;
  bool first = true;
  return ForEachFile(context, files_, [&](const std::string& file) -> absl::Status {
    Image photo;
    SHARPSCALE_ASSIGN_OR_RETURN(const Report report,
                                MeasureFile(context, file, options, simulate_ ? &photo : nullptr));
    SHARPSCALE_ASSIGN_OR_RETURN(const Plan plan, Advise(report, *target, AdviceHere(tier_)));
    if (context.common.json) {
      nlohmann::ordered_json json = ToJson(plan, file);
      if (simulate_) {
        SHARPSCALE_RETURN_IF_ERROR(PrintSimulation(context, photo, report, plan, &json));
      }
      context.console.Print(JsonText(json, !one_line) + "\n");
    } else {
      if (!first) context.console.Print("\n");
      context.console.Print(RenderTerminal(plan, file, context.console.style(), {why_}));
      if (simulate_) {
        SHARPSCALE_RETURN_IF_ERROR(PrintSimulation(context, photo, report, plan, nullptr));
      }
    }
    first = false;
    return absl::OkStatus();
  });
}

}  // namespace sharpscale
