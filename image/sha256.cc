// SPDX-License-Identifier: Apache-2.0

#include "image/sha256.h"

#include <fmt/format.h>
#include <glib.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

namespace sharpscale {
namespace {

constexpr size_t kPiece = 1 << 18;  // bytes read at a time

struct FreeChecksum {
  void operator()(GChecksum* checksum) const { g_checksum_free(checksum); }
};
using Checksum = std::unique_ptr<GChecksum, FreeChecksum>;

void Update(GChecksum* checksum, const char* data, size_t size) {
  g_checksum_update(checksum, reinterpret_cast<const guchar*>(data), static_cast<gssize>(size));
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

std::string Sha256(std::string_view bytes) {
  const Checksum checksum(g_checksum_new(G_CHECKSUM_SHA256));
  if (!bytes.empty()) Update(checksum.get(), bytes.data(), bytes.size());
  return g_checksum_get_string(checksum.get());
}

absl::StatusOr<std::string> Sha256OfFile(const std::string& path) {
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr) {
    return absl::NotFoundError(fmt::format("{}: cannot read: {}", path, std::strerror(errno)));
  }
  const Checksum checksum(g_checksum_new(G_CHECKSUM_SHA256));
  std::vector<char> piece(kPiece);
  size_t got = 0;
  while ((got = std::fread(piece.data(), 1, piece.size(), file.get())) > 0) {
    Update(checksum.get(), piece.data(), got);
  }
  if (std::ferror(file.get()) != 0) {
    return absl::NotFoundError(fmt::format("{}: reading failed: {}", path, std::strerror(errno)));
  }
  return std::string(g_checksum_get_string(checksum.get()));
}

}  // namespace sharpscale
