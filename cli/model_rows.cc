// SPDX-License-Identifier: Apache-2.0

#include "cli/model_rows.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <absl/strings/string_view.h>
#include <absl/strings/strip.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "report/numbers.h"

namespace sharpscale {
namespace {

struct Words {
  absl::string_view key;
  absl::string_view text;
};

constexpr Words kConditions[] = {{"jpeg", "compression"}, {"halo", "halos"}};
// What a part of a measured figure's key begins with, and what stands before and after its number.
struct Part {
  absl::string_view key;
  absl::string_view before;
  absl::string_view after;
};
constexpr Part kParts[] = {{"set", "Set", ""},
                           {"heldout", "pictures held out", ""},
                           {"noise", "noise ", ""},
                           {"jpeg", "JPEG ", ""},
                           {"blur", "blur ", " px"}};

std::string InWords(absl::string_view part) {
  for (const Part& words : kParts) {
    absl::string_view number = part;
    if (!absl::ConsumePrefix(&number, words.key)) continue;
    return absl::StrCat(words.before, number, words.after);
  }
  return std::string(part);
}

std::string Kernels(const ModelInfo& model) {
  if (model.passes) {
    return fmt::format("those of {}, then {}; the mean with {}",
                       model.passes->first,
                       model.passes->second,
                       model.passes->at_once);
  }
  if (model.sets.empty()) return "one set for every picture";
  std::vector<ModelSet> sets = model.sets;
  std::sort(sets.begin(), sets.end(), [](const ModelSet& a, const ModelSet& b) {
    return a.range.noise_sigma < b.range.noise_sigma;
  });
  std::string text = fmt::format("{} sets, chosen by the picture:", sets.size() + 1);
  for (const ModelSet& set : sets) {
    text +=
        fmt::format(" {} (noise sigma up to {:g}, JPEG from quality {:g}{}),",
                    set.range.name,
                    set.range.noise_sigma,
                    set.range.jpeg_quality,
                    set.range.channels > 0 ? fmt::format(", {} channels", set.range.channels) : "");
  }
  return text + " and one for everything else";
}

std::string Parameters(const ModelInfo& model) {
  if (model.passes) return fmt::format("{} in all, of one set each", model.parameters);
  const bool wider = std::any_of(model.sets.begin(), model.sets.end(), [](const ModelSet& set) {
    return set.range.channels > 0;
  });
  return fmt::format("{} of each set{}", model.parameters, wider ? " of the usual width" : "");
}

std::string Measured(const ModelInfo& model) {
  if (model.measured.empty()) return "unknown";
  return absl::StrJoin(model.measured, "; ", [](std::string* out, const auto& figure) {
    *out += fmt::format("{}: {:.2f} dB", MeasuredOn(figure.first), figure.second);
  });
}

}  // namespace

std::string ToldOf(const ModelInfo& model) {
  if (model.conditions.empty()) return "nothing";
  return absl::StrJoin(model.conditions, ", ", [](std::string* out, const std::string& condition) {
    for (const Words& words : kConditions) {
      if (words.key == condition) return out->append(words.text.data(), words.text.size());
    }
    return out->append(condition);
  });
}

std::string MeasuredOn(const std::string& key) {
  absl::string_view rest = key;
  const bool luma = absl::ConsumeSuffix(&rest, "_psnr_y");
  if (!luma) absl::ConsumeSuffix(&rest, "_psnr");
  std::vector<std::string> parts;
  for (const absl::string_view part : absl::StrSplit(rest, '_')) parts.push_back(InWords(part));
  return absl::StrJoin(parts, ", ") + (luma ? " (luma)" : "");
}

std::vector<std::vector<Cell>> ModelRows(const ModelInfo& model) {
  std::string speed = "unknown";
  if (model.mp_per_s > 0.0) {
    speed = fmt::format("{} MP of the result a second (two cores, bf16)",
                        FormatNumber(model.mp_per_s, 1));
    for (const ModelSet& set : model.sets) {
      if (set.mp_per_s <= 0.0) continue;
      speed += fmt::format(", {} {}", set.range.name, FormatNumber(set.mp_per_s, 1));
    }
  }
  const std::string task =
      model.scale > 1 ? fmt::format("{} {}\u00d7", model.task, model.scale) : model.task;
  const std::pair<const char*, std::string> rows[] = {
      {"id", model.id},
      {"task", fmt::format("{}, tier {}", task, model.tier)},
      {"told of", ToldOf(model)},
      {"kernels", Kernels(model)},
      {"parameters", Parameters(model)},
      {"overlap", fmt::format("tiles see {} px more of the source on each side", model.overlap)},
      {"speed", speed},
      {"measured", Measured(model)},
      {"trained on", model.trained_on},
      {"licence", model.licence},
      {"file", model.passes ? "none of its own" : model.file},
      {"SHA-256", model.sha256}};
  std::vector<std::vector<Cell>> cells;
  for (const auto& [name, words] : rows) cells.push_back({{name, Ink::kBold}, {words}});
  return cells;
}

}  // namespace sharpscale
