// SPDX-License-Identifier: Apache-2.0

#include "analysis/hallucination.h"

#include <functional>
#include <opencv2/imgproc.hpp>

#include "analysis/added_detail.h"
#include "analysis/fidelity_planes.h"
#include "image/image.h"

namespace sharpscale {
namespace {

// Levels of unsupported detail at which a block is as likely an invention as not; see
// tests/bench/accuracy_artefacts.cc.
constexpr double kHalfDetail = 2.5;
constexpr double kHalfDetailEnlarged = 2.0;  // see tests/bench/accuracy_invention.cc
constexpr double kHalfFine = 3.0;
constexpr double kHalfChroma = 4.0;
// The same structure has less power in 7x7 px of a finer grid than in 7x7 px of the source's.
constexpr double kFinerGrid = 6.0;
constexpr double kDamping = 0.05;        // levels squared
constexpr double kCalmestBlocks = 0.25;  // whose own detail is taken for noise
// Limits of the share of a result's detail that may stray from its source.
constexpr double kLeastStray = 0.05;
constexpr double kMostStray = 0.25;
// In enlargements (a pair that is registered at 1.001 is none), where the source is clean and where
// it is damaged.
constexpr double kLeastEnlargement = 1.2;
constexpr double kLeastStrayEnlarged = 0.03;
constexpr double kMostStrayEnlarged = 0.10;
// Share of the foretold detail's power that a filter of the source may leave unexplained: an
// enlargement has images of the source's own detail, and sharpening raises them. Unsharp masks of
// cubic enlargements stay below it (tests/bench/accuracy_invention.cc).
constexpr double kFilterShare = 0.18;

double Clamp01(double value) {
  return std::clamp(value, 0.0, 1.0);
}

void ForEachRow(int rows, const std::function<void(int)>& work) {
  ForEachStrip(rows, 32, [&](int, int begin, int end) {
    for (int y = begin; y < end; ++y) work(y);
  });
}

// Weighted sums over 3x3 blocks (1 2 1).
cv::Mat1f Gather(const cv::Mat1f& blocks) {
  cv::Mat1f sums;
  const cv::Mat1f kernel = (cv::Mat1f(1, 3) << 0.25F, 0.5F, 0.25F);
  cv::sepFilter2D(blocks, sums, CV_32F, kernel, kernel, {-1, -1}, 0.0, cv::BORDER_REPLICATE);
  return sums;
}

cv::Mat1f Largest(const cv::Mat1f& blocks, int reach) {
  cv::Mat1f largest;
  const int side = 2 * reach + 1;
  cv::dilate(blocks, largest, cv::getStructuringElement(cv::MORPH_RECT, {side, side}));
  return largest;
}

struct Gathered {
  cv::Mat1f result;    // power of the result's detail
  cv::Mat1f foretold;  // and of the foretold picture's
  cv::Mat1f follows;   // the part of the result's that is a combination of the foretold two bands
};

Gathered Explain(const DetailBlocks& blocks) {
  const cv::Mat1f ab = Gather(blocks.product);
  const cv::Mat1f ff = Gather(blocks.fine);
  const cv::Mat1f fb = Gather(blocks.fine_foretold);
  const cv::Mat1f fa = Gather(blocks.fine_result);
  Gathered out{Gather(blocks.result), Gather(blocks.foretold), cv::Mat1f(ab.size())};
  ForEachRow(ab.rows, [&](int y) {
    for (int x = 0; x < ab.cols; ++x) {
      // Least squares of a on b and f; a little damping keeps flat blocks from following noise.
      const double b2 = out.foretold(y, x) + kDamping;
      const double f2 = ff(y, x) + kDamping;
      const double cross = fb(y, x);
      const double p = ab(y, x);
      const double q = fa(y, x);
      const double follows =
          (f2 * p * p - 2.0 * cross * p * q + b2 * q * q) / (b2 * f2 - cross * cross);
      out.follows(y, x) = static_cast<float>(std::max(0.0, follows));
    }
  });
  return out;
}

// A statistic of very many blocks is taken of every so many rows.
int RowsApart(const cv::Mat1f& blocks) {
  constexpr size_t kEnough = size_t{1} << 19;
  return 1 + static_cast<int>(blocks.total() / kEnough);
}

// Share of the result's detail that strays from its source in half of the textured places: what
// noise reduction, non-linear sharpening and the unknown kernel of the source leave everywhere is
// no invention in a place. `least` and `most` bound it.
double UsualStray(const Gathered& g, double least, double most) {
  std::vector<float> shares;
  for (int y = 0; y < g.result.rows; y += RowsApart(g.result)) {
    for (int x = 0; x < g.result.cols; ++x) {
      if (g.result(y, x) < 2.0F || g.foretold(y, x) < 2.0F) continue;
      shares.push_back(std::max(0.0F, 1.0F - g.follows(y, x) / g.result(y, x)));
    }
  }
  if (shares.size() < 16) return least;
  return std::clamp(2.0 * SampledQuantile(std::move(shares), 0.5), least, most);
}

// The value of `of` in the middle one of the calmest blocks, where little but noise moves.
double InCalm(const cv::Mat1f& of, const cv::Mat1f& foretold) {
  const double calm = SampledQuantile(foretold, kCalmestBlocks);
  std::vector<float> values;
  for (int y = 0; y < of.rows; y += RowsApart(of)) {
    for (int x = 0; x < of.cols; ++x) {
      if (foretold(y, x) <= calm) values.push_back(of(y, x));
    }
  }
  return SampledQuantile(std::move(values), 0.5);
}

// Power of the result's detail that does not follow the source's. Noise of the source, which the
// result may have lost, explains a share of it that falls with the strength of the detail.
cv::Mat1f Unsupported(const Gathered& g, double noise, double least_stray, double most_stray) {
  const double stray = UsualStray(g, least_stray, most_stray);
  cv::Mat1f power(g.result.size());
  ForEachRow(power.rows, [&](int y) {
    for (int x = 0; x < power.cols; ++x) {
      const double r = g.result(y, x);
      const double allowed = std::min(1.0, stray + noise * noise / (r + noise * noise + kDamping));
      power(y, x) = std::max(0.0F, float((1.0 - allowed) * r) - g.follows(y, x));
    }
  });
  return power;
}

// Power of an enlargement's own detail beyond what true detail would have where the source is as
// lively as here.
cv::Mat1f TooFine(const Gathered& g, const DetailBlocks& source, double scale, double gain) {
  const double allowed = AllowedDetail(scale, gain);
  const cv::Mat1f near = Largest(Gather(source.foretold), 1);
  cv::Mat1f power(g.result.size());
  for (int y = 0; y < power.rows; ++y) {
    const int v = std::min(near.rows - 1, int((y + 0.5) / scale));
    for (int x = 0; x < power.cols; ++x) {
      const int u = std::min(near.cols - 1, int((x + 0.5) / scale));
      power(y, x) = std::max(0.0F, g.result(y, x) - g.follows(y, x) - float(allowed) * near(v, u));
    }
  }
  return power;
}

// Power of the result's detail that no combination of the foretold bands explains.
cv::Mat1f Own(const Gathered& g) {
  cv::Mat1f own(g.result.size());
  for (int y = 0; y < own.rows; ++y) {
    for (int x = 0; x < own.cols; ++x) own(y, x) = std::max(0.0F, g.result(y, x) - g.follows(y, x));
  }
  return own;
}

// RMS of what the result's detail has beyond the foretold two bands, its usual noise and what is
// unsupported, over the foretold detail.
double OwnDetail(const Gathered& g, const cv::Mat1f& unsupported) {
  const cv::Mat1f all = Own(g);
  const double usual = kDamping + InCalm(all, g.foretold);
  double own = 0.0;
  double foretold = 0.0;
  for (int y = 0; y < g.result.rows; ++y) {
    for (int x = 0; x < g.result.cols; ++x) {
      own += std::max(0.0, all(y, x) - usual - unsupported(y, x));
      foretold += g.foretold(y, x);
    }
  }
  return foretold > 0.0 ? std::sqrt(std::max(0.0, own / foretold - kFilterShare)) : 0.0;
}

// Less what calm places show as well: noise and its removal are no inventions.
void SubtractUsual(const cv::Mat1f& foretold, double noise, cv::Mat1f* power) {
  const double usual = std::min(InCalm(*power, foretold), noise * noise);
  for (float& value : *power) value = std::max(0.0F, value - float(2.0 * usual));
}

// How far colour strays from the source's under one gain and offset per channel; power.
cv::Mat1f StrayColour(const cv::Mat& before, const cv::Mat& after) {
  cv::Mat1f power = cv::Mat1f::zeros(before.size());
  for (int channel = 0; channel < 2; ++channel) {
    cv::Mat1f b;
    cv::Mat1f a;
    cv::extractChannel(before, b, channel);
    cv::extractChannel(after, a, channel);
    cv::GaussianBlur(b, b, {5, 5}, 1.2, 1.2, cv::BORDER_REPLICATE);
    cv::GaussianBlur(a, a, {5, 5}, 1.2, 1.2, cv::BORDER_REPLICATE);
    const cv::Scalar mean_b = cv::mean(b);
    const cv::Scalar mean_a = cv::mean(a);
    const cv::Mat1f db = b - mean_b[0];
    const cv::Mat1f da = a - mean_a[0];
    const double variance = db.dot(db);
    const double gain = variance > 1e-6 ? std::clamp(da.dot(db) / variance, 0.5, 2.0) : 1.0;
    const cv::Mat1f stray = da - gain * db;
    const cv::Mat1f distance = cv::abs(stray - SampledQuantile(stray, 0.5));
    const cv::Mat1f beyond = cv::max(distance - 2.0 * SampledQuantile(distance, 0.5), 0.0);
    power += beyond.mul(beyond);
  }
  return power;
}

// The value of a block map (blocks of `block` result px) over cells of kHallucinationCell px.
float Lookup(const cv::Mat1f& map, double block, int i, int j) {
  const double x = (i + 0.5) * kHallucinationCell / block - 0.5;
  const double y = (j + 0.5) * kHallucinationCell / block - 0.5;
  const int x0 = std::clamp(int(std::floor(x)), 0, map.cols - 1);
  const int y0 = std::clamp(int(std::floor(y)), 0, map.rows - 1);
  const int x1 = std::min(x0 + 1, map.cols - 1);
  const int y1 = std::min(y0 + 1, map.rows - 1);
  const auto fx = float(std::clamp(x - x0, 0.0, 1.0));
  const auto fy = float(std::clamp(y - y0, 0.0, 1.0));
  return (1.0F - fy) * ((1.0F - fx) * map(y0, x0) + fx * map(y0, x1)) +
         fy * ((1.0F - fx) * map(y1, x0) + fx * map(y1, x1));
}

}  // namespace

cv::Mat BlockChroma(const cv::Mat& pixels, const Progress* progress) {
  if (pixels.channels() != 3) return {};
  const int columns = (pixels.cols + kDetailBlock - 1) / kDetailBlock;
  const int rows = (pixels.rows + kDetailBlock - 1) / kDetailBlock;
  cv::Mat chroma(rows, columns, CV_32FC2);
  const auto scale = static_cast<float>(255.0 / MaxValue(pixels.depth()));
  const auto strip_means = [&](int, int begin, int end) {
    std::vector<float> line(static_cast<size_t>(pixels.cols) * 3);
    for (int j = begin; j < end; ++j) {
      std::fill(line.begin(), line.end(), 0.0F);
      const int y1 = std::min(pixels.rows, (j + 1) * kDetailBlock);
      for (int y = j * kDetailBlock; y < y1; ++y) AddRow(pixels, y, line.data());
      for (int i = 0; i < columns; ++i) {
        const int width = std::min(pixels.cols, (i + 1) * kDetailBlock) - i * kDetailBlock;
        const float weight = scale / float(width * (y1 - j * kDetailBlock));
        float r = 0.0F;
        float g = 0.0F;
        float b = 0.0F;
        const float* p = &line[static_cast<size_t>(i) * 3 * kDetailBlock];
        for (int k = 0; k < width; ++k, p += 3) {
          r += p[0];
          g += p[1];
          b += p[2];
        }
        r *= weight;
        g *= weight;
        b *= weight;
        chroma.at<cv::Vec2f>(j, i) = {-0.168736F * r - 0.331264F * g + 0.5F * b,
                                      0.5F * r - 0.418688F * g - 0.081312F * b};
      }
    }
  };
  ForEachStrip(rows, 16, strip_means, progress);
  return chroma;
}

Hallucination MapHallucination(const HallucinationInput& input, cv::Size size) {
  Hallucination result;
  const double noise = std::max(input.noise_before, input.noise_after);
  // An enlargement of a clean source has nothing to restore: it strays little, or it invents.
  const bool enlarged = input.scale > kLeastEnlargement;
  const double least_stray = enlarged ? kLeastStrayEnlarged : kLeastStray;
  const double most_stray =
      enlarged
          ? kLeastStrayEnlarged + (kMostStrayEnlarged - kLeastStrayEnlarged) * Clamp01(input.damage)
          : kMostStray;
  const Gathered at_source = Explain(*input.source_grid);
  cv::Mat1f detail = Unsupported(at_source, input.noise_before, least_stray, most_stray);
  if (input.scale <= 1.0) result.own_detail = OwnDetail(at_source, detail);
  SubtractUsual(input.source_grid->foretold, noise, &detail);
  // What the source can have hidden is not known to be unsupported.
  if (!input.beyond_coding.empty()) {
    detail = cv::min(cv::Mat(detail), cv::Mat(Gather(input.beyond_coding)));
  }
  // Without enlargement there is no grid finer than the source's.
  cv::Mat1f fine = cv::Mat1f::zeros(1, 1);
  cv::Mat1f own;
  if (input.scale > 1.0) {
    const Gathered at_result = Explain(*input.result_grid);
    fine = TooFine(at_result, *input.source_grid, input.scale, input.gain);
    result.own_detail = OwnDetail(at_result, fine);
    own = Own(at_result);
    SubtractUsual(input.result_grid->foretold, noise, &fine);
  }
  cv::Mat1f colour;
  if (!input.chroma_before.empty() && !input.chroma_after.empty()) {
    colour = StrayColour(input.chroma_before, input.chroma_after);
  }

  const int columns = (size.width + kHallucinationCell - 1) / kHallucinationCell;
  const int rows = (size.height + kHallucinationCell - 1) / kHallucinationCell;
  cv::Mat1f evidence(rows, columns);
  const double source_block = kDetailBlock * input.scale;
  // What is stronger by a general rise of contrast weighs as it would without.
  const double contrast = std::max(1.0, input.gain * input.gain);
  const double half_detail = enlarged ? kHalfDetailEnlarged : kHalfDetail;
  ForEachRow(rows, [&](int j) {
    for (int i = 0; i < columns; ++i) {
      double stray = Lookup(detail, source_block, i, j);
      // Blocks of the source are large on the result: only where the result has detail of its own
      // can some of it be unsupported.
      if (!own.empty()) stray = std::min(stray, kFinerGrid * Lookup(own, kDetailBlock, i, j));
      double sum = stray / (half_detail * half_detail * contrast) +
                   Lookup(fine, kDetailBlock, i, j) / (kHalfFine * kHalfFine * contrast);
      if (!colour.empty()) {
        sum += Lookup(colour, source_block, i, j) / (kHalfChroma * kHalfChroma);
      }
      evidence(j, i) = static_cast<float>(sum);
    }
  });
  // Lone cells are chance.
  cv::Mat1f calm = evidence;
  if (rows >= 3 && columns >= 3) cv::medianBlur(evidence, calm, 3);
  result.confidence.create(rows, columns);
  int64_t flagged = 0;
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      const float confidence = 1.0F - std::exp2(-calm(j, i));
      result.confidence(j, i) = confidence;
      flagged += confidence >= 0.5F ? 1 : 0;
    }
  }
  result.area = double(flagged) / (double(rows) * columns);
  return result;
}

}  // namespace sharpscale
