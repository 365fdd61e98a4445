// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/order_statistics.h
//
// Values of a sample by rank. What takes a pointer reorders the sample; its order before does not
// matter. Values must not be NaN.

#ifndef SHARPSCALE_ANALYSIS_ORDER_STATISTICS_H_
#define SHARPSCALE_ANALYSIS_ORDER_STATISTICS_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace sharpscale {

// The smallest for rank 0; `rank` must be below the number of values.
template <typename T>
T AtRank(std::vector<T>* values, size_t rank) {
  const auto place = values->begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values->begin(), place, values->end());
  return *place;
}

// At rank q (n - 1), rounded down; q from 0 to 1, what is beyond counts as the end. 0 where there
// are no values.
template <typename T>
double Quantile(std::vector<T>* values, double q) {
  if (values->empty()) return 0.0;
  const auto last = static_cast<double>(values->size() - 1);
  return static_cast<double>(AtRank(values, static_cast<size_t>(std::clamp(q * last, 0.0, last))));
}

// Of an even number, the upper of the two in the middle. 0 where there are no values.
template <typename T>
double Median(std::vector<T> values) {
  if (values.empty()) return 0.0;
  const size_t middle = values.size() / 2;
  return static_cast<double>(AtRank(&values, middle));
}

// Standard deviation of what most of the values do, whatever the others: 1.4826 times the median
// distance to `middle`, which is that of a Gaussian. 0 where there are no values.
template <typename T>
double RobustDeviation(std::vector<T> values, double middle) {
  for (T& value : values) value = std::abs(value - static_cast<T>(middle));
  return 1.4826 * Median(std::move(values));
}

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ORDER_STATISTICS_H_
