// SPDX-License-Identifier: Apache-2.0

#include "analysis/tone_match.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "analysis/fidelity_planes.h"
#include "analysis/order_statistics.h"
#include "image/image.h"

namespace sharpscale {
namespace {

constexpr int kCell = 4;              // px
constexpr size_t kMostCells = 16384;  // looked at
constexpr size_t kFewestCells = 256;
constexpr int kKnots = 1025;
constexpr double kLevel = 1.0 / 255.0;
constexpr double kEnd = 2.5 * kLevel;          // from either end: may be cut off
constexpr double kLeastWhole = 0.25;           // share of cells, without those cut in part
constexpr double kChanged = 1.0 * kLevel;      // by which a mean has changed
constexpr double kChangedShare = 0.1;          // of the means, below which the whole has not
constexpr double kLeastChange = 1.0 * kLevel;  // root mean square of what is fitted
constexpr double kCap = 16.0 * kLevel;         // of a difference
constexpr double kExplained = 0.5;             // most that may be left of the differences
constexpr double kRidge = 1e-5;                // of the number of means, towards no change
constexpr int kTerms = 7;                      // 1, x, x^2, x^3, sqrt x, the other two channels

struct Cells {
  int channels = 0;
  std::vector<std::array<float, 3>> before;
  std::vector<std::array<float, 3>> after;
};

// Means over every `step`-th cell. `whole` (may be null): true where a cell is at the ends of the
// scale with all of its px, or with none, in each channel.
std::vector<std::array<float, 3>> Means(const cv::Mat& picture,
                                        int step,
                                        int columns,
                                        int rows,
                                        std::vector<bool>* whole) {
  const int channels = picture.channels();
  const auto weight = static_cast<float>(1.0 / (MaxValue(picture.depth()) * kCell * kCell));
  const auto low = static_cast<float>(kEnd * MaxValue(picture.depth()));
  const auto high = static_cast<float>((1.0 - kEnd) * MaxValue(picture.depth()));
  std::vector<std::array<float, 3>> means;
  means.reserve(static_cast<size_t>(columns) * rows);
  std::vector<float> lines[kCell];
  for (int j = 0; j < rows; ++j) {
    for (int k = 0; k < kCell; ++k) {
      lines[k].assign(static_cast<size_t>(picture.cols) * channels, 0.0F);
      AddRow(picture, j * step * kCell + k, lines[k].data());
    }
    for (int i = 0; i < columns; ++i) {
      std::array<float, 3> mean{};
      std::array<int, 3> at_end{};
      const size_t first = static_cast<size_t>(i) * step * kCell * channels;
      for (int m = 0; m < kCell * channels; ++m) {
        const auto c = static_cast<size_t>(m % channels);
        float sum = 0.0F;
        for (const std::vector<float>& line : lines) {
          const float value = line[first + static_cast<size_t>(m)];
          sum += value;
          at_end[c] += value < low || value > high ? 1 : 0;
        }
        mean[c] += sum;
      }
      for (float& value : mean) value *= weight;
      means.push_back(mean);
      if (whole == nullptr) continue;
      whole->push_back(std::all_of(at_end.begin(), at_end.end(), [](int count) {
        return count == 0 || count == kCell * kCell;
      }));
    }
  }
  return means;
}

// Leaves out the cells that are at an end of the scale with a part of their px only: of what was
// cut off the mean is not what the change makes of the mean before (text whose contrast was
// raised). Where hardly any others are, all stay.
void KeepWholeCells(const std::vector<bool>& whole, Cells* cells) {
  const size_t n = whole.size();
  Cells kept;
  kept.channels = cells->channels;
  for (size_t i = 0; i < n; ++i) {
    if (!whole[i]) continue;
    kept.before.push_back(cells->before[i]);
    kept.after.push_back(cells->after[i]);
  }
  const auto least = static_cast<size_t>(kLeastWhole * static_cast<double>(n));
  if (kept.after.size() >= std::max(kFewestCells, least)) *cells = std::move(kept);
}

using Terms = std::array<double, kTerms>;

Terms TermsOf(const std::array<float, 3>& colour, int channel, int channels) {
  const auto c = static_cast<size_t>(channel);
  const auto x = static_cast<double>(colour[c]);
  Terms terms{1.0, x, x * x, x * x * x, std::sqrt(std::max(0.0, x)), 0.0, 0.0};
  if (channels == 3) {
    terms[5] = static_cast<double>(colour[(c + 1) % 3]);
    terms[6] = static_cast<double>(colour[(c + 2) % 3]);
  }
  return terms;
}

double Dot(const Terms& a, const Terms& b) {
  double sum = 0.0;
  for (size_t k = 0; k < kTerms; ++k) sum += a[k] * b[k];
  return sum;
}

bool AtEnd(double value) {
  return value < kEnd || value > 1.0 - kEnd;
}

// What the fitted change says of a mean, cut where the result is.
double Stray(double foretold, double after) {
  if (after > 1.0 - kEnd) return std::min(0.0, foretold - after);
  if (after < kEnd) return std::max(0.0, foretold - after);
  return foretold - after;
}

// Coefficients of one channel: least absolute differences first, then Tukey's biweight.
Terms FitChannel(const Cells& cells, int channel) {
  const size_t n = cells.before.size();
  const auto c = static_cast<size_t>(channel);
  const int terms = cells.channels == 3 ? kTerms : kTerms - 2;
  std::vector<Terms> x(n);
  for (size_t i = 0; i < n; ++i) x[i] = TermsOf(cells.before[i], channel, cells.channels);
  Terms beta{};
  beta[1] = 1.0;
  constexpr int kAbsolute = 8;
  constexpr int kAll = 14;
  std::vector<double> strays(n);
  for (int round = 0; round < kAll; ++round) {
    double scale = 0.0;
    if (round >= kAbsolute) {
      scale = std::max(4.685 * RobustDeviation(strays, 0.0), 3.0 * kLevel);
    }
    cv::Mat1d normal = cv::Mat1d::zeros(terms, terms);
    cv::Mat1d right = cv::Mat1d::zeros(terms, 1);
    for (size_t i = 0; i < n; ++i) {
      const auto after = static_cast<double>(cells.after[i][c]);
      double target = after;
      double weight = 1.0;
      if (round == 0) {
        if (AtEnd(after)) continue;
      } else {
        const double stray = strays[i];
        // Beyond an end any value will do: the one foretold stays.
        target = AtEnd(after) && stray == 0.0 ? Dot(beta, x[i]) : after;
        if (round < kAbsolute) {
          weight = 1.0 / std::max(std::abs(stray), 0.5 * kLevel);
        } else {
          const double u = stray / scale;
          if (std::abs(u) >= 1.0) continue;
          weight = (1.0 - u * u) * (1.0 - u * u) / kLevel;
        }
      }
      const double change = target - static_cast<double>(cells.before[i][c]);
      for (int a = 0; a < terms; ++a) {
        const double wx = weight * x[i][static_cast<size_t>(a)];
        right(a) += wx * change;
        for (int b = a; b < terms; ++b) normal(a, b) += wx * x[i][static_cast<size_t>(b)];
      }
    }
    for (int a = 0; a < terms; ++a) {
      for (int b = 0; b < a; ++b) normal(a, b) = normal(b, a);
      normal(a, a) += kRidge * double(n) / (round == 0 ? 1.0 : kLevel);
    }
    cv::Mat1d solution;
    if (!cv::solve(normal, right, solution, cv::DECOMP_CHOLESKY)) break;
    beta = Terms{};
    for (int a = 0; a < terms; ++a) beta[static_cast<size_t>(a)] = solution(a);
    beta[1] += 1.0;
    for (size_t i = 0; i < n; ++i) {
      strays[i] = Stray(Dot(beta, x[i]), static_cast<double>(cells.after[i][c]));
    }
  }
  return beta;
}

double Curve(const Terms& beta, double x) {
  return Dot(beta, {1.0, x, x * x, x * x * x, std::sqrt(x), 0.0, 0.0});
}

// The curve over 0-1, straight beyond the values it was fitted on. Empty: it falls.
std::vector<float> Tabulate(const Terms& beta, double low, double high) {
  constexpr double kStep = 1.0 / (kKnots - 1);
  std::vector<double> inside(kKnots);
  const int first = std::clamp(int(std::ceil(low / kStep)), 0, kKnots - 2);
  const int last = std::clamp(int(std::floor(high / kStep)), first + 1, kKnots - 1);
  for (int k = first; k <= last; ++k) inside[static_cast<size_t>(k)] = Curve(beta, k * kStep);
  // A flat piece is a tone that was cut; a falling one is no tone curve, but where it is cut off.
  constexpr double kFall = 1.0 * kLevel;
  double most = inside[static_cast<size_t>(first)];
  for (int k = first; k <= last; ++k) {
    double& value = inside[static_cast<size_t>(k)];
    if (std::max(value, 0.0) < std::min(most, 1.0) - kFall) return {};
    most = value = std::max(value, most);
  }
  // Over an eighth of the range, so that the curve's last turn does not decide.
  const int reach = std::max(1, (last - first) / 8);
  const auto at = [&](int k) { return inside[static_cast<size_t>(k)]; };
  const double begin = (at(first + reach) - at(first)) / reach;
  const double end = (at(last) - at(last - reach)) / reach;
  std::vector<float> curve(kKnots);
  for (int k = 0; k < kKnots; ++k) {
    const double value = k < first  ? at(first) - begin * (first - k)
                         : k > last ? at(last) + end * (k - last)
                                    : at(k);
    curve[static_cast<size_t>(k)] = static_cast<float>(value);
  }
  return curve;
}

// Luma, BT.601.
double LumaOf(const std::array<float, 3>& colour, int channels) {
  return channels == 3
             ? 0.299 * double(colour[0]) + 0.587 * double(colour[1]) + 0.114 * double(colour[2])
             : double(colour[0]);
}

float Look(const std::vector<float>& curve, float x) {
  const float place = std::clamp(x, 0.0F, 1.0F) * (kKnots - 1);
  const int k = std::min(static_cast<int>(place), kKnots - 2);
  const float t = place - static_cast<float>(k);
  const auto i = static_cast<size_t>(k);
  return curve[i] + t * (curve[i + 1] - curve[i]);
}

}  // namespace

std::optional<ToneMatch> ToneMatch::Fit(const cv::Mat& before,
                                        const cv::Mat& after,
                                        const Progress* progress) {
  CV_Assert(before.size() == after.size() && before.type() == after.type());
  const int all_columns = before.cols / kCell;
  const int all_rows = before.rows / kCell;
  int step = 1;
  const auto sampled = [&](int all) { return (all + step - 1) / step; };
  while (static_cast<size_t>(sampled(all_columns)) * sampled(all_rows) > kMostCells) ++step;
  const int columns = sampled(all_columns);
  const int rows = sampled(all_rows);
  if (static_cast<size_t>(columns) * rows < kFewestCells) return std::nullopt;
  Cells cells;
  cells.channels = before.channels();
  std::vector<bool> whole;
  cells.before = Means(before, step, columns, rows, nullptr);
  cells.after = Means(after, step, columns, rows, &whole);
  KeepWholeCells(whole, &cells);
  const size_t n = cells.after.size();
  const auto difference = [&](size_t i, size_t c) {
    return std::abs(double(cells.after[i][c]) - double(cells.before[i][c]));
  };
  const auto channels = static_cast<size_t>(cells.channels);
  size_t changed = 0;
  for (size_t i = 0; i < n; ++i) {
    double most = 0.0;
    for (size_t c = 0; c < channels; ++c) most = std::max(most, difference(i, c));
    changed += most > kChanged ? 1 : 0;
  }
  if (static_cast<double>(changed) < kChangedShare * static_cast<double>(n)) return std::nullopt;

  ToneMatch match;
  std::vector<std::array<float, 3>> foretold(n);
  for (size_t c = 0; c < channels; ++c) {
    if (progress != nullptr && progress->cancelled()) return std::nullopt;
    const Terms beta = FitChannel(cells, int(c));
    std::vector<float> values;
    values.reserve(n);
    for (size_t i = 0; i < n; ++i) values.push_back(cells.before[i][c]);
    const double low = Quantile(&values, 0.001);
    const double high = Quantile(&values, 0.999);
    Channel channel;
    channel.curve = Tabulate(beta, low, high);
    if (channel.curve.empty()) return std::nullopt;
    if (channels == 3) {
      channel.others[(c + 1) % 3] = static_cast<float>(beta[5]);
      channel.others[(c + 2) % 3] = static_cast<float>(beta[6]);
    }
    for (size_t i = 0; i < n; ++i) {
      float value = Look(channel.curve, cells.before[i][c]);
      for (size_t k = 0; k < 3; ++k) value += channel.others[k] * cells.before[i][k];
      foretold[i][c] = std::clamp(value, 0.0F, 1.0F);
    }
    match.channels_.push_back(std::move(channel));
  }

  double left = 0.0;
  double all = 0.0;
  double square = 0.0;
  double rise = 0.0;
  double run = 0.0;
  double mean_foretold = 0.0;
  double mean_before = 0.0;
  for (size_t i = 0; i < n; ++i) {
    for (size_t c = 0; c < channels; ++c) {
      left += std::min(kCap, std::abs(double(cells.after[i][c]) - double(foretold[i][c])));
      all += std::min(kCap, difference(i, c));
      const double change = double(foretold[i][c]) - double(cells.before[i][c]);
      square += change * change;
    }
    mean_foretold += LumaOf(foretold[i], cells.channels) / static_cast<double>(n);
    mean_before += LumaOf(cells.before[i], cells.channels) / static_cast<double>(n);
  }
  if (square < kLeastChange * kLeastChange * static_cast<double>(n * channels)) return std::nullopt;
  if (left > kExplained * all) return std::nullopt;
  for (size_t i = 0; i < n; ++i) {
    const double b = LumaOf(cells.before[i], cells.channels) - mean_before;
    rise += b * (LumaOf(foretold[i], cells.channels) - mean_foretold);
    run += b * b;
  }
  if (run > 0.0) match.slope_ = std::max(0.0, rise / run);
  return match;
}

std::vector<float> ToneMatch::Values(int depth) const {
  std::vector<float> values;
  if (depth != CV_8U) return values;
  for (const Channel& channel : channels_) {
    for (int k = 0; k < 256; ++k) {
      values.push_back(Look(channel.curve, static_cast<float>(k) / 255.0F));
    }
  }
  return values;
}

void ToneMatch::ToneRow(const cv::Mat& pixels,
                        int y,
                        const std::vector<float>& values,
                        std::vector<float>* row) const {
  const int channels = pixels.channels();
  CV_Assert(static_cast<size_t>(channels) == channels_.size());
  const bool cut = pixels.depth() != CV_32F;
  row->assign(static_cast<size_t>(pixels.cols) * channels, 0.0F);
  if (!values.empty()) {
    const uint8_t* in = pixels.ptr<uint8_t>(y);
    float* out = row->data();
    if (channels == 1) {
      for (int x = 0; x < pixels.cols; ++x) out[x] = std::clamp(values[in[x]], 0.0F, 1.0F);
      return;
    }
    float mix[3][3];
    for (size_t c = 0; c < 3; ++c) {
      for (size_t k = 0; k < 3; ++k) mix[c][k] = channels_[c].others[k] / 255.0F;
    }
    const float* curves[3] = {values.data(), values.data() + 256, values.data() + 512};
    for (int x = 0; x < pixels.cols; ++x, in += 3, out += 3) {
      const float v[3] = {float(in[0]), float(in[1]), float(in[2])};
      for (int c = 0; c < 3; ++c) {
        const float value =
            curves[c][in[c]] + mix[c][0] * v[0] + mix[c][1] * v[1] + mix[c][2] * v[2];
        out[c] = value < 0.0F ? 0.0F : value > 1.0F ? 1.0F : value;
      }
    }
    return;
  }
  AddRow(pixels, y, row->data());
  const auto scale = static_cast<float>(1.0 / MaxValue(pixels.depth()));
  for (int x = 0; x < pixels.cols; ++x) {
    float* at = row->data() + static_cast<size_t>(x) * channels;
    float in[3] = {};
    for (int c = 0; c < channels; ++c) in[c] = at[c] * scale;
    for (int c = 0; c < channels; ++c) {
      const Channel& channel = channels_[static_cast<size_t>(c)];
      const float value = Look(channel.curve, in[c]) + channel.others[0] * in[0] +
                          channel.others[1] * in[1] + channel.others[2] * in[2];
      at[c] = cut ? std::clamp(value, 0.0F, 1.0F) : value;
    }
  }
}

cv::Mat ToneMatch::Apply(const cv::Mat& pixels, const Progress* progress) const {
  cv::Mat result(pixels.size(), pixels.type());
  const std::vector<float> values = Values(pixels.depth());
  const auto strip = [&](int, int begin, int end) {
    std::vector<float> row;
    for (int y = begin; y < end; ++y) {
      ToneRow(pixels, y, values, &row);
      cv::Mat line = result.row(y);
      cv::Mat(1, pixels.cols, CV_32FC(pixels.channels()), row.data())
          .convertTo(line, pixels.depth(), MaxValue(pixels.depth()));
    }
  };
  ForEachStrip(pixels.rows, 32, strip, progress);
  return result;
}

cv::Mat1f ToneMatch::ApplyLuma(const cv::Mat& pixels, const Progress* progress) const {
  cv::Mat1f luma(pixels.size());
  const std::vector<float> values = Values(pixels.depth());
  const auto strip = [&](int, int begin, int end) {
    std::vector<float> row;
    for (int y = begin; y < end; ++y) {
      ToneRow(pixels, y, values, &row);
      float* out = luma[y];
      if (pixels.channels() == 1) {
        for (int x = 0; x < pixels.cols; ++x) out[x] = 255.0F * row[static_cast<size_t>(x)];
        continue;
      }
      for (int x = 0; x < pixels.cols; ++x) {
        const float* at = row.data() + static_cast<size_t>(x) * 3;
        out[x] = 255.0F * (0.299F * at[0] + 0.587F * at[1] + 0.114F * at[2]);
      }
    }
  };
  ForEachStrip(pixels.rows, 32, strip, progress);
  return luma;
}

}  // namespace sharpscale
