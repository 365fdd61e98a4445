// SPDX-License-Identifier: Apache-2.0
//
// Who invents more? Results of a network trained to please (the peer) against ours, of the same
// sources, and enlargements that invent nothing. tests/bench/invention.sh runs all of it:
//
//   accuracy_invention_bench make FOLDER          sources, reduced 4x, clean and degraded (noise 5,
//                                                 JPEG 60), and what they were made from
//   accuracy_invention_bench peer FOLDER MODEL    what the peer makes of them, as the network gives
//                                                 it: `enhance` would replace what strays too far
//   accuracy_invention_bench judge FOLDER [v]     NAME-ours.png and NAME-peer.png beside them
//
// Pictures with an even number are those constants may be chosen on; the odd ones only tell.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "analysis/compare.h"
#include "analysis/register_resample.h"
#include "image/decode.h"
#include "models/network.h"
#include "tests/bench/invention_pictures.h"

namespace sharpscale {
namespace {

namespace fs = std::filesystem;
constexpr int kScale = 4;
constexpr int kSide = 640;  // px of a picture that are used

int Make(const std::string& data, const std::string& folder) {
  const std::vector<std::string> files = InventionFiles(data);
  cv::RNG rng(11);
  int number = 0;
  for (const std::string& file : files) {
    const cv::Mat picture = cv::imread(file, cv::IMREAD_COLOR);
    if (picture.empty()) continue;
    const cv::Size size(std::min(kSide, picture.cols) / 16 * 16,
                        std::min(kSide, picture.rows) / 16 * 16);
    const cv::Mat truth = picture(cv::Rect((picture.cols - size.width) / 2,
                                           (picture.rows - size.height) / 2,
                                           size.width,
                                           size.height));
    cv::Mat source;
    cv::resize(truth, source, size / kScale, 0, 0, cv::INTER_AREA);
    cv::Mat noise(source.size(), CV_16SC3);
    rng.fill(noise, cv::RNG::NORMAL, 0, 5);
    cv::Mat degraded;
    cv::add(source, noise, degraded, cv::noArray(), CV_8U);
    char name[16];
    std::snprintf(name, sizeof(name), "/%02d", number++);
    // The perfect restoration of a damaged source: what the judge finds in it, it imagines.
    cv::imwrite(folder + name + "-degraded-truth.png", truth);
    cv::imwrite(folder + name + "-clean-truth.png", truth);
    cv::imwrite(folder + name + "-clean.png", source);
    cv::imwrite(folder + name + "-degraded.jpg", degraded, {cv::IMWRITE_JPEG_QUALITY, 60});
  }
  std::printf("%d pictures\n", number);
  return number > 0 ? 0 : 2;
}

// All sources of a folder, in order.
std::vector<std::string> Sources(const std::string& folder) {
  std::vector<std::string> sources;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.size() > 3 && (name.substr(2) == "-clean.png" || name.substr(2) == "-degraded.jpg")) {
      sources.push_back(entry.path().string());
    }
  }
  std::sort(sources.begin(), sources.end());
  return sources;
}

int RunPeer(const std::string& folder, const std::string& model) {
  NetworkOptions options;
  options.threads = 1;
  const auto network = LoadNetwork(model, options);
  if (!network.ok()) {
    std::fprintf(stderr, "%s\n", std::string(network.status().message()).c_str());
    return 2;
  }
  for (const std::string& source : Sources(folder)) {
    const std::string out = source.substr(0, source.rfind('.')) + "-peer.png";
    if (fs::exists(out)) continue;
    const auto image = Decode(source);
    if (!image.ok()) continue;
    cv::Mat pixels = image->pixels;
    if (pixels.channels() == 1) cv::cvtColor(pixels, pixels, cv::COLOR_GRAY2RGB);
    cv::Mat tile;
    pixels.convertTo(tile, CV_32F, 1.0 / 255.0);
    const auto result = (*network)->Run(tile, Conditions(), {0, 0});
    if (!result.ok()) {
      std::fprintf(stderr, "%s\n", std::string(result.status().message()).c_str());
      return 2;
    }
    cv::Mat levels;
    result->convertTo(levels, CV_8U, 255.0);
    cv::cvtColor(levels, levels, cv::COLOR_RGB2BGR);
    cv::imwrite(out, levels);
  }
  return 0;
}

Image Sharpened(Image image) {
  cv::Mat soft;
  cv::GaussianBlur(image.pixels, soft, {}, 1.5);
  cv::addWeighted(image.pixels, 2.2, soft, -1.2, 0.0, image.pixels);
  return image;
}

struct Row {
  int all = 0;
  double area = 0.0;
  double worst = 0.0;
  double detail = 0.0;
  double match = 0.0;
};

int JudgeAll(const std::string& folder, bool verbose) {
  const std::vector<std::string> sources = Sources(folder);
  std::map<std::string, Row> rows[2];
  int pairs[2][2] = {};  // half; all, and those where the peer invents more
  for (const std::string& source : sources) {
    const auto before = Decode(source);
    if (!before.ok()) continue;
    const std::string stem = source.substr(0, source.rfind('.'));
    const std::string kind = stem.substr(stem.rfind('-') + 1);
    const int half = std::atoi(fs::path(source).filename().c_str()) % 2;
    std::vector<std::pair<std::string, Image>> results = {
        {"lanczos", Enlarged(before->pixels, kScale, GridKernel::kLanczos3)},
        {"cubic", Enlarged(before->pixels, kScale, GridKernel::kBicubic)},
        {"cubic, unsharp 1.2", Sharpened(Enlarged(before->pixels, kScale, GridKernel::kBicubic))}};
    for (const char* who : {"truth", "ours", "peer"}) {
      auto image = Decode(stem + "-" + who + ".png");
      if (image.ok()) results.emplace_back(who, *std::move(image));
    }
    std::map<std::string, double> area;
    for (const auto& [who, image] : results) {
      CompareOptions options;
      options.maps = false;
      const auto comparison = Compare(*before, image, options);
      if (!comparison.ok()) continue;
      Row& row = rows[half][kind + ", " + who];
      ++row.all;
      area[who] = comparison->ValueOr("added.hallucination", 0.0);
      row.area += area[who];
      row.worst = std::max(row.worst, area[who]);
      row.detail += comparison->ValueOr("added.detail", 0.0);
      row.match += comparison->ValueOr("consistency.lr_psnr", 0.0);
      if (verbose) {
        std::printf("%s %-20s unsupported %6.2f %%  detail %4.0f %%  match %5.2f dB\n",
                    fs::path(stem).filename().c_str(),
                    who.c_str(),
                    area[who],
                    comparison->ValueOr("added.detail", 0.0),
                    comparison->ValueOr("consistency.lr_psnr", 0.0));
      }
    }
    if (area.count("ours") == 0 || area.count("peer") == 0) continue;
    ++pairs[half][0];
    pairs[half][1] += area["peer"] > area["ours"] ? 1 : 0;
  }
  for (const int half : {0, 1}) {
    std::printf("%s\n%-28s %3s %12s %7s %7s %9s\n",
                half == 0 ? "pictures that constants were chosen on" : "held-out pictures",
                "result",
                "n",
                "unsupported",
                "worst",
                "detail",
                "match");
    for (const auto& [name, row] : rows[half]) {
      std::printf("%-28s %3d %10.2f %% %5.1f %% %5.0f %% %6.2f dB\n",
                  name.c_str(),
                  row.all,
                  row.area / row.all,
                  row.worst,
                  row.detail / row.all,
                  row.match / row.all);
    }
    if (pairs[half][0] > 0) {
      std::printf("the peer invents more in %d of %d\n", pairs[half][1], pairs[half][0]);
    }
  }
  return 0;
}

}  // namespace
}  // namespace sharpscale

int main(int argc, char** argv) {
  const char* data = std::getenv("SHARPSCALE_DATA");
  const std::string root = data != nullptr ? data : SHARPSCALE_SOURCE_DIR "/../shared/data";
  const std::string verb = argc > 2 ? argv[1] : "";
  if (verb == "make") return sharpscale::Make(root, argv[2]);
  if (verb == "judge") return sharpscale::JudgeAll(argv[2], argc > 3);
  if (verb == "peer" && argc > 3) return sharpscale::RunPeer(argv[2], argv[3]);
  std::fprintf(stderr,
               "usage: accuracy_invention_bench make|judge FOLDER [v] | peer FOLDER MODEL\n");
  return 2;
}
