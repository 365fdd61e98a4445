// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_study.h
//
// `sharpscale study FOLDER`: is the advice right? Runs every sensible plan on pictures with a known
// truth and prints where the advised plan ranks.

#ifndef SHARPSCALE_CLI_CMD_STUDY_H_
#define SHARPSCALE_CLI_CMD_STUDY_H_

#include <string>
#include <vector>

#include "cli/command.h"
#include "enhance/study/study.h"

namespace sharpscale {

class StudyCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  absl::StatusOr<std::vector<std::string>> Pictures() const;
  std::string Table(const std::vector<StudyCase>& cases, const RunContext& context) const;

  std::vector<std::string> folders_;
  std::vector<std::string> degradations_;
  std::vector<std::string> factors_;
  std::vector<std::string> more_plans_;
  std::string list_;
  std::string below_;
  std::string half_ = "both";
  std::string compare_ = "both";
  std::string log_;
  int pictures_ = 0;
  int crop_ = StudyOptions().crop;
  int window_ = StudyOptions().window;
  int seed_ = 1;
  int thorough_ = 8;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_STUDY_H_
