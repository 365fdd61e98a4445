// SPDX-License-Identifier: Apache-2.0

#include "analysis/flat_activity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "analysis/heat_map.h"

namespace sharpscale {
namespace {

constexpr int kPatch = 16;  // px
constexpr int kPerPatch = kPatch / kTextureBlock;
constexpr int kMinSide = 128;      // px
constexpr float kQuieter = 0.4F;   // of the variance: the surroundings of a stamped patch
constexpr float kSameTone = 8.0F;  // levels   // levels
constexpr float kNoEdge = 8.0F;    // levels per px in the surroundings
constexpr int kFewest = 10;        // patches of an area
constexpr int kReach = 2;          // patches around an area that are looked at
constexpr double kLargest = 0.35;  // of the picture; more is not a patch
constexpr double kSurrounded = 0.6;

// Variances from which patches count as active; each is tried.
constexpr std::array<float, 6> kThresholds = {2.5F, 5.0F, 10.0F, 20.0F, 40.0F, 80.0F};
constexpr float kBand = 5.0F;  // times that: what is much stronger is another area

struct Planes {
  cv::Mat1f mean;
  cv::Mat1f variance;  // mean of the blocks'
  cv::Mat1f edge;      // largest
  cv::Mat1b alike;     // fine detail of the same strength all over
  cv::Mat1b known;
};

Planes MakePlanes(const TextureBlocks& blocks, const PictureFacts& facts) {
  const cv::Size size(facts.width / kPatch, facts.height / kPatch);
  Planes planes;
  planes.mean.create(size);
  planes.variance.create(size);
  planes.edge.create(size);
  planes.alike.create(size);
  planes.known.create(size);
  for (int j = 0; j < size.height; ++j) {
    for (int i = 0; i < size.width; ++i) {
      float sum = 0.0F;
      float variance = 0.0F;
      float least = 1e9F;
      float most = 0.0F;
      float edge = 0.0F;
      float low = 1e9F;
      float high = -1e9F;
      bool known = true;
      for (int k = 0; k < kPerPatch * kPerPatch; ++k) {
        const TextureBlock& block =
            blocks.At(i * kPerPatch + k % kPerPatch, j * kPerPatch + k / kPerPatch);
        known = known && block.whole;
        sum += 0.25F * block.mean;
        variance += 0.25F * block.variance;
        least = std::min(least, block.variance);
        most = std::max(most, block.variance);
        edge = std::max(edge, block.edge);
        low = std::min(low, block.mean);
        high = std::max(high, block.mean);
      }
      planes.mean(j, i) = sum;
      planes.variance(j, i) = variance;
      planes.edge(j, i) = edge;
      planes.known(j, i) = known ? 255 : 0;
      // Blocks of a stamped patch differ by chance; edges and objects differ by much more, and
      // their tone goes along.
      const bool alike = least > 0.1F * most && high - low < 2.5F * std::sqrt(variance);
      planes.alike(j, i) = known && alike ? 255 : 0;
    }
  }
  return planes;
}

// One area of active patches.
struct Area {
  std::vector<cv::Point> patches;
  double excess = 0.0;  // levels; 0 = not a stamped one
};

// Judges an area by what lies around it.
void Judge(const Planes& planes, const cv::Mat1i& labels, int label, Area* area) {
  double variance = 0.0;
  for (const cv::Point& p : area->patches) variance += double(planes.variance(p));
  variance /= double(area->patches.size());
  cv::Mat1b seen(planes.mean.size(), uint8_t{0});
  int around = 0;
  int quiet = 0;
  double quiet_variance = 0.0;
  for (const cv::Point& p : area->patches) {
    for (int dy = -kReach; dy <= kReach; ++dy) {
      for (int dx = -kReach; dx <= kReach; ++dx) {
        const cv::Point q(p.x + dx, p.y + dy);
        if (q.x < 0 || q.y < 0 || q.x >= seen.cols || q.y >= seen.rows) continue;
        if (seen(q) != 0 || labels(q) == label) continue;
        seen(q) = 1;
        if (planes.known(q) == 0) continue;
        // Patches that the area reaches into.
        const bool beside = std::max(std::abs(dx), std::abs(dy)) == 1;
        const bool is_quiet = double(planes.variance(q)) < kQuieter * variance &&
                              planes.edge(q) < kNoEdge &&
                              std::abs(planes.mean(q) - planes.mean(p)) < kSameTone;
        if (beside && !is_quiet && double(planes.variance(q)) < variance &&
            std::abs(planes.mean(q) - planes.mean(p)) < kSameTone) {
          continue;
        }
        ++around;
        if (!is_quiet) continue;
        ++quiet;
        quiet_variance += double(planes.variance(q));
      }
    }
  }
  if (quiet < 6 || quiet < kSurrounded * around) return;
  area->excess = std::sqrt(std::max(0.0, variance - quiet_variance / quiet));
}

}  // namespace

void FindFlatActivity(const TextureBlocks& blocks, const PictureFacts& facts, Findings* findings) {
  const char* const kId = "texture.flat_activity";
  if (facts.width < kMinSide || facts.height < kMinSide) {
    findings->Unknown(kId, "the picture is below 128 px on a side");
    return;
  }
  const std::string kind = findings->WordOr("content.kind", "photo");
  if (kind != "photo") {
    findings->Unknown(kId,
                      "in a picture of this kind (" + kind + ") patterns on even ground are meant");
    return;
  }
  const Planes planes = MakePlanes(blocks, facts);
  cv::Mat1f values(planes.mean.size(), 0.0F);
  double worst = 0.0;
  const double pixels = double(planes.mean.total());
  for (const float threshold : kThresholds) {
    cv::Mat1b active =
        (planes.variance >= threshold) & (planes.variance < kBand * threshold) & planes.alike;
    // Chance leaves holes in a patch and specks around it.
    cv::medianBlur(active, active, 3);
    cv::Mat1i labels;
    const int count = cv::connectedComponents(active, labels, 4, CV_32S);
    std::vector<Area> areas(static_cast<size_t>(count));
    for (int j = 0; j < labels.rows; ++j) {
      for (int i = 0; i < labels.cols; ++i) {
        if (labels(j, i) > 0) areas[static_cast<size_t>(labels(j, i))].patches.emplace_back(i, j);
      }
    }
    for (int k = 1; k < count; ++k) {
      Area& area = areas[static_cast<size_t>(k)];
      const double size = double(area.patches.size());
      if (size < kFewest || size > kLargest * pixels) continue;
      Judge(planes, labels, k, &area);
      if (area.excess <= 0.0) continue;
      worst = std::max(worst, area.excess);
      for (const cv::Point& p : area.patches) {
        values(p) = std::max(values(p), static_cast<float>(area.excess));
      }
    }
  }
  // Patches weaker than the least threshold are not looked for.
  Measurement& measurement =
      worst > 0.0 ? findings->Number(kId, worst, 0.8 * worst, 1.25 * worst)
                  : findings->Number(kId, 0.0, 0.0, std::sqrt(double(kThresholds[0])));
  if (!facts.maps) return;
  measurement.map = MakeHeatMap(kId, values, kPatch);
  if (worst > 0.0) measurement.peaks = FindPeaks(*measurement.map, facts);
}

}  // namespace sharpscale
