// SPDX-License-Identifier: Apache-2.0
//
// libjpeg-turbo's boundary, reading half: its errors jump, so no object with a destructor lives in
// a function that calls setjmp.

#include <csetjmp>
#include <cstdio>
// jpeglib.h needs stdio before it.
#include <fmt/format.h>
#include <jpeglib.h>

#include <algorithm>
#include <cstring>

#include "image/codec.h"
#include "image/icc.h"
#include "image/jpeg_cmyk.h"
#include "image/jpeg_facts.h"
#include "image/jpeg_segments.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr size_t kBufferBytes = 1 << 16;
// A progressive picture has about ten scans; hundreds are an attack on time (CVE-2016-3616 class).
constexpr int kMaxScans = 500;

struct ErrorManager {
  jpeg_error_mgr base;  // first, so that a pointer to it is a pointer to this
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
};

struct FileManager {
  jpeg_source_mgr base;  // first
  const ByteSource* bytes;
  int64_t offset;
  bool ended;  // the decoder asked for more than there is
  JOCTET buffer[kBufferBytes];
};

struct ScanLimit {
  jpeg_progress_mgr base;  // first
  ErrorManager* errors;
};

void OnError(j_common_ptr info) {
  auto* errors = reinterpret_cast<ErrorManager*>(info->err);
  info->err->format_message(info, errors->message);
  std::longjmp(errors->jump, 1);
}

// Warnings are counted, not printed.
void OnMessage(j_common_ptr info, int level) {
  if (level < 0) ++info->err->num_warnings;
}

void OnOutput(j_common_ptr) {}

void OnProgress(j_common_ptr info) {
  auto* decompress = reinterpret_cast<j_decompress_ptr>(info);
  if (decompress->input_scan_number <= kMaxScans) return;
  auto* errors = reinterpret_cast<ErrorManager*>(info->err);
  std::snprintf(errors->message, sizeof(errors->message), "more than %d scans", kMaxScans);
  std::longjmp(errors->jump, 1);
}

void InitSource(j_decompress_ptr) {}

boolean FillBuffer(j_decompress_ptr info) {
  auto* file = reinterpret_cast<FileManager*>(info->src);
  size_t got = file->bytes->ReadAt(file->offset, file->buffer, kBufferBytes);
  file->offset += static_cast<int64_t>(got);
  if (got == 0) {
    file->ended = true;
    file->buffer[0] = 0xFF;
    file->buffer[1] = JPEG_EOI;
    got = 2;
  }
  file->base.next_input_byte = file->buffer;
  file->base.bytes_in_buffer = got;
  return TRUE;
}

void SkipInput(j_decompress_ptr info, long count) {  // NOLINT(google-runtime-int): libjpeg's
  auto* file = reinterpret_cast<FileManager*>(info->src);
  if (count <= 0) return;
  const auto in_buffer = static_cast<ptrdiff_t>(file->base.bytes_in_buffer);
  if (count <= in_buffer) {
    file->base.next_input_byte += count;
    file->base.bytes_in_buffer -= static_cast<size_t>(count);
    return;
  }
  file->offset += count - in_buffer;
  file->base.bytes_in_buffer = 0;
}

void TermSource(j_decompress_ptr) {}

// The decompressor with its managers; freed as one.
struct Decompressor {
  jpeg_decompress_struct info;
  ErrorManager errors;
  FileManager file;
  ScanLimit scans;
  bool created = false;

  ~Decompressor() {
    if (created) jpeg_destroy_decompress(&info);
  }
};

enum class Phase { kOk, kFailed };

Phase ReadHeaders(Decompressor* d, const ByteSource* bytes) {
  std::memset(&d->info, 0, sizeof(d->info));
  d->info.err = jpeg_std_error(&d->errors.base);
  d->errors.base.error_exit = OnError;
  d->errors.base.emit_message = OnMessage;
  d->errors.base.output_message = OnOutput;
  d->errors.message[0] = '\0';
  if (setjmp(d->errors.jump) != 0) return Phase::kFailed;
  jpeg_create_decompress(&d->info);
  d->created = true;
  d->file.bytes = bytes;
  d->file.offset = 0;
  d->file.ended = false;
  d->file.base.init_source = InitSource;
  d->file.base.fill_input_buffer = FillBuffer;
  d->file.base.skip_input_data = SkipInput;
  d->file.base.resync_to_restart = jpeg_resync_to_restart;
  d->file.base.term_source = TermSource;
  d->file.base.bytes_in_buffer = 0;
  d->file.base.next_input_byte = nullptr;
  d->info.src = &d->file.base;
  d->scans.base.progress_monitor = OnProgress;
  d->scans.errors = &d->errors;
  d->info.progress = &d->scans.base;
  jpeg_read_header(&d->info, TRUE);
  return Phase::kOk;
}

Phase StartDecompress(Decompressor* d) {
  if (setjmp(d->errors.jump) != 0) return Phase::kFailed;
  jpeg_start_decompress(&d->info);
  return Phase::kOk;
}

Phase ReadScanlines(Decompressor* d, uint8_t* to, size_t stride, int rows) {
  if (setjmp(d->errors.jump) != 0) return Phase::kFailed;
  const JDIMENSION end = d->info.output_scanline + static_cast<JDIMENSION>(rows);
  const JDIMENSION begin = d->info.output_scanline;
  JSAMPROW pointers[16];
  while (d->info.output_scanline < end) {
    const JDIMENSION batch = std::min<JDIMENSION>(16, end - d->info.output_scanline);
    for (JDIMENSION i = 0; i < batch; ++i) {
      pointers[i] = to + (d->info.output_scanline - begin + i) * stride;
    }
    jpeg_read_scanlines(&d->info, pointers, batch);
  }
  return Phase::kOk;
}

ChromaSubsampling Subsampling(const jpeg_decompress_struct& info) {
  if (info.num_components < 3) return ChromaSubsampling::kNone;
  const jpeg_component_info* c = info.comp_info;
  // Chroma components of different sampling, or luma not the finest, are legal and rare.
  if (c[1].h_samp_factor != c[2].h_samp_factor || c[1].v_samp_factor != c[2].v_samp_factor ||
      c[0].h_samp_factor % c[1].h_samp_factor != 0 ||
      c[0].v_samp_factor % c[1].v_samp_factor != 0) {
    return ChromaSubsampling::kOther;
  }
  const int horizontal = c[0].h_samp_factor / c[1].h_samp_factor;
  const int vertical = c[0].v_samp_factor / c[1].v_samp_factor;
  if (horizontal == 1 && vertical == 1) return ChromaSubsampling::k444;
  if (horizontal == 2 && vertical == 1) return ChromaSubsampling::k422;
  if (horizontal == 2 && vertical == 2) return ChromaSubsampling::k420;
  if (horizontal == 1 && vertical == 2) return ChromaSubsampling::k440;
  if (horizontal == 4 && vertical == 1) return ChromaSubsampling::k411;
  return ChromaSubsampling::kOther;
}

std::optional<JpegFacts::Table> ComponentTable(const jpeg_decompress_struct& info, int component) {
  const int slot = info.comp_info[component].quant_tbl_no;
  if (slot < 0 || slot >= NUM_QUANT_TBLS || info.quant_tbl_ptrs[slot] == nullptr) {
    return std::nullopt;
  }
  JpegFacts::Table table;
  // libjpeg keeps tables in natural order.
  std::copy_n(info.quant_tbl_ptrs[slot]->quantval, 64, table.begin());
  return table;
}

JpegFacts FactsFromHeaders(const jpeg_decompress_struct& info) {
  JpegFacts facts;
  facts.components = info.num_components;
  facts.progressive = info.progressive_mode != FALSE;
  facts.arithmetic = info.arith_code != FALSE;
  facts.subsampling = Subsampling(info);
  if (const auto luma = ComponentTable(info, 0)) facts.luma = *luma;
  if (info.num_components >= 3) facts.chroma = ComponentTable(info, 1);
  return facts;
}

// libjpeg's words for what commonly goes wrong, in plain ones.
std::string Explain(const Decompressor& d) {
  const std::string message = d.errors.message;
  if (message.find("Unsupported JPEG data precision 12") != std::string::npos) {
    return "12 bits per sample, only 8 are supported";
  }
  return message;
}

bool Unsupported(const Decompressor& d) {
  return std::strstr(d.errors.message, "Unsupported JPEG data precision 12") != nullptr;
}

class JpegSource : public CodecSource {
 public:
  JpegSource(std::shared_ptr<ByteSource> bytes, bool accept_truncated)
      : bytes_(std::move(bytes)), accept_truncated_(accept_truncated) {}

  absl::Status Open(const DecodeOptions& options, const std::vector<uint8_t>& default_cmyk) {
    if (ReadHeaders(&decompressor_, bytes_.get()) != Phase::kOk) {
      if (decompressor_.file.ended) {
        return absl::InvalidArgumentError(
            fmt::format("{}: the file is truncated in its header; copy it again", bytes_->name()));
      }
      return absl::Status(Unsupported(decompressor_)
                              ? absl::UnimplementedError(fmt::format(
                                    "{}: a JPEG with {}; convert it to 8 bits per sample",
                                    bytes_->name(),
                                    Explain(decompressor_)))
                              : DamagedError(*bytes_, Explain(decompressor_)));
    }
    jpeg_decompress_struct& info = decompressor_.info;
    SHARPSCALE_RETURN_IF_ERROR(
        CheckSize(bytes_->name(), info.image_width, info.image_height, options));
    // Coefficient arrays of progressive files; the pixels are limited above.
    info.mem->max_memory_to_use = 16L << 30;

    const JpegSegments segments = ReadJpegSegments(*bytes_, options.max_metadata_bytes);
    facts_.metadata = segments.metadata;
    facts_.source.container = Container::kJpeg;
    facts_.source.bits_per_sample = info.data_precision;
    facts_.source.jpeg = FactsFromHeaders(info);
    if (segments.metadata_dropped) {
      facts_.source.notes.push_back(
          "Part of the metadata was damaged or too large and is ignored.");
    }
    if (segments.pictures > 1) {
      facts_.source.notes.push_back(
          "The file holds further pictures (a preview, depth or gain map); only the main one is "
          "used.");
    }
    SetDensity(segments);

    shape_.width = static_cast<int>(info.image_width);
    shape_.height = static_cast<int>(info.image_height);
    switch (info.jpeg_color_space) {
      case JCS_GRAYSCALE:
        info.out_color_space = JCS_GRAYSCALE;
        shape_.type = CV_8UC1;
        break;
      case JCS_RGB:
      case JCS_YCbCr:
        info.out_color_space = JCS_RGB;
        shape_.type = CV_8UC3;
        break;
      case JCS_CMYK:
      case JCS_YCCK:
        info.out_color_space = JCS_CMYK;
        shape_.type = CV_8UC3;
        return PrepareCmyk(default_cmyk);
      default:
        return absl::UnimplementedError(fmt::format(
            "{}: a JPEG with {} components of unknown meaning cannot be read; convert it "
            "to RGB",
            bytes_->name(),
            info.num_components));
    }
    return absl::OkStatus();
  }

  bool needs_default_cmyk() const { return needs_default_cmyk_; }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    const int left = shape_.height - row_;
    if (left <= 0) return absl::OutOfRangeError("all rows are read");
    rows = std::clamp(rows, 1, left);
    if (alpha != nullptr) alpha->release();
    if (row_ == 0 && StartDecompress(&decompressor_) != Phase::kOk) return Failure();
    const bool cmyk = decompressor_.info.out_color_space == JCS_CMYK;
    cv::Mat buffer;
    if (cmyk) {
      buffer.create(rows, shape_.width, CV_8UC4);
    } else {
      pixels->create(rows, shape_.width, shape_.type);
      buffer = *pixels;
    }
    const int before = row_;
    if (valid_rows_ < 0) {
      SHARPSCALE_RETURN_IF_ERROR(ReadValid(rows, &buffer));
    }
    row_ += rows;
    const auto warnings = decompressor_.errors.base.num_warnings;
    if (row_ == shape_.height && warnings > 0 && valid_rows_ < 0 && !noted_) {
      facts_.source.notes.push_back(fmt::format(
          "The JPEG data is damaged in {} places; parts of the picture may be wrong.", warnings));
    }
    if (valid_rows_ >= 0 && row_ > valid_rows_) {
      const int keep = std::max(0, valid_rows_ - before);
      buffer.rowRange(keep, rows).setTo(cv::Scalar::all(MidGray(CV_8U)));
    }
    if (cmyk) *pixels = transform_->Apply(buffer);
    if (cmyk && valid_rows_ >= 0 && row_ > valid_rows_) {
      const int keep = std::max(0, valid_rows_ - before);
      pixels->rowRange(keep, rows).setTo(cv::Scalar::all(MidGray(CV_8U)));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status ReadValid(int rows, cv::Mat* buffer) {
    const Phase phase = ReadScanlines(&decompressor_, buffer->data, buffer->step, rows);
    const jpeg_decompress_struct& info = decompressor_.info;
    if (phase != Phase::kOk && !decompressor_.file.ended) return Failure();
    if (!decompressor_.file.ended) return absl::OkStatus();
    // A file that merely lacks its end-of-image marker is whole.
    if (phase == Phase::kOk && decompressor_.errors.base.num_warnings == 0) {
      return absl::OkStatus();
    }
    if (info.progressive_mode != FALSE || info.buffered_image != FALSE) {
      // Every row has at least its coarse scans; how far they go is not known per row.
      if (!accept_truncated_) {
        return absl::InvalidArgumentError(fmt::format(
            "{}: the file is truncated (a progressive JPEG that lacks its last scans); copy "
            "it again, or use what is there with --accept-truncated",
            bytes_->name()));
      }
      if (!noted_) {
        facts_.source.notes.push_back(
            "The file is truncated: a progressive JPEG, shown as far as its scans go.");
        noted_ = true;
      }
      return phase == Phase::kOk ? absl::OkStatus() : Failure();
    }
    // The row of blocks in which the data ended, and those the decoder holds back for upsampling.
    const int block_row = info.max_v_samp_factor * DCTSIZE;
    const int decoded = static_cast<int>(info.output_iMCU_row) * block_row;
    const int valid = std::clamp(
        (static_cast<int>(info.input_iMCU_row) - 1) * block_row, 0, std::max(decoded, row_));
    if (!accept_truncated_) return TruncatedError(*bytes_, valid, shape_.height);
    if (valid < 1) return TruncatedError(*bytes_, 0, shape_.height);
    valid_rows_ = std::min(valid, shape_.height);
    facts_.source.notes.push_back(TruncatedNote(valid_rows_, shape_.height));
    return absl::OkStatus();
  }

  absl::Status Failure() const { return DamagedError(*bytes_, Explain(decompressor_)); }

  void SetDensity(const JpegSegments& segments) {
    const double x = segments.x_density;
    const double y = segments.y_density;
    if (x > 0 && y > 0) {
      if (segments.density_unit == 1) facts_.ppi = {x, y};
      if (segments.density_unit == 2) facts_.ppi = {x * 2.54, y * 2.54};
      if (segments.density_unit == 0) aspect_ = {x, y};
    }
    if (!facts_.ppi.known() && segments.photoshop_ppi_x > 0 && segments.photoshop_ppi_y > 0) {
      facts_.ppi = {static_cast<double>(segments.photoshop_ppi_x),
                    static_cast<double>(segments.photoshop_ppi_y)};
    }
  }

  absl::Status PrepareCmyk(const std::vector<uint8_t>& default_cmyk) {
    const jpeg_decompress_struct& info = decompressor_.info;
    facts_.source.cmyk = true;
    // Adobe writes ink inverted and says so with its marker; without the marker nobody inverts.
    const bool inverted = info.saw_Adobe_marker != FALSE;
    const bool own = IccColourSpace(facts_.metadata.icc) == "CMYK";
    if (!own && default_cmyk.empty()) {
      needs_default_cmyk_ = true;
      return absl::OkStatus();
    }
    const std::vector<uint8_t> profile = own ? facts_.metadata.icc : default_cmyk;
    SHARPSCALE_ASSIGN_OR_RETURN(transform_, IccTransform::ToSrgb(profile, 4, CV_8U, inverted));
    facts_.source.notes.push_back(CmykNote(profile, own));
    facts_.metadata.icc.clear();
    return absl::OkStatus();
  }

  std::shared_ptr<ByteSource> bytes_;
  bool accept_truncated_;
  Decompressor decompressor_;
  std::unique_ptr<IccTransform> transform_;  // CMYK only
  bool needs_default_cmyk_ = false;
  bool noted_ = false;
  int row_ = 0;
  int valid_rows_ = -1;  // of a truncated file, -1 = not truncated so far
};

}  // namespace

std::string CmykNote(const std::vector<uint8_t>& profile, bool own) {
  const std::string description = IccDescription(profile);
  if (own) {
    return fmt::format("CMYK was converted to sRGB by the picture's own profile ({}).",
                       description.empty() ? "unnamed" : description);
  }
  return fmt::format(
      "CMYK without a profile was converted to sRGB by a default profile ({}); colours may differ "
      "from the intended print.",
      description.empty() ? "unnamed" : description);
}

absl::StatusOr<JpegFacts> ReadJpegFacts(const std::string& bytes, const std::string& name) {
  const std::shared_ptr<ByteSource> source = ByteSource::FromBytes(bytes, name);
  const auto decompressor = std::make_unique<Decompressor>();
  if (ReadHeaders(decompressor.get(), source.get()) != Phase::kOk) {
    return DamagedError(*source, Explain(*decompressor));
  }
  return FactsFromHeaders(decompressor->info);
}

absl::StatusOr<std::unique_ptr<CodecSource>> OpenJpegWithCmyk(
    std::shared_ptr<ByteSource> bytes,
    const DecodeOptions& options,
    const std::vector<uint8_t>& default_cmyk) {
  auto source = std::make_unique<JpegSource>(bytes, options.accept_truncated);
  SHARPSCALE_RETURN_IF_ERROR(source->Open(options, default_cmyk));
  if (source->needs_default_cmyk()) {
    // The default profile lives in libvips, which is only loaded in the child.
    source.reset();
    return OpenFenced(std::move(bytes), Container::kJpeg, options);
  }
  return source;
}

absl::StatusOr<std::unique_ptr<CodecSource>> OpenJpeg(std::shared_ptr<ByteSource> bytes,
                                                      const DecodeOptions& options) {
  return OpenJpegWithCmyk(std::move(bytes), options, {});
}

}  // namespace sharpscale
