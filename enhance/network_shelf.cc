// SPDX-License-Identifier: Apache-2.0

#include "enhance/network_shelf.h"

#include <fmt/format.h>

#include <chrono>
#include <future>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "image/status_macros.h"
#include "models/catalogue.h"

namespace sharpscale {
namespace {

constexpr std::chrono::milliseconds kCancelPoll(10);

class CatalogueShelf : public NetworkShelf {
 public:
  absl::StatusOr<ShelfNetwork> Get(const NetworkRequest& request) override {
    // Not even a thread is begun then: while one loads LibTorch, the system's loader holds up the
    // start of every other.
    if (Cancelled(request)) return absl::CancelledError("loading a network was cancelled");
    if (!request.model.empty()) return Obtain(request.model, request);
    SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<std::string> choices, Choices(request));
    std::string lacking;
    absl::StatusOr<ShelfNetwork> found;
    for (const std::string& id : choices) {
      found = Obtain(id, request);
      if (found.ok()) found->lacking = lacking;
      if (found.ok() || absl::IsCancelled(found.status())) return found;
      if (lacking.empty()) lacking = std::string(found.status().message());
    }
    return found;
  }

 private:
  using Loaded = absl::StatusOr<std::shared_ptr<const Network>>;
  using Loading = std::shared_future<Loaded>;

  // Ids, the one to take first; one at least.
  absl::StatusOr<std::vector<std::string>> Choices(const NetworkRequest& request) {
    const std::lock_guard<std::mutex> lock(mutex_);
    SHARPSCALE_RETURN_IF_ERROR(LoadCatalogueOnce());
    std::vector<const ModelInfo*> models =
        catalogue_.Choices(request.task, request.scale, request.tier);
    // No network of that scale: a larger one is shrunk afterwards, a smaller one enlarged.
    for (const int scale : {4, 3, 2}) {
      if (!models.empty() || request.task != "upscale") break;
      models = catalogue_.Choices(request.task, scale, request.tier);
    }
    if (models.empty()) {
      return absl::NotFoundError(
          fmt::format("no network for {} {}x in the catalogue", request.task, request.scale));
    }
    std::vector<std::string> ids;
    for (const ModelInfo* model : models) ids.push_back(model->id);
    return ids;
  }

  absl::StatusOr<ShelfNetwork> Obtain(const std::string& id, const NetworkRequest& request) {
    std::unique_lock<std::mutex> lock(mutex_);
    const auto key = std::make_tuple(id, request.precision, request.threads);
    auto found = networks_.find(key);
    if (found == networks_.end()) {
      NetworkOptions options;
      options.precision = request.precision;
      options.threads = request.threads;
      found = networks_.emplace(key, std::async(std::launch::async, Load, id, options)).first;
    }
    const Loading loading = found->second;
    lock.unlock();
    while (loading.wait_for(kCancelPoll) != std::future_status::ready) {
      if (Cancelled(request)) {
        return absl::CancelledError(fmt::format("loading {} was cancelled", id));
      }
    }
    lock.lock();
    if (!loading.get().ok()) {
      networks_.erase(key);  // the next one tries again
      return loading.get().status();
    }
    ShelfNetwork result{id, *loading.get(), {}, "", ""};
    if (LoadCatalogueOnce().ok()) {
      if (const ModelInfo* model = catalogue_.Find(id)) {
        result.conditions = model->conditions;
        result.sha256 = model->sha256;
      }
    }
    return result;
  }

  static bool Cancelled(const NetworkRequest& request) {
    return request.progress != nullptr && request.progress->cancelled();
  }

  static Loaded Load(const std::string& id, const NetworkOptions& options) {
    SHARPSCALE_ASSIGN_OR_RETURN(std::unique_ptr<Network> network, LoadNetwork(id, options));
    return std::shared_ptr<const Network>(std::move(network));
  }

  absl::Status LoadCatalogueOnce() {
    if (have_catalogue_) return absl::OkStatus();
    SHARPSCALE_ASSIGN_OR_RETURN(catalogue_, LoadCatalogue());
    have_catalogue_ = true;
    return absl::OkStatus();
  }

  std::mutex mutex_;
  bool have_catalogue_ = false;
  Catalogue catalogue_;
  std::map<std::tuple<std::string, Precision, int>, Loading> networks_;
};

}  // namespace

std::shared_ptr<NetworkShelf> MakeCatalogueShelf() {
  return std::make_shared<CatalogueShelf>();
}

}  // namespace sharpscale
