// SPDX-License-Identifier: Apache-2.0

#include "cli/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/numbers.h"
#include "report/text_table.h"

namespace sharpscale {
namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr double kRateAfterSeconds = 1.0;
constexpr int kLongestBar = 30;
constexpr int kShortestBar = 6;

std::string Repeated(const char* glyph, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += glyph;
  return text;
}

}  // namespace

void ProgressBar::Begin(std::string file) {
  *this = ProgressBar();
  file_ = std::move(file);
}

bool ProgressBar::Update(const ProgressEvent& event, Clock::time_point now) {
  const double fraction =
      std::isfinite(event.fraction) ? std::clamp(event.fraction, 0.0, 1.0) : fraction_;
  const bool new_stage = !any_ || event.stage != stage_;
  if (new_stage) {
    stage_ = event.stage;
    stage_start_ = now;
  }
  fraction_ = fraction;
  megapixels_ = event.megapixels;
  any_ = true;
  if (!new_stage && now - drawn_ < kRedraw) return false;
  drawn_ = now;
  return true;
}

std::string ProgressBar::Render(int width, bool unicode, Clock::time_point now) const {
  if (!any_) return "";
  TerminalStyle style;
  style.unicode = unicode;
  const double seconds = std::chrono::duration<double>(now - stage_start_).count();
  std::string tail;
  if (seconds >= kRateAfterSeconds) {
    if (megapixels_ > 0.0) tail += "  " + FormatWithUnit(megapixels_ / seconds, 1, "MP/s");
    if (fraction_ > 0.01) {
      tail += "  " + FormatSeconds(std::ceil(seconds * (1.0 - fraction_) / fraction_)) + " left";
    }
  }
  std::string head = ForTerminal(file_, style);
  if (!head.empty()) head += "  ";
  head += ForTerminal(stage_, style) + fmt::format("  {:3.0f} %  ", fraction_ * 100.0);
  if (!note_.empty()) head += ForTerminal(note_, style) + "  ";
  tail = ForTerminal(tail, style);
  const int room = width - DisplayWidth(head) - DisplayWidth(tail) - 1;
  std::string line = std::move(head);
  if (room >= kShortestBar) {
    const int length = std::min(room, kLongestBar);
    const int full = static_cast<int>(std::lround(fraction_ * length));
    line += Repeated(unicode ? "\u2501" : "#", full);
    line += Repeated(unicode ? "\u2500" : ".", length - full);
  }
  line += tail;
  // A line that wraps would leave rests behind.
  while (DisplayWidth(line) >= width && !line.empty()) {
    do {
      line.pop_back();
    } while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xc0) == 0x80);
  }
  return line;
}

}  // namespace sharpscale
