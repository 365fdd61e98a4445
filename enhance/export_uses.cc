// SPDX-License-Identifier: Apache-2.0

#include "enhance/export_uses.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "enhance/export.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

const char* Extension(Container format) {
  switch (format) {
    case Container::kPng:
      return ".png";
    case Container::kTiff:
      return ".tif";
    case Container::kWebp:
      return ".webp";
    case Container::kAvif:
      return ".avif";
    case Container::kJxl:
      return ".jxl";
    default:
      return ".jpg";
  }
}

absl::Status NoFormat(const std::string& path) {
  return absl::InvalidArgumentError(
      fmt::format("{}: the ending names no format that can be written; use .jpg, .png, .tif, "
                  ".webp, .avif or .jxl",
                  path));
}

}  // namespace

const std::vector<ExportUse>& ExportUses() {
  static const std::vector<ExportUse> uses = {
      {"web",
       "JPEG, WebP or AVIF, sRGB, at most 2560 px",
       {Container::kJpeg, Container::kWebp, Container::kAvif},
       82,
       false,
       2560,
       true,
       true},
      {"print",
       "JPEG 95 4:4:4, TIFF or PNG, every pixel, its own colour profile",
       {Container::kJpeg, Container::kTiff, Container::kPng},
       95,
       true,
       0,
       false,
       false},
      {"archive",
       "TIFF or PNG, lossless",
       {Container::kTiff, Container::kPng},
       95,
       true,
       0,
       false,
       false},
  };
  return uses;
}

absl::StatusOr<const ExportUse*> FindExportUse(std::string_view name) {
  std::string known;
  for (const ExportUse& use : ExportUses()) {
    if (use.name == name) return &use;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", use.name);
  }
  return absl::InvalidArgumentError(
      fmt::format("export \"{}\" is unknown; allowed are {}, joined by commas", name, known));
}

absl::StatusOr<std::vector<ExportOutput>> PlanOutputs(const Plan& plan,
                                                      const std::string& output,
                                                      const EnhanceOptions& options) {
  std::vector<ExportOutput> outputs;
  const int64_t max_bytes = MaxBytes(plan);
  if (options.exports.empty()) {
    ExportOutput one;
    one.path = output;
    one.encode = ExportOptions(plan, output, options.encode);
    one.to_srgb = options.to_srgb;
    one.max_bytes = max_bytes;
    if (one.encode.format == Container::kUnknown) return NoFormat(output);
    outputs.push_back(std::move(one));
    return outputs;
  }
  const bool several = options.exports.size() > 1;
  if (several && output == "-") {
    return absl::InvalidArgumentError("several files do not fit standard output; give -o a name");
  }
  const bool asks_quality = options.encode.quality != EncodeOptions().quality;
  for (const std::string& name : options.exports) {
    SHARPSCALE_ASSIGN_OR_RETURN(const ExportUse* use, FindExportUse(name));
    ExportOutput one;
    one.use = name;
    one.path = output;
    one.encode = options.encode;
    if (!asks_quality) one.encode.quality = use->quality;
    one.encode.chroma_444 = use->chroma_444;
    one.to_srgb = use->to_srgb || options.to_srgb;
    one.long_side = use->long_side;
    if (use->keeps_max_bytes || !several) one.max_bytes = max_bytes;
    one.encode.format = ContainerFromPath(output);
    if (output == "-" && options.encode.format != Container::kUnknown) {
      one.encode.format = options.encode.format;
    }
    const bool suits = std::find(use->formats.begin(), use->formats.end(), one.encode.format) !=
                       use->formats.end();
    if (!suits && !several && one.encode.format == Container::kUnknown && output != "-") {
      return NoFormat(output);
    }
    // A single file keeps the format that its name says.
    if (!suits && (several || one.encode.format == Container::kUnknown)) {
      one.encode.format = use->formats.front();
    }
    if (several) {
      const std::filesystem::path path(output);
      const std::string ending =
          suits ? path.extension().string() : std::string(Extension(one.encode.format));
      one.path = (path.parent_path() / fmt::format("{}-{}{}", path.stem().string(), name, ending))
                     .string();
    }
    outputs.push_back(std::move(one));
  }
  return outputs;
}

}  // namespace sharpscale
