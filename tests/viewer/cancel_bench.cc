// SPDX-License-Identifier: Apache-2.0
//
// How long after a cancel work stops, for each kind of job that a user can start:
//
//   cancel_bench PICTURE [REPEATS]
//
// Each job is cancelled at moments spread over its first seconds, the early ones close together.
// Printed are the median and the longest time until it returned, and the most processor time that
// all threads together spent after a cancel: on a shared machine that one, divided by the cores at
// work, tells what an idle machine would show. Tests count steps instead (services_test): they do
// not depend on the machine.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "viewer/core/services.h"

namespace sharpscale::viewer {
namespace {

using Clock = std::chrono::steady_clock;

double Ms(Clock::duration d) {
  return std::chrono::duration<double, std::milli>(d).count();
}

struct Ending {
  double ms = 0.0;         // from the cancel to the return
  double processor = 0.0;  // ms that all threads together spent in between
};

// Starts `job`, cancels after `delay`, and waits; empty where it was done before the cancel.
std::optional<Ending> CancelAfter(std::chrono::milliseconds delay,
                                  const std::function<void(Progress*)>& job) {
  Progress progress;
  std::atomic<bool> done{false};
  Clock::time_point returned;
  std::thread worker([&] {
    job(&progress);
    returned = Clock::now();
    done = true;
  });
  std::this_thread::sleep_for(delay);
  const bool early = done;
  const Clock::time_point cancelled = Clock::now();
  const std::clock_t spent = std::clock();
  progress.Cancel();
  worker.join();
  if (early) return std::nullopt;
  return Ending{Ms(returned - cancelled),
                1000.0 * static_cast<double>(std::clock() - spent) / CLOCKS_PER_SEC};
}

int Run(const std::string& file, int repeats) {
  const Services services = DefaultServices();
  const absl::StatusOr<Image> image = services.decode(file, nullptr);
  if (!image.ok()) {
    fmt::print(stderr, "cancel_bench: {}\n", std::string(image.status().message()));
    return 2;
  }
  Report report;
  report.width = image->width();
  report.height = image->height();
  report.channels = image->channels();
  Plan plan;
  plan.verdict = PlanVerdict::kPlan;
  plan.target_width = image->width() * 2;
  plan.target_height = image->height() * 2;
  Step restore;
  restore.kind = StepKind::kRestore;
  Step upscale;
  upscale.kind = StepKind::kUpscale;
  upscale.factor = 2.0;
  upscale.width = plan.target_width;
  upscale.height = plan.target_height;
  Step sharpen;
  sharpen.kind = StepKind::kSharpen;
  sharpen.strength = 0.4;
  plan.steps = {restore, upscale, sharpen};
  const std::string out =
      (std::filesystem::temp_directory_path() / "sharpscale-cancel-bench.png").string();
  ExportRequest overwrite;
  overwrite.encode.overwrite = true;
  const std::pair<const char*, std::function<void(Progress*)>> jobs[] = {
      {"decode", [&](Progress* p) { (void)services.decode(file, p); }},
      {"measure", [&](Progress* p) { (void)services.analyze(*image, p); }},
      {"run the plan",
       [&](Progress* p) {
         EnhanceResult result;
         (void)services.enhance(*image, report, plan, &result, p);
       }},
      {"check the result", [&](Progress* p) { (void)services.compare(*image, *image, p); }},
      {"export PNG", [&](Progress* p) { (void)services.encode(*image, out, overwrite, p); }}};
  fmt::print("{} x {} px, cancelled at {} moments\n", image->width(), image->height(), repeats);
  for (const auto& [name, job] : jobs) {
    std::vector<double> times;
    double processor = 0.0;
    for (int i = 0; i < repeats; ++i) {
      // 20, 45, 80, 125 ms, ...: the square spreads 20 of them over 2 s, 60 over 18 s.
      const std::optional<Ending> ending =
          CancelAfter(std::chrono::milliseconds(5 * (i + 2) * (i + 2)), job);
      if (!ending) continue;
      times.push_back(ending->ms);
      processor = std::max(processor, ending->processor);
    }
    std::sort(times.begin(), times.end());
    if (times.empty()) {
      fmt::print("{:18} was done before any cancel\n", name);
    } else {
      fmt::print(
          "{:18} median {:6.1f} ms, longest {:6.1f} ms, at most {:6.1f} ms of processor time, {} "
          "cancels\n",
          name,
          times[times.size() / 2],
          times.back(),
          processor,
          times.size());
    }
    std::fflush(stdout);
  }
  std::error_code error;
  if (std::filesystem::exists(out, error)) std::filesystem::remove(out, error);
  return 0;
}

}  // namespace
}  // namespace sharpscale::viewer

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "cancel_bench PICTURE [REPEATS]\n");
    return 2;
  }
  return sharpscale::viewer::Run(argv[1], argc > 2 ? std::max(1, std::atoi(argv[2])) : 6);
}
