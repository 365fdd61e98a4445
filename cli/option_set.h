// SPDX-License-Identifier: Apache-2.0
//
// File: cli/option_set.h
//
// The options of a command, as data: parsing, --help, the manual page, completions and docs/cli.md
// are all made from the same list, so they cannot disagree.
//
//   options.Flag("--why", "Print the reasoning with its numbers", &why_);
//   options.Value("-o,--output", "FILE", "Where the result goes", &output_);

#ifndef SHARPSCALE_CLI_OPTION_SET_H_
#define SHARPSCALE_CLI_OPTION_SET_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace sharpscale {

// What a shell may complete after the option.
enum class ValueKind { kText, kFile, kFolder };

struct OptionSpec {
  std::string names;       // "-o,--output"; a positional has its name, "FILE"
  std::string value_name;  // "FILE"; "" = a flag
  std::string help;        // one sentence, no full stop
  std::string group;       // heading in --help
  ValueKind kind = ValueKind::kText;
  bool positional = false;
  bool required = false;
  bool many = false;                 // may be given more than once
  std::vector<std::string> choices;  // allowed words; empty = any
  // Takes one value ("" for a flag) as the user wrote it. Errors say what is allowed.
  std::function<absl::Status(const std::string&)> set;
};

class OptionSet {
 public:
  // Options that follow stand under this heading.
  void Group(std::string title) { group_ = std::move(title); }

  OptionSpec& Flag(std::string names, std::string help, bool* target);
  OptionSpec& Value(std::string names, std::string value, std::string help, std::string* target);
  OptionSpec& Value(std::string names, std::string value, std::string help, int* target);
  OptionSpec& Value(std::string names, std::string value, std::string help, double* target);
  OptionSpec& Value(std::string names,
                    std::string value,
                    std::string help,
                    std::function<absl::Status(const std::string&)> set);
  // Repeatable, and each value may be a comma-separated list.
  OptionSpec& List(std::string names,
                   std::string value,
                   std::string help,
                   std::vector<std::string>* target);
  OptionSpec& Positional(std::string name, std::string help, std::string* target, bool required);
  OptionSpec& Positionals(std::string name,
                          std::string help,
                          std::vector<std::string>* target,
                          bool required);

  // Takes over the options of `other`; what the user gives for them is also appended to `words` as
  // it was typed, so that another process can be started with the same.
  void AddRecorded(const OptionSet& other, std::vector<std::string>* words);

  const std::vector<OptionSpec>& specs() const { return specs_; }

 private:
  OptionSpec& Add(OptionSpec spec);
  std::string group_ = "Options";
  std::vector<OptionSpec> specs_;
};

// Whole-string numbers; errors name the text and what is allowed.
absl::Status ParseInto(const std::string& text, int* target);
absl::Status ParseInto(const std::string& text, double* target);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_OPTION_SET_H_
