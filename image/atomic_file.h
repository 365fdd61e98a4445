// SPDX-License-Identifier: Apache-2.0
//
// File: image/atomic_file.h
//
// A file that appears whole or not at all: written without a name (O_TMPFILE) or under a temporary
// name in the target's folder, fsync'ed, then linked or renamed into place. A killed process leaves
// nothing behind where the file system knows O_TMPFILE.
//
//   SHARPSCALE_ASSIGN_OR_RETURN(auto file, AtomicFile::Create("out.png", false, {"in.png"}));
//   file->Write(bytes.data(), bytes.size());
//   SHARPSCALE_RETURN_IF_ERROR(file->Commit());

#ifndef SHARPSCALE_IMAGE_ATOMIC_FILE_H_
#define SHARPSCALE_IMAGE_ATOMIC_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sharpscale {

class AtomicFile {
 public:
  // "-" = standard output (not atomic: bytes go out at Commit). Errors: AlreadyExists (without
  // `overwrite`, or the same file as one of `never_overwrite` by whatever name), NotFound (no such
  // folder), PermissionDenied, InvalidArgument (a folder, a device).
  static absl::StatusOr<std::unique_ptr<AtomicFile>>
  Create(const std::string& path, bool overwrite, const std::vector<std::string>& never_overwrite);

  // In memory, for encoders that return a string; Commit does nothing, read it with ReadAt.
  static absl::StatusOr<std::unique_ptr<AtomicFile>> InMemory();

  // Without Commit nothing stays.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  const std::string& path() const { return path_; }

  // Errors: ResourceExhausted (disk full, quota), Unavailable (other I/O errors).
  absl::Status Write(const void* data, size_t count);
  absl::Status WriteAt(int64_t offset, const void* data, size_t count);
  // What was written, for encoders that look back (TIFF).
  size_t ReadAt(int64_t offset, void* to, size_t count) const;
  int64_t size() const;
  // For handing the bytes to another process.
  int descriptor() const { return descriptor_; }

  absl::Status Commit();

 private:
  AtomicFile() = default;

  std::string path_;       // as the user named it
  std::string target_;     // symbolic links resolved
  std::string temporary_;  // "" = the file has no name yet
  std::vector<std::string> never_overwrite_;
  int descriptor_ = -1;
  int64_t position_ = 0;
  bool overwrite_ = false;
  bool to_stdout_ = false;
  bool in_memory_ = false;
  bool committed_ = false;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_ATOMIC_FILE_H_
