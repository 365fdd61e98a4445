// SPDX-License-Identifier: Apache-2.0

#include "analysis/native_scale.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <opencv2/core/hal/hal.hpp>
#include <string>
#include <utility>
#include <vector>

#include "analysis/hot.h"
#include "analysis/line_spectrum.h"
#include "analysis/mirror_image.h"
#include "analysis/order_statistics.h"

namespace sharpscale {
namespace {

constexpr int kMostLines = 256;
constexpr int kLeastSide = 64;          // px
constexpr int kReach = 12;              // coefficients on either side of a candidate
constexpr double kLargestRatio = 0.94;  // native / file that is looked for
constexpr double kSmallestRatio = 0.10;
// In standard deviations. Originals reach 7; clean enlargements 20 to 50.
constexpr double kCertain = 9.0;
constexpr double kAboveBackground = 2.5;
// An inversion on a harmonic of the JPEG grid that is the grid's or an enlargement's: the interval
// then says that nobody can tell.
constexpr double kMayBeEnlarged = 15.0;
constexpr double kLeastOfBand = 0.6;  // old band / where an enlargement's energy ends
constexpr double kLeastSeen = 0.1;    // share of the px that are not transparent

// Of a px under transparency until the line is whole; NaN outlives the merging of workers.
constexpr float kHidden = std::numeric_limits<float>::quiet_NaN();

// Goes straight over what is hidden; a line that is hidden as a whole becomes even. Returns the px
// that are not hidden.
int64_t BridgeHidden(float* line, int length) {
  int64_t seen = 0;
  int last = -1;  // px seen
  for (int i = 0; i <= length; ++i) {
    if (i < length && std::isnan(line[i])) continue;
    if (i < length) ++seen;
    if (i == length && last < 0) std::fill_n(line, length, 0.0F);
    if (i - last > 1 && (last >= 0 || i < length)) {
      const float left = line[last >= 0 ? last : i];
      const float right = line[i < length ? i : last];
      for (int k = last + 1; k < i; ++k) {
        const float t = static_cast<float>(k - last) / static_cast<float>(i - last);
        line[k] = left + t * (right - left);
      }
    }
    last = i;
  }
  return seen;
}

// Lines of one direction: rows, or columns laid down as rows.
struct Lines {
  std::vector<int> places;  // of each line
  cv::Mat1f values;

  void Prepare(int count, int length) {
    int lines = 1;
    while (2 * lines <= std::min(count, kMostLines)) lines *= 2;
    for (int k = 0; k < lines; ++k) {
      places.push_back(static_cast<int>((k + 0.5) * count / lines));
    }
    values = cv::Mat1f::zeros(lines, length);
  }

  // Share of the px that are seen.
  double Bridge() {
    int64_t seen = 0;
    for (int k = 0; k < values.rows; ++k) seen += BridgeHidden(values[k], values.cols);
    return static_cast<double>(seen) / static_cast<double>(std::max<size_t>(1, values.total()));
  }
};

// For every candidate index n: how far the products of coefficients about n lean to the negative,
// in standard deviations of independent ones.
SHARPSCALE_HOT void AddProducts(const float* __restrict soft,
                                int n,
                                double* __restrict sum,
                                double* __restrict squares) {
  for (int c = kReach; c < n - kReach; ++c) {
    float lean = 0.0F;
    float square = 0.0F;
    for (int i = 1; i <= kReach; ++i) {
      const float p = soft[c - i] * soft[c + i];
      lean -= p;
      square += p * p;
    }
    sum[c] += static_cast<double>(lean);
    squares[c] += static_cast<double>(square);
  }
}

// Values in deviations of the floor, bounded. `floor`: a power.
void Soften(const float* __restrict row, int n, float floor, float* __restrict soft) {
  for (int u = 0; u < n; ++u) soft[u] = row[u] * row[u] + floor;
  cv::hal::invSqrt32f(soft, soft, n);
  for (int u = 0; u < n; ++u) soft[u] *= row[u];
}

struct Spectrum {
  std::vector<double> inversion;  // z per index
  std::vector<double> energy;     // mean square per index
  cv::Mat1f of_lines;             // [line frequency][index]
};

Spectrum Analyse(const Lines& lines) {
  const int n = lines.values.cols;
  const cv::Mat1f across = DctOfRows(lines.values);
  // Lines next to each other show the same things: a transform over the lines makes them
  // independent.
  const cv::Mat1f turned = across.t();
  cv::Mat1f spectrum = DctOfRows(turned);  // [index][line frequency]
  Spectrum result;
  result.energy.assign(static_cast<size_t>(n), 0.0);
  const int count = spectrum.cols;
  for (int u = 0; u < n; ++u) {
    double sum = 0.0;
    const float* row = spectrum[u];
    for (int k = 1; k < count; ++k)
      sum += static_cast<double>(row[k]) * static_cast<double>(row[k]);
    result.energy[static_cast<size_t>(u)] = sum / std::max(1, count - 1);
  }
  // The floor that noise and rounding leave in the upper quarter.
  std::vector<double> top(result.energy.begin() + 3 * n / 4, result.energy.end());
  const auto floor = static_cast<float>(Median(std::move(top)) + 1e-6);
  const cv::Mat1f back = spectrum.t();
  result.of_lines = back;
  std::vector<double> sum(static_cast<size_t>(n), 0.0);
  std::vector<double> squares(static_cast<size_t>(n), 1e-12);
  std::vector<float> soft(static_cast<size_t>(n));
  for (int k = 1; k < count; ++k) {
    Soften(back[k], n, floor, soft.data());
    AddProducts(soft.data(), n, sum.data(), squares.data());
  }
  result.inversion.resize(static_cast<size_t>(n));
  for (size_t c = 0; c < sum.size(); ++c) result.inversion[c] = sum[c] / std::sqrt(squares[c]);
  return result;
}

// The largest value within one index of `at`.
double Largest(const std::vector<double>& values, double at) {
  const int centre = static_cast<int>(std::lround(at));
  double largest = 0.0;
  for (int i = std::max(0, centre - 1); i <= centre + 1 && i < static_cast<int>(values.size());
       ++i) {
    largest = std::max(largest, values[static_cast<size_t>(i)]);
  }
  return largest;
}

// The inversion about each harmonic of the JPEG grid, of either sign: a grid that begins elsewhere
// turns the sign of some. Only lines of whole blocks have all harmonics on an index; on others the
// harmonics that tell the grid from an enlargement would be missed.
// `spectrum`: of `lines` as they are.
std::array<double, 9> GridHarmonics(const Lines& lines, const Spectrum& spectrum) {
  std::vector<double> inversion = spectrum.inversion;
  if (lines.values.cols % 8 != 0) {
    Lines whole;
    whole.values = lines.values.colRange(0, lines.values.cols / 8 * 8);
    inversion = Analyse(whole).inversion;
  }
  std::array<double, 9> harmonic{};
  for (size_t j = 1; j < 8; ++j) {
    const size_t at = j * inversion.size() / 8;
    for (size_t i = at - 1; i <= at + 1; ++i) {
      harmonic[j] = std::max(harmonic[j], std::abs(inversion[i]));
    }
  }
  return harmonic;
}

struct Candidate {
  double score = 0.0;
  int width = 0;
  int height = 0;
};

// What stands about the harmonics of the JPEG grid in width and height.
std::array<double, 9> JointHarmonics(const std::vector<double>& across,
                                     const std::vector<double>& down) {
  std::array<double, 9> harmonic{};
  for (size_t j = 1; j < 8; ++j) {
    const auto part = static_cast<double>(j) / 8.0;
    harmonic[j] = std::min(Largest(across, part * static_cast<double>(across.size())),
                           Largest(down, part * static_cast<double>(down.size())));
  }
  return harmonic;
}

// What the indices reach by chance, of those away from the grid's harmonics: much on screens and
// pages, where structure repeats. The indices about a true peak are fewer than the 3 % that are cut
// off.
double Background(std::vector<double>* others) {
  return others->size() < 20 ? 0.0 : AtRank(others, others->size() * 97 / 100);
}

// ---- enlargements that noise was added to: few or no pairs stand out of it alone.

constexpr double kCertainWeighted = 4.5;    // deviations; noise alone reaches 4
constexpr double kLeastShare = 0.42;        // see MirrorImage, in width and height
constexpr double kLeastShareOfClear = 0.3;  // where the plain inversion is certain
constexpr double kAboveWeighted = 2.0;      // times the background
constexpr double kAboveHarmonics = 3.0;     // times those of the JPEG grid further up
constexpr double kLargestUnderNoise = 0.9;  // JPEG leaves most of an image above that
constexpr int kHighestHarmonic = 5;         // on which an enlargement can be told from the grid

bool AboveTheNext(const std::array<double, 9>& harmonic, size_t j) {
  double next = 0.0;
  for (size_t k = j + 1; k < 8; ++k) next = std::max(next, harmonic[k]);
  return harmonic[j] > kAboveHarmonics * next;
}

std::vector<double> MirrorOfWhole(const Lines& lines) {
  Lines whole;
  whole.values = lines.values.colRange(0, lines.values.cols / 8 * 8);
  return MirrorImage(Analyse(whole).of_lines).Inversion();
}

// The size before the enlargement; score 0 where none is found.
Candidate FindUnderNoise(const Lines& rows,
                         const Lines& columns,
                         const Spectrum& across,
                         const Spectrum& down) {
  const int width = rows.values.cols;
  const int height = columns.values.cols;
  const MirrorImage wide(across.of_lines);
  const MirrorImage high(down.of_lines);
  const std::vector<double> in_width = wide.Inversion();
  const std::vector<double> in_height = high.Inversion();
  const std::array<double, 9> harmonic = JointHarmonics(in_width, in_height);
  const double highest = *std::max_element(harmonic.begin(), harmonic.end());
  std::vector<double> others;
  Candidate best;
  size_t on_harmonic = 0;
  for (int nw = std::max(kReach, static_cast<int>(kSmallestRatio * width));
       nw < kLargestUnderNoise * width && nw < width - kReach;
       ++nw) {
    const double zw = in_width[static_cast<size_t>(nw)];
    const double place = 8.0 * nw / width;
    const auto j = static_cast<size_t>(std::lround(place));
    const double off = std::abs(place - static_cast<double>(j)) * width / 8.0;
    const bool grid = j < 8 && off < 2.0;
    const double centre = static_cast<double>(nw) * height / width;
    const double slack = 0.5 + 0.5 * height / width;
    Candidate here = {0.0, nw, 0};
    for (int nh = std::max(kReach, static_cast<int>(std::ceil(centre - slack)));
         nh <= centre + slack && nh < height - kReach;
         ++nh) {
      const double joint = std::min(zw, in_height[static_cast<size_t>(nh)]);
      if (joint > here.score) here = {joint, nw, nh};
    }
    if (!grid) others.push_back(here.score);
    if (grid && (j > kHighestHarmonic || !AboveTheNext(harmonic, j))) continue;
    if (!grid && highest > here.score) continue;
    if (here.score > best.score) {
      best = here;
      on_harmonic = grid ? j : 0;
    }
  }
  const double background = Background(&others);
  if (best.score < std::max(kCertainWeighted, kAboveWeighted * background)) return {};
  if (std::min(wide.Share(best.width), high.Share(best.height)) < kLeastShare) return {};
  if (on_harmonic > 0) {
    if (!AboveTheNext(JointHarmonics(MirrorOfWhole(rows), MirrorOfWhole(columns)), on_harmonic)) {
      return {};
    }
  }
  return best;
}

// Orders of magnitude by which the energy falls across harmonic j.
double FallAcross(const std::vector<double>& energy, int j) {
  const double at = static_cast<double>(energy.size()) * j / 8.0;
  const auto mean = [&](double from, double to) {
    double sum = 0.0;
    const auto first = static_cast<size_t>(from * at);
    const auto last = std::min(energy.size(), static_cast<size_t>(to * at));
    for (size_t i = first; i < last; ++i) sum += energy[i];
    return sum / static_cast<double>(std::max<size_t>(1, last - std::min(first, last)));
  };
  return std::log10(std::max(1e-9, mean(0.85, 0.97)) / std::max(1e-9, mean(1.03, 1.15)));
}

// True where the inversion about harmonic j, of value `own`, is more than the JPEG grid explains.
// The grid's own effect grows with j until all are alike: the next harmonic has as much or more, or
// a quarter less on very soft pictures (measured on JPEG originals of quality 10 to 95, blurred by
// up to 4 px). An enlargement leaves the harmonic next above its own empty; those further up may be
// the grid's again. `fall`: see FallAcross; where it is steep, a smaller lead will do.
bool StandsOut(const std::array<double, 9>& harmonic, int j, double own, double fall) {
  const double next = harmonic[static_cast<size_t>(j + 1)];
  double below = 0.0;
  for (int k = 1; k < j; ++k) below = std::max(below, harmonic[static_cast<size_t>(k)]);
  if (j <= 4) {
    return own > 1.5 * next + 5.0 || (own > 20.0 && fall > 0.3 && own > 1.1 * next + 1.0);
  }
  if (below > 0.15 * own) return false;
  if (j == 5) return own > 20.0 && own > 1.5 * next + 5.0;
  if (j == 6) return own > 20.0 && own > 1.25 * next + 2.0;
  return own > 25.0 && below < 3.0;
}

// The score that index n must reach. Enlarging leaves less above n than below; where there is as
// much (screens, pixel art, noise added later) repeated structure can mimic an inversion.
double Certain(const std::vector<double>& energy, int n) {
  const int size = static_cast<int>(energy.size());
  if (n <= 0 || n >= size) return kCertain;
  const auto mean = [&](int from, int to) {
    double sum = 0.0;
    for (int i = from; i < to; ++i) sum += energy[static_cast<size_t>(i)];
    return sum / std::max(1, to - from);
  };
  const double above = mean(n + (size - n) / 3, size);
  const double below = mean(6 * n / 10, 9 * n / 10);
  return above > 0.5 * below ? 25.0 : kCertain;
}

// Share of the band from which on, or before which already, nothing is left: where the energy is
// first below that of the band's second quarter by kNothing, or lost in rounding; 1 = nowhere.
// Photographs keep more up to the end, JPEGs of them too; what was enlarged, soft or smoothed does
// not (23 photographs of the tuning half: none; the same enlarged by 1.5 and 2, cut out of that, or
// blurred by 1 px: all).
double EmptyFrom(const std::vector<double>& energy) {
  constexpr size_t kParts = 16;
  constexpr size_t kReference = 4;
  constexpr double kNothing = 0.008;  // of the reference's energy
  constexpr double kRounding = 0.08;  // levels squared, twice that of three rounded channels
  std::array<double, kParts> part{};
  for (size_t k = 0; k < kParts; ++k) {
    const size_t from = energy.size() * k / kParts;
    const size_t to = energy.size() * (k + 1) / kParts;
    for (size_t i = from; i < to; ++i) part[k] += energy[i] / static_cast<double>(to - from);
    if (k >= kReference && part[k] < std::max(kRounding, kNothing * part[kReference])) {
      return static_cast<double>(k) / kParts;
    }
  }
  return 1.0;
}

// ---- pixels repeated as they are (nearest neighbour): the spectrum of blocks repeats without end
// instead of falling off, so that no inversion stands out; but then values change at the blocks'
// borders and nowhere else.

constexpr int kLargestBlock = 16;     // px
constexpr int kBlockLines = 32;       // that are looked at, of each direction
constexpr double kOffBorder = 0.005;  // of the changes, at most: a speck painted in later
constexpr double kAtBorder = 0.2;     // of the borders, at least, show a change

struct PixelBlocks {
  int size = 1;   // px; 1 = none
  int first = 0;  // px of the line where a block begins
};

// Changes from each px to the next, over lines that are looked at.
struct Changes {
  std::vector<int64_t> at;  // per px; of 0 none
  int64_t all = 0;
  int lines = 0;
};

Changes CountChanges(const Lines& lines) {
  const int n = lines.values.cols;
  const int step = std::max(1, lines.values.rows / kBlockLines);
  Changes changes;
  changes.at.assign(static_cast<size_t>(n), 0);
  for (int k = 0; k < lines.values.rows; k += step) {
    const float* row = lines.values[k];
    for (int i = 1; i < n; ++i) {
      const int change = row[i] != row[i - 1] ? 1 : 0;
      changes.at[static_cast<size_t>(i)] += change;
      changes.all += change;
    }
    ++changes.lines;
  }
  return changes;
}

PixelBlocks FindPixelBlocks(const Changes& changes) {
  PixelBlocks found;
  const int n = static_cast<int>(changes.at.size());
  for (int size = 2; size <= kLargestBlock && 8 * size <= n; ++size) {
    std::array<int64_t, kLargestBlock> at{};
    for (int i = 1; i < n; ++i)
      at[static_cast<size_t>(i % size)] += changes.at[static_cast<size_t>(i)];
    const auto most = std::max_element(at.begin(), at.begin() + size);
    const double borders = static_cast<double>(changes.lines) * n / size;
    if (static_cast<double>(changes.all - *most) > kOffBorder * static_cast<double>(changes.all))
      continue;
    if (static_cast<double>(*most) < kAtBorder * borders) continue;
    found = {size, static_cast<int>(most - at.begin())};
  }
  return found;
}

// Blocks along a line of `length` px, partial ones at its ends included.
int CountBlocks(const PixelBlocks& blocks, int length) {
  return (length - blocks.first + blocks.size - 1) / blocks.size + (blocks.first > 0 ? 1 : 0);
}

// By a factor between whole numbers px are repeated now once more, now once less: those that equal
// the one before on every line lie as evenly as rounding lets them, which chance never does. The
// number of different ones; 0 = none of this.
int CountUnevenBlocks(const Changes& changes) {
  constexpr size_t kFewestBlocks = 32;
  constexpr double kRounding = 2.0;  // px that starts may lie off their even places
  const int n = static_cast<int>(changes.at.size());
  std::vector<int> starts;
  for (int i = 1; i < n; ++i) {
    if (changes.at[static_cast<size_t>(i)] > 0) starts.push_back(i);
  }
  if (starts.size() < kFewestBlocks || static_cast<double>(starts.size()) > kLargestRatio * n) {
    return 0;
  }
  const auto count = static_cast<double>(starts.size());
  if (static_cast<double>(changes.all) < kAtBorder * changes.lines * count) return 0;
  const double pitch = (starts.back() - starts.front()) / (count - 1.0);
  // Even margins (a frame, a cut-out, what is transparent) repeat px, too; but between them every
  // px is one of its own.
  if (kLargestRatio * pitch < 1.0) return 0;
  double least = 0.0;
  double most = 0.0;
  for (size_t k = 0; k < starts.size(); ++k) {
    const double off = starts[k] - starts.front() - pitch * static_cast<double>(k);
    least = std::min(least, off);
    most = std::max(most, off);
  }
  if (most - least >= kRounding) return 0;
  // Before the first start lies one block, or what a crop left of it; where margins are even, as
  // many as fit.
  const bool margins = starts.front() > pitch + kRounding || n - starts.back() > pitch + kRounding;
  return margins ? static_cast<int>(std::lround(n / pitch)) : static_cast<int>(starts.size()) + 1;
}

class NativeScaleEstimator final : public Estimator {
 public:
  explicit NativeScaleEstimator(const PictureFacts& facts) {
    if (std::min(facts.width, facts.height) < kLeastSide) return;
    rows_.Prepare(facts.height, facts.width);
    columns_.Prepare(facts.width, facts.height);
  }

  void AddTile(const Tile& tile) override {
    const cv::Rect core = tile.core();
    const cv::Point origin = tile.area().tl();
    const cv::Mat1f& luma = tile.Luma();
    const cv::Mat1b& mask = tile.VisibleMask();
    const auto inside = [](const std::vector<int>& places, int from, int to) {
      const auto a = std::lower_bound(places.begin(), places.end(), from);
      const auto b = std::lower_bound(places.begin(), places.end(), to);
      return cv::Range(static_cast<int>(a - places.begin()), static_cast<int>(b - places.begin()));
    };
    const cv::Range rows = inside(rows_.places, core.y, core.br().y);
    for (int k = rows.start; k < rows.end; ++k) {
      const float* in = luma[rows_.places[static_cast<size_t>(k)] - origin.y] + core.x - origin.x;
      std::copy(in, in + core.width, rows_.values[k] + core.x);
      if (mask.empty()) continue;
      const uint8_t* seen =
          mask[rows_.places[static_cast<size_t>(k)] - origin.y] + core.x - origin.x;
      for (int i = 0; i < core.width; ++i) {
        if (seen[i] == 0) rows_.values(k, core.x + i) = kHidden;
      }
    }
    const cv::Range columns = inside(columns_.places, core.x, core.br().x);
    for (int k = columns.start; k < columns.end; ++k) {
      const int x = columns_.places[static_cast<size_t>(k)] - origin.x;
      for (int y = core.y; y < core.br().y; ++y) {
        const bool seen = mask.empty() || mask(y - origin.y, x) != 0;
        columns_.values(k, y) = seen ? luma(y - origin.y, x) : kHidden;
      }
    }
  }

  void Merge(const Estimator& base) override {
    // Every value was filled by one worker and is zero with the others.
    const auto& other = static_cast<const NativeScaleEstimator&>(base);
    if (rows_.values.empty()) return;
    rows_.values += other.rows_.values;
    columns_.values += other.columns_.values;
  }

  void Finish(const PictureFacts& facts, Findings* findings) override;

 private:
  Lines rows_;
  Lines columns_;
};

void NativeScaleEstimator::Finish(const PictureFacts& facts, Findings* findings) {
  const auto unknown = [&](const std::string& why) {
    for (const char* id :
         {"resolution.native_width", "resolution.native_height", "resolution.native_scale"}) {
      findings->Unknown(id, why);
    }
  };
  if (rows_.values.empty()) {
    unknown("the picture is too small: 64 px on each side are needed");
    return;
  }
  if (facts.has_alpha && std::min(rows_.Bridge(), columns_.Bridge()) < kLeastSeen) {
    unknown("most of the picture is transparent");
    return;
  }
  const auto repeated = [&](int w, int h, double scale) {
    findings->Number("resolution.native_width", w, w - 1, w + 1);
    findings->Number("resolution.native_height", h, h - 1, h + 1);
    findings->Number("resolution.native_scale", scale, 0.99 * scale, std::min(1.0, 1.01 * scale));
  };
  const Changes along_rows = CountChanges(rows_);
  const Changes along_columns = CountChanges(columns_);
  const PixelBlocks wide = FindPixelBlocks(along_rows);
  const PixelBlocks high = FindPixelBlocks(along_columns);
  if (wide.size > 1 && wide.size == high.size) {
    repeated(CountBlocks(wide, facts.width), CountBlocks(high, facts.height), 1.0 / wide.size);
    return;
  }
  const int uneven_wide = CountUnevenBlocks(along_rows);
  const int uneven_high = CountUnevenBlocks(along_columns);
  if (uneven_wide > 0 && uneven_high > 0) {
    const double ratio = static_cast<double>(uneven_wide) * facts.height /
                         (static_cast<double>(uneven_high) * facts.width);
    if (std::abs(ratio - 1.0) < 0.02) {
      repeated(
          uneven_wide,
          uneven_high,
          std::sqrt(static_cast<double>(uneven_wide) / facts.width * uneven_high / facts.height));
      return;
    }
  }
  const Spectrum across = Analyse(rows_);
  const Spectrum down = Analyse(columns_);

  // The JPEG grid mirrors spectra about n = jN/8 as well, the more the higher j.
  const std::array<double, 9> harmonic = JointHarmonics(across.inversion, down.inversion);
  // What tells the grid from an enlargement on it.
  std::array<double, 9> of_grid = harmonic;
  if (*std::max_element(harmonic.begin(), harmonic.end()) >= kCertain) {
    const std::array<double, 9> grid_across = GridHarmonics(rows_, across);
    const std::array<double, 9> grid_down = GridHarmonics(columns_, down);
    for (size_t j = 1; j < 8; ++j) {
      of_grid[j] = std::max(of_grid[j], std::min(grid_across[j], grid_down[j]));
    }
  }
  std::array<bool, 9> stands_out{};
  for (int j = 1; j < 8; ++j) {
    const double fall = std::min(FallAcross(across.energy, j), FallAcross(down.energy, j));
    stands_out[static_cast<size_t>(j)] =
        StandsOut(of_grid, j, harmonic[static_cast<size_t>(j)], fall);
  }
  // The best pair of indices at the same ratio, away from the grid's harmonics and on them.
  std::vector<double> others;  // scores away from the grid's harmonics
  Candidate off_grid;
  Candidate on_grid;
  for (int nw = std::max(kReach, static_cast<int>(kSmallestRatio * facts.width));
       nw < kLargestRatio * facts.width && nw < facts.width - kReach;
       ++nw) {
    const double zw = across.inversion[static_cast<size_t>(nw)];
    const double place = 8.0 * nw / facts.width;
    const int j = static_cast<int>(std::lround(place));
    const double off = std::abs(place - j) * facts.width / 8.0;  // px from the harmonic
    const bool grid = j < 8 && off < 2.0;
    const double centre = static_cast<double>(nw) * facts.height / facts.width;
    const double slack = 0.5 + 0.5 * facts.height / facts.width;
    double here = 0.0;
    for (int nh = std::max(kReach, static_cast<int>(std::ceil(centre - slack)));
         nh <= centre + slack && nh < facts.height - kReach;
         ++nh) {
      const double joint = std::min(zw, down.inversion[static_cast<size_t>(nh)]);
      here = std::max(here, joint);
      if (grid && !stands_out[static_cast<size_t>(j)]) continue;
      if (!grid && off < kReach && harmonic[static_cast<size_t>(j)] > joint) continue;
      Candidate& best = grid ? on_grid : off_grid;
      if (joint > best.score) best = {joint, nw, nh};
    }
    if (!grid) others.push_back(here);
  }
  const double background = Background(&others);
  if (off_grid.score < kAboveBackground * background) off_grid = {};
  if (on_grid.score < kAboveBackground * background) on_grid = {};
  if (off_grid.score < Certain(across.energy, off_grid.width)) off_grid = {};
  if (on_grid.score < Certain(across.energy, on_grid.width)) on_grid = {};
  // Reductions by area leave a weak image, too. JPEG takes part of an enlargement's away: where its
  // grid shows, that tells nothing.
  if (off_grid.score >= kCertain &&
      *std::max_element(harmonic.begin(), harmonic.end()) < kCertain &&
      std::min(MirrorImage(across.of_lines).Share(off_grid.width),
               MirrorImage(down.of_lines).Share(off_grid.height)) < kLeastShareOfClear) {
    off_grid = {};
  }
  Candidate best = off_grid.score >= kCertain ? off_grid : on_grid;
  if (best.score < kCertain) best = FindUnderNoise(rows_, columns_, across, down);
  const bool found = best.score > 0.0;
  if (!found) best = {0.0, facts.width, facts.height};
  // Where a harmonic is high and yet the grid explains it, an enlargement may hide behind it.
  double low = 1.0;
  if (!found) {
    for (int j = 7; j >= 1; --j) {
      if (harmonic[static_cast<size_t>(j)] > kMayBeEnlarged) low = j / 8.0;
    }
    // A cut-out of an enlargement has no mirror image left; but neither has it fine detail.
    // Interpolation leaves a little up to 1.6 times the old band.
    const double empty = std::max(EmptyFrom(across.energy), EmptyFrom(down.energy));
    if (empty < 1.0) low = std::min(low, kLeastOfBand * empty);
  }
  const int best_w = best.width;
  const int best_h = best.height;
  const double scale = std::sqrt(static_cast<double>(best_w) / facts.width * best_h / facts.height);
  findings->Number("resolution.native_width", best_w, std::floor(low * (best_w - 1)), best_w + 1);
  findings->Number("resolution.native_height", best_h, std::floor(low * (best_h - 1)), best_h + 1);
  findings->Number(
      "resolution.native_scale", scale, 0.99 * low * scale, std::min(1.0, 1.01 * scale));
}

}  // namespace

std::unique_ptr<Estimator> MakeNativeScaleEstimator(const PictureFacts& facts) {
  return std::make_unique<NativeScaleEstimator>(facts);
}

}  // namespace sharpscale
