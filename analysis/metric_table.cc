// SPDX-License-Identifier: Apache-2.0
//
// The metric table: one entry per quantity, in the order of JSON and reports.
// Columns: id, title, unit, decimals, direction, grade_from {slight, moderate, severe},
//          anchors {none, slight, moderate, severe}, what, method, map_low, map_high.

#include "analysis/metric_table.h"

namespace sharpscale {
namespace {

constexpr MetricDirection kNeutral = MetricDirection::kNeutral;
constexpr MetricDirection kWorse = MetricDirection::kMoreIsWorse;

}  // namespace

const std::vector<MetricInfo>& MetricTable() {
  static const std::vector<MetricInfo> table = {
      // ---- resolution
      {"resolution.width",
       "Width",
       "px",
       0,
       kNeutral,
       {},
       {},
       "Width of the picture after orientation.",
       "Read from the file."},
      {"resolution.height",
       "Height",
       "px",
       0,
       kNeutral,
       {},
       {},
       "Height of the picture after orientation.",
       "Read from the file."},

      // ---- compression
      {"compression.source",
       "Compression read from",
       "",
       0,
       kNeutral,
       {},
       {},
       "Where the compression figures come from: the file's tables, its pixels, or none.",
       "tables = the JPEG file says; pixels = an earlier JPEG compression shows in the pixels."},
      {"compression.jpeg_quality",
       "JPEG quality",
       "",
       0,
       MetricDirection::kLessIsWorse,
       {85.0, 65.0, 40.0},
       {"no loss visible at 100 % on a screen",
        "faint mosquito noise at hard edges when seen at 100 %",
        "ringing and first blocks visible at 100 %; blocks show after enlargement",
        "blocks and colour patches visible at a glance"},
       "Quality setting 1-100 on the scale of the IJG library.",
       "Least squares of the quantisation tables over the IJG scaling of both base tables (ITU-T "
       "T.81 annex K); from pixels by the combs of block DCT coefficients."},
      {"compression.table",
       "Quantisation tables",
       "",
       0,
       kNeutral,
       {},
       {},
       "IJG where both tables are the IJG tables of one quality, else non-standard.",
       "Exact comparison of all entries; for non-standard tables the quality is the nearest one."},
      {"compression.chroma_subsampling",
       "Chroma subsampling",
       "",
       0,
       kNeutral,
       {},
       {},
       "Resolution at which colour is stored: 4:4:4 full, 4:2:0 half in both directions.",
       "Sampling factors of the JPEG file."},
      {"compression.grid_x",
       "Block grid, first column",
       "px",
       0,
       kNeutral,
       {},
       {},
       "First column at which an 8x8 block begins; 0 unless cropped or turned.",
       "From the file; from pixels by search over the 64 phases."},
      {"compression.grid_y",
       "Block grid, first row",
       "px",
       0,
       kNeutral,
       {},
       {},
       "First row at which an 8x8 block begins; 0 unless cropped or turned.",
       "From the file; from pixels by search over the 64 phases."},
      {"compression.blockiness",
       "Blockiness",
       "levels",
       2,
       kWorse,
       {0.35, 1.0, 2.5},
       {"no blocks visible at 100 %",
        "blocks visible at 200 % in smooth areas",
        "blocks visible at 100 % in smooth areas",
        "blocks visible everywhere at normal viewing distance"},
       "Mean step at the borders of 8x8 blocks beyond the steps elsewhere.",
       "Steps not explained by the slopes on both sides, capped at 24 levels, on the grid less off "
       "the grid; zero below three times chance.",
       0.0,
       8.0},
      {"compression.webp_quality",
       "WebP quality",
       "",
       0,
       MetricDirection::kLessIsWorse,
       {75.0, 50.0, 25.0},
       {"no loss visible at 100 % on a screen",
        "fine texture is smoothed when seen at 100 %",
        "texture is lost and edges smear at 100 %",
        "blotches visible at a glance"},
       "Quality setting 0-100 of libwebp that gives this file's quantiser.",
       "Inverse of libwebp's mapping at its default settings, from the VP8 base quantiser index."},

      // ---- noise; anchors for viewing on a display at 100 %
      {"noise.luma_sigma",
       "Noise, luma sigma",
       "levels",
       2,
       kWorse,
       {2.5, 6.0, 12.0},
       {"no grain visible",
        "fine grain visible in even areas when looked for",
        "grain plainly visible in even areas",
        "grain covers fine detail"},
       "Standard deviation of the brightness noise, in 8-bit levels.",
       "Smallest eigenvalue of the covariance of weakly textured 7x7 patches, clip-aware (Liu et "
       "al. "
       "2013); for correlated noise the std of the flattest windows.",
       0.0,
       15.0},
      {"noise.chroma_sigma",
       "Noise, chroma sigma",
       "levels",
       2,
       kWorse,
       {2.0, 5.0, 10.0},
       {"no colour speckle visible",
        "faint colour speckle in shadows",
        "colour speckle visible",
        "coloured blotches cover even areas"},
       "Standard deviation of the colour noise (Cb and Cr, root mean square), in 8-bit levels.",
       "As for luma, on Cb and Cr."},
      {"noise.kind",
       "Noise, kind",
       "",
       0,
       kNeutral,
       {},
       {},
       "none, white, correlated, chroma, signal-dependent or impulse.",
       "Decided from the noise per scale, channel and intensity, and from isolated extremes."},
      {"noise.impulse_share",
       "Impulses",
       "%",
       2,
       kWorse,
       {0.15, 1.0, 5.0},
       {"no stray pixels", "a few stray pixels", "stray pixels all over", "picture peppered"},
       "Share of pixels that stick out of all their neighbours far beyond the noise.",
       "Isolated extremes beyond 40 levels and 3 sigma of the noise."},
      {"noise.grain_size",
       "Grain size",
       "px",
       1,
       kNeutral,
       {},
       {},
       "Extent of the grain: 1 for noise that is independent from pixel to pixel.",
       "Ratio of the noise at half size to that expected of independent noise."},

      // ---- blur; anchors for viewing at 100 %
      {"blur.sigma",
       "Blur",
       "px",
       2,
       kWorse,
       {1.0, 1.8, 3.2},
       {"crisp at 100 %",
        "slightly soft at 100 %, crisp at 50 %",
        "plainly soft at 100 %",
        "soft even when reduced to a quarter"},
       "Sigma of the Gaussian that the sharpest edges of the picture look blurred with.",
       "Ratio of edge slopes after two Gaussians (Zhuo and Sim 2011) on profiles across edges, low "
       "quantile over the picture.",
       0.0,
       5.0},
      {"sharpness.mtf50",
       "Sharpness, MTF50",
       "cycles/px",
       3,
       kNeutral,
       {},
       {},
       "Frequency at which the sharpest edges still carry half of their contrast; 0.5 is the "
       "limit.",
       "From the blur of edges: 0.1874 / sigma."},

      // ---- halo
      {"halo.overshoot",
       "Halo, overshoot",
       "%",
       1,
       kWorse,
       {5.0, 12.0, 25.0},
       {"no halo",
        "halo seen when looked for at 100 %",
        "bright rims at 100 %",
        "glowing rims at normal viewing distance"},
       "Bright rim beside edges, as a share of the edge's contrast.",
       "Profiles across edges against the plateau further out; median over edges between even "
       "areas.",
       0.0,
       40.0},
      {"halo.undershoot",
       "Halo, undershoot",
       "%",
       1,
       kWorse,
       {5.0, 12.0, 25.0},
       {"no halo",
        "halo seen when looked for at 100 %",
        "dark rims at 100 %",
        "dark outlines at normal viewing distance"},
       "Dark rim beside edges, as a share of the edge's contrast.",
       "As for overshoot, dark side."},
      {"halo.width",
       "Halo, width",
       "px",
       1,
       kNeutral,
       {},
       {},
       "From the edge's foot to where the halo has fallen to 10 % of its peak.",
       "Median over the edges with a halo."},
      {"halo.affected",
       "Edges with a halo",
       "%",
       1,
       kWorse,
       {10.0, 30.0, 60.0},
       {"no halos", "some edges", "many edges", "most edges"},
       "Share of the edges between even areas that carry a halo on both sides.",
       "Overshoot and undershoot together above 16 % of the contrast."},
  };
  return table;
}

const MetricInfo* FindMetric(std::string_view id) {
  for (const MetricInfo& info : MetricTable()) {
    if (info.id == id) return &info;
  }
  return nullptr;
}

Grade GradeOf(const MetricInfo& metric, double value) {
  if (metric.direction == MetricDirection::kNeutral) return Grade::kNotGraded;
  const bool more = metric.direction == MetricDirection::kMoreIsWorse;
  const auto reached = [&](double from) { return more ? value >= from : value <= from; };
  if (reached(metric.grade_from[2])) return Grade::kSevere;
  if (reached(metric.grade_from[1])) return Grade::kModerate;
  if (reached(metric.grade_from[0])) return Grade::kSlight;
  return Grade::kNone;
}

}  // namespace sharpscale
