// SPDX-License-Identifier: Apache-2.0

#include "image/fence_protocol.h"

#include <algorithm>
#include <cstring>

namespace sharpscale {
namespace {

absl::Status Garbled() {
  return absl::InternalError("the decoding helper sent something that is not a picture header");
}

bool Between(int64_t value, int64_t low, int64_t high) {
  return value >= low && value <= high;
}

}  // namespace

void Packer::Int(int64_t value) {
  payload_.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

void Packer::Real(double value) {
  payload_.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

void Packer::Bytes(const void* data, size_t count) {
  Int(static_cast<int64_t>(count));
  payload_.append(static_cast<const char*>(data), count);
}

bool Unpacker::Take(void* to, size_t count) {
  if (!ok_ || count > payload_.size() - at_) {
    ok_ = false;
    return false;
  }
  std::memcpy(to, payload_.data() + at_, count);
  at_ += count;
  return true;
}

int64_t Unpacker::Int() {
  int64_t value = 0;
  Take(&value, sizeof(value));
  return value;
}

double Unpacker::Real() {
  double value = 0.0;
  Take(&value, sizeof(value));
  return value;
}

std::string Unpacker::Text() {
  const int64_t count = Int();
  if (!ok_ || count < 0 || static_cast<uint64_t>(count) > payload_.size() - at_) {
    ok_ = false;
    return {};
  }
  std::string text = payload_.substr(at_, static_cast<size_t>(count));
  at_ += static_cast<size_t>(count);
  return text;
}

std::vector<uint8_t> Unpacker::Bytes() {
  const std::string text = Text();
  return {text.begin(), text.end()};
}

std::string PackHeader(const PictureShape& shape, const Image& facts) {
  Packer p;
  p.Int(shape.width);
  p.Int(shape.height);
  p.Int(shape.type);
  p.Int(shape.has_alpha ? 1 : 0);
  p.Real(facts.ppi.x);
  p.Real(facts.ppi.y);
  for (const auto* blob :
       {&facts.metadata.icc, &facts.metadata.exif, &facts.metadata.xmp, &facts.metadata.iptc}) {
    p.Bytes(blob->data(), blob->size());
  }
  const SourceFacts& source = facts.source;
  p.Int(static_cast<int64_t>(source.container));
  p.Int(source.bits_per_sample);
  p.Int(source.orientation);
  p.Int(source.pages);
  p.Int(source.cmyk ? 1 : 0);
  p.Int(source.lossless ? 1 : 0);
  p.Int(source.jpeg.has_value() ? 1 : 0);
  if (source.jpeg) {
    const JpegFacts& jpeg = *source.jpeg;
    for (const uint16_t step : jpeg.luma) p.Int(step);
    p.Int(jpeg.chroma.has_value() ? 1 : 0);
    if (jpeg.chroma) {
      for (const uint16_t step : *jpeg.chroma) p.Int(step);
    }
    p.Int(static_cast<int64_t>(jpeg.subsampling));
    p.Int(jpeg.progressive ? 1 : 0);
    p.Int(jpeg.arithmetic ? 1 : 0);
    p.Int(jpeg.components);
  }
  p.Int(static_cast<int64_t>(source.notes.size()));
  for (const std::string& note : source.notes) p.Text(note);
  return p.payload();
}

absl::StatusOr<FencedHeader> UnpackHeader(const std::string& payload) {
  Unpacker u(payload);
  FencedHeader header;
  const int64_t width = u.Int();
  const int64_t height = u.Int();
  const int64_t type = u.Int();
  header.shape.has_alpha = u.Int() != 0;
  if (!u.ok() || !Between(width, 1, 0x7FFFFFFF) || !Between(height, 1, 0x7FFFFFFF)) {
    return Garbled();
  }
  if (type != CV_8UC1 && type != CV_8UC3 && type != CV_16UC1 && type != CV_16UC3 &&
      type != CV_32FC1 && type != CV_32FC3) {
    return Garbled();
  }
  header.shape.width = static_cast<int>(width);
  header.shape.height = static_cast<int>(height);
  header.shape.type = static_cast<int>(type);
  Image& facts = header.facts;
  facts.ppi.x = u.Real();
  facts.ppi.y = u.Real();
  facts.metadata.icc = u.Bytes();
  facts.metadata.exif = u.Bytes();
  facts.metadata.xmp = u.Bytes();
  facts.metadata.iptc = u.Bytes();
  SourceFacts& source = facts.source;
  const int64_t container = u.Int();
  const int64_t bits = u.Int();
  const int64_t orientation = u.Int();
  const int64_t pages = u.Int();
  source.cmyk = u.Int() != 0;
  source.lossless = u.Int() != 0;
  if (!u.ok() || !Between(container, 0, static_cast<int64_t>(Container::kRaw)) ||
      !Between(bits, 0, 64) || !Between(orientation, 1, 8) || !Between(pages, 0, 1 << 30)) {
    return Garbled();
  }
  source.container = static_cast<Container>(container);
  source.bits_per_sample = static_cast<int>(bits);
  source.orientation = static_cast<int>(orientation);
  source.pages = static_cast<int>(pages);
  if (u.Int() != 0) {
    JpegFacts jpeg;
    for (uint16_t& step : jpeg.luma) step = static_cast<uint16_t>(u.Int());
    if (u.Int() != 0) {
      jpeg.chroma.emplace();
      for (uint16_t& step : *jpeg.chroma) step = static_cast<uint16_t>(u.Int());
    }
    const int64_t subsampling = u.Int();
    if (!Between(subsampling, 0, static_cast<int64_t>(ChromaSubsampling::kOther))) return Garbled();
    jpeg.subsampling = static_cast<ChromaSubsampling>(subsampling);
    jpeg.progressive = u.Int() != 0;
    jpeg.arithmetic = u.Int() != 0;
    jpeg.components = static_cast<int>(std::min<int64_t>(u.Int(), 255));
    source.jpeg = jpeg;
  }
  const int64_t notes = u.Int();
  if (!u.ok() || !Between(notes, 0, 100)) return Garbled();
  for (int64_t i = 0; i < notes; ++i) source.notes.push_back(u.Text());
  if (!u.ok()) return Garbled();
  return header;
}

std::string PackEncodeJob(const FencedEncodeJob& job) {
  Packer p;
  p.Int(static_cast<int64_t>(job.container));
  p.Int(job.width);
  p.Int(job.height);
  p.Int(job.type);
  p.Int(job.quality);
  p.Int(job.chroma_444 ? 1 : 0);
  p.Int(job.lossless ? 1 : 0);
  p.Real(job.ppi.x);
  p.Real(job.ppi.y);
  for (const auto* blob :
       {&job.metadata.icc, &job.metadata.exif, &job.metadata.xmp, &job.metadata.iptc}) {
    p.Bytes(blob->data(), blob->size());
  }
  return p.payload();
}

absl::StatusOr<FencedEncodeJob> UnpackEncodeJob(const std::string& payload) {
  Unpacker u(payload);
  FencedEncodeJob job;
  job.container = static_cast<Container>(u.Int());
  job.width = static_cast<int>(u.Int());
  job.height = static_cast<int>(u.Int());
  job.type = static_cast<int>(u.Int());
  job.quality = static_cast<int>(u.Int());
  job.chroma_444 = u.Int() != 0;
  job.lossless = u.Int() != 0;
  job.ppi.x = u.Real();
  job.ppi.y = u.Real();
  job.metadata.icc = u.Bytes();
  job.metadata.exif = u.Bytes();
  job.metadata.xmp = u.Bytes();
  job.metadata.iptc = u.Bytes();
  if (!u.ok()) return absl::InternalError("the encoding job is garbled");
  return job;
}

}  // namespace sharpscale
