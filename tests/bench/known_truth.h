// SPDX-License-Identifier: Apache-2.0
//
// File: tests/bench/known_truth.h
//
// Clean pictures that benches damage by known amounts, split once and for all: limits and constants
// of the metrics may be set on the tuning half only; the held-out half says what they are worth.
//
//   const CleanPictures clean = ReadCleanPictures(folders, {Split::kHeldOut, 16});
//   for (const CleanPicture& p : clean.pictures) ...

#ifndef SHARPSCALE_TESTS_BENCH_KNOWN_TRUTH_H_
#define SHARPSCALE_TESTS_BENCH_KNOWN_TRUTH_H_

#include <cstddef>
#include <opencv2/core.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sharpscale {

enum class Split { kTuning, kHeldOut };
inline constexpr Split kSplits[] = {Split::kTuning, Split::kHeldOut};
const char* SplitName(Split split);  // "tuning", "held-out"

// By the file's name without folder and extension, so that a picture stays in its half whatever
// lies beside it: pictures that earlier limits were set on are listed and tune; of the others every
// second, by a hash of the name.
Split SplitOf(std::string_view stem);

struct CleanPicture {
  std::string name;
  cv::Mat pixels;  // CV_8UC3 RGB, the middle 512x512 at most
};

struct CleanPicturesOptions {
  Split split = Split::kTuning;
  size_t most = 16;  // pictures, spread evenly over the sorted paths
  // Area reduction before the crop, 1 = none: what a picture has of its own in grain and softness
  // shrinks with it, so that what is put on it afterwards is the whole truth. Pictures that it
  // would leave smaller than kLeastReduced are left out.
  int reduce = 1;
};
inline constexpr int kLeastReduced = 384;  // px, of the shorter side

struct CleanPictures {
  std::vector<CleanPicture> pictures;
  size_t too_small = 0;  // left out, of those that `most` would have been taken from
};

// 8-bit RGB pictures of the folders; others are left out.
CleanPictures ReadCleanPictures(const std::vector<std::string>& folders,
                                const CleanPicturesOptions& options);

// The folders that benches take by default: train/cid22, train/clic, train/wallpapers, val/set14 of
// SHARPSCALE_DATA.
std::vector<std::string> KnownTruthFolders();

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_BENCH_KNOWN_TRUTH_H_
