// SPDX-License-Identifier: Apache-2.0

#include "enhance/enhance.h"

#include <fmt/format.h>

#include <filesystem>
#include <functional>

#include "enhance/alpha_bleed.h"
#include "enhance/decide.h"
#include "enhance/export.h"
#include "enhance/memory_budget.h"
#include "enhance/pipeline.h"
#include "enhance/point_stages.h"
#include "enhance/result_history.h"
#include "enhance/survey.h"
#include "image/decode.h"
#include "image/sha256.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr int kPumpRows = 64;
// Memory that is there before the first strip: the program, LibTorch, libvips.
constexpr int64_t kFixedBytes = int64_t{350} << 20;
// Share of the budget for strips and tiles; the rest is for the codec and the allocator's slack.
constexpr double kWorkShare = 0.6;
constexpr int64_t kLeastWork = int64_t{48} << 20;

using SourceMaker = std::function<absl::StatusOr<std::unique_ptr<PixelSource>>()>;
using SinkMaker =
    std::function<absl::StatusOr<std::unique_ptr<PixelSink>>(const PictureShape& shape,
                                                             const Image& facts)>;

int64_t PictureBytes(const PictureShape& shape) {
  const int64_t channels = CV_MAT_CN(shape.type) + (shape.has_alpha ? 1 : 0);
  return int64_t{shape.width} * shape.height * channels * CV_ELEM_SIZE1(shape.type);
}

absl::Status Pump(PixelSource& source, PixelSink& sink, bool announce, const Progress* progress) {
  const PictureShape shape = source.shape();
  for (int y = 0; y < shape.height;) {
    if (progress != nullptr && progress->cancelled()) return absl::CancelledError("cancelled");
    cv::Mat pixels, alpha;
    SHARPSCALE_RETURN_IF_ERROR(
        source.ReadRows(std::min(kPumpRows, shape.height - y), &pixels, &alpha));
    SHARPSCALE_RETURN_IF_ERROR(sink.WriteRows(pixels, alpha));
    y += pixels.rows;
    if (announce && progress != nullptr) {
      const double done = static_cast<double>(y) / shape.height;
      progress->Report({"write", done, done * shape.width * shape.height * 1e-6});
    }
  }
  return sink.Finish();
}

// The whole work between a source and a sink. `held_bytes`: memory that source and sink hold
// already.
absl::Status Run(const SourceMaker& make_source,
                 const SinkMaker& make_sink,
                 const Report& report,
                 const Plan& plan,
                 EnhanceOptions options,
                 int64_t held_bytes,
                 const std::function<void(Image* facts)>& amend,
                 EnhanceResult* result,
                 const Progress* progress) {
  if (options.shelf == nullptr) options.shelf = MakeCatalogueShelf();
  PictureShape shape;
  Survey survey;
  {
    SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<PixelSource> source, make_source());
    shape = source->shape();
    if (progress != nullptr) progress->Report({"measure", 0.0, 0.0});
    SHARPSCALE_ASSIGN_OR_RETURN(survey, SurveySource(*source, {}, progress));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<DecidedStep> steps,
                              DecideSteps(survey, shape, report, plan, options, result, progress));
  survey.sample = Image();
  if (progress != nullptr) progress->Report({"measure", 1.0, 0.0});

  const int64_t budget = MemoryBudget(options.max_memory);
  const int64_t work =
      std::max(kLeastWork, static_cast<int64_t>((budget - kFixedBytes - held_bytes) * kWorkShare));
  PictureShape work_shape = shape;
  work_shape.type = CV_MAKETYPE(CV_32F, survey.neutral ? 1 : CV_MAT_CN(shape.type));
  const StripLayout layout = ChooseLayout(work_shape, steps, work, options.tile);
  if (layout.bytes > work) {
    result->notes.push_back(fmt::format(
        "The smallest strips need about {} MB, more than the {} MB left of the memory limit.",
        layout.bytes >> 20,
        work >> 20));
  }

  SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<PixelSource> rows, make_source());
  const int depth = CV_MAT_DEPTH(shape.type);
  bool has_network = false;
  for (const DecidedStep& step : steps) {
    has_network = has_network || step.what == DecidedStep::Operator::kNetwork;
  }
  PipelineLog log;
  if (!steps.empty()) {
    rows = ToFloat(std::move(rows), survey.neutral);
    rows = BleedColourRows(std::move(rows), layout.strip_rows, progress);
    rows = BuildPipeline(std::move(rows), steps, layout, &log, progress);
    rows = FromFloat(std::move(rows), depth, CV_MAT_CN(shape.type));
  }
  Image facts = rows->facts();
  facts.pixels.release();
  facts.alpha.release();
  facts.ppi = ExportPpi(plan, facts.ppi);
  if (amend) amend(&facts);
  SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<PixelSink> sink, make_sink(rows->shape(), facts));
  SHARPSCALE_RETURN_IF_ERROR(Pump(*rows, *sink, !has_network, progress));
  result->width = rows->shape().width;
  result->height = rows->shape().height;
  for (size_t i = 0; i < steps.size(); ++i) {
    const double seconds = log.seconds[i] - (i > 0 ? log.seconds[i - 1] : 0.0);
    if (static_cast<size_t>(steps[i].stage) < result->stages.size()) {
      result->stages[steps[i].stage].seconds += seconds;
    }
    const NetworkStageLog& network = log.networks[i];
    for (const std::string& fallback : network.fallbacks) result->fallbacks.push_back(fallback);
    if (network.fallback_tiles > static_cast<int>(network.fallbacks.size())) {
      result->fallbacks.push_back(fmt::format("{}: {} of {} tiles in all",
                                              steps[i].network.name,
                                              network.fallback_tiles,
                                              network.tiles));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status EnhanceOptions::Validate() const {
  if (max_memory < 0) {
    return absl::InvalidArgumentError(
        fmt::format("memory limit is {} bytes; must be 0 (automatic) or more", max_memory));
  }
  if (tile != 0 && (tile < 16 || tile > 4096)) {
    return absl::InvalidArgumentError(
        fmt::format("tile is {} px; must be 0 (automatic) or 16 to 4096", tile));
  }
  if (threads < 0) {
    return absl::InvalidArgumentError(
        fmt::format("threads is {}; must be 0 (all cores) or more", threads));
  }
  if (tier != "fast" && tier != "std" && tier != "hq") {
    return absl::InvalidArgumentError(fmt::format("tier is \"{}\"; allowed: fast, std, hq", tier));
  }
  if (!(halo_ceiling >= 0.0 && halo_ceiling <= 100.0)) {
    return absl::InvalidArgumentError(
        fmt::format("halo ceiling is {} %; must be 0 to 100", halo_ceiling));
  }
  SHARPSCALE_RETURN_IF_ERROR(adjust.Validate());
  return encode.Validate();
}

absl::StatusOr<Image> EnhanceImage(const Image& image,
                                   const Report& report,
                                   const Plan& plan,
                                   const EnhanceOptions& options,
                                   EnhanceResult* result,
                                   Progress* progress) {
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  if (image.empty()) return absl::InvalidArgumentError("the picture is empty; nothing to enhance");
  EnhanceResult unwanted;
  if (result == nullptr) result = &unwanted;
  *result = EnhanceResult();
  result->plan = plan;
  result->width = image.width();
  result->height = image.height();
  if (plan.verdict != PlanVerdict::kPlan) return image;
  Image out;
  const auto source = [&]() -> absl::StatusOr<std::unique_ptr<PixelSource>> {
    return ImageSource(image);
  };
  const auto sink = [&](const PictureShape& shape,
                        const Image& facts) -> absl::StatusOr<std::unique_ptr<PixelSink>> {
    return ImageSink(shape, facts, &out);
  };
  SHARPSCALE_RETURN_IF_ERROR(
      Run(source, sink, report, plan, options, 0, nullptr, result, progress));
  return out;
}

absl::StatusOr<EnhanceResult> EnhanceFile(const std::string& source,
                                          const Report& report,
                                          const Plan& plan,
                                          const std::string& output,
                                          const EnhanceOptions& options,
                                          Progress* progress) {
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  EnhanceResult result;
  result.plan = plan;
  if (plan.verdict != PlanVerdict::kPlan) return result;

  EncodeOptions encode = ExportOptions(plan, output, options.encode);
  encode.never_overwrite.push_back(source);
  if (encode.format == Container::kUnknown) {
    return absl::InvalidArgumentError(
        fmt::format("{}: the ending names no format that can be written; use .jpg, .png, .tif, "
                    ".webp, .avif or .jxl",
                    output));
  }
  const int64_t max_bytes = MaxBytes(plan);
  const int64_t budget = MemoryBudget(options.max_memory);

  // A source that leaves most of the budget free is decoded once and kept; a larger one is read
  // twice.
  SHARPSCALE_ASSIGN_OR_RETURN(const Header header, ReadHeader(source));
  PictureShape shape;
  shape.width = header.width;
  shape.height = header.height;
  shape.type = CV_MAKETYPE(header.depth, header.channels);
  shape.has_alpha = header.has_alpha;
  int64_t held = 0;
  Image image;
  SourceMaker make_source = [&]() { return OpenSource(source); };
  if (source == "-" || PictureBytes(shape) * 8 < budget - kFixedBytes) {
    SHARPSCALE_ASSIGN_OR_RETURN(image, Decode(source));
    held += PictureBytes(shape);
    make_source = [&]() -> absl::StatusOr<std::unique_ptr<PixelSource>> {
      return ImageSource(image);
    };
  }

  std::string source_sha256;
  if (source != "-" && (options.history || options.sidecar)) {
    SHARPSCALE_ASSIGN_OR_RETURN(source_sha256, Sha256OfFile(source));
  }
  const auto history = [&]() {
    return ResultHistory(result, source_sha256, header.width, header.height);
  };
  const auto amend = [&](Image* facts) {
    if (!options.history || encode.strip) return;
    const std::vector<uint8_t>& old = facts->metadata.xmp;
    const absl::StatusOr<std::string> xmp =
        AddHistoryToXmp(std::string(old.begin(), old.end()), history());
    if (xmp.ok()) {
      facts->metadata.xmp.assign(xmp->begin(), xmp->end());
    } else {
      result.notes.push_back(fmt::format("The history was not added to the file's XMP: {}",
                                         std::string(xmp.status().message())));
    }
  };

  if (max_bytes > 0) {
    // The search writes the file several times: the result is kept.
    Image master;
    const auto sink = [&](const PictureShape& out,
                          const Image& facts) -> absl::StatusOr<std::unique_ptr<PixelSink>> {
      if (PictureBytes(out) > budget / 2) {
        return absl::ResourceExhaustedError(fmt::format(
            "a limit on bytes needs the whole result in memory: {} MB, more than half of the {} MB "
            "allowed; raise --max-memory or ask for fewer pixels",
            PictureBytes(out) >> 20,
            budget >> 20));
      }
      return ImageSink(out, facts, &master);
    };
    SHARPSCALE_RETURN_IF_ERROR(
        Run(make_source, sink, report, plan, options, held, amend, &result, progress));
    SHARPSCALE_ASSIGN_OR_RETURN(FittedFile file, FitBytes(master, encode, max_bytes, progress));
    for (std::string& note : file.notes) result.notes.push_back(std::move(note));
    result.quality = file.options.quality;
    result.bytes = static_cast<int64_t>(file.bytes.size());
    result.sha256 = Sha256(file.bytes);
    SHARPSCALE_RETURN_IF_ERROR(
        WriteFileAtomically(output, file.bytes, encode.overwrite, encode.never_overwrite));
  } else {
    const auto sink = [&](const PictureShape& out, const Image& facts) {
      return OpenSink(out, facts, output, encode);
    };
    SHARPSCALE_RETURN_IF_ERROR(
        Run(make_source, sink, report, plan, options, held, amend, &result, progress));
    if (QualityFloor(encode.format) > 0 && !encode.lossless) result.quality = encode.quality;
    if (output != "-") {
      std::error_code error;
      const auto bytes = std::filesystem::file_size(output, error);
      if (!error) result.bytes = static_cast<int64_t>(bytes);
      SHARPSCALE_ASSIGN_OR_RETURN(result.sha256, Sha256OfFile(output));
    }
  }
  result.file = output;
  if (options.sidecar && output != "-") {
    SHARPSCALE_RETURN_IF_ERROR(WriteFileAtomically(HistorySidecarPath(output),
                                                   HistoryToJson(history()),
                                                   encode.overwrite,
                                                   encode.never_overwrite));
  }
  return result;
}

}  // namespace sharpscale
