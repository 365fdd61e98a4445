// SPDX-License-Identifier: Apache-2.0
//
// File: report/version.h
//
// The version that stands in JSON, HTML and `--version`: the one of the CMake project.

#ifndef SHARPSCALE_REPORT_VERSION_H_
#define SHARPSCALE_REPORT_VERSION_H_

namespace sharpscale {

const char* Version();  // "0.1.0"

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_VERSION_H_
