// SPDX-License-Identifier: Apache-2.0
//
// File: models/winograd/arithmetic.h
//
// The ways in which this machine can run row_pair.h, as a table.

#ifndef SHARPSCALE_MODELS_WINOGRAD_ARITHMETIC_H_
#define SHARPSCALE_MODELS_WINOGRAD_ARITHMETIC_H_

#include <cstddef>
#include <vector>

#include "models/network.h"
#include "models/winograd/row_pair.h"

namespace sharpscale {
namespace winograd {

struct Arithmetic {
  const char* name;     // of the instruction set
  Precision precision;  // kBf16 or kFp32: of the products' factors and of what layers pass on
  void (*run)(const Layer& layer, const RowPair& rows, void* scratch);
  // A row of floats as layers pass it on. `count`: a multiple of kLanes.
  void (*convert)(const float* from, size_t count, void* to);
  size_t value_bytes() const { return precision == Precision::kBf16 ? 2 : 4; }
};

// What this build has and this CPU can, best first; all of one precision give the same bits.
const std::vector<Arithmetic>& Arithmetics();

// The best for `precision` (kAuto: the best of all); null where there is none.
const Arithmetic* FindArithmetic(Precision precision);

}  // namespace winograd
}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_WINOGRAD_ARITHMETIC_H_
