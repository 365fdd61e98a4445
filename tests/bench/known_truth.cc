// SPDX-License-Identifier: Apache-2.0

#include "tests/bench/known_truth.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <opencv2/imgproc.hpp>

#include "image/decode.h"

namespace sharpscale {
namespace {

// Limits were set on these before there were two halves.
constexpr std::string_view kSeen[] = {"1001682",
                                      "1130683",
                                      "1147124",
                                      "1370704",
                                      "1424246",
                                      "146083",
                                      "1536017106",
                                      "159741",
                                      "1624307",
                                      "1687147",
                                      "1938351",
                                      "2062426",
                                      "2123337",
                                      "2184504",
                                      "2291004",
                                      "2387876",
                                      "2600340",
                                      "26103251787_d8635e260d_o",
                                      "2866385",
                                      "333963",
                                      "3363331",
                                      "3623285",
                                      "3779187",
                                      "45258",
                                      "4843579",
                                      "53435",
                                      "5739122",
                                      "631317",
                                      "6763758",
                                      "708587",
                                      "7394483",
                                      "962312",
                                      "No-interference",
                                      "StockQuoteGraph-20120521",
                                      "nicubunu_Game_baddie_Policeman",
                                      "pexels-photo-1029599",
                                      "pexels-photo-2846602",
                                      "pexels-photo-4177747",
                                      "pexels-photo-4210863",
                                      "pexels-photo-6635187",
                                      "pexels-photo-7078290",
                                      "pexels-photo-951408"};

// FNV-1a.
uint64_t HashOf(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  return hash;
}

}  // namespace

const char* SplitName(Split split) {
  return split == Split::kTuning ? "tuning" : "held-out";
}

Split SplitOf(std::string_view stem) {
  if (std::find(std::begin(kSeen), std::end(kSeen), stem) != std::end(kSeen)) return Split::kTuning;
  return (HashOf(stem) >> 32) % 2 == 0 ? Split::kTuning : Split::kHeldOut;
}

CleanPictures ReadCleanPictures(const std::vector<std::string>& folders,
                                const CleanPicturesOptions& options) {
  CleanPictures result;
  std::vector<std::filesystem::path> paths;
  for (const std::string& folder : folders) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
      if (!entry.is_regular_file() || SplitOf(entry.path().stem().string()) != options.split) {
        continue;
      }
      if (options.reduce > 1) {
        const auto header = ReadHeader(entry.path().string());
        if (!header.ok()) continue;
        if (std::min(header->width, header->height) / options.reduce < kLeastReduced) {
          ++result.too_small;
          continue;
        }
      }
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  const size_t most = std::min(options.most, paths.size());
  for (size_t k = 0; k < most; ++k) {
    const std::filesystem::path& path = paths[k * paths.size() / most];
    const auto image = Decode(path.string());
    if (!image.ok() || image->pixels.type() != CV_8UC3) continue;
    cv::Mat pixels = image->pixels;
    if (options.reduce > 1) {
      const cv::Size size(pixels.cols / options.reduce, pixels.rows / options.reduce);
      // Whole cells only, so that each pixel is the mean of its own.
      const cv::Rect whole(0, 0, size.width * options.reduce, size.height * options.reduce);
      cv::Mat reduced;
      cv::resize(pixels(whole), reduced, size, 0.0, 0.0, cv::INTER_AREA);
      pixels = reduced;
    }
    const int w = std::min(512, pixels.cols);
    const int h = std::min(512, pixels.rows);
    const cv::Rect middle((pixels.cols - w) / 2, (pixels.rows - h) / 2, w, h);
    result.pictures.push_back({path.stem().string(), pixels(middle).clone()});
  }
  return result;
}

std::vector<std::string> KnownTruthFolders() {
  const char* data = std::getenv("SHARPSCALE_DATA");
  const std::string root = data != nullptr ? data : SHARPSCALE_SOURCE_DIR "/../shared/data";
  return {
      root + "/train/cid22", root + "/train/clic", root + "/train/wallpapers", root + "/val/set14"};
}

}  // namespace sharpscale
