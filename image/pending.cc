// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "image/codec.h"
#include "image/encoder.h"

namespace sharpscale {
absl::StatusOr<std::unique_ptr<CodecSource>> OpenBmp(std::shared_ptr<ByteSource> b,
                                                     const DecodeOptions&) {
  return absl::UnimplementedError(b->name() + ": BMP cannot be read by this build");
}
absl::StatusOr<std::unique_ptr<CodecSource>> OpenPnm(std::shared_ptr<ByteSource> b,
                                                     const DecodeOptions&) {
  return absl::UnimplementedError(b->name() + ": PNM cannot be read by this build");
}
absl::StatusOr<std::unique_ptr<CodecSource>> OpenFenced(std::shared_ptr<ByteSource> b,
                                                        Container c,
                                                        const DecodeOptions&) {
  return absl::UnimplementedError(b->name() + ": " + ContainerName(c) +
                                  " cannot be read by this build");
}
absl::StatusOr<std::unique_ptr<Encoder>> NewFencedEncoder(const EncodeJob& job) {
  return absl::UnimplementedError(job.file->path() + ": cannot be written by this build");
}
}  // namespace sharpscale
