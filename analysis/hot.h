// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/hot.h
//
// Marks a function as a hot kernel: compiled at -O3 for several instruction sets, the best of which
// is chosen when the program starts. Write plain loops inside.

#ifndef SHARPSCALE_ANALYSIS_HOT_H_
#define SHARPSCALE_ANALYSIS_HOT_H_

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define SHARPSCALE_HOT \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), optimize("O3")))
#else
#define SHARPSCALE_HOT
#endif

#endif  // SHARPSCALE_ANALYSIS_HOT_H_
