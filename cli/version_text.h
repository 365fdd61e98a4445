// SPDX-License-Identifier: Apache-2.0
//
// File: cli/version_text.h
//
// What `--version` says: the version, and what a bug report needs to know of this build and
// machine.

#ifndef SHARPSCALE_CLI_VERSION_TEXT_H_
#define SHARPSCALE_CLI_VERSION_TEXT_H_

#include <string>

namespace sharpscale {

// First line "sharpscale 0.1.0"; then one fact a line.
std::string VersionText();

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_VERSION_TEXT_H_
