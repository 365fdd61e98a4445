// SPDX-License-Identifier: Apache-2.0

#include "viewer/ui/window.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "backends/imgui_impl_glfw.h"
#include "backends/imgui_impl_opengl3.h"
#include "image/encode.h"
#include "image/status_macros.h"
#include "imgui.h"
#include "viewer/ui/gl_renderer.h"
#include "viewer/ui/keys.h"
#include "viewer/ui/ui.h"

namespace sharpscale::viewer {
namespace {

using Clock = std::chrono::steady_clock;

// What GLFW said last; its callback has no user data.
std::string& LastGlfwError() {
  static std::string text;
  return text;
}

double Milliseconds(Clock::duration d) {
  return std::chrono::duration<double, std::milli>(d).count();
}

struct GlfwLibrary {
  bool ok = false;
  GlfwLibrary() {
    glfwSetErrorCallback([](int, const char* text) { LastGlfwError() = text; });
    ok = glfwInit() == GLFW_TRUE;
  }
  ~GlfwLibrary() {
    if (ok) glfwTerminate();
  }
};

struct GlfwWindow {
  GLFWwindow* handle = nullptr;
  ~GlfwWindow() {
    if (handle != nullptr) glfwDestroyWindow(handle);
  }
};

struct ImGuiScope {
  explicit ImGuiScope(GLFWwindow* window) {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui_ImplGlfw_InitForOpenGL(window, true);
    ImGui_ImplOpenGL3_Init("#version 330 core");
  }
  ~ImGuiScope() {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
    ImGui::DestroyContext();
  }
};

class App {
 public:
  App(const WindowOptions& options, Services services)
      : options_(options), services_(std::move(services)) {}
  absl::Status Run();

 private:
  absl::Status OpenWindow();
  void OpenFiles();
  void LoadType();
  void WarmUp();
  void Frame(int width, int height, GlTarget* target);
  absl::Status RunScript();
  void RunInteractive();
  void SaveSession();
  bool AtRest();

  const WindowOptions options_;
  Services services_;
  Session restored_;
  Settings loaded_;
  GlfwLibrary library_;
  GlfwWindow window_;
  std::unique_ptr<ImGuiScope> imgui_;
  std::unique_ptr<GlRenderer> renderer_;
  std::unique_ptr<Workbench> bench_;
  UiState state_;
  ActionTable actions_;
  Kit kit_;
  CanvasScene scene_;
  ThemeName styled_theme_ = ThemeName::kLight;
  bool styled_ = false;
  std::FILE* frame_log_ = nullptr;
  int frame_ = 0;
  uint64_t first_shown_ = 0;  // picture whose first pixels are logged
  const Clock::time_point opened_ = Clock::now();
  std::string title_;
  struct KeyPress {
    int key;
    int mods;
  };
  std::vector<KeyPress> pressed_;  // since the last frame
  std::vector<int> held_for_frame_;
};

absl::Status App::OpenWindow() {
  if (!library_.ok) {
    const std::string why = LastGlfwError();
    return absl::UnavailableError(fmt::format(
        "No display to open a window on ({}); run it in a desktop session, or under 'xvfb-run -a'",
        why.empty() ? "GLFW does not start" : why));
  }
  const bool scripted = !options_.script.screenshot.empty();
  WindowSize size{1440, 900};
  if (restored_.window_width >= 480 && restored_.window_height >= 320) {
    size = {restored_.window_width, restored_.window_height};
  }
  if (!options_.script.size.empty()) {
    SHARPSCALE_ASSIGN_OR_RETURN(size, ParseWindowSize(options_.script.size));
  } else if (scripted) {
    size = {1440, 900};
  }
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_VISIBLE, scripted ? GLFW_FALSE : GLFW_TRUE);
  glfwWindowHint(GLFW_DEPTH_BITS, 0);
  glfwWindowHint(GLFW_STENCIL_BITS, 0);
  glfwWindowHintString(GLFW_X11_CLASS_NAME, "sharpscale");
  window_.handle = glfwCreateWindow(size.width, size.height, "sharpscale", nullptr, nullptr);
  if (window_.handle == nullptr) {
    return absl::UnavailableError(fmt::format(
        "No OpenGL 3.3 window ({}); install a driver, or Mesa's software one (libgl1-mesa-dri)",
        LastGlfwError()));
  }
  glfwMakeContextCurrent(window_.handle);
  glfwSwapInterval(scripted ? 0 : 1);
  glfwSetWindowUserPointer(window_.handle, this);
  // ImGui chains to this callback when it installs its own.
  glfwSetKeyCallback(window_.handle, [](GLFWwindow* window, int key, int, int action, int mods) {
    if (action != GLFW_PRESS || key < 0 || key >= 512) return;
    static_cast<App*>(glfwGetWindowUserPointer(window))->pressed_.push_back({key, mods});
  });
  glfwSetDropCallback(window_.handle, [](GLFWwindow* window, int count, const char** paths) {
    auto* app = static_cast<App*>(glfwGetWindowUserPointer(window));
    std::vector<std::string> files(paths, paths + count);
    // Two pictures of one shape, dropped together on an empty window, are source and result.
    if (files.size() == 2 && app->bench_->documents().empty() && LooksLikePicture(files[0]) &&
        LooksLikePicture(files[1])) {
      app->bench_->OpenPair(files[0], files[1]);
    } else {
      app->bench_->Open(files);
    }
  });
  return absl::OkStatus();
}

void App::LoadType() {
  float scale_x = 1.0F;
  float scale_y = 1.0F;
  glfwGetWindowContentScale(window_.handle, &scale_x, &scale_y);
  double scale = options_.script.scale > 0.0 ? options_.script.scale : bench_->settings().ui_scale;
  if (scale <= 0.0) scale = std::max(scale_x, scale_y);
  kit_.scale = static_cast<float>(std::clamp(scale, 0.5, 4.0));
  kit_.fonts = LoadFonts(kit_.scale);
  ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_CreateFontsTexture();
  styled_ = false;
}

// Software drivers compile a shader when it first draws: better here than while a picture opens.
void App::WarmUp() {
  Image dot;
  dot.pixels = cv::Mat(2, 2, CV_8UC3, cv::Scalar(0, 0, 0));
  const auto picture = std::make_shared<Pyramid>(dot);
  CanvasScene scene;
  scene.area = {0, 0, 4, 4};
  PictureLayer layer;
  layer.clip = scene.area;
  layer.source = picture;
  layer.preview = picture->preview();
  layer.preview_id = state_.next_texture++;
  layer.px_x = layer.px_y = 2.0;
  scene.layers = {layer, layer};
  scene.layers[1].dim = true;
  renderer_->Draw(scene, 64, 64);
}

void App::OpenFiles() {
  const std::vector<std::string>& files = options_.files;
  if (files.empty()) {
    if (options_.restore && options_.script.screenshot.empty()) {
      bench_->RestoreSession(restored_);
    } else {
      bench_->session().recent = restored_.recent;
    }
    return;
  }
  bench_->session().recent = restored_.recent;
  std::error_code error;
  const bool folders = std::any_of(files.begin(), files.end(), [&](const std::string& file) {
    return std::filesystem::is_directory(file, error);
  });
  if (files.size() >= 2 && !folders && !options_.list) {
    bench_->OpenResults(files[0], {files.begin() + 1, files.end()});
  } else {
    bench_->Open(files);
  }
}

void App::Frame(int width, int height, GlTarget* target) {
  const Clock::time_point start = Clock::now();
  if (state_.scale_changed) {
    state_.scale_changed = false;
    LoadType();
  }
  kit_.theme = bench_->settings().theme;
  if (!styled_ || styled_theme_ != kit_.theme) {
    ApplyStyle(kit_);
    styled_ = true;
    styled_theme_ = kit_.theme;
  }
  bench_->Update();
  const Clock::time_point updated = Clock::now();
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  ImGuiIO& io = ImGui::GetIO();
  if (target != nullptr) {
    io.DeltaTime = 1.0F / 60.0F;
    io.MousePos = {-FLT_MAX, -FLT_MAX};
  } else {
    // Everything is laid out in device pixels, also where windows are measured in others.
    int w = 1;
    int h = 1;
    glfwGetWindowSize(window_.handle, &w, &h);
    if (w > 0 && h > 0 && io.MousePos.x > -1e6F) {
      io.MousePos.x *= static_cast<float>(width) / static_cast<float>(w);
      io.MousePos.y *= static_cast<float>(height) / static_cast<float>(h);
    }
  }
  // A key that went down and up between two frames is lost to ImGui 1.86: hold it for one frame.
  for (const int key : held_for_frame_) io.KeysDown[key] = false;
  held_for_frame_.clear();
  for (const KeyPress& press : pressed_) {
    // A modifier's own press does not count itself among the modifiers.
    if (press.key >= GLFW_KEY_LEFT_SHIFT && press.key <= GLFW_KEY_RIGHT_SUPER) continue;
    io.KeyCtrl = (press.mods & GLFW_MOD_CONTROL) != 0;
    io.KeyShift = (press.mods & GLFW_MOD_SHIFT) != 0;
    io.KeyAlt = (press.mods & GLFW_MOD_ALT) != 0;
    if (io.KeysDown[press.key]) continue;
    io.KeysDown[press.key] = true;
    held_for_frame_.push_back(press.key);
  }
  pressed_.clear();
  io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  io.DisplayFramebufferScale = {1.0F, 1.0F};
  ImGui::NewFrame();
  RunPressedActions(actions_, state_.dialog != Dialog::kNone);
  Ui ui{kit_, *bench_, state_, actions_, renderer_.get(), &scene_};
  DrawFrame(ui);
  ImGui::Render();
  const Clock::time_point built = Clock::now();
  if (target != nullptr) target->Bind();
  renderer_->Draw(scene_, width, height);
  const Clock::time_point canvas = Clock::now();
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  const Clock::time_point interface_drawn = Clock::now();
  if (target == nullptr) {
    glfwSwapBuffers(window_.handle);
  } else {
    GlTarget::Unbind();
  }
  const Clock::time_point shown_at = Clock::now();
  if (target == nullptr) {
    // The title tells the task bar, and scripts, what is open and whether work goes on.
    const Document* shown = bench_->current();
    std::string title = shown != nullptr ? shown->name + " - sharpscale" : "sharpscale";
    if (!AtRest()) title += " (working)";
    if (title != title_) glfwSetWindowTitle(window_.handle, title.c_str());
    title_ = std::move(title);
  }
  if (!state_.clipboard.empty()) {
    glfwSetClipboardString(window_.handle, state_.clipboard.c_str());
    state_.clipboard.clear();
  }
  if (frame_log_ != nullptr) {
    // First pixels: from the end of decoding to the end of the frame that shows them.
    const Document* document = bench_->current();
    double pixels_ms = 0.0;
    if (document != nullptr && document->lead() != nullptr &&
        document->lead()->id() != first_shown_) {
      first_shown_ = document->lead()->id();
      pixels_ms = Milliseconds(shown_at - document->lead()->made());
    }
    std::fprintf(frame_log_,
                 "%d,%.1f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%d,%.1f,%.1f\n",
                 frame_,
                 Milliseconds(start - opened_),
                 Milliseconds(updated - start),
                 Milliseconds(built - updated),
                 Milliseconds(canvas - built),
                 Milliseconds(interface_drawn - canvas),
                 Milliseconds(shown_at - interface_drawn),
                 Milliseconds(shown_at - start),
                 renderer_->Complete() ? 1 : 0,
                 static_cast<double>(renderer_->texture_bytes()) / 1e6,
                 pixels_ms);
  }
  ++frame_;
}

bool App::AtRest() {
  if (!bench_->Settled() || !renderer_->Complete() || state_.wants_frame) return false;
  if (state_.heat.map != nullptr && state_.heat.levels == nullptr) return false;
  const Document* document = bench_->current();
  return document == nullptr || (!document->histogram.busy() && !document->profile.busy());
}

absl::Status App::RunScript() {
  const ViewScript& script = options_.script;
  int width = 0;
  int height = 0;
  glfwGetFramebufferSize(window_.handle, &width, &height);
  if (!script.size.empty()) {
    SHARPSCALE_ASSIGN_OR_RETURN(const WindowSize size, ParseWindowSize(script.size));
    width = size.width;
    height = size.height;
  }
  GlTarget target(width, height);
  // Frames until nothing is left to wait for.
  const auto settle = [&] {
    int quiet = 0;
    for (int i = 0; i < 100000 && quiet < 3; ++i) {
      Frame(width, height, &target);
      quiet = AtRest() ? quiet + 1 : 0;
      if (quiet == 0) {
        bench_->jobs().WaitForResult(std::chrono::milliseconds(5));
        glfwPollEvents();
      }
    }
  };
  const auto fail = [&](const std::string& what) { return absl::InvalidArgumentError(what); };

  if (script.dock_closed) state_.dock_open = false;
  settle();
  Document* document = bench_->current();
  if (document != nullptr && !document->source.error.ok()) return document->source.error;
  if (document != nullptr && !document->result.error.ok()) return document->result.error;
  if (!script.print.empty()) {
    SHARPSCALE_ASSIGN_OR_RETURN(const Target wanted, ParsePrint(script.print));
    bench_->SetTarget(wanted, "Target " + TargetLabel(wanted));
    settle();
  }
  if (script.run) {
    if (!bench_->CanRun())
      return fail("--run: there is no plan to carry out; the picture may need nothing");
    bench_->RunPlan();
    settle();
    for (const Banner& banner : bench_->banners()) {
      if (banner.kind == BannerKind::kError) return absl::InternalError(banner.text);
    }
  }
  if (!script.compare.empty()) bench_->look().compare = *CompareModeFromName(script.compare);
  if (script.split >= 0.0) bench_->look().split = script.split;
  if (!script.overlay.empty() && !bench_->ChooseOverlay(script.overlay)) {
    std::string known;
    for (const OverlayChoice& choice : bench_->Overlays())
      known += (known.empty() ? "" : ", ") + choice.metric;
    return fail(fmt::format("--overlay '{}' has no map here; there are: none{}{}",
                            script.overlay,
                            known.empty() ? "" : ", ",
                            known));
  }
  settle();
  if (document != nullptr && document->lead() != nullptr) {
    if (!script.zoom.empty()) {
      SHARPSCALE_ASSIGN_OR_RETURN(const double zoom, ParseZoom(script.zoom));
      if (zoom == 0.0) {
        document->view.Fit(document->lead()->width(), document->lead()->height(), kit_.Px(16));
      } else {
        document->view.SetZoom(zoom);
      }
    }
    if (!script.at.empty()) {
      SHARPSCALE_ASSIGN_OR_RETURN(const std::optional<PicturePoint> at, ParsePlace(script.at));
      if (at) {
        document->view.CentreOn(*at);
      } else {
        const double zoom = document->view.zoom();
        if (bench_->JumpToPlace(+1) && !script.zoom.empty()) document->view.SetZoom(zoom);
      }
    }
    if (script.profile == "worst") {
      const bool fitted = document->view.fitted();
      const double zoom = document->view.zoom();
      actions_.Run("profile.worst");
      if (!script.zoom.empty()) document->view.SetZoom(zoom);
      if (fitted && script.at.empty() && script.zoom == "fit") {
        document->view.Fit(document->lead()->width(), document->lead()->height(), kit_.Px(16));
      }
    } else if (!script.profile.empty()) {
      SHARPSCALE_ASSIGN_OR_RETURN(document->line, ParseProfile(script.profile));
    }
  }
  state_.target_open = script.target_panel;
  state_.print_preview = script.print_preview;
  if (script.help) actions_.Run("help.keys");
  if (script.palette) actions_.Run("help.palette");
  settle();
  Image shot;
  shot.pixels = target.Read();
  EncodeOptions encode;
  encode.overwrite = true;
  encode.format = Container::kPng;
  return Encode(shot, script.screenshot, encode);
}

void App::RunInteractive() {
  int warm = 4;  // frames still to draw after the last event
  while (!state_.quit) {
    if (glfwWindowShouldClose(window_.handle) == GLFW_TRUE) {
      AskToQuit(bench_.get(), &state_);
      if (state_.quit) break;
      glfwSetWindowShouldClose(window_.handle, GLFW_FALSE);
    }
    if (warm > 0) {
      glfwPollEvents();
      --warm;
    } else {
      // Progress of a job wakes the loop; the clock of "time left" moves once a second.
      const Clock::time_point before = Clock::now();
      const bool soon = bench_->look().blink || state_.wants_frame;
      glfwWaitEventsTimeout(soon ? 0.04 : 0.5);
      if (Milliseconds(Clock::now() - before) < (soon ? 35.0 : 490.0)) warm = 2;
    }
    if (state_.want_fullscreen) {
      state_.want_fullscreen = false;
      if (glfwGetWindowMonitor(window_.handle) == nullptr) {
        GLFWmonitor* monitor = glfwGetPrimaryMonitor();
        const GLFWvidmode* mode = glfwGetVideoMode(monitor);
        if (mode != nullptr)
          glfwSetWindowMonitor(
              window_.handle, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
      } else {
        glfwSetWindowMonitor(window_.handle, nullptr, 60, 60, 1440, 900, 0);
      }
    }
    int width = 0;
    int height = 0;
    glfwGetFramebufferSize(window_.handle, &width, &height);
    if (width <= 0 || height <= 0) continue;  // minimised
    if (ImGui::GetIO().MouseDown[0]) warm = std::max(warm, 1);
    Frame(width, height, nullptr);
    if (!renderer_->Complete()) warm = std::max(warm, 1);
  }
}

void App::SaveSession() {
  const std::string path = SessionPath();
  if (path.empty()) return;
  Session session = bench_->CurrentSession();
  glfwGetWindowSize(window_.handle, &session.window_width, &session.window_height);
  session.dock_open = state_.was_trying ? state_.dock_before : state_.dock_open;
  session.side_panel_open = state_.side_open;
  session.files_open = state_.files_open;
  // Forgetting a session is no reason to trouble anybody at the end.
  (void)WriteTextFile(path, SessionToText(session));
  (void)WriteTextFile(SettingsPath(), SettingsToText(bench_->settings()));
}

absl::Status App::Run() {
  SHARPSCALE_RETURN_IF_ERROR(options_.script.Validate());
  const bool scripted = !options_.script.screenshot.empty();
  if (!scripted) {
    if (const auto text = ReadTextFile(SettingsPath()); text.ok())
      loaded_ = SettingsFromText(*text).value_or(Settings{});
    if (const auto text = ReadTextFile(SessionPath()); text.ok())
      restored_ = SessionFromText(*text).value_or(Session{});
  }
  SHARPSCALE_RETURN_IF_ERROR(OpenWindow());
  if (options_.script.theme == "light") loaded_.theme = ThemeName::kLight;
  if (options_.script.theme == "dark") loaded_.theme = ThemeName::kDark;
  imgui_ = std::make_unique<ImGuiScope>(window_.handle);
  GlRendererOptions renderer_options;
  renderer_options.tile = options_.tile;
  renderer_options.texture_bytes = loaded_.texture_bytes;
  SHARPSCALE_ASSIGN_OR_RETURN(renderer_,
                              GlRenderer::Create(renderer_options, [] { glfwPostEmptyEvent(); }));
  bench_ = std::make_unique<Workbench>(std::move(services_), loaded_, [] { glfwPostEmptyEvent(); });
  SHARPSCALE_RETURN_IF_ERROR(AddActions(bench_.get(), &state_, &bench_->settings(), &actions_));
  kit_.actions = &actions_;
  LoadType();
  if (GLFWmonitor* monitor = glfwGetPrimaryMonitor(); monitor != nullptr) {
    int mm = 0;
    int mm_height = 0;
    glfwGetMonitorPhysicalSize(monitor, &mm, &mm_height);
    const GLFWvidmode* mode = glfwGetVideoMode(monitor);
    // X servers that do not know say 96 px per inch by making the mm up: that is what is assumed
    // anyway.
    if (mode != nullptr) state_.monitor_ppi = PlausibleScreenPpi(mode->width, mm);
  }
  state_.dock_open = restored_.dock_open;
  state_.side_open = restored_.side_panel_open;
  state_.files_open = restored_.files_open;
  if (!options_.frame_log.empty()) {
    frame_log_ = std::fopen(options_.frame_log.c_str(), "w");
    if (frame_log_ != nullptr) {
      std::setvbuf(frame_log_, nullptr, _IOLBF, 1 << 12);  // scripts read along
      std::fputs(
          "frame,at_ms,update_ms,interface_ms,canvas_ms,draw_ms,swap_ms,frame_ms,complete,"
          "texture_mb,first_pixels_ms\n",
          frame_log_);
    }
  }
  WarmUp();
  OpenFiles();
  absl::Status status;
  if (scripted) {
    status = RunScript();
  } else {
    const ViewScript& script = options_.script;
    if (!script.compare.empty()) bench_->look().compare = *CompareModeFromName(script.compare);
    if (script.split >= 0.0) bench_->look().split = script.split;
    state_.print_preview = script.print_preview;
    if (!script.print.empty()) {
      SHARPSCALE_ASSIGN_OR_RETURN(const Target wanted, ParsePrint(script.print));
      bench_->SetTarget(wanted, "Target " + TargetLabel(wanted));
    }
    RunInteractive();
    SaveSession();
  }
  if (frame_log_ != nullptr) std::fclose(frame_log_);
  // Workers and textures go before the context does.
  bench_.reset();
  renderer_.reset();
  imgui_.reset();
  return status;
}

}  // namespace

absl::Status RunWindow(const WindowOptions& options, Services services) {
  App app(options, std::move(services));
  return app.Run();
}

}  // namespace sharpscale::viewer
