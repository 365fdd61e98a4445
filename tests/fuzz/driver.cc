// SPDX-License-Identifier: Apache-2.0
//
// Runs a libFuzzer target without libFuzzer: every seed as it is, then seeded mutations of it, so
// that a fixed number of iterations runs in CI with any compiler and sanitizer.
//
//   fuzz_weights [--runs N] [--seed N] SEED_FILE_OR_FOLDER...
//
// Built with clang and -fsanitize=fuzzer the same targets run coverage-guided instead.

#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr size_t kLargestInput = 1 << 16;  // bytes; larger seeds are cut
constexpr int kSecondsPerInput = 10;       // of processor: a busy machine is no fault of the parser
constexpr int kWallSecondsPerInput = 300;  // for what waits instead of working

// Which input runs: seed number, then mutation number. Read by the alarm.
volatile long current_input = 0;

void OnAlarm(int signal) {
  std::fprintf(stderr,
               "input %ld took more than %d s%s\n",
               current_input,
               signal == SIGPROF ? kSecondsPerInput : kWallSecondsPerInput,
               signal == SIGPROF ? " of processor" : "");
  _exit(1);
}

void SetTimers(int processor_seconds, int wall_seconds) {
  itimerval timer{};
  timer.it_value.tv_sec = processor_seconds;
  setitimer(ITIMER_PROF, &timer, nullptr);
  timer.it_value.tv_sec = wall_seconds;
  setitimer(ITIMER_REAL, &timer, nullptr);
}

void One(const std::string& bytes) {
  ++current_input;
  SetTimers(kSecondsPerInput, kWallSecondsPerInput);
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  SetTimers(0, 0);
}

std::string Mutated(const std::string& seed, std::mt19937_64* random) {
  std::string bytes = seed;
  const auto below = [&](size_t limit) { return limit == 0 ? 0 : (*random)() % limit; };
  const size_t changes = 1 + below(4);
  for (size_t i = 0; i < changes; ++i) {
    const size_t at = below(bytes.size());
    switch (below(7)) {
      case 0:  // one bit
        if (!bytes.empty()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
        break;
      case 1:  // one byte, often an extreme
        if (!bytes.empty()) {
          constexpr unsigned char kExtremes[] = {0, 1, 0x7f, 0x80, 0xff};
          bytes[at] = static_cast<char>(below(2) ? kExtremes[below(5)] : below(256));
        }
        break;
      case 2:  // a 32-bit field
        if (bytes.size() >= 4) {
          constexpr uint32_t kSizes[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x10000};
          const uint32_t value = kSizes[below(6)];
          std::memcpy(&bytes[below(bytes.size() - 3)], &value, 4);
        }
        break;
      case 3:  // cut the end
        bytes.resize(at);
        break;
      case 4:  // take a piece out
        bytes.erase(at, 1 + below(16));
        break;
      case 5:  // repeat a piece
        bytes.insert(at, bytes.substr(below(bytes.size()), 1 + below(64)));
        break;
      default:  // swap two bytes
        if (bytes.size() > 8) std::swap(bytes[at], bytes[below(bytes.size())]);
    }
  }
  if (bytes.size() > kLargestInput) bytes.resize(kLargestInput);
  return bytes;
}

void Load(const std::filesystem::path& path, std::vector<std::string>* seeds) {
  if (std::filesystem::is_directory(path)) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) Load(file, seeds);
    return;
  }
  std::ifstream in(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), {});
  if (bytes.size() > kLargestInput) bytes.resize(kLargestInput);
  seeds->push_back(std::move(bytes));
}

}  // namespace

int main(int argc, char** argv) {
  long runs = 2000;
  unsigned long long seed = 1;
  std::vector<std::string> seeds = {""};
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--runs" && i + 1 < argc) {
      runs = std::atol(argv[++i]);
    } else if (argument == "--seed" && i + 1 < argc) {
      seed = std::strtoull(argv[++i], nullptr, 10);
    } else {
      Load(argument, &seeds);
    }
  }
  signal(SIGALRM, OnAlarm);
  signal(SIGPROF, OnAlarm);
  for (const std::string& bytes : seeds) One(bytes);
  std::mt19937_64 random(seed);
  for (long run = 0; run < runs; ++run) One(Mutated(seeds[random() % seeds.size()], &random));
  std::printf("%zu seeds and %ld mutations ran\n", seeds.size(), runs);
  return 0;
}
