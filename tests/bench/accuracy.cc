// SPDX-License-Identifier: Apache-2.0
//
// accuracy_bench: every metric against pictures whose history is known, beside what peers reach.
//
//   accuracy_bench [--pictures N] [--split tuning|held-out] [--reduce N] [noise] [camera] [kinds]
//   [blur] [motion] [native] [halo] [crosstalk] [FOLDER...]
//   accuracy_bench --each HISTORY --metrics ID,ID    what each picture reads, one line a picture
//
// FOLDER: clean pictures of any format; default: those of known_truth.h. N: of each half, the one
// that constants were set on and the one that was never looked at. Pictures are cropped to 512x512.
// --reduce N reduces them by area before the crop, so that little of their own grain and softness
// is left beside the damage; those that would be smaller than 384 px are left out and counted.
// Peers' numbers are from their own runs on BSD68 or LIVE1 and stand there as yardsticks, not as
// results on these pictures.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "analysis/analyze.h"
#include "analysis/metric_table.h"
#include "datasets/charts.h"
#include "datasets/degrade.h"
#include "datasets/random.h"
#include "tests/bench/halo_chart.h"
#include "tests/bench/known_truth.h"

namespace sharpscale {
namespace {

struct Picture {
  std::string name;
  cv::Mat pixels;  // CV_32FC3, 0..1
};

std::vector<Picture> Floats(const std::vector<CleanPicture>& clean) {
  std::vector<Picture> pictures;
  for (const CleanPicture& p : clean) {
    cv::Mat pixels;
    p.pixels.convertTo(pixels, CV_32F, 1.0 / 255.0);
    pictures.push_back({p.name, pixels});
  }
  return pictures;
}

cv::Mat Damaged(const cv::Mat& pixels, const std::string& history, uint64_t seed = 1) {
  const auto steps = DegradationFromText(history);
  if (!steps.ok()) {
    std::fprintf(stderr, "%s\n", std::string(steps.status().message()).c_str());
    std::exit(2);
  }
  const auto result = Degrade(pixels, *steps, seed);
  return result.ok() ? *result : pixels;
}

Report Measured(const cv::Mat& pixels, const std::vector<std::string>& metrics) {
  Image image;
  pixels.convertTo(image.pixels, CV_8U, 255.0);
  AnalyzeOptions options;
  options.metrics = metrics;
  options.maps = false;
  const auto report = Analyze(image, options);
  return report.ok() ? *report : Report();
}

double Mean(const std::vector<double>& v) {
  double sum = 0.0;
  for (const double x : v) sum += x;
  return v.empty() ? 0.0 : sum / static_cast<double>(v.size());
}

double Rms(std::vector<double> v) {
  for (double& x : v) x *= x;
  return std::sqrt(Mean(v));
}

std::vector<double> Ranks(const std::vector<double>& v) {
  std::vector<size_t> order(v.size());
  for (size_t i = 0; i < v.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return v[a] < v[b]; });
  std::vector<double> ranks(v.size());
  for (size_t i = 0; i < v.size();) {
    size_t j = i;
    while (j + 1 < v.size() && v[order[j + 1]] == v[order[i]]) ++j;
    for (size_t k = i; k <= j; ++k) ranks[order[k]] = 0.5 * static_cast<double>(i + j);
    i = j + 1;
  }
  return ranks;
}

// Spearman's rank correlation.
double Srcc(const std::vector<double>& a, const std::vector<double>& b) {
  const std::vector<double> x = Ranks(a);
  const std::vector<double> y = Ranks(b);
  const double mx = Mean(x);
  const double my = Mean(y);
  double xy = 0.0;
  double xx = 1e-12;
  double yy = 1e-12;
  for (size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
  }
  return xy / std::sqrt(xx * yy);
}

// Chance that a value of `high` lies above one of `low`.
double Auc(const std::vector<double>& high, const std::vector<double>& low) {
  double won = 0.0;
  for (const double a : high) {
    for (const double b : low) won += a > b ? 1.0 : a == b ? 0.5 : 0.0;
  }
  return won / std::max<double>(1.0, static_cast<double>(high.size() * low.size()));
}

// Share of truths inside the 90 % interval.
struct Coverage {
  int inside = 0;
  int all = 0;
  void Add(const Measurement* m, double truth) {
    if (m == nullptr || !m->low) return;
    ++all;
    inside += *m->low <= truth && truth <= *m->high ? 1 : 0;
  }
  double percent() const { return all == 0 ? 0.0 : 100.0 * inside / all; }
};

void BenchNoise(const std::vector<Picture>& pictures) {
  const std::map<int, std::pair<double, double>> peers = {{1, {0.21, 4.22}},
                                                          {2, {0.24, 3.75}},
                                                          {3, {0.23, 3.39}},
                                                          {5, {0.33, 2.83}},
                                                          {10, {0.61, 1.94}},
                                                          {15, {0.89, 1.52}},
                                                          {25, {1.83, 1.74}},
                                                          {50, {5.78, 5.43}}};
  // Photographs have noise of their own, which adds to what is put on them: those that have little
  // are printed apart.
  std::printf(
      "\nnoise.luma_sigma, Gaussian, 8 bits (levels)\n%6s %7s %7s %9s %11s | RMSE of Liu 2013, "
      "%s\n",
      "sigma",
      "RMSE",
      "bias",
      "in 90 %",
      "RMSE quiet",
      "Immerkaer (BSD68)");
  std::set<std::string> quiet;
  for (const int sigma : {0, 1, 2, 3, 5, 10, 15, 25, 50}) {
    std::vector<double> errors;
    std::vector<double> quiet_errors;
    Coverage coverage;
    for (const Picture& p : pictures) {
      // Gray, as the peers were measured.
      cv::Mat gray;
      cv::cvtColor(p.pixels, gray, cv::COLOR_RGB2GRAY);
      const Report r =
          Measured(Damaged(gray, "noise:" + std::to_string(sigma)), {"noise.luma_sigma"});
      const Measurement* m = r.Find("noise.luma_sigma");
      if (m == nullptr || !m->value) continue;
      if (sigma == 0 && *m->value < 0.5) quiet.insert(p.name);
      errors.push_back(*m->value - sigma);
      if (quiet.count(p.name) != 0) quiet_errors.push_back(*m->value - sigma);
      coverage.Add(m, sigma);
    }
    std::printf("%6d %7.2f %+7.2f %8.0f%% %7.2f (%zu)",
                sigma,
                Rms(errors),
                Mean(errors),
                coverage.percent(),
                Rms(quiet_errors),
                quiet_errors.size());
    const auto peer = peers.find(sigma);
    if (peer != peers.end()) {
      std::printf(" | %.2f, %.2f", peer->second.first, peer->second.second);
    }
    std::printf("\n");
  }
}

// What a camera's own JPEGs have at high ISO: the truth is what the noise did to the luma.
void BenchCameraNoise(const std::vector<Picture>& pictures) {
  std::printf("\nnoise.luma_sigma, camera noise and JPEG 95\n%6s %7s %7s %9s  called\n",
              "sigma",
              "RMSE",
              "bias",
              "in 90 %");
  for (const int sigma : {3, 6, 10}) {
    std::vector<double> errors;
    Coverage coverage;
    std::map<std::string, int> said;
    for (const Picture& p : pictures) {
      const cv::Mat damaged =
          Damaged(p.pixels, "noise:" + std::to_string(sigma) + ":camera,jpeg:95");
      cv::Mat before, after, spread;
      cv::cvtColor(p.pixels, before, cv::COLOR_RGB2GRAY);
      cv::cvtColor(damaged, after, cv::COLOR_RGB2GRAY);
      cv::meanStdDev(after - before, cv::noArray(), spread);
      const double truth = 255.0 * spread.at<double>(0);
      const Report r = Measured(damaged, {"noise.luma_sigma", "noise.kind"});
      const Measurement* m = r.Find("noise.luma_sigma");
      if (m == nullptr || !m->value) continue;
      ++said[r.Word("noise.kind")];
      errors.push_back(*m->value - truth);
      coverage.Add(m, truth);
    }
    std::printf("%6d %7.2f %+7.2f %8.0f%% ", sigma, Rms(errors), Mean(errors), coverage.percent());
    for (const auto& [word, count] : said) std::printf(" %s:%d", word.c_str(), count);
    std::printf("\n");
  }
}

void BenchKinds(const std::vector<Picture>& pictures) {
  std::printf("\nnoise.kind (target: right in 90 %%)\n");
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"none", "none"},
      {"white", "noise:6:gray"},
      {"white", "noise:12"},
      {"correlated", "noise:8:correlated"},
      {"correlated", "noise:14:correlated"},
      {"signal-dependent", "noise:10:poisson"},
      {"signal-dependent", "noise:18:poisson"},
      {"impulse", "noise:10:impulse"}};
  for (const auto& [truth, history] : cases) {
    std::map<std::string, int> said;
    for (const Picture& p : pictures) {
      ++said[Measured(Damaged(p.pixels, history), {"noise.kind"}).Word("noise.kind")];
    }
    std::printf("%-17s %-20s right %3.0f%%  ",
                truth.c_str(),
                history.c_str(),
                100.0 * said[truth] / static_cast<double>(pictures.size()));
    for (const auto& [word, count] : said) {
      if (count > 0 && word != truth) std::printf(" %s:%d", word.c_str(), count);
    }
    std::printf("\n");
  }
}

void BenchBlur(const std::vector<Picture>& pictures) {
  std::printf(
      "\nblur.sigma, Gaussian 0..5 px | Zhuo and Sim: SRCC 0.978 / 0.971 / 0.976, MAE 0.28 / "
      "0.91 / 0.61 (LIVE1)\n");
  for (const auto& [name, after] : std::vector<std::pair<std::string, std::string>>{
           {"clean", ""}, {"noise 5", ",noise:5:gray"}, {"jpeg 50", ",jpeg:50:420"}}) {
    std::vector<double> truths;
    std::vector<double> found;
    std::vector<double> errors;
    // Of the pictures that have a crisp edge before: what is soft from the start (clouds, a blurred
    // original) is blurred by more than what is put on it.
    std::vector<double> crisp_truths;
    std::vector<double> crisp_found;
    std::vector<double> crisp_errors;
    Coverage coverage;
    int unknown = 0;
    for (const Picture& p : pictures) {
      const double own = Measured(p.pixels, {"blur.sigma"}).ValueOr("blur.sigma", 0.0);
      for (const char* sigma : {"0", "0.8", "1.2", "2", "3", "4", "5"}) {
        const double truth = std::atof(sigma);
        const Report r =
            Measured(Damaged(p.pixels, "blur:" + std::string(sigma) + after), {"blur.sigma"});
        const Measurement* m = r.Find("blur.sigma");
        if (m == nullptr || !m->value) {
          ++unknown;
          continue;
        }
        truths.push_back(truth);
        found.push_back(*m->value);
        if (own < 1.0) {
          crisp_truths.push_back(truth);
          crisp_found.push_back(*m->value);
          if (truth >= 0.8 && truth <= 4.0) crisp_errors.push_back(std::abs(*m->value - truth));
        }
        if (truth < 0.8 || truth > 4.0) continue;
        errors.push_back(std::abs(*m->value - truth));
        coverage.Add(m, truth);
      }
    }
    std::printf(
        "%-8s SRCC %.3f  MAE (0.8-4) %.2f px  in 90 %%: %.0f%%  unknown %d of %zu; crisp before "
        "(%zu of "
        "the values): SRCC %.3f  MAE %.2f\n",
        name.c_str(),
        Srcc(truths, found),
        Mean(errors),
        coverage.percent(),
        unknown,
        pictures.size() * 7,
        crisp_found.size(),
        Srcc(crisp_truths, crisp_found),
        Mean(crisp_errors));
  }
}

// A hand's path: a smoothed random walk that spreads over `extent` px along its longer axis.
cv::Mat1f ShakePath(double extent, uint64_t seed) {
  constexpr int kMoments = 400;
  constexpr int kSmooth = 40;
  constexpr int kSide = 65;
  Random random(seed);
  std::vector<cv::Point2d> walk(kMoments + kSmooth);
  cv::Point2d at(0.0, 0.0);
  for (cv::Point2d& p : walk) p = at += cv::Point2d(random.Normal(), random.Normal());
  std::vector<cv::Point2d> path;
  for (int i = 0; i < kMoments; ++i) {
    cv::Point2d sum(0.0, 0.0);
    for (int k = 0; k < kSmooth; ++k) sum += walk[static_cast<size_t>(i + k)];
    path.push_back(sum * (1.0 / kSmooth));
  }
  const auto [left, right] = std::minmax_element(
      path.begin(), path.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
  const auto [top, bottom] = std::minmax_element(
      path.begin(), path.end(), [](const auto& a, const auto& b) { return a.y < b.y; });
  const double scale = extent / std::max(right->x - left->x, bottom->y - top->y);
  const cv::Point2d middle(0.5 * (left->x + right->x), 0.5 * (top->y + bottom->y));
  cv::Mat1f kernel = cv::Mat1f::zeros(kSide, kSide);
  for (const cv::Point2d& p : path) {
    const cv::Point2d q = (p - middle) * scale + cv::Point2d(kSide / 2, kSide / 2);
    const int x = static_cast<int>(q.x);
    const int y = static_cast<int>(q.y);
    const double u = q.x - x;
    const double v = q.y - y;
    kernel(y, x) += static_cast<float>((1 - u) * (1 - v));
    kernel(y, x + 1) += static_cast<float>(u * (1 - v));
    kernel(y + 1, x) += static_cast<float>((1 - u) * v);
    kernel(y + 1, x + 1) += static_cast<float>(u * v);
  }
  return kernel * (1.0 / kMoments);
}

// The straight movement that spreads as far along the longest axis.
double StraightLength(const cv::Mat1f& kernel) {
  const cv::Moments m = cv::moments(kernel);
  const double spread = std::hypot(m.mu20 - m.mu02, 2.0 * m.mu11);
  return std::sqrt(12.0 * 0.5 * (m.mu20 + m.mu02 + spread) / m.m00);
}

// Of the longest axis, degrees counter-clockwise.
double StraightDegrees(const cv::Mat1f& kernel) {
  const cv::Moments m = cv::moments(kernel);
  return -0.5 * std::atan2(2.0 * m.mu11, m.mu20 - m.mu02) * 180.0 / CV_PI;
}

void BenchShake(const std::vector<Picture>& pictures) {
  for (const double extent : {8.0, 10.0, 15.0, 24.0}) {
    for (const char* after : {"none", "noise:3", "jpeg:75:420"}) {
      int motion = 0;
      int near = 0;
      int turned = 0;
      uint64_t seed = 1;
      for (const Picture& p : pictures) {
        const cv::Mat1f kernel = ShakePath(extent, ++seed);
        cv::Mat shaken;
        cv::filter2D(p.pixels, shaken, -1, kernel, {-1, -1}, 0.0, cv::BORDER_REFLECT);
        const Report r = Measured(Damaged(shaken, after), {"blur."});
        if (r.Word("blur.kind") != "motion") continue;
        ++motion;
        const double ratio = r.ValueOr("blur.motion_length", 0.0) / StraightLength(kernel);
        near += ratio > 1.0 / 1.5 && ratio < 1.5 ? 1 : 0;
        const double turn = r.ValueOr("blur.motion_angle", 0.0) - StraightDegrees(kernel);
        turned += std::abs(std::remainder(turn, 180.0)) > 27.0 ? 1 : 0;
      }
      const auto n = static_cast<double>(pictures.size());
      std::printf(
          "  a hand's shake of %2.0f px, %-12s called motion %3.0f%%, length within 1.5x %3.0f%%, "
          "angle within 27 degrees %3.0f%%\n",
          extent,
          after,
          100.0 * motion / n,
          100.0 * near / std::max(1, motion),
          100.0 * (motion - turned) / std::max(1, motion));
    }
  }
}

void BenchMotion(const std::vector<Picture>& pictures) {
  std::printf(
      "\nblur.kind (target: motion and defocus told in 90 %% from 7 px, angle within 10 "
      "degrees)\n");
  for (const char* history : {"none",
                              "blur:2",
                              "blur:3.5",
                              "jpeg:40:420",
                              "jpeg:30:420",
                              "jpeg:20:420",
                              "blur:1,jpeg:30:420",
                              "defocus:3.5",
                              "defocus:6",
                              "defocus:8",
                              "defocus:4,noise:3",
                              "motion:9:100,noise:3",
                              "motion:13:10,jpeg:75:420",
                              "motion:8:0,jpeg:75:420",
                              "motion:13:10,jpeg:30:420",
                              "motion:7:25",
                              "motion:11:70",
                              "motion:15:140",
                              "motion:21:0"}) {
    const std::string text = history;
    const double angle =
        text.rfind("motion", 0) == 0 ? std::atof(text.substr(text.find(':', 7) + 1).c_str()) : -1.0;
    int motion = 0;
    int defocus = 0;
    int near = 0;
    std::vector<double> lengths;
    for (const Picture& p : pictures) {
      const Report r = Measured(Damaged(p.pixels, history), {"blur."});
      defocus += r.Word("blur.kind") == "defocus" ? 1 : 0;
      if (r.Word("blur.kind") != "motion") continue;
      ++motion;
      lengths.push_back(r.ValueOr("blur.motion_length", 0.0));
      near += std::abs(std::remainder(r.ValueOr("blur.motion_angle", 0.0) - angle, 180.0)) <= 10.0
                  ? 1
                  : 0;
    }
    const auto n = static_cast<double>(pictures.size());
    std::printf("  %-25s called motion %3.0f%%, defocus %3.0f%%",
                history,
                100.0 * motion / n,
                100.0 * defocus / n);
    if (angle >= 0.0) {
      std::printf(", angle right %3.0f%%, mean length %.1f px", 100.0 * near / n, Mean(lengths));
    }
    std::printf("\n");
  }
  BenchShake(pictures);
}

void BenchNative(const std::vector<Picture>& pictures) {
  std::printf(
      "\nresolution.native_*: false alarms (resdet: 8-45 %% on originals, 92-100 %% on JPEG)\n");
  for (const char* history : {"none",
                              "jpeg:95",
                              "jpeg:75:420",
                              "jpeg:50:420",
                              "blur:1,jpeg:75",
                              "noise:5",
                              "usm:1:1",
                              "blur:2"}) {
    int alarms = 0;
    for (const Picture& p : pictures) {
      const Report r = Measured(Damaged(p.pixels, history), {"resolution.native_scale"});
      alarms += r.ValueOr("resolution.native_scale", 1.0) < 1.0 ? 1 : 0;
    }
    std::printf(
        "  %-16s %5.1f%%\n", history, 100.0 * alarms / static_cast<double>(pictures.size()));
  }
  std::printf(
      "exact native size +-1 %% after enlarging (%% of pictures; resdet after JPEG 85: "
      "53/3/100/23, or 0 with -f auto)\n%-18s",
      "");
  for (const char* factor : {"1.25", "1.5", "2", "3"}) std::printf("%8sx", factor);
  std::printf("\n");
  for (const std::string how : {"bicubic",
                                "bicubic,noise:2",
                                "bicubic,usm:1:1",
                                "bicubic,jpeg:95",
                                "bicubic,jpeg:85",
                                "bicubic,jpeg:75",
                                "nearest"}) {
    std::printf("%-18s", how.c_str());
    for (const char* factor : {"1.25", "1.5", "2", "3"}) {
      int exact = 0;
      for (const Picture& p : pictures) {
        const cv::Mat native =
            p.pixels(cv::Rect(0, 0, std::min(p.pixels.cols, 331), std::min(p.pixels.rows, 287)));
        const Report r = Measured(Damaged(native, "up:" + std::string(factor) + ":" + how),
                                  {"resolution.native_width", "resolution.native_height"});
        const auto near = [&](const char* id, int truth) {
          return std::abs(r.ValueOr(id, 0.0) - truth) <= std::max(1.0, 0.01 * truth);
        };
        exact += near("resolution.native_width", native.cols) &&
                         near("resolution.native_height", native.rows)
                     ? 1
                     : 0;
      }
      std::printf("%8.0f%%", 100.0 * exact / static_cast<double>(pictures.size()));
    }
    std::printf("\n");
  }
}

// How well a value tells sharpened pictures from the same pictures before; and whether it rises.
struct Separation {
  std::map<double, std::vector<double>> found;  // by amount
  int monotone = 0;
  int known = 0;    // pictures known at all amounts
  int asked = 0;    // values
  int unknown = 0;  // of them

  // Values for kAmounts; nullopt where unknown.
  void Add(const std::vector<std::optional<double>>& values);
  void Print(const char* name) const;
};

constexpr double kAmounts[] = {0.0, 0.5, 1.0, 1.5, 2.0};

void Separation::Add(const std::vector<std::optional<double>>& values) {
  bool all = true;
  bool rises = true;
  for (size_t i = 0; i < values.size(); ++i) {
    all = all && values[i].has_value();
    ++asked;
    unknown += values[i].has_value() ? 0 : 1;
    if (!values[i]) continue;
    found[kAmounts[i]].push_back(*values[i]);
    rises = rises && (i == 0 || !values[i - 1] || *values[i] >= *values[i - 1]);
  }
  if (!all) return;
  ++known;
  monotone += rises ? 1 : 0;
}

void Separation::Print(const char* name) const {
  std::printf("  %-22s", name);
  const auto at = [&](double amount) -> const std::vector<double>& { return found.at(amount); };
  std::vector<double> strong;
  for (const double amount : kAmounts) {
    if (found.count(amount) == 0) continue;
    if (amount >= 1.0) strong.insert(strong.end(), at(amount).begin(), at(amount).end());
    if (amount > 0.0 && found.count(0.0) != 0) {
      std::printf(" %.3f", Auc(at(amount), at(0.0)));
    }
  }
  if (found.count(0.0) != 0) std::printf("  >=1: %.3f", Auc(strong, at(0.0)));
  std::printf("  means");
  for (const auto& [amount, values] : found) std::printf(" %.2f", Mean(values));
  std::printf("  never falls on %d of %d; unknown %.0f%%\n",
              monotone,
              known,
              100.0 * unknown / std::max(1, asked));
}

void BenchHalo(const std::vector<Picture>& pictures) {
  std::printf(
      "\nhalo.*, unsharp mask of 1 px on photographs (target: AUC 0.98 from amount 1; no peer)\n"
      "  AUC against unsharpened at 0.5, 1, 1.5, 2; crisp: blur.sigma < 0.32 px before "
      "sharpening\n");
  std::map<std::string, Separation> all;
  std::map<std::string, Separation> crisp;
  std::vector<double> affected;
  std::map<double, Coverage> coverage;
  for (const Picture& p : pictures) {
    std::map<std::string, std::vector<std::optional<double>>> values;
    bool is_crisp = false;
    for (const double amount : kAmounts) {
      const Report r =
          Measured(Damaged(p.pixels, "usm:" + std::to_string(amount) + ":1"), {"halo.", "blur."});
      std::optional<double> worse;
      for (const char* id : {"halo.overshoot",
                             "halo.undershoot",
                             "halo.amount",
                             "halo.affected",
                             "halo.oversharpened"}) {
        const Measurement* m = r.Find(id);
        const std::optional<double> value = m != nullptr ? m->value : std::nullopt;
        values[id].push_back(value);
        if (m != nullptr && std::string(id) == "halo.amount") coverage[amount].Add(m, amount);
        if (value && std::string(id).find("shoot") != std::string::npos)
          worse = std::max(worse.value_or(0.0), *value);
      }
      values["the worse rim"].push_back(worse);
      if (amount == 0.0) {
        is_crisp = r.ValueOr("blur.sigma", 9.0) < 0.32;
        if (values["halo.affected"][0]) {
          affected.push_back(*values["halo.affected"][0]);
          if (affected.back() > 1.0) {
            std::printf("  unsharpened, yet affected: %s %.0f %%, amount %.2f\n",
                        p.name.c_str(),
                        affected.back(),
                        values["halo.amount"][0].value_or(-1.0));
          }
        }
      }
    }
    for (const auto& [id, v] : values) {
      all[id].Add(v);
      if (is_crisp) crisp[id].Add(v);
    }
  }
  for (const auto& [id, separation] : all) separation.Print(id.c_str());
  for (const auto& [id, separation] : crisp) separation.Print((id + ", crisp").c_str());
  std::printf(
      "  halo.affected of unsharpened: mean %.1f %%, none on %.0f%% of pictures;"
      " halo.amount in its 90 %% interval:",
      Mean(affected),
      100.0 * static_cast<double>(std::count(affected.begin(), affected.end(), 0.0)) /
          std::max<double>(1.0, static_cast<double>(affected.size())));
  for (const auto& [amount, c] : coverage) std::printf(" %.1f: %.0f%%", amount, c.percent());
  std::printf("\n");
}

double Quantile(std::vector<double> v, double q) {
  if (v.empty()) return 0.0;
  std::sort(v.begin(), v.end());
  return v[static_cast<size_t>(q * static_cast<double>(v.size() - 1) + 0.5)];
}

// Slanted edges of exact pixel coverage, blurred by known Gaussians. Truth: where the product of
// the Gaussian's and the pixel's transfer functions falls to a half.
void BenchMtf50() {
  Random random(21);
  std::vector<double> errors;
  Coverage coverage;
  int unknown = 0;
  constexpr int kCharts = 24;
  for (int i = 0; i < kCharts; ++i) {
    const double degrees = random.Uniform(2.0, 43.0);
    const double sigma = random.Uniform(0.5, 2.5);
    double truth = 0.0;
    const auto transfer = [&](double f) {
      const auto sinc = [](double t) { return t < 1e-9 ? 1.0 : std::sin(CV_PI * t) / (CV_PI * t); };
      const double turn = degrees * CV_PI / 180.0;
      return std::exp(-2.0 * CV_PI * CV_PI * sigma * sigma * f * f) * sinc(f * std::cos(turn)) *
             sinc(f * std::sin(turn));
    };
    while (truth < 0.5 && transfer(truth) > 0.5) truth += 0.0005;
    const cv::Mat chart = SlantedEdge({320, 320}, degrees);
    const Report r =
        Measured(Damaged(chart, "blur:" + std::to_string(sigma)), {"sharpness.mtf50", "blur."});
    const Measurement* m = r.Find("sharpness.mtf50");
    if (m == nullptr || !m->value) {
      ++unknown;
      continue;
    }
    errors.push_back(100.0 * std::abs(*m->value / truth - 1.0));
    coverage.Add(m, truth);
  }
  std::printf(
      "\nsharpness.mtf50 on slanted edges, Gaussian 0.5 to 2.5 px: error mean %.1f %%, 95 %% %.1f "
      "%%; in 90 %%: %.0f%%; unknown %d of %d\n",
      Mean(errors),
      Quantile(errors, 0.95),
      coverage.percent(),
      unknown,
      kCharts);
}

// On edges whose halo is known in closed form, over angle, contrast, blur, radius and amount.
void BenchHaloChart() {
  Random random(20);
  std::vector<double> over;
  std::vector<double> under;
  std::vector<double> width;
  Coverage coverage;
  int unknown = 0;
  for (int i = 0; i < 60; ++i) {
    HaloChart chart;
    chart.degrees = random.Uniform(0.0, 180.0);
    chart.sigma = random.Uniform(0.6, 2.0);
    chart.radius = random.Uniform(0.8, 3.0);
    chart.amount = random.Uniform(0.0, 2.0);
    const double contrast = random.Uniform(0.15, 0.5);
    chart.dark = 0.5 - 0.5 * contrast;
    chart.bright = 0.5 + 0.5 * contrast;
    const HaloTruth truth = HaloTruthOf(chart);
    const Report r = Measured(DrawHaloChart(chart, {320, 320}), {"halo."});
    const Measurement* o = r.Find("halo.overshoot");
    const Measurement* u = r.Find("halo.undershoot");
    if (o == nullptr || u == nullptr || !o->value || !u->value) {
      ++unknown;
      continue;
    }
    over.push_back(std::abs(*o->value - truth.overshoot));
    under.push_back(std::abs(*u->value - truth.overshoot));
    coverage.Add(o, truth.overshoot);
    coverage.Add(u, truth.overshoot);
    const Measurement* w = r.Find("halo.width");
    if (w != nullptr && w->value) width.push_back(std::abs(*w->value - truth.width));
  }
  std::printf(
      "\nhalo.* on analytic edges (targets: 2 points, 0.5 px)\n  overshoot error: mean %.2f, 95 "
      "%% %.2f; undershoot: mean %.2f, 95 %% %.2f; in 90 %%: %.0f%%; width: mean %.2f, 95 %% %.2f "
      "px (%zu); unknown %d of 60\n",
      Mean(over),
      Quantile(over, 0.95),
      Mean(under),
      Quantile(under, 0.95),
      coverage.percent(),
      Mean(width),
      Quantile(width, 0.95),
      width.size(),
      unknown);
}

// Share of pictures on which one defect changes the grade of each metric.
void BenchCrossTalk(const std::vector<Picture>& pictures) {
  std::vector<std::string> ids;
  for (const MetricInfo& info : MetricTable()) {
    if (info.direction != MetricDirection::kNeutral) ids.emplace_back(info.id);
  }
  std::printf("\ncross-talk: %% of pictures on which the defect makes the metric's grade worse\n");
  std::map<std::string, std::map<std::string, Grade>> before;
  for (const Picture& p : pictures) {
    const Report r = Measured(p.pixels, {});
    for (const std::string& id : ids) {
      const Measurement* m = r.Find(id);
      if (m != nullptr && m->value) before[p.name][id] = m->grade;
    }
  }
  const std::vector<std::string> defects = {
      "blur:2", "noise:12", "jpeg:30:420", "usm:2:1", "up:2", "noise:12:impulse"};
  std::printf("%-24s", "");
  for (const std::string& defect : defects) std::printf("%17s", defect.c_str());
  std::printf("\n");
  std::map<std::string, std::map<std::string, std::pair<int, int>>> worse;
  for (const std::string& defect : defects) {
    for (const Picture& p : pictures) {
      const Report r = Measured(Damaged(p.pixels, defect), {});
      for (const auto& [id, grade] : before[p.name]) {
        const Measurement* m = r.Find(id);
        if (m == nullptr || !m->value) continue;
        auto& [count, all] = worse[id][defect];
        ++all;
        count += static_cast<int>(m->grade) > static_cast<int>(grade) ? 1 : 0;
      }
    }
  }
  for (const std::string& id : ids) {
    if (worse.count(id) == 0) continue;
    std::printf("%-24s", id.c_str());
    for (const std::string& defect : defects) {
      const auto [count, all] = worse[id][defect];
      std::printf("%17.0f", all == 0 ? 0.0 : 100.0 * count / all);
    }
    std::printf("\n");
  }
}

// One line per picture: which ones make a figure.
void ListEach(const std::vector<Picture>& pictures,
              const std::string& history,
              const std::vector<std::string>& ids) {
  for (const Picture& p : pictures) {
    const Report r = Measured(Damaged(p.pixels, history), ids);
    std::printf("%-32s", p.name.c_str());
    for (const std::string& id : ids) {
      const Measurement* m = r.Find(id);
      if (m == nullptr || !m->known()) {
        std::printf(" %16s", "?");
      } else if (!m->value) {
        std::printf(" %16s", m->word.c_str());
      } else if (m->low) {
        std::printf(" %5.2f %4.2f-%5.2f", *m->value, *m->low, *m->high);
      } else {
        std::printf(" %16.2f", *m->value);
      }
    }
    std::printf("\n");
  }
}

int Run(int argc, char** argv) {
  std::vector<std::string> folders;
  std::string each;
  std::vector<std::string> ids;
  std::set<std::string> sections;
  size_t most = 16;
  int reduce = 1;
  std::string split_asked;
  const std::set<std::string> known = {
      "noise", "camera", "kinds", "blur", "motion", "native", "halo", "crosstalk"};
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--pictures" && i + 1 < argc) {
      most = static_cast<size_t>(std::max(1, std::atoi(argv[++i])));
    } else if (word == "--reduce" && i + 1 < argc) {
      reduce = std::max(1, std::atoi(argv[++i]));
    } else if (word == "--split" && i + 1 < argc) {
      split_asked = argv[++i];
    } else if (word == "--each" && i + 1 < argc) {
      each = argv[++i];
    } else if (word == "--metrics" && i + 1 < argc) {
      std::stringstream list(argv[++i]);
      for (std::string id; std::getline(list, id, ',');) ids.push_back(id);
    } else if (known.count(word) != 0) {
      sections.insert(word);
    } else {
      folders.push_back(word);
    }
  }
  if (folders.empty()) folders = KnownTruthFolders();
  const auto wanted = [&](const char* name) {
    return sections.empty() || sections.count(name) != 0;
  };
  bool any = false;
  for (const Split split : kSplits) {
    if (!split_asked.empty() && split_asked != SplitName(split)) continue;
    const CleanPictures clean = ReadCleanPictures(folders, {split, most, reduce});
    const std::vector<Picture> pictures = Floats(clean.pictures);
    if (pictures.empty()) continue;
    any = true;
    std::printf("\n=== %s: %zu pictures", SplitName(split), pictures.size());
    if (reduce > 1) {
      std::printf(", reduced %dx by area; %zu would be smaller than %d px and take no part",
                  reduce,
                  clean.too_small,
                  kLeastReduced);
    }
    std::printf("\n");
    if (!each.empty()) {
      ListEach(pictures, each, ids);
      continue;
    }
    if (wanted("noise")) BenchNoise(pictures);
    if (wanted("camera")) BenchCameraNoise(pictures);
    if (wanted("kinds")) BenchKinds(pictures);
    if (wanted("blur")) BenchBlur(pictures);
    if (wanted("motion")) BenchMotion(pictures);
    if (wanted("native")) BenchNative(pictures);
    if (wanted("halo")) BenchHalo(pictures);
    if (wanted("crosstalk")) BenchCrossTalk(pictures);
  }
  if (any && each.empty() && wanted("halo")) BenchHaloChart();
  if (any && each.empty() && wanted("blur")) BenchMtf50();
  if (any) return 0;
  std::fprintf(stderr,
               "accuracy: no 8-bit RGB pictures%s in %s; name a folder of clean pictures, or "
               "set SHARPSCALE_DATA\n",
               reduce > 1 ? " large enough for --reduce" : "",
               folders.front().c_str());
  return 2;
}

}  // namespace
}  // namespace sharpscale

int main(int argc, char** argv) {
  return sharpscale::Run(argc, argv);
}
