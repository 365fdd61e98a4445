// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_detail.h"

#include "analysis/order_statistics.h"

namespace sharpscale {
namespace {

constexpr int kPerCell = kAddedCell / kDetailBlock;
constexpr double kPerOctave = 3.0;
constexpr double kNoiseMargin = 0.5;  // levels by which noise may be measured too low
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

constexpr size_t kEnough = size_t{1} << 17;
constexpr size_t kSampledFrom = 2 * kEnough;

// kEnough of `count` values, scattered by a multiplication (Knuth), so that no period of the
// picture meets the sample's.
template <typename At>
std::vector<float> Sample(size_t count, const At& at) {
  std::vector<float> sample(kEnough);
  for (size_t i = 0; i < kEnough; ++i) {
    sample[i] = at(static_cast<uint64_t>(i) * 2654435761U % count);
  }
  return sample;
}

// Mean of the source's blocks under one cell of an enlargement.
double Lively(const cv::Mat1f& blocks, double scale, int i, int j) {
  const auto from = [&](int cell, int count) {
    return std::min(count - 1, int(cell * kPerCell / scale));
  };
  const auto to = [&](int cell, int count) {
    return std::clamp(int(std::ceil((cell + 1) * kPerCell / scale)), 1, count);
  };
  double sum = 0.0;
  int count = 0;
  for (int y = from(j, blocks.rows); y < to(j, blocks.rows); ++y) {
    for (int x = from(i, blocks.cols); x < to(i, blocks.cols); ++x) {
      sum += blocks(y, x);
      ++count;
    }
  }
  return count > 0 ? sum / count : 0.0;
}

}  // namespace

double SampledQuantile(std::vector<float> values, double share) {
  if (values.size() > kSampledFrom) {
    values = Sample(values.size(), [&](size_t i) { return values[i]; });
  }
  return Quantile(&values, share);
}

double SampledQuantile(const cv::Mat1f& values, double share) {
  if (values.total() <= kSampledFrom || !values.isContinuous()) {
    return SampledQuantile(std::vector<float>(values.begin(), values.end()), share);
  }
  const float* first = values.ptr<float>();
  return SampledQuantile(Sample(values.total(), [&](size_t i) { return first[i]; }), share);
}

cv::Mat1f CellMeans(const cv::Mat1f& blocks) {
  const int rows = (blocks.rows + kPerCell - 1) / kPerCell;
  const int columns = (blocks.cols + kPerCell - 1) / kPerCell;
  cv::Mat1f cells(rows, columns);
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      double sum = 0.0;
      int count = 0;
      for (int y = j * kPerCell; y < std::min(blocks.rows, (j + 1) * kPerCell); ++y) {
        for (int x = i * kPerCell; x < std::min(blocks.cols, (i + 1) * kPerCell); ++x) {
          sum += blocks(y, x);
          ++count;
        }
      }
      cells(j, i) = static_cast<float>(sum / count);
    }
  }
  return cells;
}

double SignedNoise(const DetailChange& change) {
  if (change.flat_cells == 0) return 0.0;
  const double power =
      change.noise_after * change.noise_after - change.noise_before * change.noise_before;
  return std::copysign(std::sqrt(std::abs(power)), power);
}

double AllowedDetail(double scale, double gain) {
  return kPerOctave * std::log2(1.0 + scale) * std::max(1.0, gain * gain);
}

DetailChange MeasureDetailChange(const DetailBlocks& blocks,
                                 double scale,
                                 const DetailBlocks* source,
                                 double gain,
                                 double source_noise,
                                 const cv::Mat1f& beyond_coding,
                                 std::optional<double> noise) {
  DetailChange change;
  const int rows = blocks.result.rows;
  const int columns = blocks.result.cols;
  const int cell_rows = (rows + kPerCell - 1) / kPerCell;
  const int cell_columns = (columns + kPerCell - 1) / kPerCell;

  // The usual noise of the foretold picture: its calmest tenth, blocks without any detail aside.
  const double calm = SampledQuantile(blocks.foretold, 0.1);
  const double calm_after = SampledQuantile(blocks.result, 0.1);
  const double most = noise ? (*noise + kNoiseMargin) * (*noise + kNoiseMargin) : calm;
  const double noise_power = std::max(0.02, 2.0 * std::min(calm, most));
  const double flat_spread =
      std::clamp(2.0 * std::sqrt(noise_power), 2.5, 8.0) / std::sqrt(std::max(1.0, scale));
  const double flat_power = std::clamp(4.0 * noise_power, 1.0, 64.0) / std::max(1.0, scale);

  // Flat cells: at least half of their blocks are flat; their detail before and after.
  cv::Mat1f before(cell_rows, cell_columns, kNan);
  cv::Mat1f after(cell_rows, cell_columns, kNan);
  std::vector<float> powers_before;
  std::vector<float> powers_after;
  double textured_before = 0.0;
  double textured_after = 0.0;
  double product = 0.0;
  double square = 0.0;
  const double edge_power = 400.0;
  const double texture_power = std::max(6.0 * noise_power, 4.0);
  cv::Mat1f texture_before = cv::Mat1f::zeros(cell_rows, cell_columns);
  cv::Mat1f texture_after = cv::Mat1f::zeros(cell_rows, cell_columns);
  cv::Mat1i texture_count = cv::Mat1i::zeros(cell_rows, cell_columns);
  for (int j = 0; j < cell_rows; ++j) {
    for (int i = 0; i < cell_columns; ++i) {
      double sum_before = 0.0;
      double sum_after = 0.0;
      int flat = 0;
      int count = 0;
      for (int y = j * kPerCell; y < std::min(rows, (j + 1) * kPerCell); ++y) {
        for (int x = i * kPerCell; x < std::min(columns, (i + 1) * kPerCell); ++x) {
          const float b = blocks.foretold(y, x);
          const float a = blocks.result(y, x);
          ++count;
          if (blocks.spread(y, x) < flat_spread && b < flat_power) {
            ++flat;
            sum_before += b;
            sum_after += a;
          }
          if (b > texture_power) {
            product += blocks.product(y, x);
            square += b;
            if (b < edge_power) {
              // What may have been noise or a trace of coding is no texture that was lost.
              const float left = beyond_coding.empty() ? a : std::max(a, b - beyond_coding(y, x));
              textured_before += b;
              textured_after += left;
              ++change.textured_blocks;
              texture_before(j, i) += b;
              texture_after(j, i) += left;
              ++texture_count(j, i);
            }
          }
        }
      }
      if (2 * flat < count || flat < 8) continue;
      before(j, i) = static_cast<float>(sum_before / flat);
      after(j, i) = static_cast<float>(sum_after / flat);
      powers_before.push_back(before(j, i));
      powers_after.push_back(after(j, i));
      ++change.flat_cells;
    }
  }

  change.flat_texture = cv::Mat1f(cell_rows, cell_columns, kNan);
  if (change.flat_cells > 0) {
    const double usual_before = SampledQuantile(powers_before, 0.5);
    const double usual_after = SampledQuantile(powers_after, 0.5);
    change.noise_before = std::sqrt(usual_before);
    change.noise_after = std::sqrt(usual_after);
    const double usual_gain = std::max(0.0, usual_after - usual_before);
    // How far the calmer half of flat cells scatters is what chance allows the others.
    const double spread = std::max(0.02, usual_after - SampledQuantile(powers_after, 0.1));
    const double allowed = source == nullptr ? 0.0 : AllowedDetail(scale, gain);
    std::vector<float> excesses;
    for (int j = 0; j < cell_rows; ++j) {
      for (int i = 0; i < cell_columns; ++i) {
        if (std::isnan(after(j, i))) continue;
        double excess = after(j, i) - before(j, i) - usual_gain - 3.0 * spread;
        if (source != nullptr) {
          const double lively = Lively(source->foretold, scale, i, j) - source_noise * source_noise;
          excess -= allowed * std::max(0.0, lively);
        }
        change.flat_texture(j, i) = static_cast<float>(std::sqrt(std::max(0.0, excess)));
        excesses.push_back(change.flat_texture(j, i));
      }
    }
    change.flat_worst = SampledQuantile(excesses, 0.98);
  }

  // Texture is counted without noise: that of flat cells, else of the calmest blocks.
  const bool flat = change.flat_cells > 0;
  const double noise_before = flat ? change.noise_before * change.noise_before : calm;
  const double noise_after = flat ? change.noise_after * change.noise_after : calm_after;
  change.smoothing = cv::Mat1f(cell_rows, cell_columns, kNan);
  const auto kept = [&](double b, double a, double n) {
    const double was = b - n * noise_before;
    const double is = a - n * noise_after;
    return was > 0.0 ? std::sqrt(std::max(0.0, is) / was) : 1.0;
  };
  if (change.textured_blocks > 0) {
    change.kept = kept(textured_before, textured_after, change.textured_blocks);
    for (int j = 0; j < cell_rows; ++j) {
      for (int i = 0; i < cell_columns; ++i) {
        const int n = texture_count(j, i);
        if (n < kPerCell) continue;
        change.smoothing(j, i) = static_cast<float>(
            std::clamp(1.0 - kept(texture_before(j, i), texture_after(j, i), n), 0.0, 1.0));
      }
    }
  }
  if (square > 0.0) change.gain = product / square;
  return change;
}

}  // namespace sharpscale
