// SPDX-License-Identifier: Apache-2.0
//
// File: image/fenced/frame_writer.h
//
// The helper's end of the pipe.

#ifndef SHARPSCALE_IMAGE_FENCED_FRAME_WRITER_H_
#define SHARPSCALE_IMAGE_FENCED_FRAME_WRITER_H_

#include <string>

#include "absl/status/status.h"
#include "image/codec.h"
#include "image/fence_protocol.h"

namespace sharpscale {

// False when the program is gone.
bool WriteFrame(FrameType type, const void* payload, size_t count);
bool WriteErrorFrame(const absl::Status& status);

// The header, all rows and the end of `source`, or the error that it met.
bool WritePicture(CodecSource* source);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_FENCED_FRAME_WRITER_H_
