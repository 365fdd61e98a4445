// SPDX-License-Identifier: Apache-2.0
//
// File: image/byte_source.h
//
// The compressed bytes of a picture, read at any offset: a file, standard input (held in memory),
// or a string. Files are read with pread, not mapped: a file that shrinks while it is read gives a
// short read, not a signal.
//
//   SHARPSCALE_ASSIGN_OR_RETURN(std::shared_ptr<ByteSource> bytes, ByteSource::Open("a.jpg", 1 <<
//   30));

#ifndef SHARPSCALE_IMAGE_BYTE_SOURCE_H_
#define SHARPSCALE_IMAGE_BYTE_SOURCE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace sharpscale {

class ByteSource {
 public:
  // "-" = standard input, read to its end. Errors: NotFound, PermissionDenied, InvalidArgument (a
  // folder, empty, more than `max_bytes`).
  static absl::StatusOr<std::shared_ptr<ByteSource>> Open(const std::string& path,
                                                          int64_t max_bytes);
  // An open descriptor of a regular file or of memory; it is duplicated.
  static absl::StatusOr<std::shared_ptr<ByteSource>> FromDescriptor(int descriptor,
                                                                    std::string name);
  static std::shared_ptr<ByteSource> FromBytes(std::string bytes, std::string name);

  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  const std::string& name() const { return name_; }
  int64_t size() const { return size_; }

  // Reads up to `count` bytes at `offset`; returns how many there were, 0 at or beyond the end.
  size_t ReadAt(int64_t offset, void* to, size_t count) const;

  // `count` bytes at `offset`, fewer at the end.
  std::string Read(int64_t offset, size_t count) const;

  // A descriptor of the same bytes for another process; stays owned by this object. -1 when memory
  // for it cannot be had.
  int Descriptor();

 private:
  ByteSource() = default;

  std::string name_;
  std::string bytes_;
  int64_t size_ = 0;
  int descriptor_ = -1;
  bool in_memory_ = false;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_BYTE_SOURCE_H_
