// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/capabilities.h
//
// What the advice may plan with: the networks that are really at hand. A scale that the catalogue
// gains tomorrow is planned with tomorrow; one that it lacks is never promised.
//
//   SHARPSCALE_ASSIGN_OR_RETURN(const Plan plan, Advise(report, target, AdviceHere()));

#ifndef SHARPSCALE_ENHANCE_CAPABILITIES_H_
#define SHARPSCALE_ENHANCE_CAPABILITIES_H_

#include <string>

#include "advice/advise.h"
#include "models/catalogue.h"
#include "models/network.h"

namespace sharpscale {

// Results up to so many megapixels are made in all orientations where the tier is "auto": they take
// a second or two.
inline constexpr double kAllWaysMp = 1024.0 * 1024.0 * 1e-6;

// The tier that a catalogue knows: "std" for "auto".
inline std::string CatalogueTier(const std::string& tier) {
  return tier == "auto" ? "std" : tier;
}

// The scales 2 to 4 of the catalogue's upscalers whose files are the right ones, with their
// measured speed in `tier` ("auto", "fast", "std", "hq"; the next one down where a tier has none,
// but for a scale below one that the tier does have). A speed that was not measured keeps the
// default. What would have been chosen and has no such file is told in `lacking`. Never touches
// LibTorch.
Capabilities CapabilitiesOf(const Catalogue& catalogue, const std::string& tier = "auto");

// The one network that `model` names, an upscaler's id or a file, in the place of those that `tier`
// would choose; they stay where it names none. A file's speed is reckoned from its size.
void NameUpscaler(const Catalogue& catalogue,
                  const std::string& tier,
                  const std::string& model,
                  Capabilities* capabilities);

// The same for the installed catalogue, this CPU (one that does not multiply bf16 is slower, and so
// is fp32 on one that does), `threads` of its cores (0 = all) and the upscaler `model` ("" = those
// of the tier); without a catalogue, no upscaler.
Capabilities CapabilitiesHere(const std::string& tier = "auto",
                              Precision precision = Precision::kAuto,
                              int threads = 0,
                              const std::string& model = "");

// Advice with its defaults for what is installed here and the same choices.
AdviceOptions AdviceHere(const std::string& tier = "auto",
                         Precision precision = Precision::kAuto,
                         int threads = 0,
                         const std::string& model = "");

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_CAPABILITIES_H_
