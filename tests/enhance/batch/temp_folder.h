// SPDX-License-Identifier: Apache-2.0
// A folder that is gone with its test.

#ifndef SHARPSCALE_TESTS_ENHANCE_BATCH_TEMP_FOLDER_H_
#define SHARPSCALE_TESTS_ENHANCE_BATCH_TEMP_FOLDER_H_

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace sharpscale {

class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sharpscale-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

  // Writes `bytes` to `name` below the folder, making folders on the way. Returns the full path.
  std::string Write(const std::string& name, const std::string& bytes) const {
    const std::filesystem::path full = *this / name;
    std::filesystem::create_directories(full.parent_path());
    std::ofstream(full, std::ios::binary) << bytes;
    return full.string();
  }

 private:
  std::string path_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_ENHANCE_BATCH_TEMP_FOLDER_H_
