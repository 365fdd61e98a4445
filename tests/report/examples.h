// SPDX-License-Identifier: Apache-2.0
//
// File: tests/report/examples.h
//
// Values for the tests of the writers; pictures are made here, from a seed.

#ifndef SHARPSCALE_TESTS_REPORT_EXAMPLES_H_
#define SHARPSCALE_TESTS_REPORT_EXAMPLES_H_

#include "advice/gate.h"
#include "advice/plan.h"
#include "analysis/report.h"
#include "image/image.h"
#include "report/html.h"

namespace sharpscale {

// A dark disc on a light ground with fine noise: edges in all directions.
Image ExampleImage(int width, int height);
// The same, sharpened until it has halos.
Image ExampleSharpened(int width, int height);

// Real measurements of ExampleImage, or of the picture given.
Report ExampleReport(const Image& image, const std::string& file);

Plan ExamplePlan();
Verdict ExampleVerdict();

// Source and result, in register, factor 2, with everything that the page can show.
HtmlInput ExamplePair();

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_REPORT_EXAMPLES_H_
