// SPDX-License-Identifier: Apache-2.0

#include "enhance/memory_budget.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace sharpscale {
namespace {

// 0 where the file is absent or says "max".
int64_t ReadLimit(const char* path) {
  std::ifstream file(path);
  std::string word;
  if (!(file >> word) || word.empty() || word.size() > 18) return 0;
  if (!std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; })) return 0;
  return std::stoll(word);
}

}  // namespace

int64_t UsableMemory() {
  int64_t usable = static_cast<int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGE_SIZE);
  for (const char* path :
       {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    const int64_t limit = ReadLimit(path);
    if (limit > 0) usable = std::min(usable, limit);
  }
  return std::max(usable, kLeastMemory);
}

int64_t MemoryBudget(int64_t requested) {
  return requested > 0 ? requested : std::max(kLeastMemory, UsableMemory() / 4);
}

}  // namespace sharpscale
