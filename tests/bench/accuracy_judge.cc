// SPDX-License-Identifier: Apache-2.0
//
// Can the gate be trusted? Pairs whose verdict is known beforehand: an original against its own
// reduction (a perfect enlargement) and plain enlargements must find nothing, a good JPEG must find
// nothing, sharpened copies must name the halo rule. Pictures with an even number in the list are
// the ones constants may be chosen on; the odd ones only tell.
//
//   accuracy_judge_bench [COUNT [FOLDER...]] [-v] [--only WORD]     pairs whose name holds WORD
//   accuracy_judge_bench COUNT --fidelity       does sharpening ever raise what tells of fidelity?

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "advice/gate.h"
#include "analysis/compare.h"
#include "image/decode.h"
#include "tests/analysis/edited.h"

namespace sharpscale {
namespace {

cv::Mat Jpeg(const cv::Mat& picture, int quality) {
  std::vector<uint8_t> bytes;
  cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
  return cv::imdecode(bytes, cv::IMREAD_COLOR);
}

struct Case {
  std::string name;
  std::string
      speaks;  // part of the metric whose rule must speak; empty: no rule of the pair should
  std::function<cv::Mat(const cv::Mat& truth)> before;
  std::function<cv::Mat(const cv::Mat& truth)> after;
};

std::vector<Case> Cases() {
  const auto same = [](const cv::Mat& truth) { return truth; };
  const std::pair<const char*, GridKernel> kernels[] = {{"area", GridKernel::kArea},
                                                        {"bicubic", GridKernel::kBicubic},
                                                        {"lanczos", GridKernel::kLanczos3}};
  std::vector<Case> cases;
  for (const int scale : {2, 4}) {
    for (const auto& [name, kernel] : kernels) {
      cases.push_back({"perfect x" + std::to_string(scale) + ", " + name,
                       "",
                       [scale, kernel = kernel](const cv::Mat& truth) {
                         return Resized(truth, 1.0 / scale, kernel);
                       },
                       same});
    }
  }
  for (const int scale : {2, 3, 4}) {
    const auto reduced = [scale](const cv::Mat& truth) {
      return Resized(truth, 1.0 / scale, GridKernel::kArea);
    };
    for (const auto& [name, kernel] : {kernels[1], kernels[2]}) {
      cases.push_back({"enlarged x" + std::to_string(scale) + ", " + name,
                       "",
                       reduced,
                       [reduced, scale, kernel = kernel](const cv::Mat& truth) {
                         return Resized(reduced(truth), scale, kernel);
                       }});
    }
  }
  for (const int quality : {92, 75, 50, 30, 15}) {
    cases.push_back({"JPEG " + std::to_string(quality),
                     quality >= 75 ? "" : "blockiness",
                     same,
                     [quality](const cv::Mat& truth) { return Jpeg(truth, quality); }});
  }
  cases.push_back({"perfect x2, JPEG 92",
                   "",
                   [](const cv::Mat& truth) { return Resized(truth, 0.5, GridKernel::kArea); },
                   [](const cv::Mat& truth) { return Jpeg(truth, 92); }});
  for (const double sigma : {1.0, 2.0}) {
    for (const double amount : {0.5, 1.0, 1.5, 2.0}) {
      const std::string what =
          "unsharp " + std::to_string(amount).substr(0, 3) + " " + std::to_string(sigma)[0];
      cases.push_back({what + " x1", "halo", same, [=](const cv::Mat& truth) {
                         return Sharpened(truth, sigma, amount);
                       }});
      // An edge enlarged twice is a Gaussian one of about 1.3 px. Sharpened by less than this it
      // swings over by less than 5 % (calculated), and no rule need speak.
      cases.push_back({what + " x2",
                       sigma == 2.0 && amount >= 1.0 ? "halo" : "",
                       [](const cv::Mat& truth) { return Resized(truth, 0.5, GridKernel::kArea); },
                       [=](const cv::Mat& truth) {
                         const cv::Mat half = Resized(truth, 0.5, GridKernel::kArea);
                         return Sharpened(Resized(half, 2.0, GridKernel::kBicubic), sigma, amount);
                       }});
    }
  }
  return cases;
}

struct Row {
  int all = 0;
  int right = 0;
  double blocks = 0.0;
  double detail = 0.0;
  double halo = 0.0;
  double affected = 0.0;
  double invented = 0.0;
  double worst_invented = 0.0;
  std::map<std::string, int> spoke;  // rules beyond their limit
};

std::vector<std::string> Files(const std::vector<std::string>& folders, int count) {
  std::vector<std::string> files;
  for (const std::string& folder : folders) {
    std::vector<std::string> here;
    if (!std::filesystem::is_directory(folder)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.is_regular_file()) here.push_back(entry.path().string());
    }
    std::sort(here.begin(), here.end());
    const size_t share = size_t(count) / folders.size() + 1;
    const size_t stride = std::max<size_t>(1, here.size() / share);
    for (size_t i = 0; i < here.size(); i += stride) files.push_back(here[i]);
  }
  return files;
}

int Run(const std::vector<std::string>& folders, int count, bool verbose, const std::string& only) {
  const auto profile = LoadGateProfile("print");
  if (!profile.ok()) return 2;
  const std::vector<std::string> files = Files(folders, count);
  if (files.empty()) {
    std::printf("no pictures in %s\n", folders.front().c_str());
    return 0;
  }
  std::map<std::string, Row> rows[2];
  std::vector<Case> cases = Cases();
  cases.erase(std::remove_if(cases.begin(),
                             cases.end(),
                             [&](const Case& c) { return c.name.find(only) == std::string::npos; }),
              cases.end());
  for (size_t f = 0; f < files.size(); ++f) {
    const auto image = Decode(files[f]);
    if (!image.ok() || image->pixels.type() != CV_8UC3) continue;
    // A multiple of every scale, of a size that keeps the bench short.
    const int width = std::min(600, image->width()) / 24 * 24;
    const int height = std::min(600, image->height()) / 24 * 24;
    const cv::Mat truth =
        image
            ->pixels(cv::Rect(
                (image->width() - width) / 2, (image->height() - height) / 2, width, height))
            .clone();
    for (const Case& one : cases) {
      Image before;
      before.pixels = one.before(truth);
      Image after;
      after.pixels = one.after(truth);
      CompareOptions options;
      options.maps = false;
      const auto comparison = Compare(before, after, options);
      if (!comparison.ok()) continue;
      Row& row = rows[f % 2][one.name];
      ++row.all;
      row.halo += comparison->ValueOr("added.halo_overshoot", 0.0);
      row.affected += comparison->ValueOr("added.halo_affected", 0.0);
      const double invented = comparison->ValueOr("added.hallucination", 0.0);
      row.invented += invented;
      row.worst_invented = std::max(row.worst_invented, invented);
      row.blocks += comparison->ValueOr("added.blockiness", 0.0);
      row.detail += comparison->ValueOr("added.detail", 0.0);
      bool named = false;
      bool any = false;
      for (const RuleResult& rule : Judge(*comparison, *profile).rules) {
        if (rule.verdict != RuleVerdict::kWarn && rule.verdict != RuleVerdict::kFail) continue;
        named = named || rule.metric.find(one.speaks) != std::string::npos;
        if (comparison->Find(rule.metric) == nullptr) continue;  // of one picture alone
        any = true;
        ++row.spoke[rule.rule];
        if (verbose && one.speaks.empty()) {
          std::printf("%s %s: %s %.3f\n",
                      std::filesystem::path(files[f]).filename().c_str(),
                      one.name.c_str(),
                      rule.rule.c_str(),
                      *rule.value);
        }
      }
      if (verbose && !one.speaks.empty() && !named) {
        std::printf("%s %s: halo %.2f affected %.0f\n",
                    std::filesystem::path(files[f]).filename().c_str(),
                    one.name.c_str(),
                    comparison->ValueOr("added.halo_overshoot", -1.0),
                    comparison->ValueOr("added.halo_affected", -1.0));
      }
      row.right += one.speaks.empty() ? !any : named;
    }
  }
  for (const int split : {0, 1}) {
    std::printf("%s\n%-24s %3s %6s %7s %7s %7s %9s %9s %7s  rules that spoke\n",
                split == 0 ? "pictures that constants were chosen on" : "held-out pictures",
                "pair",
                "n",
                "right",
                "blocks",
                "detail",
                "halo %",
                "affected",
                "invented",
                "worst");
    for (const Case& one : cases) {
      const auto found = rows[split].find(one.name);
      if (found == rows[split].end()) continue;
      const Row& row = found->second;
      std::string spoke;
      for (const auto& [rule, times] : row.spoke) spoke += " " + rule + " " + std::to_string(times);
      std::printf("%-24s %3d %5.0f%% %7.2f %6.0f%% %7.2f %8.1f%% %8.2f%% %6.2f%% %s\n",
                  one.name.c_str(),
                  row.all,
                  100.0 * row.right / row.all,
                  row.blocks / row.all,
                  row.detail / row.all,
                  row.halo / row.all,
                  row.affected / row.all,
                  row.invented / row.all,
                  row.worst_invented,
                  spoke.c_str());
    }
  }
  return 0;
}

// What tells how near a result is to its source, and which way is better.
struct FidelityMetric {
  const char* id;
  bool upper;     // more is better
  double slight;  // a change by less is rounding
};
constexpr FidelityMetric kFidelity[] = {{"fidelity.psnr", true, 0.01},
                                        {"fidelity.ssim", true, 1e-4},
                                        {"fidelity.ms_ssim", true, 1e-4},
                                        {"fidelity.gmsd", false, 1e-4},
                                        {"fidelity.haarpsi", true, 1e-4},
                                        {"fidelity.vsi", true, 1e-4},
                                        {"fidelity.ciede2000", false, 0.01},
                                        {"consistency.lr_psnr", true, 0.01},
                                        {"added.detail", true, 1.0}};

// Unsharp masks of four amounts on the picture itself and on its plain enlargements, against what
// the same without a mask has: how often any of them is better, `raised`, and what it was. At one
// size nothing may be. A plain enlargement is softer than its source: there a weak mask does bring
// it nearer, and only detail may not be raised.
int RunFidelity(const std::vector<std::string>& folders, int count) {
  int pictures = 0;
  std::map<std::string, int> raised;
  std::map<std::string, int> asked;
  for (const std::string& file : Files(folders, count)) {
    const auto image = Decode(file);
    if (!image.ok() || image->pixels.type() != CV_8UC3 || pictures == count) continue;
    ++pictures;
    const int width = std::min(400, image->width()) / 8 * 8;
    const int height = std::min(400, image->height()) / 8 * 8;
    const cv::Rect middle(
        (image->width() - width) / 2, (image->height() - height) / 2, width, height);
    const cv::Mat truth = image->pixels(middle).clone();
    for (const int scale : {1, 2}) {
      Image before;
      before.pixels = scale == 1 ? truth : Resized(truth, 1.0 / scale, GridKernel::kArea);
      Image plain;
      plain.pixels = scale == 1 ? truth : Resized(before.pixels, scale, GridKernel::kBicubic);
      CompareOptions options;
      options.maps = false;
      const auto without = Compare(before, plain, options);
      for (const double amount : {0.5, 1.0, 1.5, 2.0}) {
        Image after;
        after.pixels = Sharpened(plain.pixels, 1.0, amount);
        const auto with = Compare(before, after, options);
        if (!without.ok() || !with.ok()) continue;
        for (const FidelityMetric& metric : kFidelity) {
          const Measurement* a = without->Find(metric.id);
          const Measurement* b = with->Find(metric.id);
          if (a == nullptr || b == nullptr || !a->value || !b->value) continue;
          const std::string name = std::string(metric.id) + " x" + std::to_string(scale);
          ++asked[name];
          const double gain = metric.upper ? *b->value - *a->value : *a->value - *b->value;
          if (gain <= metric.slight) continue;
          ++raised[name];
          std::printf("%s %s amount %.1f: %.4f to %.4f\n",
                      std::filesystem::path(file).filename().c_str(),
                      name.c_str(),
                      amount,
                      *a->value,
                      *b->value);
        }
      }
    }
  }
  std::printf("%d pictures, 4 amounts\n%-26s %6s %6s\n", pictures, "metric", "pairs", "raised");
  for (const auto& [name, times] : asked) {
    std::printf("%-26s %6d %6d\n", name.c_str(), times, raised[name]);
  }
  return 0;
}

}  // namespace
}  // namespace sharpscale

int main(int argc, char** argv) {
  const char* data = std::getenv("SHARPSCALE_DATA");
  const std::string root = data != nullptr ? data : SHARPSCALE_SOURCE_DIR "/../shared/data";
  int count = 12;
  bool verbose = false;
  bool fidelity = false;
  std::string only;
  std::vector<std::string> folders;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "-v") == 0) {
      verbose = true;
    } else if (std::strcmp(argv[i], "--fidelity") == 0) {
      fidelity = true;
    } else if (std::strcmp(argv[i], "--only") == 0 && i + 1 < argc) {
      only = argv[++i];
    } else if (std::atoi(argv[i]) > 0) {
      count = std::atoi(argv[i]);
    } else {
      folders.emplace_back(argv[i]);
    }
  }
  if (folders.empty()) folders = {root + "/train/cid22", root + "/train/wallpapers"};
  if (fidelity) return sharpscale::RunFidelity(folders, count);
  return sharpscale::Run(folders, count, verbose, only);
}
