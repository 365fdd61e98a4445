// SPDX-License-Identifier: Apache-2.0

#include "enhance/network_shelf.h"

#include <fmt/format.h>

#include <chrono>
#include <future>
#include <map>
#include <mutex>
#include <tuple>

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
    const auto cancelled = [&] {
      return request.progress != nullptr && request.progress->cancelled();
    };
    if (cancelled()) return absl::CancelledError("loading a network was cancelled");
    std::unique_lock<std::mutex> lock(mutex_);
    std::string id = request.model;
    if (id.empty()) {
      SHARPSCALE_RETURN_IF_ERROR(LoadCatalogueOnce());
      const ModelInfo* model = catalogue_.Choose(request.task, request.scale, request.tier);
      // No network of that scale: a larger one is shrunk afterwards, a smaller one enlarged.
      for (int scale : {4, 3, 2}) {
        if (model != nullptr || request.task != "upscale") break;
        model = catalogue_.Choose(request.task, scale, request.tier);
      }
      if (model == nullptr) {
        return absl::NotFoundError(
            fmt::format("no network for {} {}x in the catalogue", request.task, request.scale));
      }
      id = model->id;
    }
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
      if (cancelled()) return absl::CancelledError(fmt::format("loading {} was cancelled", id));
    }
    lock.lock();
    if (!loading.get().ok()) {
      networks_.erase(key);  // the next one tries again
      return loading.get().status();
    }
    ShelfNetwork result{id, *loading.get(), {}, ""};
    if (LoadCatalogueOnce().ok()) {
      if (const ModelInfo* model = catalogue_.Find(id)) {
        result.conditions = model->conditions;
        result.sha256 = model->sha256;
      }
    }
    return result;
  }

 private:
  using Loaded = absl::StatusOr<std::shared_ptr<const Network>>;
  using Loading = std::shared_future<Loaded>;

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
