// SPDX-License-Identifier: Apache-2.0

#include "analysis/jpeg_compression.h"

#include "analysis/jpeg_table_quality.h"
#include "analysis/webp_quality.h"

namespace sharpscale {
namespace {

class JpegCompressionEstimator final : public Estimator {
 public:
  void AddTile(const Tile&) override {}
  void Merge(const Estimator&) override {}

  void Finish(const PictureFacts& facts, Findings* findings) override {
    FinishWebp(facts.source, findings);
    const std::optional<JpegFacts>& jpeg = facts.source.jpeg;
    if (!jpeg.has_value()) {
      constexpr const char* kNoTables = "not a JPEG file";
      findings->Word("compression.source", "none");
      findings->Unknown("compression.jpeg_quality", kNoTables);
      findings->Unknown("compression.table", kNoTables);
      findings->Unknown("compression.chroma_subsampling", kNoTables);
      findings->Unknown("compression.grid_x", kNoTables);
      findings->Unknown("compression.grid_y", kNoTables);
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
  }

 private:
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
};

}  // namespace

std::unique_ptr<Estimator> MakeJpegCompressionEstimator(const PictureFacts&) {
  return std::make_unique<JpegCompressionEstimator>();
}

}  // namespace sharpscale
