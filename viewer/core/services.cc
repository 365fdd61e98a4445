// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/services.h"

#include <memory>
#include <utility>

#include "enhance/capabilities.h"
#include "enhance/network_shelf.h"
#include "image/decode.h"
#include "image/status_macros.h"
#include "session/build_page.h"
#include "session/measure_file.h"
#include "session/recorded_history.h"

namespace sharpscale::viewer {

namespace {

constexpr int kHeedfulTile = 192;  // px of a network's input

}  // namespace

Services DefaultServices(int threads) {
  Services services;
  const std::shared_ptr<NetworkShelf> shelf = MakeCatalogueShelf();
  services.decode = [](const std::string& path, const Progress* progress) {
    DecodeOptions options;
    options.accept_truncated = true;  // the note that comes with it is shown as a banner
    return Decode(path, options, progress);
  };
  services.analyze = [threads](const Image& image, const Progress* progress) {
    absl::StatusOr<Report> report = Analyze(image, MeasureForAdvice(threads, true), progress);
    if (report.ok()) AddRecordedHistory(image.source.file, &*report);
    return report;
  };
  services.advise = [](const Report& report, const Target& target) {
    return Advise(report, target, AdviceHere());
  };
  services.capabilities = [] { return CapabilitiesHere(); };
  services.models = [] {
    const absl::StatusOr<Catalogue> catalogue = LoadCatalogue();
    return catalogue.ok() ? catalogue->models : std::vector<ModelInfo>();
  };
  EnhanceOptions enhance;
  // A cancel is heard between tiles: small ones answer in time, at an eighth more work.
  enhance.tile = kHeedfulTile;
  enhance.threads = threads;
  enhance.shelf = shelf;
  services.enhance = [enhance](const Image& image,
                               const Report& report,
                               const Plan& plan,
                               EnhanceResult* result,
                               Progress* progress) {
    return EnhanceImage(image, report, plan, enhance, result, progress);
  };
  services.preview =
      [enhance](const Image& image, const Report& report, const Plan& plan, Progress* progress) {
        return EnhanceImage(image, report, plan, enhance, nullptr, progress);
      };
  services.print_table =
      [](const Report& report, const std::vector<Target>& sizes, const PrintTableOptions& options) {
        return PrintTable(report, sizes, options);
      };
  services.compare = [](const Image& before, const Image& after, const Progress* progress) {
    return Compare(before, after, {}, progress);
  };
  services.judge = [](const Comparison& comparison,
                      const std::string& profile) -> absl::StatusOr<Verdict> {
    SHARPSCALE_ASSIGN_OR_RETURN(const GateProfile gate, LoadGateProfile(profile));
    return Judge(comparison, gate);
  };
  services.encode = ExportPicture;
  services.encode_bytes = [](const Image& image, const EncodeOptions& options) {
    return EncodeBytes(image, options);
  };
  services.page = [](const Target& target, HtmlInput input) {
    input.date = ReportDate();
    return BuildPage(target, std::move(input));
  };
  return services;
}

}  // namespace sharpscale::viewer
