// SPDX-License-Identifier: Apache-2.0
//
// File: cli/target_options.h
//
// "What is the picture for": the options that several commands share.

#ifndef SHARPSCALE_CLI_TARGET_OPTIONS_H_
#define SHARPSCALE_CLI_TARGET_OPTIONS_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "advice/target.h"
#include "cli/option_set.h"

namespace sharpscale {

class TargetOptions {
 public:
  void Declare(OptionSet& options);
  // The target that the options given add up to; nothing given = an empty target. Errors:
  // InvalidArgument (two kinds of size at a time, a size that cannot be).
  absl::StatusOr<Target> Build() const;

 private:
  bool HasOwnSize() const;

  std::optional<Target> box_;  // from --print, --size or --display
  std::string box_name_;
  std::string preset_;
  std::optional<double> print_width_in_;
  std::optional<double> print_height_in_;
  std::optional<double> ppi_;
  std::optional<int> width_;
  std::optional<int> height_;
  std::optional<int> long_side_;
  std::optional<int> short_side_;
  std::optional<double> megapixels_;
  std::optional<double> distance_in_;
  std::optional<int64_t> max_bytes_;
  bool fit_ = false;
  bool cover_ = false;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_TARGET_OPTIONS_H_
