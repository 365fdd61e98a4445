// SPDX-License-Identifier: Apache-2.0

#include "analysis/tone.h"

#include "analysis/fidelity_ciede2000.h"

namespace sharpscale {
namespace {

constexpr int kWhite = 253;  // levels; JPEG leaves a white background within 2 of 255
constexpr int kBlack = 2;
constexpr double kGround = 75.0;  // % of the frame from which white or black is what things lie on
constexpr int kNeutral = 24;      // levels between the channels of a near-neutral px
constexpr int64_t kWhole = 2'000'000;  // px that are looked at, at most
constexpr double kLinearScale = 65535.0;

double Linear(int level) {
  const double value = level / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double Encoded(double linear) {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1.0 / 2.4) - 0.055;
}

int LevelOf(uint8_t value) {
  return value;
}

int LevelOf(uint16_t value) {
  return (value + 128) / 257;
}

int LevelOf(float value) {
  return std::isfinite(value)
             ? static_cast<int>(std::lround(255.0F * std::clamp(value, 0.0F, 1.0F)))
             : 0;
}

// Of how many px each way one is looked at.
int StepFor(int64_t pixels) {
  int step = 1;
  while (pixels / (int64_t{step} * step) > kWhole) step *= 2;
  return step;
}

// The place within each `step` px that is looked at: another one in every group, as JPEG's blocks
// are darker or brighter at their borders.
int PlaceIn(int group, int step) {
  return static_cast<int>(PlaceHash(group, step, 11) % static_cast<uint64_t>(step));
}

class ToneEstimator final : public Estimator {
 public:
  explicit ToneEstimator(const PictureFacts& facts)
      : step_(StepFor(facts.pixels())),
        frame_(std::max(1, std::min(facts.width, facts.height) / 50)) {
    for (int i = 0; i < 256; ++i) {
      linear_[size_t(i)] = static_cast<int64_t>(std::lround(kLinearScale * Linear(i)));
    }
  }

  void AddTile(const Tile& tile) override {
    const cv::Mat native = tile.Native()(tile.core_in_area());
    for (int y = 0; y < native.rows; ++y) {
      const int py = tile.core().y + y;
      if (py % step_ != PlaceIn(py / step_, step_)) continue;
      switch (native.depth()) {
        case CV_8U:
          AddRow(tile, y, native.ptr<uint8_t>(y));
          break;
        case CV_16U:
          AddRow(tile, y, native.ptr<uint16_t>(y));
          break;
        default:
          AddRow(tile, y, native.ptr<float>(y));
      }
    }
  }

  void Merge(const Estimator& other_estimator) override {
    const auto& other = static_cast<const ToneEstimator&>(other_estimator);
    for (size_t i = 0; i < luma_.size(); ++i) luma_[i] += other.luma_[i];
    count_ += other.count_;
    white_ += other.white_;
    black_ += other.black_;
    neutral_ += other.neutral_;
    red_ += other.red_;
    green_ += other.green_;
    blue_ += other.blue_;
    border_ += other.border_;
    border_white_ += other.border_white_;
    border_black_ += other.border_black_;
  }

  void Finish(const PictureFacts& facts, Findings* findings) override {
    const auto share = [](int64_t part, int64_t whole) {
      return whole == 0 ? 0.0 : 100.0 * double(part) / double(whole);
    };
    if (count_ == 0) {
      for (const char* id : {"tone.clipped_highlights",
                             "tone.clipped_shadows",
                             "tone.contrast",
                             "tone.exposure",
                             "tone.cast",
                             "tone.border_white"}) {
        findings->Unknown(id, "the picture is transparent throughout");
      }
      return;
    }
    const std::string kind = findings->WordOr("content.kind", "photo");
    const auto clipped = [&](const char* id, int64_t part, int64_t of_border, const char* colour) {
      if (kind != "photo") {
        findings->Unknown(id, "in a picture of this kind (" + kind + ") black and white are meant");
      } else if (share(of_border, border_) >= kGround) {
        findings->Unknown(id,
                          std::string("all lies on ") + colour +
                              " ground: what is meant and what is lost look alike");
      } else {
        findings->Exact(id, share(part, count_));
      }
    };
    clipped("tone.clipped_highlights", white_, border_white_, "white");
    clipped("tone.clipped_shadows", black_, border_black_, "black");
    findings->Exact("tone.contrast", Percentile(0.99) - Percentile(0.01));
    const double median = std::max(1.0 / 65535.0, Linear(int(std::lround(Percentile(0.5)))));
    findings->Exact("tone.exposure", std::log2(median / 0.18));
    if (facts.channels == 1) {
      findings->Unknown("tone.cast", "the picture is gray");
    } else if (neutral_ * 100 < count_ * 3 || neutral_ == 0) {
      findings->Unknown("tone.cast", "no near-neutral areas to judge by");
    } else {
      const double scale = 1.0 / (kLinearScale * double(neutral_));
      const Lab lab = SrgbToLab(Encoded(double(red_) * scale),
                                Encoded(double(green_) * scale),
                                Encoded(double(blue_) * scale));
      findings->Exact("tone.cast", std::hypot(lab.a, lab.b));
    }
    findings->Exact("tone.border_white", share(border_white_, border_));
  }

 private:
  // `row`: px of the row `y` of the tile's core.
  template <typename T>
  void AddRow(const Tile& tile, int y, const T* row) {
    const cv::Rect core = tile.core();
    const PictureFacts& facts = tile.facts();
    const int py = core.y + y;
    const bool row_in_frame = py < frame_ || py >= facts.height - frame_;
    const uint8_t* seen = tile.VisibleMask().empty()
                              ? nullptr
                              : tile.VisibleMask()[py - tile.area().y] + (core.x - tile.area().x);
    const int channels = facts.channels;
    // Tiles begin at multiples of a cell, and of the step unless the picture is far beyond all.
    for (int x = (PlaceIn(py, step_) + step_ - core.x % step_) % step_; x < core.width;
         x += step_) {
      if (seen != nullptr && seen[x] == 0) continue;
      const T* p = row + channels * x;
      const int r = LevelOf(p[0]);
      const int g = channels == 3 ? LevelOf(p[1]) : r;
      const int b = channels == 3 ? LevelOf(p[2]) : r;
      const int low = std::min(r, std::min(g, b));
      const int high = std::max(r, std::max(g, b));
      ++luma_[size_t((299 * r + 587 * g + 114 * b + 500) / 1000)];
      ++count_;
      white_ += low >= kWhite ? 1 : 0;
      black_ += high <= kBlack ? 1 : 0;
      if (high - low <= kNeutral && low > 16 && high < 245) {
        ++neutral_;
        red_ += linear_[size_t(r)];
        green_ += linear_[size_t(g)];
        blue_ += linear_[size_t(b)];
      }
      const int px = core.x + x;
      if (row_in_frame || px < frame_ || px >= facts.width - frame_) {
        ++border_;
        border_white_ += low >= kWhite ? 1 : 0;
        border_black_ += high <= kBlack ? 1 : 0;
      }
    }
  }

  // Level below which that share of the px lies.
  double Percentile(double share) const {
    const double wanted = share * double(count_);
    double sum = 0.0;
    for (size_t i = 0; i < luma_.size(); ++i) {
      sum += double(luma_[i]);
      if (sum >= wanted) return double(i);
    }
    return 255.0;
  }

  int step_;
  int frame_;  // px
  std::array<int64_t, 256> linear_{};
  std::array<int64_t, 256> luma_{};
  int64_t count_ = 0;
  int64_t white_ = 0;
  int64_t black_ = 0;
  int64_t neutral_ = 0;
  int64_t red_ = 0;
  int64_t green_ = 0;
  int64_t blue_ = 0;
  int64_t border_ = 0;
  int64_t border_white_ = 0;
  int64_t border_black_ = 0;
};

}  // namespace

std::unique_ptr<Estimator> MakeToneEstimator(const PictureFacts& facts) {
  return std::make_unique<ToneEstimator>(facts);
}

}  // namespace sharpscale
