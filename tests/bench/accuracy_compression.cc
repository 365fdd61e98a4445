// SPDX-License-Identifier: Apache-2.0
//
// How well JPEG compression is read from pixels: qualities 20-95 over clean pictures, as aligned
// gray, 4:2:0 colour and cropped colour; how often uncompressed pictures are taken for JPEGs; and
// the first quality of JPEG files that were saved twice.
//
//   accuracy_compression_bench [FOLDER [COUNT]]     default: the pictures of known_truth.h; COUNT
//   of each half

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <opencv2/imgproc.hpp>
#include <string>
#include <utility>
#include <vector>

#include "analysis/analyze.h"
#include "analysis/jpeg_table_quality.h"
#include "datasets/jpeg_codec.h"
#include "tests/bench/known_truth.h"

namespace sharpscale {
namespace {

struct Tally {
  int all = 0;
  int near = 0;  // quality within 2
  int exact = 0;
  int phase = 0;  // grid right
  int none = 0;   // nothing found
};

Report Measure(const cv::Mat& pixels) {
  Image image;
  image.pixels = pixels;
  AnalyzeOptions options;
  options.metrics = {"compression."};
  options.maps = false;
  auto report = Analyze(image, options);
  return report.ok() ? *std::move(report) : Report();
}

// Ranks with ties shared; Spearman's correlation is that of ranks.
double Spearman(const std::vector<double>& a, const std::vector<double>& b) {
  const auto ranks = [](const std::vector<double>& values) {
    std::vector<size_t> order(values.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(
        order.begin(), order.end(), [&](size_t x, size_t y) { return values[x] < values[y]; });
    std::vector<double> rank(values.size());
    for (size_t i = 0; i < order.size();) {
      size_t j = i;
      while (j < order.size() && values[order[j]] == values[order[i]]) ++j;
      for (size_t k = i; k < j; ++k) rank[order[k]] = 0.5 * double(i + j - 1);
      i = j;
    }
    return rank;
  };
  const std::vector<double> ra = ranks(a);
  const std::vector<double> rb = ranks(b);
  const double mean = 0.5 * double(a.size() - 1);
  double ab = 0.0;
  double aa = 0.0;
  double bb = 0.0;
  for (size_t i = 0; i < a.size(); ++i) {
    ab += (ra[i] - mean) * (rb[i] - mean);
    aa += (ra[i] - mean) * (ra[i] - mean);
    bb += (rb[i] - mean) * (rb[i] - mean);
  }
  return ab / std::sqrt(aa * bb);
}

// Saved at `first` (0: not), then at `second`, and handed over as the decoder would.
Report MeasureSavedTwice(const cv::Mat& colour, int first, int second) {
  cv::Mat pixels = colour;
  for (const int quality : {first, second}) {
    if (quality == 0) continue;
    JpegOptions options;
    options.quality = quality;
    options.chroma_420 = true;
    const auto decoded = JpegRoundTrip(pixels, options);
    if (decoded.ok()) pixels = *decoded;
  }
  Image image;
  image.pixels = pixels;
  JpegFacts facts;
  facts.luma = IjgLumaTable(second);
  facts.chroma = IjgChromaTable(second);
  facts.subsampling = ChromaSubsampling::k420;
  facts.components = 3;
  image.source.jpeg = facts;
  AnalyzeOptions options;
  options.metrics = {"compression.first_quality"};
  options.maps = false;
  auto report = Analyze(image, options);
  return report.ok() ? *std::move(report) : Report();
}

void RunFirstQuality(const std::vector<CleanPicture>& pictures) {
  std::printf("compression.first_quality, 4:2:0, saved at A, then at B (right: within 2)\n");
  constexpr std::pair<int, int> kPairs[] = {{0, 50},
                                            {0, 75},
                                            {0, 90},
                                            {0, 95},
                                            {30, 75},
                                            {50, 75},
                                            {50, 90},
                                            {60, 85},
                                            {70, 90},
                                            {75, 95},
                                            {85, 95},
                                            {80, 90},
                                            {90, 95},
                                            {75, 70},
                                            {90, 75},
                                            {90, 50}};
  for (const auto& [first, second] : kPairs) {
    int right = 0;
    int wrong = 0;
    for (const CleanPicture& p : pictures) {
      const double found =
          MeasureSavedTwice(p.pixels, first, second).ValueOr("compression.first_quality", 0.0);
      if (found == 0.0) continue;
      ++(first != 0 && std::abs(found - first) <= 2.0 ? right : wrong);
    }
    const auto n = static_cast<double>(pictures.size());
    std::printf("  A %2d B %2d  right %3.0f%%  wrong %3.0f%%  not seen %3.0f%%\n",
                first,
                second,
                100.0 * right / n,
                100.0 * wrong / n,
                100.0 * (n - right - wrong) / n);
  }
}

void Run(const std::vector<CleanPicture>& pictures) {
  constexpr int kQualities[] = {20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 95};
  constexpr const char* kNames[] = {"gray", "4:2:0", "4:2:0 cropped"};
  std::array<std::map<int, Tally>, 3> tallies;
  int clean = 0;
  int clean_found = 0;
  std::vector<double> truth;
  std::vector<double> blockiness;
  for (size_t f = 0; f < pictures.size(); ++f) {
    const cv::Mat& colour = pictures[f].pixels;
    ++clean;
    const Report untouched = Measure(colour);
    if (untouched.Word("compression.source") != "none") {
      ++clean_found;
      std::printf("false alarm: %s q %.0f\n",
                  pictures[f].name.c_str(),
                  untouched.ValueOr("compression.jpeg_quality", 0.0));
    }
    cv::Mat gray;
    cv::cvtColor(colour, gray, cv::COLOR_RGB2GRAY);
    for (size_t kind = 0; kind < 3; ++kind) {
      for (const int quality : kQualities) {
        JpegOptions options;
        options.quality = quality;
        options.chroma_420 = kind != 0;
        auto decoded = JpegRoundTrip(kind == 0 ? gray : colour, options);
        if (!decoded.ok()) continue;
        cv::Mat pixels = *decoded;
        int grid_x = 0;
        int grid_y = 0;
        if (kind == 2) {
          const int cut_x = int((f * 5 + quality) % 8);
          const int cut_y = int((f * 3 + quality / 5) % 8);
          pixels = pixels(cv::Rect(cut_x, cut_y, pixels.cols - 8, pixels.rows - 8)).clone();
          grid_x = (8 - cut_x) % 8;
          grid_y = (8 - cut_y) % 8;
        }
        const Report report = Measure(pixels);
        Tally& tally = tallies[kind][quality];
        ++tally.all;
        const double found = report.ValueOr("compression.jpeg_quality", -1.0);
        tally.near += std::abs(found - quality) <= 2.0 ? 1 : 0;
        tally.exact += found == quality ? 1 : 0;
        tally.none += found < 0.0 ? 1 : 0;
        if (std::abs(found - quality) > 2.0 && quality == 75) {
          std::printf(
              "missed: %s %s %d as %.0f\n", pictures[f].name.c_str(), kNames[kind], quality, found);
        }
        tally.phase += report.ValueOr("compression.grid_x", -1.0) == grid_x &&
                               report.ValueOr("compression.grid_y", -1.0) == grid_y
                           ? 1
                           : 0;
        truth.push_back(-quality);
        blockiness.push_back(report.ValueOr("compression.blockiness", 0.0));
      }
    }
  }
  std::printf("%-14s %4s %6s %7s %7s %7s %6s\n", "kind", "q", "n", "+-2", "exact", "grid", "none");
  for (size_t kind = 0; kind < 3; ++kind) {
    Tally sum;
    for (const auto& [quality, t] : tallies[kind]) {
      std::printf("%-14s %4d %6d %6.1f%% %6.1f%% %6.1f%% %6d\n",
                  kNames[kind],
                  quality,
                  t.all,
                  100.0 * t.near / t.all,
                  100.0 * t.exact / t.all,
                  100.0 * t.phase / t.all,
                  t.none);
      sum.all += t.all;
      sum.near += t.near;
      sum.exact += t.exact;
      sum.phase += t.phase;
    }
    if (sum.all == 0) continue;
    std::printf("%-14s %4s %6d %6.1f%% %6.1f%% %6.1f%%\n",
                kNames[kind],
                "all",
                sum.all,
                100.0 * sum.near / sum.all,
                100.0 * sum.exact / sum.all,
                100.0 * sum.phase / sum.all);
  }
  std::printf("never compressed: %d of %d taken for JPEGs\n", clean_found, clean);
  std::printf("blockiness against quality, pooled: SRCC %.3f\n", Spearman(truth, blockiness));
}

int RunAll(int argc, char** argv) {
  const std::vector<std::string> folders =
      argc > 1 ? std::vector<std::string>{argv[1]} : KnownTruthFolders();
  const auto most = static_cast<size_t>(std::max(1, argc > 2 ? std::atoi(argv[2]) : 16));
  for (const Split split : kSplits) {
    const std::vector<CleanPicture> pictures = ReadCleanPictures(folders, {split, most}).pictures;
    std::printf("\n=== %s: %zu pictures\n", SplitName(split), pictures.size());
    if (pictures.empty()) continue;
    Run(pictures);
    RunFirstQuality(pictures);
  }
  return 0;
}

}  // namespace
}  // namespace sharpscale

int main(int argc, char** argv) {
  return sharpscale::RunAll(argc, argv);
}
