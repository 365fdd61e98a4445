// SPDX-License-Identifier: Apache-2.0

#include "image/read_fully.h"

#include <unistd.h>

#include <cerrno>

namespace sharpscale {

size_t ReadFully(int descriptor, int64_t offset, void* to, size_t count) {
  size_t done = 0;
  while (done < count) {
    const ssize_t got = pread(descriptor,
                              static_cast<char*>(to) + done,
                              count - done,
                              static_cast<off_t>(offset + static_cast<int64_t>(done)));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<size_t>(got);
  }
  return done;
}

}  // namespace sharpscale
