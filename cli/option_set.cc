// SPDX-License-Identifier: Apache-2.0

#include "cli/option_set.h"

#include <charconv>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

namespace sharpscale {

absl::Status ParseInto(const std::string& text, int* target) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || text.empty()) {
    return absl::InvalidArgumentError(fmt::format("'{}' is not a whole number", text));
  }
  *target = value;
  return absl::OkStatus();
}

absl::Status ParseInto(const std::string& text, double* target) {
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || text.empty() || !std::isfinite(value)) {
    return absl::InvalidArgumentError(fmt::format("'{}' is not a number", text));
  }
  *target = value;
  return absl::OkStatus();
}

OptionSpec& OptionSet::Add(OptionSpec spec) {
  spec.group = group_;
  specs_.push_back(std::move(spec));
  return specs_.back();
}

OptionSpec& OptionSet::Flag(std::string names, std::string help, bool* target) {
  OptionSpec spec;
  spec.names = std::move(names);
  spec.help = std::move(help);
  spec.set = [target](const std::string&) {
    *target = true;
    return absl::OkStatus();
  };
  return Add(std::move(spec));
}

OptionSpec& OptionSet::Value(std::string names,
                             std::string value,
                             std::string help,
                             std::function<absl::Status(const std::string&)> set) {
  OptionSpec spec;
  spec.names = std::move(names);
  spec.value_name = std::move(value);
  spec.help = std::move(help);
  spec.set = std::move(set);
  if (spec.value_name == "FILE") spec.kind = ValueKind::kFile;
  if (spec.value_name == "DIR" || spec.value_name == "FOLDER") spec.kind = ValueKind::kFolder;
  return Add(std::move(spec));
}

OptionSpec& OptionSet::Value(std::string names,
                             std::string value,
                             std::string help,
                             std::string* target) {
  return Value(
      std::move(names), std::move(value), std::move(help), [target](const std::string& text) {
        *target = text;
        return absl::OkStatus();
      });
}

OptionSpec& OptionSet::Value(std::string names, std::string value, std::string help, int* target) {
  return Value(
      std::move(names), std::move(value), std::move(help), [target](const std::string& text) {
        return ParseInto(text, target);
      });
}

OptionSpec& OptionSet::Value(std::string names,
                             std::string value,
                             std::string help,
                             double* target) {
  return Value(
      std::move(names), std::move(value), std::move(help), [target](const std::string& text) {
        return ParseInto(text, target);
      });
}

OptionSpec& OptionSet::List(std::string names,
                            std::string value,
                            std::string help,
                            std::vector<std::string>* target) {
  OptionSpec& spec =
      Value(std::move(names), std::move(value), std::move(help), [target](const std::string& text) {
        size_t start = 0;
        while (start <= text.size()) {
          const size_t end = std::min(text.find(',', start), text.size());
          if (end > start) target->push_back(text.substr(start, end - start));
          start = end + 1;
        }
        return absl::OkStatus();
      });
  spec.many = true;
  return spec;
}

OptionSpec& OptionSet::Positional(std::string name,
                                  std::string help,
                                  std::string* target,
                                  bool required) {
  OptionSpec spec;
  spec.names = std::move(name);
  spec.value_name = spec.names;
  spec.help = std::move(help);
  spec.kind = ValueKind::kFile;
  spec.positional = true;
  spec.required = required;
  spec.set = [target](const std::string& text) {
    *target = text;
    return absl::OkStatus();
  };
  return Add(std::move(spec));
}

OptionSpec& OptionSet::Positionals(std::string name,
                                   std::string help,
                                   std::vector<std::string>* target,
                                   bool required) {
  OptionSpec& spec = Positional(std::move(name), std::move(help), nullptr, required);
  spec.many = true;
  spec.set = [target](const std::string& text) {
    target->push_back(text);
    return absl::OkStatus();
  };
  return spec;
}

void OptionSet::AddRecorded(const OptionSet& other, std::vector<std::string>* words) {
  for (OptionSpec spec : other.specs()) {
    const size_t comma = spec.names.find_last_of(',');
    const std::string name = comma == std::string::npos ? spec.names : spec.names.substr(comma + 1);
    spec.set =
        [set = spec.set, name, words, positional = spec.positional, flag = spec.value_name.empty()](
            const std::string& text) {
          if (flag) {
            words->push_back(name);
          } else if (positional) {
            words->push_back(text);
          } else {
            words->push_back(name + "=" + text);
          }
          return set(text);
        };
    specs_.push_back(std::move(spec));
  }
}

}  // namespace sharpscale
