// SPDX-License-Identifier: Apache-2.0
//
// File: cli/progress_bar.h
//
// One line that says what is going on, how fast, and how long it will take. Pure: time comes in,
// text comes out; the console decides whether to show it.
//
//   photo.jpg  upscale  43 %  ━━━━━━━━━─────────────  12.3 MP/s  14 s left

#ifndef SHARPSCALE_CLI_PROGRESS_BAR_H_
#define SHARPSCALE_CLI_PROGRESS_BAR_H_

#include <chrono>
#include <string>

#include "image/progress.h"

namespace sharpscale {

class ProgressBar {
 public:
  using Clock = std::chrono::steady_clock;

  // The file that the events are about; resets the clock.
  void Begin(std::string file);

  // Stands behind the percentage, for instance "812/10000, 2 failed"; "" = nothing.
  void set_note(std::string note) { note_ = std::move(note); }

  // Takes an event at time `now`. True where the line should be drawn again: a new stage, or 100 ms
  // since the last drawing.
  bool Update(const ProgressEvent& event, Clock::time_point now);

  // The line in at most `width` columns. Rate and time left appear after one second of a stage.
  std::string Render(int width, bool unicode, Clock::time_point now) const;

 private:
  std::string file_;
  std::string stage_;
  std::string note_;
  double fraction_ = 0.0;
  double megapixels_ = 0.0;
  Clock::time_point stage_start_{};
  Clock::time_point drawn_{};
  bool any_ = false;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_PROGRESS_BAR_H_
