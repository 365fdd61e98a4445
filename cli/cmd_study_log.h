// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_study_log.h
//
// What `sharpscale study` has found so far: one JSON object a line ("sharpscale.study/3"), appended
// as each case ends, so that an interrupted study goes on where it stopped and a changed advice is
// judged without running every other plan again.

#ifndef SHARPSCALE_CLI_CMD_STUDY_LOG_H_
#define SHARPSCALE_CLI_CMD_STUDY_LOG_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "enhance/study/study.h"

namespace sharpscale {

// `settings` says under which models and options the candidates were run.
nlohmann::ordered_json StudyCaseJson(const StudyCase& one, const std::string& settings);

class StudyLog {
 public:
  // Reads `path` where it exists; lines of other settings, and a last line cut short, are left out.
  // An empty path keeps nothing. Errors: those of reading.
  static absl::StatusOr<StudyLog> Open(const std::string& path, const std::string& settings);

  // The latest entry of the same picture (by file name), damage and factor; null if none.
  const StudyCase* Find(const std::string& picture,
                        const std::string& degradation,
                        double factor) const;
  // Errors: Unavailable where the file cannot be written.
  absl::Status Append(const StudyCase& one);

 private:
  std::string path_;
  std::string settings_;
  std::vector<StudyCase> cases_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_STUDY_LOG_H_
