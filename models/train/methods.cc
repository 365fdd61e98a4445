// SPDX-License-Identifier: Apache-2.0

#include "models/train/methods.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <opencv2/dnn_superres.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/photo.hpp>

#include "datasets/resample.h"
#include "datasets/unsharp.h"
#include "fmt/format.h"
#include "image/status_macros.h"
#include "models/hold_to_source.h"
#include "models/network.h"
#include "models/train/network_of_name.h"
#include "models/train/quality.h"

namespace sharpscale {
namespace {

cv::Mat ToFloat(const cv::Mat& bytes) {
  cv::Mat floats;
  bytes.convertTo(floats, CV_32F, 1.0 / 255.0);
  return floats;
}

Method Enlarge(int scale, ResampleKernel kernel) {
  return [scale, kernel](const cv::Mat& picture, const Conditions&) -> absl::StatusOr<cv::Mat> {
    return Resample(picture, picture.size() * scale, {kernel, true});
  };
}

absl::StatusOr<Method> OpenCvNetwork(const std::string& name, const MethodOptions& options) {
  std::string upper = name;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return std::toupper(c); });
  if (name == "lapsrn") upper = "LapSRN";
  const std::string path =
      fmt::format("{}/dnn_superres/{}_x{}.pb", options.peers, upper, options.scale);
  if (!std::filesystem::exists(path)) {
    return absl::NotFoundError(fmt::format("{}: no such file", path));
  }
  try {
    const auto network = cv::dnn_superres::DnnSuperResImpl::create();
    network->readModel(path);
    network->setModel(name, options.scale);
    return Method([network](const cv::Mat& picture, const Conditions&) -> absl::StatusOr<cv::Mat> {
      try {
        cv::Mat bgr;
        cv::Mat out;
        cv::cvtColor(picture, bgr, cv::COLOR_RGB2BGR);
        network->upsample(bgr, out);
        cv::cvtColor(out, out, cv::COLOR_BGR2RGB);
        return out;
      } catch (const cv::Exception& e) {
        return absl::InternalError(e.what());
      }
    });
  } catch (const cv::Exception& e) {
    return absl::InternalError(fmt::format("{}: {}", path, e.what()));
  }
}

}  // namespace

absl::StatusOr<Method> MakeMethod(const std::string& name, const MethodOptions& options) {
  const int scale = options.scale;
  if (name == "input") {
    return Method([](const cv::Mat& p, const Conditions&) -> absl::StatusOr<cv::Mat> { return p; });
  }
  if (name == "bicubic") return Enlarge(scale, ResampleKernel::kBicubic);
  if (name == "cv-cubic") return Enlarge(scale, ResampleKernel::kBicubicOpenCv);
  if (name == "lanczos4") {
    return Method([scale](const cv::Mat& picture, const Conditions&) -> absl::StatusOr<cv::Mat> {
      cv::Mat out;
      cv::resize(picture, out, picture.size() * scale, 0, 0, cv::INTER_LANCZOS4);
      return out;
    });
  }
  if (name == "nlm") {
    return Method([](const cv::Mat& picture, const Conditions& c) -> absl::StatusOr<cv::Mat> {
      cv::Mat out;
      const float h = static_cast<float>(std::max(1.0, 0.8 * c.noise_sigma));
      cv::fastNlMeansDenoisingColored(picture, out, h, h, 5, 15);
      return out;
    });
  }
  if (name == "usm") {
    return Method([](const cv::Mat& picture, const Conditions&) -> absl::StatusOr<cv::Mat> {
      return ToEightBit(UnsharpMask(ToFloat(picture), 1.0, 1.0));
    });
  }
  if (name == "fsrcnn" || name == "espcn" || name == "lapsrn") return OpenCvNetwork(name, options);

  NetworkOptions network_options;
  network_options.threads = options.threads;
  network_options.precision = options.fp32 ? Precision::kFp32 : Precision::kAuto;
  const size_t at = name.find('@');
  SHARPSCALE_ASSIGN_OR_RETURN(std::shared_ptr<const Network> network,
                              NetworkOfName(name.substr(0, at), network_options));
  if (network->scale() != scale) {
    return absl::InvalidArgumentError(fmt::format(
        "model '{}' enlarges {}x; this evaluation needs {}x", name, network->scale(), scale));
  }
  if (at != std::string::npos) {
    SHARPSCALE_ASSIGN_OR_RETURN(network, HoldToSource(std::move(network), name.substr(at + 1)));
  }
  return Method([network](const cv::Mat& p, const Conditions& c) -> absl::StatusOr<cv::Mat> {
    SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat out, network->Run(ToFloat(p), c, {0, 0}));
    return ToEightBit(out);
  });
}

}  // namespace sharpscale
