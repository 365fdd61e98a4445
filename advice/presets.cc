// SPDX-License-Identifier: Apache-2.0

#include "advice/presets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "advice/data_file.h"
#include "advice/gate.h"
#include "advice/text.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr std::string_view kSchema = "sharpscale.presets/1";
constexpr int kMostSide = 300000;
constexpr size_t kMostPresets = 1000;

void ReadSize(const FieldReader& preset,
              const char* field,
              const std::string& where,
              PresetSize* size,
              absl::Status* status) {
  const nlohmann::json* json = preset.Find(field);
  if (json == nullptr) return;
  FieldReader fields(*json, fmt::format("{}: {}", where, field));
  fields.OnlyFields({"width", "height", "long_side", "short_side", "megapixels"});
  fields.Integer("width", &size->width, 1, kMostSide);
  fields.Integer("height", &size->height, 1, kMostSide);
  fields.Integer("long_side", &size->long_side, 1, kMostSide);
  fields.Integer("short_side", &size->short_side, 1, kMostSide);
  fields.Number("megapixels", &size->megapixels, 1e-6, 1e5);
  if (size->empty()) fields.Mistake("no size is given");
  if (status->ok()) *status = fields.status();
}

// The one number of a size of one kind; 0 for a box.
double OneNumber(const PresetSize& size) {
  if (size.width || size.height) return 0.0;
  if (size.long_side) return *size.long_side;
  if (size.short_side) return *size.short_side;
  return size.megapixels.value_or(0.0);
}

bool SameKind(const PresetSize& a, const PresetSize& b) {
  return a.width.has_value() == b.width.has_value() &&
         a.height.has_value() == b.height.has_value() &&
         a.long_side.has_value() == b.long_side.has_value() &&
         a.short_side.has_value() == b.short_side.has_value() &&
         a.megapixels.has_value() == b.megapixels.has_value();
}

absl::StatusOr<Preset> ReadPreset(const nlohmann::json& json,
                                  const std::string& file,
                                  size_t index) {
  Preset preset;
  std::string where = fmt::format("{}: preset {}", file, index + 1);
  if (json.is_object() && json.contains("id") && json["id"].is_string()) {
    where = fmt::format("{}: preset \"{}\"", file, json["id"].get<std::string>());
  }
  FieldReader fields(json, where);
  fields.OnlyFields({"id",
                     "title",
                     "date",
                     "source",
                     "note",
                     "minimum",
                     "recommended",
                     "maximum",
                     "exactly",
                     "print",
                     "fit",
                     "viewing_distance",
                     "max_bytes",
                     "formats",
                     "quality",
                     "min_quality",
                     "white_background",
                     "product_fill",
                     "gate"});
  fields.Text("id", &preset.id, true);
  preset.title = preset.id;
  fields.Text("title", &preset.title);
  fields.Text("date", &preset.date);
  fields.Text("source", &preset.source);
  fields.Text("note", &preset.note);
  std::string fit = "fit";
  fields.Word("fit", &fit, {"fit", "cover"});
  preset.fit = fit == "cover" ? FitMode::kCover : FitMode::kFit;
  fields.Text("print", &preset.print);
  std::string distance;
  fields.Text("viewing_distance", &distance);
  fields.Bytes("max_bytes", &preset.max_bytes);
  fields.Texts("formats", &preset.formats);
  fields.Integer("quality", &preset.quality, 1, 100);
  fields.Integer("min_quality", &preset.min_quality, 1, 100);
  fields.Flag("white_background", &preset.white_background);
  fields.Integer("product_fill", &preset.product_fill, 1, 100);
  fields.Word("gate", &preset.gate, GateProfileNames());
  absl::Status sizes;
  ReadSize(fields, "minimum", where, &preset.minimum, &sizes);
  ReadSize(fields, "recommended", where, &preset.recommended, &sizes);
  ReadSize(fields, "maximum", where, &preset.maximum, &sizes);
  ReadSize(fields, "exactly", where, &preset.exactly, &sizes);
  SHARPSCALE_RETURN_IF_ERROR(sizes);
  const int kinds = (preset.recommended.empty() ? 0 : 1) + (preset.exactly.empty() ? 0 : 1) +
                    (preset.print.empty() ? 0 : 1);
  if (kinds != 1) {
    fields.Mistake("one of \"recommended\", \"exactly\" and \"print\" is needed, and only one");
  }
  if (!preset.maximum.empty() && !(SameKind(preset.maximum, preset.recommended) &&
                                   OneNumber(preset.maximum) >= OneNumber(preset.recommended) &&
                                   OneNumber(preset.recommended) > 0.0)) {
    fields.Mistake("\"maximum\" must be the same kind of size as \"recommended\" and not smaller");
  }
  if (!distance.empty()) {
    const absl::StatusOr<double> inches = ParseLength(distance);
    if (!inches.ok()) {
      fields.Mistake(std::string(inches.status().message()));
    } else {
      preset.viewing_distance_in = *inches;
    }
  }
  if (!preset.print.empty()) {
    const absl::StatusOr<Target> print = ParsePrint(preset.print);
    if (!print.ok()) fields.Mistake(std::string(print.status().message()));
  }
  SHARPSCALE_RETURN_IF_ERROR(fields.status());
  SHARPSCALE_RETURN_IF_ERROR(TargetOf(preset).Validate());
  return preset;
}

// Empty where neither variable is set.
std::string UserPresetPath() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config != '\0') return std::string(config) + "/sharpscale/presets.json";
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') return "";
  return std::string(home) + "/.config/sharpscale/presets.json";
}

void Merge(std::vector<Preset> own, std::vector<Preset>* presets) {
  for (Preset& preset : own) {
    const auto same = std::find_if(presets->begin(), presets->end(), [&](const Preset& other) {
      return SameText(other.id, preset.id);
    });
    if (same == presets->end()) {
      presets->push_back(std::move(preset));
    } else {
      *same = std::move(preset);
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<Preset>> ParsePresets(std::string_view json, const std::string& name) {
  SHARPSCALE_ASSIGN_OR_RETURN(const nlohmann::json object, ParseJsonObject(json, name));
  FieldReader fields(object, name);
  std::string schema;
  fields.OnlyFields({"schema", "presets"});
  fields.Word("schema", &schema, {std::string(kSchema)}, true);
  const nlohmann::json* list = fields.Find("presets");
  if (list == nullptr || !list->is_array() || list->size() > kMostPresets) {
    fields.Mistake(fmt::format("\"presets\" must be a list of at most {} presets", kMostPresets));
  }
  SHARPSCALE_RETURN_IF_ERROR(fields.status());
  std::vector<Preset> presets;
  for (size_t i = 0; i < list->size(); ++i) {
    SHARPSCALE_ASSIGN_OR_RETURN(Preset preset, ReadPreset((*list)[i], name, i));
    if (FindPreset(presets, preset.id) != nullptr) {
      return absl::InvalidArgumentError(
          fmt::format("{}: preset \"{}\" is there twice", name, preset.id));
    }
    presets.push_back(std::move(preset));
  }
  return presets;
}

absl::StatusOr<std::vector<Preset>> BuiltInPresets() {
  return ParsePresets(EmbeddedDataFile("presets.json"), "built-in presets");
}

absl::StatusOr<std::vector<Preset>> LoadPresets(const std::string& path) {
  SHARPSCALE_ASSIGN_OR_RETURN(std::vector<Preset> presets, BuiltInPresets());
  const std::string own = path.empty() ? UserPresetPath() : path;
  if (own.empty()) return presets;
  const absl::StatusOr<std::string> text = ReadTextFile(own);
  if (absl::IsNotFound(text.status()) && path.empty()) return presets;
  SHARPSCALE_RETURN_IF_ERROR(text.status());
  SHARPSCALE_ASSIGN_OR_RETURN(std::vector<Preset> more, ParsePresets(*text, own));
  Merge(std::move(more), &presets);
  return presets;
}

const Preset* FindPreset(const std::vector<Preset>& presets, std::string_view id) {
  for (const Preset& preset : presets) {
    if (SameText(preset.id, id)) return &preset;
  }
  return nullptr;
}

absl::StatusOr<Preset> LoadPreset(std::string_view id, const std::string& path) {
  SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<Preset> presets, LoadPresets(path));
  if (const Preset* preset = FindPreset(presets, id); preset != nullptr) return *preset;
  std::vector<std::string> names;
  names.reserve(presets.size());
  for (const Preset& preset : presets) names.push_back(preset.id);
  return absl::NotFoundError(
      fmt::format("\"{}\" is no preset: there are {}", id, JoinWords(names)));
}

Target TargetOf(const Preset& preset) {
  Target target;
  if (!preset.print.empty()) {
    const absl::StatusOr<Target> print = ParsePrint(preset.print);
    if (print.ok()) target = *print;
  } else {
    const PresetSize& size = preset.exactly.empty() ? preset.recommended : preset.exactly;
    target.width = size.width;
    target.height = size.height;
    target.long_side = size.long_side;
    target.short_side = size.short_side;
    target.megapixels = size.megapixels;
    target.auto_rotate = false;
    const double wanted = OneNumber(preset.recommended);
    const double most = OneNumber(preset.maximum);
    if (preset.exactly.empty() && wanted > 0.0) {
      // Without a maximum any larger picture is welcome.
      target.keep_up_to = most > 0.0 ? most / wanted : 1e6;
      if (size.megapixels) target.keep_up_to = std::sqrt(target.keep_up_to);
    }
  }
  target.fit = preset.fit;
  target.viewing_distance_in = preset.viewing_distance_in;
  target.max_bytes = preset.max_bytes;
  target.preset = preset.id;
  target.label = preset.title;
  return target;
}

namespace {

// `width`, `height`: px that the picture will have.
std::vector<Caution> CheckSized(const Preset& preset, const Report& report, int width, int height) {
  std::vector<Caution> cautions;
  const auto add = [&](std::string text) {
    cautions.push_back({"R-026", preset.title + ": " + std::move(text)});
  };
  const int longer = std::max(width, height);
  const int shorter = std::min(width, height);
  const PresetSize& least = preset.minimum;
  const auto below = [&](const char* what, const std::optional<int>& limit, int value) {
    if (limit && value < *limit) {
      add(fmt::format("{} {} px, at least {} px are asked for; smaller pictures are refused.",
                      what,
                      value,
                      *limit));
    }
  };
  below("width", least.width, width);
  below("height", least.height, height);
  below("long side", least.long_side, longer);
  below("short side", least.short_side, shorter);
  const uint64_t bytes = report.source.file_bytes;
  if (preset.max_bytes && bytes > static_cast<uint64_t>(*preset.max_bytes)) {
    add(fmt::format("the file has {}, at most {} are allowed.",
                    ByteText(static_cast<int64_t>(bytes)),
                    ByteText(*preset.max_bytes)));
  }
  const std::string format = ContainerName(report.source.container);
  const bool allowed =
      preset.formats.empty() || report.source.container == Container::kUnknown ||
      std::find(preset.formats.begin(), preset.formats.end(), format) != preset.formats.end();
  if (!allowed) {
    add(fmt::format("the file is {}, allowed are {}.", format, JoinWords(preset.formats)));
  }
  const Measurement* quality = report.Find("compression.jpeg_quality");
  if (preset.min_quality && report.source.container == Container::kJpeg && quality != nullptr &&
      quality->value && *quality->value < *preset.min_quality) {
    add(
        fmt::format("JPEG quality {:.0f}, at least {} is asked for; saving again does not bring it "
                    "back.",
                    *quality->value,
                    *preset.min_quality));
  }
  if (preset.white_background) {
    const Measurement* white = report.Find("tone.border_white");
    if (white == nullptr || !white->value) {
      add("asks for a pure white background; that is not measured, so look at it.");
    } else if (*white->value < 99.0) {
      add(fmt::format("asks for a pure white background; {:.0f} % of the border is white.",
                      *white->value));
    }
  }
  if (preset.product_fill) {
    add(fmt::format("the product should fill {} % of the picture; that is not measured.",
                    *preset.product_fill));
  }
  return cautions;
}

}  // namespace

std::vector<Caution> CheckPreset(const Preset& preset, const Report& report) {
  return CheckSized(preset, report, report.width, report.height);
}

std::vector<Caution> CheckPreset(const Preset& preset, const Report& report, const Plan& plan) {
  if (plan.verdict != PlanVerdict::kPlan) return CheckPreset(preset, report);
  int width = report.width;
  int height = report.height;
  for (const Step& step : plan.steps) {
    if (step.width > 0) width = step.width;
    if (step.height > 0) height = step.height;
  }
  Preset rest = preset;
  rest.formats.clear();  // the output's name decides
  rest.max_bytes.reset();
  return CheckSized(rest, report, width, height);
}

}  // namespace sharpscale
