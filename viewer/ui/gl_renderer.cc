// SPDX-License-Identifier: Apache-2.0

#include "viewer/ui/gl_renderer.h"

#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glcorearb.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace sharpscale::viewer {
namespace {

constexpr char kVertexShader[] = R"(#version 330 core
uniform vec2 u_window;
layout(location = 0) in vec2 at;
void main() { gl_Position = vec4(at.x / u_window.x * 2.0 - 1.0, 1.0 - at.y / u_window.y * 2.0, 0.0, 1.0); }
)";

// Positions are window px, y down. A texel covers whole numbers: texel i is [i, i + 1).
constexpr char kFragmentShader[] = R"(uniform float u_height;
uniform sampler2D u_tile;
uniform vec2 u_tile_origin;   // window px of texel (0, 0)
uniform vec2 u_tile_px;       // window px per texel
uniform int u_nearest;
uniform float u_alpha;
uniform int u_dim;
uniform int u_channel;        // 0 colour, 1 luma, 2 red, 3 green, 4 blue
uniform int u_zebra;
uniform int u_grid;
uniform vec2 u_picture_origin;
uniform vec2 u_picture_px;
uniform int u_heat_on;
uniform sampler2D u_heat;
uniform sampler2D u_map;
uniform vec2 u_heat_origin;
uniform vec2 u_heat_cell;     // window px per cell
uniform vec2 u_heat_range;
uniform float u_heat_hide;
uniform float u_heat_opacity;
out vec4 colour;
void main() {
  vec2 window = vec2(gl_FragCoord.x, u_height - gl_FragCoord.y);
  vec2 texel = (window - u_tile_origin) / u_tile_px;
  vec4 c = u_nearest == 1 ? texelFetch(u_tile, clamp(ivec2(floor(texel)), ivec2(0), textureSize(u_tile, 0) - 1), 0)
                          : texture(u_tile, texel / vec2(textureSize(u_tile, 0)));
  if (c.a < 1.0) {
    float check = mod(floor(window.x / 8.0) + floor(window.y / 8.0), 2.0);
    c.rgb = mix(vec3(check < 0.5 ? 0.40 : 0.55), c.rgb, c.a);
  }
#ifndef PLAIN
  float luma = dot(c.rgb, vec3(0.299, 0.587, 0.114));
  bool clipped = max(c.r, max(c.g, c.b)) > 254.5 / 255.0;
  bool crushed = max(c.r, max(c.g, c.b)) < 0.5 / 255.0;
  if (u_channel == 1) c.rgb = vec3(luma);
  if (u_channel == 2) c.rgb = c.rrr;
  if (u_channel == 3) c.rgb = c.ggg;
  if (u_channel == 4) c.rgb = c.bbb;
  if (u_dim == 1) c.rgb = mix(vec3(luma), c.rgb, 0.5) * 0.5;
  if (u_zebra == 1 && (clipped || crushed)) {
    float stripe = mod(window.x + window.y, 8.0);
    if (stripe < 4.0) c.rgb = clipped ? vec3(0.90, 0.30, 0.20) : vec3(0.20, 0.45, 0.95);
  }
  if (u_grid == 1) {
    vec2 inside = fract((window - u_picture_origin) / u_picture_px) * u_picture_px;
    if (inside.x < 1.0 || inside.y < 1.0) c.rgb = mix(c.rgb, vec3(luma > 0.5 ? 0.0 : 1.0), 0.22);
  }
  if (u_heat_on == 1) {
    ivec2 cell = ivec2(floor((window - u_heat_origin) / u_heat_cell));
    ivec2 size = textureSize(u_heat, 0);
    if (cell.x >= 0 && cell.y >= 0 && cell.x < size.x && cell.y < size.y) {
      float v = texelFetch(u_heat, cell, 0).r;
      if (v == v && v >= u_heat_hide && v > u_heat_range.x) {
        float t = clamp((v - u_heat_range.x) / (u_heat_range.y - u_heat_range.x), 0.0, 1.0);
        vec3 map = texelFetch(u_map, ivec2(int(t * 255.0 + 0.5), 0), 0).rgb;
        c.rgb = mix(c.rgb, map, u_heat_opacity);
      }
    }
  }
#endif
  colour = vec4(c.rgb, u_alpha);
}
)";
// Pictures without map, stripes, grid or single channels take the short way: software drivers run
// every line of a shader for every pixel.
constexpr char kFullHead[] = "#version 330 core\n";
constexpr char kPlainHead[] = "#version 330 core\n#define PLAIN 1\n";

absl::StatusOr<unsigned> Compile(GLenum kind, const char* head, const char* text) {
  const unsigned shader = glCreateShader(kind);
  const char* const parts[] = {head, text};
  glShaderSource(shader, 2, parts, nullptr);
  glCompileShader(shader);
  int ok = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
  if (ok == 0) {
    char log[512] = {};
    glGetShaderInfoLog(shader, sizeof(log), nullptr, log);
    return absl::InternalError(fmt::format("A shader does not compile: {}", log));
  }
  return shader;
}

unsigned MakeTexture(GLint internal,
                     int width,
                     int height,
                     GLenum format,
                     GLenum type,
                     const void* pixels,
                     GLint filter) {
  unsigned texture = 0;
  glGenTextures(1, &texture);
  glBindTexture(GL_TEXTURE_2D, texture);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glTexImage2D(GL_TEXTURE_2D, 0, internal, width, height, 0, format, type, pixels);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
  return texture;
}

unsigned MakeRgba(const cv::Mat& rgba) {
  const cv::Mat packed = rgba.isContinuous() ? rgba : rgba.clone();
  return MakeTexture(
      GL_RGBA8, packed.cols, packed.rows, GL_RGBA, GL_UNSIGNED_BYTE, packed.data, GL_LINEAR);
}

void DeleteTexture(unsigned& texture) {
  glDeleteTextures(1, &texture);
}

constexpr int kGutter = 1;
constexpr int64_t kSmallBytes = 48ll << 20;
constexpr int64_t kHeatBytes = 128ll << 20;

}  // namespace

absl::StatusOr<std::unique_ptr<GlRenderer>> GlRenderer::Create(const GlRendererOptions& options,
                                                               std::function<void()> wake) {
  std::unique_ptr<GlRenderer> renderer(new GlRenderer(options, std::move(wake)));
  const absl::Status status = renderer->Prepare();
  if (!status.ok()) return status;
  return renderer;
}

GlRenderer::GlRenderer(const GlRendererOptions& options, std::function<void()> wake)
    : options_(options),
      loader_(std::move(wake)),
      tiles_(options.texture_bytes, DeleteTexture),
      small_(kSmallBytes, DeleteTexture),
      heat_(kHeatBytes, DeleteTexture) {}

GlRenderer::~GlRenderer() {
  for (auto& [map, texture] : maps_) DeleteTexture(texture);
  for (const Program* program : {&full_, &plain_}) {
    if (program->id != 0) glDeleteProgram(program->id);
  }
  if (vertex_buffer_ != 0) glDeleteBuffers(1, &vertex_buffer_);
  if (vertex_array_ != 0) glDeleteVertexArrays(1, &vertex_array_);
}

absl::Status GlRenderer::Prepare() {
  for (const bool plain : {false, true}) {
    const absl::StatusOr<unsigned> vertex = Compile(GL_VERTEX_SHADER, "", kVertexShader);
    if (!vertex.ok()) return vertex.status();
    const absl::StatusOr<unsigned> fragment =
        Compile(GL_FRAGMENT_SHADER, plain ? kPlainHead : kFullHead, kFragmentShader);
    if (!fragment.ok()) return fragment.status();
    Program& program = plain ? plain_ : full_;
    program.id = glCreateProgram();
    glAttachShader(program.id, *vertex);
    glAttachShader(program.id, *fragment);
    glLinkProgram(program.id);
    glDeleteShader(*vertex);
    glDeleteShader(*fragment);
    int ok = 0;
    glGetProgramiv(program.id, GL_LINK_STATUS, &ok);
    if (ok == 0) return absl::InternalError("The canvas shader does not link");
    int count = 0;
    glGetProgramiv(program.id, GL_ACTIVE_UNIFORMS, &count);
    for (int i = 0; i < count; ++i) {
      char name[64] = {};
      int size = 0;
      GLenum type = 0;
      glGetActiveUniform(program.id, i, sizeof(name), nullptr, &size, &type, name);
      program.uniforms[name] = glGetUniformLocation(program.id, name);
    }
  }
  glGenVertexArrays(1, &vertex_array_);
  glGenBuffers(1, &vertex_buffer_);
  glBindVertexArray(vertex_array_);
  glBindBuffer(GL_ARRAY_BUFFER, vertex_buffer_);
  glEnableVertexAttribArray(0);
  glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 2 * sizeof(float), nullptr);
  glBindVertexArray(0);
  return absl::OkStatus();
}

ImTextureID GlRenderer::Texture(uint64_t id, const cv::Mat& rgba) {
  if (rgba.empty()) return nullptr;
  const unsigned* known = small_.Touch(id);
  if (known == nullptr) {
    small_.Put(id, MakeRgba(rgba), static_cast<int64_t>(rgba.total()) * 4);
    known = small_.Touch(id);
  }
  // NOLINTNEXTLINE(performance-no-int-to-ptr): ImGui carries the texture's number as a pointer.
  return reinterpret_cast<ImTextureID>(static_cast<intptr_t>(*known));
}

unsigned GlRenderer::HeatTexture(const HeatLayer& heat, int level, cv::Size* size) {
  const cv::Mat1f& values = heat.levels->values[level];
  *size = values.size();
  const std::pair<uint64_t, int> key(heat.id, level);
  const unsigned* known = heat_.Touch(key);
  if (known == nullptr) {
    const cv::Mat packed = values.isContinuous() ? cv::Mat(values) : values.clone();
    heat_.Put(
        key,
        MakeTexture(GL_R32F, packed.cols, packed.rows, GL_RED, GL_FLOAT, packed.data, GL_NEAREST),
        static_cast<int64_t>(packed.total()) * 4);
    known = heat_.Touch(key);
  }
  return *known;
}

unsigned GlRenderer::MapTexture(ColourMap map) {
  unsigned& texture = maps_[static_cast<int>(map)];
  if (texture == 0) {
    cv::Mat row(1, 256, CV_8UC4);
    const auto colours = SampleColourMap(map, 256);
    for (int i = 0; i < 256; ++i) {
      row.at<cv::Vec4b>(0, i) = {colours[i][0], colours[i][1], colours[i][2], 255};
    }
    texture = MakeRgba(row);
  }
  return texture;
}

void GlRenderer::Upload() {
  const auto start = std::chrono::steady_clock::now();
  while (true) {
    std::vector<LoadedTile> ready = loader_.TakeReady(1);
    if (ready.empty()) return;
    const LoadedTile& tile = ready.front();
    if (!tile.pixels.empty()) {
      tiles_.Put(tile.key, MakeRgba(tile.pixels), static_cast<int64_t>(tile.pixels.total()) * 4);
    }
    const std::chrono::duration<double, std::milli> spent =
        std::chrono::steady_clock::now() - start;
    if (spent.count() > options_.upload_ms) return;
  }
}

void GlRenderer::DrawQuad(const Box& quad, const Box& clip, int height) {
  // Only what is inside the clip is sent; scissor cuts the rest exactly.
  const float x0 = std::max(quad.x, clip.x);
  const float y0 = std::max(quad.y, clip.y);
  const float x1 = std::min(quad.right(), clip.right());
  const float y1 = std::min(quad.bottom(), clip.bottom());
  if (x1 <= x0 || y1 <= y0) return;
  (void)height;
  const float points[] = {x0, y0, x1, y0, x0, y1, x1, y1};
  glBufferData(GL_ARRAY_BUFFER, sizeof(points), points, GL_STREAM_DRAW);
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

void GlRenderer::DrawLayer(const PictureLayer& layer,
                           int width,
                           int height,
                           std::vector<TileRequest>* missing) {
  if (layer.clip.empty() || layer.source == nullptr) return;
  const bool plain = layer.heat == nullptr && !layer.dim && !layer.zebra &&
                     layer.channel == ShownChannel::kColour &&
                     !(layer.pixel_grid && layer.px_x >= 8.0);
  const Program& program = plain ? plain_ : full_;
  glUseProgram(program.id);
  const auto where = [&](const char* name) {
    const auto it = program.uniforms.find(name);
    return it != program.uniforms.end() ? it->second
                                        : -1;  // -1: the short shader has no such thing
  };
  const auto set_i = [&](const char* name, int v) { glUniform1i(where(name), v); };
  const auto set_f = [&](const char* name, double v) {
    glUniform1f(where(name), static_cast<float>(v));
  };
  const auto set_2 = [&](const char* name, double x, double y) {
    glUniform2f(where(name), static_cast<float>(x), static_cast<float>(y));
  };
  const Box& clip = layer.clip;
  glEnable(GL_SCISSOR_TEST);
  glScissor(static_cast<int>(clip.x),
            height - static_cast<int>(std::lround(clip.bottom())),
            static_cast<int>(clip.w),
            static_cast<int>(clip.h));
  set_2("u_window", width, height);
  set_f("u_height", height);
  set_f("u_alpha", layer.alpha);
  set_i("u_dim", layer.dim ? 1 : 0);
  set_i("u_channel", static_cast<int>(layer.channel));
  set_i("u_zebra", layer.zebra ? 1 : 0);
  set_i("u_grid", layer.pixel_grid && layer.px_x >= 8.0 ? 1 : 0);
  set_2("u_picture_origin", layer.x, layer.y);
  set_2("u_picture_px", layer.px_x, layer.px_y);
  set_i("u_tile", 0);
  set_i("u_heat", 1);
  set_i("u_map", 2);
  set_i("u_heat_on", 0);
  if (layer.heat != nullptr && layer.heat->levels != nullptr &&
      !layer.heat->levels->values.empty()) {
    const HeatLayer& heat = *layer.heat;
    const int level = HeatLevelForZoom(*heat.levels, heat.px_x);
    cv::Size size;
    const unsigned texture = HeatTexture(heat, level, &size);
    const double cell = heat.levels->cell * std::exp2(level);
    glActiveTexture(GL_TEXTURE1);
    glBindTexture(GL_TEXTURE_2D, texture);
    glActiveTexture(GL_TEXTURE2);
    glBindTexture(GL_TEXTURE_2D, MapTexture(heat.map));
    set_i("u_heat_on", 1);
    set_2("u_heat_origin", heat.x, heat.y);
    set_2("u_heat_cell", cell * heat.px_x, cell * heat.px_y);
    set_2("u_heat_range", heat.levels->range_low, heat.levels->range_high);
    set_f("u_heat_hide", heat.hide_below);
    set_f("u_heat_opacity", heat.opacity);
  }
  glActiveTexture(GL_TEXTURE0);

  // What is seen, in px of the picture.
  const double left = (clip.x - layer.x) / layer.px_x;
  const double top = (clip.y - layer.y) / layer.px_y;
  const double right = (clip.right() - layer.x) / layer.px_x;
  const double bottom = (clip.bottom() - layer.y) / layer.px_y;
  const int level = std::min(LevelForZoom(layer.px_x), layer.source->levels() - 1);
  // Without the right level yet, the whole picture at full size would be far too many tiles.
  const int wanted_level = LevelForZoom(layer.px_x);
  const bool level_ready = level == wanted_level ||
                           level >= LevelCount(layer.source->width(), layer.source->height()) - 1;

  const auto draw = [&](unsigned texture,
                        const Box& quad,
                        double ox,
                        double oy,
                        double px,
                        double py,
                        bool nearest) {
    glBindTexture(GL_TEXTURE_2D, texture);
    set_2("u_tile_origin", ox, oy);
    set_2("u_tile_px", px, py);
    set_i("u_nearest", nearest ? 1 : 0);
    DrawQuad(quad, clip, height);
  };
  const auto draw_preview = [&](const Box& quad) {
    if (layer.preview.empty()) return;
    const auto id =
        static_cast<unsigned>(reinterpret_cast<intptr_t>(Texture(layer.preview_id, layer.preview)));
    draw(id,
         quad,
         layer.x,
         layer.y,
         layer.px_x * layer.source->width() / layer.preview.cols,
         layer.px_y * layer.source->height() / layer.preview.rows,
         false);
  };
  if (!level_ready) {
    complete_ = false;
    draw_preview({static_cast<float>(layer.x),
                  static_cast<float>(layer.y),
                  static_cast<float>(layer.px_x * layer.source->width()),
                  static_cast<float>(layer.px_y * layer.source->height())});
    return;
  }

  const auto area_of = [&](int n) {
    const double step = std::exp2(n);
    const int x0 = static_cast<int>(std::floor(std::max(0.0, left / step)));
    const int y0 = static_cast<int>(std::floor(std::max(0.0, top / step)));
    const double w = LevelSide(layer.source->width(), n);
    const double h = LevelSide(layer.source->height(), n);
    const int x1 = static_cast<int>(std::ceil(std::min(w, right / step)));
    const int y1 = static_cast<int>(std::ceil(std::min(h, bottom / step)));
    return cv::Rect(x0, y0, std::max(0, x1 - x0), std::max(0, y1 - y0));
  };
  // Draws one tile of a level, cut to `part` of the window; false where it is not there.
  const auto draw_tile = [&](int n, int column, int row, const Box& part) {
    const unsigned* texture = tiles_.Touch({layer.source->id(), n, column, row});
    if (texture == nullptr) return false;
    const double px = layer.px_x * std::exp2(n);
    const double py = layer.px_y * std::exp2(n);
    const double ox = layer.x + (column * options_.tile - kGutter) * px;
    const double oy = layer.y + (row * options_.tile - kGutter) * py;
    draw(*texture, part, ox, oy, px, py, layer.px_x >= 1.0);
    return true;
  };
  const int levels = layer.source->levels();
  for (TileRequest& request :
       TilesCovering(layer.source, level, area_of(level), options_.tile, kGutter)) {
    const double px = layer.px_x * std::exp2(level);
    const double py = layer.px_y * std::exp2(level);
    const double x0 = layer.x + (request.rect.x + kGutter) * px;
    const double y0 = layer.y + (request.rect.y + kGutter) * py;
    // The last row of an odd level reaches beyond the picture: cut it there.
    const double x1 = std::min(x0 + (request.rect.width - 2 * kGutter) * px,
                               layer.x + layer.px_x * layer.source->width());
    const double y1 = std::min(y0 + (request.rect.height - 2 * kGutter) * py,
                               layer.y + layer.px_y * layer.source->height());
    const Box part{static_cast<float>(x0),
                   static_cast<float>(y0),
                   static_cast<float>(x1 - x0),
                   static_cast<float>(y1 - y0)};
    if (draw_tile(level, request.key.column, request.key.row, part)) continue;
    complete_ = false;
    missing->push_back(request);
    bool stood_in = false;
    for (int n = level + 1; n < levels && !stood_in; ++n) {
      const int shift = n - level;
      stood_in = draw_tile(n, request.key.column >> shift, request.key.row >> shift, part);
    }
    if (!stood_in) draw_preview(part);
  }
  glDisable(GL_SCISSOR_TEST);
}

void GlRenderer::Draw(const CanvasScene& scene, int width, int height) {
  tiles_.BeginFrame();
  small_.BeginFrame();
  heat_.BeginFrame();
  complete_ = true;
  Upload();
  glViewport(0, 0, width, height);
  glDisable(GL_DEPTH_TEST);
  glDisable(GL_CULL_FACE);
  // A scissored clear costs a software driver a fraction of what a blended quad does.
  const auto fill = [&](const Box& box, uint32_t colour) {
    if (box.empty()) return;
    glEnable(GL_SCISSOR_TEST);
    glScissor(static_cast<int>(box.x),
              height - static_cast<int>(std::lround(box.bottom())),
              static_cast<int>(box.w),
              static_cast<int>(box.h));
    glClearColor(static_cast<float>((colour >> 16) & 255) / 255.0F,
                 static_cast<float>((colour >> 8) & 255) / 255.0F,
                 static_cast<float>(colour & 255) / 255.0F,
                 1.0F);
    glClear(GL_COLOR_BUFFER_BIT);
    glDisable(GL_SCISSOR_TEST);
  };
  fill(scene.area, scene.background);
  for (const SolidFill& solid : scene.fills) fill(solid.box, solid.colour);
  glBindVertexArray(vertex_array_);
  glBindBuffer(GL_ARRAY_BUFFER, vertex_buffer_);
  std::vector<TileRequest> missing;
  for (const PictureLayer& layer : scene.layers) {
    if (layer.alpha < 1.0) {
      glEnable(GL_BLEND);
      glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
    } else {
      glDisable(GL_BLEND);
    }
    DrawLayer(layer, width, height, &missing);
  }
  glDisable(GL_SCISSOR_TEST);
  glBindVertexArray(0);
  glUseProgram(0);
  loader_.Request(std::move(missing));
}

GlTarget::GlTarget(int width, int height) : width_(width), height_(height) {
  glGenFramebuffers(1, &framebuffer_);
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
  colour_ = MakeTexture(GL_RGBA8, width, height, GL_RGBA, GL_UNSIGNED_BYTE, nullptr, GL_NEAREST);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, colour_, 0);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

GlTarget::~GlTarget() {
  glDeleteFramebuffers(1, &framebuffer_);
  glDeleteTextures(1, &colour_);
}

void GlTarget::Bind() {
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
}
void GlTarget::Unbind() {
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

cv::Mat GlTarget::Read() {
  Bind();
  cv::Mat rgba(height_, width_, CV_8UC4);
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(0, 0, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE, rgba.data);
  Unbind();
  cv::Mat rgb(height_, width_, CV_8UC3);
  for (int y = 0; y < height_; ++y) {
    const uint8_t* from = rgba.ptr<uint8_t>(height_ - 1 - y);
    uint8_t* to = rgb.ptr<uint8_t>(y);
    for (int x = 0; x < width_; ++x) {
      to[3 * x] = from[4 * x];
      to[3 * x + 1] = from[4 * x + 1];
      to[3 * x + 2] = from[4 * x + 2];
    }
  }
  return rgb;
}

}  // namespace sharpscale::viewer
