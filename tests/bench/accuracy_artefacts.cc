// SPDX-License-Identifier: Apache-2.0
//
// Artefacts with exact masks, put into honest enlargements of real pictures: is each named, is it
// found where it is, and does the hallucination map beat a plain SSIM-difference map? The picture
// itself is the truth's detail: source = the picture reduced by the scale; result = a Lanczos
// enlargement of the source, or the picture itself (an ideal enlargement), with the artefact.
//
//   accuracy_artefacts_bench [pair [COUNT [v]]]   default: 12 pictures of each half; v = name
//   misses accuracy_artefacts_bench damaged [COUNT [v]]  the same where the source has noise 8
//   (each
//                                                 channel) and JPEG 50: results are the picture
//                                                 itself, its clean reduction enlarged, and the
//                                                 enlarged source; shift and seams are left out
//   accuracy_artefacts_bench alone [COUNT [v]]    only the part without a source; v = name them
// A fourth argument keeps the artefacts whose name holds it.
//
// Pictures: the training photographs of SHARPSCALE_DATA that hold an even area of 128 px, 640 px
// around it. Limits are set on those with an even number in the list (tuning), the odd ones only
// tell (held-out). Without arguments both parts.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "analysis/analyze.h"
#include "analysis/compare.h"
#include "analysis/fidelity_planes.h"
#include "analysis/fidelity_ssim.h"
#include "image/decode.h"
#include "tests/bench/accuracy_artefacts_alone.h"

namespace sharpscale {
namespace {

struct Injected {
  std::string name;
  cv::Mat picture;
  cv::Mat1b mask;      // empty: everywhere or nowhere
  std::string metric;  // that must name it
};

cv::Mat AddGray(const cv::Mat& picture, const cv::Mat1f& change) {
  cv::Mat result = picture.clone();
  for (int y = 0; y < result.rows; ++y) {
    for (int x = 0; x < result.cols; ++x) {
      auto& p = result.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) p[c] = cv::saturate_cast<uint8_t>(p[c] + change(y, x));
    }
  }
  return result;
}

constexpr int kPatch = 128;    // px, of what is put into an even area
constexpr double kEven = 6.0;  // levels, standard deviation
constexpr int kSide = 640;     // px of a picture that are used

// The square of the picture with least variation that is not cut off at black or white; where
// there is none, one that varies more than kEven.
struct Flat {
  cv::Rect place;
  double deviation = 1e9;
};
Flat FlatPlace(const cv::Mat& picture, int side) {
  const cv::Mat luma = LumaLevels(picture);
  Flat best{cv::Rect(0, 0, side, side), 1e9};
  const int step = std::max(16, std::max(luma.rows, luma.cols) / 1280 * 16);
  for (int y = 16; y + side + 16 < luma.rows; y += step) {
    for (int x = 16; x + side + 16 < luma.cols; x += step) {
      cv::Scalar mean;
      cv::Scalar deviation;
      cv::meanStdDev(luma(cv::Rect(x, y, side, side)), mean, deviation);
      if (deviation[0] >= best.deviation || mean[0] < 40.0 || mean[0] > 215.0) continue;
      best = {cv::Rect(x, y, side, side), deviation[0]};
    }
  }
  return best;
}

// About kSide px around `place`, a multiple of 8.
cv::Mat Around(const cv::Mat& picture, const cv::Rect& place) {
  const auto range = [](int middle, int size) {
    const int side = std::min(kSide, size / 8 * 8);
    return cv::Range(0, side) + std::clamp(middle - side / 2, 0, size - side);
  };
  return picture(range(place.y + place.height / 2, picture.rows),
                 range(place.x + place.width / 2, picture.cols))
      .clone();
}

// The square with the strongest edges.
cv::Rect BusyPlace(const cv::Mat& picture, int side) {
  const cv::Mat luma = LumaLevels(picture);
  cv::Rect best(0, 0, side, side);
  double most = -1.0;
  for (int y = 16; y + side + 16 < luma.rows; y += 16) {
    for (int x = 16; x + side + 16 < luma.cols; x += 16) {
      cv::Scalar mean;
      cv::Scalar deviation;
      cv::meanStdDev(luma(cv::Rect(x, y, side, side)), mean, deviation);
      if (deviation[0] > most) {
        most = deviation[0];
        best = cv::Rect(x, y, side, side);
      }
    }
  }
  return best;
}

// Where `after` visibly differs, strokes as they were and as they are: by 2 levels RMS in 9x9 px.
// An even field that was moved onto itself is no artefact.
cv::Mat1b Changed(const cv::Mat& before, const cv::Mat& after) {
  cv::Mat1f a;
  cv::Mat1f b;
  LumaLevels(before).convertTo(a, CV_32F);
  LumaLevels(after).convertTo(b, CV_32F);
  cv::Mat square;
  cv::boxFilter((b - a).mul(b - a), square, CV_32F, {9, 9});
  return square > 4.0;
}

std::vector<Injected> Inject(const cv::Mat& clean, uint64_t seed) {
  std::vector<Injected> all;
  const cv::Size size = clean.size();
  cv::RNG rng(seed);
  all.push_back({"nothing", clean.clone(), {}, ""});

  cv::Mat blurred;
  cv::GaussianBlur(clean, blurred, {}, 2.0);
  cv::Mat halo;
  cv::addWeighted(clean, 3.0, blurred, -2.0, 0.0, halo);
  all.push_back({"halo", halo, {}, "added.halo_overshoot"});

  cv::Mat1f seams = cv::Mat1f::zeros(size);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) seams(y, x) = float((x / 256 + y / 256) % 2);
  }
  all.push_back({"seams", AddGray(clean, seams), {}, "added.seams"});

  const cv::Rect flat = FlatPlace(clean, kPatch).place;
  cv::Mat1b mask = cv::Mat1b::zeros(size);
  mask(flat).setTo(255);
  cv::Mat1f texture(flat.size());
  rng.fill(texture, cv::RNG::NORMAL, 0.0, 18.0);
  cv::GaussianBlur(texture, texture, {}, 1.0);
  cv::Mat1f stamp = cv::Mat1f::zeros(size);
  texture.copyTo(stamp(flat));
  all.push_back({"stamp", AddGray(clean, stamp), mask.clone(), "added.flat_texture"});

  cv::Mat1f board = cv::Mat1f::zeros(size);
  for (int y = flat.y; y < flat.br().y; ++y) {
    for (int x = flat.x; x < flat.br().x; ++x) board(y, x) = (x + y) % 2 == 0 ? 5.0F : -5.0F;
  }
  all.push_back({"checkerboard", AddGray(clean, board), mask.clone(), "added.checkerboard"});

  cv::Mat blotch = clean.clone();
  mask.setTo(0);
  cv::circle(mask, (flat.tl() + flat.br()) / 2, 60, cv::Scalar(255), cv::FILLED);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      if (mask(y, x) == 0) continue;
      auto& p = blotch.at<cv::Vec3b>(y, x);
      p[0] = cv::saturate_cast<uint8_t>(p[0] + 18);
      p[2] = cv::saturate_cast<uint8_t>(p[2] - 18);
    }
  }
  all.push_back({"blotch", blotch, mask.clone(), "added.hallucination"});

  const cv::Rect busy = BusyPlace(clean, 112);
  mask.setTo(0);
  mask(busy).setTo(255);
  cv::Mat2f from(size);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const bool inside = busy.contains({x, y});
      const double dx = inside ? 3.5 * std::sin((y - busy.y) * 0.35) : 0.0;
      const double dy = inside ? 3.5 * std::cos((x - busy.x) * 0.31) : 0.0;
      from(y, x) = cv::Vec2f(float(x + dx), float(y + dy));
    }
  }
  cv::Mat warped;
  cv::remap(clean, warped, from, cv::noArray(), cv::INTER_CUBIC, cv::BORDER_REPLICATE);
  all.push_back({"warp", warped, Changed(clean, warped), "added.hallucination"});
  // The whole square that was warped, even places in it that look as before.
  all.push_back({"warp (square)", warped, mask.clone(), "added.hallucination"});

  cv::Mat moved;
  const cv::Matx23d map(1.0, 0.0, 0.3, 0.0, 1.0, 0.3);
  cv::warpAffine(clean, moved, map, size, cv::INTER_LANCZOS4, cv::BORDER_REPLICATE);
  all.push_back({"shift", moved, {}, "geometry.shift"});
  return all;
}

// Area under the ROC curve of a map (cells of `cell` px) against a mask; and the IoU at
// `threshold`.
struct MapScore {
  double auc = 0.0;
  double iou = 0.0;
};

MapScore ScoreMap(const cv::Mat1f& map, int cell, const cv::Mat1b& mask, double threshold) {
  std::vector<std::pair<float, bool>> cells;
  double both = 0.0;
  double either = 0.0;
  for (int j = 0; j < map.rows; ++j) {
    for (int i = 0; i < map.cols; ++i) {
      const int x = std::min(mask.cols - 1, i * cell + cell / 2);
      const int y = std::min(mask.rows - 1, j * cell + cell / 2);
      const float value = std::isnan(map(j, i)) ? 0.0F : map(j, i);
      const bool truth = mask(y, x) != 0;
      cells.push_back({value, truth});
      both += truth && value >= threshold ? 1.0 : 0.0;
      either += truth || value >= threshold ? 1.0 : 0.0;
    }
  }
  std::sort(
      cells.begin(), cells.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  double rank_sum = 0.0;
  double positives = 0.0;
  for (size_t i = 0; i < cells.size();) {
    size_t j = i;
    while (j < cells.size() && cells[j].first == cells[i].first) ++j;
    for (size_t k = i; k < j; ++k) {
      if (!cells[k].second) continue;
      rank_sum += 0.5 * double(i + j - 1);
      positives += 1.0;
    }
    i = j;
  }
  const double negatives = double(cells.size()) - positives;
  MapScore score;
  score.auc = (rank_sum - positives * (positives - 1.0) / 2.0) / (positives * negatives);
  score.iou = either > 0.0 ? both / either : 1.0;
  return score;
}

struct Row {
  int all = 0;
  int named = 0;
  int masked = 0;
  double iou = 0.0;
  double auc = 0.0;
  double ssim_auc = 0.0;
  double value = 0.0;
  double hallucination = 0.0;
  double worst_hallucination = 0.0;
};

cv::Mat Damaged(const cv::Mat& picture, uint64_t seed) {
  cv::RNG rng(seed);
  cv::Mat noise(picture.size(), CV_16SC3);
  rng.fill(noise, cv::RNG::NORMAL, 0, 8);
  cv::Mat damaged;
  cv::add(picture, noise, damaged, cv::noArray(), CV_8U);
  return damaged;
}

// What a result is made of, before something is put into it.
struct Honest {
  std::string name;
  cv::Mat picture;
};

// As a file: its tables are facts.
absl::StatusOr<Image> JpegOf(const cv::Mat& rgb, int quality) {
  cv::Mat bgr;
  cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
  std::vector<uint8_t> bytes;
  cv::imencode(".jpg", bgr, bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
  return DecodeBytes(std::string(bytes.begin(), bytes.end()), "source.jpg");
}

void Run(const std::string& root,
         int count,
         size_t half,
         bool verbose,
         bool damage,
         const std::string& only) {
  std::vector<std::string> files;
  for (const char* folder : {"/train/cid22", "/train/clic", "/train/wallpapers"}) {
    if (!std::filesystem::is_directory(root + folder)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(root + folder)) {
      if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  std::map<std::string, Row> rows;
  double seconds = 0.0;
  int pairs = 0;
  int pictures = 0;
  // All over the list, whichever hold an even area.
  constexpr size_t kStride = 22;
  for (size_t k = 0; k < files.size() && pictures < count; ++k) {
    const size_t turns = (files.size() + kStride - 1) / kStride;
    const size_t f = k % turns * kStride + k / turns;
    if (f >= files.size() || f % 2 != half) continue;
    const auto image = Decode(files[f]);
    if (!image.ok() || image->pixels.type() != CV_8UC3) continue;
    const Flat flat = FlatPlace(image->pixels, kPatch);
    if (flat.deviation > kEven) continue;
    const cv::Mat truth = Around(image->pixels, flat.place);
    ++pictures;
    for (const int scale : {1, 2, 4}) {
      Image before;
      cv::resize(truth, before.pixels, {}, 1.0 / scale, 1.0 / scale, cv::INTER_AREA);
      cv::Mat enlarged;
      cv::resize(before.pixels, enlarged, truth.size(), 0, 0, cv::INTER_LANCZOS4);
      std::vector<Honest> results = {{"", enlarged}};
      if (scale > 1) results.push_back({" ideal", truth});
      if (damage) {
        auto file = JpegOf(Damaged(before.pixels, f + 1), 50);
        if (!file.ok()) continue;
        before = *std::move(file);
        results.front().name = " restored";
        cv::Mat plain;
        cv::resize(before.pixels, plain, truth.size(), 0, 0, cv::INTER_LANCZOS4);
        results.push_back({" plain", plain});
      }
      AnalyzeOptions read;
      read.metrics = ComparedMetrics();
      read.maps = false;
      const auto of_before = Analyze(before, read);
      if (!of_before.ok()) continue;
      for (const Honest& honest : results) {
        for (const Injected& injected : Inject(honest.picture, f + 1)) {
          if (injected.name.find(only) == std::string::npos) continue;
          if (damage && injected.mask.empty() && !injected.metric.empty()) continue;
          Image after;
          after.pixels = injected.picture;
          const auto of_after = Analyze(after, read);
          if (!of_after.ok()) continue;
          CompareOptions options;
          options.before = &*of_before;
          options.after = &*of_after;
          const auto begin = std::chrono::steady_clock::now();
          const auto comparison = Compare(before, after, options);
          seconds +=
              std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
          ++pairs;
          if (!comparison.ok()) continue;
          const std::string name = injected.name +
                                   (scale == 1   ? " x1"
                                    : scale == 2 ? " x2"
                                                 : " x4") +
                                   honest.name;
          Row& row = rows[name];
          ++row.all;
          const double hallucination = comparison->ValueOr("added.hallucination", -1.0);
          row.hallucination += hallucination;
          row.worst_hallucination = std::max(row.worst_hallucination, hallucination);
          if (injected.metric.empty()) {
            bool quiet = true;
            for (const Measurement& m : comparison->measurements) {
              if (m.id.rfind("added.", 0) != 0 || m.grade == Grade::kNone ||
                  m.grade == Grade::kNotGraded) {
                continue;
              }
              quiet = false;
              if (verbose) {
                std::printf("%s %s: %s %.3f\n",
                            files[f].substr(files[f].rfind('/') + 1).c_str(),
                            name.c_str(),
                            m.id.c_str(),
                            m.value.value_or(-1.0));
              }
            }
            row.named += quiet ? 1 : 0;
          } else {
            const Measurement* m = comparison->Find(injected.metric);
            const bool named =
                m != nullptr && m->grade != Grade::kNone && m->grade != Grade::kNotGraded;
            row.named += named ? 1 : 0;
            row.value += m != nullptr ? m->value.value_or(0.0) : 0.0;
            if (!named && verbose) {
              std::printf("%s %s: %s only %.3f\n",
                          files[f].substr(files[f].rfind('/') + 1).c_str(),
                          name.c_str(),
                          injected.metric.c_str(),
                          m != nullptr ? m->value.value_or(-1.0) : -1.0);
            }
          }
          if (injected.mask.empty() || cv::countNonZero(injected.mask) == 0) continue;
          const HeatMap& map = *comparison->Find("added.hallucination")->map;
          const MapScore score = ScoreMap(map.values, map.cell, injected.mask, 50.0);
          const SsimScores ssim = Ssim(LumaLevels(enlarged), LumaLevels(injected.picture), 8);
          ++row.masked;
          row.iou += score.iou;
          row.auc += score.auc;
          row.ssim_auc += ScoreMap(ssim.dissimilarity, 8, injected.mask, 1e9).auc;
        }
      }
    }
  }
  std::printf("\n%s, %d pictures\n", half == 0 ? "tuning" : "held-out", pictures);
  std::printf("%-22s %4s %7s %8s %7s %7s %7s %8s %7s\n",
              "artefact",
              "n",
              "named",
              "value",
              "IoU",
              "AUC",
              "ssim",
              "halluc.",
              "worst");
  for (const auto& [name, row] : rows) {
    const double masked = std::max(1, row.masked);
    std::printf("%-22s %4d %6.0f%% %8.2f %7.2f %7.3f %7.3f %7.2f%% %6.2f%%\n",
                name.c_str(),
                row.all,
                100.0 * row.named / row.all,
                row.value / row.all,
                row.iou / masked,
                row.auc / masked,
                row.ssim_auc / masked,
                row.hallucination / row.all,
                row.worst_hallucination);
  }
  std::printf("%d pairs, %.2f s each\n", pairs, seconds / std::max(1, pairs));
}

}  // namespace
}  // namespace sharpscale

int main(int argc, char** argv) {
  const char* data = std::getenv("SHARPSCALE_DATA");
  const std::string root = data != nullptr ? data : SHARPSCALE_SOURCE_DIR "/../shared/data";
  if (argc > 1 && std::string(argv[1]) == "alone") {
    return sharpscale::RunAlone(root, argc > 2 ? std::atoi(argv[2]) : 40, argc > 3);
  }
  const bool verbose = argc > 3 && std::string(argv[3]) == "v";
  const std::string only = argc > 4 ? argv[4] : "";
  const bool damage = argc > 1 && std::string(argv[1]) == "damaged";
  if (argc < 2) sharpscale::RunAlone(root, 24, false);
  for (const size_t half : {0, 1}) {
    sharpscale::Run(root, argc > 2 ? std::atoi(argv[2]) : 12, half, verbose, damage, only);
  }
  return 0;
}
