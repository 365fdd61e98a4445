// SPDX-License-Identifier: Apache-2.0

#include "image/fenced/vips_boundary.h"

#include <fmt/format.h>
#include <vips/vips.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "image/fenced/isobmff.h"
#include "image/icc.h"
#include "image/jpeg_cmyk.h"
#include "image/jpeg_segments.h"
#include "image/status_macros.h"
#include "image/tiff_exif.h"

namespace sharpscale {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
using ImagePointer = std::unique_ptr<VipsImage, Unref>;
using RegionPointer = std::unique_ptr<VipsRegion, Unref>;

// libvips' error text as one line, and clears it.
std::string TakeError() {
  std::string text = vips_error_buffer();
  vips_error_clear();
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ';');
  return text.substr(0, 300);
}

std::vector<uint8_t> Blob(VipsImage* image, const char* name) {
  const void* data = nullptr;
  size_t count = 0;
  if (vips_image_get_typeof(image, name) == 0 ||
      vips_image_get_blob(image, name, &data, &count) != 0) {
    vips_error_clear();
    return {};
  }
  const auto* bytes = static_cast<const uint8_t*>(data);
  return {bytes, bytes + count};
}

int Integer(VipsImage* image, const char* name, int otherwise) {
  int value = otherwise;
  if (vips_image_get_typeof(image, name) == 0 || vips_image_get_int(image, name, &value) != 0) {
    vips_error_clear();
    return otherwise;
  }
  return value;
}

VipsImage* Load(Container container, VipsSource* source, bool accept_truncated) {
  VipsImage* image = nullptr;
  const VipsFailOn fail_on = accept_truncated ? VIPS_FAIL_ON_NONE : VIPS_FAIL_ON_TRUNCATED;
  switch (container) {
    case Container::kTiff:
      vips_tiffload_source(
          source, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", fail_on, nullptr);
      break;
    case Container::kGif:
      vips_gifload_source(
          source, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", fail_on, nullptr);
      break;
    case Container::kHeif:
    case Container::kAvif:
      vips_heifload_source(source, &image, "fail_on", fail_on, nullptr);
      break;
    case Container::kJxl:
      vips_jxlload_source(source, &image, "fail_on", fail_on, nullptr);
      break;
    default:
      break;
  }
  return image;
}

std::vector<uint8_t> WithoutExifPrefix(std::vector<uint8_t> exif) {
  if (exif.size() > 6 && std::memcmp(exif.data(), "Exif\0\0", 6) == 0) {
    exif.erase(exif.begin(), exif.begin() + 6);
  }
  return exif;
}

// libvips shifts 10 or 12 bits to the top of 16; full scale becomes full scale here.
void SpreadBits(int bits, cv::Mat* pixels) {
  const int shift = 16 - bits;
  const uint32_t top = (1u << bits) - 1;
  const int values = pixels->cols * pixels->channels();
  for (int y = 0; y < pixels->rows; ++y) {
    auto* row = pixels->ptr<uint16_t>(y);
    for (int i = 0; i < values; ++i) {
      row[i] = static_cast<uint16_t>(((static_cast<uint32_t>(row[i]) >> shift) * 65535u + top / 2) /
                                     top);
    }
  }
}

class VipsPictureSource : public CodecSource {
 public:
  VipsPictureSource(std::shared_ptr<ByteSource> bytes, bool accept_truncated)
      : bytes_(std::move(bytes)), accept_truncated_(accept_truncated) {}

  absl::Status Open(Container container, const DecodeOptions& options) {
    const std::unique_ptr<VipsSource, Unref> source(vips_source_new_from_descriptor(kFenceInput));
    if (source == nullptr) return DamagedError(*bytes_, TakeError());
    image_.reset(Load(container, source.get(), accept_truncated_));
    if (image_ == nullptr) return DamagedError(*bytes_, TakeError());
    // For HEIF, GIF and JPEG XL this is known from the header as well: nothing is decoded yet.
    SHARPSCALE_RETURN_IF_ERROR(CheckSize(bytes_->name(), image_->Xsize, image_->Ysize, options));
    boxed_ = container == Container::kHeif || container == Container::kAvif;
    ReadFacts(container, options);
    return ChooseShape();
  }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    const int left = shape_.height - row_;
    if (left <= 0) return absl::OutOfRangeError("all rows are read");
    rows = std::clamp(rows, 1, left);
    if (region_ == nullptr) region_.reset(vips_region_new(image_.get()));
    cv::Mat raw(rows, shape_.width, CV_MAKETYPE(raw_depth_, image_->Bands));
    // Small steps: libvips prepares whole tiles or strips behind the scenes.
    constexpr int kStep = 64;
    for (int y = 0; y < rows; y += kStep) {
      const int count = std::min(kStep, rows - y);
      const VipsRect area = {0, row_ + y, shape_.width, count};
      if (valid_rows_ < 0 && vips_region_prepare(region_.get(), &area) != 0) {
        const std::string reason = TakeError();
        if (!accept_truncated_ || row_ + y < 1) return DamagedError(*bytes_, reason);
        valid_rows_ = row_ + y;
        facts_.source.notes.push_back(TruncatedNote(valid_rows_, shape_.height));
      }
      if (valid_rows_ >= 0) {
        raw.rowRange(y, y + count).setTo(cv::Scalar::all(MidGray(raw_depth_)));
        continue;
      }
      for (int i = 0; i < count; ++i) {
        std::memcpy(raw.ptr(y + i),
                    VIPS_REGION_ADDR(region_.get(), 0, row_ + y + i),
                    static_cast<size_t>(shape_.width) * raw.elemSize());
      }
    }
    row_ += rows;
    Convert(raw, pixels, alpha);
    return absl::OkStatus();
  }

 private:
  void ReadFacts(Container container, const DecodeOptions& options) {
    VipsImage* image = image_.get();
    facts_.source.container = container;
    facts_.source.pages = std::max(1, Integer(image, "n-pages", 1));
    facts_.source.bits_per_sample = Integer(image, "bits-per-sample", 0);
    if (facts_.source.bits_per_sample == 0) {
      facts_.source.bits_per_sample = Integer(image, "heif-bitdepth", 0);
    }
    Metadata& metadata = facts_.metadata;
    metadata.icc = Blob(image, VIPS_META_ICC_NAME);
    metadata.exif = WithoutExifPrefix(Blob(image, VIPS_META_EXIF_NAME));
    metadata.xmp = Blob(image, VIPS_META_XMP_NAME);
    metadata.iptc = Blob(image, VIPS_META_IPTC_NAME);
    if (container == Container::kTiff) ReadTiffFacts(options);
    if (container == Container::kGif) facts_.source.lossless = true;
    if (container == Container::kJxl) {
      // libjxl makes up a profile for files that have none: sRGB, which needs no telling.
      const std::string description = IccDescription(metadata.icc);
      if (description == "RGB_D65_SRG_Rel_SRG" || description == "Gra_D65_Rel_SRG") {
        metadata.icc.clear();
      }
      const BoxedMetadata boxes = ReadJxlBoxes(*bytes_, options.max_metadata_bytes);
      if (metadata.exif.empty()) metadata.exif = boxes.exif;
      if (metadata.xmp.empty()) metadata.xmp = boxes.xmp;
    }
    // A resolution counts where the file names its unit.
    if (container == Container::kTiff &&
        vips_image_get_typeof(image, VIPS_META_RESOLUTION_UNIT) != 0) {
      facts_.ppi = {image->Xres * 25.4, image->Yres * 25.4};
    }
    const auto total = static_cast<int64_t>(metadata.icc.size() + metadata.exif.size() +
                                            metadata.xmp.size() + metadata.iptc.size());
    if (total > options.max_metadata_bytes) {
      metadata = Metadata{};
      facts_.source.notes.push_back("The metadata is too large and is ignored.");
    }
  }

  void ReadTiffFacts(const DecodeOptions& options) {
    facts_.metadata.exif = ExifFromTiff(*bytes_, options.max_metadata_bytes);
    const TiffHeaderFacts header = ReadTiffHeader(*bytes_);
    facts_.source.orientation = header.orientation;
    facts_.source.lossless = header.lossless;
    if (facts_.source.bits_per_sample == 0) facts_.source.bits_per_sample = header.bits;
    // Photoshop's block holds IPTC too, for files without the tag of its own.
    std::vector<uint8_t>& iptc = facts_.metadata.iptc;
    const std::vector<uint8_t> photoshop = Blob(image_.get(), VIPS_META_PHOTOSHOP_NAME);
    if (iptc.empty()) iptc = IptcFromPhotoshop(photoshop);
  }

  // Narrows libvips' many kinds of pixels to ours.
  absl::Status ChooseShape() {
    SHARPSCALE_RETURN_IF_ERROR(NormaliseFormat());
    shape_.width = image_->Xsize;
    shape_.height = image_->Ysize;
    const int bands = image_->Bands;
    const bool alpha = vips_image_hasalpha(image_.get()) != 0;
    raw_depth_ = image_->BandFmt == VIPS_FORMAT_UCHAR    ? CV_8U
                 : image_->BandFmt == VIPS_FORMAT_USHORT ? CV_16U
                                                         : CV_32F;
    if (bands > 32) {
      return absl::UnimplementedError(fmt::format(
          "{}: {} channels cannot be read; save the picture as RGB", bytes_->name(), bands));
    }
    const bool cmyk = image_->Type == VIPS_INTERPRETATION_CMYK && bands >= 4;
    if (cmyk) {
      colours_ = 4;
      SHARPSCALE_RETURN_IF_ERROR(PrepareCmyk());
    } else {
      colours_ = bands >= 3 ? 3 : 1;
      // libvips makes RGB of all HEIF; of three equal channels the first is kept.
      if (boxed_ && IsMonochromeHeif(*bytes_)) colours_ = 1;
    }
    // A second channel beside gray, or a fourth beside RGB, is alpha unless the file says
    // otherwise.
    shape_.has_alpha = bands > colours_ && (alpha || bands == colours_ + 1);
    if (boxed_) {
      shape_.has_alpha = alpha;
    } else if (bands > colours_ + (shape_.has_alpha ? 1 : 0)) {
      facts_.source.notes.push_back(
          fmt::format("The file has {} channels; {} and no more are used.",
                      bands,
                      colours_ + (shape_.has_alpha ? 1 : 0)));
    }
    shape_.type = CV_MAKETYPE(raw_depth_, colours_ == 1 ? 1 : 3);
    if (facts_.source.bits_per_sample == 0) {
      facts_.source.bits_per_sample = raw_depth_ == CV_8U ? 8 : raw_depth_ == CV_16U ? 16 : 32;
    }
    return absl::OkStatus();
  }

  absl::Status NormaliseFormat() {
    VipsImage* out = nullptr;
    if (image_->Type == VIPS_INTERPRETATION_LAB || image_->Type == VIPS_INTERPRETATION_LABS ||
        image_->Type == VIPS_INTERPRETATION_XYZ) {
      if (vips_colourspace(image_.get(), &out, VIPS_INTERPRETATION_RGB16, nullptr) != 0) {
        return DamagedError(*bytes_, TakeError());
      }
      image_.reset(out);
      facts_.metadata.icc.clear();
      facts_.source.notes.push_back("CIELAB colours were converted to sRGB.");
    }
    switch (image_->BandFmt) {
      case VIPS_FORMAT_UCHAR:
      case VIPS_FORMAT_USHORT:
      case VIPS_FORMAT_FLOAT:
        return absl::OkStatus();
      case VIPS_FORMAT_UINT: {
        // The whole range of 32 bits to 0..1.
        const double range = 4294967295.0;
        if (vips_linear1(image_.get(), &out, 1.0 / range, 0.0, nullptr) != 0) {
          return DamagedError(*bytes_, TakeError());
        }
        image_.reset(out);
        break;
      }
      case VIPS_FORMAT_DOUBLE:
        break;
      default:
        return absl::UnimplementedError(fmt::format(
            "{}: signed or complex samples cannot be read; save the picture with unsigned "
            "8 or 16 bits or as float",
            bytes_->name()));
    }
    if (image_->BandFmt != VIPS_FORMAT_FLOAT) {
      if (vips_cast(image_.get(), &out, VIPS_FORMAT_FLOAT, nullptr) != 0) {
        return DamagedError(*bytes_, TakeError());
      }
      image_.reset(out);
    }
    return absl::OkStatus();
  }

  absl::Status PrepareCmyk() {
    facts_.source.cmyk = true;
    const bool own = IccColourSpace(facts_.metadata.icc) == "CMYK";
    const std::vector<uint8_t> profile = own ? facts_.metadata.icc : DefaultCmykProfile();
    SHARPSCALE_ASSIGN_OR_RETURN(transform_, IccTransform::ToSrgb(profile, 4, raw_depth_, false));
    facts_.source.notes.push_back(CmykNote(profile, own));
    facts_.metadata.icc.clear();
    return absl::OkStatus();
  }

  void Convert(const cv::Mat& raw, cv::Mat* pixels, cv::Mat* alpha) const {
    cv::Mat colours(raw.size(), CV_MAKETYPE(raw_depth_, colours_));
    cv::Mat opacity;
    std::vector<cv::Mat> outputs = {colours};
    std::vector<int> pairs;
    for (int c = 0; c < colours_; ++c) pairs.insert(pairs.end(), {c, c});
    if (shape_.has_alpha) {
      opacity.create(raw.size(), CV_MAKETYPE(raw_depth_, 1));
      outputs.push_back(opacity);
      // With more channels than expected alpha is the last.
      pairs.insert(pairs.end(), {raw.channels() - 1, colours_});
    }
    cv::mixChannels(&raw, 1, outputs.data(), outputs.size(), pairs.data(), pairs.size() / 2);
    const int bits = facts_.source.bits_per_sample;
    if (boxed_ && raw_depth_ == CV_16U && bits > 8 && bits < 16) {
      SpreadBits(bits, &colours);
      if (shape_.has_alpha) SpreadBits(bits, &opacity);
    }
    *pixels = transform_ != nullptr ? transform_->Apply(colours) : colours;
    if (alpha != nullptr) *alpha = opacity;
  }

  std::shared_ptr<ByteSource> bytes_;
  bool accept_truncated_;
  ImagePointer image_;
  RegionPointer region_;  // after image_: released first
  std::unique_ptr<IccTransform> transform_;
  int raw_depth_ = CV_8U;
  int colours_ = 3;     // channels in the file that are colour: 1, 3 or 4
  bool boxed_ = false;  // HEIF or AVIF
  int row_ = 0;
  int valid_rows_ = -1;
};

void SetBlob(VipsImage* image, const char* name, const std::vector<uint8_t>& bytes) {
  if (!bytes.empty()) vips_image_set_blob_copy(image, name, bytes.data(), bytes.size());
}

}  // namespace

absl::Status StartVips(bool modules) {
  // libvips looks for its modules below this folder.
  if (!modules) setenv("VIPSHOME", "/nonexistent", 1);
  if (VIPS_INIT("sharpscale-decode") != 0) {
    return absl::InternalError(fmt::format("libvips cannot start ({})", TakeError()));
  }
  vips_block_untrusted_set(TRUE);
  if (modules) {
    vips_operation_block_set("VipsForeignLoadJxl", FALSE);
    vips_operation_block_set("VipsForeignSaveJxl", FALSE);
  }
  vips_cache_set_max(0);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<CodecSource>> OpenVips(std::shared_ptr<ByteSource> bytes,
                                                      Container container,
                                                      const DecodeOptions& options) {
  auto source = std::make_unique<VipsPictureSource>(std::move(bytes), options.accept_truncated);
  SHARPSCALE_RETURN_IF_ERROR(source->Open(container, options));
  return source;
}

std::vector<uint8_t> DefaultCmykProfile() {
  VipsBlob* blob = nullptr;
  if (vips_profile_load("cmyk", &blob, nullptr) != 0 || blob == nullptr) return {};
  size_t count = 0;
  const auto* bytes = static_cast<const uint8_t*>(vips_blob_get(blob, &count));
  std::vector<uint8_t> profile(bytes, bytes + count);
  vips_area_unref(VIPS_AREA(blob));
  return profile;
}

absl::StatusOr<std::string> EncodeJxl(const FencedEncodeJob& job, const std::string& pixels) {
  const int depth = CV_MAT_DEPTH(job.type);
  const int bands = CV_MAT_CN(job.type);
  const ImagePointer memory(
      vips_image_new_from_memory(pixels.data(),
                                 pixels.size(),
                                 job.width,
                                 job.height,
                                 bands,
                                 depth == CV_16U ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR));
  if (memory == nullptr) return absl::ResourceExhaustedError(TakeError());
  const bool wide = depth == CV_16U;
  VipsImage* copied = nullptr;
  const VipsInterpretation meaning =
      bands <= 2 ? (wide ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W)
                 : (wide ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB);
  const double x = job.ppi.known() ? job.ppi.x / 25.4 : 72.0 / 25.4;
  const double y = job.ppi.known() ? job.ppi.y / 25.4 : 72.0 / 25.4;
  if (vips_copy(memory.get(), &copied, "interpretation", meaning, "xres", x, "yres", y, nullptr) !=
      0) {
    return absl::InternalError(TakeError());
  }
  const ImagePointer image(copied);
  SetBlob(copied, VIPS_META_ICC_NAME, job.metadata.icc);
  void* buffer = nullptr;
  size_t count = 0;
  const int failed = vips_jxlsave_buffer(
      copied, &buffer, &count, "Q", job.quality, "lossless", job.lossless ? TRUE : FALSE, nullptr);
  if (failed != 0) return absl::InternalError("libjxl: " + TakeError());
  std::string file(static_cast<const char*>(buffer), count);
  g_free(buffer);
  return file;
}

}  // namespace sharpscale
