// SPDX-License-Identifier: Apache-2.0

#include "report/page/markup.h"

#include <fmt/format.h>

#include "absl/strings/escaping.h"
#include "analysis/metric_table.h"
#include "report/numbers.h"

namespace sharpscale::page {
namespace {

// Length of the well-formed UTF-8 sequence at `i`; 0 = malformed.
size_t SequenceLength(std::string_view text, size_t i) {
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char first = byte(i);
  const size_t length = first < 0x80                    ? 1
                        : first >= 0xc2 && first < 0xe0 ? 2
                        : first >= 0xe0 && first < 0xf0 ? 3
                        : first >= 0xf0 && first < 0xf5 ? 4
                                                        : 0;
  if (length == 0 || i + length > text.size()) return 0;
  for (size_t k = 1; k < length; ++k) {
    if ((byte(i + k) & 0xc0) != 0x80) return 0;
  }
  return length;
}

bool IsAgreement(std::string_view id) {
  for (const std::string_view prefix : {"fidelity.", "consistency.", "colour.", "geometry."}) {
    if (id.substr(0, prefix.size()) == prefix) return true;
  }
  return false;
}

const char* AgreementWord(Grade grade) {
  switch (grade) {
    case Grade::kSlight:
      return "close";
    case Grade::kModerate:
      return "visible";
    case Grade::kSevere:
      return "different";
    default:
      return "identical";
  }
}

}  // namespace

std::string Escape(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (size_t i = 0; i < text.size();) {
    const size_t length = SequenceLength(text, i);
    if (length == 0) {
      out += "\ufffd";
      ++i;
      continue;
    }
    const char c = text[i];
    if (length > 1) {
      out += text.substr(i, length);
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\'') {
      out += "&#39;";
    } else if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') {
      out += "\ufffd";
    } else {
      out += c;
    }
    i += length;
  }
  return out;
}

std::string GlyphSprite() {
  // 16 px grid. The shape tells the verdict; colour repeats it.
  return R"(<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>
<symbol id="i-pass" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7.5" fill="currentColor"/><path class="on" d="M4.6 8.3l2.3 2.3 4.5-4.8" fill="none" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="i-warn" viewBox="0 0 16 16"><path d="M8 .9l7.6 13.6H.4z" fill="currentColor" stroke="currentColor" stroke-width=".8" stroke-linejoin="round"/><path class="on" d="M8 5.6v4.2M8 12.2v.1" fill="none" stroke-width="1.7" stroke-linecap="round"/></symbol>
<symbol id="i-fail" viewBox="0 0 16 16"><path d="M5 .5h6L15.5 5v6L11 15.5H5L.5 11V5z" fill="currentColor"/><path class="on" d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2" fill="none" stroke-width="1.7" stroke-linecap="round"/></symbol>
<symbol id="i-plan" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7.5" fill="currentColor"/><path class="on" d="M4.4 8h6.8M8.4 4.9L11.5 8l-3.1 3.1" fill="none" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="i-na" viewBox="0 0 16 16"><path d="M4 8h8" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/></symbol>
<symbol id="i-done" viewBox="0 0 24 24"><circle cx="12" cy="12" r="10.5" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M7.8 12.3l2.8 2.8 5.6-5.9" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="i-ring" viewBox="0 0 24 24"><circle cx="12" cy="12" r="10.5" fill="none" stroke="currentColor" stroke-width="1.5"/></symbol>
<symbol id="i-full" viewBox="0 0 12 12"><circle cx="6" cy="6" r="5.5" fill="currentColor"/></symbol>
<symbol id="i-most" viewBox="0 0 12 12"><circle cx="6" cy="6" r="4.9" fill="none" stroke="currentColor" stroke-width="1.2"/><path d="M6 6V1.1a4.9 4.9 0 1 0 4.9 4.9z" fill="currentColor"/></symbol>
<symbol id="i-half" viewBox="0 0 12 12"><circle cx="6" cy="6" r="4.9" fill="none" stroke="currentColor" stroke-width="1.2"/><path d="M6 1.1a4.9 4.9 0 0 0 0 9.8z" fill="currentColor"/></symbol>
<symbol id="i-open" viewBox="0 0 12 12"><circle cx="6" cy="6" r="4.9" fill="none" stroke="currentColor" stroke-width="1.2"/></symbol>
<symbol id="i-none" viewBox="0 0 14 14"><path d="M2.5 7.4l3 3 6-6.6" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="i-g1" viewBox="0 0 14 14"><g stroke="currentColor"><path d="M1.5 9.5h2v3h-2z" fill="currentColor"/><path d="M6 5.5h2v7H6zM10.5 1.5h2v11h-2z" fill="none"/></g></symbol>
<symbol id="i-g2" viewBox="0 0 14 14"><g stroke="currentColor"><path d="M1.5 9.5h2v3h-2zM6 5.5h2v7H6z" fill="currentColor"/><path d="M10.5 1.5h2v11h-2z" fill="none"/></g></symbol>
<symbol id="i-g3" viewBox="0 0 14 14"><g stroke="currentColor" fill="currentColor"><path d="M1.5 9.5h2v3h-2zM6 5.5h2v7H6zM10.5 1.5h2v11h-2z"/></g></symbol>
<symbol id="i-mark" viewBox="0 0 14 14"><path d="M1 12h5V2h7" fill="none" stroke="currentColor" stroke-width="2"/></symbol>
<symbol id="i-arrows" viewBox="0 0 16 16"><path d="M6 4.5L2.8 8 6 11.5M10 4.5L13.2 8 10 11.5" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/></symbol>
</defs></svg>
)";
}

std::string Glyph(std::string_view name, std::string_view label) {
  if (label.empty()) {
    return fmt::format(R"(<svg class="g {0}" aria-hidden="true"><use href="#i-{0}"/></svg>)", name);
  }
  return fmt::format(R"(<svg class="g {0}" role="img" aria-label="{1}"><use href="#i-{0}"/></svg>)",
                     name,
                     Escape(label));
}

std::string_view GlyphName(RuleVerdict verdict) {
  switch (verdict) {
    case RuleVerdict::kPass:
      return "pass";
    case RuleVerdict::kWarn:
      return "warn";
    case RuleVerdict::kFail:
      return "fail";
    case RuleVerdict::kNotApplicable:
      break;
  }
  return "na";
}

std::string GradeChip(const Measurement& measurement) {
  const Grade grade = measurement.grade;
  const char* symbol = "none";
  switch (grade) {
    case Grade::kNotGraded:
      return "";
    case Grade::kNone:
      break;
    case Grade::kSlight:
      symbol = "g1";
      break;
    case Grade::kModerate:
      symbol = "g2";
      break;
    case Grade::kSevere:
      symbol = "g3";
      break;
  }
  return fmt::format(
      R"(<span class="chip {0}"><svg aria-hidden="true"><use href="#i-{1}"/></svg><span>{2}</span></span>)",
      GradeName(grade),
      symbol,
      IsAgreement(measurement.id) ? AgreementWord(grade) : GradeName(grade));
}

std::string MetricTitle(std::string_view metric_id) {
  const MetricInfo* info = FindMetric(metric_id);
  return std::string(info == nullptr || info->title.empty() ? metric_id : info->title);
}

std::string MetricHint(std::string_view metric_id) {
  const MetricInfo* info = FindMetric(metric_id);
  if (info == nullptr) return "";
  std::string hint(info->what);
  if (!info->method.empty()) hint.append(hint.empty() ? "" : " ").append(info->method);
  return hint;
}

std::string Anchor(const Measurement& measurement) {
  const MetricInfo* info = FindMetric(measurement.id);
  if (info == nullptr || measurement.grade == Grade::kNotGraded) return "";
  const size_t index = static_cast<size_t>(measurement.grade) - static_cast<size_t>(Grade::kNone);
  return std::string(info->anchors[index]);
}

std::string ValueCell(const Measurement& measurement, std::string_view side) {
  std::string title = measurement.known() ? FormatInterval(measurement) : measurement.unknown;
  if (measurement.known() && !title.empty()) title = "90 % interval " + title;
  return fmt::format(R"(<td class="n{}" data-metric="{}" data-side="{}"{}>{}</td>)",
                     measurement.known() ? "" : " faint",
                     Escape(measurement.id),
                     side,
                     title.empty() ? "" : " title=\"" + Escape(title) + "\"",
                     Escape(FormatMeasurement(measurement)));
}

std::string DataUri(std::string_view mime, std::string_view bytes) {
  std::string encoded;
  absl::Base64Escape(absl::string_view(bytes.data(), bytes.size()), &encoded);
  return fmt::format("data:{};base64,{}", mime, encoded);
}

}  // namespace sharpscale::page
