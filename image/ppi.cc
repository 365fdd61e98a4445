// SPDX-License-Identifier: Apache-2.0

#include "image/ppi.h"

#include <fmt/format.h>

#include <cmath>

namespace sharpscale {
namespace {

// Above a million px per inch nothing is printed or scanned.
bool Meaningful(const Ppi& ppi) {
  return ppi.x > 1.0 && ppi.y > 1.0 && ppi.x < 1e6 && ppi.y < 1e6;
}

bool Agree(double a, double b) {
  return std::abs(a - b) <= 0.01 * std::max(a, b);
}

bool StockDefault(const Ppi& ppi) {
  return (Agree(ppi.x, 72.0) && Agree(ppi.y, 72.0)) || (Agree(ppi.x, 96.0) && Agree(ppi.y, 96.0));
}

}  // namespace

Ppi ReconcilePpi(const Ppi& container, const Ppi& exif, std::vector<std::string>* notes) {
  if (!Meaningful(container)) return Meaningful(exif) ? exif : Ppi{};
  if (!Meaningful(exif)) return container;
  // EXIF keeps fractions that JFIF's whole numbers lose.
  if (Agree(container.x, exif.x) && Agree(container.y, exif.y)) return exif;
  const bool take_exif = StockDefault(container) && !StockDefault(exif);
  const Ppi chosen = take_exif ? exif : container;
  if (notes != nullptr) {
    notes->push_back(fmt::format(
        "The file states its resolution twice, {:g} ppi in its container and {:g} ppi in "
        "EXIF; {:g} ppi is used.",
        container.x,
        exif.x,
        chosen.x));
  }
  return chosen;
}

}  // namespace sharpscale
