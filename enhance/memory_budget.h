// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/memory_budget.h
//
// How much memory the work may take. A user thinks in gigabytes, not in tile sizes.

#ifndef SHARPSCALE_ENHANCE_MEMORY_BUDGET_H_
#define SHARPSCALE_ENHANCE_MEMORY_BUDGET_H_

#include <cstdint>

namespace sharpscale {

// The program alone takes most of this, whatever it works on.
inline constexpr int64_t kLeastMemory = int64_t{256} << 20;

// Bytes: `requested` where it is > 0, else a quarter of the memory this process may use (physical
// memory, or the control group's limit where that is lower), at least 256 MiB.
int64_t MemoryBudget(int64_t requested);

// Bytes of RAM that this process may use at most.
int64_t UsableMemory();

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_MEMORY_BUDGET_H_
