// SPDX-License-Identifier: Apache-2.0
//
// The fit behind halo.oversharpened (analysis/oversharpening_weights.h): damages the pictures of
// known_truth.h that no study judges with, sharpens some of them too strongly, and sets a logistic
// regression by ridge 1 on what OversharpeningStatistics counts. Prints how well it tells them,
// cross-validated by picture, beside the weights that are shipped; how far the score of one half
// of a picture lies from that of the other, which is the interval of the measurement; and with
// `rows` the rows of the header.
//
//   oversharpening_fit_bench [COUNT [rows]]     COUNT pictures (all)

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <opencv2/core.hpp>
#include <set>
#include <string>
#include <vector>

#include "analysis/fidelity_planes.h"
#include "analysis/oversharpening_statistics.h"
#include "analysis/oversharpening_weights.h"
#include "datasets/degrade.h"
#include "tests/bench/known_truth.h"

namespace sharpscale {
namespace {

constexpr int kFeatures = OversharpeningStatistics::kFeatures;
constexpr int kFolds = 5;
constexpr int kSteps = 12;  // of Newton's method
constexpr double kRidge = 1.0;
constexpr double kFarthest = 2.5;  // standard deviations, as analysis/oversharpening.cc
constexpr int kBlock = 64;         // px, as there
constexpr int64_t kFewest = 100;   // edges, as there
using Features = std::array<double, kFeatures>;

constexpr std::array<const char*, 11> kOthers = {"",
                                                 "blur:0.6",
                                                 "blur:1.2",
                                                 "noise:3",
                                                 "noise:8",
                                                 "noise:15",
                                                 "jpeg:50:420",
                                                 "jpeg:80:420",
                                                 "webp:75",
                                                 "usm:0.3:1.0",
                                                 "usm:0.3:2.0"};
constexpr std::array<const char*, 7> kSharpened = {"usm:0.8:1.0",
                                                   "usm:1.0:2.0",
                                                   "usm:1.5:0.7",
                                                   "usm:1.5:1.0",
                                                   "usm:2.0:1.0",
                                                   "usm:2.0:2.0",
                                                   "usm:1.5:1.0,jpeg:90:444"};
constexpr std::array<const char*, 3> kReductions = {"bicubic", "area", "lanczos3"};

struct Sample {
  int picture = 0;
  bool sharpened = false;
  Features whole{};
  std::array<Features, 2> halves{};  // left, right
  bool both = false;                 // halves have enough edges
};

// What the columns from `first` to `last` of the picture show.
OversharpeningStatistics Count(const cv::Mat1f& luma, int first, int last) {
  OversharpeningStatistics statistics;
  const cv::Rect all(first, 0, last - first, luma.rows);
  for (int y = 0; y < luma.rows; y += kBlock) {
    for (int x = first; x < last; x += kBlock) {
      statistics.AddBlock(luma, {0, 0}, luma.size(), cv::Rect(x, y, kBlock, kBlock) & all);
    }
  }
  return statistics;
}

bool Take(const cv::Mat& damaged, Sample* sample) {
  cv::Mat bytes;
  damaged.convertTo(bytes, CV_8U, 255.0);
  const cv::Mat1f luma = LumaLevels(bytes);
  const OversharpeningStatistics whole = Count(luma, 0, luma.cols);
  if (whole.edges() < kFewest) return false;
  sample->whole = whole.Features();
  const int middle = luma.cols / 2 / kBlock * kBlock;
  const OversharpeningStatistics left = Count(luma, 0, middle);
  const OversharpeningStatistics right = Count(luma, middle, luma.cols);
  sample->both = left.edges() >= kFewest && right.edges() >= kFewest;
  if (sample->both) sample->halves = {left.Features(), right.Features()};
  return true;
}

std::vector<Sample> MakeSamples(const std::vector<CleanPicture>& pictures) {
  std::vector<Sample> samples;
  for (size_t p = 0; p < pictures.size(); ++p) {
    cv::Mat unit;
    pictures[p].pixels.convertTo(unit, CV_32F, 1.0 / 255.0);
    for (const int factor : {1, 2, 4}) {
      const std::string reduction =
          factor == 1 ? "" : fmt::format("down:{}:{}", factor, kReductions[p % 3]);
      const auto add = [&](const std::string& damage, bool sharpened) {
        const std::string joint = !reduction.empty() && !damage.empty() ? "," : "";
        const auto history = DegradationFromText(reduction + joint + damage);
        if (!history.ok()) {
          std::fprintf(stderr, "%s\n", std::string(history.status().message()).c_str());
          std::exit(2);
        }
        const auto damaged = Degrade(unit, *history, p);
        Sample sample;
        sample.picture = static_cast<int>(p);
        sample.sharpened = sharpened;
        if (damaged.ok() && Take(*damaged, &sample)) samples.push_back(sample);
      };
      for (const char* damage : kOthers) add(damage, false);
      for (const char* damage : kSharpened) add(damage, true);
    }
  }
  return samples;
}

struct Model {
  double bias = 0.0;
  std::array<OversharpeningWeight, kFeatures> rows{};

  double Score(const Features& features) const {
    double score = bias;
    for (int i = 0; i < kFeatures; ++i) score += rows[i].weight * Standard(features, i);
    return score;
  }
  double Standard(const Features& features, int i) const {
    return std::clamp((features[i] - rows[i].mean) / rows[i].deviation, -kFarthest, kFarthest);
  }
};

Model Shipped() {
  return {kOversharpeningBias, kOversharpeningWeights};
}

// Newton's method on the penalised likelihood; the bias is not penalised.
Model Fit(const std::vector<const Sample*>& samples) {
  Model model;
  for (int i = 0; i < kFeatures; ++i) {
    double sum = 0.0;
    double square = 0.0;
    for (const Sample* sample : samples) {
      sum += sample->whole[i];
      square += sample->whole[i] * sample->whole[i];
    }
    const double mean = sum / double(samples.size());
    const double variance = square / double(samples.size()) - mean * mean;
    model.rows[i] = {mean, std::sqrt(std::max(variance, 1e-12)), 0.0};
  }
  constexpr int n = kFeatures + 1;
  cv::Mat1d x(static_cast<int>(samples.size()), n, 1.0);
  for (int r = 0; r < x.rows; ++r) {
    for (int i = 0; i < kFeatures; ++i) x(r, i) = model.Standard(samples[r]->whole, i);
  }
  cv::Mat1d weights = cv::Mat1d::zeros(n, 1);
  for (int step = 0; step < kSteps; ++step) {
    const cv::Mat1d scores = x * weights;
    cv::Mat1d rest(x.rows, 1);
    cv::Mat1d scaled = x.clone();
    for (int r = 0; r < x.rows; ++r) {
      const double p = 1.0 / (1.0 + std::exp(-scores(r, 0)));
      rest(r, 0) = (samples[r]->sharpened ? 1.0 : 0.0) - p;
      scaled.row(r) *= p * (1.0 - p);
    }
    cv::Mat1d penalty = cv::Mat1d::eye(n, n) * kRidge;
    penalty(n - 1, n - 1) = 0.0;
    cv::Mat1d change;
    cv::solve(x.t() * scaled + penalty, x.t() * rest - penalty * weights, change, cv::DECOMP_SVD);
    weights += change;
  }
  for (int i = 0; i < kFeatures; ++i) model.rows[i].weight = weights(i, 0);
  model.bias = weights(n - 1, 0);
  return model;
}

struct Scored {
  double score = 0.0;
  double apart = -1.0;  // half of the difference of the picture's halves; below 0 = unknown
  bool sharpened = false;
};

Scored ScoreOf(const Model& model, const Sample& sample) {
  Scored scored{model.Score(sample.whole), -1.0, sample.sharpened};
  if (sample.both) {
    scored.apart = 0.5 * std::abs(model.Score(sample.halves[0]) - model.Score(sample.halves[1]));
  }
  return scored;
}

void Print(const char* name, std::vector<Scored> all) {
  std::sort(
      all.begin(), all.end(), [](const Scored& a, const Scored& b) { return a.score < b.score; });
  double below = 0.0;
  double others = 0.0;
  double sharpened = 0.0;
  for (const Scored& one : all) {
    others += one.sharpened ? 0.0 : 1.0;
    sharpened += one.sharpened ? 1.0 : 0.0;
    if (one.sharpened) below += others;
  }
  std::printf("%-28s AUC %.3f", name, below / (others * sharpened));
  for (const double wrong : {0.01, 0.05}) {
    double false_ones = 0.0;
    double found = 0.0;
    for (auto one = all.rbegin(); one != all.rend(); ++one) {
      if (!one->sharpened && ++false_ones > wrong * others) break;
      found += one->sharpened ? 1.0 : 0.0;
    }
    std::printf(", %.0f %% found at %.0f %% false", 100.0 * found / sharpened, 100.0 * wrong);
  }
  std::vector<double> apart;
  for (const Scored& one : all) {
    if (one.apart >= 0.0) apart.push_back(one.apart);
  }
  std::sort(apart.begin(), apart.end());
  if (!apart.empty()) {
    std::printf("; halves within %.2f (half), %.2f (90 %%) in log odds",
                apart[apart.size() / 2],
                apart[apart.size() * 9 / 10]);
  }
  std::printf("\n");
}

std::vector<CleanPicture> TrainingPictures(size_t most) {
  std::set<std::string> left_out;
  std::ifstream list(SHARPSCALE_SOURCE_DIR "/models/recipes/validation.txt");
  for (std::string line; std::getline(list, line);) {
    const size_t slash = line.rfind('/') + 1;
    left_out.insert(line.substr(slash, line.rfind('.') - slash));
  }
  std::vector<std::string> folders = KnownTruthFolders();
  folders.pop_back();  // val/set14 is for judging
  std::vector<CleanPicture> pictures;
  for (const Split split : kSplits) {
    CleanPictures clean = ReadCleanPictures(folders, {split, most});
    for (CleanPicture& one : clean.pictures) {
      if (left_out.count(one.name) == 0) pictures.push_back(std::move(one));
    }
  }
  return pictures;
}

int Main(int argc, char** argv) {
  const size_t most = argc > 1 ? static_cast<size_t>(std::atoi(argv[1])) / 2 : 1000;
  const std::vector<CleanPicture> pictures = TrainingPictures(most);
  if (pictures.size() < kFolds) {
    std::fprintf(stderr, "no pictures: set SHARPSCALE_DATA to the evaluation data\n");
    return 2;
  }
  const std::vector<Sample> samples = MakeSamples(pictures);
  std::printf("%zu pictures, %zu cases\n", pictures.size(), samples.size());
  std::vector<Scored> shipped;
  std::vector<Scored> crossed;
  std::vector<const Sample*> all;
  for (const Sample& sample : samples) {
    shipped.push_back(ScoreOf(Shipped(), sample));
    all.push_back(&sample);
  }
  for (int fold = 0; fold < kFolds; ++fold) {
    std::vector<const Sample*> others;
    for (const Sample& sample : samples) {
      if (sample.picture % kFolds != fold) others.push_back(&sample);
    }
    const Model model = Fit(others);
    for (const Sample& sample : samples) {
      if (sample.picture % kFolds == fold) crossed.push_back(ScoreOf(model, sample));
    }
  }
  Print("shipped (has seen them)", shipped);
  Print("fitted, cross-validated", crossed);
  if (argc > 2 && std::string(argv[2]) == "rows") {
    const Model model = Fit(all);
    std::printf("bias %.4f\n", model.bias);
    for (const OversharpeningWeight& row : model.rows) {
      std::printf("        {%.4g, %.4g, %.4g},\n", row.mean, row.deviation, row.weight);
    }
  }
  return 0;
}

}  // namespace
}  // namespace sharpscale

int main(int argc, char** argv) {
  return sharpscale::Main(argc, argv);
}
