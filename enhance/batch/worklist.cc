// SPDX-License-Identifier: Apache-2.0

#include "enhance/batch/worklist.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <utility>

namespace sharpscale {
namespace {

namespace fs = std::filesystem;

// Endings of files worth opening; what a file really is, the decoder decides by its content.
constexpr std::array kPictureEndings = {
    ".jpg",  ".jpeg", ".jpe", ".jfif", ".png", ".tif", ".tiff", ".webp", ".heic", ".heif",
    ".avif", ".jxl",  ".gif", ".bmp",  ".ppm", ".pgm", ".pbm",  ".pnm",  ".dng",  ".cr2",
    ".cr3",  ".nef",  ".arw", ".orf",  ".rw2", ".raf", ".pef",  ".srw",
};

// Endings of formats that are written as they are read.
constexpr std::array kWritableEndings = {
    ".jpg",
    ".jpeg",
    ".jpe",
    ".jfif",
    ".png",
    ".tif",
    ".tiff",
    ".webp",
    ".avif",
    ".jxl",
};

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

template <typename Endings>
bool HasEnding(const fs::path& path, const Endings& endings) {
  const std::string ending = Lower(path.extension().string());
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

bool Hidden(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.size() > 1 && name[0] == '.' && name != "..";
}

// A root's own name, also for "photos/", "." and "..".
std::string RootName(const fs::path& root) {
  std::error_code error;
  fs::path full = fs::weakly_canonical(root, error);
  if (error) full = root;
  const std::string name = full.filename().string();
  return name.empty() ? full.parent_path().filename().string() : name;
}

bool SamePlace(const fs::path& a, const fs::path& b) {
  std::error_code error;
  return fs::equivalent(a, b, error) && !error;
}

absl::Status Walk(const fs::path& root,
                  const std::string& prefix,
                  const std::string& output_folder,
                  std::vector<WorkItem>* items) {
  std::error_code error;
  fs::recursive_directory_iterator it(root, fs::directory_options::skip_permission_denied, error);
  if (error) {
    return absl::NotFoundError(
        fmt::format("{}: cannot read the folder: {}", root.string(), error.message()));
  }
  for (; it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (error) {
      return absl::NotFoundError(
          fmt::format("{}: reading the folder stopped: {}", root.string(), error.message()));
    }
    const fs::path& path = it->path();
    if (it->is_directory(error) && !error) {
      const bool is_output = !output_folder.empty() && SamePlace(path, output_folder);
      if (Hidden(path) || is_output) it.disable_recursion_pending();
      continue;
    }
    if (Hidden(path) || !HasEnding(path, kPictureEndings)) continue;
    if (!it->is_regular_file(error) || error) continue;
    const std::string below = path.lexically_relative(root).generic_string();
    items->push_back({prefix + below, path.string(), ""});
  }
  return absl::OkStatus();
}

void NameOutputs(const WorklistOptions& options, std::vector<WorkItem>* items) {
  const fs::path folder = options.output_folder;
  const auto ending_of = [&](const fs::path& name) {
    if (!options.output_extension.empty()) return options.output_extension;
    return HasEnding(name, kWritableEndings) ? name.extension().string() : std::string(".png");
  };
  // On file systems that ignore case "A.jpg" and "a.jpg" would meet as well.
  std::map<std::string, int> uses;
  for (const WorkItem& item : *items) {
    const fs::path name = item.name;
    ++uses[Lower(fs::path(name).replace_extension(ending_of(name)).generic_string())];
  }
  for (WorkItem& item : *items) {
    const fs::path name = item.name;
    fs::path plain = fs::path(name).replace_extension(ending_of(name));
    if (uses[Lower(plain.generic_string())] > 1) plain = name.string() + ending_of(name);
    item.output = (folder / plain).string();
  }
}

}  // namespace

absl::Status WorklistOptions::Validate() const {
  if (shards < 1 || shard < 0 || shard >= shards) {
    return absl::InvalidArgumentError(
        fmt::format("shard {} of {}: must be 0 to {} of at least 1", shard, shards, shards - 1));
  }
  if (outputs && output_folder.empty()) {
    return absl::InvalidArgumentError("no output folder: name one with -o");
  }
  if (!output_extension.empty() && output_extension[0] != '.') {
    return absl::InvalidArgumentError(
        fmt::format("output ending '{}': must begin with a dot, as in .jpg", output_extension));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> TwinOf(const std::string& folder, const std::string& name) {
  const fs::path exact = fs::path(folder) / name;
  std::error_code error;
  if (fs::exists(exact, error)) return exact.string();
  std::vector<std::string> twins;
  for (fs::directory_iterator it(exact.parent_path(), error), end; it != end && !error;
       it.increment(error)) {
    const fs::path& path = it->path();
    if (path.stem() == exact.stem() && HasEnding(path, kPictureEndings))
      twins.push_back(path.string());
  }
  if (twins.size() == 1) return twins.front();
  if (!fs::is_directory(folder, error)) {
    return absl::NotFoundError(fmt::format("{}: no such folder of sources", folder));
  }
  if (twins.empty()) {
    return absl::NotFoundError(
        fmt::format("{}: no source of this name, nor one with another ending", exact.string()));
  }
  std::sort(twins.begin(), twins.end());
  return absl::InvalidArgumentError(
      fmt::format("{}: not there, and {} sources have its name but for the ending ({}, {}, ...): "
                  "leave one of them there",
                  exact.string(),
                  twins.size(),
                  fs::path(twins[0]).filename().string(),
                  fs::path(twins[1]).filename().string()));
}

int ShardOf(const std::string& name, int shards) {
  // FNV-1a, then a finaliser: its low bits alone are too regular for short names.
  uint64_t hash = 14695981039346656037ULL;
  for (const char c : name) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  hash ^= hash >> 33;
  hash *= 0xff51afd7ed558ccdULL;
  hash ^= hash >> 33;
  return static_cast<int>(hash % static_cast<uint64_t>(std::max(1, shards)));
}

absl::StatusOr<std::vector<WorkItem>> ListWork(const std::vector<std::string>& roots,
                                               const WorklistOptions& options) {
  if (absl::Status valid = options.Validate(); !valid.ok()) return valid;
  if (roots.empty()) return absl::InvalidArgumentError("no folder or file to work on");
  std::vector<WorkItem> items;
  std::set<std::string> prefixes;
  for (const std::string& root : roots) {
    std::error_code error;
    const fs::file_status status = fs::status(root, error);
    if (!fs::exists(status)) {
      return absl::NotFoundError(fmt::format("{}: no such file or folder", root));
    }
    // A pipe or device would be waited for, or never end.
    if (!fs::is_directory(status) && !fs::is_regular_file(status)) {
      return absl::InvalidArgumentError(
          fmt::format("{}: neither a folder nor a file; a batch reads these only", root));
    }
    if (!fs::is_directory(status)) {
      items.push_back({fs::path(root).filename().string(), root, ""});
      continue;
    }
    const std::string prefix = roots.size() > 1 ? RootName(root) + "/" : "";
    if (!prefixes.insert(prefix).second) {
      return absl::InvalidArgumentError(fmt::format(
          "{}: two of the folders are named '{}', their results would mix; run them one by one",
          root,
          prefix.substr(0, prefix.size() - 1)));
    }
    if (absl::Status walked = Walk(root, prefix, options.output_folder, &items); !walked.ok()) {
      return walked;
    }
  }
  std::sort(items.begin(), items.end(), [](const WorkItem& a, const WorkItem& b) {
    return std::tie(a.name, a.source) < std::tie(b.name, b.source);
  });
  for (size_t i = 1; i < items.size(); ++i) {
    if (items[i].name == items[i - 1].name) {
      return absl::InvalidArgumentError(fmt::format(
          "'{}' and '{}' have the same name, their results would mix; run them one by one",
          items[i - 1].source,
          items[i].source));
    }
  }
  // Names are decided on the whole list, so that every machine decides alike.
  if (options.outputs) NameOutputs(options, &items);
  items.erase(std::remove_if(items.begin(),
                             items.end(),
                             [&](const WorkItem& item) {
                               return ShardOf(item.name, options.shards) != options.shard;
                             }),
              items.end());
  return items;
}

}  // namespace sharpscale
