// SPDX-License-Identifier: Apache-2.0
//
// File: models/wrapped_network.h
//
// A network that does something about another one: alike in all that it does not say itself.

#ifndef SHARPSCALE_MODELS_WRAPPED_NETWORK_H_
#define SHARPSCALE_MODELS_WRAPPED_NETWORK_H_

#include <memory>
#include <utility>

#include "models/network.h"

namespace sharpscale {

class WrappedNetwork : public Network {
 public:
  int scale() const override { return inner_->scale(); }
  int radius() const override { return inner_->radius(); }
  int granularity() const override { return inner_->granularity(); }
  Precision precision() const override { return inner_->precision(); }
  bool reentrant() const override { return inner_->reentrant(); }
  bool holds_maps() const override { return inner_->holds_maps(); }

 protected:
  // `inner`: not null.
  explicit WrappedNetwork(std::shared_ptr<const Network> inner) : inner_(std::move(inner)) {}
  const Network& inner() const { return *inner_; }

 private:
  const std::shared_ptr<const Network> inner_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_WRAPPED_NETWORK_H_
