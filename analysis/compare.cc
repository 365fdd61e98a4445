// SPDX-License-Identifier: Apache-2.0

#include "analysis/compare.h"

#include <opencv2/imgproc.hpp>

#include "analysis/added_between.h"
#include "analysis/added_checkerboard.h"
#include "analysis/added_clipping.h"
#include "analysis/added_detail.h"
#include "analysis/added_halo.h"
#include "analysis/added_seams.h"
#include "analysis/added_stairs.h"
#include "analysis/added_statistics.h"
#include "analysis/added_strays.h"
#include "analysis/added_transparency.h"
#include "analysis/analyze.h"
#include "analysis/beyond_coding.h"
#include "analysis/blur_between.h"
#include "analysis/consistency.h"
#include "analysis/estimator.h"
#include "analysis/fidelity_ciede2000.h"
#include "analysis/fidelity_gmsd.h"
#include "analysis/fidelity_haarpsi.h"
#include "analysis/fidelity_planes.h"
#include "analysis/fidelity_psnr.h"
#include "analysis/fidelity_ssim.h"
#include "analysis/fidelity_vsi.h"
#include "analysis/findings.h"
#include "analysis/hallucination.h"
#include "analysis/heat_map.h"
#include "analysis/local_harm.h"
#include "analysis/luma_steps.h"
#include "analysis/metric_table.h"
#include "analysis/one_bit_psnr.h"
#include "analysis/order_statistics.h"
#include "analysis/register.h"
#include "analysis/register_resample.h"
#include "analysis/rotation_between.h"
#include "analysis/tone_match.h"
#include "image/bilevel.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr double kQuantile90 = 1.645;  // standard errors on either side of a 90 % interval
constexpr double kBlotchy = 1.5;       // noise.chroma_sigma, levels
constexpr int kColourCell = 16;        // px
constexpr int kBlotchyCell = 64;       // px
constexpr double kCoded = 90.0;        // JPEG quality below which chroma is in steps
constexpr double kTold = 3.0;          // %, of a place
constexpr double kStrays = 25.0;       // and here a result shows something else
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

// Everything a pair of pictures is measured for, in the order of the metric table.
constexpr std::string_view kPairPrefixes[] = {"fidelity.",
                                              "consistency.",
                                              "colour.",
                                              "geometry.",
                                              "added."};

// Metrics of one picture whose change is a metric of the pair.
constexpr std::pair<std::string_view, std::string_view> kDeltas[] = {
    {"added.blockiness", "compression.blockiness"},
    {"added.ringing", "compression.ringing"},
    {"added.banding", "texture.banding"}};
// Others that judging a pair needs: blur is compared by squares, noise and compression explain
// stray detail and colour, ...
constexpr std::string_view kAlsoRead[] = {"blur.sigma",
                                          "noise.luma_sigma",
                                          "noise.chroma_sigma",
                                          "compression.jpeg_quality",
                                          "compression.grid_x",
                                          "compression.grid_y",
                                          "halo.affected"};  // of blur.sigma's estimator
// ... and of the result: no enlargement adds more halo than its typical edge shows.
constexpr std::string_view kOfResult[] = {"halo.overshoot", "halo.undershoot"};

bool IsPairMetric(std::string_view id) {
  return std::any_of(std::begin(kPairPrefixes), std::end(kPairPrefixes), [&](std::string_view p) {
    return id.substr(0, p.size()) == p;
  });
}

// Both pictures with one number of channels and one depth; pixels that are not finite become 0.
cv::Mat CommonType(const cv::Mat& pixels, int channels, int depth) {
  cv::Mat result = pixels;
  if (result.channels() < channels) cv::cvtColor(result, result, cv::COLOR_GRAY2RGB);
  if (result.depth() != depth) {
    const double scale = MaxValue(depth) / MaxValue(result.depth());
    result.convertTo(result, depth, scale);
  }
  if (depth == CV_32F) {
    if (result.data == pixels.data) result = result.clone();
    cv::patchNaNs(result, 0.0);
    cv::min(result, 1e6, result);
    cv::max(result, -1e6, result);
  }
  return result;
}

// The pair cut to what both show.
struct Pair {
  cv::Mat before;             // whole
  cv::Mat after;              // whole, upright
  cv::Mat whole_luma_before;  // of the two, as LumaLevels gives it
  cv::Mat whole_luma_after;
  cv::Mat source_before;  // on the smaller grid
  cv::Mat source_after;
  cv::Mat luma_before;  // of the two on the smaller grid, as LumaLevels gives it
  cv::Mat luma_after;
  cv::Rect after_box;    // of `after`, in its px: the result's grid
  cv::Rect before_box;   // of `before`, in its px
  double scale_x = 1.0;  // px of the result's grid per px of the smaller grid
  double scale_y = 1.0;
  bool enlarged = false;   // the result's grid is finer than the smaller grid
  bool reduced = false;    // `after` has fewer px than `before`
  bool one_bit = false;    // the source is a scan at one bit
  bool same_frame = true;  // both show the same part: a shift is an error, not a crop
  double offset_x = 0.0;   // shift already taken out, px of `after`
  double offset_y = 0.0;
  GridKernel kernel = GridKernel::kArea;  // that made the smaller grid, where there was one to make
  // Where the result is its source without a blur: that blur, and luma_after with it.
  std::optional<BlurBetweenFit> blur;
  cv::Mat luma_blurred;

  // What of the result can be held against luma_before, detail by detail.
  const cv::Mat& luma_like_source() const { return blur ? luma_blurred : luma_after; }
};

// The range of whole px [begin, end) of one axis of `before` that `after` covers.
cv::Range Covered(int before, int after, double scale, double shift) {
  const double slack = 0.51 * std::max(1.0, scale);
  int begin = 0;
  int end = before;
  while (begin < end && begin * scale + shift < -slack) ++begin;
  while (end > begin && end * scale + shift > after + slack) --end;
  return {begin, end};
}

// Where the source's px lie in an enlargement.
struct SourceGrid {
  GridAxis across;
  GridAxis down;
};
SourceGrid GridOf(const Pair& pair) {
  const cv::Rect& box = pair.before_box;
  return {{box.width, pair.scale_x, box.x * pair.scale_x + pair.offset_x},
          {box.height, pair.scale_y, box.y * pair.scale_y + pair.offset_y}};
}

// The enlargement on its source's grid, by the kernel that fits best.
void BringToSource(Pair* pair, const Progress* progress) {
  const SourceGrid grid = GridOf(*pair);
  const GridKernel kernel = BestKernel(pair->after, pair->source_before, grid.across, grid.down);
  if (!pair->source_after.empty() && kernel == pair->kernel) return;
  pair->kernel = kernel;
  pair->source_after =
      ResampleToGrid(pair->after, grid.across, grid.down, kernel, pair->after.depth(), progress);
  pair->luma_after = LumaLevels(pair->source_after);
}

// From here on the source is what the result's tone makes of it.
// `toned`: source_before in that tone.
void MatchTone(const ToneMatch& tone, const cv::Mat& toned, Pair* pair, const Progress* progress) {
  if (pair->reduced) {
    pair->luma_before = tone.ApplyLuma(pair->source_before, progress);
  } else {
    pair->whole_luma_before = tone.ApplyLuma(pair->before, progress);
    pair->luma_before = pair->whole_luma_before(pair->before_box);
  }
  pair->source_before = toned;
  // Beside another tone the kernel could not be told.
  if (pair->enlarged) BringToSource(pair, progress);
}

// `noise`: levels, of the source.
void FitBlur(double noise, Pair* pair) {
  pair->blur = BlurBetween(pair->luma_after, pair->luma_before, noise);
  if (!pair->blur) return;
  cv::filter2D(pair->luma_after,
               pair->luma_blurred,
               CV_32F,
               pair->blur->kernel,
               {-1, -1},
               0.0,
               cv::BORDER_REFLECT_101);
}

// False where the overlap is too small to measure anything.
bool Overlay(const Registration& registration, Pair* pair, const Progress* progress) {
  double dx = registration.dx;
  double dy = registration.dy;
  const double sx = registration.scale_x;
  const double sy = registration.scale_y;
  const bool equal = sx == 1.0 && sy == 1.0;
  const double scale = std::sqrt(sx * sy);
  pair->same_frame = std::abs(pair->after.cols - sx * pair->before.cols) < 1.0 &&
                     std::abs(pair->after.rows - sy * pair->before.rows) < 1.0;
  if (equal) {
    // Never resampled: only whole px are taken out.
    dx = std::round(dx);
    dy = std::round(dy);
  } else if (pair->same_frame && std::hypot(dx, dy) < 0.15 * std::max(1.0, scale)) {
    dx = dy = 0.0;
  }
  pair->offset_x = dx;
  pair->offset_y = dy;
  const cv::Range columns = Covered(pair->before.cols, pair->after.cols, sx, dx);
  const cv::Range rows = Covered(pair->before.rows, pair->after.rows, sy, dy);
  if (columns.end <= columns.start || rows.end <= rows.start) return false;
  pair->before_box = {columns.start, rows.start, columns.size(), rows.size()};
  const int ax0 = std::clamp(int(std::lround(columns.start * sx + dx)), 0, pair->after.cols - 1);
  const int ay0 = std::clamp(int(std::lround(rows.start * sy + dy)), 0, pair->after.rows - 1);
  const int ax1 = std::clamp(int(std::lround(columns.end * sx + dx)), ax0 + 1, pair->after.cols);
  const int ay1 = std::clamp(int(std::lround(rows.end * sy + dy)), ay0 + 1, pair->after.rows);
  pair->after_box = {ax0, ay0, ax1 - ax0, ay1 - ay0};

  if (equal) {
    pair->source_before = pair->before(pair->before_box);
    pair->source_after = pair->after(pair->after_box);
    return pair->source_before.size() == pair->source_after.size();
  }
  if (scale >= 1.0) {
    pair->enlarged = true;
    pair->scale_x = sx;
    pair->scale_y = sy;
    pair->source_before = pair->before(pair->before_box);
    BringToSource(pair, progress);
    return true;
  }
  pair->reduced = true;
  pair->source_after = pair->after(pair->after_box);
  const GridAxis across{pair->after_box.width, 1.0 / sx, (ax0 - dx) / sx};
  const GridAxis down{pair->after_box.height, 1.0 / sy, (ay0 - dy) / sy};
  const GridKernel kernel = BestKernel(pair->before, pair->source_after, across, down);
  pair->source_before =
      ResampleToGrid(pair->before, across, down, kernel, pair->before.depth(), progress);
  return true;
}

// Places on the result's grid to places of `after` as the file holds it.
class Places {
 public:
  Places(const Pair& pair, int orientation, cv::Size after)
      : box_(pair.after_box), upright_(pair.after.size()), orientation_(orientation) {
    facts_.width = after.width;
    facts_.height = after.height;
  }

  Peak ToAfter(const Peak& peak) const {
    const double x = peak.x + box_.x;
    const double y = peak.y + box_.y;
    const double w = upright_.width - 1.0;
    const double h = upright_.height - 1.0;
    switch (orientation_) {
      case 2:
        return {w - x, y, peak.value};
      case 3:
        return {w - x, h - y, peak.value};
      case 4:
        return {x, h - y, peak.value};
      case 5:
        return {y, x, peak.value};
      case 6:
        return {y, w - x, peak.value};
      case 7:
        return {h - y, w - x, peak.value};
      case 8:
        return {h - y, x, peak.value};
      default:
        return {x, y, peak.value};
    }
  }

  // A box on the result's grid, its middle where ToAfter has it.
  Peak ToAfter(double x, double y, double width, double height, double value) const {
    Peak peak = ToAfter(Peak{x + 0.5 * (width - 1.0), y + 0.5 * (height - 1.0), value});
    const bool turned = orientation_ >= 5;
    peak.width = turned ? height : width;
    peak.height = turned ? width : height;
    return peak;
  }

  // `values`: one per `step` px (may be broken) of the result's grid. The map has cells of `cell`
  // px over the whole of `after`, NaN where the pair does not overlap.
  std::shared_ptr<const HeatMap> Map(std::string_view id,
                                     const cv::Mat1f& values,
                                     double step_x,
                                     double step_y,
                                     int cell) const {
    const int columns = (facts_.width + cell - 1) / cell;
    const int rows = (facts_.height + cell - 1) / cell;
    cv::Mat1f map(rows, columns, kNan);
    for (int j = 0; j < rows; ++j) {
      for (int i = 0; i < columns; ++i) {
        const Peak place = FromAfter(std::min((i + 0.5) * cell, facts_.width - 0.5),
                                     std::min((j + 0.5) * cell, facts_.height - 0.5));
        if (place.x < 0.0 || place.y < 0.0 || place.x >= box_.width || place.y >= box_.height) {
          continue;
        }
        map(j, i) = values(std::min(values.rows - 1, int(place.y / step_y)),
                           std::min(values.cols - 1, int(place.x / step_x)));
      }
    }
    return MakeHeatMap(id, map, cell);
  }

  std::vector<Peak> Worst(const HeatMap& map, double at_least) const {
    std::vector<Peak> peaks = FindPeaks(map, facts_);
    peaks.erase(
        std::remove_if(
            peaks.begin(), peaks.end(), [&](const Peak& peak) { return peak.value <= at_least; }),
        peaks.end());
    return peaks;
  }

 private:
  // A place of `after` (px, corner of the first pixel at 0) on the result's grid.
  Peak FromAfter(double x, double y) const {
    const double w = upright_.width;
    const double h = upright_.height;
    double u = x;
    double v = y;
    switch (orientation_) {
      case 2:
        u = w - x;
        break;
      case 3:
        u = w - x;
        v = h - y;
        break;
      case 4:
        v = h - y;
        break;
      case 5:
        u = y;
        v = x;
        break;
      case 6:
        u = w - y;
        v = x;
        break;
      case 7:
        u = w - y;
        v = h - x;
        break;
      case 8:
        u = y;
        v = h - x;
        break;
      default:
        break;
    }
    return {u - box_.x, v - box_.y, 0.0};
  }

  cv::Rect box_;
  cv::Size upright_;
  int orientation_;
  PictureFacts facts_;
};

bool Stopped(const Progress* progress) {
  return progress != nullptr && progress->cancelled();
}

// What the metrics of a pair work with. After a cancel they leave what they were at; the findings
// are of no use then.
struct Context {
  const Pair& pair;
  const Report& before;
  const Report& after;
  const Places& places;
  CodingLimits coding;  // of `before`
  CodingLimits coding_after;
  bool maps;
  Findings* findings;
  const Progress* progress;
  // Of the change of tone that was taken out of the pair; 1 = none was.
  double slope = 1.0;
  double lr_psnr = 0.0;  // dB, on the smaller grid, in one tone
};

void AddMap(const Context& context,
            Measurement* measurement,
            const cv::Mat1f& values,
            double step_x,
            double step_y,
            int cell,
            double at_least) {
  if (!context.maps || values.empty()) return;
  measurement->map = context.places.Map(measurement->id, values, step_x, step_y, cell);
  measurement->peaks = context.places.Worst(*measurement->map, at_least);
}

void FindFidelity(const Context& context) {
  const Pair& pair = context.pair;
  const cv::Mat& before = pair.source_before;
  const cv::Mat& after = pair.source_after;
  Findings& findings = *context.findings;
  const double psnr = Psnr(before, after, MaxValue(before.depth()));
  findings.Exact("fidelity.psnr", psnr);

  constexpr int kCellPx = 32;
  const Progress* progress = context.progress;
  const SsimScores ssim =
      Ssim(pair.luma_before, pair.luma_after, context.maps ? kCellPx : 0, progress);
  if (Stopped(progress)) return;
  Measurement& measurement = findings.Exact("fidelity.ssim", ssim.ssim);
  AddMap(context,
         &measurement,
         ssim.dissimilarity,
         kCellPx * pair.scale_x,
         kCellPx * pair.scale_y,
         kAddedCell,
         0.02);
  if (ssim.ms_ssim_known) {
    findings.Exact("fidelity.ms_ssim", ssim.ms_ssim);
  } else {
    findings.Unknown("fidelity.ms_ssim", "five scales need 176 px on the short side");
  }
  findings.Exact("fidelity.gmsd", Gmsd(pair.luma_before, pair.luma_after, progress));
  findings.Exact("fidelity.haarpsi", HaarPsi(before, after, progress));
  if (const std::optional<double> vsi = Vsi(before, after)) {
    findings.Exact("fidelity.vsi", *vsi);
  } else {
    findings.Unknown("fidelity.vsi", "VSI is defined for colour only");
  }
  const Ciede2000Scores colour = MeanCiede2000(before, after, progress);
  findings.Exact("fidelity.ciede2000", colour.mean);

  if (pair.enlarged) {
    findings.Exact("consistency.lr_psnr",
                   pair.one_bit ? OneBitPsnr(pair.luma_before, pair.luma_after) : psnr);
  } else {
    findings.Unknown("consistency.lr_psnr",
                     "the result has no more pixels than its source; see fidelity.psnr");
  }
}

// What became of the frame: turned, mirrored, stretched, cropped.
void FindFrame(const Pair& pair, const Registration& registration, Findings* findings) {
  const int way = registration.orientation;
  const bool mirrored = way == 2 || way == 4 || way == 5 || way == 7;  // EXIF
  findings->Exact("geometry.turned", way == 1 ? 0.0 : mirrored ? 2.0 : 1.0);
  // Sides are whole px.
  const double rounding = 1.0 / std::max(1, std::min(pair.after.cols, pair.after.rows));
  const double ratio = std::max(registration.scale_x, registration.scale_y) /
                       std::min(registration.scale_x, registration.scale_y);
  findings->Exact("geometry.stretch", 100.0 * std::max(0.0, ratio - 1.0 - rounding));
  findings->Exact("geometry.cropped",
                  100.0 * (1.0 - static_cast<double>(pair.before_box.area()) /
                                     static_cast<double>(pair.before.total())));
}

// The worst of some windows, in `unit` of them times `scale`, and those of at least `shown` as
// peaks.
void AddWindows(const Context& context,
                std::string_view id,
                const std::vector<Window>& windows,
                double scale,
                double shown,
                const char* unknown) {
  Findings& findings = *context.findings;
  if (windows.empty()) {
    findings.Unknown(id, unknown);
    return;
  }
  Measurement& measurement = findings.Exact(id, scale * windows.front().value);
  const double sx = context.pair.scale_x;
  const double sy = context.pair.scale_y;
  for (const Window& window : windows) {
    const cv::Rect& box = window.box;
    if (scale * window.value < shown) break;
    measurement.peaks.push_back(context.places.ToAfter(
        box.x * sx, box.y * sy, box.width * sx, box.height * sy, scale * window.value));
  }
}

// In one place: beside what became of the picture as a whole.
void FindLocal(const Context& context,
               const DetailBlocks& blocks,
               const DetailChange& change,
               const cv::Mat1f& beyond) {
  const Pair& pair = context.pair;
  Findings& findings = *context.findings;
  LocalDetailInput input;
  input.blocks = &blocks;
  input.noise_before = change.noise_before;
  input.noise_after = change.noise_after;
  input.beyond_source = beyond;
  const cv::Size size = pair.luma_after.size();
  LocalDetail detail = MeasureLocalDetail(input, size);
  // What the result's own coding may have hidden is only asked where something would be told.
  const auto told = [](const std::vector<Window>& windows) {
    return !windows.empty() && windows.front().value >= kTold;
  };
  const bool tells =
      told(detail.lost) || told(detail.changed) || 100.0 * detail.flattened.value_or(0.0) >= kTold;
  if (tells && !pair.enlarged && context.coding_after.Hides()) {
    CodingLimits coding = context.coding_after;
    coding.grid_x -= pair.after_box.x;
    coding.grid_y -= pair.after_box.y;
    input.beyond_result = BeyondCoding(pair.luma_after, pair.luma_before, coding, context.progress);
    if (Stopped(context.progress)) return;
    detail = MeasureLocalDetail(input, size);
  }
  AddWindows(
      context, "added.local_smoothing", detail.lost, 1.0, 10.0, "no fine texture in the source");
  AddWindows(context, "added.local_change", detail.changed, 1.0, 10.0, "too small a picture");
  if (detail.flattened) {
    findings.Exact("added.plastic", 100.0 * *detail.flattened);
  } else {
    findings.Unknown("added.plastic", "no fine texture in the source");
  }
}

// `toned`: the source in the result's tone; empty = there was nothing to match.
void FindColour(const Context& context, const cv::Mat& toned) {
  const Pair& pair = context.pair;
  Findings& findings = *context.findings;
  // Colour blotches of a camera's noise do not average out over 16 px, nor do the steps that coding
  // rounds chroma to; a repair takes the ones away, a JPEG file brings the others.
  const bool blotchy = context.before.ValueOr("noise.chroma_sigma", 0.0) > kBlotchy ||
                       context.before.ValueOr("compression.jpeg_quality", 100.0) < kCoded ||
                       context.after.ValueOr("compression.jpeg_quality", 100.0) < kCoded;
  const int cell = blotchy ? kBlotchyCell : kColourCell;
  const ColourDrift drift =
      MeasureColourDrift(pair.source_before, pair.source_after, cell, context.progress);
  if (Stopped(context.progress)) return;
  Measurement& colour = findings.Number("colour.drift", drift.p95, drift.p95, drift.p95);
  AddMap(context,
         &colour,
         drift.map,
         drift.cell * pair.scale_x,
         drift.cell * pair.scale_y,
         kAddedCell,
         0.5);
  const auto find_local = [&](const ColourDrift& left) {
    AddWindows(context,
               "colour.local",
               LocalColour(left.map, left.cell, pair.source_before.size()),
               1.0,
               1.0,
               "too small a picture");
  };
  constexpr double kSeen = 2.0;  // ΔE00
  if (toned.empty()) {
    // What differs without one change that explains it is no change of 0.
    if (drift.p95 > kSeen) {
      findings.Unknown("colour.tone", "no one change of tone explains the colour drift");
    } else {
      findings.Exact("colour.tone", 0.0);
    }
    find_local(drift);
    return;
  }
  const ColourDrift whole = MeasureColourDrift(pair.source_before, toned, cell, context.progress);
  const ColourDrift left = MeasureColourDrift(toned, pair.source_after, cell, context.progress);
  if (Stopped(context.progress)) return;
  findings.Exact("colour.tone", whole.p95);
  // Where nearly all of the picture keeps its colours a place that does not was recoloured, though
  // a mix of the channels may give it: two red moons in the night that became gray.
  constexpr double kKept = 3.0;  // ΔE00
  find_local(drift.p95 <= kKept ? drift : left);
}

// Returns what the content as a whole has moved by on the smaller grid, px.
cv::Point2d FindShift(const Context& context) {
  const Pair& pair = context.pair;
  Findings& findings = *context.findings;
  const ShiftMap shift = MeasureShift(pair.luma_before, pair.luma_like_source(), context.progress);
  if (Stopped(context.progress)) return {0.0, 0.0};
  if (shift.known < 4) {
    findings.Unknown("geometry.shift", "too little texture to see a shift");
    findings.Unknown("geometry.local_shift", "too little texture to see a shift");
    findings.Unknown("geometry.rotation", "too little texture to see a shift");
    return {0.0, 0.0};
  }
  findings.Exact("geometry.rotation", std::abs(RotationBetween(shift)));
  AddWindows(context,
             "geometry.local_shift",
             LocalShift(shift, pair.luma_before, pair.luma_like_source()),
             std::max(pair.scale_x, pair.scale_y),
             0.1,
             "too little texture to see a shift");
  // What registration took out counts where both show the same frame.
  const cv::Point2d blurred = pair.blur ? pair.blur->shift : cv::Point2d();
  const double x0 = (pair.same_frame ? pair.offset_x : 0.0) + blurred.x * pair.scale_x;
  const double y0 = (pair.same_frame ? pair.offset_y : 0.0) + blurred.y * pair.scale_y;
  cv::Mat1f size(shift.x.size(), kNan);
  std::vector<double> sizes;
  double error = 0.0;
  // The length of two components of noise alone: its mean square, and its 95th percentile, squared
  // (2 ln 20), both in squares of one component's error.
  constexpr double kMeanOfNoise = 2.0;
  constexpr double kTailOfNoise = 6.0;
  // Noise, sharpening and clipping pull at soft cells as a movement does.
  constexpr double kAsked = 0.2;  // px of the grid
  const cv::Rect whole({}, pair.luma_before.size());
  const auto is_movement = [&](int j, int i) {
    const cv::Point2d by(shift.x(j, i), shift.y(j, i));
    if (std::hypot(by.x, by.y) < kAsked) return true;
    const cv::Rect box(i * kShiftCell, j * kShiftCell, 2 * kShiftCell, 2 * kShiftCell);
    return ComesNearer(pair.luma_before, pair.luma_like_source(), box & whole, {}, by);
  };
  for (int j = 0; j < size.rows; ++j) {
    for (int i = 0; i < size.cols; ++i) {
      if (std::isnan(shift.x(j, i)) || !is_movement(j, i)) continue;
      const double x = shift.x(j, i) * pair.scale_x + x0;
      const double y = shift.y(j, i) * pair.scale_y + y0;
      const double e = shift.error(j, i) * std::max(pair.scale_x, pair.scale_y);
      const double square = x * x + y * y;
      size(j, i) = static_cast<float>(std::sqrt(std::max(0.0, square - kMeanOfNoise * e * e)));
      sizes.push_back(std::sqrt(std::max(0.0, square - kTailOfNoise * e * e)));
      error += e;
    }
  }
  if (sizes.empty()) {
    findings.Unknown("geometry.shift", "what differs is explained by no movement");
    return {0.0, 0.0};
  }
  error /= double(sizes.size());
  const double value = AtRank(&sizes, (sizes.size() - 1) * 95 / 100);
  Measurement& geometry = findings.Number("geometry.shift",
                                          value,
                                          std::max(0.0, value - kQuantile90 * error),
                                          value + kQuantile90 * error);
  AddMap(context,
         &geometry,
         size,
         kShiftCell * pair.scale_x,
         kShiftCell * pair.scale_y,
         kAddedCell,
         0.15);
  return {shift.median_x + blurred.x, shift.median_y + blurred.y};
}

Seams Enlarged(Seams seams, double scale, double gain) {
  seams.step *= gain;
  seams.error *= gain;
  for (Seam& seam : seams.seams) {
    seam.at = static_cast<int>(std::lround(seam.at * scale));
    seam.worst = static_cast<int>(std::lround(seam.worst * scale));
    seam.step *= gain;
  }
  seams.period = static_cast<int>(std::lround(seams.period * scale));
  return seams;
}

// On the smaller grid: a step outlives the reduction, and what a result has of detail of its own,
// which steps as well, does not; nor does it outlive the blur that a result was freed from. The
// places of the strongest seams are peaks.
void FindSeamsAdded(const Context& context, const AddedStatistics& statistics) {
  Findings& findings = *context.findings;
  const Pair& pair = context.pair;
  const cv::Size2d gain = pair.blur ? pair.blur->StepGain() : cv::Size2d(1.0, 1.0);
  Seams columns = SeamsAdded(FindSeams(statistics.column_means, kSeamSegment),
                             pair.luma_before,
                             pair.luma_after,
                             kSeamSegment);
  Seams rows = SeamsAdded(FindSeams(statistics.row_means, kSeamSegment),
                          pair.luma_before.t(),
                          pair.luma_after.t(),
                          kSeamSegment);
  if (pair.blur) {
    columns = SeamsOffEdges(std::move(columns), pair.luma_before);
    rows = SeamsOffEdges(std::move(rows), pair.luma_before.t());
  }
  const Seams vertical = Enlarged(std::move(columns), pair.scale_x, 1.0 / gain.width);
  const Seams horizontal = Enlarged(std::move(rows), pair.scale_y, 1.0 / gain.height);
  const Seams& strongest = vertical.step >= horizontal.step ? vertical : horizontal;
  Measurement& seams =
      findings.Number("added.seams",
                      strongest.step,
                      std::max(0.0, strongest.step - kQuantile90 * strongest.error),
                      strongest.step + kQuantile90 * strongest.error);
  // The last segment may reach beyond the picture, its middle must not.
  const auto inside = [&](double x, double y, double step) {
    const cv::Rect& box = context.pair.after_box;
    return context.places.ToAfter(
        {std::min(x, box.width - 1.0), std::min(y, box.height - 1.0), step});
  };
  for (const Seam& seam : vertical.seams) {
    if (seams.peaks.size() >= 8) break;
    seams.peaks.push_back(inside(seam.at, seam.worst, seam.step));
  }
  for (const Seam& seam : horizontal.seams) {
    if (seams.peaks.size() >= 16) break;
    seams.peaks.push_back(inside(seam.worst, seam.at, seam.step));
  }
  std::stable_sort(seams.peaks.begin(), seams.peaks.end(), [](const Peak& a, const Peak& b) {
    return a.value > b.value;
  });
  const int period = vertical.period > 0 ? vertical.period : horizontal.period;
  if (period > 0) {
    findings.Exact("added.seam_period", period);
  } else {
    findings.Unknown("added.seam_period", strongest.step > 0.0 ? "a single seam" : "no seams");
  }
}

// Of a picture, 0 to 1: noise of 4 levels or JPEG quality 65 is plainly visible after enlargement.
double Damage(const Report& picture) {
  const double noise = (picture.ValueOr("noise.luma_sigma", 0.0) - 1.0) / 3.0;
  const double jpeg = (95.0 - picture.ValueOr("compression.jpeg_quality", 100.0)) / 30.0;
  return std::clamp(std::max(noise, jpeg), 0.0, 1.0);
}

// What the source's noise and JPEG coding can hide, in px of `before`.
CodingLimits LimitsOf(const Image& before, const Report& report) {
  CodingLimits limits;
  limits.noise = report.ValueOr("noise.luma_sigma", 0.0);
  const double quality = report.ValueOr("compression.jpeg_quality", 0.0);
  limits.steps = LumaSteps(before.source, quality);
  limits.grid_x = int(report.ValueOr("compression.grid_x", 0.0));
  limits.grid_y = int(report.ValueOr("compression.grid_y", 0.0));
  return limits;
}

// Levels of luma beyond which a blur that was taken away with the noise need not be found.
constexpr double kHidesBlur = 2.0;

// `shift` of the whole content is geometry.shift's business: what was added is judged in register.
void FindAdded(const Context& context, const cv::Point2d& shift) {
  const Pair& pair = context.pair;
  Findings& findings = *context.findings;
  const cv::Size size = pair.after_box.size();
  // What the source foretells on the result's grid.
  const cv::Mat luma_before = pair.enlarged ? pair.whole_luma_before : pair.luma_before;
  const cv::Mat luma_after =
      pair.enlarged ? pair.whole_luma_after(pair.after_box) : pair.luma_after;
  GridAxis across{size.width, 1.0, 0.0};
  GridAxis down{size.height, 1.0, 0.0};
  if (pair.enlarged) {
    across = {size.width, 1.0 / pair.scale_x, (pair.after_box.x - pair.offset_x) / pair.scale_x};
    down = {size.height, 1.0 / pair.scale_y, (pair.after_box.y - pair.offset_y) / pair.scale_y};
  }
  constexpr double kInRegister = 0.04;  // px; below it resampling would harm more than it mends
  if (std::hypot(shift.x, shift.y) > kInRegister) {
    across.offset -= shift.x;
    down.offset -= shift.y;
  }
  const Progress* progress = context.progress;
  const AddedStatistics statistics =
      CollectAddedBetween(luma_before, luma_after, across, down, progress);
  if (Stopped(progress)) return;

  // The same on the source's grid where it is another one.
  AddedStatistics source_statistics;
  if (pair.enlarged) {
    const cv::Mat& a = pair.luma_after;
    const cv::Mat& b = pair.luma_before;
    const bool moved = std::hypot(shift.x, shift.y) > kInRegister;
    const GridResampler in_register(b,
                                    {b.cols, 1.0, moved ? -shift.x : 0.0},
                                    {b.rows, 1.0, moved ? -shift.y : 0.0},
                                    GridKernel::kLanczos3);
    source_statistics = CollectAdded(
        a.cols,
        a.rows,
        RowsOf(a),
        [&](int begin, int end) { return cv::Mat1f(in_register.Rows(begin, end, CV_32F)); },
        {},
        progress);
    if (Stopped(progress)) return;
  }
  const DetailBlocks& source_blocks = pair.enlarged ? source_statistics.blocks : statistics.blocks;
  // A result that was deblurred is held against its source with that blur.
  AddedStatistics blurred_statistics;
  if (pair.blur) {
    blurred_statistics = CollectAdded(pair.luma_before.cols,
                                      pair.luma_before.rows,
                                      RowsOf(pair.luma_blurred),
                                      RowsOf(pair.luma_before),
                                      {},
                                      progress);
    if (Stopped(progress)) return;
  }
  if (pair.reduced) {
    findings.Unknown("added.deblurring", "the result has fewer pixels than its source");
  } else if (pair.one_bit) {
    findings.Unknown("added.deblurring", "the source is a scan at one bit");
  } else if (std::min(pair.luma_before.cols, pair.luma_before.rows) < kBlurBetweenSide) {
    findings.Unknown("added.deblurring", "both sides need 128 px for that");
  } else if (!pair.blur && context.before.ValueOr("noise.luma_sigma", 0.0) > kHidesBlur) {
    findings.Unknown("added.deblurring", "the noise of the source hides it");
  } else {
    findings.Exact("added.deblurring", pair.blur ? pair.blur->Sigma() : 0.0);
  }
  const DetailBlocks& like_source = pair.blur ? blurred_statistics.blocks : source_blocks;

  const double scale = pair.enlarged ? std::sqrt(pair.scale_x * pair.scale_y) : 1.0;
  cv::Mat1f beyond;
  if (Damage(context.before) > 0.0 && context.coding.Hides() && !pair.reduced) {
    CodingLimits coding = context.coding;
    for (auto& step : coding.steps) {
      step = static_cast<std::decay_t<decltype(step)>>(std::lround(context.slope * step));
    }
    coding.noise *= context.slope;
    coding.grid_x -= pair.before_box.x;
    coding.grid_y -= pair.before_box.y;
    beyond = BeyondCoding(pair.luma_before, pair.luma_like_source(), coding, progress);
  }
  const Measurement* measured = context.before.Find("noise.luma_sigma");
  std::optional<double> noise = measured != nullptr ? measured->value : std::nullopt;
  if (noise) *noise *= context.slope;
  const DetailChange source_change =
      MeasureDetailChange(source_blocks, 1.0, nullptr, 1.0, 0.0, beyond, noise);
  // Of a clean source even the calmest detail may foretell some.
  const double hidden = std::sqrt(Damage(context.before)) * context.slope * context.coding.Noise();
  const double source_noise = std::min(source_change.noise_before, hidden);
  DetailChange change = source_change;
  if (pair.enlarged) {
    change = MeasureDetailChange(
        statistics.blocks, scale, &source_blocks, source_change.gain, source_noise);
  } else if (pair.blur) {
    change = MeasureDetailChange(
        source_blocks, 1.0, &source_blocks, source_change.gain, source_noise, beyond, noise);
  }

  constexpr const char* kNoFlat = "no flat areas to see noise in";
  // On the source's grid, as seen at equal size: reducing averages grain, and what a source has
  // lost that way is not added by a result that has it.
  if (source_change.flat_cells > 0) {
    const DetailChange& c = source_change;
    const double noise = SignedNoise(c);
    const double error = 0.05 * (c.noise_after + c.noise_before) + 0.1 / std::sqrt(c.flat_cells);
    findings.Number("added.noise", noise, noise - kQuantile90 * error, noise + kQuantile90 * error);
  } else {
    findings.Unknown("added.noise", kNoFlat);
  }

  const HaloChange halo = MeasureHaloChange(statistics, AddedNoise(change));
  constexpr std::string_view kHalos[] = {"added.halo_overshoot", "added.halo_affected"};
  const std::optional<JudgedHalo> judged =
      JudgeHalo(halo,
                pair.enlarged ? std::optional(context.lr_psnr) : std::nullopt,
                pair.blur ? &*pair.blur : nullptr,
                MeasuredTypicalHalo(context.after));
  if (halo.edges < kLeastHaloEdges) {
    for (const std::string_view id : kHalos) {
      findings.Unknown(id, "no edges of 24 levels or more");
    }
  } else if (!judged) {
    for (const std::string_view id : kHalos) {
      findings.Unknown(id, "too few clear edges to tell halos from what was deblurred");
    }
  } else {
    const double overshoot = judged->overshoot;
    Measurement& measurement = findings.Number("added.halo_overshoot",
                                               overshoot,
                                               std::max(0.0, overshoot - kQuantile90 * halo.error),
                                               overshoot + kQuantile90 * halo.error);
    AddMap(context,
           &measurement,
           cv::Mat1f(float(judged->trace) * halo.map),
           kHaloCell,
           kHaloCell,
           kHaloCell,
           3.0);
    findings.Exact("added.halo_affected", 100.0 * judged->trace * halo.affected);
  }

  const AddedStatistics& on_source = pair.enlarged ? source_statistics : statistics;
  FindSeamsAdded(context, pair.blur ? blurred_statistics : on_source);

  if (const std::optional<double> stairs = MeasureStairs(luma_before, luma_after, across, down)) {
    findings.Exact("added.stairs", 100.0 * *stairs);
  } else {
    findings.Unknown(
        "added.stairs",
        pair.enlarged ? "too few slanted edges" : "the result has no more pixels than its source");
  }

  PutBack put_back;
  if (pair.blur && !pair.enlarged) {
    const cv::Mat1f& kernel = pair.blur->kernel;
    put_back = {pair.luma_blurred, kernel(kernel.rows / 2, kernel.cols / 2)};
  }
  const OnSourceGrid on_source_grid =
      pair.enlarged ? OnSourceGrid{pair.luma_before, pair.luma_after} : OnSourceGrid{};
  const Strays strays =
      MeasureStrays(pair.enlarged ? cv::Mat() : luma_before, luma_after, put_back, on_source_grid);
  Measurement& stray = findings.Exact("added.strays", 100.0 * strays.share);
  if (strays.x >= 0) {
    stray.peaks.push_back(
        context.places.ToAfter(Peak{double(strays.x), double(strays.y), 100.0 * strays.share}));
  }

  const cv::Mat1f board = CheckerboardMap(statistics);
  std::vector<float> amplitudes;
  for (const float value : board) {
    if (!std::isnan(value)) amplitudes.push_back(value);
  }
  if (amplitudes.empty()) {
    findings.Unknown("added.checkerboard", "the picture is below 16 px on a side");
  } else {
    Measurement& measurement = findings.Exact(
        "added.checkerboard", AtRank(&amplitudes, (amplitudes.size() - 1) * 98 / 100));
    AddMap(context, &measurement, board, kAddedCell, kAddedCell, kAddedCell, 0.5);
  }

  if (change.flat_cells > 0) {
    Measurement& measurement = findings.Exact("added.flat_texture", change.flat_worst);
    AddMap(context, &measurement, change.flat_texture, kAddedCell, kAddedCell, kAddedCell, 0.5);
  } else {
    findings.Unknown("added.flat_texture", kNoFlat);
  }

  if (source_change.textured_blocks >= 64) {
    const double lost = 100.0 * std::clamp(1.0 - source_change.kept, 0.0, 1.0);
    Measurement& measurement = findings.Number("added.smoothing", lost, lost - 3.0, lost + 3.0);
    AddMap(context,
           &measurement,
           cv::Mat1f(100.0F * source_change.smoothing),
           kAddedCell * pair.scale_x,
           kAddedCell * pair.scale_y,
           kAddedCell,
           10.0);
    findings.Exact("added.contrast", 100.0 * (context.slope * source_change.gain - 1.0));
  } else {
    findings.Unknown("added.smoothing", "no fine texture in the source");
    findings.Unknown("added.contrast", "no fine texture in the source");
  }

  if (pair.one_bit) {
    for (const char* id : {"added.local_smoothing", "added.local_change", "added.plastic"}) {
      findings.Unknown(id, "the source is a scan at one bit");
    }
  } else {
    DetailChange like = source_change;
    // The blur that is put back averages the result's noise.
    if (pair.blur) like.noise_after *= cv::norm(pair.blur->kernel);
    FindLocal(context, like_source, like, beyond);
    if (Stopped(progress)) return;
  }

  if (pair.enlarged && pair.one_bit) {
    for (const char* id : {"added.detail", "added.hallucination"}) {
      findings.Unknown(
          id, "the source is a scan at one bit: where its outlines run between its pixels is open");
    }
    return;
  }
  HallucinationInput input;
  input.source_grid = &like_source;
  input.result_grid = &statistics.blocks;
  input.scale = scale;
  input.gain = source_change.gain;
  input.noise_before = noise.value_or(0.0);
  input.noise_after = context.after.ValueOr("noise.luma_sigma", 0.0);
  input.damage = std::max(Damage(context.before), Damage(context.after));
  input.beyond_coding = beyond;
  input.chroma_before = BlockChroma(pair.source_before, progress);
  input.chroma_after = BlockChroma(pair.source_after, progress);
  if (Stopped(progress)) return;
  const Hallucination hallucination = MapHallucination(input, size);
  // Detail counts as far as the result still reduces to its source.
  double fits = 1.0;
  if (pair.enlarged) {
    fits = std::clamp((context.lr_psnr - kStrays) / (kFaithfulPsnr - kStrays), 0.0, 1.0);
  }
  findings.Exact("added.detail", 100.0 * fits * hallucination.own_detail);
  Measurement& measurement = findings.Exact("added.hallucination", 100.0 * hallucination.area);
  AddMap(context,
         &measurement,
         cv::Mat1f(100.0F * hallucination.confidence),
         kHallucinationCell,
         kHallucinationCell,
         kHallucinationCell,
         50.0);
}

// Of the result (`a`) and its source; where one is not known, neither is `id`.
bool BothKnown(std::string_view id,
               const Measurement* a,
               const Measurement* b,
               Findings* findings) {
  for (const Measurement* one : {a, b}) {
    if (one != nullptr && one->value) continue;
    findings->Unknown(id, one != nullptr ? one->unknown : "not measured");
    return false;
  }
  return true;
}

// What a metric of one picture changed by. `slope`: by how much a change of tone raised all levels.
void FindDelta(std::string_view id,
               std::string_view metric,
               const Report& before,
               const Report& after,
               double slope,
               Findings* findings) {
  const Measurement* b = before.Find(metric);
  const Measurement* a = after.Find(metric);
  if (!BothKnown(id, a, b, findings)) return;
  const double error = std::hypot(a->high.value_or(*a->value) - a->low.value_or(*a->value),
                                  b->high.value_or(*b->value) - b->low.value_or(*b->value)) /
                       2.0;
  const MetricInfo* info = FindMetric(metric);
  const bool in_levels = info != nullptr && info->unit == "levels";
  const double change = *a->value - *b->value * (in_levels ? slope : 1.0);
  findings->Number(id, change, change - error, change + error).peaks = a->peaks;
}

// Of whole px of the smaller grid: thin overshoots of an enlargement do not count.
void FindClipping(const Context& context) {
  const Pair& pair = context.pair;
  if (pair.one_bit) {
    context.findings->Unknown("added.clipping", "the source is a scan at one bit");
    return;
  }
  const Clipping clipping =
      MeasureClipping(pair.source_before, pair.source_after, kAddedCell, context.progress);
  Measurement& measurement = context.findings->Exact("added.clipping", 100.0 * clipping.share);
  AddMap(context,
         &measurement,
         cv::Mat1f(100.0F * clipping.map),
         kAddedCell * pair.scale_x,
         kAddedCell * pair.scale_y,
         kAddedCell,
         5.0);
}

// By how much blur the result's sharpest edges are wider than its source's, at the result's size:
// blurs add up by their squares. Negative: sharper. `scale`: px of the result per px of the source.
void FindBlurAdded(const Report& before, const Report& after, double scale, Findings* findings) {
  const Measurement* b = before.Find("blur.sigma");
  const Measurement* a = after.Find("blur.sigma");
  if (!BothKnown("added.blur", a, b, findings)) return;
  const auto added = [scale](double now, double was) {
    const double square = now * now - scale * scale * was * was;
    return std::copysign(std::sqrt(std::abs(square)), square);
  };
  // Few sharp edges, and those cut off by a curve of tone or lost in a reduction: no blur leaves
  // all of the texture.
  constexpr double kLeastLost = 5.0;  // %
  const double blur = added(*a->value, *b->value);
  if (blur > 0.0 && findings->ValueOr("added.smoothing", 100.0) < kLeastLost) {
    findings->Unknown("added.blur", "the sharpest edges are others, the texture is all there");
    return;
  }
  findings->Number("added.blur",
                   blur,
                   added(a->low.value_or(*a->value), b->high.value_or(*b->value)),
                   added(a->high.value_or(*a->value), b->low.value_or(*b->value)));
}

absl::Status Cancelled(const Progress* progress) {
  return Stopped(progress) ? absl::CancelledError("comparing was cancelled") : absl::OkStatus();
}

absl::Status ComparePixels(const cv::Mat& before,
                           const cv::Mat& after,
                           const CodingLimits& coding,
                           const CodingLimits& coding_after,
                           const CompareOptions& options,
                           const Progress* progress,
                           Comparison* comparison,
                           Findings* findings) {
  Pair pair;
  pair.whole_luma_before = LumaLevels(before);
  pair.whole_luma_after = LumaLevels(after);
  comparison->registration = RegisterPair(pair.whole_luma_before, pair.whole_luma_after, progress);
  const Registration& registration = comparison->registration;
  SHARPSCALE_RETURN_IF_ERROR(Cancelled(progress));

  pair.before = before;
  pair.after = Orient(after, registration.orientation);
  pair.whole_luma_after = Orient(pair.whole_luma_after, registration.orientation);
  std::string reason = "the pictures show different scenes";
  bool overlay = registration.comparable;
  if (overlay && !Overlay(registration, &pair, progress)) {
    overlay = false;
    reason = "the pictures share no area";
  }
  if (!overlay) {
    for (const MetricInfo& info : MetricTable()) {
      if (IsPairMetric(info.id)) findings->Unknown(info.id, reason);
    }
    return absl::OkStatus();
  }
  SHARPSCALE_RETURN_IF_ERROR(Cancelled(progress));
  pair.luma_before =
      pair.reduced ? LumaLevels(pair.source_before) : pair.whole_luma_before(pair.before_box);
  if (!pair.enlarged) pair.luma_after = pair.whole_luma_after(pair.after_box);
  pair.one_bit = IsBilevel(pair.source_before);
  const Places places(pair, registration.orientation, after.size());
  Context context{pair,
                  comparison->before,
                  comparison->after,
                  places,
                  coding,
                  registration.orientation == 1 ? coding_after : CodingLimits{},
                  options.maps,
                  findings,
                  progress};
  SHARPSCALE_RETURN_IF_ERROR(Cancelled(progress));
  FindFrame(pair, registration, findings);
  FindFidelity(context);
  SHARPSCALE_RETURN_IF_ERROR(Cancelled(progress));
  std::optional<ToneMatch> tone;
  if (!pair.one_bit) tone = ToneMatch::Fit(pair.source_before, pair.source_after, progress);
  const cv::Mat toned = tone ? tone->Apply(pair.source_before, progress) : cv::Mat();
  FindColour(context, toned);
  SHARPSCALE_RETURN_IF_ERROR(Cancelled(progress));
  FindClipping(context);
  SHARPSCALE_RETURN_IF_ERROR(Cancelled(progress));
  context.lr_psnr = findings->ValueOr("consistency.lr_psnr", 0.0);
  if (tone) {
    MatchTone(*tone, toned, &pair, progress);
    SHARPSCALE_RETURN_IF_ERROR(Cancelled(progress));
    context.slope = tone->slope();
    context.lr_psnr = Psnr(pair.source_before, pair.source_after, MaxValue(before.depth()));
  }
  if (!pair.reduced && !pair.one_bit) {
    FitBlur(context.slope * context.before.ValueOr("noise.luma_sigma", 0.0), &pair);
  }
  SHARPSCALE_RETURN_IF_ERROR(Cancelled(progress));
  const cv::Point2d shift = FindShift(context);
  SHARPSCALE_RETURN_IF_ERROR(Cancelled(progress));
  FindAdded(context, shift);
  SHARPSCALE_RETURN_IF_ERROR(Cancelled(progress));
  for (const auto& [id, metric] : kDeltas) {
    FindDelta(id, metric, comparison->before, comparison->after, context.slope, findings);
  }
  FindBlurAdded(comparison->before,
                comparison->after,
                std::sqrt(registration.scale_x * registration.scale_y),
                findings);
  return absl::OkStatus();
}

}  // namespace

const Measurement* Comparison::Find(std::string_view id) const {
  for (const Measurement& measurement : measurements) {
    if (measurement.id == id) return &measurement;
  }
  return nullptr;
}

double Comparison::ValueOr(std::string_view id, double fallback) const {
  const Measurement* measurement = Find(id);
  return measurement == nullptr ? fallback : measurement->value.value_or(fallback);
}

std::vector<std::string> ComparedMetrics() {
  std::vector<std::string> metrics(std::begin(kAlsoRead), std::end(kAlsoRead));
  metrics.insert(metrics.end(), std::begin(kOfResult), std::end(kOfResult));
  for (const auto& [id, metric] : kDeltas) metrics.emplace_back(metric);
  // What the same estimators give besides costs nothing, and a gate may ask for it.
  std::vector<std::string> all;
  for (const EstimatorInfo& estimator : EstimatorTable()) {
    const bool runs =
        std::any_of(estimator.metrics.begin(), estimator.metrics.end(), [&](std::string_view id) {
          return std::find(metrics.begin(), metrics.end(), id) != metrics.end();
        });
    if (!runs) continue;
    for (const std::string_view id : estimator.metrics) all.emplace_back(id);
  }
  return all;
}

std::vector<std::string> ComparedMetricsOfSource(const Report& after) {
  std::vector<std::string> metrics(std::begin(kAlsoRead), std::end(kAlsoRead));
  for (const auto& [id, metric] : kDeltas) {
    const Measurement* m = after.Find(metric);
    if (m == nullptr || !m->value) continue;
    metrics.emplace_back(metric);
  }
  return metrics;
}

absl::Status CompareOptions::Validate() const {
  if (threads < 0) {
    return absl::InvalidArgumentError("threads is " + std::to_string(threads) +
                                      "; give 0 (all cores) or more");
  }
  return absl::OkStatus();
}

namespace {

// Where the pictures lie on each other whole and upright.
void FindTransparency(const Image& before,
                      const Image& after,
                      const Registration& registration,
                      Findings* findings) {
  constexpr const char* kId = "added.transparency";
  const Container container = after.source.container;
  if (before.alpha.empty() && after.alpha.empty()) {
    findings->Exact(kId, 0.0);
  } else if (container == Container::kJpeg || container == Container::kPnm) {
    // Who asks for such a file knows it.
    findings->Unknown(kId, "the result's format holds no transparency");
  } else if (const std::optional<double> change = TransparencyChange(before, after);
             change && registration.orientation == 1) {
    findings->Exact(kId, 100.0 * *change);
  } else {
    findings->Unknown(kId, "the pictures do not show the same frame");
  }
}

// On white paper: what lies under transparent pixels is nobody's business.
Image OnWhite(Image image) {
  if (image.alpha.empty()) return image;
  const double most = MaxValue(image.pixels.depth());
  cv::Mat cover;
  image.alpha.convertTo(cover, CV_32F, 1.0 / MaxValue(image.alpha.depth()));
  if (image.pixels.channels() == 3) cv::cvtColor(cover, cover, cv::COLOR_GRAY2RGB);
  cv::Mat shown;
  image.pixels.convertTo(shown, CV_32F);
  cv::Mat paper(shown.size(), shown.type(), cv::Scalar::all(most));
  cv::multiply(shown - paper, cover, shown);
  shown += paper;
  shown.convertTo(image.pixels, image.pixels.depth());
  image.alpha = cv::Mat();
  return image;
}

}  // namespace

absl::StatusOr<Comparison> Compare(const Image& before,
                                   const Image& after,
                                   const CompareOptions& options,
                                   const Progress* progress) {
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  const Image shown_before = OnWhite(before);
  const Image shown_after = OnWhite(after);
  Comparison comparison;
  AnalyzeOptions analyze;
  analyze.maps = options.maps;
  analyze.threads = options.threads;
  // Reports at hand of pictures with transparency are of the colours that lie hidden.
  if (options.before != nullptr && before.alpha.empty()) {
    comparison.before = *options.before;
  } else {
    SHARPSCALE_ASSIGN_OR_RETURN(comparison.before, Analyze(shown_before, analyze, progress));
  }
  if (options.after != nullptr && after.alpha.empty()) {
    comparison.after = *options.after;
  } else {
    SHARPSCALE_ASSIGN_OR_RETURN(comparison.after, Analyze(shown_after, analyze, progress));
  }
  try {
    const int channels = std::max(before.channels(), after.channels());
    const int depth =
        before.pixels.depth() == after.pixels.depth() ? before.pixels.depth() : CV_32F;
    Findings findings;
    SHARPSCALE_RETURN_IF_ERROR(ComparePixels(CommonType(shown_before.pixels, channels, depth),
                                             CommonType(shown_after.pixels, channels, depth),
                                             LimitsOf(shown_before, comparison.before),
                                             LimitsOf(shown_after, comparison.after),
                                             options,
                                             progress,
                                             &comparison,
                                             &findings));
    FindTransparency(before, after, comparison.registration, &findings);
    for (const MetricInfo& info : MetricTable()) {
      if (const Measurement* measurement = findings.Find(info.id)) {
        comparison.measurements.push_back(*measurement);
      }
    }
    return comparison;
  } catch (const cv::Exception& e) {
    return absl::InternalError(std::string("comparing failed: ") + e.what());
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError(
        "out of memory while comparing; close other programs or compare smaller pictures");
  }
}

}  // namespace sharpscale
