// SPDX-License-Identifier: Apache-2.0
//
// File: image/fence.h
//
// A helper process that does one dangerous thing and hands back frames. It is started without a
// shell, limits its own memory and time before it looks at its input, and dies with its parent.
// Private to image/.

#ifndef SHARPSCALE_IMAGE_FENCE_H_
#define SHARPSCALE_IMAGE_FENCE_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "image/fence_protocol.h"

namespace sharpscale {

// Where the helper is: the folder named by SHARPSCALE_LIBEXEC, beside the running executable, in
// ../libexec/sharpscale beside it, or where it was installed. NotFound names what was tried.
absl::StatusOr<std::string> FindFenceHelper();

class Fence {
 public:
  // `name` stands in messages. `input` is given to the helper as kFenceInput. `seconds` limits both
  // the helper's computing time and every single wait for it.
  static absl::StatusOr<std::unique_ptr<Fence>> Start(const std::string& name,
                                                      const std::vector<std::string>& arguments,
                                                      int input,
                                                      double seconds,
                                                      int64_t memory_bytes);
  // Ends the helper if it still runs.
  ~Fence();
  Fence(const Fence&) = delete;
  Fence& operator=(const Fence&) = delete;

  // The next frame's head; payloads above `max_length` are an error. Errors tell how the helper
  // ended: InvalidArgument (crash on the file), ResourceExhausted (memory), DeadlineExceeded
  // (time).
  absl::StatusOr<FrameHead> NextFrame(uint64_t max_length);
  // Exactly `count` bytes of the payload.
  absl::Status ReadPayload(void* to, size_t count);
  absl::StatusOr<std::string> ReadPayload(uint64_t count);
  // The error that a kError frame carries.
  absl::Status ReadError(const FrameHead& head);

 private:
  Fence() = default;
  absl::Status EndOfHelper();

  std::string name_;
  double seconds_ = 60.0;
  int64_t memory_bytes_ = 0;
  pid_t process_ = -1;
  int pipe_ = -1;
  bool timed_out_ = false;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_FENCE_H_
