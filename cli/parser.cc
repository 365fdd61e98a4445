// SPDX-License-Identifier: Apache-2.0

#include "cli/parser.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

namespace sharpscale {
namespace {

std::vector<std::string> LongNames(const OptionSet& options) {
  std::vector<std::string> names = {"--help"};
  for (const OptionSpec& spec : options.specs()) {
    if (spec.positional) continue;
    size_t start = 0;
    while (start <= spec.names.size()) {
      const size_t end = std::min(spec.names.find(',', start), spec.names.size());
      names.push_back(spec.names.substr(start, end - start));
      start = end + 1;
    }
  }
  return names;
}

std::string Choices(const OptionSpec& spec) {
  std::string text;
  for (const std::string& choice : spec.choices) text += (text.empty() ? "" : ", ") + choice;
  return text;
}

absl::Status Apply(const OptionSpec& spec, const std::string& value) {
  // A script's variable that is not set, most often.
  if (!spec.value_name.empty() && absl::StripAsciiWhitespace(value).empty()) {
    return absl::InvalidArgumentError(
        fmt::format("{}: the value is empty; name one or leave the option out", spec.names));
  }
  if (!spec.choices.empty() &&
      std::find(spec.choices.begin(), spec.choices.end(), value) == spec.choices.end()) {
    return absl::InvalidArgumentError(
        fmt::format("{}: '{}' is not known, choose one of: {}", spec.names, value, Choices(spec)));
  }
  const absl::Status status = spec.set(value);
  if (status.ok()) return status;
  const std::string message(status.message().data(), status.message().size());
  const size_t comma = spec.names.rfind(',');
  const std::string name = comma == std::string::npos ? spec.names : spec.names.substr(comma + 1);
  return absl::InvalidArgumentError(fmt::format("{}: {}", name, message));
}

std::string Explain(const CLI::ParseError& error, const OptionSet& options) {
  const std::string what = error.what();
  const auto* extras = dynamic_cast<const CLI::ExtrasError*>(&error);
  if (extras != nullptr) {
    // "The following argument was not expected: --foo"
    const size_t colon = what.find(": ");
    const std::string word = colon == std::string::npos ? what : what.substr(colon + 2);
    // A word that begins like an option is the cause, what stands behind it was meant as its value.
    const std::vector<std::string> words = absl::StrSplit(word, ' ', absl::SkipEmpty());
    const auto option = std::find_if(words.begin(), words.end(), [](const std::string& text) {
      return text.size() > 1 && text[0] == '-' && !absl::ascii_isdigit(text[1]);
    });
    const std::string first = option != words.end() ? *option : words.empty() ? word : words[0];
    const std::string nearest = NearestWord(first.substr(0, first.find('=')), LongNames(options));
    if (!nearest.empty()) {
      return fmt::format("'{}' is not an option, did you mean {}?", first, nearest);
    }
    if (option != words.end()) return fmt::format("'{}' is not an option, see --help", first);
    return fmt::format(
        "'{}' is one argument too many, see --help for what is allowed ('sharpscale batch' takes "
        "many pictures)",
        first);
  }
  return what + ", see --help";
}

}  // namespace

std::string NearestWord(const std::string& word, const std::vector<std::string>& known) {
  std::string best;
  size_t best_distance = std::min<size_t>(2, std::max<size_t>(1, word.size() / 3)) + 1;
  for (const std::string& candidate : known) {
    std::vector<size_t> row(candidate.size() + 1);
    for (size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (size_t i = 1; i <= word.size(); ++i) {
      size_t diagonal = row[0];
      row[0] = i;
      for (size_t j = 1; j < row.size(); ++j) {
        const size_t substitute = diagonal + (word[i - 1] == candidate[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return best;
}

ParseOutcome ParseArguments(const OptionSet& options, const std::vector<std::string>& arguments) {
  ParseOutcome outcome;
  CLI::App app;
  app.set_help_flag();
  app.allow_windows_style_options(false);
  app.add_flag("-h,--help", outcome.help);

  const std::vector<OptionSpec>& specs = options.specs();
  std::vector<std::vector<std::string>> values(specs.size());
  std::vector<bool> flags(specs.size(), false);
  try {
    for (size_t i = 0; i < specs.size(); ++i) {
      const OptionSpec& spec = specs[i];
      if (spec.value_name.empty()) {
        app.add_flag_callback(spec.names, [&flags, i] { flags[i] = true; });
        continue;
      }
      CLI::Option* option = app.add_option(spec.names, values[i]);
      if (spec.many && spec.positional) {
        option->expected(spec.required ? 1 : 0, 1 << 20);
      } else {
        option->expected(1)->allow_extra_args(false);
        option->multi_option_policy(spec.many ? CLI::MultiOptionPolicy::TakeAll
                                              : CLI::MultiOptionPolicy::Throw);
      }
      // --help must work without the files.
    }
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    if (outcome.help || std::count(arguments.begin(), arguments.end(), "--help") > 0) {
      outcome.help = true;
      return outcome;
    }
    outcome.status = absl::InvalidArgumentError(Explain(error, options));
    return outcome;
  } catch (const CLI::ConstructionError& error) {
    outcome.status = absl::InternalError(error.what());
    return outcome;
  }
  if (outcome.help) return outcome;

  for (size_t i = 0; i < specs.size(); ++i) {
    if (specs[i].positional && specs[i].required && values[i].empty()) {
      outcome.status = absl::InvalidArgumentError(
          fmt::format("{} is missing, see --help for examples", specs[i].names));
      return outcome;
    }
    if (flags[i]) values[i] = {""};
    for (const std::string& value : values[i]) {
      outcome.status = Apply(specs[i], value);
      if (!outcome.status.ok()) return outcome;
    }
  }
  return outcome;
}

}  // namespace sharpscale
