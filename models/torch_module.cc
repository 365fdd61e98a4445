// SPDX-License-Identifier: Apache-2.0

#include "models/torch_module.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "models/program_folder.h"

namespace sharpscale {
namespace {

constexpr const char* kFile = "libsharpscale_torch.so";

struct Module {
  absl::Status status;
  decltype(&SharpscaleTorchLoad) load = nullptr;
};

Module LoadModule() {
  std::vector<std::string> places;
  if (const char* named = std::getenv("SHARPSCALE_TORCH_MODULE"); named != nullptr && *named) {
    places.push_back(named);
  } else {
    const std::string here = ProgramFolder();
    places.push_back(fmt::format("{}/../lib/{}", here, kFile));
    places.push_back(fmt::format("{}/../lib/sharpscale/{}", here, kFile));
    places.push_back(fmt::format("{}/../{}/sharpscale/{}", here, SHARPSCALE_LIBDIR, kFile));
  }
  std::string looked;
  for (const std::string& place : places) {
    looked += (looked.empty() ? "" : ", ") + place;
    std::error_code error;
    if (!std::filesystem::exists(place, error)) continue;
    // Never closed: LibTorch does not survive being unloaded.
    void* handle = dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
      return {absl::FailedPreconditionError(
          fmt::format("the network module could not be loaded: {}", dlerror()))};
    }
    const auto version = reinterpret_cast<decltype(&SharpscaleTorchInterface)>(
        dlsym(handle, "SharpscaleTorchInterface"));
    const auto load =
        reinterpret_cast<decltype(&SharpscaleTorchLoad)>(dlsym(handle, "SharpscaleTorchLoad"));
    if (version == nullptr || load == nullptr || version() != kTorchModuleInterface) {
      return {absl::FailedPreconditionError(fmt::format(
          "{} belongs to another version of sharpscale; install both from one build", place))};
    }
    return {absl::OkStatus(), load};
  }
  return {absl::FailedPreconditionError(
      fmt::format("the network module {} was not found; looked at {}; install it or set "
                  "SHARPSCALE_TORCH_MODULE to its path",
                  kFile,
                  looked))};
}

}  // namespace

absl::StatusOr<std::unique_ptr<Network>> BuildTorchNetwork(const NetworkSpec& spec,
                                                           const NetworkOptions& options) {
  static const Module module = LoadModule();
  if (!module.status.ok()) return module.status;
  absl::StatusOr<std::unique_ptr<Network>> out = absl::UnknownError("the module gave no answer");
  module.load(&spec, &options, &out);
  return out;
}

}  // namespace sharpscale
