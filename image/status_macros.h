// SPDX-License-Identifier: Apache-2.0
//
// File: image/status_macros.h
//
// Early return on absl::Status errors.
//
//   SHARPSCALE_RETURN_IF_ERROR(options.Validate());
//   SHARPSCALE_ASSIGN_OR_RETURN(Image image, Decode(path));

#ifndef SHARPSCALE_IMAGE_STATUS_MACROS_H_
#define SHARPSCALE_IMAGE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define SHARPSCALE_CONCAT_INNER(a, b) a##b
#define SHARPSCALE_CONCAT(a, b) SHARPSCALE_CONCAT_INNER(a, b)

#define SHARPSCALE_RETURN_IF_ERROR(expr)                   \
  do {                                                     \
    const absl::Status sharpscale_status = (expr);         \
    if (!sharpscale_status.ok()) return sharpscale_status; \
  } while (false)

#define SHARPSCALE_ASSIGN_OR_RETURN(lhs, expr) \
  SHARPSCALE_ASSIGN_OR_RETURN_IMPL(SHARPSCALE_CONCAT(sharpscale_statusor_, __LINE__), lhs, expr)

#define SHARPSCALE_ASSIGN_OR_RETURN_IMPL(statusor, lhs, expr) \
  auto statusor = (expr);                                     \
  if (!statusor.ok()) return statusor.status();               \
  lhs = std::move(statusor).value()

#endif  // SHARPSCALE_IMAGE_STATUS_MACROS_H_
