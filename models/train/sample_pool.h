// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/sample_pool.h
//
// Training pairs in memory. Making a damaged crop costs more than learning from it, so a pool of
// crops larger than a patch is kept, cut at random, and renewed slowly.

#ifndef SHARPSCALE_MODELS_TRAIN_SAMPLE_POOL_H_
#define SHARPSCALE_MODELS_TRAIN_SAMPLE_POOL_H_

#include <cstdint>
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "datasets/random.h"
#include "models/conditions.h"
#include "models/network.h"
#include "models/train/degradation_mix.h"

namespace sharpscale {

// The pictures below `folder` (every .webp and .png), CV_8UC3 RGB, sorted by name; those whose path
// relative to `folder` is in `held_out` go to `validation`.
struct PictureSet {
  std::vector<cv::Mat> training;
  std::vector<cv::Mat> validation;
};
absl::StatusOr<PictureSet> LoadPictures(const std::string& folder,
                                        const std::vector<std::string>& held_out);

struct SamplePair {
  cv::Mat input;   // CV_8UC3
  cv::Mat target;  // CV_8UC3, scale times the size
  Conditions conditions;
};

struct SamplePoolOptions {
  int scale = 2;
  int crop = 80;               // px of the input kept per pair
  int size = 2048;             // pairs
  double chart_chance = 0.05;  // synthetic text, screens and lines in place of a photo
  // A photo is reduced by up to this factor first: finer structure, stronger edges. 1 = never.
  double reduce_chance = 0.0;
  double reduce_most = 2.0;
  // The target itself is softened first: reduced pictures are crisper than a camera's own pixels,
  // and a network that saw no others oversharpens those. Gaussian sigma in px of the target.
  double soft_chance = 0.0;
  Interval soft_sigma = {0.3, 0.9};
  double measured_chance = 0.0;               // the analyzer's conditions in place of the true ones
  std::shared_ptr<const Network> first_pass;  // see Recipe; null = none
  std::shared_ptr<const Network> teacher;     // see Recipe; null = none
  double taught = 0.5;                        // 0..1, the teacher's share in the target
  uint64_t seed = 1;
};

class SamplePool {
 public:
  // `pictures` must outlive the pool.
  SamplePool(const std::vector<cv::Mat>* pictures,
             const DegradationMix& mix,
             const SamplePoolOptions& options);

  // Makes the next pair and puts it in the place of the oldest, in its memory.
  absl::Status Renew();
  absl::Status Fill();
  // A random patch of `patch` px from a random pair, its conditions' grid moved along: a view of
  // the pool that holds until Renew.
  SamplePair Patch(int patch, Random* random) const;

 private:
  absl::StatusOr<SamplePair> Make();
  cv::Mat Crop(int wanted);

  const std::vector<cv::Mat>* pictures_;
  std::vector<double> cumulative_area_;
  DegradationMix mix_;
  SamplePoolOptions options_;
  Random random_;
  std::vector<SamplePair> pairs_;
  size_t oldest_ = 0;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_SAMPLE_POOL_H_
