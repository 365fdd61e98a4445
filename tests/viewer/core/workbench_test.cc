// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/workbench.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <opencv2/imgproc.hpp>

#include "analysis/metric_table.h"

namespace sharpscale::viewer {
namespace {

using std::chrono::seconds;

// Small stand-ins for the rooms below, with counters.
struct Fake {
  std::atomic<int> decodes{0};
  std::atomic<int> analyses{0};
  std::atomic<int> advices{0};
  std::atomic<int> runs{0};
  std::atomic<int> previews{0};
  std::atomic<bool> hold_run{false};
  std::atomic<bool> deaf{false};  // a step that does not look at the cancel flag
  std::atomic<bool> run_entered{false};

  // What the last export and the last report were asked for.
  ExportRequest exported;
  Target page_target;
  HtmlInput page;

  static Image Picture(int width, int height) {
    Image image;
    image.pixels = cv::Mat(height, width, CV_8UC3, cv::Scalar(100, 120, 140));
    return image;
  }

  static Report ReportOf(const Image& image) {
    Report report;
    report.width = image.width();
    report.height = image.height();
    report.channels = 3;
    Measurement m;
    m.id = "halo.overshoot";
    m.unit = "%";
    m.value = 15.0;
    m.grade = Grade::kSevere;
    m.peaks = {{30.0, 20.0, 15.0}, {60.0, 40.0, 12.0}};
    auto map = std::make_shared<HeatMap>();
    map->values = cv::Mat1f(image.height() / 8 + 1, image.width() / 8 + 1, 1.0F);
    map->cell = 8;
    map->range_high = 20.0;
    m.map = map;
    report.measurements.push_back(m);
    return report;
  }

  Services Bind() {
    Services services;
    services.decode = [this](const std::string& path, const Progress*) -> absl::StatusOr<Image> {
      ++decodes;
      if (path.find("broken") != std::string::npos) {
        return absl::InvalidArgumentError("'broken.jpg' is not a picture");
      }
      return path.find("4x") != std::string::npos ? Picture(400, 320) : Picture(100, 80);
    };
    services.analyze = [this](const Image& image, const Progress*) -> absl::StatusOr<Report> {
      ++analyses;
      return ReportOf(image);
    };
    services.advise = [this](const Report& report, const Target& target) -> absl::StatusOr<Plan> {
      ++advices;
      Plan plan;
      plan.target = target;
      plan.verdict = PlanVerdict::kPlan;
      Step upscale;
      upscale.kind = StepKind::kUpscale;
      upscale.factor = 4.0;
      upscale.width = report.width * 4;
      upscale.height = report.height * 4;
      Step sharpen;
      sharpen.kind = StepKind::kSharpen;
      sharpen.strength = 0.4;
      plan.steps = {upscale, sharpen};
      plan.target_width = report.width * 4;
      plan.target_height = report.height * 4;
      plan.headline = "Enlarge 4x, then sharpen";
      return plan;
    };
    services.enhance = [this](const Image& image,
                              const Report&,
                              const Plan& plan,
                              EnhanceResult* result,
                              Progress* progress) -> absl::StatusOr<Image> {
      ++runs;
      run_entered = true;
      while (hold_run) {
        if (progress->cancelled() && !deaf) return absl::CancelledError("Cancelled");
        std::this_thread::yield();
      }
      Image out;
      cv::resize(image.pixels, out.pixels, {}, 4, 4, cv::INTER_LINEAR);
      result->width = out.width();
      result->plan = plan;
      StageResult stage;
      stage.kind = StepKind::kUpscale;
      result->stages = {stage};
      return out;
    };
    services.compare =
        [](const Image& before, const Image& after, const Progress*) -> absl::StatusOr<Comparison> {
      Comparison comparison;
      comparison.registration.scale_x = static_cast<double>(after.width()) / before.width();
      comparison.registration.scale_y = static_cast<double>(after.height()) / before.height();
      comparison.registration.comparable = true;
      comparison.before = ReportOf(before);
      comparison.after = ReportOf(after);
      return comparison;
    };
    services.judge = [](const Comparison&, const std::string&) -> absl::StatusOr<Verdict> {
      Verdict verdict;
      verdict.verdict = RuleVerdict::kFail;
      verdict.headline = "Halos too strong to print";
      return verdict;
    };
    services.encode =
        [this](const Image&, const std::string&, const ExportRequest& request, const Progress*) {
          exported = request;
          return absl::OkStatus();
        };
    services.preview = [this](const Image& image,
                              const Report&,
                              const Plan& plan,
                              Progress*) -> absl::StatusOr<Image> {
      ++previews;
      Image out;
      cv::resize(image.pixels, out.pixels, {plan.target_width, plan.target_height});
      return out;
    };
    services.print_table = [](const Report& report,
                              const std::vector<Target>& sizes,
                              const PrintTableOptions& options) {
      return PrintTable(report, sizes, options);
    };
    services.encode_bytes = [](const Image&,
                               const EncodeOptions& options) -> absl::StatusOr<std::string> {
      return std::string(static_cast<size_t>(options.quality) * 100, 'x');
    };
    services.page = [this](const Target& target,
                           const HtmlInput& input) -> absl::StatusOr<std::string> {
      page_target = target;
      page = input;
      return std::string("x");
    };
    return services;
  }
};

void Settle(Workbench* bench) {
  for (int i = 0; i < 2000; ++i) {
    bench->Update();
    if (bench->Settled()) {
      bench->Update();
      if (bench->Settled()) return;
    }
    bench->jobs().WaitForResult(seconds(10));
  }
  FAIL() << "the workbench does not come to rest";
}

class WorkbenchTest : public ::testing::Test {
 protected:
  Fake fake_;
  Workbench bench_{fake_.Bind(), Settings{}};
};

TEST_F(WorkbenchTest, OpeningMeasuresAndAdvises) {
  bench_.Open({"a.jpg", "b.jpg"});
  Settle(&bench_);
  ASSERT_EQ(bench_.documents().size(), 2u);
  EXPECT_EQ(bench_.current_index(), 0);
  ASSERT_NE(bench_.current()->source_report(), nullptr);
  ASSERT_TRUE(bench_.current()->EffectivePlan().has_value());
  EXPECT_EQ(StateOf(*bench_.current()), DocumentState::kPlan);
  // The one not shown gives its thumbnail and is not measured.
  EXPECT_FALSE(bench_.documents()[1]->thumbnail.empty());
  EXPECT_EQ(fake_.analyses, 1);
  bench_.MeasureAll();
  Settle(&bench_);
  EXPECT_EQ(fake_.analyses, 2);
}

TEST_F(WorkbenchTest, OpeningTwiceShowsTheSameDocument) {
  bench_.Open({"a.jpg", "b.jpg"});
  bench_.Open({"b.jpg"});
  EXPECT_EQ(bench_.documents().size(), 2u);
  EXPECT_EQ(bench_.current_index(), 1);
}

TEST_F(WorkbenchTest, ABrokenFileGivesABannerAndTheRestGoesOn) {
  bench_.Open({"broken.jpg", "b.jpg"});
  Settle(&bench_);
  ASSERT_EQ(bench_.banners().size(), 1u);
  EXPECT_EQ(bench_.banners()[0].text, "'broken.jpg' is not a picture");
  EXPECT_EQ(StateOf(*bench_.documents()[0]), DocumentState::kFailed);
  bench_.Select(1);
  Settle(&bench_);
  EXPECT_NE(bench_.current()->source_report(), nullptr);
}

TEST_F(WorkbenchTest, AnotherTargetMeansAnotherPlanButNoNewMeasurement) {
  bench_.Open({"a.jpg"});
  Settle(&bench_);
  const int advices = fake_.advices;
  Target target;
  target.print_width_in = 10.0;
  bench_.SetTarget(target, "10 in wide");
  Settle(&bench_);
  EXPECT_EQ(fake_.advices, advices + 1);
  EXPECT_EQ(fake_.analyses, 1);
  EXPECT_TRUE(bench_.Undo());
  EXPECT_FALSE(bench_.target().print_width_in.has_value());
  EXPECT_TRUE(bench_.Redo());
  EXPECT_TRUE(bench_.target().print_width_in.has_value());
}

// A file that leaves the window says how it was made, as one of `enhance` does.
TEST_F(WorkbenchTest, ExportAndReportTellWhatWasDone) {
  bench_.Open({"a.jpg"});
  Settle(&bench_);
  Target target;
  target.print_width_in = 10.0;
  target.max_bytes = 250000;
  bench_.SetTarget(target, "10 in wide");
  Settle(&bench_);
  bench_.Export("copy.png", {});
  Settle(&bench_);
  EXPECT_FALSE(fake_.exported.made.has_value());
  bench_.RunPlan();
  Settle(&bench_);
  bench_.Export("out.png", {});
  Settle(&bench_);
  const Image& source = bench_.current()->source.pyramid->image();
  ASSERT_TRUE(fake_.exported.made.has_value());
  EXPECT_EQ(fake_.exported.made->stages.size(), 1u);
  EXPECT_EQ(fake_.exported.source_file, "a.jpg");
  EXPECT_EQ(fake_.exported.source_size, cv::Size(source.width(), source.height()));
  EXPECT_EQ(fake_.exported.max_bytes, 250000);
  EXPECT_EQ(fake_.exported.encode.never_overwrite, std::vector<std::string>{"a.jpg"});

  const std::string file =
      (std::filesystem::temp_directory_path() / ("page-" + std::to_string(getpid()) + ".html"))
          .string();
  bench_.WriteReport(file);
  Settle(&bench_);
  std::filesystem::remove(file);
  EXPECT_TRUE(fake_.page.plan_done);
  ASSERT_EQ(fake_.page.stages.size(), 1u);
  EXPECT_EQ(fake_.page.stages[0].kind, "upscale");
  EXPECT_EQ(fake_.page.stages[0].title, "Upscale 4\u00d7");
  EXPECT_EQ(fake_.page_target.print_width_in, 10.0);
}

TEST_F(WorkbenchTest, EditsChangeThePlanThatRunsAndUndo) {
  bench_.Open({"a.jpg"});
  Settle(&bench_);
  const Document& document = *bench_.current();
  std::vector<PlanStep> steps = document.EditableSteps();
  steps[1].step.strength = 0.55;
  bench_.SetSteps(steps, "Sharpen 55 %", "step1");
  steps[1].step.strength = 0.60;
  bench_.SetSteps(steps, "Sharpen 60 %", "step1");
  EXPECT_NEAR(document.EffectivePlan()->steps[1].strength, 0.60, 1e-9);
  EXPECT_EQ(document.Changes(), 1);
  steps[0].enabled = false;
  bench_.SetSteps(steps, "Without upscale");
  EXPECT_EQ(StepsToString(document.EffectivePlan()->steps), "sharpen:60%,export");
  EXPECT_EQ(document.EffectivePlan()->factor_product, 1.0);
  EXPECT_TRUE(bench_.Undo());
  EXPECT_TRUE(bench_.Undo());
  EXPECT_EQ(document.Changes(), 0);
  EXPECT_EQ(document.edited_plan(), nullptr);
  EXPECT_NEAR(document.EffectivePlan()->steps[1].strength, 0.40, 1e-9);
}

TEST_F(WorkbenchTest, StepsAreAddedRemovedAndMovedAndComeBack) {
  bench_.Open({"a.jpg"});
  Settle(&bench_);
  const Document& document = *bench_.current();
  std::vector<PlanStep> steps = document.EditableSteps();
  MoveStep(&steps, 1, 0);
  bench_.SetSteps(steps, "Moved sharpen");
  ASSERT_NE(document.edited_plan(), nullptr);
  ASSERT_FALSE(document.edited_plan()->lint.empty());
  EXPECT_EQ(document.edited_plan()->lint[0].rule, "R-091");
  steps.erase(steps.begin());
  bench_.SetSteps(steps, "Removed sharpen");
  EXPECT_TRUE(document.edited_plan()->lint.empty());
  // What equals the advice is the advice.
  bench_.SetSteps(AdvisedSteps(*document.plan.value()), "Back");
  EXPECT_FALSE(document.edits.value().steps.has_value());
  EXPECT_TRUE(bench_.Undo());
  EXPECT_EQ(StepsText(document.EditableSteps()), "upscale:4");
  bench_.ResetPlan();
  EXPECT_EQ(document.Changes(), 0);
  // Another target is another plan.
  bench_.SetSteps(steps, "Removed sharpen");
  bench_.SetTarget(*ParsePrint("4in"), "4 in");
  EXPECT_EQ(document.Changes(), 0);
  EXPECT_TRUE(bench_.Undo());
  EXPECT_EQ(document.Changes(), 1);
}

TEST_F(WorkbenchTest, StepsThatCannotBeDoNotRun) {
  bench_.Open({"a.jpg"});
  Settle(&bench_);
  std::vector<PlanStep> steps = bench_.current()->EditableSteps();
  for (int i = 0; i < 7; ++i) steps.insert(steps.begin(), steps[0]);
  bench_.SetSteps(steps, "Too much");
  EXPECT_FALSE(bench_.CanRun());
  EXPECT_FALSE(bench_.current()->edited.error().ok());
  EXPECT_TRUE(bench_.Undo());
  EXPECT_TRUE(bench_.CanRun());
}

TEST_F(WorkbenchTest, RunningGivesAResultInRegisterAndAVerdict) {
  bench_.Open({"a.jpg"});
  Settle(&bench_);
  Document* document = bench_.current();
  document->view.SetViewport(800, 600);
  document->view.SetZoom(2.0);
  document->view.CentreOn({50, 40});
  document->view_ready = true;
  const ViewportPoint before = document->view.ViewportAt({30, 20});
  bench_.RunPlan();
  Settle(&bench_);
  ASSERT_TRUE(document->has_result());
  EXPECT_EQ(document->result.pyramid->width(), 400);
  // The same scene point is still at the same place of the screen.
  const ViewportPoint after =
      document->view.ViewportAt(document->SourcePlacement().ToLead({30, 20}));
  EXPECT_LE(std::hypot(after.x - before.x, after.y - before.y), 1.0);
  EXPECT_EQ(document->view.zoom(), 0.5);
  ASSERT_NE(document->judgement(), nullptr);
  EXPECT_EQ(StateOf(*document), DocumentState::kFail);
}

TEST_F(WorkbenchTest, ARunKeepsTheResultThatWasOpened) {
  bench_.OpenResults("a.jpg", {"a4x.png"});
  Settle(&bench_);
  const uint64_t id = bench_.current()->id;
  const auto opened = bench_.current()->result.pyramid;
  bench_.RunPlan();
  Settle(&bench_);
  ASSERT_EQ(bench_.documents().size(), 2u);
  EXPECT_EQ(bench_.current()->id, id) << "the new result is shown";
  EXPECT_TRUE(bench_.current()->run.has_value());
  EXPECT_NE(bench_.current()->result.pyramid, opened);
  const Document& kept = *bench_.documents()[1];
  EXPECT_EQ(kept.name, "a4x.png");
  EXPECT_EQ(kept.result.path, "a4x.png");
  EXPECT_FALSE(kept.run.has_value());
  bench_.Select(1);
  Settle(&bench_);
  ASSERT_TRUE(bench_.current()->has_result());
  ASSERT_NE(bench_.current()->judgement(), nullptr);
  EXPECT_EQ(fake_.analyses, 1) << "measured once for both";
  // A result that was made here makes way for the next one.
  bench_.Select(0);
  bench_.RunPlan();
  Settle(&bench_);
  EXPECT_EQ(bench_.documents().size(), 2u);
}

TEST_F(WorkbenchTest, ASevereDefectIsNamed) {
  bench_.Open({"a.jpg"});
  EXPECT_EQ(SevereDefect(*bench_.current()), nullptr) << "nothing is measured yet";
  Settle(&bench_);
  const Measurement* severe = SevereDefect(*bench_.current());
  ASSERT_NE(severe, nullptr);
  EXPECT_EQ(severe->id, "halo.overshoot");
}

TEST_F(WorkbenchTest, TheSameTargetAgainIsNoStepToUndo) {
  bench_.Open({"a.jpg"});
  Settle(&bench_);
  Target target;
  target.print_width_in = 10.0;
  bench_.SetTarget(target, "Target 10 in");
  bench_.SetTarget(target, "Target 10 in");
  EXPECT_TRUE(bench_.Undo());
  EXPECT_FALSE(bench_.Undo());
}

TEST_F(WorkbenchTest, CancelLeavesEverythingAsItWas) {
  bench_.Open({"a.jpg"});
  Settle(&bench_);
  fake_.hold_run = true;
  bench_.RunPlan();
  EXPECT_FALSE(bench_.CanRun());
  while (!fake_.run_entered) std::this_thread::yield();
  bench_.CancelUserJobs();
  Settle(&bench_);
  EXPECT_FALSE(bench_.current()->has_result());
  EXPECT_TRUE(bench_.CanRun());
  EXPECT_TRUE(bench_.banners().empty());
}

TEST_F(WorkbenchTest, APairIsComparedAndItsOverlaysAreTheResults) {
  bench_.OpenPair("a.jpg", "a4x.png");
  Settle(&bench_);
  ASSERT_NE(bench_.current()->judgement(), nullptr);
  EXPECT_TRUE(bench_.ChooseOverlay("halo"));
  const auto overlay = bench_.CurrentOverlay();
  ASSERT_TRUE(overlay.has_value());
  EXPECT_FALSE(overlay->of_source);
  EXPECT_FALSE(bench_.ChooseOverlay("nothing-like-it"));
  const auto places = bench_.Places();
  ASSERT_EQ(places.size(), 2u);
  EXPECT_DOUBLE_EQ(places[0].at.x, 30.5);
  bench_.current()->view.SetViewport(800, 600);
  EXPECT_TRUE(bench_.JumpToPlace(+1));
  EXPECT_NEAR(bench_.current()->view.Centre().x, 30.5, 1.0);
  EXPECT_TRUE(bench_.JumpToPlace(+1));
  EXPECT_NEAR(bench_.current()->view.Centre().x, 60.5, 1.0);
}

TEST_F(WorkbenchTest, ClosingWhileWorkRunsIsQuiet) {
  bench_.Open({"a.jpg", "b.jpg"});
  bench_.Update();
  bench_.Close(0);
  Settle(&bench_);
  EXPECT_EQ(bench_.documents().size(), 1u);
  bench_.Close(0);
  EXPECT_EQ(bench_.current(), nullptr);
  Settle(&bench_);
}

TEST_F(WorkbenchTest, PicturesBeyondTheBudgetAreDroppedAndComeBack) {
  bench_.settings().picture_bytes = 1;
  bench_.Open({"a.jpg", "b.jpg", "c.jpg"});
  Settle(&bench_);
  EXPECT_TRUE(bench_.documents()[0]->has_source());
  EXPECT_FALSE(bench_.documents()[1]->has_source());
  EXPECT_FALSE(bench_.documents()[1]->thumbnail.empty());
  bench_.Select(1);
  Settle(&bench_);
  EXPECT_TRUE(bench_.documents()[1]->has_source());
  EXPECT_FALSE(bench_.documents()[0]->has_source());
}

TEST_F(WorkbenchTest, AnUnsavedResultIsNeverDropped) {
  bench_.settings().picture_bytes = 1;
  bench_.Open({"a.jpg", "b.jpg"});
  Settle(&bench_);
  bench_.RunPlan();
  Settle(&bench_);
  bench_.Select(1);
  Settle(&bench_);
  EXPECT_TRUE(bench_.documents()[0]->has_result());
}

TEST_F(WorkbenchTest, ListFiltersAndSorts) {
  bench_.Open({"img10.jpg", "img2.jpg", "other.jpg"});
  bench_.filter = "IMG";
  EXPECT_THAT(bench_.ListedDocuments(), ::testing::ElementsAre(0, 1));
  bench_.order = FileOrder::kName;
  EXPECT_THAT(bench_.ListedDocuments(), ::testing::ElementsAre(1, 0));
}

TEST_F(WorkbenchTest, SessionComesBackWithFilesThatStillExist) {
  namespace fs = std::filesystem;
  const std::string kept = (fs::path(::testing::TempDir()) / "kept.jpg").string();
  std::ofstream(kept) << "x";
  Session session;
  session.files = {{"/gone/away.jpg", ""}, {kept, ""}};
  session.current = 1;
  session.look.overlay = "halo.overshoot";
  bench_.RestoreSession(session);
  ASSERT_EQ(bench_.documents().size(), 1u);
  EXPECT_EQ(bench_.documents()[0]->source.path, kept);
  EXPECT_EQ(bench_.CurrentSession().files.size(), 1u);
  EXPECT_EQ(bench_.look().overlay, "halo.overshoot");
  ASSERT_EQ(bench_.banners().size(), 1u);
  EXPECT_THAT(bench_.banners()[0].text, testing::HasSubstr("away.jpg"));
  fs::remove(kept);
}

// Quit and start again: what was open, what it is for, the user's own steps, the view, the overlay.
TEST_F(WorkbenchTest, ASessionComesBackAsItWasLeft) {
  namespace fs = std::filesystem;
  const std::string first = (fs::path(::testing::TempDir()) / "first.jpg").string();
  const std::string second = (fs::path(::testing::TempDir()) / "second4x.jpg").string();
  for (const std::string& file : {first, second}) std::ofstream(file) << "x";
  bench_.Open({first, second});
  Settle(&bench_);
  Target print = *ParsePrint("10x8in@240");
  bench_.SetTarget(print, "10 x 8");
  Settle(&bench_);
  std::vector<PlanStep> steps = bench_.current()->EditableSteps();
  steps[1].step.strength = 0.3;
  bench_.SetSteps(steps, "Sharpen 30 %");
  bench_.Select(1);
  Settle(&bench_);
  ASSERT_TRUE(bench_.ChooseOverlay("halo"));
  bench_.look().compare = CompareMode::kSide;
  Document& shown = *bench_.current();
  shown.view.SetViewport(800, 600);
  shown.view.SetZoom(2.0);
  shown.view.CentreOn({120, 90});
  shown.view_ready = true;
  const std::string left = SessionToText(bench_.CurrentSession());

  Workbench again(fake_.Bind(), Settings{});
  again.RestoreSession(*SessionFromText(left));
  Settle(&again);
  ASSERT_EQ(again.documents().size(), 2u);
  EXPECT_EQ(again.current_index(), 1);
  EXPECT_EQ(again.CurrentOverlay()->metric, "halo.overshoot");
  EXPECT_EQ(again.look().compare, CompareMode::kSide);
  EXPECT_FALSE(again.target().is_print()) << "the target was the first picture's";
  ASSERT_TRUE(again.current()->pending_view.has_value());
  EXPECT_EQ(again.current()->pending_view->zoom, 2.0);
  EXPECT_EQ(again.current()->pending_view->centre.x, 120.0);
  again.Select(0);
  Settle(&again);
  EXPECT_EQ(again.target().ppi, 240.0);
  EXPECT_EQ(StepsText(again.current()->EditableSteps()), StepsText(steps));
  EXPECT_FALSE(again.current()->edits.CanUndo());
  for (const std::string& file : {first, second}) fs::remove(file);
}

// However long a step takes to notice: for the user a cancel is at once, and what comes late is
// dropped.
TEST_F(WorkbenchTest, ACancelIsAtOnceAndLateResultsAreDropped) {
  bench_.Open({"a.jpg"});
  Settle(&bench_);
  fake_.hold_run = true;
  fake_.deaf = true;
  bench_.RunPlan();
  while (!fake_.run_entered) std::this_thread::yield();
  EXPECT_TRUE(bench_.Running());
  bench_.CancelUserJobs();
  EXPECT_FALSE(bench_.Running());
  EXPECT_EQ(bench_.current()->run_job, 0u);
  EXPECT_TRUE(bench_.CanRun());
  EXPECT_EQ(bench_.last_message(), "Cancelled; nothing was changed");
  fake_.hold_run = false;  // the step ends with a picture after all
  Settle(&bench_);
  EXPECT_FALSE(bench_.current()->has_result());
}

TEST_F(WorkbenchTest, AStoppedMeasurementStaysStoppedUntilAskedFor) {
  std::atomic<bool> hold{true};
  Services services = fake_.Bind();
  const auto analyze = services.analyze;
  services.analyze = [&](const Image& image, const Progress* progress) -> absl::StatusOr<Report> {
    while (hold) {
      if (progress->cancelled()) return absl::CancelledError("Cancelled");
      std::this_thread::yield();
    }
    return analyze(image, progress);
  };
  Workbench bench(services, Settings{});
  bench.Open({"a.jpg"});
  while (bench.current()->report.job() == 0) {
    bench.Update();
    std::this_thread::yield();
  }
  bench.CancelJob(bench.current()->report.job());
  Settle(&bench);
  EXPECT_EQ(bench.current()->source_report(), nullptr);
  EXPECT_TRUE(bench.current()->report_stopped);
  EXPECT_EQ(fake_.analyses, 0);
  hold = false;
  bench.MeasureAgain();
  Settle(&bench);
  EXPECT_NE(bench.current()->source_report(), nullptr);
}

// Whatever part is asked for, the preview's pixels lie where the plan will put them.
TEST_F(WorkbenchTest, APreviewLiesInRegisterAndFollowsTheEdits) {
  bench_.Open({"a.jpg"});
  Settle(&bench_);
  const Document& document = *bench_.current();
  const cv::Rect region(40, 30, 30, 20);
  bench_.RequestPreview(region);
  Settle(&bench_);
  ASSERT_NE(document.preview.value(), nullptr);
  const Preview& preview = *document.preview.value();
  EXPECT_EQ(preview.region, region);
  const Plan plan = *document.EffectivePlan();
  const double scale = static_cast<double>(plan.target_width) / document.source.pyramid->width();
  // The first pixel of the margin, px of the planned picture.
  EXPECT_NEAR(preview.in_planned.ToLead({0, 0}).x, (40 - 24) * scale, 0.5);
  EXPECT_NEAR(preview.in_planned.ToLead({0, 0}).y, (30 - 24) * scale, 0.5);
  EXPECT_NEAR(preview.in_planned.scale_x, 1.0, 0.02);
  EXPECT_EQ(fake_.previews, 1);
  Settle(&bench_);
  EXPECT_EQ(fake_.previews, 1) << "nothing changed";
  std::vector<PlanStep> steps = document.EditableSteps();
  steps[1].step.strength = 0.77;
  bench_.SetSteps(steps, "Sharpen");
  Settle(&bench_);
  EXPECT_EQ(fake_.previews, 2);
  steps[1].step.model = "classical";
  bench_.SetSteps(steps, "Unsharp mask");
  Settle(&bench_);
  EXPECT_EQ(fake_.previews, 3) << "another method, another preview";
  bench_.DropPreview();
  steps[1].step.strength = 0.5;
  bench_.SetSteps(steps, "Sharpen");
  Settle(&bench_);
  EXPECT_EQ(fake_.previews, 3) << "nobody looks";
}

TEST_F(WorkbenchTest, ManyResultsShareOneDecodedAndMeasuredSource) {
  bench_.OpenResults("a.jpg", {"r1.png", "r2.png", "r3.png"});
  for (int i = 0; i < 3; ++i) {
    bench_.Select(i);
    Settle(&bench_);
    ASSERT_TRUE(bench_.current()->has_result()) << i;
    EXPECT_NE(bench_.current()->judgement(), nullptr);
    EXPECT_FALSE(bench_.current()->thumbnail.empty());
  }
  EXPECT_EQ(bench_.documents().size(), 3u);
  EXPECT_EQ(fake_.decodes, 1 + 3);
  EXPECT_EQ(fake_.analyses, 1);
  EXPECT_EQ(bench_.documents()[0]->source.pyramid, bench_.documents()[2]->source.pyramid);
}

TEST_F(WorkbenchTest, TheLastViewComesBackWithTheSession) {
  bench_.Open({"a.jpg"});
  Settle(&bench_);
  Document* document = bench_.current();
  document->view.SetViewport(800, 600);
  document->view.SetZoom(2.0);
  document->view.CentreOn({123.0, 45.0});
  document->view_ready = true;
  const auto session = SessionFromText(SessionToText(bench_.CurrentSession()));
  ASSERT_TRUE(session.ok());
  EXPECT_NEAR(session->centre_x, 123.0, 0.5);
  EXPECT_DOUBLE_EQ(session->zoom, 2.0);
}

TEST_F(WorkbenchTest, TheRectangleIsCountedInBothPictures) {
  bench_.OpenPair("a.jpg", "a4x.png");
  Settle(&bench_);
  Document* document = bench_.current();
  document->region = cv::Rect(80, 40, 160, 120);
  Settle(&bench_);
  ASSERT_NE(document->statistics.value(), nullptr);
  const RegionPair& pair = *document->statistics.value();
  ASSERT_TRUE(pair.result.has_value());
  EXPECT_EQ(pair.result->region, cv::Rect(80, 40, 160, 120));
  EXPECT_EQ(pair.source.region, document->InSource(*document->region));
  EXPECT_NEAR(pair.source.of[1].mean, 100.0, 1e-9);
}

TEST_F(WorkbenchTest, FileSizeFollowsTheQuality) {
  bench_.Open({"a.jpg"});
  Settle(&bench_);
  EncodeOptions options;
  options.format = Container::kJpeg;
  options.quality = 60;
  bench_.RequestFileSize(options);
  Settle(&bench_);
  ASSERT_NE(bench_.current()->file_size.value(), nullptr);
  EXPECT_EQ(bench_.current()->file_size.value()->bytes, 6000);
  options.quality = 90;
  bench_.RequestFileSize(options);
  Settle(&bench_);
  EXPECT_EQ(bench_.current()->file_size.value()->bytes, 9000);
}

TEST_F(WorkbenchTest, OrderMetricsAreWhatWasMeasured) {
  EXPECT_TRUE(bench_.OrderMetrics().empty());
  bench_.Open({"a.jpg"});
  Settle(&bench_);
  const auto metrics = bench_.OrderMetrics();
  ASSERT_EQ(metrics.size(), 1u);
  EXPECT_EQ(metrics[0]->id, "halo.overshoot");
}

}  // namespace
}  // namespace sharpscale::viewer
