// SPDX-License-Identifier: Apache-2.0
//
// Does the gate see harm in one place of a large picture, and nothing where there is none?
// Enlargements and copies that honest tools make of clean pictures, and the same with one patch of
// 130 px blurred, its detail replaced by that of another place, or bent.
//
//   accuracy_local_bench [--pictures N] [--split tuning|held-out] [--own DIR] [--prepare DIR]
//                        [--only WORD] [-v] [FOLDER...]
//
// --prepare writes the sources (NAME.2.png, NAME.4.png, NAME.noisy.jpg) for a tool to enhance;
// --own reads its results beside them (NAME.2.own.png, NAME.4.own.png, NAME.noisy.own.png).

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <string>
#include <vector>

#include "advice/gate.h"
#include "analysis/analyze.h"
#include "analysis/compare.h"
#include "image/decode.h"
#include "tests/analysis/edited.h"
#include "tests/bench/known_truth.h"

namespace sharpscale {
namespace {

constexpr const char* kLocal[] = {"added.local_smoothing",
                                  "added.local_change",
                                  "geometry.local_shift",
                                  "colour.local"};
constexpr int kWidth = 2000;
constexpr int kHeight = 1500;

cv::Mat Swapped(const cv::Mat& picture) {
  cv::Mat swapped;
  cv::cvtColor(picture, swapped, cv::COLOR_RGB2BGR);
  return swapped;
}

cv::Mat Jpeg(const cv::Mat& picture, int quality) {
  std::vector<uint8_t> bytes;
  cv::imencode(".jpg", Swapped(picture), bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
  return Swapped(cv::imdecode(bytes, cv::IMREAD_COLOR));
}

cv::Mat Noisy(const cv::Mat& picture, double sigma, uint64_t seed) {
  cv::RNG rng(seed);
  cv::Mat3f noise(picture.size());
  rng.fill(noise, cv::RNG::NORMAL, 0.0, sigma);
  cv::Mat3f sum;
  picture.convertTo(sum, CV_32F);
  cv::Mat result;
  cv::Mat(sum + noise).convertTo(result, CV_8U);
  return result;
}

struct Pair {
  Image before;
  Image after;
  int scale = 1;
};

Image Wrap(const cv::Mat& pixels) {
  Image image;
  image.pixels = pixels;
  return image;
}

std::optional<Pair> OwnPair(const std::string& source, const std::string& result, int scale) {
  auto before = Decode(source);
  auto after = Decode(result);
  if (!before.ok() || !after.ok()) return std::nullopt;
  return Pair{*std::move(before), *std::move(after), scale};
}

struct Base {
  std::string name;
  std::function<std::optional<Pair>(const cv::Mat& truth, const std::string& stem)> make;
};

std::vector<Base> Bases(const std::string& own) {
  std::vector<Base> bases;
  const auto same_size = [&](const char* name, std::function<cv::Mat(const cv::Mat&)> change) {
    bases.push_back({name, [change](const cv::Mat& truth, const std::string&) {
                       return std::optional(Pair{Wrap(truth), Wrap(change(truth)), 1});
                     }});
  };
  same_size("1x copy", [](const cv::Mat& truth) { return truth.clone(); });
  same_size("1x JPEG 90", [](const cv::Mat& truth) { return Jpeg(truth, 90); });
  same_size("1x JPEG 75", [](const cv::Mat& truth) { return Jpeg(truth, 75); });
  same_size("1x unsharp", [](const cv::Mat& truth) { return Sharpened(truth, 1.0, 0.6); });
  // All that a blur of the source had taken is back, and nothing else has changed.
  bases.push_back({"1x deblurred", [](const cv::Mat& truth, const std::string&) {
                     cv::Mat before;
                     cv::GaussianBlur(truth, before, {}, 1.2);
                     return std::optional(Pair{Wrap(before), Wrap(truth), 1});
                   }});
  for (const int scale : {2, 4}) {
    const std::string x = std::to_string(scale) + "x ";
    const auto reduced = [scale](const cv::Mat& truth) {
      return Resized(truth, 1.0 / scale, GridKernel::kArea);
    };
    for (const auto kernel : {GridKernel::kBicubic, GridKernel::kLanczos3}) {
      bases.push_back(
          {x + (kernel == GridKernel::kBicubic ? "bicubic" : "Lanczos"),
           [=](const cv::Mat& truth, const std::string&) {
             const cv::Mat before = reduced(truth);
             return std::optional(Pair{Wrap(before), Wrap(Resized(before, scale, kernel)), scale});
           }});
    }
    bases.push_back({x + "perfect", [=](const cv::Mat& truth, const std::string&) {
                       return std::optional(Pair{Wrap(reduced(truth)), Wrap(truth), scale});
                     }});
    if (own.empty()) continue;
    bases.push_back({x + "own", [=](const cv::Mat&, const std::string& stem) {
                       const std::string file = own + "/" + stem + "." + std::to_string(scale);
                       return OwnPair(file + ".png", file + ".own.png", scale);
                     }});
  }
  if (!own.empty()) {
    bases.push_back({"1x own of noisy", [=](const cv::Mat&, const std::string& stem) {
                       const std::string file = own + "/" + stem + ".noisy";
                       return OwnPair(file + ".jpg", file + ".own.png", 1);
                     }});
  }
  return bases;
}

// A soft ellipse over the box.
cv::Mat1f Cover(int side) {
  cv::Mat1f cover = cv::Mat1f::zeros(side, side);
  const int margin = side / 10;
  cv::ellipse(cover,
              cv::Point(side / 2, side / 2),
              {side / 2 - margin, side / 2 - margin},
              0.0,
              0.0,
              360.0,
              1.0F,
              cv::FILLED);
  cv::GaussianBlur(cover, cover, {}, side / 30.0);
  return cover;
}

void Lay(const cv::Mat3f& patch, const cv::Rect& box, cv::Mat* picture) {
  const cv::Mat1f cover = Cover(box.width);
  cv::Mat3b to = (*picture)(box);
  for (int y = 0; y < box.height; ++y) {
    for (int x = 0; x < box.width; ++x) {
      for (int c = 0; c < 3; ++c) {
        const float a = cover(y, x);
        to(y, x)[c] =
            cv::saturate_cast<uint8_t>((1.0F - a) * float(to(y, x)[c]) + a * patch(y, x)[c]);
      }
    }
  }
}

cv::Mat3f Precise(const cv::Mat& picture) {
  cv::Mat3f precise;
  picture.convertTo(precise, CV_32F);
  return precise;
}

using Harm =
    std::function<void(const cv::Rect& box, const cv::Rect& donor, int scale, cv::Mat* to)>;

const std::vector<std::pair<std::string, Harm>>& Harms() {
  static const std::vector<std::pair<std::string, Harm>> harms = {
      {"blurred",
       [](const cv::Rect& box, const cv::Rect&, int scale, cv::Mat* to) {
         cv::Mat3f patch = Precise((*to)(box));
         cv::GaussianBlur(patch, patch, {}, 2.0 * scale);
         Lay(patch, box, to);
       }},
      {"invented",
       [](const cv::Rect& box, const cv::Rect& donor, int scale, cv::Mat* to) {
         cv::Mat3f low;
         const cv::Mat3f own = Precise((*to)(box));
         cv::GaussianBlur(own, low, {}, 3.0 * scale);
         const cv::Mat3f other = Precise((*to)(donor));
         cv::Mat3f other_low;
         cv::GaussianBlur(other, other_low, {}, 3.0 * scale);
         Lay(low + (other - other_low), box, to);
       }},
      {"bent", [](const cv::Rect& box, const cv::Rect&, int scale, cv::Mat* to) {
         const cv::Mat3f own = Precise((*to)(box));
         cv::Mat1f mx(box.size());
         cv::Mat1f my(box.size());
         for (int y = 0; y < box.height; ++y) {
           for (int x = 0; x < box.width; ++x) {
             const auto wave = [&](double at) {
               return 3.0 * scale * std::sin(CV_2PI * at / box.width);
             };
             mx(y, x) = float(x + wave(y));
             my(y, x) = float(y + wave(x));
           }
         }
         cv::Mat3f patch;
         cv::remap(own, patch, mx, my, cv::INTER_CUBIC, cv::BORDER_REFLECT);
         Lay(patch, box, to);
       }}};
  return harms;
}

double Busy(const cv::Mat& picture, const cv::Rect& box) {
  cv::Mat gray;
  cv::cvtColor(picture(box), gray, cv::COLOR_RGB2GRAY);
  cv::Mat1f precise;
  gray.convertTo(precise, CV_32F);
  cv::Mat1f low;
  cv::blur(precise, low, {7, 7});
  return std::sqrt(cv::mean(cv::Mat((precise - low).mul(precise - low)))[0]);
}

// Boxes with something to see in them, apart from each other: of 40 drawn, from the tenth busiest
// on.
std::vector<cv::Rect> Draw(const cv::Mat& truth, int side, size_t count, uint64_t seed) {
  cv::RNG rng(seed);
  std::vector<std::pair<double, cv::Rect>> drawn;
  for (int k = 0; k < 40; ++k) {
    const cv::Rect box(
        rng.uniform(0, truth.cols - side), rng.uniform(0, truth.rows - side), side, side);
    drawn.emplace_back(Busy(truth, box), box);
  }
  std::sort(
      drawn.begin(), drawn.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<cv::Rect> boxes;
  for (size_t k = 10; k < drawn.size() && boxes.size() < count; ++k) {
    const cv::Rect& box = drawn[k].second;
    const cv::Rect wide(box.x - side / 2, box.y - side / 2, 2 * side, 2 * side);
    const bool apart = std::none_of(boxes.begin(), boxes.end(), [&](const cv::Rect& other) {
      return (other & wide).area() > 0;
    });
    if (apart) boxes.push_back(box);
  }
  return boxes;
}

// At most `most` files of that half, spread evenly.
std::vector<std::filesystem::path> Files(const std::vector<std::string>& folders,
                                         Split split,
                                         size_t most) {
  std::vector<std::filesystem::path> all;
  for (const std::string& folder : folders) {
    if (!std::filesystem::is_directory(folder)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.is_regular_file() && SplitOf(entry.path().stem().string()) == split) {
        all.push_back(entry.path());
      }
    }
  }
  std::sort(all.begin(), all.end());
  std::vector<std::filesystem::path> files;
  const size_t count = std::min(most, all.size());
  for (size_t i = 0; i < count; ++i) files.push_back(all[i * all.size() / count]);
  return files;
}

struct Row {
  int all = 0;
  int local = 0;  // a rule of places spoke: of those unharmed anywhere, of a harm there
  std::map<std::string, int> rules;
};

// What Compare reads of one picture.
absl::StatusOr<Report> Reported(const Image& image) {
  AnalyzeOptions options;
  options.metrics = {"noise.luma_sigma",
                     "noise.chroma_sigma",
                     "compression.jpeg_quality",
                     "compression.grid_x",
                     "compression.grid_y"};
  options.maps = false;
  return Analyze(image, options);
}

int Run(int argc, char** argv) {
  size_t most = 20;
  std::string split_asked;
  std::string own;
  std::string prepare;
  std::string only;
  bool verbose = false;
  std::vector<std::string> folders;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto next = [&]() -> std::string { return i + 1 < argc ? argv[++i] : ""; };
    if (word == "--pictures") {
      most = size_t(std::atoi(next().c_str()));
    } else if (word == "--split") {
      split_asked = next();
    } else if (word == "--own") {
      own = next();
    } else if (word == "--prepare") {
      prepare = next();
    } else if (word == "--only") {
      only = next();
    } else if (word == "-v") {
      verbose = true;
    } else {
      folders.push_back(word);
    }
  }
  if (folders.empty()) {
    const char* data = std::getenv("SHARPSCALE_DATA");
    const std::string root = data != nullptr ? data : "../shared/data";
    folders = {root + "/train/clic", root + "/train/wallpapers"};
  }
  const auto profile = LoadGateProfile("print");
  if (!profile.ok()) return 2;
  for (const Split split : {Split::kTuning, Split::kHeldOut}) {
    if (!split_asked.empty() && split_asked != SplitName(split)) continue;
    std::map<std::string, Row> rows;
    std::vector<std::string> order;
    const std::vector<std::filesystem::path> files = Files(folders, split, most);
    for (size_t p = 0; p < files.size(); ++p) {
      const auto image = Decode(files[p].string());
      if (!image.ok() || image->pixels.type() != CV_8UC3) continue;
      const cv::Mat& whole = image->pixels;
      const cv::Size size(std::min(kWidth, whole.cols) / 8 * 8,
                          std::min(kHeight, whole.rows) / 8 * 8);
      const cv::Mat truth =
          whole(cv::Rect({(whole.cols - size.width) / 2, (whole.rows - size.height) / 2}, size))
              .clone();
      const std::string stem = files[p].stem().string();
      if (!prepare.empty()) {
        for (const int scale : {2, 4}) {
          cv::imwrite(prepare + "/" + stem + "." + std::to_string(scale) + ".png",
                      Swapped(Resized(truth, 1.0 / scale, GridKernel::kArea)));
        }
        cv::imwrite(prepare + "/" + stem + ".noisy.jpg",
                    Swapped(Noisy(truth, 8.0, p)),
                    {cv::IMWRITE_JPEG_QUALITY, 50});
        continue;
      }
      for (const Base& base : Bases(own)) {
        if (base.name.find(only) == std::string::npos) continue;
        const std::optional<Pair> pair = base.make(truth, stem);
        if (!pair) continue;
        const int side = pair->scale == 1 ? 130 : pair->scale == 2 ? 160 : 260;
        const std::vector<cv::Rect> boxes = Draw(truth, side, Harms().size() + 1, 17 + p);
        const auto known = Reported(pair->before);
        for (const bool harmed : {false, true}) {
          Image after = pair->after;
          after.pixels = pair->after.pixels.clone();
          for (size_t h = 0; harmed && h < Harms().size() && h + 1 < boxes.size(); ++h) {
            Harms()[h].second(boxes[h], boxes.back(), pair->scale, &after.pixels);
          }
          const auto of_after = Reported(after);
          if (!known.ok() || !of_after.ok()) continue;
          CompareOptions options;
          options.before = &*known;
          options.after = &*of_after;
          const auto comparison = Compare(pair->before, after, options);
          if (!comparison.ok()) continue;
          std::map<std::string, std::vector<Peak>> spoke;
          for (const RuleResult& rule : Judge(*comparison, *profile).rules) {
            if (rule.verdict != RuleVerdict::kWarn && rule.verdict != RuleVerdict::kFail) continue;
            const Measurement* measurement = comparison->Find(rule.metric);
            if (measurement == nullptr) continue;  // of one picture alone
            spoke[rule.rule] = measurement->peaks;
            if (verbose) {
              std::printf("%s %s%s: %s %s\n",
                          stem.c_str(),
                          base.name.c_str(),
                          harmed ? ", harmed" : "",
                          rule.rule.c_str(),
                          rule.text.c_str());
            }
          }
          const auto values = [&](const std::string& what, const cv::Rect* box) {
            if (!verbose) return;
            std::printf("V %s|%s|%s", stem.c_str(), base.name.c_str(), what.c_str());
            for (const char* id : kLocal) {
              const Measurement* measurement = comparison->Find(id);
              double value = box == nullptr ? comparison->ValueOr(id, -1.0) : 0.0;
              for (size_t k = 0; measurement != nullptr && k < measurement->peaks.size(); ++k) {
                const Peak& peak = measurement->peaks[k];
                if (box == nullptr || !box->contains(cv::Point(int(peak.x), int(peak.y)))) continue;
                value = std::max(value, peak.value);
              }
              std::printf("|%.2f", value);
            }
            std::printf("\n");
          };
          const auto row_of = [&](const std::string& what) -> Row& {
            const std::string label = base.name + ", " + what;
            if (rows.find(label) == rows.end()) order.push_back(label);
            return rows[label];
          };
          if (!harmed) {
            values("none", nullptr);
            Row& row = row_of("none");
            ++row.all;
            bool local = false;
            for (const auto& [rule, peaks] : spoke) {
              ++row.rules[rule];
              local = local || rule.find("local") != std::string::npos;
            }
            row.local += local ? 1 : 0;
            continue;
          }
          for (size_t h = 0; h < Harms().size() && h + 1 < boxes.size(); ++h) {
            values(Harms()[h].first, &boxes[h]);
            Row& row = row_of(Harms()[h].first);
            ++row.all;
            bool found = false;
            for (const auto& [rule, peaks] : spoke) {
              if (rule.find("local") == std::string::npos) continue;
              const bool here = std::any_of(peaks.begin(), peaks.end(), [&](const Peak& peak) {
                return boxes[h].contains(cv::Point(int(peak.x), int(peak.y)));
              });
              if (!here) continue;
              found = true;
              ++row.rules[rule];
            }
            row.local += found ? 1 : 0;
          }
        }
      }
    }
    if (!prepare.empty()) continue;
    std::printf("%s\n%-28s %3s %6s  rules that spoke\n", SplitName(split), "pair", "n", "local");
    for (const std::string& label : order) {
      const Row& row = rows[label];
      std::string rules;
      for (const auto& [rule, times] : row.rules) rules += " " + rule + " " + std::to_string(times);
      std::printf("%-28s %3d %5.0f%% %s\n",
                  label.c_str(),
                  row.all,
                  100.0 * row.local / row.all,
                  rules.c_str());
    }
  }
  return 0;
}

}  // namespace
}  // namespace sharpscale

int main(int argc, char** argv) {
  return sharpscale::Run(argc, argv);
}
