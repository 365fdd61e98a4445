// SPDX-License-Identifier: Apache-2.0

#include "models/program_folder.h"

#include <filesystem>

namespace sharpscale {

std::string ProgramFolder() {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "." : self.parent_path().string();
}

}  // namespace sharpscale
