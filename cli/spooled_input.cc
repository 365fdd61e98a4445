// SPDX-License-Identifier: Apache-2.0

#include "cli/spooled_input.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace sharpscale {

absl::StatusOr<std::string> SpoolStandardInput(int64_t max_bytes) {
  const int descriptor = memfd_create("standard input", MFD_CLOEXEC);
  if (descriptor < 0) {
    return absl::ResourceExhaustedError(
        fmt::format("standard input: no memory to keep it: {}", std::strerror(errno)));
  }
  std::array<char, 65536> buffer{};
  int64_t total = 0;
  absl::Status status;
  while (status.ok()) {
    const ssize_t got = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      status = absl::UnavailableError(fmt::format("standard input: {}", std::strerror(errno)));
    }
    if (got <= 0) break;
    total += got;
    if (total > max_bytes) {
      status = absl::InvalidArgumentError(
          fmt::format("standard input: more than {} bytes; give the file by its name", max_bytes));
    } else if (write(descriptor, buffer.data(), static_cast<size_t>(got)) != got) {
      status = absl::ResourceExhaustedError("standard input: no memory to keep it");
    }
  }
  if (!status.ok()) {
    close(descriptor);
    return status;
  }
  return fmt::format("/proc/{}/fd/{}", getpid(), descriptor);
}

}  // namespace sharpscale
