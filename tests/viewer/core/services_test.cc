// SPDX-License-Identifier: Apache-2.0
//
// Cancel and closing, with the real rooms below: how soon work stops is counted in steps, not in
// seconds, and no file is left behind.

#include "viewer/core/services.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>

#include "viewer/core/workbench.h"

namespace sharpscale::viewer {
namespace {

namespace fs = std::filesystem;

Image Scene(int width, int height) {
  Image image;
  image.pixels.create(height, width, CV_8UC3);
  cv::RNG random(5);
  random.fill(image.pixels, cv::RNG::UNIFORM, 0, 256);
  return image;
}

class ServicesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("sharpscale-viewer-" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  int Files() const {
    return static_cast<int>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  fs::path folder_;
};

TEST_F(ServicesTest, ExportWritesWhatEncodeWrites) {
  const Image image = Scene(300, 200);
  const Services services = DefaultServices();
  for (const char* name : {"a.png", "a.jpg", "a.tif", "a.webp"}) {
    const std::string path = (folder_ / name).string();
    ASSERT_TRUE(services.encode(image, path, {}, nullptr).ok()) << name;
    const auto back = services.decode(path, nullptr);
    ASSERT_TRUE(back.ok()) << name;
    EXPECT_EQ(back->width(), 300);
    if (std::string(name) == "a.png") {
      EXPECT_EQ(cv::norm(back->pixels, image.pixels, cv::NORM_INF), 0.0);
    }
  }
}

// After the cancel not one more strip is written, and nothing stays behind.
TEST_F(ServicesTest, ACancelledExportStopsAtTheNextStripAndLeavesNoFile) {
  const Image image = Scene(400, 64 * 20);
  const Services services = DefaultServices();
  for (const char* name : {"b.png", "b.jpg", "b.tif", "b.webp"}) {
    Progress* running = nullptr;
    int after = 0;
    bool cancelled = false;
    Progress progress([&](const ProgressEvent& event) {
      if (cancelled) ++after;
      if (event.fraction > 0.2 && !cancelled) {
        cancelled = true;
        running->Cancel();
      }
    });
    running = &progress;
    EXPECT_TRUE(absl::IsCancelled(services.encode(image, (folder_ / name).string(), {}, &progress)))
        << name;
    EXPECT_EQ(after, 0) << name;
    EXPECT_EQ(Files(), 0) << name;
  }
}

// The window closes while it exports: the workbench goes away and so does the half-written file.
TEST_F(ServicesTest, ClosingDuringAnExportLeavesNoFile) {
  Services services = DefaultServices();
  const auto encode = services.encode;
  std::atomic<bool> entered{false};
  services.encode = [&](const Image& image,
                        const std::string& path,
                        const ExportRequest& options,
                        const Progress* progress) {
    entered = true;
    // As long as a picture of any size takes: until the closing cancels.
    while (!progress->cancelled()) std::this_thread::yield();
    return encode(image, path, options, progress);
  };
  services.analyze = [](const Image&, const Progress*) -> absl::StatusOr<Report> {
    return Report{};
  };
  services.advise = [](const Report&, const Target&) -> absl::StatusOr<Plan> { return Plan{}; };
  services.print_table = [](const Report&, const std::vector<Target>&, const PrintTableOptions&)
      -> absl::StatusOr<std::vector<PrintRow>> { return std::vector<PrintRow>{}; };
  {
    Workbench bench(services, Settings{});
    bench.OpenImage(Scene(500, 400), "scene");
    while (bench.current()->lead() == nullptr) {
      bench.Update();
      bench.jobs().WaitForResult(std::chrono::seconds(5));
    }
    bench.Export((folder_ / "c.png").string(), {});
    while (!entered) {
      bench.Update();
      std::this_thread::yield();
    }
  }
  EXPECT_EQ(Files(), 0);
}

// Every stage of measuring, running and checking looks at the flag: once set, no job ends with a
// result, whatever it was at.
TEST_F(ServicesTest, ACancelIsHeardInEveryStage) {
  const Services services = DefaultServices(1);
  const std::string path = (folder_ / "scene.png").string();
  const Image image = Scene(640, 480);
  ASSERT_TRUE(services.encode(image, path, {}, nullptr).ok());
  Report report;
  report.width = 640;
  report.height = 480;
  report.channels = 3;
  Measurement noise;
  noise.id = "noise.luma_sigma";
  noise.value = 10.0;
  report.measurements.push_back(noise);
  Plan plan;
  plan.verdict = PlanVerdict::kPlan;
  plan.steps = *ParseSteps("restore:50%,sharpen:40%");
  for (Step& step : plan.steps) step.model = "classical";
  plan.target_width = 640;
  plan.target_height = 480;
  EnhanceResult result;
  const std::pair<const char*, std::function<absl::Status(Progress*)>> jobs[] = {
      {"decode", [&](Progress* p) { return services.decode(path, p).status(); }},
      {"measure", [&](Progress* p) { return services.analyze(image, p).status(); }},
      {"run",
       [&](Progress* p) { return services.enhance(image, report, plan, &result, p).status(); }},
      {"check", [&](Progress* p) { return services.compare(image, image, p).status(); }}};
  for (const auto& [name, job] : jobs) {
    int reports = 0;
    Progress counting([&](const ProgressEvent&) { ++reports; });
    ASSERT_TRUE(job(&counting).ok()) << name;
    ASSERT_GT(reports, 0) << name;
    for (int at = 1; at <= reports; ++at) {
      int seen = 0;
      Progress* running = nullptr;
      Progress progress([&](const ProgressEvent&) {
        if (++seen == at) running->Cancel();
      });
      running = &progress;
      EXPECT_TRUE(absl::IsCancelled(job(&progress))) << name << ", report " << at;
      EXPECT_LE(seen, at + 1) << name;
    }
  }
}

// A network run on several tiles: after the cancel at most the tiles in flight report.
TEST_F(ServicesTest, ACancelledRunStopsWithinAStep) {
  const Services services = DefaultServices(1);
  const Image image = Scene(640, 480);
  Plan plan;
  plan.verdict = PlanVerdict::kPlan;
  plan.target_width = 1280;
  plan.target_height = 960;
  Step upscale;
  upscale.kind = StepKind::kUpscale;
  upscale.factor = 2;
  upscale.width = 1280;
  upscale.height = 960;
  plan.steps = {upscale};
  Report report;
  report.width = 640;
  report.height = 480;
  report.channels = 3;
  Progress* running = nullptr;
  std::atomic<int> after{0};
  std::atomic<bool> cancelled{false};
  Progress progress([&](const ProgressEvent&) {
    if (cancelled) {
      ++after;
    } else {
      cancelled = true;
      running->Cancel();
    }
  });
  running = &progress;
  EnhanceResult result;
  EXPECT_TRUE(
      absl::IsCancelled(services.enhance(image, report, plan, &result, &progress).status()));
  EXPECT_TRUE(cancelled);
  EXPECT_LE(after, 2);
}

}  // namespace
}  // namespace sharpscale::viewer
