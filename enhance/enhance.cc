// SPDX-License-Identifier: Apache-2.0

#include "enhance/enhance.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <functional>

#include "advice/text.h"
#include "enhance/alpha_bleed.h"
#include "enhance/decide.h"
#include "enhance/export.h"
#include "enhance/export_uses.h"
#include "enhance/lanes.h"
#include "enhance/memory_budget.h"
#include "enhance/pipeline.h"
#include "enhance/point_stages.h"
#include "enhance/pump.h"
#include "enhance/replay.h"
#include "enhance/resize_stage.h"
#include "enhance/result_history.h"
#include "enhance/survey.h"
#include "image/atomic_file.h"
#include "image/decode.h"
#include "image/sha256.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// Memory that is there before the first strip: the program, LibTorch, libvips.
constexpr int64_t kFixedBytes = int64_t{350} << 20;
// Share of the budget for strips and tiles; the rest is for the codec and the allocator's slack.
constexpr double kWorkShare = 0.6;
// Sides of the sample, px, and of what enlarging makes of it.
constexpr int kMostSample = 512;
constexpr int kLeastSample = 128;
constexpr int kSampleResult = 2048;
// The least predicted size over the limit that is refused unseen. Predictions of photographs miss
// by less; of a very wide drawing one was 4.3 times too high.
constexpr int64_t kOutOfReach = 4;
constexpr int64_t kLeastWork = int64_t{48} << 20;

using SourceMaker = std::function<absl::StatusOr<std::unique_ptr<PixelSource>>()>;
using SinkMaker =
    std::function<absl::StatusOr<std::unique_ptr<PixelSink>>(const PictureShape& shape,
                                                             const Image& facts)>;
// Whether the picture that was seen may be worked on.
using SurveyCheck = std::function<absl::Status(const Survey&)>;
// What becomes of the result's rows, in the file's depth, before they are written.
using RowsMaker =
    std::function<absl::StatusOr<std::unique_ptr<PixelSource>>(std::unique_ptr<PixelSource> rows)>;

int64_t PictureBytes(const PictureShape& shape) {
  const int64_t channels = CV_MAT_CN(shape.type) + (shape.has_alpha ? 1 : 0);
  return int64_t{shape.width} * shape.height * channels * CV_ELEM_SIZE1(shape.type);
}

// Side of the sample whose result, after all steps of `plan`, has a few megapixels at most.
int SampleSide(const Plan& plan) {
  double factor = 1.0;
  for (const Step& step : plan.steps) {
    if (step.kind == StepKind::kUpscale) factor *= std::max(1.0, std::ceil(step.factor));
  }
  return std::clamp(static_cast<int>(kSampleResult / factor), kLeastSample, kMostSample);
}

// The whole work between a source and a sink. `held_bytes`: memory that source and sink hold
// already. `accept` is asked once the whole source has been seen, before any work; it and `finish`
// may be empty.
absl::Status Run(const SourceMaker& make_source,
                 const SurveyCheck& accept,
                 const RowsMaker& finish,
                 const SinkMaker& make_sink,
                 const Report& report,
                 const Plan& plan,
                 EnhanceOptions options,
                 int64_t held_bytes,
                 EnhanceResult* result,
                 const Progress* progress) {
  if (options.shelf == nullptr) options.shelf = MakeCatalogueShelf();
  PictureShape shape;
  Survey survey;
  {
    SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<PixelSource> source, make_source());
    shape = source->shape();
    if (progress != nullptr) progress->Report({"measure", 0.0, 0.0});
    SHARPSCALE_ASSIGN_OR_RETURN(survey, SurveySource(*source, {SampleSide(plan)}, progress));
  }
  if (accept) SHARPSCALE_RETURN_IF_ERROR(accept(survey));
  result->measured_on_part = !survey.whole;
  SHARPSCALE_ASSIGN_OR_RETURN(const Decision decision,
                              DecideSteps(survey, shape, report, plan, options, result, progress));
  const std::vector<DecidedStep>& steps = decision.steps;
  survey.sample = Image();
  if (progress != nullptr) progress->Report({"measure", 1.0, 0.0});

  const int64_t budget = MemoryBudget(options.max_memory);
  const int64_t work =
      std::max(kLeastWork, static_cast<int64_t>((budget - kFixedBytes - held_bytes) * kWorkShare));
  PictureShape work_shape = shape;
  work_shape.type = CV_MAKETYPE(CV_32F, survey.neutral ? 1 : CV_MAT_CN(shape.type));
  const StripLayout layout = ChooseLayout(work_shape, steps, work, options.tile, options.threads);
  if (layout.bytes > work) {
    result->notes.push_back(fmt::format(
        "The smallest strips need about {} MB, more than the {} MB left of the memory limit.",
        layout.bytes >> 20,
        work >> 20));
  }

  const int depth = CV_MAT_DEPTH(shape.type);
  bool has_network = false;
  for (const DecidedStep& step : steps) {
    if (step.what != DecidedStep::Operator::kNetwork) continue;
    has_network = true;
    const bool exact = step.network.network->precision() == Precision::kFp32;
    if (result->precision != Precision::kBf16) {
      result->precision = exact ? Precision::kFp32 : Precision::kBf16;
    }
  }
  PipelineLog log;
  std::unique_ptr<PixelSource> rows;
  if (!steps.empty() && survey.whole) {
    rows = FromFloat(ImageSource(decision.whole), depth, CV_MAT_CN(shape.type));
    has_network = false;  // it has run
  } else {
    SHARPSCALE_ASSIGN_OR_RETURN(rows, make_source());
  }
  if (!steps.empty() && !survey.whole) {
    rows = ToFloat(std::move(rows), survey.neutral);
    rows = BleedColourRows(std::move(rows), layout.strip_rows, progress);
    rows = BuildPipeline(std::move(rows), steps, layout, &log, progress);
    rows = FromFloat(std::move(rows), depth, CV_MAT_CN(shape.type));
  }
  if (finish) {
    SHARPSCALE_ASSIGN_OR_RETURN(rows, finish(std::move(rows)));
  }
  Image facts = rows->facts();
  facts.pixels.release();
  facts.alpha.release();
  facts.ppi = ExportPpi(plan, facts.ppi);
  SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<PixelSink> sink, make_sink(rows->shape(), facts));
  PumpOptions pump;
  pump.announce = !has_network;
  if (!steps.empty() && !survey.whole && LaneCount(options.threads) > 1) {
    pump.rows_ahead = layout.rows_ahead;
  }
  SHARPSCALE_RETURN_IF_ERROR(Pump(*rows, *sink, pump, progress));
  result->width = rows->shape().width;
  result->height = rows->shape().height;
  for (size_t i = 0; i < log.seconds.size(); ++i) {
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
  if (tier != "auto" && tier != "fast" && tier != "std" && tier != "hq") {
    return absl::InvalidArgumentError(
        fmt::format("tier is \"{}\"; allowed: auto, fast, std, hq", tier));
  }
  if (!(halo_ceiling >= 0.0 && halo_ceiling <= 100.0)) {
    return absl::InvalidArgumentError(
        fmt::format("halo ceiling is {} %; must be 0 to 100", halo_ceiling));
  }
  for (const std::string& use : exports) {
    SHARPSCALE_RETURN_IF_ERROR(FindExportUse(use).status());
  }
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
      Run(source, nullptr, nullptr, sink, report, plan, options, 0, result, progress));
  return out;
}

namespace {

// The result's rows as one output wants them: its size, its colours.
absl::StatusOr<std::unique_ptr<PixelSource>> ForOutput(std::unique_ptr<PixelSource> rows,
                                                       const ExportOutput& output) {
  const PictureShape shape = rows->shape();
  const int side = std::max(shape.width, shape.height);
  if (output.long_side > 0 && side > output.long_side) {
    const auto scaled = [&](int length) {
      return std::max(1, static_cast<int>(std::lround(double(length) * output.long_side / side)));
    };
    rows = ToFloat(std::move(rows), false);
    rows = Resize(std::move(rows), scaled(shape.width), scaled(shape.height));
    rows = FromFloat(std::move(rows), CV_MAT_DEPTH(shape.type), CV_MAT_CN(shape.type));
  }
  if (!output.to_srgb) return rows;
  return ToSrgbRows(std::move(rows));
}

// One run from a file to files.
class FileRun {
 public:
  FileRun(const EnhanceOptions& options, EnhanceResult* result, const Progress* progress)
      : options_(options), result_(result), progress_(progress) {}

  absl::Status Do(const std::string& source,
                  const Report& report,
                  const std::vector<ExportOutput>& outputs) {
    const Plan& plan = result_->plan;
    const int64_t budget = MemoryBudget(options_.max_memory);
    SHARPSCALE_ASSIGN_OR_RETURN(const Header header, ReadHeader(source, options_.decode));
    source_size_ = cv::Size(header.width, header.height);
    PictureShape shape;
    shape.width = header.width;
    shape.height = header.height;
    shape.type = CV_MAKETYPE(header.depth, header.channels);
    shape.has_alpha = header.has_alpha;
    // A source that leaves most of the budget free is decoded once and kept; a larger one is read
    // twice.
    int64_t held = 0;
    Image image;
    SourceMaker make_source = [&]() { return OpenSource(source, options_.decode); };
    if (source == "-" || PictureBytes(shape) * 8 < budget - kFixedBytes) {
      SHARPSCALE_ASSIGN_OR_RETURN(image, Decode(source, options_.decode));
      held += PictureBytes(shape);
      make_source = [&]() -> absl::StatusOr<std::unique_ptr<PixelSource>> {
        return ImageSource(image);
      };
    }
    if (source != "-" && (options_.history || options_.sidecar)) {
      SHARPSCALE_ASSIGN_OR_RETURN(source_sha256_, Sha256OfFile(source));
    }

    const auto accept = [&](const Survey& survey) {
      for (const ExportOutput& output : outputs) {
        if (survey.opaque) break;
        SHARPSCALE_RETURN_IF_ERROR(AcceptsTransparency(output.path, output.encode));
      }
      return absl::OkStatus();
    };
    if (outputs.size() == 1 && outputs[0].max_bytes == 0) {
      const ExportOutput& output = outputs[0];
      const auto finish = [&](std::unique_ptr<PixelSource> rows) {
        return ForOutput(std::move(rows), output);
      };
      const auto sink = [&](const PictureShape& out, const Image& facts) {
        return OpenSink(out, WithHistory(facts, out, output), output.path, output.encode);
      };
      SHARPSCALE_RETURN_IF_ERROR(
          Run(make_source, accept, finish, sink, report, plan, options_, held, result_, progress_));
      return Conclude(output, {result_->width, result_->height}, output.encode);
    }
    // Several files, or one that is written until it fits: the result is kept.
    Image master;
    const auto sink = [&](const PictureShape& out,
                          const Image& facts) -> absl::StatusOr<std::unique_ptr<PixelSink>> {
      if (PictureBytes(out) > budget / 2) {
        return absl::ResourceExhaustedError(fmt::format(
            "{} needs the whole result in memory: {} MB, more than half of the {} MB allowed; "
            "raise --max-memory or ask for fewer pixels",
            outputs.size() > 1 ? "writing several files" : "a limit on bytes",
            PictureBytes(out) >> 20,
            budget >> 20));
      }
      return ImageSink(out, facts, &master);
    };
    SHARPSCALE_RETURN_IF_ERROR(
        Run(make_source, accept, nullptr, sink, report, plan, options_, held, result_, progress_));
    image = Image();
    for (const ExportOutput& output : outputs) {
      SHARPSCALE_RETURN_IF_ERROR(WriteOutput(master, output));
    }
    return absl::OkStatus();
  }

 private:
  History HistoryOf(cv::Size size) const {
    return ResultHistory(*result_, source_sha256_, source_size_, size);
  }

  // `facts` with what was done in their XMP.
  Image WithHistory(Image facts, const PictureShape& shape, const ExportOutput& output) {
    if (!options_.history || output.encode.strip) return facts;
    const absl::Status recorded = RecordHistory(HistoryOf({shape.width, shape.height}), &facts);
    if (!recorded.ok()) {
      result_->notes.push_back(fmt::format("The history was not added to the file's XMP: {}",
                                           std::string(recorded.message())));
    }
    return facts;
  }

  absl::Status WriteOutput(const Image& master, const ExportOutput& output) {
    const auto start = std::chrono::steady_clock::now();
    SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<PixelSource> rows,
                                ForOutput(ImageSource(master), output));
    const PictureShape shape = rows->shape();
    Image facts = WithHistory(rows->facts(), shape, output);
    facts.pixels.release();
    facts.alpha.release();
    EncodeOptions encode = output.encode;
    std::vector<std::string> notes;
    if (output.max_bytes > 0) {
      Image picture;
      SHARPSCALE_RETURN_IF_ERROR(
          Pump(*rows, *ImageSink(shape, facts, &picture), PumpOptions(), progress_));
      SHARPSCALE_ASSIGN_OR_RETURN(FittedFile file,
                                  FitBytes(picture, encode, output.max_bytes, progress_));
      encode = file.options;
      notes = std::move(file.notes);
      SHARPSCALE_RETURN_IF_ERROR(
          WriteFileAtomically(output.path, file.bytes, encode.overwrite, encode.never_overwrite));
    } else {
      SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<PixelSink> sink,
                                  OpenSink(shape, facts, output.path, encode));
      PumpOptions pump;
      pump.announce = true;
      SHARPSCALE_RETURN_IF_ERROR(Pump(*rows, *sink, pump, progress_));
    }
    SHARPSCALE_RETURN_IF_ERROR(Conclude(output, {shape.width, shape.height}, encode));
    ExportedFile& written = result_->files.back();
    written.notes = std::move(notes);
    written.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return absl::OkStatus();
  }

  // Tells of a file that was written, and writes its sidecar.
  absl::Status Conclude(const ExportOutput& output, cv::Size size, const EncodeOptions& encode) {
    ExportedFile written;
    written.use = output.use;
    written.file = output.path;
    written.format = ContainerName(encode.format);
    written.width = size.width;
    written.height = size.height;
    written.max_bytes = output.max_bytes;
    written.chroma_444 = encode.chroma_444;
    if (QualityFloor(encode.format) > 0 && !encode.lossless) written.quality = encode.quality;
    if (output.path != "-") {
      std::error_code error;
      const auto bytes = std::filesystem::file_size(output.path, error);
      if (!error) written.bytes = static_cast<int64_t>(bytes);
      SHARPSCALE_ASSIGN_OR_RETURN(written.sha256, Sha256OfFile(output.path));
    }
    if (result_->files.empty()) {
      result_->file = written.file;
      result_->width = written.width;
      result_->height = written.height;
      result_->bytes = written.bytes;
      result_->sha256 = written.sha256;
      result_->quality = written.quality;
    }
    result_->files.push_back(written);
    if (!options_.sidecar || output.path == "-") return absl::OkStatus();
    return WriteFileAtomically(
        HistorySidecarPath(output.path),
        SidecarJson(HistoryOf(size), *result_, options_, output, written.sha256),
        encode.overwrite,
        encode.never_overwrite);
  }

  const EnhanceOptions& options_;
  EnhanceResult* result_;
  const Progress* progress_;
  cv::Size source_size_;
  std::string source_sha256_;
};

}  // namespace

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
  // What reading changed (CMYK, a truncated file) is part of what was done.
  result.notes = report.source.notes;
  SHARPSCALE_ASSIGN_OR_RETURN(std::vector<ExportOutput> outputs,
                              PlanOutputs(plan, output, options));
  for (ExportOutput& one : outputs) {
    one.encode.never_overwrite.push_back(source);
    // A limit that is far out of reach is told before the work, and so is a file that may not be
    // written; the picture first.
    if (one.max_bytes > 0 && QualityFloor(one.encode.format) == 0 &&
        plan.predicted.bytes_low > kOutOfReach * one.max_bytes) {
      return absl::ResourceExhaustedError(fmt::format(
          "{}: a {} of {} x {} px takes about {}, {} are allowed; use JPEG, WebP or AVIF, or fewer "
          "pixels",
          one.path,
          ContainerName(one.encode.format),
          plan.target_width,
          plan.target_height,
          ByteText(plan.predicted.bytes),
          ByteText(one.max_bytes)));
    }
    if (one.path == "-") continue;
    for (const std::string& path : {one.path, HistorySidecarPath(one.path)}) {
      if (path != one.path && !options.sidecar) continue;
      SHARPSCALE_RETURN_IF_ERROR(
          AtomicFile::Create(path, one.encode.overwrite, one.encode.never_overwrite).status());
    }
  }
  SHARPSCALE_RETURN_IF_ERROR(FileRun(options, &result, progress).Do(source, report, outputs));
  return result;
}

}  // namespace sharpscale
