// SPDX-License-Identifier: Apache-2.0

#include "analysis/faces.h"

#include <algorithm>
#include <cstdlib>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "analysis/lbp_cascade.h"

namespace sharpscale {
namespace {

constexpr int kLongSide = 1024;  // px of the copy, at most

class FaceEstimator final : public Estimator {
 public:
  explicit FaceEstimator(const PictureFacts& facts) {
    if (!facts.faces) return;
    // A power of two up to the side of a cell, so that each px of the copy comes from one cell.
    while (shift_ < 5 && (std::max(facts.width, facts.height) >> shift_) > kLongSide) ++shift_;
    copy_ = cv::Mat1b((facts.height >> shift_) + 1, (facts.width >> shift_) + 1, uint8_t{0});
    seen_ = cv::Mat1b(copy_.size(), uint8_t{0});
  }

  void AddTile(const Tile& tile) override {
    if (copy_.empty()) return;
    // From the shared pyramid as far as it goes.
    const int level = std::min(shift_, 2);
    const int more = shift_ - level;
    const cv::Mat1f& plane = tile.LumaAt(level);
    const int x0 = tile.core().x >> shift_;
    const int y0 = tile.core().y >> shift_;
    const int x1 = tile.core().br().x >> shift_;
    const int y1 = tile.core().br().y >> shift_;
    const int left = tile.area().x >> level;
    const int top = tile.area().y >> level;
    for (int y = y0; y < y1; ++y) {
      for (int x = x0; x < x1; ++x) {
        const cv::Rect box = cv::Rect((x << more) - left, (y << more) - top, 1 << more, 1 << more) &
                             cv::Rect(0, 0, plane.cols, plane.rows);
        if (box.area() == 0) continue;
        float sum = 0.0F;
        for (int j = box.y; j < box.br().y; ++j) {
          for (int i = box.x; i < box.br().x; ++i) sum += plane(j, i);
        }
        copy_(y, x) = cv::saturate_cast<uint8_t>(sum / static_cast<float>(box.area()));
        seen_(y, x) = 255;
      }
    }
  }

  void Merge(const Estimator& base) override {
    const auto& other = static_cast<const FaceEstimator&>(base);
    if (!copy_.empty()) other.copy_.copyTo(copy_, other.seen_);
  }

  void Finish(const PictureFacts& facts, Findings* findings) override {
    const char* const kId = "content.face_min_width";
    if (!facts.faces) {
      findings->Unknown(kId, "not looked for; ask for it by its name");
      return;
    }
    const Measurement* kind = findings->Find("content.kind");
    if (kind != nullptr && kind->word != "photo") {
      findings->Unknown(kId, kind->word.empty() ? kind->unknown : "the picture is no photo");
      return;
    }
    const std::string path = FaceCascadePath();
    const auto cascade = LbpCascade::Load(path);
    if (!cascade.ok()) {
      findings->Unknown(kId,
                        std::string(cascade.status().message()) +
                            "; install the package opencv-data to find faces");
      return;
    }
    cv::Mat1b even;
    cv::equalizeHist(copy_, even);
    const std::vector<CascadeHit> faces = cascade->Find(even);
    if (faces.empty()) {
      findings->Unknown(kId, "no face found");
      return;
    }
    int least = faces[0].box.width;
    for (const CascadeHit& face : faces) least = std::min(least, face.box.width);
    const double native = std::clamp(findings->ValueOr("resolution.native_scale", 1.0), 0.02, 1.0);
    const double scale = native * double(1 << shift_);
    const double width = scale * least;
    Measurement& measurement = findings->Number(kId, width, 0.8 * width, 1.25 * width);
    for (const CascadeHit& face : faces) {
      measurement.peaks.push_back({(face.box.x + 0.5 * face.box.width) * double(1 << shift_),
                                   (face.box.y + 0.5 * face.box.height) * double(1 << shift_),
                                   scale * face.box.width});
    }
    std::sort(measurement.peaks.begin(), measurement.peaks.end(), [](const Peak& a, const Peak& b) {
      return a.value < b.value;
    });
  }

 private:
  int shift_ = 0;
  cv::Mat1b copy_;
  cv::Mat1b seen_;
};

}  // namespace

std::string FaceCascadePath() {
  const char* folder = std::getenv("SHARPSCALE_CASCADES");
  return std::string(folder != nullptr ? folder : "/usr/share/opencv4/lbpcascades") +
         "/lbpcascade_frontalface.xml";
}

std::unique_ptr<Estimator> MakeFaceEstimator(const PictureFacts& facts) {
  return std::make_unique<FaceEstimator>(facts);
}

}  // namespace sharpscale
