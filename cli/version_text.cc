// SPDX-License-Identifier: Apache-2.0

#include "cli/version_text.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <opencv2/core/utility.hpp>
#include <thread>

#include "report/version.h"

namespace sharpscale {
namespace {

const char* Compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "gcc " __VERSION__;
#endif
}

std::string Processor() {
  std::string features;
  const auto add = [&](const char* name, bool has) {
    if (has) features += std::string(features.empty() ? "" : " ") + name;
  };
#if defined(__x86_64__)
  add("sse4.2", __builtin_cpu_supports("sse4.2") != 0);
  add("avx2", __builtin_cpu_supports("avx2") != 0);
  add("fma", __builtin_cpu_supports("fma") != 0);
  add("avx512f", __builtin_cpu_supports("avx512f") != 0);
#endif
  return fmt::format(
      "{} cores{}{}", std::thread::hardware_concurrency(), features.empty() ? "" : ", ", features);
}

}  // namespace

std::string VersionText() {
  return fmt::format(
      "sharpscale {}\n"
      "source     {}\n"
      "build      {}, {}{}\n"
      "libraries  OpenCV {}, SQLite {}, fmt {}\n"
      "processor  {}\n",
      Version(),
      SHARPSCALE_SOURCE,
      SHARPSCALE_BUILD_TYPE,
      Compiler(),
      std::string_view(SHARPSCALE_SANITIZERS).empty() ? "" : ", sanitizers " SHARPSCALE_SANITIZERS,
      cv::getVersionString(),
      sqlite3_libversion(),
      FMT_VERSION,
      Processor());
}

}  // namespace sharpscale
