// SPDX-License-Identifier: Apache-2.0
//
// File: datasets/random.h
//
// Random numbers that are the same on every machine and library version. (The distributions of
// <random> are implementation-defined, so a seed alone would not reproduce a picture.)
//
//   Random random(42);
//   double sigma = random.Uniform(0.0, 12.0);

#ifndef SHARPSCALE_DATASETS_RANDOM_H_
#define SHARPSCALE_DATASETS_RANDOM_H_

#include <cmath>
#include <cstdint>

namespace sharpscale {

// xoshiro256** (Blackman and Vigna, 2018), seeded through SplitMix64.
class Random {
 public:
  explicit Random(uint64_t seed) {
    for (uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15ull;
      uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
      word = z ^ (z >> 31);
    }
  }

  uint64_t Next() {
    const uint64_t result = Rotate(state_[1] * 5, 7) * 9;
    const uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = Rotate(state_[3], 45);
    return result;
  }

  // [0, 1).
  double Uniform() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }
  double Uniform(double low, double high) { return low + (high - low) * Uniform(); }
  // low..high, both included; low where high < low.
  int Int(int low, int high) {
    if (high <= low) return low;
    const uint64_t span = static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + 1;
    return low + static_cast<int>(Next() % span);
  }
  // True with this probability.
  bool Chance(double probability) { return Uniform() < probability; }

  // Mean 0, standard deviation 1 (polar method of Marsaglia).
  double Normal() {
    if (have_spare_) {
      have_spare_ = false;
      return spare_;
    }
    double u, v, s;
    do {
      u = Uniform(-1.0, 1.0);
      v = Uniform(-1.0, 1.0);
      s = u * u + v * v;
    } while (s >= 1.0 || s == 0.0);
    const double factor = std::sqrt(-2.0 * std::log(s) / s);
    spare_ = v * factor;
    have_spare_ = true;
    return u * factor;
  }

 private:
  static uint64_t Rotate(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
  uint64_t state_[4];
  double spare_ = 0.0;
  bool have_spare_ = false;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_DATASETS_RANDOM_H_
