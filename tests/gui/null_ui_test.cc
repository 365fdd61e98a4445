// SPDX-License-Identifier: Apache-2.0
//
// The interface without a window: an ImGui context with neither platform nor renderer. Widgets
// record their rectangles; the test clicks there and looks at what the workbench and the scene say.

#include <GLFW/glfw3.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <opencv2/imgproc.hpp>
#include <thread>

#include "imgui.h"
#include "viewer/ui/keys.h"
#include "viewer/ui/ui.h"

namespace sharpscale::viewer {
namespace {

Image Picture(int width, int height) {
  Image image;
  image.pixels = cv::Mat(height, width, CV_8UC3, cv::Scalar(90, 120, 150));
  return image;
}

Report ReportOf(const Image& image) {
  Report report;
  report.width = image.width();
  report.height = image.height();
  Measurement m;
  m.id = "halo.overshoot";
  m.unit = "%";
  m.value = 15.0;
  m.grade = Grade::kSevere;
  m.peaks = {{image.width() * 0.25, image.height() * 0.5, 15.0}};
  auto map = std::make_shared<HeatMap>();
  map->cell = 8;
  map->values = cv::Mat1f(image.height() / 8, image.width() / 8, 0.0F);
  map->values(image.height() / 16, image.width() / 32) = 15.0F;
  map->range_high = 20.0;
  m.map = map;
  report.measurements.push_back(m);
  return report;
}

Services Fakes() {
  Services services;
  services.decode = [](const std::string& path, const Progress*) -> absl::StatusOr<Image> {
    if (path == "bad.jpg")
      return absl::InvalidArgumentError("'bad.jpg' is damaged; ask for it again");
    return path.find("4x") != std::string::npos ? Picture(2400, 1600) : Picture(600, 400);
  };
  services.analyze = [](const Image& image, const Progress*) -> absl::StatusOr<Report> {
    return ReportOf(image);
  };
  services.advise = [](const Report& report, const Target& target) -> absl::StatusOr<Plan> {
    Plan plan;
    plan.target = target;
    plan.verdict = PlanVerdict::kPlan;
    plan.headline = "Enlarge 4x, then sharpen";
    Step upscale;
    upscale.kind = StepKind::kUpscale;
    upscale.factor = 4;
    Step sharpen;
    sharpen.kind = StepKind::kSharpen;
    sharpen.strength = 0.4;
    plan.steps = {upscale, sharpen};
    plan.target_width = report.width * 4;
    plan.target_height = report.height * 4;
    return plan;
  };
  services.enhance = [](const Image& image, const Report&, const Plan&, EnhanceResult*, Progress*)
      -> absl::StatusOr<Image> {
    Image out;
    cv::resize(image.pixels, out.pixels, {}, 4, 4);
    return out;
  };
  services.compare =
      [](const Image& before, const Image& after, const Progress*) -> absl::StatusOr<Comparison> {
    Comparison c;
    c.registration.scale_x = c.registration.scale_y =
        static_cast<double>(after.width()) / before.width();
    c.registration.comparable = true;
    c.before = ReportOf(before);
    c.after = ReportOf(after);
    return c;
  };
  services.judge = [](const Comparison&, const std::string&) -> absl::StatusOr<Verdict> {
    Verdict v;
    v.verdict = RuleVerdict::kFail;
    v.headline = "Halos too strong to print";
    return v;
  };
  services.encode = [](const Image&, const std::string&, const ExportRequest&, const Progress*) {
    return absl::OkStatus();
  };
  services.preview =
      [](const Image& image, const Report&, const Plan& plan, Progress*) -> absl::StatusOr<Image> {
    Image out;
    cv::resize(image.pixels, out.pixels, {plan.target_width, plan.target_height});
    return out;
  };
  services.print_table =
      [](const Report& report, const std::vector<Target>& sizes, const PrintTableOptions& options) {
        return PrintTable(report, sizes, options);
      };
  services.encode_bytes = [](const Image&,
                             const EncodeOptions& options) -> absl::StatusOr<std::string> {
    return std::string(static_cast<size_t>(options.quality) * 1000, 'x');
  };
  services.page = [](const Target&, const HtmlInput&) -> absl::StatusOr<std::string> {
    return std::string();
  };
  return services;
}

class NullUiTest : public ::testing::Test {
 protected:
  NullUiTest() {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    MapEditingKeys();
    kit_.fonts = LoadFonts(1.0F);
    unsigned char* pixels = nullptr;
    int w = 0;
    int h = 0;
    io.Fonts->GetTexDataAsRGBA32(&pixels, &w, &h);
    kit_.recorder = &recorder_;
    kit_.actions = &actions_;
    EXPECT_TRUE(AddActions(&bench_, &state_, &bench_.settings(), &actions_).ok());
    ApplyStyle(kit_);
    io.MousePos = {-FLT_MAX, -FLT_MAX};
  }
  ~NullUiTest() override { ImGui::DestroyContext(); }

  void Frame() {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = size_;
    io.DeltaTime = 1.0F / 60.0F;
    bench_.Update();
    recorder_.boxes.clear();
    ImGui::NewFrame();
    RunPressedActions(actions_, state_.dialog != Dialog::kNone);
    Ui ui{kit_, bench_, state_, actions_, nullptr, &scene_};
    DrawFrame(ui);
    ImGui::Render();
  }
  void Settle() {
    for (int i = 0; i < 1000; ++i) {
      Frame();
      if (bench_.Settled()) break;
      bench_.jobs().WaitForResult(std::chrono::seconds(5));
    }
    Frame();
    Frame();
  }
  // Presses and releases in the middle of a widget.
  void Click(const std::string& id) {
    ASSERT_EQ(recorder_.boxes.count(id), 1u) << "no widget '" << id << "' on screen";
    const Box box = recorder_.boxes[id];
    Drag({box.cx(), box.cy()}, {box.cx(), box.cy()});
  }
  void Drag(ImVec2 from, ImVec2 to) {
    ImGuiIO& io = ImGui::GetIO();
    io.MousePos = from;
    Frame();
    io.MouseDown[0] = true;
    Frame();
    io.MousePos = to;
    Frame();
    io.MouseDown[0] = false;
    Frame();
    Frame();
  }
  void Press(int key, bool ctrl = false, bool shift = false) {
    ImGuiIO& io = ImGui::GetIO();
    io.KeyCtrl = ctrl;
    io.KeyShift = shift;
    io.KeyMods = (ctrl ? ImGuiKeyModFlags_Ctrl : 0) | (shift ? ImGuiKeyModFlags_Shift : 0);
    io.KeysDown[key] = true;
    Frame();
    io.KeysDown[key] = false;
    io.KeyCtrl = io.KeyShift = false;
    io.KeyMods = 0;
    Frame();
  }
  Document& Shown() { return *bench_.current(); }

  Workbench bench_{Fakes(), Settings{}};
  UiState state_;
  ActionTable actions_;
  Recorder recorder_;
  Kit kit_;
  CanvasScene scene_;
  ImVec2 size_{1440, 900};
};

TEST_F(NullUiTest, EmptyStateOffersToOpen) {
  Frame();
  Frame();
  Click("empty.open");
  EXPECT_EQ(state_.dialog, Dialog::kOpen);
  Press(GLFW_KEY_ESCAPE);
  EXPECT_EQ(state_.dialog, Dialog::kNone);
  EXPECT_TRUE(scene_.layers.empty());
}

TEST_F(NullUiTest, ARunGivesASplitInRegister) {
  bench_.Open({"a.jpg", "b.jpg"});
  Settle();
  ASSERT_EQ(scene_.layers.size(), 1u);
  Click("side.run");
  Settle();
  ASSERT_TRUE(Shown().has_result());
  ASSERT_EQ(scene_.layers.size(), 2u);
  const PictureLayer& source = scene_.layers[0];
  const PictureLayer& result = scene_.layers[1];
  EXPECT_FLOAT_EQ(source.clip.right(), result.clip.x);
  // Same corner, four times the pixel: the two pictures lie on each other within half a screen
  // pixel.
  EXPECT_NEAR(source.x, result.x, 0.5);
  EXPECT_NEAR(source.x + 600 * source.px_x, result.x + 2400 * result.px_x, 0.5);
  EXPECT_NEAR(source.px_x, 4.0 * result.px_x, 1e-9);
}

TEST_F(NullUiTest, TheSplitHandleMovesTheSplit) {
  bench_.OpenPair("a.jpg", "a4x.jpg");
  Settle();
  const Box handle = recorder_.boxes["canvas.split"];
  Drag({handle.cx(), handle.y + 300}, {state_.pane.x + state_.pane.w * 0.25F, handle.y + 300});
  EXPECT_NEAR(bench_.look().split, 0.25, 0.01);
  EXPECT_NEAR(scene_.layers[1].clip.x, state_.pane.x + state_.pane.w * 0.25F, 1.0);
  Press(GLFW_KEY_LEFT);
  EXPECT_EQ(bench_.look().split, 0.0);
}

TEST_F(NullUiTest, ModesAndKeysAgree) {
  bench_.OpenPair("a.jpg", "a4x.jpg");
  Settle();
  Click("top.compare.3");
  EXPECT_EQ(bench_.look().compare, CompareMode::kDifference);
  Frame();
  EXPECT_EQ(scene_.layers.size(), 1u);
  Press(GLFW_KEY_S, false, true);
  EXPECT_EQ(bench_.look().compare, CompareMode::kSide);
  Frame();
  ASSERT_EQ(scene_.layers.size(), 2u);
  EXPECT_GT(scene_.layers[1].clip.x, scene_.layers[0].clip.right() - 1);
  Press(GLFW_KEY_SPACE);
  EXPECT_EQ(bench_.look().compare, CompareMode::kFlip);
}

TEST_F(NullUiTest, OverlayLiesOnThePlantedDefect) {
  bench_.OpenPair("a.jpg", "a4x.jpg");
  Settle();
  Press(GLFW_KEY_M);
  Frame();
  const PictureLayer& result = scene_.layers[1];
  ASSERT_NE(result.heat, nullptr);
  EXPECT_TRUE(result.dim);
  EXPECT_EQ(scene_.layers[0].heat, nullptr);
  // Cell 8 px: the planted cell (75, 100) of the result.
  const HeatLayer& heat = *result.heat;
  const double cell = heat.levels->cell * heat.px_x;
  EXPECT_NEAR(heat.x + 75.5 * cell, result.x + (75 * 8 + 4) * result.px_x, 1e-6);
  // The next worst place comes to the middle at 100 %.
  Press(GLFW_KEY_N);
  EXPECT_NEAR(Shown().view.Centre().x, 600.5, 1.0);
  EXPECT_NEAR(Shown().view.zoom(), 1.0, 1e-9);
}

TEST_F(NullUiTest, WheelZoomsAtThePointerAndDragPans) {
  bench_.Open({"a.jpg"});
  Settle();
  ImGuiIO& io = ImGui::GetIO();
  Press(GLFW_KEY_1);
  io.MousePos = {state_.pane.x + 200, state_.pane.y + 150};
  Frame();
  const PicturePoint before = *state_.hover;
  io.MouseWheel = 4.0F;
  Frame();
  io.MouseWheel = 0.0F;
  Frame();
  EXPECT_NEAR(Shown().view.zoom(), 2.0, 1e-9);
  EXPECT_NEAR(state_.hover->x, before.x, 0.6);
  const double x = Shown().view.Origin().x;
  Drag({state_.pane.x + 300, state_.pane.y + 300}, {state_.pane.x + 340, state_.pane.y + 310});
  EXPECT_NEAR(Shown().view.Origin().x, x + 40, 1.0);
}

TEST_F(NullUiTest, DrawingALineMeasuresAProfile) {
  bench_.Open({"a.jpg"});
  Settle();
  Press(GLFW_KEY_P);
  EXPECT_TRUE(state_.profile_tool);
  Drag({state_.pane.x + 300, state_.pane.y + 300}, {state_.pane.x + 400, state_.pane.y + 300});
  Settle();
  EXPECT_FALSE(state_.profile_tool);
  ASSERT_TRUE(Shown().line.has_value());
  ASSERT_NE(Shown().profile.value(), nullptr);
  EXPECT_FALSE(Shown().profile.value()->source.has_edge);  // the picture is flat
}

TEST_F(NullUiTest, PaletteRunsWhatIsTyped) {
  bench_.Open({"a.jpg"});
  Settle();
  Press(GLFW_KEY_P, true, true);
  ASSERT_EQ(state_.dialog, Dialog::kPalette);
  Frame();
  ImGui::GetIO().AddInputCharactersUTF8("light theme");
  Frame();
  Frame();
  EXPECT_EQ(state_.palette_query, "light theme");
  Press(GLFW_KEY_ENTER);
  EXPECT_EQ(state_.dialog, Dialog::kNone);
  EXPECT_EQ(bench_.settings().theme, ThemeName::kLight);
}

TEST_F(NullUiTest, PaperOfTheTableBecomesTheTargetAndUndoes) {
  bench_.Open({"a.jpg"});
  Settle();
  Click("side.paper.10 \u00d7 8 in");
  EXPECT_EQ(bench_.target().print_width_in, 10.0);
  Press(GLFW_KEY_Z, true);
  EXPECT_FALSE(bench_.target().is_print());
}

TEST_F(NullUiTest, TargetPanelChangesThePlan) {
  bench_.Open({"a.jpg"});
  Settle();
  Press(GLFW_KEY_T);
  Frame();
  Click("target.paper4");
  EXPECT_EQ(bench_.target().print_width_in, 20.0);
  EXPECT_EQ(bench_.target().print_height_in, 16.0);
  Click("target.cover");
  EXPECT_EQ(bench_.target().fit, FitMode::kCover);
}

TEST_F(NullUiTest, StrengthSliderEditsThePlanAndUndoIsOneStep) {
  bench_.Open({"a.jpg"});
  Settle();
  Press(GLFW_KEY_E);
  Frame();
  const Box slider = recorder_.boxes["side.strength1"];
  ASSERT_GT(slider.w, 0.0F);
  Drag({slider.x + slider.w * 0.4F, slider.cy()}, {slider.x + slider.w * 0.8F, slider.cy()});
  EXPECT_NEAR(Shown().EffectivePlan()->steps[1].strength, 0.8, 0.03);
  Press(GLFW_KEY_Z, true);
  EXPECT_NEAR(Shown().EffectivePlan()->steps[1].strength, 0.4, 1e-9);
}

TEST_F(NullUiTest, StepsAreEditedByHand) {
  bench_.Open({"a.jpg"});
  Settle();
  Press(GLFW_KEY_E);
  Frame();
  const auto text = [&] { return StepsText(Shown().EditableSteps()); };
  ASSERT_EQ(text(), "upscale:4,sharpen:40%");
  // The controls of a step open with a click on it.
  Click("side.row0");
  EXPECT_EQ(state_.step_selected, 0);
  Click("side.factor0.0");
  EXPECT_EQ(text(), "upscale:2,sharpen:40%");
  EXPECT_EQ(Shown().EffectivePlan()->target_width, 1200);
  Click("side.clean0");
  EXPECT_EQ(text(), "upscale:2@clean,sharpen:40%");
  Click("side.reset0");
  EXPECT_EQ(text(), "upscale:4,sharpen:40%");
  EXPECT_EQ(Shown().Changes(), 0);
  // Dragged by its grip below the other one: the rule that this breaks stands there.
  const Box from = recorder_.boxes["side.grip1"];
  const Box row = recorder_.boxes["side.row0"];
  EXPECT_EQ(recorder_.boxes.count("side.lint.R-091"), 0u);
  Drag({from.cx(), from.cy()}, {from.cx(), row.y + 2});
  EXPECT_EQ(text(), "sharpen:40%,upscale:4");
  EXPECT_EQ(recorder_.boxes.count("side.lint.R-091"), 1u);
  Press(GLFW_KEY_Z, true);
  EXPECT_EQ(text(), "upscale:4,sharpen:40%");
  EXPECT_EQ(recorder_.boxes.count("side.lint.R-091"), 0u);
  Press(GLFW_KEY_Z, true, true);
  EXPECT_EQ(text(), "sharpen:40%,upscale:4");
  Click("side.remove0");
  EXPECT_EQ(text(), "upscale:4");
  Click("side.to_advised");
  EXPECT_EQ(text(), "upscale:4,sharpen:40%");
  EXPECT_TRUE(state_.edit_plan);
  Press(GLFW_KEY_Z, true);
  EXPECT_EQ(text(), "upscale:4") << "the edits come back";
  Click("side.edit");  // done, and the edits stay
  EXPECT_FALSE(state_.edit_plan);
  EXPECT_EQ(text(), "upscale:4");
}

TEST_F(NullUiTest, StepsAreAddedFromTheMenuAndByText) {
  bench_.Open({"a.jpg"});
  Settle();
  Press(GLFW_KEY_E);
  Frame();
  Click("side.add");
  Frame();
  Click("kind.restore");
  EXPECT_EQ(StepsText(Shown().EditableSteps()), "restore:auto,upscale:4,sharpen:40%");
  EXPECT_EQ(state_.step_selected, 0);
  Click("side.method0");
  Frame();
  Click("method.classical");
  EXPECT_EQ(Shown().EditableSteps()[0].step.model, "classical");
  // Typed, with the words of the command line.
  Click("side.steps_text");
  ImGui::GetIO().AddInputCharactersUTF8("upscale:3,sharpen:25%");
  Frame();
  Press(GLFW_KEY_ENTER);
  EXPECT_EQ(StepsText(Shown().EditableSteps()), "upscale:3,sharpen:25%");
  Click("side.steps_text");
  ImGui::GetIO().AddInputCharactersUTF8("upscale:9");
  Frame();
  Press(GLFW_KEY_ENTER);
  EXPECT_EQ(StepsText(Shown().EditableSteps()), "upscale:3,sharpen:25%") << "the old ones stay";
  EXPECT_NE(state_.steps_error.find("upscale:9"), std::string::npos);
}

TEST_F(NullUiTest, StepsAreEditedByKeys) {
  bench_.Open({"a.jpg"});
  Settle();
  Press(GLFW_KEY_E);
  Frame();
  const auto text = [&] { return StepsText(Shown().EditableSteps()); };
  Press(GLFW_KEY_DOWN, true);
  state_.step_selected = 0;
  EXPECT_TRUE(actions_.Run("run.step_down"));
  EXPECT_EQ(text(), "sharpen:40%,upscale:4");
  EXPECT_EQ(state_.step_selected, 1);
  EXPECT_TRUE(actions_.Run("run.step_less"));
  EXPECT_EQ(text(), "sharpen:40%,upscale:3");
  Press(GLFW_KEY_UP, true);
  EXPECT_EQ(state_.step_selected, 0);
  EXPECT_TRUE(actions_.Run("run.step_more"));
  EXPECT_EQ(text(), "sharpen:45%,upscale:3");
  Press(GLFW_KEY_SPACE, true);
  EXPECT_EQ(text(), "upscale:3");
  Press(GLFW_KEY_DELETE);
  EXPECT_EQ(Shown().EditableSteps().size(), 1u);
  EXPECT_TRUE(actions_.Run("run.add.adjust"));
  EXPECT_EQ(text(), "adjust,upscale:3");
}

TEST_F(NullUiTest, ErrorsAreBannersThatClose) {
  bench_.Open({"bad.jpg"});
  Settle();
  ASSERT_EQ(bench_.banners().size(), 1u);
  Click("banner0.close");
  EXPECT_TRUE(bench_.banners().empty());
}

// Beside the target panel: the whole picture above, source and preview below, in register.
TEST_F(NullUiTest, TryingThePlanOutShowsAPreviewInRegister) {
  bench_.Open({"a.jpg"});
  Settle();
  Press(GLFW_KEY_T);
  for (int i = 0; i < 20; ++i) Frame();  // the view comes to rest
  Settle();
  ASSERT_TRUE(state_.trying);
  ASSERT_NE(Shown().preview.value(), nullptr);
  ASSERT_EQ(scene_.layers.size(), 4u);  // overview, source, source, preview
  const PictureLayer& source = scene_.layers[2];
  const PictureLayer& preview = scene_.layers[3];
  const Preview& made = *Shown().preview.value();
  // The same source pixel lies at the same window pixel in both.
  const double px = made.in_planned.scale_x;
  EXPECT_NEAR(preview.px_x, px, 1e-9);
  EXPECT_NEAR(source.px_x, 4.0, 1e-9);
  const double own_x = preview.x - source.x;  // of the preview's first pixel
  EXPECT_NEAR(own_x / source.px_x, std::round(own_x / source.px_x), 0.13);
  EXPECT_GE(preview.clip.x, source.clip.x);
  // 1 sets the zoom of the try-out, not of the picture behind it.
  Press(GLFW_KEY_2);
  EXPECT_NEAR(Shown().preview_view.zoom(), 2.0, 1e-9);
  Press(GLFW_KEY_E, false, true);
  Frame();
  EXPECT_FALSE(state_.trying);
}

TEST_F(NullUiTest, DraggingARectangleCountsItsLevels) {
  bench_.Open({"a.jpg"});
  Settle();
  Press(GLFW_KEY_1);
  Press(GLFW_KEY_R);
  EXPECT_TRUE(state_.region_tool);
  const Box pane = state_.pane;
  Drag({pane.cx() - 50, pane.cy() - 40}, {pane.cx() + 50, pane.cy() + 40});
  Settle();
  EXPECT_FALSE(state_.region_tool);
  EXPECT_EQ(state_.dock_tab, 1);
  ASSERT_TRUE(Shown().region.has_value());
  EXPECT_NEAR(Shown().region->width, 100, 2);
  EXPECT_NEAR(Shown().region->height, 80, 2);
  ASSERT_NE(Shown().statistics.value(), nullptr);
  EXPECT_NEAR(Shown().statistics.value()->source.of[1].mean, 90.0, 1e-9);
  Click("dock.statistics_csv");
  EXPECT_NE(state_.clipboard.find("luma,"), std::string::npos);
  Press(GLFW_KEY_R, false, true);
  EXPECT_FALSE(Shown().region.has_value());
}

TEST_F(NullUiTest, FadingMixesTheTwoPictures) {
  bench_.OpenPair("a.jpg", "a4x.jpg");
  Settle();
  Press(GLFW_KEY_B);
  Frame();
  const Box slider = recorder_.boxes["canvas.fade"];
  ASSERT_GT(slider.w, 0.0F);
  Drag({slider.x + slider.w * 0.9F, slider.cy()}, {slider.cx(), slider.cy()});
  EXPECT_NEAR(bench_.look().fade, 0.5, 0.05);
  ASSERT_EQ(scene_.layers.size(), 2u);
  EXPECT_NEAR(scene_.layers[1].alpha, 0.5, 0.05);
}

TEST_F(NullUiTest, ThePrintIsAsLargeAsOnPaper) {
  bench_.Open({"a.jpg"});
  Settle();
  Press(GLFW_KEY_P, true);
  Frame();
  Frame();
  Click("print.choose");  // no paper yet
  EXPECT_TRUE(state_.target_open);
  Frame();
  Click("target.paper0");  // 6 x 4 in
  Press(GLFW_KEY_T);
  bench_.settings().screen_ppi = 100.0;
  Press(GLFW_KEY_P, true);
  Frame();
  const Box paper = recorder_.boxes["print.paper"];
  EXPECT_NEAR(paper.w, 600.0F, 1.0F);
  EXPECT_NEAR(paper.h, 400.0F, 1.0F);
  ASSERT_EQ(scene_.layers.size(), 1u);
  // 600 x 400 px of the same shape: one pixel of the file on one of the screen.
  EXPECT_NEAR(scene_.layers[0].px_x, 1.0, 1e-6);
  EXPECT_EQ(scene_.fills.back().colour, 0xFFFFFFu);
  Click("print.scale.1");
  Frame();
  EXPECT_EQ(state_.print_scale, PrintScale::kAsSeen);
  Press(GLFW_KEY_ESCAPE);
  EXPECT_FALSE(state_.print_preview);
}

TEST_F(NullUiTest, TheExportDialogSaysHowLargeTheFileWillBe) {
  bench_.Open({"a.jpg"});
  Settle();
  Press(GLFW_KEY_E, true);
  Settle();
  ASSERT_NE(Shown().file_size.value(), nullptr);
  EXPECT_EQ(Shown().file_size.value()->bytes, 92000);
}

TEST_F(NullUiTest, TheExportFormatFollowsTheTypedName) {
  bench_.Open({"a.jpg"});
  Settle();
  Press(GLFW_KEY_E, true);
  Frame();
  Click("export.path");
  ImGui::GetIO().AddInputCharactersUTF8("out.tiff");
  Frame();
  Frame();
  EXPECT_EQ(state_.export_path, "out.tiff");
  EXPECT_EQ(state_.export_format, 1);
}

TEST_F(NullUiTest, NothingBehindADialogHearsKeys) {
  bench_.Open({"a.jpg", "b.jpg"});
  Settle();
  for (const Dialog dialog : {Dialog::kBatch, Dialog::kOpen, Dialog::kExport, Dialog::kReport}) {
    state_.dialog = dialog;
    state_.dialog_fresh = true;
    Frame();
    const bool files = state_.files_open;
    const double zoom = Shown().view.zoom();
    Press(GLFW_KEY_W, true);
    Press(GLFW_KEY_TAB);
    Press(GLFW_KEY_4);
    Press(GLFW_KEY_PAGE_DOWN);
    Press(GLFW_KEY_T, true);
    EXPECT_EQ(bench_.documents().size(), 2u);
    EXPECT_EQ(bench_.current_index(), 0);
    EXPECT_EQ(state_.files_open, files);
    EXPECT_EQ(Shown().view.zoom(), zoom);
    EXPECT_EQ(state_.dialog, dialog);
    Press(GLFW_KEY_ESCAPE);
    EXPECT_EQ(state_.dialog, Dialog::kNone);
  }
  Press(GLFW_KEY_W, true);
  EXPECT_EQ(bench_.documents().size(), 1u);
}

TEST_F(NullUiTest, AStepIsAddedWithTheKeysAlone) {
  bench_.Open({"a.jpg"});
  Settle();
  Press(GLFW_KEY_A, false, true);
  Frame();
  Press(GLFW_KEY_DOWN);
  Press(GLFW_KEY_ENTER);
  Frame();
  const std::string text = StepsText(Shown().EditableSteps());
  EXPECT_EQ(Shown().EditableSteps().size(), 3u) << text;
  // The menu is closed: keys act again.
  Press(GLFW_KEY_Z, true);
  EXPECT_EQ(StepsText(Shown().EditableSteps()), "upscale:4,sharpen:40%");
}

TEST_F(NullUiTest, AFolderIsWalkedWithTheKeysAlone) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(::testing::TempDir()) / "sharpscale_keys";
  fs::create_directories(folder / "inner");
  std::ofstream(folder / "inner" / "one.png") << "x";
  Press(GLFW_KEY_O, true);
  Frame();
  ImGui::GetIO().AddInputCharactersUTF8(folder.string().c_str());
  Frame();
  Frame();
  Press(GLFW_KEY_ENTER);
  EXPECT_EQ(state_.open_folder, folder.string());
  Frame();
  Press(GLFW_KEY_DOWN);
  Press(GLFW_KEY_ENTER);
  EXPECT_EQ(state_.open_folder, (folder / "inner").string());
  Frame();
  Press(GLFW_KEY_DOWN);
  Press(GLFW_KEY_ENTER);
  EXPECT_EQ(state_.dialog, Dialog::kNone);
  ASSERT_EQ(bench_.documents().size(), 1u);
  EXPECT_EQ(Shown().name, "one.png");
  fs::remove_all(folder);
}

TEST_F(NullUiTest, AnotherPictureForgetsWhereThePointerWas) {
  bench_.Open({"a.jpg", "b.jpg"});
  Settle();
  ImGui::GetIO().MousePos = {state_.pane.x + 200, state_.pane.y + 150};
  Frame();
  Frame();
  ASSERT_TRUE(state_.hover.has_value());
  ImGui::GetIO().MousePos = {-FLT_MAX, -FLT_MAX};
  Frame();
  bench_.Select(1);
  Settle();
  EXPECT_FALSE(state_.hover.has_value());
}

TEST(TypographicTest, OnlyFactorsAndSizesGetTheTimesSign) {
  EXPECT_EQ(Typographic("Enlarge 3.5x, then 6000 x 4000 px."),
            "Enlarge 3.5×, then 6000 × 4000 px.");
  EXPECT_EQ(Typographic("needs 5.000x or 3.516x of 4.10x at 1.5 px"),
            "needs 5× or 3.52× of 4.1× at 1.5 px");
  EXPECT_EQ(Typographic("exif, 0x1F, matrix 2xy, x"), "exif, 0x1F, matrix 2xy, x");
}

TEST_F(NullUiTest, TheTableSortsByAnyMeasuredMetric) {
  bench_.Open({"a.jpg", "b.jpg"});
  bench_.MeasureAll();
  Settle();
  Press(GLFW_KEY_T, true);
  Frame();
  ASSERT_EQ(state_.dialog, Dialog::kBatch);
  ASSERT_EQ(bench_.OrderMetrics().size(), 1u);
  Click("batch.head0");
  EXPECT_EQ(bench_.order_metric, "halo.overshoot");
  Click("batch.row1");
  EXPECT_EQ(bench_.current_index(), 1);
  EXPECT_EQ(state_.dialog, Dialog::kNone);
}

TEST_F(NullUiTest, TheListOfPlacesJumps) {
  bench_.Open({"a.jpg"});
  Settle();
  Press(GLFW_KEY_N, true, true);
  Frame();
  Click("dock.place0");
  EXPECT_EQ(Shown().place, 0);
  EXPECT_NEAR(Shown().view.Centre().x, 150.5, 1.0);
}

// Everything must survive any size, theme and scale without a widget outside its window.
TEST_F(NullUiTest, NarrowWindowsPullTheSidePanelOut) {
  bench_.Open({"a.jpg"});
  Settle();
  size_ = {900, 640};
  Frame();
  Frame();
  EXPECT_EQ(recorder_.boxes.count("side.run"), 0u);
  const float before = state_.canvas.w;
  Click("status.side");
  EXPECT_EQ(recorder_.boxes.count("side.run"), 1u);
  EXPECT_LT(state_.canvas.w, before);
  Press(GLFW_KEY_J, true);
  EXPECT_EQ(recorder_.boxes.count("side.run"), 0u);
}

TEST_F(NullUiTest, LayoutHoldsAtAnySizeAndScale) {
  state_.side_drawer = true;
  bench_.OpenPair("a.jpg", "a4x.jpg");
  Settle();
  state_.target_open = true;
  for (const float scale : {1.0F, 1.5F, 2.0F}) {
    kit_.scale = scale;
    for (const ImVec2 size :
         {ImVec2(480, 320), ImVec2(900, 600), ImVec2(1440, 900), ImVec2(3840, 2160)}) {
      for (const Dialog dialog : {Dialog::kNone,
                                  Dialog::kHelp,
                                  Dialog::kPalette,
                                  Dialog::kOpen,
                                  Dialog::kExport,
                                  Dialog::kBatch,
                                  Dialog::kReport}) {
        state_.dock_tab = (state_.dock_tab + 1) % 3;
        state_.print_preview = !state_.print_preview;
        size_ = size;
        state_.dialog = dialog;
        state_.dialog_fresh = true;
        Frame();
        Frame();
        EXPECT_GE(state_.canvas.w, 0.0F);
        for (const PictureLayer& layer : scene_.layers) {
          EXPECT_GE(layer.clip.w, 0.0F);
          EXPECT_LE(layer.clip.right(), size.x + 0.5F);
        }
      }
    }
  }
}

TEST_F(NullUiTest, EveryActionHasWordsAndRunsWithoutAPicture) {
  for (const Action& action : actions_.actions()) {
    EXPECT_FALSE(action.title.empty()) << action.id;
    if (action.id == "file.quit" || action.id == "file.chart") continue;
    actions_.Run(action.id);
    state_.dialog = Dialog::kNone;
    Frame();
  }
}

}  // namespace
}  // namespace sharpscale::viewer
