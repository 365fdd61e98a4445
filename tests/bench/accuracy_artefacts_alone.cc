// SPDX-License-Identifier: Apache-2.0

#include "tests/bench/accuracy_artefacts_alone.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <vector>

#include "analysis/analyze.h"
#include "datasets/degrade.h"
#include "image/decode.h"

namespace sharpscale {
namespace {

const std::vector<std::string> kMetrics = {"texture.seams",
                                           "texture.seam_period",
                                           "texture.checkerboard",
                                           "texture.flat_activity",
                                           "texture.smoothness",
                                           "texture.banding",
                                           "compression.ringing"};

struct Case {
  std::string name;
  std::string metric;  // that must name it
  cv::Mat picture;
  cv::Mat1b mask;      // empty: everywhere
  bool lines = false;  // the mask is made of lines: a cell counts when it holds one
};

cv::Mat Add(const cv::Mat& picture, const std::function<double(int, int)>& change) {
  cv::Mat result = picture.clone();
  for (int y = 0; y < result.rows; ++y) {
    for (int x = 0; x < result.cols; ++x) {
      auto& p = result.at<cv::Vec3b>(y, x);
      const double by = change(x, y);
      for (int c = 0; c < 3; ++c) p[c] = cv::saturate_cast<uint8_t>(p[c] + by);
    }
  }
  return result;
}

Case Seams(const cv::Mat& clean, int period, cv::Point offset, int level) {
  Case one;
  one.name = "seams " + std::to_string(period) + " px, " + std::to_string(level) + " level";
  one.metric = "texture.seams";
  one.lines = true;
  one.picture = Add(clean, [&](int x, int y) {
    return level * (((x - offset.x + period) / period + (y - offset.y + period) / period) % 2);
  });
  one.mask = cv::Mat1b(clean.size(), uint8_t{0});
  for (int x = offset.x; x < clean.cols; x += period) {
    if (x > 0) one.mask.col(x).setTo(255);
  }
  for (int y = offset.y; y < clean.rows; y += period) {
    if (y > 0) one.mask.row(y).setTo(255);
  }
  return one;
}

// The square of 192 px with least variation; none where it varies by 8 levels and more: there is
// no flat area then.
std::optional<cv::Rect> FlatSquare(const cv::Mat& picture) {
  constexpr int kSide = 192;
  cv::Mat gray;
  cv::cvtColor(picture, gray, cv::COLOR_RGB2GRAY);
  std::optional<cv::Rect> best;
  double least = 8.0;
  for (int y = 0; y + kSide <= gray.rows; y += 32) {
    for (int x = 0; x + kSide <= gray.cols; x += 32) {
      const cv::Rect box(x, y, kSide, kSide);
      cv::Scalar mean;
      cv::Scalar deviation;
      cv::meanStdDev(gray(box), mean, deviation);
      if (mean[0] < 15.0 || mean[0] > 240.0 || deviation[0] >= least) continue;
      least = deviation[0];
      best = box;
    }
  }
  return best;
}

Case InRect(const std::string& name,
            const std::string& metric,
            const cv::Rect& where,
            cv::Mat picture) {
  Case one{name, metric, std::move(picture), cv::Mat1b(), false};
  one.mask = cv::Mat1b(one.picture.size(), uint8_t{0});
  one.mask(where).setTo(255);
  return one;
}

std::vector<Case> Cases(const cv::Mat& clean, uint64_t seed) {
  std::vector<Case> cases;
  cv::RNG rng(seed);
  const bool large = clean.cols >= 1024 && clean.rows >= 1024;
  cases.push_back(Seams(clean, 256, {0, 0}, 1));
  cases.push_back(Seams(clean, 256, {0, 0}, 2));
  cases.push_back(Seams(clean, 64, {rng.uniform(0, 64), rng.uniform(0, 64)}, 1));
  if (large) cases.push_back(Seams(clean, 512, {0, 0}, 1));
  const auto board = [](double level) {
    return [level](int x, int y) { return (x + y) % 2 == 0 ? level : -level; };
  };
  cases.push_back({"checkerboard 1 level, all over",
                   "texture.checkerboard",
                   Add(clean, board(1.0)),
                   {},
                   false});
  const cv::Rect anywhere(rng.uniform(0, (clean.cols - 160) / 16) * 16 + rng.uniform(0, 16),
                          rng.uniform(0, (clean.rows - 160) / 16) * 16 + rng.uniform(0, 16),
                          144,
                          144);
  cases.push_back(InRect("checkerboard 3 levels, 144 px",
                         "texture.checkerboard",
                         anywhere,
                         Add(clean, [&](int x, int y) {
                           return anywhere.contains({x, y}) ? board(3.0)(x, y) : 0.0;
                         })));
  cv::Mat smooth;
  cv::bilateralFilter(clean, smooth, 0, 60.0, 3.0);
  cases.push_back({"plastic, all over", "texture.smoothness", smooth, {}, false});
  if (const std::optional<cv::Rect> flat = FlatSquare(clean)) {
    const cv::Rect where(flat->x + rng.uniform(16, 48), flat->y + rng.uniform(16, 48), 128, 128);
    cv::Mat1f texture(where.size());
    rng.fill(texture, cv::RNG::NORMAL, 0.0, 18.0);
    cv::GaussianBlur(texture, texture, {}, 1.0);
    cases.push_back(
        InRect("stamped 128 px", "texture.flat_activity", where, Add(clean, [&](int x, int y) {
                 return where.contains({x, y}) ? double(texture(y - where.y, x - where.x)) : 0.0;
               })));
    // The flat place as 6 bits without grain would hold it.
    cv::Mat picture = clean.clone();
    cv::Mat part;
    clean(where).convertTo(part, CV_32F);
    cv::GaussianBlur(part, part, {}, 24.0);
    for (int y = 0; y < where.height; ++y) {
      for (int x = 0; x < where.width; ++x) {
        for (int c = 0; c < 3; ++c) {
          const double v = double(part.at<cv::Vec3f>(y, x)[c]) + 0.12 * x + 0.05 * y;
          picture.at<cv::Vec3b>(where.y + y, where.x + x)[c] =
              cv::saturate_cast<uint8_t>(4.0 * std::round(v / 4.0));
        }
      }
    }
    cases.push_back(InRect("banding, 4 levels", "texture.banding", where, picture));
  }
  for (const int quality : {75, 40}) {
    cv::Mat real;
    clean.convertTo(real, CV_32F, 1.0 / 255.0);
    const auto steps = DegradationFromText("jpeg:" + std::to_string(quality));
    const auto coded = steps.ok() ? Degrade(real, *steps, seed) : steps.status();
    if (!coded.ok()) continue;
    cv::Mat picture;
    coded->convertTo(picture, CV_8U, 255.0);
    cases.push_back(
        {"ringing, JPEG " + std::to_string(quality), "compression.ringing", picture, {}, false});
  }
  return cases;
}

// Intersection over union of the cells that are marked and those that hold the artefact.
double Iou(const HeatMap& map, const Case& one) {
  double both = 0.0;
  double either = 0.0;
  for (int j = 0; j < map.values.rows; ++j) {
    for (int i = 0; i < map.values.cols; ++i) {
      const cv::Rect cell = cv::Rect(i * map.cell, j * map.cell, map.cell, map.cell) &
                            cv::Rect(0, 0, one.mask.cols, one.mask.rows);
      if (cell.area() == 0) continue;
      const int held = cv::countNonZero(one.mask(cell));
      const bool truth = one.lines ? held > 0 : 2 * held > cell.area();
      const bool marked = map.values(j, i) > 0.0F;
      both += truth && marked ? 1.0 : 0.0;
      either += truth || marked ? 1.0 : 0.0;
    }
  }
  return either > 0.0 ? both / either : 1.0;
}

bool Named(const Measurement* m) {
  return m != nullptr && m->grade != Grade::kNone && m->grade != Grade::kNotGraded;
}

struct Row {
  int all = 0;
  int unknown = 0;
  int named = 0;
  double value = 0.0;
  int masked = 0;
  double iou = 0.0;
  int placed = 0;  // IoU of one half and more
};

std::vector<std::string> Files(const std::string& folder, int count) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.is_regular_file()) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> some;
  const size_t stride = std::max<size_t>(1, files.size() / size_t(std::max(1, count)));
  for (size_t i = 0; i < files.size() && int(some.size()) < count; i += stride) {
    some.push_back(files[i]);
  }
  return some;
}

std::optional<Report> Measure(const Image& image) {
  AnalyzeOptions options;
  options.metrics = kMetrics;
  auto report = Analyze(image, options);
  if (!report.ok()) return std::nullopt;
  return *std::move(report);
}

void PrintFound(const std::map<std::string, Row>& rows) {
  std::printf("\n%-32s %-9s %4s %8s %6s %8s %7s %8s\n",
              "artefact",
              "half",
              "n",
              "unknown",
              "found",
              "value",
              "IoU",
              "IoU>=.5");
  for (const auto& [name, row] : rows) {
    const int known = std::max(1, row.all - row.unknown);
    std::printf("%-42s %4d %8d %5.0f%% %8.2f",
                name.c_str(),
                row.all,
                row.unknown,
                100.0 * row.named / known,
                row.value / known);
    if (row.masked > 0) {
      std::printf(
          " %7.2f %7.0f%%", row.iou / row.masked, 100.0 * row.placed / std::max(1, row.masked));
    }
    std::printf("\n");
  }
}

}  // namespace

int RunAlone(const std::string& data, int count, bool verbose) {
  std::map<std::string, Row> found;
  for (const char* folder : {"/train/cid22", "/train/clic"}) {
    const std::vector<std::string> files =
        Files(data + folder, folder[7] == 'l' ? count / 4 : count);
    for (size_t f = 0; f < files.size(); ++f) {
      const auto image = Decode(files[f]);
      if (!image.ok() || image->pixels.type() != CV_8UC3) continue;
      for (const Case& one : Cases(image->pixels, f + 1)) {
        Image picture;
        picture.pixels = one.picture;
        const std::optional<Report> report = Measure(picture);
        if (!report) continue;
        const Measurement* m = report->Find(one.metric);
        std::string size = image->pixels.total() > 1'000'000 ? " (>1 MP)" : "";
        std::string name = one.name + size;
        name.resize(33, ' ');
        Row& row = found[name + (f % 2 == 0 ? "tuning" : "held-out")];
        ++row.all;
        if (m == nullptr || !m->known()) {
          ++row.unknown;
          continue;
        }
        row.value += m->value.value_or(0.0);
        if (!Named(m)) continue;
        ++row.named;
        if (one.mask.empty() || m->map == nullptr) continue;
        const double iou = Iou(*m->map, one);
        ++row.masked;
        row.iou += iou;
        row.placed += iou >= 0.5 ? 1 : 0;
      }
    }
  }
  PrintFound(found);

  // Clean: nothing may be named. Ringing of JPEG originals is there and does not count.
  std::printf("\n%-32s %4s", "clean pictures: share blamed", "n");
  const std::vector<std::string> shown = {"texture.seams",
                                          "texture.checkerboard",
                                          "texture.flat_activity",
                                          "texture.smoothness",
                                          "texture.banding",
                                          "compression.ringing"};
  for (const std::string& id : shown) std::printf(" %13s", id.substr(id.find('.') + 1).c_str());
  std::printf("\n");
  struct Set {
    const char* folder;
    const char* history;  // a degradation that makes none of these artefacts; "" = as it is
  };
  const Set sets[] = {{"/train/cid22", ""},
                      {"/train/cid22", "noise:5"},
                      {"/train/cid22", "noise:12"},
                      {"/train/cid22", "jpeg:75"},
                      {"/train/clic", ""},
                      {"/train/wallpapers", ""},
                      {"/val/set14", ""},
                      {"/val/biq_mos", ""},
                      {"/val/exif", ""},
                      {"/val/cc15_real_noise", ""},
                      {"/val/city100_real_sr", ""},
                      {"/val/screens", ""},
                      {"/val/lineart", ""},
                      {"/val/docs", ""},
                      {"/val/maps", ""},
                      {"/val/ai", ""}};
  std::array<std::map<std::string, int>, 2> blamed;
  std::array<int, 2> all{};
  for (const Set& set : sets) {
    std::map<std::string, int> here;
    int n = 0;
    const std::vector<std::string> files = Files(data + set.folder, count);
    for (size_t f = 0; f < files.size(); ++f) {
      const auto image = Decode(files[f]);
      if (!image.ok() || image->pixels.total() > 9'000'000) continue;
      Image picture = *image;
      if (set.history[0] != '\0') {
        if (image->pixels.type() != CV_8UC3) continue;
        cv::Mat real;
        image->pixels.convertTo(real, CV_32F, 1.0 / 255.0);
        const auto steps = DegradationFromText(set.history);
        const auto made = steps.ok() ? Degrade(real, *steps, f + 1) : steps.status();
        if (!made.ok()) continue;
        picture = Image();
        made->convertTo(picture.pixels, CV_8U, 255.0);
      }
      const std::optional<Report> report = Measure(picture);
      if (!report) continue;
      ++n;
      ++all[f % 2];
      for (const std::string& id : shown) {
        if (!Named(report->Find(id))) continue;
        ++here[id];
        ++blamed[f % 2][id];
        if (verbose && id != "compression.ringing") {
          std::printf("  %s: %s %.2f\n",
                      files[f].substr(files[f].rfind('/') + 1).c_str(),
                      id.c_str(),
                      report->ValueOr(id, -1.0));
        }
      }
    }
    if (n == 0) continue;
    std::printf("%-32s %4d", (std::string(set.folder) + " " + set.history).c_str(), n);
    for (const std::string& id : shown) std::printf(" %12.1f%%", 100.0 * here[id] / n);
    std::printf("\n");
  }
  for (int half = 0; half < 2; ++half) {
    std::printf("%-32s %4d", half == 0 ? "all, tuning half" : "all, held-out half", all[half]);
    for (const std::string& id : shown) {
      std::printf(" %12.1f%%", 100.0 * blamed[half][id] / std::max(1, all[half]));
    }
    std::printf("\n");
  }
  return 0;
}

}  // namespace sharpscale
