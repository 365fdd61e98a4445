// SPDX-License-Identifier: Apache-2.0
//
// File: image/fence_protocol.h
//
// What travels between the program and its fenced helper (sharpscale-decode), through one pipe:
// frames of a type, a length and a payload. The reading side trusts nothing: every length and
// enumerator is checked. Both ends are of one build on one machine, so numbers are in machine
// order. Private to image/.

#ifndef SHARPSCALE_IMAGE_FENCE_PROTOCOL_H_
#define SHARPSCALE_IMAGE_FENCE_PROTOCOL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "image/image.h"
#include "image/pixel_source.h"

namespace sharpscale {

// Descriptors in the helper: the bytes to work on, and where frames go.
constexpr int kFenceInput = 3;
constexpr int kFenceOutput = 4;

// The helper's exit codes beside 0; anything else, and signals, are crashes.
constexpr int kFenceOutOfMemory = 10;

enum class FrameType : uint32_t {
  kHeader = 1,  // shape and facts of a picture
  kRows = 2,    // rows of pixels, then the same rows of alpha; when encoding: bytes of the file
  kError = 3,   // status code and message; the last frame
  kEnd = 4,     // notes added since the header; the last frame
};

struct FrameHead {
  uint32_t type = 0;
  uint32_t reserved = 0;
  uint64_t length = 0;
};

// Appends values to a string, and takes them out again; a short or strange payload makes `ok`
// false.
class Packer {
 public:
  void Int(int64_t value);
  void Real(double value);
  void Bytes(const void* data, size_t count);
  void Text(const std::string& text) { Bytes(text.data(), text.size()); }
  const std::string& payload() const { return payload_; }

 private:
  std::string payload_;
};

class Unpacker {
 public:
  explicit Unpacker(const std::string& payload) : payload_(payload) {}
  int64_t Int();
  double Real();
  std::string Text();
  std::vector<uint8_t> Bytes();
  bool ok() const { return ok_; }

 private:
  bool Take(void* to, size_t count);
  const std::string& payload_;
  size_t at_ = 0;
  bool ok_ = true;
};

struct FencedHeader {
  PictureShape shape;
  Image facts;  // no pixels
};

std::string PackHeader(const PictureShape& shape, const Image& facts);
absl::StatusOr<FencedHeader> UnpackHeader(const std::string& payload);

// The encoding job as the helper reads it from kFenceInput: this, then the rows, packed, alpha
// interleaved.
struct FencedEncodeJob {
  Container container = Container::kUnknown;
  int width = 0;
  int height = 0;
  int type = 0;  // cv type with alpha, 1 to 4 channels
  int quality = 92;
  bool chroma_444 = true;
  bool lossless = false;
  Ppi ppi;
  Metadata metadata;
};
std::string PackEncodeJob(const FencedEncodeJob& job);
absl::StatusOr<FencedEncodeJob> UnpackEncodeJob(const std::string& payload);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_FENCE_PROTOCOL_H_
