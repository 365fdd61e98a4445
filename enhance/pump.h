// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/pump.h
//
// Moves a picture from its source to its sink. The rows are made on a thread of their own, some
// ahead of the sink: while an encoder, which has one thread, writes a strip, the networks are at
// work on the next one.

#ifndef SHARPSCALE_ENHANCE_PUMP_H_
#define SHARPSCALE_ENHANCE_PUMP_H_

#include "absl/status/status.h"
#include "image/pixel_source.h"
#include "image/progress.h"

namespace sharpscale {

struct PumpOptions {
  int rows_ahead = 0;     // rows that may wait for the sink; 0 = all on the calling thread
  bool announce = false;  // report how much is written
};

// All rows, then sink.Finish(). Errors: Cancelled, those of `source` and of `sink`. What they throw
// is thrown here.
absl::Status Pump(PixelSource& source,
                  PixelSink& sink,
                  const PumpOptions& options,
                  const Progress* progress);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_PUMP_H_
