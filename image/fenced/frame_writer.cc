// SPDX-License-Identifier: Apache-2.0

#include "image/fenced/frame_writer.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace sharpscale {
namespace {

bool WriteAll(const void* data, size_t count) {
  size_t done = 0;
  while (done < count) {
    const ssize_t put = write(kFenceOutput, static_cast<const char*>(data) + done, count - done);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    done += static_cast<size_t>(put);
  }
  return true;
}

bool WriteHead(FrameType type, uint64_t length) {
  FrameHead head;
  head.type = static_cast<uint32_t>(type);
  head.length = length;
  return WriteAll(&head, sizeof(head));
}

}  // namespace

bool WriteFrame(FrameType type, const void* payload, size_t count) {
  return WriteHead(type, count) && WriteAll(payload, count);
}

bool WriteErrorFrame(const absl::Status& status) {
  Packer packer;
  packer.Int(static_cast<int64_t>(status.code()));
  // One line, whatever the libraries say.
  std::string message(status.message());
  std::replace(message.begin(), message.end(), '\n', ' ');
  packer.Text(message.substr(0, 2000));
  return WriteFrame(FrameType::kError, packer.payload().data(), packer.payload().size());
}

bool WritePicture(CodecSource* source) {
  const PictureShape& shape = source->shape();
  const size_t known = source->facts().source.notes.size();
  const std::string header = PackHeader(shape, source->facts());
  if (!WriteFrame(FrameType::kHeader, header.data(), header.size())) return false;
  const size_t pixel_bytes = static_cast<size_t>(shape.width) * CV_ELEM_SIZE(shape.type);
  const size_t alpha_bytes =
      shape.has_alpha ? static_cast<size_t>(shape.width) * CV_ELEM_SIZE1(shape.type) : 0;
  // Frames of about a megabyte.
  const int strip =
      static_cast<int>(std::clamp<size_t>((1u << 20) / (pixel_bytes + alpha_bytes), 1, 256));
  for (int y = 0; y < shape.height; y += strip) {
    const int rows = std::min(strip, shape.height - y);
    cv::Mat pixels;
    cv::Mat alpha;
    const absl::Status status = source->ReadRows(rows, &pixels, &alpha);
    if (!status.ok()) return WriteErrorFrame(status);
    if (!WriteHead(FrameType::kRows, (pixel_bytes + alpha_bytes) * static_cast<size_t>(rows))) {
      return false;
    }
    for (int i = 0; i < rows; ++i) {
      if (!WriteAll(pixels.ptr(i), pixel_bytes)) return false;
    }
    for (int i = 0; i < rows && shape.has_alpha; ++i) {
      if (!WriteAll(alpha.ptr(i), alpha_bytes)) return false;
    }
  }
  Packer end;
  const auto& notes = source->facts().source.notes;
  end.Int(static_cast<int64_t>(notes.size() - known));
  for (size_t i = known; i < notes.size(); ++i) end.Text(notes[i]);
  return WriteFrame(FrameType::kEnd, end.payload().data(), end.payload().size());
}

}  // namespace sharpscale
