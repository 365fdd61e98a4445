// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/picture_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

namespace sharpscale::viewer {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 34> kEndings = {
    "jpg", "jpeg", "jpe", "jfif", "png", "tif", "tiff", "webp", "heic", "heif", "avif", "jxl",
    "gif", "bmp",  "ppm", "pgm",  "pbm", "pnm", "pfm",  "dng",  "cr2",  "cr3",  "crw",  "nef",
    "nrw", "arw",  "srf", "sr2",  "orf", "rw2", "raf",  "pef",  "srw",  "3fr"};

char Lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

bool LooksLikePicture(const std::string& path) {
  std::string ending = fs::path(path).extension().string();
  if (ending.size() < 2) return false;
  ending.erase(0, 1);
  std::transform(ending.begin(), ending.end(), ending.begin(), Lower);
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

bool NaturalLess(std::string_view a, std::string_view b) {
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (IsDigit(a[i]) && IsDigit(b[j])) {
      size_t end_a = i;
      size_t end_b = j;
      while (end_a < a.size() && IsDigit(a[end_a])) ++end_a;
      while (end_b < b.size() && IsDigit(b[end_b])) ++end_b;
      std::string_view x = a.substr(i, end_a - i);
      std::string_view y = b.substr(j, end_b - j);
      while (x.size() > 1 && x[0] == '0') x.remove_prefix(1);
      while (y.size() > 1 && y[0] == '0') y.remove_prefix(1);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
      i = end_a;
      j = end_b;
      continue;
    }
    const char x = Lower(a[i]);
    const char y = Lower(b[j]);
    if (x != y) return x < y;
    ++i;
    ++j;
  }
  if (a.size() - i != b.size() - j) return a.size() - i < b.size() - j;
  return a < b;
}

std::vector<std::string> ExpandPaths(const std::vector<std::string>& paths, size_t limit) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::string> found;
    fs::recursive_directory_iterator it(path, fs::directory_options::skip_permission_denied, error);
    for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
      const std::string name = it->path().filename().string();
      std::error_code ignored;
      if (name.empty() || name[0] == '.') {
        if (it->is_directory(ignored)) it.disable_recursion_pending();
        continue;
      }
      if (it->is_regular_file(ignored) && LooksLikePicture(name)) {
        found.push_back(it->path().string());
      }
      if (files.size() + found.size() >= limit) break;
    }
    std::sort(found.begin(), found.end(), NaturalLess);
    files.insert(files.end(), found.begin(), found.end());
  }
  if (files.size() > limit) files.resize(limit);
  return files;
}

std::vector<FolderEntry> ListFolder(const std::string& path) {
  std::vector<FolderEntry> entries;
  std::error_code error;
  fs::directory_iterator it(path, fs::directory_options::skip_permission_denied, error);
  for (; !error && it != fs::directory_iterator(); it.increment(error)) {
    const std::string name = it->path().filename().string();
    std::error_code ignored;
    if (name.empty() || name[0] == '.') continue;
    const bool folder = it->is_directory(ignored);
    if (folder || LooksLikePicture(name)) entries.push_back({name, folder});
  }
  std::sort(entries.begin(), entries.end(), [](const FolderEntry& a, const FolderEntry& b) {
    if (a.folder != b.folder) return a.folder;
    return NaturalLess(a.name, b.name);
  });
  return entries;
}

}  // namespace sharpscale::viewer
