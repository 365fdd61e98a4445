// SPDX-License-Identifier: Apache-2.0
//
// One line per estimator; an estimator stands below those whose metrics it reads.

#include "analysis/checkerboard.h"
#include "analysis/content.h"
#include "analysis/edge_estimator.h"
#include "analysis/estimator.h"
#include "analysis/faces.h"
#include "analysis/jpeg_blockiness.h"
#include "analysis/jpeg_compression.h"
#include "analysis/native_scale.h"
#include "analysis/noise.h"
#include "analysis/oversharpening.h"
#include "analysis/quality.h"
#include "analysis/resolution.h"
#include "analysis/seams.h"
#include "analysis/texture_blocks.h"
#include "analysis/tone.h"

namespace sharpscale {

const std::vector<EstimatorInfo>& EstimatorTable() {
  static const std::vector<EstimatorInfo> table = {
      {"resolution", {"resolution.width", "resolution.height"}, {}, &MakeResolutionEstimator},
      {"native_scale",
       {"resolution.native_width", "resolution.native_height", "resolution.native_scale"},
       {},
       &MakeNativeScaleEstimator},
      {"noise",
       {"noise.luma_sigma",
        "noise.chroma_sigma",
        "noise.kind",
        "noise.impulse_share",
        "noise.grain_size",
        "noise.shadows_sigma",
        "noise.highlights_sigma"},
       {},
       &MakeNoiseEstimator},
      {"content",
       {"content.kind", "content.text_x_height"},
       {"resolution.native_scale"},
       &MakeContentEstimator},
      {"oversharpening",
       {"halo.oversharpened"},
       {"noise.impulse_share", "noise.luma_sigma", "content.kind"},
       &MakeOversharpeningEstimator},
      {"edges",
       {"blur.sigma",
        "sharpness.mtf50",
        "blur.kind",
        "blur.motion_length",
        "blur.motion_angle",
        "halo.overshoot",
        "halo.undershoot",
        "halo.width",
        "halo.affected",
        "halo.amount"},
       {"noise.luma_sigma",
        "resolution.native_scale",
        "content.kind",
        {"halo.oversharpened", "halo.amount"}},
       &MakeEdgeEstimator},
      {"jpeg_compression",
       {"compression.source",
        "compression.jpeg_quality",
        "compression.table",
        "compression.chroma_subsampling",
        "compression.grid_x",
        "compression.grid_y",
        "compression.first_quality",
        "compression.webp_quality"},
       {"resolution.native_scale"},
       &MakeJpegCompressionEstimator},
      {"jpeg_blockiness",
       {"compression.blockiness"},
       {"compression.grid_x", "compression.grid_y", "compression.source", "content.kind"},
       &MakeJpegBlockinessEstimator},
      {"tone",
       {"tone.clipped_highlights",
        "tone.clipped_shadows",
        "tone.contrast",
        "tone.exposure",
        "tone.cast",
        "tone.border_white"},
       {"content.kind"},
       &MakeToneEstimator},
      {"seams",
       {"texture.seams", "texture.seam_period", "texture.seam_x", "texture.seam_y"},
       {"content.kind"},
       &MakeSeamEstimator},
      {"faces",
       {"content.face_min_width"},
       {"content.kind", "resolution.native_scale"},
       &MakeFaceEstimator},
      {"checkerboard", {"texture.checkerboard"}, {}, &MakeCheckerboardEstimator},
      {"texture",
       {"texture.flat_activity", "texture.smoothness", "texture.banding", "compression.ringing"},
       {"noise.luma_sigma",
        "noise.impulse_share",
        "resolution.native_scale",
        {"blur.sigma", "texture.smoothness"},
        {"halo.oversharpened", "compression.ringing"},
        {"compression.jpeg_quality", "compression.ringing"},
        {"compression.webp_quality", "compression.ringing"},
        {"compression.blockiness", "compression.ringing"},
        "content.kind"},
       &MakeTextureEstimator},
      {"quality",
       {"quality.overall", "quality.detail", "quality.realism", "quality.clarity"},
       {"blur.sigma",
        "blur.motion_length",
        "noise.luma_sigma",
        "halo.overshoot",
        "halo.affected",
        "halo.oversharpened",
        "compression.jpeg_quality",
        "compression.blockiness",
        "resolution.native_scale",
        "content.kind",
        "texture.seams",
        "texture.checkerboard",
        "texture.flat_activity"},
       &MakeQualityEstimator},
  };
  return table;
}

}  // namespace sharpscale
