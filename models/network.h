// SPDX-License-Identifier: Apache-2.0
//
// File: models/network.h
//
// A loaded network, without a trace of LibTorch in the interface. LibTorch lives in a module that
// is loaded when a network needs it, so programs that need none never load it.

#ifndef SHARPSCALE_MODELS_NETWORK_H_
#define SHARPSCALE_MODELS_NETWORK_H_

#include <memory>
#include <opencv2/core.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "models/conditions.h"

namespace sharpscale {

enum class Precision { kAuto, kBf16, kFp32 };
// kAuto: our own code where it serves (models/stack_networks.h), else LibTorch.
enum class Engine { kAuto, kLibTorch };

struct NetworkOptions {
  Precision precision = Precision::kAuto;  // kAuto: bf16 where the CPU has it, else fp32
  int threads = 0;                         // 0 = all cores
  Engine engine = Engine::kAuto;
};

class Network {
 public:
  virtual ~Network() = default;

  virtual int scale() const = 0;        // output / input, linear
  virtual int radius() const = 0;       // receptive field, px of the input: the overlap tiles need
  virtual int granularity() const = 0;  // tile origins and sizes must be multiples (1 or 2)
  virtual Precision precision() const = 0;
  // False: one tile at a time (calls wait for each other), so threads are of use within a tile
  // only.
  virtual bool reentrant() const { return true; }
  // Whether all of a tile is held between the layers; else a few rows are, at any size.
  virtual bool holds_maps() const { return true; }

  // One tile. `tile`: CV_32FC3 RGB, native encoding, nominal 0..1, any size >= 1x1, including its
  // overlap. `origin` is the tile's position in the whole picture (for the 8x8 grid phase).
  // Returns CV_32FC3 of scale() times the size, unclipped; may contain non-finite values if the
  // weights are bad: the caller checks. Thread-safe. Errors: Internal (LibTorch threw, no
  // memory), with its words.
  virtual absl::StatusOr<cv::Mat> Run(const cv::Mat& tile,
                                      const Conditions& conditions,
                                      cv::Point origin) const = 0;
};

// Loads a model: a catalogue id ("upscale-x2-std"), or a path to our weight file, a TorchScript
// file (with a JSON beside it) or a .safetensors file. Errors: NotFound, DataLoss (damaged),
// InvalidArgument (foreign), FailedPrecondition (the LibTorch module is missing: says where it was
// looked for).
absl::StatusOr<std::unique_ptr<Network>> LoadNetwork(const std::string& id_or_path,
                                                     const NetworkOptions& options = {});

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_NETWORK_H_
