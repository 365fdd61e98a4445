// SPDX-License-Identifier: Apache-2.0
//
// File: report/set_statistics.h
//
// What a set of pictures has in common and which of them stand out: the middle and the spread of
// each measurement, and the pictures far from the middle. A shop wants its product pictures alike;
// an archive wants to find the scan that went wrong.

#ifndef SHARPSCALE_REPORT_SET_STATISTICS_H_
#define SHARPSCALE_REPORT_SET_STATISTICS_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace sharpscale {

// Numbers of one picture by metric id; what is unknown is absent.
using PictureNumbers = std::map<std::string, double>;

struct SetMetric {
  std::string id;
  size_t count = 0;     // pictures that have it
  double median = 0.0;  // in the metric's unit, as all of these
  double low = 0.0;     // 5 % of the pictures lie below
  double high = 0.0;    // 5 % lie above
  double spread = 0.0;  // robust standard deviation (1.4826 times the median absolute deviation)
  size_t outliers = 0;
};

struct SetOutlier {
  size_t picture = 0;  // index in the input
  std::string id;
  double value = 0.0;
  double distance = 0.0;  // spreads from the median, signed
};

struct SetStatistics {
  std::vector<SetMetric> metrics;    // in the order of the metric table, then unknown ids by name
  std::vector<SetOutlier> outliers;  // farthest first; equal ones in the order of the input
};

struct SetOptions {
  // Spreads from the median from which a picture stands out: Iglewicz and Hoaglin (1993), "How to
  // detect and handle outliers", recommend 3.5.
  double outlier_from = 3.5;
  // Below that many pictures with a value nothing can stand out.
  size_t least = 8;
};

// A picture stands out in a measurement when it lies `outlier_from` spreads from the median and,
// where the measurement has grades, is of another grade: most pictures have no clipping at all, and
// one with 0.5 % of it is far from them in numbers but not to the eye. Values that are not finite
// count as unknown. The spread is never taken below one unit of the last digit that the metric
// supports, so that a set of equal values with one that differs by rounding has no outlier; without
// grades nor below 2 % of the median, and where most pictures have 0 of such a measurement, none
// stands out. An empty set gives empty statistics.
SetStatistics DescribeSet(const std::vector<PictureNumbers>& pictures,
                          const SetOptions& options = {});

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_SET_STATISTICS_H_
