// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/services.h
//
// What the workbench asks of the rooms below it. DefaultServices() binds the same controllers that
// the command line drives; tests bind small ones of their own. All are called from worker threads.

#ifndef SHARPSCALE_VIEWER_CORE_SERVICES_H_
#define SHARPSCALE_VIEWER_CORE_SERVICES_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "advice/advise.h"
#include "advice/gate.h"
#include "advice/print_table.h"
#include "analysis/analyze.h"
#include "analysis/compare.h"
#include "enhance/enhance.h"
#include "image/encode.h"
#include "image/image.h"
#include "models/catalogue.h"
#include "report/html.h"
#include "session/export_picture.h"
#include "viewer/core/file_size.h"

namespace sharpscale::viewer {

struct Services {
  std::function<absl::StatusOr<Image>(const std::string& path, const Progress*)> decode;
  std::function<absl::StatusOr<Report>(const Image&, const Progress*)> analyze;
  std::function<absl::StatusOr<Plan>(const Report&, const Target&)> advise;
  // What plans can be made of, and the networks that a step can name. Read once.
  std::function<Capabilities()> capabilities;
  std::function<std::vector<ModelInfo>()> models;
  std::function<
      absl::StatusOr<Image>(const Image&, const Report&, const Plan&, EnhanceResult*, Progress*)>
      enhance;
  std::function<absl::StatusOr<Comparison>(const Image&, const Image&, const Progress*)> compare;
  std::function<absl::StatusOr<Verdict>(const Comparison&, const std::string& profile)> judge;
  // Without maps and with what is loaded kept ready: for previews of a region.
  std::function<absl::StatusOr<Image>(const Image&, const Report&, const Plan&, Progress*)> preview;
  std::function<absl::StatusOr<std::vector<PrintRow>>(const Report&,
                                                      const std::vector<Target>&,
                                                      const PrintTableOptions&)>
      print_table;
  // In strips: a cancelled one leaves no file.
  std::function<
      absl::Status(const Image&, const std::string& path, const ExportRequest&, const Progress*)>
      encode;
  EncodeBytesFunction encode_bytes;
  // The report page, dated, with print sizes for the target.
  std::function<absl::StatusOr<std::string>(const Target&, HtmlInput)> page;
};

// `threads` for measuring and enhancing; 0 = all cores.
Services DefaultServices(int threads = 0);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_SERVICES_H_
