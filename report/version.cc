// SPDX-License-Identifier: Apache-2.0

#include "report/version.h"

namespace sharpscale {

const char* Version() {
  return SHARPSCALE_VERSION;
}

}  // namespace sharpscale
