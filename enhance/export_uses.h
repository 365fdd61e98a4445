// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/export_uses.h
//
// What a file is for decides how it is stored. Several files may come from one master: the same
// pixels once for the web page and once for the printer.

#ifndef SHARPSCALE_ENHANCE_EXPORT_USES_H_
#define SHARPSCALE_ENHANCE_EXPORT_USES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "enhance/enhance.h"
#include "image/encode.h"

namespace sharpscale {

struct ExportUse {
  std::string_view name;           // "web"
  std::string_view what;           // one line for help
  std::vector<Container> formats;  // that suit it; the first where the name asked for is none
  int quality = 0;                 // of lossy formats
  bool chroma_444 = true;
  int long_side = 0;            // px at most; 0 = the master's size
  bool to_srgb = false;         // programs that ignore profiles must show it right
  bool keeps_max_bytes = true;  // a limit on bytes holds for it, where several files are written
};

// The table: web, print, archive.
const std::vector<ExportUse>& ExportUses();

// Errors: InvalidArgument that names what is known.
absl::StatusOr<const ExportUse*> FindExportUse(std::string_view name);

// One file to be written.
struct ExportOutput {
  std::string use;  // "" = as asked
  std::string path;
  EncodeOptions encode;
  bool to_srgb = false;
  int long_side = 0;      // px; 0 = the master's size
  int64_t max_bytes = 0;  // 0 = no limit
};

// The files that `options` and the plan's export step ask for, in order. A single use keeps the
// name `output`; with several each gets its own ("photo.jpg" -> "photo-web.jpg"). Errors:
// InvalidArgument (unknown use, an ending that names no format, standard output for several).
absl::StatusOr<std::vector<ExportOutput>> PlanOutputs(const Plan& plan,
                                                      const std::string& output,
                                                      const EnhanceOptions& options);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_EXPORT_USES_H_
