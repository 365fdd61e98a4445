// SPDX-License-Identifier: Apache-2.0
//
// The program's side of fenced decoding and encoding.

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

#include "image/codec.h"
#include "image/encoder.h"
#include "image/fence.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// Frames of rows stay below this; headers carry the metadata on top.
constexpr uint64_t kMaxRowsPayload = 1 << 26;

class FencedSource : public CodecSource {
 public:
  explicit FencedSource(std::shared_ptr<ByteSource> bytes) : bytes_(std::move(bytes)) {}

  absl::Status Open(Container container, const DecodeOptions& options) {
    const int input = bytes_->Descriptor();
    if (input < 0) {
      return absl::ResourceExhaustedError(
          fmt::format("{}: not enough memory to hand the file to the decoder", bytes_->name()));
    }
    SHARPSCALE_ASSIGN_OR_RETURN(fence_,
                                Fence::Start(bytes_->name(),
                                             {"decode",
                                              fmt::format("{}", static_cast<int>(container)),
                                              fmt::format("{}", options.max_pixels),
                                              fmt::format("{}", options.max_metadata_bytes),
                                              options.accept_truncated ? "1" : "0",
                                              bytes_->name()},
                                             input,
                                             options.child_seconds,
                                             options.child_memory_bytes));
    SHARPSCALE_ASSIGN_OR_RETURN(
        const FrameHead head,
        fence_->NextFrame(static_cast<uint64_t>(options.max_metadata_bytes) + (1 << 20)));
    if (head.type == static_cast<uint32_t>(FrameType::kError)) return fence_->ReadError(head);
    if (head.type != static_cast<uint32_t>(FrameType::kHeader)) return Nonsense();
    SHARPSCALE_ASSIGN_OR_RETURN(const std::string payload, fence_->ReadPayload(head.length));
    SHARPSCALE_ASSIGN_OR_RETURN(FencedHeader header, UnpackHeader(payload));
    shape_ = header.shape;
    facts_ = std::move(header.facts);
    return CheckSize(bytes_->name(), shape_.width, shape_.height, options);
  }

  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    const int left = shape_.height - row_;
    if (left <= 0) return absl::OutOfRangeError("all rows are read");
    rows = std::clamp(rows, 1, left);
    pixels->create(rows, shape_.width, shape_.type);
    cv::Mat ignored;
    cv::Mat* to_alpha = alpha != nullptr ? alpha : &ignored;
    if (shape_.has_alpha) {
      to_alpha->create(rows, shape_.width, CV_MAKETYPE(CV_MAT_DEPTH(shape_.type), 1));
    } else {
      to_alpha->release();
    }
    int done = 0;
    while (done < rows) {
      // Frames bring rows of pixels then rows of alpha; a frame cut by a read is kept.
      if (held_ == 0) SHARPSCALE_RETURN_IF_ERROR(NextRows());
      const int take = std::min(held_, rows - done);
      const int from = frame_.rows - held_;
      frame_.rowRange(from, from + take).copyTo(pixels->rowRange(done, done + take));
      if (shape_.has_alpha) {
        frame_alpha_.rowRange(from, from + take).copyTo(to_alpha->rowRange(done, done + take));
      }
      held_ -= take;
      done += take;
    }
    row_ += rows;
    if (row_ == shape_.height) SHARPSCALE_RETURN_IF_ERROR(ReadEnd());
    return absl::OkStatus();
  }

 private:
  absl::Status Nonsense() const {
    return absl::InternalError(
        fmt::format("{}: the decoding helper answered nonsense", bytes_->name()));
  }

  absl::Status NextRows() {
    SHARPSCALE_ASSIGN_OR_RETURN(const FrameHead head, fence_->NextFrame(kMaxRowsPayload));
    if (head.type == static_cast<uint32_t>(FrameType::kError)) return fence_->ReadError(head);
    const size_t pixel_bytes = static_cast<size_t>(shape_.width) * CV_ELEM_SIZE(shape_.type);
    const size_t alpha_bytes =
        shape_.has_alpha ? static_cast<size_t>(shape_.width) * CV_ELEM_SIZE1(shape_.type) : 0;
    const size_t row_bytes = pixel_bytes + alpha_bytes;
    if (head.type != static_cast<uint32_t>(FrameType::kRows) || head.length == 0 ||
        head.length % row_bytes != 0 ||
        head.length / row_bytes > static_cast<uint64_t>(shape_.height - received_)) {
      return Nonsense();
    }
    const int rows = static_cast<int>(head.length / row_bytes);
    frame_.create(rows, shape_.width, shape_.type);
    SHARPSCALE_RETURN_IF_ERROR(
        fence_->ReadPayload(frame_.data, pixel_bytes * static_cast<size_t>(rows)));
    if (shape_.has_alpha) {
      frame_alpha_.create(rows, shape_.width, CV_MAKETYPE(CV_MAT_DEPTH(shape_.type), 1));
      SHARPSCALE_RETURN_IF_ERROR(
          fence_->ReadPayload(frame_alpha_.data, alpha_bytes * static_cast<size_t>(rows)));
    }
    received_ += rows;
    held_ = rows;
    return absl::OkStatus();
  }

  absl::Status ReadEnd() {
    SHARPSCALE_ASSIGN_OR_RETURN(const FrameHead head, fence_->NextFrame(1 << 20));
    if (head.type == static_cast<uint32_t>(FrameType::kError)) return fence_->ReadError(head);
    if (head.type != static_cast<uint32_t>(FrameType::kEnd)) return Nonsense();
    SHARPSCALE_ASSIGN_OR_RETURN(const std::string payload, fence_->ReadPayload(head.length));
    Unpacker unpacker(payload);
    const int64_t notes = unpacker.Int();
    for (int64_t i = 0; i < notes && unpacker.ok(); ++i) {
      facts_.source.notes.push_back(unpacker.Text());
    }
    fence_.reset();
    frame_.release();
    frame_alpha_.release();
    return absl::OkStatus();
  }

  std::shared_ptr<ByteSource> bytes_;
  std::unique_ptr<Fence> fence_;
  cv::Mat frame_;  // rows of the last frame,
  cv::Mat frame_alpha_;
  int held_ = 0;  // of which so many are not handed out
  int received_ = 0;
  int row_ = 0;
};

// Rows are gathered in a file without a name, which the helper reads.
class FencedEncoder : public Encoder {
 public:
  explicit FencedEncoder(const EncodeJob& job) : job_(job) {}

  absl::Status Start() {
    SHARPSCALE_ASSIGN_OR_RETURN(gathered_, AtomicFile::InMemory());
    FencedEncodeJob job;
    job.container = job_.options.format;
    job.width = job_.width;
    job.height = job_.height;
    job.type = CV_MAKETYPE(job_.depth, job_.channels);
    job.quality = job_.options.quality;
    job.chroma_444 = job_.options.chroma_444;
    job.lossless = job_.options.lossless;
    job.ppi = job_.ppi;
    job.metadata = job_.metadata;
    const std::string payload = PackEncodeJob(job);
    const uint64_t length = payload.size();
    SHARPSCALE_RETURN_IF_ERROR(gathered_->Write(&length, sizeof(length)));
    return gathered_->Write(payload.data(), payload.size());
  }

  absl::Status WriteRows(const cv::Mat& rows) override {
    const size_t row_bytes = static_cast<size_t>(rows.cols) * rows.elemSize();
    for (int y = 0; y < rows.rows; ++y) {
      SHARPSCALE_RETURN_IF_ERROR(gathered_->Write(rows.ptr(y), row_bytes));
    }
    return absl::OkStatus();
  }

  absl::Status Finish() override {
    // Modern codecs take seconds a megapixel; the limit is against hanging, not against size.
    const double megapixels = 1e-6 * job_.width * job_.height;
    const double seconds = 120.0 + 60.0 * megapixels;
    SHARPSCALE_ASSIGN_OR_RETURN(const std::unique_ptr<Fence> fence,
                                Fence::Start(job_.file->path(),
                                             {"encode", job_.file->path()},
                                             gathered_->descriptor(),
                                             seconds,
                                             int64_t{64} << 30));
    for (;;) {
      SHARPSCALE_ASSIGN_OR_RETURN(const FrameHead head, fence->NextFrame(uint64_t{1} << 32));
      if (head.type == static_cast<uint32_t>(FrameType::kError)) return fence->ReadError(head);
      if (head.type == static_cast<uint32_t>(FrameType::kEnd)) return absl::OkStatus();
      SHARPSCALE_ASSIGN_OR_RETURN(const std::string bytes, fence->ReadPayload(head.length));
      SHARPSCALE_RETURN_IF_ERROR(job_.file->Write(bytes.data(), bytes.size()));
    }
  }

 private:
  EncodeJob job_;
  std::unique_ptr<AtomicFile> gathered_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<CodecSource>> OpenFenced(std::shared_ptr<ByteSource> bytes,
                                                        Container container,
                                                        const DecodeOptions& options) {
  auto source = std::make_unique<FencedSource>(std::move(bytes));
  SHARPSCALE_RETURN_IF_ERROR(source->Open(container, options));
  return source;
}

absl::StatusOr<std::unique_ptr<Encoder>> NewFencedEncoder(const EncodeJob& job) {
  auto encoder = std::make_unique<FencedEncoder>(job);
  SHARPSCALE_RETURN_IF_ERROR(encoder->Start());
  return encoder;
}

}  // namespace sharpscale
