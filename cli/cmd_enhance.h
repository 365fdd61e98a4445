// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_enhance.h
//
// `sharpscale enhance FILE -o OUT [target]`: carries the advised plan, or the user's steps, out.

#ifndef SHARPSCALE_CLI_CMD_ENHANCE_H_
#define SHARPSCALE_CLI_CMD_ENHANCE_H_

#include <optional>
#include <string>
#include <vector>

#include "advice/plan.h"
#include "analysis/report.h"
#include "cli/command.h"
#include "cli/target_options.h"
#include "enhance/enhance.h"
#include "enhance/replay.h"

namespace sharpscale {

class EnhanceCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  Precision PrecisionAsked() const;
  std::string OutputFormat() const;  // "jpeg", as the output's name says; "" = not named
  absl::StatusOr<Plan> MakePlan(RunContext& context, const Report& report);
  absl::StatusOr<Replay> ReadReplay() const;
  void TellWhetherReplayed(RunContext& context, const EnhanceResult& result) const;
  int StrictExit(const EnhanceResult& result, Console& console) const;
  // Its headline where the result fails its own page, else "".
  absl::StatusOr<std::string> WritePage(RunContext& context, const EnhanceResult& result) const;
  absl::StatusOr<EnhanceOptions> Options(const RunContext& context) const;

  std::string file_;
  std::string output_;
  std::string page_;
  std::string format_;
  std::string steps_;
  std::string replay_file_;
  std::vector<std::string> not_replayed_;  // options given that a replay brings with it
  std::optional<Replay> replay_;
  std::vector<std::string> exports_;
  std::string model_;
  std::string tier_ = "auto";
  std::string precision_ = "auto";
  int64_t max_memory_ = 0;
  int tile_ = 0;
  int quality_ = 0;
  double halo_ceiling_ = 0.0;
  bool strict_ = false;
  bool force_ = false;
  bool flatten_ = false;
  bool strip_ = false;
  bool to_srgb_ = false;
  TargetOptions target_;
};

// Where the result of `file` would go for that plan: "photo-3000x2400.jpg", beside the source.
std::string ProposeOutput(const std::string& file, const Plan& plan);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_ENHANCE_H_
