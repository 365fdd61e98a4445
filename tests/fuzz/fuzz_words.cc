// SPDX-License-Identifier: Apache-2.0
// What users type: steps, sizes, papers, displays, bytes, degradations.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "advice/plan.h"
#include "advice/target.h"
#include "datasets/degrade.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto steps = sharpscale::ParseSteps(text);
  // What is accepted reads the same when written and read again.
  if (steps.ok() && !steps->empty()) {
    const auto again = sharpscale::ParseSteps(sharpscale::StepsToString(*steps));
    if (!again.ok() || again->size() != steps->size()) __builtin_trap();
  }
  const auto print = sharpscale::ParsePrint(text);
  if (print.ok()) (void)sharpscale::ResolveTarget(*print, 640, 480);
  const auto box = sharpscale::ParseSize(text);
  if (box.ok()) (void)sharpscale::ResolveTarget(*box, 640, 480);
  (void)sharpscale::ParseDisplay(text);
  (void)sharpscale::ParseBytes(text);
  (void)sharpscale::DegradationFromText(text);
  return 0;
}
