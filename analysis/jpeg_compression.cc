// SPDX-License-Identifier: Apache-2.0

#include "analysis/jpeg_compression.h"

#include <algorithm>
#include <string>

#include "analysis/jpeg_first_quality.h"
#include "analysis/jpeg_pixel_quality.h"
#include "analysis/jpeg_table_quality.h"
#include "analysis/webp_quality.h"

namespace sharpscale {
namespace {

// Pixels are looked at in pieces of kSampleBlock px, over the picture, up to this many in all.
constexpr int64_t kBudget = 700'000;  // px

class JpegCompressionEstimator final : public Estimator {
 public:
  void AddTile(const Tile& tile) override {
    const cv::Rect core = tile.core();
    for (int y = core.y; y < core.br().y; y += kPatch) {
      for (int x = core.x; x < core.br().x; x += kPatch) {
        if (!tile.Sampled(x, y, kBudget)) continue;
        const cv::Rect box = cv::Rect(x, y, kPatch, kPatch) & core;
        if (box.width < 16 || box.height < 16) continue;
        patches_.push_back(Cut(tile, box));
      }
    }
  }

  void Merge(const Estimator& other) override {
    const auto& patches = static_cast<const JpegCompressionEstimator&>(other).patches_;
    patches_.insert(patches_.end(), patches.begin(), patches.end());
  }

  void Finish(const PictureFacts& facts, Findings* findings) override {
    FinishWebp(facts.source, findings);
    const std::optional<JpegFacts>& jpeg = facts.source.jpeg;
    if (!jpeg.has_value()) {
      FinishPixels(findings);
      return;
    }
    const JpegTableQuality quality = EstimateJpegTableQuality(*jpeg);
    findings->Word("compression.source", "tables");
    if (quality.quality > 0.0) {
      findings->Number("compression.jpeg_quality", quality.quality, quality.low, quality.high);
      findings->Word("compression.table", quality.ijg ? "IJG" : "non-standard");
    } else {
      constexpr const char* kDamaged = "the quantisation tables hold zeros";
      findings->Unknown("compression.jpeg_quality", kDamaged);
      findings->Unknown("compression.table", kDamaged);
    }
    findings->Word("compression.chroma_subsampling", ChromaSubsamplingName(jpeg->subsampling));
    FinishGrid(facts, findings);
    FinishFirst(facts, *jpeg, findings);
  }

 private:
  static constexpr int kPatch = 64;  // px; tiles are multiples of it

  static LumaPatch Cut(const Tile& tile, const cv::Rect& box) {
    const cv::Rect within = box - tile.area().tl();
    LumaPatch patch;
    patch.x = box.x;
    patch.y = box.y;
    patch.luma.create(box.size());
    patch.clipped.create(box.size());
    const cv::Mat native = tile.Native()(within);
    const int channels = native.channels();
    const cv::Mat1b& mask = tile.VisibleMask();
    for (int y = 0; y < box.height; ++y) {
      const float* luma = tile.Luma()[within.y + y] + within.x;
      for (int x = 0; x < box.width; ++x) {
        patch.luma(y, x) = std::round(luma[x]);
        bool clipped = luma[x] < 0.5F || luma[x] > 254.5F;
        if (native.depth() == CV_8U) {
          const uint8_t* p = native.ptr<uint8_t>(y) + channels * x;
          for (int c = 0; c < channels; ++c) clipped = clipped || p[c] == 0 || p[c] == 255;
        }
        if (!mask.empty()) clipped = clipped || mask(within.y + y, within.x + x) == 0;
        patch.clipped(y, x) = clipped ? 1 : 0;
      }
    }
    return patch;
  }

  // Whether a picture of this native scale holds a pattern of the interpolation whose period
  // divides that of the blocks.
  static bool RepeatsWithBlocks(double native_scale) {
    for (const double factor : {2.0, 4.0, 8.0}) {
      if (std::abs(native_scale * factor - 1.0) < 0.02) return true;
    }
    return false;
  }

  void SortPatches() {
    std::sort(patches_.begin(), patches_.end(), [](const LumaPatch& a, const LumaPatch& b) {
      return a.y != b.y ? a.y < b.y : a.x < b.x;
    });
  }

  // The first of two savings, of a JPEG file.
  void FinishFirst(const PictureFacts& facts, const JpegFacts& jpeg, Findings* findings) {
    constexpr const char* kId = "compression.first_quality";
    SortPatches();
    JpegFirstQualityOptions options;
    options.grid_x = static_cast<int>(findings->ValueOr("compression.grid_x", 0.0));
    options.grid_y = static_cast<int>(findings->ValueOr("compression.grid_y", 0.0));
    options.table = jpeg.luma;
    options.turned = facts.source.orientation >= 5;
    const JpegFirstQuality first = EstimateJpegFirstQuality(patches_, options);
    if (!first.enough) {
      findings->Unknown(
          kId, "too few blocks with detail (" + std::to_string(first.blocks) + "; 60 are needed)");
    } else if (!first.found) {
      findings->Unknown(kId, "no trace of an earlier saving at another quality");
    } else {
      findings->Number(kId, first.quality, first.low, first.high);
    }
  }

  void FinishPixels(Findings* findings) {
    constexpr const char* kNoFile = "not a JPEG file";
    findings->Unknown("compression.table", kNoFile);
    findings->Unknown("compression.chroma_subsampling", kNoFile);
    findings->Unknown("compression.first_quality", kNoFile);
    if (RepeatsWithBlocks(findings->ValueOr("resolution.native_scale", 1.0))) {
      const char* why = "an enlargement by 2, 4 or 8 repeats every 8 px as JPEG blocks do";
      for (const char* id : {"compression.source",
                             "compression.jpeg_quality",
                             "compression.grid_x",
                             "compression.grid_y"}) {
        findings->Unknown(id, why);
      }
      return;
    }
    SortPatches();
    const JpegPixelQuality quality = EstimateJpegPixelQuality(patches_);
    if (quality.found) {
      findings->Word("compression.source", "pixels");
      findings->Number("compression.jpeg_quality", quality.quality, quality.low, quality.high);
      findings->Exact("compression.grid_x", quality.grid_x);
      findings->Exact("compression.grid_y", quality.grid_y);
      return;
    }
    constexpr const char* kNoTrace = "no trace of JPEG compression";
    findings->Word("compression.source", "none");
    findings->Unknown("compression.jpeg_quality", kNoTrace);
    findings->Unknown("compression.grid_x", kNoTrace);
    findings->Unknown("compression.grid_y", kNoTrace);
  }

  static void FinishWebp(const SourceFacts& source, Findings* findings) {
    if (source.webp_quantiser < 0) {
      findings->Unknown("compression.webp_quality", "not a lossy WebP file");
      return;
    }
    const WebpQuality webp = EstimateWebpQuality(source.webp_quantiser);
    findings->Number("compression.webp_quality", webp.quality, webp.low, webp.high);
  }

  // Blocks begin at the first stored pixel; turning the picture upright moves the partial blocks of
  // the right and bottom border to the left and top.
  static void FinishGrid(const PictureFacts& facts, Findings* findings) {
    const int orientation = facts.source.orientation;
    const bool right_first =
        orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    const bool bottom_first =
        orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    findings->Exact("compression.grid_x", right_first ? facts.width % 8 : 0);
    findings->Exact("compression.grid_y", bottom_first ? facts.height % 8 : 0);
  }

  std::vector<LumaPatch> patches_;
};

}  // namespace

std::unique_ptr<Estimator> MakeJpegCompressionEstimator(const PictureFacts&) {
  return std::make_unique<JpegCompressionEstimator>();
}

}  // namespace sharpscale
