// SPDX-License-Identifier: Apache-2.0
// Files of text that users and other programs write: presets, gate profiles, histories (JSON, XMP),
// the viewer's settings and sessions.

#include <cstddef>
#include <cstdint>
#include <string>

#include "advice/gate.h"
#include "advice/history.h"
#include "advice/presets.h"
#include "viewer/core/settings.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  (void)sharpscale::ParsePresets(text, "fuzz");
  (void)sharpscale::ParseGateProfile(text, "fuzz");
  (void)sharpscale::viewer::SettingsFromText(text);
  (void)sharpscale::viewer::SessionFromText(text);
  const auto history = sharpscale::HistoryFromJson(text);
  if (history.ok()) {
    // What is accepted reads the same when written and read again.
    const std::string written = sharpscale::HistoryToJson(*history);
    const auto again = sharpscale::HistoryFromJson(written);
    if (!again.ok() || sharpscale::HistoryToJson(*again) != written) __builtin_trap();
    const auto packet = sharpscale::AddHistoryToXmp("", *history);
    if (packet.ok()) {
      const auto read = sharpscale::HistoryFromXmp(*packet);
      if (!read.ok() || sharpscale::HistoryToJson(*read) != written) __builtin_trap();
    }
  }
  (void)sharpscale::HistoryFromXmp(text);
  sharpscale::History one;
  one.steps.push_back({"upscale", 2.0, 0.0, 0.0, 640, 480, "upscale-x2-std", "", "auto"});
  const auto packet = sharpscale::AddHistoryToXmp(text, one);
  if (packet.ok() && !sharpscale::HistoryFromXmp(*packet).ok()) __builtin_trap();
  return 0;
}
