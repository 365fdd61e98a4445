// SPDX-License-Identifier: Apache-2.0
//
// File: tests/advice/report_maker.h
//
// Reports from a size and id -> value, for tests of the advice.
//
//   Report report = MakeReport(1024, 768, {{"blur.sigma", 0.7}});

#ifndef SHARPSCALE_TESTS_ADVICE_REPORT_MAKER_H_
#define SHARPSCALE_TESTS_ADVICE_REPORT_MAKER_H_

#include <map>
#include <string>

#include "analysis/report.h"

namespace sharpscale {

// Replaces or adds a measurement.
void SetValue(Report* report, const std::string& id, double value);
void SetWord(Report* report, const std::string& id, const std::string& word);
void SetUnknown(Report* report, const std::string& id, const std::string& why);

// A clean, crisp photo, with `values` on top: blur 0.4 px, noise 0.5 levels, no halo, native.
Report MakeReport(int width, int height, const std::map<std::string, double>& values = {});

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_ADVICE_REPORT_MAKER_H_
