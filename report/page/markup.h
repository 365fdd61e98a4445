// SPDX-License-Identifier: Apache-2.0
//
// File: report/page/markup.h
//
// The small parts of the page: escaped text, glyphs, chips, numbers.

#ifndef SHARPSCALE_REPORT_PAGE_MARKUP_H_
#define SHARPSCALE_REPORT_PAGE_MARKUP_H_

#include <string>
#include <string_view>

#include "advice/gate.h"
#include "analysis/measurement.h"

namespace sharpscale::page {

// Text for HTML, also inside a quoted attribute. Bytes that are not UTF-8 become U+FFFD.
std::string Escape(std::string_view text);

// The symbols that the page refers to; once, at the top of the body.
std::string GlyphSprite();

// <svg> of a symbol: "pass", "warn", "fail", "plan", "na". `label` is read out; "" = decoration.
std::string Glyph(std::string_view name, std::string_view label = "");
std::string_view GlyphName(RuleVerdict verdict);

// Glyph and word of the grade; "" for a quantity that is no defect. A measure of agreement with the
// source has its own words: identical, close, visible, different.
std::string GradeChip(const Measurement& measurement);

// The title of a metric, or its id.
std::string MetricTitle(std::string_view metric_id);

// What it is and how it is measured, for a tooltip; "" where the table has nothing.
std::string MetricHint(std::string_view metric_id);

// What a viewer sees at this grade.
std::string Anchor(const Measurement& measurement);

// <td> or <th> with a number of the JSON: carries its id, so that a test can compare both.
std::string ValueCell(const Measurement& measurement, std::string_view side);

// "data:image/png;base64,...".
std::string DataUri(std::string_view mime, std::string_view bytes);

}  // namespace sharpscale::page

#endif  // SHARPSCALE_REPORT_PAGE_MARKUP_H_
