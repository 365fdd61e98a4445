// SPDX-License-Identifier: Apache-2.0

#include "analysis/blur_spectrum.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>

#include "analysis/hot.h"

namespace sharpscale {
namespace {

constexpr int kStep = 64;   // px; pieces begin at its multiples
constexpr int kPiece = 96;  // px; what a tile's margin holds
constexpr int kSize = 128;  // of the transform
constexpr double kPieces = 48.0;
constexpr float kLeastStd = 3.0F;  // levels
constexpr float kFloor = 0.3F;     // of the power: rounding, below which logarithms say nothing
// Frequencies looked at, cycles per px: below lies content, above noise. The axes are left out:
// upright and level things are everywhere.
constexpr double kLowest = 0.035;
constexpr double kHighest = 0.36;
constexpr double kAxis = 1.5 / kSize;
constexpr int kRings = static_cast<int>(kHighest * kSize) + 2;
constexpr float kZero = 0.02F;  // least power left at a zero
// A move of this length, less the px that each sample integrates anyway.
constexpr double kLengths[] = {5, 6, 7, 8, 9, 10, 11, 12.5, 14, 15.5, 17, 19, 21, 23.5, 26, 30};
constexpr double kDegreesStep = 5.0;

struct Bin {
  float x;  // cycles per px
  float y;
  int ring;
};

// Bins of the right half plane that are looked at, and their places in the packed spectrum.
struct Bins {
  std::vector<Bin> bins;
  std::array<float, kRings> count{};
};

Bins MakeBins(std::vector<size_t>* places) {
  Bins result;
  for (int v = 0; v < kSize; ++v) {
    const double y = static_cast<double>(v < kSize / 2 ? v : v - kSize) / kSize;
    for (int u = 0; u <= kSize / 2; ++u) {
      const double x = static_cast<double>(u) / kSize;
      const double r = std::hypot(x, y);
      if (r < kLowest || r > kHighest || x < kAxis || std::abs(y) < kAxis) continue;
      const int ring = static_cast<int>(std::lround(r * kSize));
      result.bins.push_back({static_cast<float>(x), static_cast<float>(y), ring});
      result.count[static_cast<size_t>(ring)] += 1.0F;
      places->push_back(static_cast<size_t>(v) * (kSize / 2 + 1) + static_cast<size_t>(u));
    }
  }
  return result;
}

// Values less the mean of their ring.
void TakeOutRings(const Bins& bins, std::vector<float>* values) {
  std::array<float, kRings> mean{};
  for (size_t i = 0; i < values->size(); ++i) {
    mean[static_cast<size_t>(bins.bins[i].ring)] += (*values)[i];
  }
  for (size_t k = 0; k < kRings; ++k) mean[k] /= std::max(1.0F, bins.count[k]);
  for (size_t i = 0; i < values->size(); ++i) {
    (*values)[i] -= mean[static_cast<size_t>(bins.bins[i].ring)];
  }
}

double Norm(const std::vector<float>& v) {
  double sum = 0.0;
  for (const float x : v) sum += static_cast<double>(x) * static_cast<double>(x);
  return std::sqrt(sum);
}

// log(sinc^2 + zero) over length times frequency.
class SincTable {
 public:
  SincTable() {
    for (int i = 0; i < kEntries; ++i) {
      const double t = CV_PI * i / kPerUnit;
      const double s = i == 0 ? 1.0 : std::sin(t) / t;
      values_[static_cast<size_t>(i)] =
          static_cast<float>(std::log(s * s + static_cast<double>(kZero)));
    }
  }
  float At(float place) const {
    return values_[std::min<size_t>(kEntries - 1, static_cast<size_t>(place * kPerUnit + 0.5F))];
  }

 private:
  static constexpr int kPerUnit = 64;
  static constexpr int kEntries = 12 * kPerUnit;
  std::array<float, kEntries> values_{};
};

double MatchMotion(const Bins& bins,
                   const SincTable& table,
                   const std::vector<float>& found,
                   double length,
                   double degrees,
                   std::vector<float>* model) {
  const auto c = static_cast<float>(length * std::cos(degrees * CV_PI / 180.0));
  const auto s = static_cast<float>(length * std::sin(degrees * CV_PI / 180.0));
  model->resize(found.size());
  for (size_t i = 0; i < found.size(); ++i) {
    (*model)[i] = table.At(std::abs(c * bins.bins[i].x - s * bins.bins[i].y));
  }
  TakeOutRings(bins, model);
  double both = 0.0;
  double own = 1e-12;
  for (size_t i = 0; i < found.size(); ++i) {
    both += static_cast<double>((*model)[i]) * static_cast<double>(found[i]);
    own += static_cast<double>((*model)[i]) * static_cast<double>((*model)[i]);
  }
  return both / std::sqrt(own);
}

// How much of the match is that of the zeros: correlation of what is found with the model, both
// less what the model's smooth envelope explains. Scenes of parallel things (water, blinds, a
// horizon) lie in one direction as well, but leave no zeros.
double MatchOfZeros(const Bins& bins,
                    const SincTable& table,
                    const std::vector<float>& found,
                    double length,
                    double degrees) {
  const double c = length * std::cos(degrees * CV_PI / 180.0);
  const double s = length * std::sin(degrees * CV_PI / 180.0);
  std::vector<float> model(found.size());
  std::vector<float> envelope(found.size());
  for (size_t i = 0; i < found.size(); ++i) {
    const double place =
        std::abs(c * static_cast<double>(bins.bins[i].x) - s * static_cast<double>(bins.bins[i].y));
    model[i] = table.At(static_cast<float>(place));
    // As log(sinc^2 + zero), with the square of the sine at its mean beyond the first lobe.
    const double t = CV_PI * place;
    envelope[i] =
        static_cast<float>(std::log(1.0 / (1.0 + 2.0 * t * t) + static_cast<double>(kZero)));
  }
  TakeOutRings(bins, &model);
  TakeOutRings(bins, &envelope);
  const auto product = [](const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0.0;
    for (size_t i = 0; i < a.size(); ++i)
      sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return sum;
  };
  const double ee = product(envelope, envelope) + 1e-12;
  const double me = product(model, envelope);
  const double fe = product(found, envelope);
  const double mm = product(model, model) - me * me / ee;
  const double ff = product(found, found) - fe * fe / ee;
  const double mf = product(model, found) - me * fe / ee;
  return mm > 0.0 && ff > 0.0 ? mf / std::sqrt(mm * ff) : 0.0;
}

// Bessel function of the first kind and order, over x, doubled: 1 at 0.
double Jinc(double x) {
  constexpr int kSteps = 64;
  if (x < 1e-6) return 1.0;
  double sum = 0.0;
  for (int i = 0; i < kSteps; ++i) {
    const double t = CV_PI * (i + 0.5) / kSteps;
    sum += std::cos(t - x * std::sin(t));
  }
  return 2.0 * sum / kSteps / x;
}

// Less the curve of constant, logarithm, line and square that fits best: what natural spectra and
// lenses do. Fitted and returned with each value times the root of its weight.
void Detrend(const std::vector<double>& frequency,
             const std::vector<double>& weight,
             std::vector<double>* values) {
  const int n = static_cast<int>(values->size());
  cv::Mat1d basis(n, 4);
  cv::Mat1d y(n, 1);
  for (int i = 0; i < n; ++i) {
    const double f = frequency[static_cast<size_t>(i)];
    const double w = std::sqrt(weight[static_cast<size_t>(i)]);
    basis(i, 0) = w;
    basis(i, 1) = w * std::log(f);
    basis(i, 2) = w * f;
    basis(i, 3) = w * f * f;
    y(i, 0) = w * (*values)[static_cast<size_t>(i)];
  }
  cv::Mat1d x;
  cv::solve(basis, y, x, cv::DECOMP_QR);
  const cv::Mat1d rest = y - basis * x;
  for (int i = 0; i < n; ++i) (*values)[static_cast<size_t>(i)] = rest(i, 0);
}

// How far the rings rise again beyond the first zero of a disc: past it light comes back, whereas
// any other wide blur only falls to the floor of rounding and noise.
double Revival(const std::vector<double>& frequency,
               const std::vector<double>& rings,
               double radius) {
  double least = 1e9;
  double most = -1e9;
  for (size_t i = 0; i < rings.size(); ++i) {
    const double place = frequency[i] * radius;
    if (place > 0.53 && place < 0.70) least = std::min(least, rings[i]);
    if (place > 0.72 && place < 0.95) most = std::max(most, rings[i]);
  }
  return least < 1e8 && most > -1e8 ? most - least : 0.0;
}

double Norm(const std::vector<double>& v) {
  double sum = 1e-24;
  for (const double x : v) sum += x * x;
  return std::sqrt(sum);
}

// Transform of a real spectrum that is given on the bins of the right half plane and zero
// elsewhere: a map over displacements in px, origin at (0, 0), periodic with kSize.
cv::Mat1f Cepstrum(const std::vector<size_t>& places, const std::vector<float>& values) {
  cv::Mat1f plane = cv::Mat1f::zeros(kSize, kSize);
  for (size_t i = 0; i < places.size(); ++i) {
    const int v = static_cast<int>(places[i] / (kSize / 2 + 1));
    const int u = static_cast<int>(places[i] % (kSize / 2 + 1));
    plane(v, u) = values[i];
    plane((kSize - v) % kSize, (kSize - u) % kSize) = values[i];
  }
  cv::Mat_<cv::Vec2f> transform;
  cv::dft(plane, transform, cv::DFT_COMPLEX_OUTPUT | cv::DFT_SCALE);
  cv::Mat1f real;
  cv::extractChannel(transform, real, 0);
  return real;
}

// What the cepstra of two halves of the pieces share. Constants of the length from random walks of
// 6 to 40 px over photographs of the accuracy bench's tuning half (equivalent straight length
// within 35 % in 90 % of them).
void FindShake(const cv::Mat1f& a, const cv::Mat1f& b, BlurPattern* pattern) {
  constexpr double kNearest = 4.0;  // px; nearer lies the shape of any blur
  constexpr double kFarthest = 32.0;
  constexpr double kExtent = 48.0;
  // Enlargement, JPEG and upright things leave their traces on the axes.
  constexpr int kBesideAxis = 2;
  double sa = 0.0, sb = 0.0, saa = 0.0, sbb = 0.0, sab = 0.0, n = 0.0;
  double xx = 0.0, xy = 0.0, yy = 0.0;
  std::array<double, static_cast<size_t>(kExtent)> rings{};
  for (int v = 0; v < kSize; ++v) {
    const int y = v < kSize / 2 ? v : v - kSize;
    for (int u = 0; u < kSize; ++u) {
      const int x = u < kSize / 2 ? u : u - kSize;
      const double r = std::hypot(x, y);
      if (r < 2.0 || r >= kExtent) continue;
      const auto p = static_cast<double>(a(v, u));
      const auto q = static_cast<double>(b(v, u));
      rings[static_cast<size_t>(r)] += p * q;
      if (r >= 3.0 && r <= kFarthest) {
        const double shared = std::max(0.0, p * q);
        xx += shared * x * x;
        xy += shared * x * y;
        yy += shared * y * y;
      }
      const bool beside = std::abs(x) >= kBesideAxis && std::abs(y) >= kBesideAxis;
      if (r < kNearest || r > kFarthest || !beside) continue;
      sa += p;
      sb += q;
      saa += p * p;
      sbb += q * q;
      sab += p * q;
      n += 1.0;
    }
  }
  const double apart = std::sqrt((saa - sa * sa / n) * (sbb - sb * sb / n));
  if (apart <= 0.0 || sab <= 0.0) return;
  pattern->shake_match = (sab - sa * sb / n) / apart * std::sqrt(sab);
  // The radius that holds 80 % of what is shared.
  double all = 0.0;
  for (double& ring : rings) all += ring = std::max(0.0, ring);
  double inside = 0.0;
  double radius = kExtent;
  for (size_t k = 0; k < rings.size(); ++k) {
    if (inside + rings[k] >= 0.8 * all) {
      radius = static_cast<double>(k) + (0.8 * all - inside) / std::max(1e-12, rings[k]);
      break;
    }
    inside += rings[k];
  }
  pattern->shake_length = 0.438 * std::pow(radius, 1.458);
  // y grows downwards.
  const double turn = 0.5 * std::atan2(2.0 * xy, xx - yy) * 180.0 / CV_PI;
  pattern->shake_degrees = std::fmod(360.0 - turn, 180.0);
}

// Skewness of the values, smoothed over neighbouring bins.
double Skewness(const std::vector<size_t>& places, const std::vector<float>& values) {
  constexpr double kSmooth = 1.2;  // bins
  cv::Mat1f plane = cv::Mat1f::zeros(kSize, kSize / 2 + 1);
  for (size_t i = 0; i < places.size(); ++i) {
    plane(static_cast<int>(places[i]) / plane.cols, static_cast<int>(places[i]) % plane.cols) =
        values[i];
  }
  cv::GaussianBlur(plane, plane, {}, kSmooth);
  double n = 0.0;
  double sum = 0.0;
  double square = 0.0;
  double cube = 0.0;
  for (const size_t place : places) {
    const double v = static_cast<double>(
        plane(static_cast<int>(place) / plane.cols, static_cast<int>(place) % plane.cols));
    n += 1.0;
    sum += v;
    square += v * v;
    cube += v * v * v;
  }
  const double mean = sum / n;
  const double variance = square / n - mean * mean;
  if (variance <= 0.0) return 0.0;
  return (cube / n - 3.0 * mean * square / n + 2.0 * mean * mean * mean) /
         (variance * std::sqrt(variance));
}

}  // namespace

BlurSpectrum::BlurSpectrum(const PictureFacts& facts) {
  const double places = std::max(0, (facts.width - kPiece) / kStep + 1) *
                        static_cast<double>(std::max(0, (facts.height - kPiece) / kStep + 1));
  const double share = places <= kPieces ? 1.0 : kPieces / places;
  constexpr auto kAll = std::numeric_limits<uint64_t>::max();
  chosen_below_ = share >= 1.0 ? kAll : static_cast<uint64_t>(share * 18446744073709549568.0);
}

void BlurSpectrum::AddTile(const Tile& tile) {
  const cv::Rect core = tile.core();
  for (int y = core.y; y < core.br().y; y += kStep) {
    for (int x = core.x; x < core.br().x; x += kStep) {
      if (x + kPiece > tile.facts().width || y + kPiece > tile.facts().height) continue;
      if (PlaceHash(x, y, 77) > chosen_below_) continue;
      if (!tile.Visible(cv::Rect(x, y, kPiece, kPiece))) continue;
      const cv::Rect box = cv::Rect(x, y, kPiece, kPiece) - tile.area().tl();
      pieces_.push_back({x, y, tile.Luma()(box).clone()});
    }
  }
}

void BlurSpectrum::Merge(const BlurSpectrum& other) {
  pieces_.insert(pieces_.end(), other.pieces_.begin(), other.pieces_.end());
}

BlurPattern BlurSpectrum::Find() {
  BlurPattern pattern;
  std::sort(pieces_.begin(), pieces_.end(), [](const Piece& a, const Piece& b) {
    return a.y != b.y ? a.y < b.y : a.x < b.x;
  });
  std::vector<size_t> places;
  const Bins bins = MakeBins(&places);
  std::array<float, kPiece> window{};
  double energy = 0.0;
  for (int i = 0; i < kPiece; ++i) {
    const double w = 0.5 - 0.5 * std::cos(2.0 * CV_PI * (i + 1.0) / (kPiece + 1.0));
    window[static_cast<size_t>(i)] = static_cast<float>(w);
    energy += w * w;
  }
  const auto scale = static_cast<float>(1.0 / (energy * energy));
  std::vector<float> found(places.size(), 0.0F);
  std::vector<float> odd(places.size(), 0.0F);  // every second piece
  cv::Mat1f padded(kSize, kSize);
  cv::Mat_<cv::Vec2f> spectrum;
  int count = 0;
  for (const Piece& piece : pieces_) {
    cv::Scalar mean;
    cv::Scalar deviation;
    cv::meanStdDev(piece.luma, mean, deviation);
    if (deviation[0] < static_cast<double>(kLeastStd)) continue;
    const bool is_odd = ++count % 2 == 1;
    padded.setTo(0.0F);
    for (int y = 0; y < kPiece; ++y) {
      const float* in = piece.luma[y];
      float* out = padded[y];
      const float w = window[static_cast<size_t>(y)];
      for (int x = 0; x < kPiece; ++x) {
        out[x] = w * window[static_cast<size_t>(x)] * (in[x] - static_cast<float>(mean[0]));
      }
    }
    cv::dft(padded, spectrum, cv::DFT_COMPLEX_OUTPUT, kPiece);
    for (size_t i = 0; i < places.size(); ++i) {
      const cv::Vec2f& c = spectrum(static_cast<int>(places[i] / (kSize / 2 + 1)),
                                    static_cast<int>(places[i] % (kSize / 2 + 1)));
      const float power = std::log(scale * (c[0] * c[0] + c[1] * c[1]) + kFloor);
      found[i] += power;
      if (is_odd) odd[i] += power;
    }
  }
  if (count < 4) return pattern;
  pattern.known = true;
  pattern.pieces = count;
  std::vector<float> even(places.size());
  for (size_t i = 0; i < places.size(); ++i) {
    even[i] = (found[i] - odd[i]) / static_cast<float>(count / 2);
    odd[i] /= static_cast<float>((count + 1) / 2);
    found[i] /= static_cast<float>(count);
  }

  // Rings.
  std::vector<double> frequency;
  std::vector<double> rings;
  {
    std::array<double, kRings> sum{};
    for (size_t i = 0; i < found.size(); ++i) {
      sum[static_cast<size_t>(bins.bins[i].ring)] += static_cast<double>(found[i]);
    }
    for (size_t k = 0; k < kRings; ++k) {
      if (bins.count[k] < 2.0F) continue;
      frequency.push_back(static_cast<double>(k) / kSize);
      rings.push_back(sum[k] / static_cast<double>(bins.count[k]));
    }
  }
  pattern.drop = rings.front() - rings.back();
  // Nothing that moved or was out of focus by some px keeps its fine detail.
  if (pattern.drop < 4.0) return pattern;

  // Rings that lie on the floor say nothing.
  std::vector<double> weight;
  double all_weights = 1e-9;
  for (const double ring : rings) {
    const double above = ring - std::log(static_cast<double>(kFloor)) - 1.0;
    weight.push_back(1.0 / (1.0 + std::exp(-above / 0.35)));
    all_weights += weight.back();
  }
  std::vector<double> bumps = rings;
  Detrend(frequency, weight, &bumps);
  const double norm = Norm(bumps);
  pattern.disc_rms = norm / std::sqrt(all_weights);
  const auto look_at = [&](double radius) {
    std::vector<double> model;
    for (const double f : frequency) {
      const double j = Jinc(2.0 * CV_PI * radius * f);
      model.push_back(std::log(j * j + static_cast<double>(kZero)));
    }
    Detrend(frequency, weight, &model);
    double both = 0.0;
    for (size_t i = 0; i < model.size(); ++i) both += model[i] * bumps[i];
    const double match = both / norm / Norm(model);
    if (match > pattern.disc_match) {
      pattern.disc_match = match;
      pattern.radius = radius;
    }
  };
  for (double radius = 1.8; radius < 10.0; radius *= 1.06) look_at(radius);
  const double coarse = pattern.radius;
  for (const double ratio : {0.97, 0.985, 1.015, 1.03}) look_at(ratio * coarse);
  pattern.disc_revival = Revival(frequency, rings, pattern.radius);

  TakeOutRings(bins, &odd);
  TakeOutRings(bins, &even);
  FindShake(Cepstrum(places, odd), Cepstrum(places, even), &pattern);

  TakeOutRings(bins, &found);
  pattern.skew = Skewness(places, found);
  const double pattern_norm = std::max(1e-12, Norm(found));
  pattern.motion_rms = pattern_norm / std::sqrt(static_cast<double>(found.size()));
  const SincTable table;
  std::vector<float> model;
  const auto look = [&](double length, double degrees) {
    const double match = MatchMotion(bins, table, found, length, degrees, &model) / pattern_norm;
    if (match <= pattern.motion_match) return;
    pattern.motion_match = match;
    pattern.length = length;
    pattern.degrees = degrees;
  };
  for (const double length : kLengths) {
    for (double degrees = 0.0; degrees < 180.0; degrees += kDegreesStep) look(length, degrees);
  }
  const double length = pattern.length;
  const double degrees = pattern.degrees;
  for (const double ratio : {0.96, 1.0, 1.04}) {
    for (const double turn : {-2.5, 0.0, 2.5}) look(ratio * length, degrees + turn);
  }
  pattern.motion_zeros = MatchOfZeros(bins, table, found, pattern.length, pattern.degrees);
  pattern.length += 1.0;
  pattern.degrees = std::fmod(pattern.degrees + 180.0, 180.0);
  return pattern;
}

}  // namespace sharpscale
