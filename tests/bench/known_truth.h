// SPDX-License-Identifier: Apache-2.0
//
// File: tests/bench/known_truth.h
//
// Clean pictures that benches damage by known amounts, split once and for all: limits and constants
// of the metrics may be set on the tuning half only; the held-out half says what they are worth.
//
//   for (const CleanPicture& p : ReadCleanPictures(folders, {Split::kHeldOut, 16})) ...

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
};

// 8-bit RGB pictures of the folders; others are left out.
std::vector<CleanPicture> ReadCleanPictures(const std::vector<std::string>& folders,
                                            const CleanPicturesOptions& options);

// The folders that benches take by default: train/cid22, train/clic, train/wallpapers, val/set14 of
// SHARPSCALE_DATA.
std::vector<std::string> KnownTruthFolders();

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_BENCH_KNOWN_TRUTH_H_
