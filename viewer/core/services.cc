// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/services.h"

#include "image/decode.h"
#include "image/status_macros.h"

namespace sharpscale::viewer {

Services DefaultServices() {
  Services services;
  services.decode = [](const std::string& path) {
    DecodeOptions options;
    options.accept_truncated = true;  // the note that comes with it is shown as a banner
    return Decode(path, options);
  };
  services.analyze = [](const Image& image, const Progress* progress) {
    return Analyze(image, {}, progress);
  };
  services.advise = [](const Report& report, const Target& target) {
    return Advise(report, target);
  };
  services.enhance = [](const Image& image,
                        const Report& report,
                        const Plan& plan,
                        EnhanceResult* result,
                        Progress* progress) {
    return EnhanceImage(image, report, plan, {}, result, progress);
  };
  services.compare = [](const Image& before, const Image& after, const Progress* progress) {
    return Compare(before, after, {}, progress);
  };
  services.judge = [](const Comparison& comparison,
                      const std::string& profile) -> absl::StatusOr<Verdict> {
    SHARPSCALE_ASSIGN_OR_RETURN(const GateProfile gate, LoadGateProfile(profile));
    return Judge(comparison, gate);
  };
  services.encode = [](const Image& image, const std::string& path, const EncodeOptions& options) {
    return Encode(image, path, options);
  };
  services.html = [](const HtmlInput& input) { return RenderHtml(input); };
  return services;
}

}  // namespace sharpscale::viewer
