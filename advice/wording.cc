// SPDX-License-Identifier: Apache-2.0

#include "advice/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "advice/passes.h"
#include "advice/text.h"
#include "advice/viewing.h"

namespace sharpscale {
namespace {

constexpr int kMostWords = 5;  // of a headline

bool StepCites(const Step& step, std::string_view rule) {
  for (const Evidence& evidence : step.evidence) {
    if (evidence.rule == rule) return true;
  }
  return false;
}

std::string RestoreVerb(const Step& step) {
  bool noise = false;
  bool blocks = false;
  bool halo = false;
  for (const Evidence& evidence : step.evidence) {
    noise = noise || evidence.rule.rfind("R-013", 0) == 0;
    blocks = blocks || evidence.metric.rfind("compression.", 0) == 0;
    halo = halo || step.conditions == "halo";
  }
  if (Deblurs(step)) return "deblur";
  if (noise && !blocks && !halo) return "remove noise";
  if (blocks && !noise && !halo) return "repair compression";
  if (halo && !noise && !blocks) return "reduce halos";
  return "repair";
}

int WordCount(const std::string& text) {
  int count = 0;
  bool inside = false;
  for (const char c : text) {
    if (c != ' ' && !inside) ++count;
    inside = c != ' ';
  }
  return count;
}

// How a picture comes out that its steps do not make sharp, "" where they may.
std::string StaysText(const Plan& plan) {
  const auto warned = [&](std::string_view rule) {
    return std::any_of(plan.cautions.begin(), plan.cautions.end(), [&](const Caution& caution) {
      return caution.rule == rule;
    });
  };
  if (warned("R-060q")) return "stays shaken";
  if (warned("R-060p")) return "stays soft";
  // Of what is enlarged too far nobody expects sharp edges.
  return warned("R-060r") && !warned("R-093a") ? "looks soft" : "";
}

std::string Joined(const std::vector<std::string>& verbs, bool briefly = false) {
  std::string text;
  for (size_t i = 0; i < verbs.size(); ++i) {
    if (i > 0) text += verbs.size() == 2 && !briefly ? ", then " : ", ";
    text += verbs[i];
  }
  return Capitalized(text);
}

std::string Size(int width, int height) {
  return fmt::format("{} x {} px", width, height);
}

// The paragraph of one step, without its evidence.
std::string StepReason(const Step& step, const Plan& plan, const Situation& s) {
  switch (step.kind) {
    case StepKind::kRestore:
      if (Deblurs(step)) {
        return "Take the blur of the picture away, as far as no rims appear; fine texture is "
               "redrawn.";
      }
      return s.enlarging ? "Repair before enlarging, so that damage is not enlarged as if it were "
                           "detail."
                         : "Repair at the picture's own size.";
    case StepKind::kDownscale:
      return s.shrink_first && StepCites(step, "R-011")
                 ? fmt::format("Shrink to {}, the size of its real detail.",
                               Size(step.width, step.height))
                 : fmt::format("Reduce to {}.", Size(step.width, step.height));
    case StepKind::kUpscale:
      return fmt::format(
          "Enlarge {}x to {} with a network; the new detail is predicted from the "
          "picture, not seen.",
          ShortNumber(step.factor, 2),
          Size(step.width, step.height));
    case StepKind::kResize: {
      const double change = plan.steps.empty() ? 1.0 : step.factor;
      return fmt::format("{} exactly {}{}.",
                         change < 1.0 ? "Go down to" : "Make it",
                         Size(step.width, step.height),
                         std::abs(change - 1.0) < 1e-6 ? ", cropped in the middle"
                                                       : fmt::format(" (x{:.3f})", change));
    }
    case StepKind::kSharpen:
      return fmt::format(
          "Sharpen last, at {:.0f} % with a radius of {} px: after every change of "
          "size, never before one. If it shows at a glance it is too much.",
          100.0 * step.strength,
          ShortNumber(step.radius, 1));
    case StepKind::kAdjust:
      return "Adjust tone.";
    case StepKind::kExport:
      return "Write the file.";
  }
  return "";
}

}  // namespace

std::string PlanHeadline(const Plan& plan, const Situation& s) {
  if (plan.verdict == PlanVerdict::kNothingToDo) return "Nothing to do";
  if (plan.verdict == PlanVerdict::kNotFixable) {
    for (const Caution& caution : plan.cautions) {
      if (caution.rule == "R-060") return "Too blurred to repair";
      if (caution.rule == "R-060m") return "Motion blur beyond repair";
      if (caution.rule == "R-061") return "Faces too small to recover";
      if (caution.rule == "R-062") return "Text too small to recover";
    }
    return "Cannot be repaired";
  }
  std::vector<std::string> verbs;
  const Step* restore = FindStep(plan.steps, StepKind::kRestore);
  const Step* upscale = FindStep(plan.steps, StepKind::kUpscale);
  const Step* down = FindStep(plan.steps, StepKind::kDownscale);
  const Step* resize = FindStep(plan.steps, StepKind::kResize);
  const Step* sharpen = FindStep(plan.steps, StepKind::kSharpen);
  const Step* file = FindStep(plan.steps, StepKind::kExport);
  if (s.shrink_first && down != nullptr) verbs.push_back("shrink");
  const bool restores_last = DeblursEnlarged(plan.steps);
  if (restore != nullptr && !restores_last) verbs.push_back(RestoreVerb(*restore));
  if (upscale != nullptr) {
    verbs.push_back(fmt::format("enlarge {}x", ShortNumber(s.factor, s.factor < 10.0 ? 1 : 0)));
  } else if (!s.shrink_first && down != nullptr) {
    verbs.push_back(fmt::format("reduce to {} px", down->width));
  } else if (resize != nullptr) {
    const bool crops = std::abs(resize->factor - 1.0) < 1e-6;
    verbs.push_back(crops ? std::string("crop to shape")
                          : fmt::format("resize to {} px", resize->width));
  }
  if (restores_last) verbs.push_back(RestoreVerb(*restore));
  if (sharpen != nullptr) verbs.push_back("sharpen");
  const bool deblurs = HasDeblurring(plan.steps);
  if (verbs.size() == 1 && (sharpen != nullptr || deblurs)) {
    const std::string stays = StaysText(plan);
    if (stays.empty()) return deblurs ? "Sharpen by deblurring" : "Sharpen lightly";
    return (deblurs ? "Deblur: " : "Sharpen: ") + stays;
  }
  if (verbs.empty() && file != nullptr) {
    return file->max_bytes ? fmt::format("Compress to {}", ByteText(*file->max_bytes))
                           : "Save again";
  }
  // What no step mends is said beside what the steps do.
  const std::string stays = StaysText(plan);
  const int most = kMostWords - WordCount(stays);
  std::string headline = Joined(verbs, !stays.empty());
  // The longest verbs make way where so many words do not hold them all.
  const auto shorten = [&](auto&& change) {
    if (WordCount(headline) <= most) return;
    for (std::string& verb : verbs) change(verb);
    headline = Joined(verbs, !stays.empty());
  };
  shorten([&](std::string& verb) {
    if (restore != nullptr && verb == RestoreVerb(*restore)) verb = "repair";
  });
  shorten([](std::string& verb) {
    if (verb.rfind("reduce to", 0) == 0) verb = "reduce";
    if (verb.rfind("resize to", 0) == 0) verb = "resize";
    if (verb == "crop to shape") verb = "crop";
  });
  if (WordCount(headline) > most && verbs.size() > 1 && verbs.back() == "sharpen") {
    verbs.pop_back();
    headline = Joined(verbs, !stays.empty());
  }
  if (WordCount(headline) > most && verbs.size() > 1 && verbs.front() == "repair") {
    verbs.erase(verbs.begin());
    headline = Joined(verbs, !stays.empty());
  }
  return headline + (stays.empty() ? "" : ": " + stays);
}

std::string DetailLoss(const Report& report, const History& history) {
  if (DetailScale(report, history) >= 1.0) return "";
  const double native = EnlargedBefore(report, history);
  const double motion = report.ValueOr("blur.motion_length", 0.0);
  if (native < 1.0 && native <= EdgeScale(report)) {
    return fmt::format("enlarged before, native scale {:.2f}", native);
  }
  if (motion > kCrispBlur) return fmt::format("motion blur {:.0f} px", motion);
  return fmt::format("blur {:.1f} px", report.ValueOr("blur.sigma", 0.0));
}

std::string DetailDoubt(const Report& report, const History& history) {
  if (EnlargedBefore(report, history) < 1.0) return "";
  const Measurement* native = report.Find("resolution.native_scale");
  if (native == nullptr || !native->value) {
    return fmt::format(
        "whether it was enlarged before cannot be told ({})",
        native == nullptr || native->unknown.empty() ? "not measured" : native->unknown);
  }
  if (*native->value >= 1.0 || IsScreenContent(report)) return "";
  return fmt::format("perhaps enlarged before ({:.2f} to {:.2f} of its px may be real)",
                     native->low.value_or(*native->value),
                     std::min(1.0, native->high.value_or(*native->value)));
}

std::string PlanProse(const Report& report,
                      const History& history,
                      const Plan& plan,
                      const Situation& s) {
  std::string prose;
  const auto paragraph = [&](const std::string& text) {
    if (!prose.empty()) prose += "\n";
    prose += text;
  };
  if (plan.ppi_before > 0.0) {
    std::string text = fmt::format("{} on this paper is {:.0f} ppi; wanted are {:.0f} ppi{}.",
                                   Size(report.width, report.height),
                                   std::round(plan.ppi_before),
                                   std::round(plan.target.wanted_ppi()),
                                   s.finer_ppi ? ", as text and line art need" : "");
    if (plan.ppi_true < plan.ppi_before - 0.5) {
      text += fmt::format(" Counting only px that carry detail it is {:.0f} ppi ({}).",
                          std::round(plan.ppi_true),
                          DetailLoss(report, history));
    }
    if (const std::string doubt = DetailDoubt(report, history); !doubt.empty()) {
      text += " " + Capitalized(doubt) + ".";
    }
    paragraph(text);
  } else if (plan.target.has_size()) {
    paragraph(fmt::format("The picture has {}, the target {}: {}x.",
                          Size(report.width, report.height),
                          Size(plan.target_width, plan.target_height),
                          ShortNumber(plan.factor_needed, 3)));
  }
  if (plan.verdict == PlanVerdict::kNothingToDo) {
    if (plan.target.is_print() && plan.ppi_true < plan.target.wanted_ppi() - 0.5) {
      paragraph(fmt::format(
          "The file has px enough, but {:.0f} ppi of detail is less than {:.0f} ppi. No "
          "step brings back what its px do not hold: print it as it is, or start from "
          "a better source.",
          plan.ppi_true,
          plan.target.wanted_ppi()));
    } else if (plan.target.is_print()) {
      paragraph(
          fmt::format("{:.0f} ppi is enough for {:.0f} ppi, and no defect is beyond its limit.",
                      plan.ppi_before,
                      plan.target.wanted_ppi()));
    } else {
      paragraph(
          "No defect is beyond its limit. Every step would cost quality or time for nothing.");
    }
    return prose;
  }
  if (plan.verdict == PlanVerdict::kNotFixable) {
    for (const Caution& caution : plan.cautions) {
      const Rule* rule = FindRule(caution.rule);
      if (rule != nullptr && rule->effect == RuleEffect::kNotFixable) paragraph(caution.text);
    }
    paragraph("A smaller print or another shot is the honest way out.");
    return prose;
  }
  int number = 0;
  for (const Step& step : plan.steps) {
    std::string text = fmt::format("{}. {}", ++number, StepReason(step, plan, s));
    for (const Evidence& evidence : step.evidence) {
      text += fmt::format(" {} ({})", evidence.text, evidence.rule);
    }
    paragraph(text);
  }
  std::string passes;
  for (const Step& step : plan.steps) {
    if (step.kind != StepKind::kUpscale) continue;
    passes += (passes.empty() ? "" : " x ") + ShortNumber(step.factor, 2);
  }
  if (!passes.empty()) {
    const bool several = passes.find('x') != std::string::npos;
    paragraph(fmt::format(
        "Enlargement: {}{}, {} needed{}.",
        passes,
        several ? " = " + ShortNumber(plan.factor_product, 2) + "x" : "x",
        ShortNumber(s.factor, 3) + "x",
        plan.factor_product > 1.01 * s.factor
            ? "; enlarging further and reducing is nearer to the truth than a plain resize"
            : ""));
  }
  return prose;
}

std::string Counterfactual(const Report& report, const Plan& plan, const Situation& s) {
  const Target& target = plan.target;
  const double detail = s.shrink_first ? s.native_scale : 1.0;
  const double width = report.width * detail;
  if (plan.verdict == PlanVerdict::kNotFixable) {
    const Rule* rule = FindRule("R-060");
    const double sigma = report.ValueOr("blur.sigma", 0.0);
    if (sigma * s.scale > rule->threshold) {
      return fmt::format("Reduced to {:.0f} px wide it would look crisp.",
                         std::floor(report.width * FindRule("R-031")->threshold / sigma));
    }
    return "";
  }
  if (target.is_print()) {
    // The widest print of this shape that needs no enlargement.
    const double ppi = target.wanted_ppi();
    const double inches = std::floor(10.0 * width / ppi) / 10.0;
    const double tall = std::floor(10.0 * report.height * detail / ppi) / 10.0;
    const bool by_height = target.print_height_in && !target.print_width_in;
    const double side = by_height ? tall : inches;
    const char* which = by_height ? "high" : "wide";
    const double held = plan.ppi_before > 0.0 ? plan.ppi_true / plan.ppi_before / detail : 1.0;
    std::string text = held < 0.995
                           ? fmt::format("Its detail is enough up to {} in {}.",
                                         ShortNumber(std::floor(10.0 * side * held) / 10.0, 1),
                                         which)
                           : fmt::format("{} up to {} in {}.",
                                         s.factor > 1.0 + 1e-3 ? "No enlargement is needed"
                                                               : "Enlargement is not needed",
                                         ShortNumber(side, 1),
                                         which);
    const double distance = ComfortableDistance(plan.target_width / ppi, plan.target_height / ppi);
    if (s.factor > 1.0 + 1e-3 && plan.ppi_true >= NeededPpi(distance)) {
      text += fmt::format(
          " Looked at as a whole, from {:.0f} in, {:.0f} ppi is enough.", distance, plan.ppi_true);
    }
    return text;
  }
  if (target.has_size() && s.factor > 1.0 + 1e-3) {
    return detail < 1.0 ? fmt::format("Its detail is enough up to {:.0f} px wide.", width) : "";
  }
  const Measurement* blur = report.Find("blur.sigma");
  if (blur != nullptr && blur->value && !s.screen_content) {
    const bool sharpened = HasStep(plan.steps, StepKind::kSharpen);
    const Rule* rule = FindRule(sharpened ? "R-031" : "R-033s");
    const double sigma = *blur->value * s.scale;
    if (sharpened || HasDeblurring(plan.steps)) {
      return fmt::format("Below a blur of {} px {} would be advised.",
                         ShortNumber(rule->threshold, 2),
                         HasDeblurring(plan.steps) ? "nothing" : "no sharpening");
    }
    if (RuleHolds(*rule, sigma)) {
      return fmt::format(
          "Blur {} px, {} to {} px with 90 % certainty: deblurring or sharpening would be advised "
          "if all of it lay above {} px.",
          NumberBeside(sigma, rule->threshold, 2),
          FixedNumber(blur->low.value_or(*blur->value) * s.scale, 2),
          FixedNumber(blur->high.value_or(*blur->value) * s.scale, 2),
          ShortNumber(rule->threshold, 2));
    }
    return fmt::format(
        "Deblurring or sharpening would be advised above a blur of {} px; measured {} px.",
        ShortNumber(rule->threshold, 2),
        NumberBeside(sigma, rule->threshold, 2));
  }
  return "";
}

}  // namespace sharpscale
