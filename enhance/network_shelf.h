// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/network_shelf.h
//
// Where stages get their networks from. Keeps what it has loaded, so that a second picture (or a
// preview) starts at once. Tests put networks of their own on the shelf.

#ifndef SHARPSCALE_ENHANCE_NETWORK_SHELF_H_
#define SHARPSCALE_ENHANCE_NETWORK_SHELF_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "image/progress.h"
#include "models/network.h"

namespace sharpscale {

struct NetworkRequest {
  std::string task;   // "upscale", "restore", "sharpen"
  int scale = 1;      // wanted; an upscaler with another scale may be returned where there is none
  std::string tier;   // "fast", "std", "hq"; another where it has none or its file is bad
  std::string model;  // catalogue id or path; "" = chosen by task, scale and tier
  Precision precision = Precision::kAuto;
  int threads = 0;                     // 0 = all cores
  const Progress* progress = nullptr;  // a cancel ends the wait for a network being loaded
};

struct ShelfNetwork {
  std::string id;  // catalogue id or path
  std::shared_ptr<const Network> network;
  std::vector<std::string>
      conditions;       // inputs it takes ("noise", "jpeg", ...); empty = none known
  std::string sha256;   // of the weights; "" = unknown
  std::string lacking;  // why it is not the one to take first; "" = it is
};

class NetworkShelf {
 public:
  virtual ~NetworkShelf() = default;
  // Errors: NotFound (no such network: use the classical operator), Cancelled, and those of
  // LoadNetwork.
  virtual absl::StatusOr<ShelfNetwork> Get(const NetworkRequest& request) = 0;
};

// The shipped catalogue and the user's files. Thread-safe. The first network may bring LibTorch
// with it (most of a second): a cancelled Get does not wait for that, a later one finds it done.
std::shared_ptr<NetworkShelf> MakeCatalogueShelf();

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_NETWORK_SHELF_H_
