// SPDX-License-Identifier: Apache-2.0

#include "analysis/jpeg_table_quality.h"

namespace sharpscale {
namespace {

// ITU-T T.81, tables K.1 and K.2, natural order.
constexpr std::array<uint8_t, 64> kBaseLuma = {16, 11, 10, 16, 24,  40,  51,  61,   //
                                               12, 12, 14, 19, 26,  58,  60,  55,   //
                                               14, 13, 16, 24, 40,  57,  69,  56,   //
                                               14, 17, 22, 29, 51,  87,  80,  62,   //
                                               18, 22, 37, 56, 68,  109, 103, 77,   //
                                               24, 35, 55, 64, 81,  104, 113, 92,   //
                                               49, 64, 78, 87, 103, 121, 120, 101,  //
                                               72, 92, 95, 98, 112, 100, 103, 99};
constexpr std::array<uint8_t, 64> kBaseChroma = {17, 18, 24, 47, 99, 99, 99, 99,  //
                                                 18, 21, 26, 66, 99, 99, 99, 99,  //
                                                 24, 26, 56, 99, 99, 99, 99, 99,  //
                                                 47, 66, 99, 99, 99, 99, 99, 99,  //
                                                 99, 99, 99, 99, 99, 99, 99, 99,  //
                                                 99, 99, 99, 99, 99, 99, 99, 99,  //
                                                 99, 99, 99, 99, 99, 99, 99, 99,  //
                                                 99, 99, 99, 99, 99, 99, 99, 99};

// Entries above 255 exist in 16-bit tables of files written without "force baseline".
int IjgEntry(int base, int quality, int limit) {
  quality = std::clamp(quality, 1, 100);
  const int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return std::clamp((base * scale + 50) / 100, 1, limit);
}

bool EqualsIjg(const JpegFacts::Table& table,
               const std::array<uint8_t, 64>& base,
               int quality,
               int limit) {
  for (int k = 0; k < 64; ++k) {
    if (table[k] != IjgEntry(base[k], quality, limit)) return false;
  }
  return true;
}

double LogResidual(const JpegFacts::Table& table,
                   const std::array<uint8_t, 64>& base,
                   int quality) {
  double sum = 0.0;
  for (int k = 0; k < 64; ++k) {
    const double difference =
        std::log(static_cast<double>(table[k])) - std::log(IjgEntry(base[k], quality, 65535));
    sum += difference * difference;
  }
  return sum;
}

// The quality whose table has this entry, as a real number; inverse of IjgEntry.
double QualityOfEntry(double step, double base) {
  const double scale = 100.0 * step / base;
  return std::clamp(scale > 100.0 ? 5000.0 / scale : (200.0 - scale) / 2.0, 1.0, 100.0);
}

JpegFacts::Table ScaledTable(const std::array<uint8_t, 64>& base, int quality) {
  JpegFacts::Table table{};
  for (int k = 0; k < 64; ++k) table[k] = static_cast<uint16_t>(IjgEntry(base[k], quality, 255));
  return table;
}

}  // namespace

JpegFacts::Table IjgLumaTable(int quality) {
  return ScaledTable(kBaseLuma, quality);
}

JpegFacts::Table IjgChromaTable(int quality) {
  return ScaledTable(kBaseChroma, quality);
}

JpegTableQuality EstimateJpegTableQuality(const JpegFacts& facts) {
  JpegTableQuality result;
  const bool has_chroma = facts.chroma.has_value();
  const auto is_zero = [](uint16_t step) { return step == 0; };
  if (std::any_of(facts.luma.begin(), facts.luma.end(), is_zero)) return result;
  if (has_chroma && std::any_of(facts.chroma->begin(), facts.chroma->end(), is_zero)) return result;

  int luma_exact = 0;
  for (int quality = 1; quality <= 100; ++quality) {
    for (const int limit : {255, 65535}) {
      if (!EqualsIjg(facts.luma, kBaseLuma, quality, limit)) continue;
      luma_exact = quality;
      if (!has_chroma || EqualsIjg(*facts.chroma, kBaseChroma, quality, limit)) {
        result.quality = result.low = result.high = quality;
        result.ijg = true;
        return result;
      }
    }
  }

  double best = -1.0;
  std::vector<double> votes;
  for (int quality = 1; quality <= 100; ++quality) {
    double residual = LogResidual(facts.luma, kBaseLuma, quality);
    if (has_chroma) residual += LogResidual(*facts.chroma, kBaseChroma, quality);
    if (best < 0.0 || residual < best) {
      best = residual;
      result.quality = quality;
    }
  }
  if (luma_exact > 0) result.quality = luma_exact;
  for (int k = 0; k < 64; ++k) {
    votes.push_back(QualityOfEntry(facts.luma[k], kBaseLuma[k]));
    if (has_chroma) votes.push_back(QualityOfEntry((*facts.chroma)[k], kBaseChroma[k]));
  }
  std::sort(votes.begin(), votes.end());
  const size_t tail = votes.size() / 20;
  result.low = std::min(std::floor(votes[tail]), result.quality);
  result.high = std::max(std::ceil(votes[votes.size() - 1 - tail]), result.quality);
  return result;
}

}  // namespace sharpscale
