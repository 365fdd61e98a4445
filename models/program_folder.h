// SPDX-License-Identifier: Apache-2.0
//
// File: models/program_folder.h
//
// Where the running program lies, so that an installed or built copy finds its own files.

#ifndef SHARPSCALE_MODELS_PROGRAM_FOLDER_H_
#define SHARPSCALE_MODELS_PROGRAM_FOLDER_H_

#include <string>

namespace sharpscale {

// The folder of the executable, links resolved; "." where the system does not tell.
std::string ProgramFolder();

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_PROGRAM_FOLDER_H_
