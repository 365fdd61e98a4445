// SPDX-License-Identifier: Apache-2.0

#include "image/byte_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "image/read_fully.h"

namespace sharpscale {
namespace {

absl::Status TooLarge(const std::string& name, int64_t size, int64_t max_bytes) {
  return absl::InvalidArgumentError(
      fmt::format("{}: the file has {} bytes, more than the limit of {}; raise the file size limit "
                  "if you trust it",
                  name,
                  size,
                  max_bytes));
}

absl::Status EmptyFile(const std::string& name) {
  return absl::InvalidArgumentError(
      fmt::format("{}: the file is empty (0 bytes); copy or download it again", name));
}

}  // namespace

absl::StatusOr<std::shared_ptr<ByteSource>> ByteSource::Open(const std::string& path,
                                                             int64_t max_bytes) {
  std::shared_ptr<ByteSource> source(new ByteSource);
  source->name_ = path;
  if (path == "-") {
    source->name_ = "standard input";
    source->in_memory_ = true;
    char buffer[1 << 16];
    for (;;) {
      const ssize_t got = read(STDIN_FILENO, buffer, sizeof(buffer));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) {
        return absl::InvalidArgumentError(
            fmt::format("standard input: cannot be read ({})", strerror(errno)));
      }
      if (got == 0) break;
      source->bytes_.append(buffer, static_cast<size_t>(got));
      if (static_cast<int64_t>(source->bytes_.size()) > max_bytes) {
        return TooLarge(source->name_, static_cast<int64_t>(source->bytes_.size()), max_bytes);
      }
    }
    source->size_ = static_cast<int64_t>(source->bytes_.size());
    if (source->size_ == 0) return EmptyFile(source->name_);
    return source;
  }

  // O_NONBLOCK: opening a named pipe must not wait for a writer.
  source->descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (source->descriptor_ < 0) {
    const int error = errno;
    const std::string reason = fmt::format("{}: cannot be opened ({})", path, strerror(error));
    if (error == ENOENT || error == ENOTDIR) return absl::NotFoundError(reason);
    if (error == EACCES || error == EPERM) return absl::PermissionDeniedError(reason);
    return absl::InvalidArgumentError(reason);
  }
  struct stat info {};
  if (fstat(source->descriptor_, &info) != 0 || !S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(
        fmt::format("{}: {}; give the path of a picture file",
                    path,
                    S_ISDIR(info.st_mode) ? "is a folder" : "is not a regular file"));
  }
  source->size_ = info.st_size;
  if (source->size_ == 0) return EmptyFile(path);
  if (source->size_ > max_bytes) return TooLarge(path, source->size_, max_bytes);
  return source;
}

absl::StatusOr<std::shared_ptr<ByteSource>> ByteSource::FromDescriptor(int descriptor,
                                                                       std::string name) {
  std::shared_ptr<ByteSource> source(new ByteSource);
  source->name_ = std::move(name);
  source->descriptor_ = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  struct stat info {};
  if (source->descriptor_ < 0 || fstat(source->descriptor_, &info) != 0) {
    return absl::InvalidArgumentError(
        fmt::format("{}: cannot be read ({})", source->name_, strerror(errno)));
  }
  source->size_ = info.st_size;
  return source;
}

std::shared_ptr<ByteSource> ByteSource::FromBytes(std::string bytes, std::string name) {
  std::shared_ptr<ByteSource> source(new ByteSource);
  source->name_ = std::move(name);
  source->bytes_ = std::move(bytes);
  source->size_ = static_cast<int64_t>(source->bytes_.size());
  source->in_memory_ = true;
  return source;
}

ByteSource::~ByteSource() {
  if (descriptor_ >= 0) close(descriptor_);
}

size_t ByteSource::ReadAt(int64_t offset, void* to, size_t count) const {
  if (offset < 0 || offset >= size_) return 0;
  if (in_memory_) {
    const size_t available = std::min(count, bytes_.size() - static_cast<size_t>(offset));
    std::memcpy(to, bytes_.data() + offset, available);
    return available;
  }
  return ReadFully(descriptor_, offset, to, count);
}

std::string ByteSource::Read(int64_t offset, size_t count) const {
  if (offset < 0 || offset >= size_) return {};
  std::string result(std::min<uint64_t>(count, static_cast<uint64_t>(size_ - offset)), '\0');
  result.resize(ReadAt(offset, result.data(), result.size()));
  return result;
}

int ByteSource::Descriptor() {
  if (descriptor_ >= 0 || !in_memory_) return descriptor_;
  descriptor_ = memfd_create("sharpscale-bytes", MFD_CLOEXEC);
  size_t done = 0;
  while (descriptor_ >= 0 && done < bytes_.size()) {
    const ssize_t put = write(descriptor_, bytes_.data() + done, bytes_.size() - done);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      close(descriptor_);
      descriptor_ = -1;
      break;
    }
    done += static_cast<size_t>(put);
  }
  return descriptor_;
}

}  // namespace sharpscale
