// SPDX-License-Identifier: Apache-2.0
//
// File: cli/gate_options.h
//
// Which gate: a profile, and limits that override it. The options are made from the rules of the
// built-in profiles: "gate.halo" gives --max-halo or, where less is worse, --min-halo.

#ifndef SHARPSCALE_CLI_GATE_OPTIONS_H_
#define SHARPSCALE_CLI_GATE_OPTIONS_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "advice/gate.h"
#include "cli/option_set.h"

namespace sharpscale {

class GateOptions {
 public:
  void Declare(OptionSet& options);
  // Errors: NotFound, InvalidArgument (the profile; a limit whose rule the profile does not have).
  absl::StatusOr<GateProfile> Build() const;

 private:
  std::string profile_ = "print";
  std::map<std::string, double> limits_;  // by rule id
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_GATE_OPTIONS_H_
