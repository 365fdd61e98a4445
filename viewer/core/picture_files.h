// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/picture_files.h
//
// Which files of a folder are pictures, and in which order people expect them.

#ifndef SHARPSCALE_VIEWER_CORE_PICTURE_FILES_H_
#define SHARPSCALE_VIEWER_CORE_PICTURE_FILES_H_

#include <string>
#include <string_view>
#include <vector>

namespace sharpscale::viewer {

// By its ending, without opening it.
bool LooksLikePicture(const std::string& path);

// "img2" before "img10"; case does not matter.
bool NaturalLess(std::string_view a, std::string_view b);

// Files stay as given; a folder gives its pictures, and those of its subfolders, in natural order.
// Hidden files are left out. At most `limit` files.
std::vector<std::string> ExpandPaths(const std::vector<std::string>& paths, size_t limit = 100000);

struct FolderEntry {
  std::string name;
  bool folder = false;
};
// What an open dialog lists: folders first, then pictures; natural order. Empty where unreadable.
std::vector<FolderEntry> ListFolder(const std::string& path);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_PICTURE_FILES_H_
