// SPDX-License-Identifier: Apache-2.0

#include "image/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <random>

#include "image/read_fully.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

absl::Status FromErrno(const std::string& path, std::string_view doing, int error) {
  const std::string message = fmt::format("{}: {} ({})", path, doing, strerror(error));
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return absl::ResourceExhaustedError(message + "; free some space or write elsewhere");
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(message + "; choose a folder that can be written");
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError(message + "; make the folder first");
    case EEXIST:
      return absl::AlreadyExistsError(message);
    default:
      return absl::UnavailableError(message);
  }
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Links are followed to the file they name, so that a link stays a link.
std::string ResolveLinks(const std::string& path) {
  std::string current = path;
  for (int i = 0; i < 40; ++i) {
    char target[PATH_MAX];
    const ssize_t length = readlink(current.c_str(), target, sizeof(target) - 1);
    if (length < 0) return current;
    const std::string next(target, static_cast<size_t>(length));
    current = !next.empty() && next[0] == '/' ? next : FolderOf(current) + "/" + next;
  }
  return current;
}

absl::Status CheckTarget(const std::string& path,
                         const std::string& target,
                         bool overwrite,
                         const std::vector<std::string>& never_overwrite) {
  struct stat existing {};
  if (stat(target.c_str(), &existing) != 0) return absl::OkStatus();
  for (const std::string& guarded : never_overwrite) {
    struct stat other {};
    if (stat(guarded.c_str(), &other) == 0 && other.st_dev == existing.st_dev &&
        other.st_ino == existing.st_ino) {
      return absl::AlreadyExistsError(fmt::format(
          "{}: is the source itself, which is never overwritten; choose another output name",
          path));
    }
  }
  if (S_ISDIR(existing.st_mode)) {
    return absl::InvalidArgumentError(
        fmt::format("{}: is a folder; give a file name inside it", path));
  }
  if (!S_ISREG(existing.st_mode)) {
    return absl::InvalidArgumentError(
        fmt::format("{}: is not a regular file; choose another output name", path));
  }
  if (!overwrite) {
    return absl::AlreadyExistsError(fmt::format(
        "{}: exists already; choose another name or allow overwriting (--force)", path));
  }
  return absl::OkStatus();
}

std::string RandomSuffix() {
  static constexpr char kLetters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device random;
  std::string suffix;
  for (int i = 0; i < 10; ++i) suffix += kLetters[random() % 36];
  return suffix;
}

}  // namespace

absl::StatusOr<std::unique_ptr<AtomicFile>> AtomicFile::Create(
    const std::string& path,
    bool overwrite,
    const std::vector<std::string>& never_overwrite) {
  if (path.empty()) return absl::InvalidArgumentError("the output name is empty; give a file name");
  std::unique_ptr<AtomicFile> file(new AtomicFile);
  file->path_ = path;
  file->overwrite_ = overwrite;
  file->never_overwrite_ = never_overwrite;
  if (path == "-") {
    file->to_stdout_ = true;
    file->path_ = "standard output";
    file->descriptor_ = memfd_create("sharpscale-output", MFD_CLOEXEC);
    if (file->descriptor_ < 0) return FromErrno(file->path_, "cannot be buffered", errno);
    return file;
  }
  file->target_ = ResolveLinks(path);
  SHARPSCALE_RETURN_IF_ERROR(CheckTarget(path, file->target_, overwrite, never_overwrite));
  const std::string folder = FolderOf(file->target_);
  // A file without a name gets one through /proc.
  if (access("/proc/self/fd", X_OK) == 0) {
    file->descriptor_ = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
  }
  if (file->descriptor_ >= 0) return file;
  // File systems without O_TMPFILE (some network and overlay ones).
  for (int attempt = 0; attempt < 100; ++attempt) {
    const std::string name = fmt::format("{}/.sharpscale-{}.part", folder, RandomSuffix());
    file->descriptor_ =
        open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file->descriptor_ >= 0) {
      file->temporary_ = name;
      return file;
    }
    if (errno != EEXIST) return FromErrno(path, "cannot be written", errno);
  }
  return FromErrno(path, "cannot be written", EEXIST);
}

absl::StatusOr<std::unique_ptr<AtomicFile>> AtomicFile::InMemory() {
  std::unique_ptr<AtomicFile> file(new AtomicFile);
  file->path_ = "the result";
  file->in_memory_ = true;
  file->descriptor_ = memfd_create("sharpscale-output", MFD_CLOEXEC);
  if (file->descriptor_ < 0) return FromErrno(file->path_, "cannot be buffered", errno);
  return file;
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!committed_ && !temporary_.empty()) unlink(temporary_.c_str());
}

absl::Status AtomicFile::Write(const void* data, size_t count) {
  SHARPSCALE_RETURN_IF_ERROR(WriteAt(position_, data, count));
  position_ += static_cast<int64_t>(count);
  return absl::OkStatus();
}

absl::Status AtomicFile::WriteAt(int64_t offset, const void* data, size_t count) {
  size_t done = 0;
  while (done < count) {
    const ssize_t put = pwrite(descriptor_,
                               static_cast<const char*>(data) + done,
                               count - done,
                               static_cast<off_t>(offset + static_cast<int64_t>(done)));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return FromErrno(path_, "cannot be written", errno);
    if (put == 0) return FromErrno(path_, "cannot be written", ENOSPC);
    done += static_cast<size_t>(put);
  }
  return absl::OkStatus();
}

size_t AtomicFile::ReadAt(int64_t offset, void* to, size_t count) const {
  return ReadFully(descriptor_, offset, to, count);
}

int64_t AtomicFile::size() const {
  struct stat info {};
  return fstat(descriptor_, &info) == 0 ? info.st_size : 0;
}

absl::Status AtomicFile::Commit() {
  if (in_memory_) return absl::OkStatus();
  if (to_stdout_) {
    char buffer[1 << 16];
    int64_t at = 0;
    for (;;) {
      const size_t got = ReadAt(at, buffer, sizeof(buffer));
      if (got == 0) break;
      size_t done = 0;
      while (done < got) {
        const ssize_t put = write(STDOUT_FILENO, buffer + done, got - done);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return FromErrno(path_, "cannot be written", errno);
        done += static_cast<size_t>(put);
      }
      at += static_cast<int64_t>(got);
    }
    committed_ = true;
    return absl::OkStatus();
  }
  struct stat replaced {};
  if (overwrite_ && stat(target_.c_str(), &replaced) == 0)
    fchmod(descriptor_, replaced.st_mode & 0777);
  // Errors that the kernel kept back (disk full on a network, quota) surface here.
  if (fsync(descriptor_) != 0) return FromErrno(path_, "cannot be written", errno);
  // Once more: the target may have appeared in the meantime.
  SHARPSCALE_RETURN_IF_ERROR(CheckTarget(path_, target_, overwrite_, never_overwrite_));
  const std::string folder = FolderOf(target_);
  if (temporary_.empty()) {
    const std::string self = fmt::format("/proc/self/fd/{}", descriptor_);
    if (linkat(AT_FDCWD, self.c_str(), AT_FDCWD, target_.c_str(), AT_SYMLINK_FOLLOW) != 0) {
      if (errno != EEXIST || !overwrite_) return FromErrno(path_, "cannot be written", errno);
      // linkat never replaces: a name beside the target for the moment of the rename.
      const std::string name = fmt::format("{}/.sharpscale-{}.part", folder, RandomSuffix());
      if (linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) != 0) {
        return FromErrno(path_, "cannot be written", errno);
      }
      temporary_ = name;
    }
  }
  if (!temporary_.empty()) {
    const bool fresh = !overwrite_;
    // Without leave to overwrite, link() refuses what appeared since the check; rename() would not.
    const int result = fresh ? link(temporary_.c_str(), target_.c_str())
                             : rename(temporary_.c_str(), target_.c_str());
    if (result != 0) {
      const int error = errno;
      const bool no_links = fresh && (error == EPERM || error == EOPNOTSUPP || error == ENOSYS);
      if (!no_links || rename(temporary_.c_str(), target_.c_str()) != 0) {
        return FromErrno(path_, "cannot be written", error);
      }
    } else if (fresh) {
      unlink(temporary_.c_str());
    }
  }
  committed_ = true;
  const int directory = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory >= 0) {
    fsync(directory);
    close(directory);
  }
  return absl::OkStatus();
}

}  // namespace sharpscale
