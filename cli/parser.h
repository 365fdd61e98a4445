// SPDX-License-Identifier: Apache-2.0
//
// File: cli/parser.h
//
// Arguments to option values; the boundary to CLI11.

#ifndef SHARPSCALE_CLI_PARSER_H_
#define SHARPSCALE_CLI_PARSER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/option_set.h"

namespace sharpscale {

struct ParseOutcome {
  absl::Status status;  // InvalidArgument: one line for the user
  bool help = false;    // -h or --help was among the arguments
};

// Calls `set` of each option given, in the order declared.
ParseOutcome ParseArguments(const OptionSet& options, const std::vector<std::string>& arguments);

// The word of `known` that is nearest to `word`, or "" when none is near (edit distance over 2, or
// over a third of the word).
std::string NearestWord(const std::string& word, const std::vector<std::string>& known);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_PARSER_H_
