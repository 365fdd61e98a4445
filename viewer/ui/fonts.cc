// SPDX-License-Identifier: Apache-2.0

#include "viewer/ui/fonts.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "imgui_freetype.h"

#include <ft2build.h>
#include FT_FREETYPE_H

namespace sharpscale::viewer {
namespace {

struct Face {
  float size;  // design px
  const char* inter;
  const char* dejavu;
};

constexpr std::array<Face, static_cast<size_t>(Type::kCount)> kFaces = {{
    {11.0F, "Regular", "DejaVuSans.ttf"},
    {12.0F, "Regular", "DejaVuSans.ttf"},
    {12.0F, "Medium", "DejaVuSans-Bold.ttf"},
    {13.0F, "Regular", "DejaVuSans.ttf"},
    {13.0F, "Medium", "DejaVuSans.ttf"},
    {13.0F, "SemiBold", "DejaVuSans-Bold.ttf"},
    {16.0F, "SemiBold", "DejaVuSans-Bold.ttf"},
    {20.0F, "SemiBold", "DejaVuSans-Bold.ttf"},
}};

// ImGui sizes fonts by ascender + descender; designers by the em. Inter: 1.21, DejaVu: 1.164.
constexpr float kInterLine = 1.21F;
constexpr float kDejaVuLine = 1.164F;

// Latin to U+024F, Greek, dashes, quotes, subscripts, euro, arrows, minus.
constexpr ImWchar kRanges[] = {0x0020,
                               0x024F,
                               0x0370,
                               0x03FF,
                               0x2010,
                               0x20AC,
                               0x2190,
                               0x2193,
                               0x2212,
                               0x2212,
                               0x2260,
                               0x2265,
                               0};

// ImGui's FreeType builder rounds every advance up, which spaces text out by half a pixel a letter.
// Rounds to the nearest instead, by the face's own unhinted widths.
void RoundAdvances(ImFont* font, const std::string& path, float pixels) {
  FT_Library library = nullptr;
  if (FT_Init_FreeType(&library) != 0) return;
  FT_Face face = nullptr;
  if (FT_New_Face(library, path.c_str(), 0, &face) == 0) {
    FT_Size_RequestRec request = {};
    request.type = FT_SIZE_REQUEST_TYPE_REAL_DIM;
    request.height = static_cast<FT_Long>(static_cast<uint32_t>(pixels)) * 64;
    if (FT_Request_Size(face, &request) == 0) {
      for (ImFontGlyph& glyph : font->Glyphs) {
        if (FT_Load_Char(face, glyph.Codepoint, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0)
          continue;
        glyph.AdvanceX = std::round(static_cast<float>(face->glyph->linearHoriAdvance) / 65536.0F);
      }
    }
    FT_Done_Face(face);
  }
  FT_Done_FreeType(library);
  font->BuildLookupTable();
}

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

}  // namespace

Fonts LoadFonts(float scale) {
  Fonts fonts;
  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  atlas->Clear();
  atlas->FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
  atlas->Flags |= ImFontAtlasFlags_NoPowerOfTwoHeight;
  const std::string inter = "/usr/share/fonts/opentype/inter/Inter-";
  const std::string dejavu = "/usr/share/fonts/truetype/dejavu/";
  const bool has_inter = Exists(inter + "Regular.otf") && Exists(inter + "Medium.otf") &&
                         Exists(inter + "SemiBold.otf");
  const bool has_dejavu =
      Exists(dejavu + "DejaVuSans.ttf") && Exists(dejavu + "DejaVuSans-Bold.ttf");
  fonts.family = has_inter ? "Inter" : has_dejavu ? "DejaVu Sans" : "built-in";
  std::array<std::string, kFaces.size()> files;
  for (size_t i = 0; i < kFaces.size(); ++i) {
    ImFontConfig config;
    config.OversampleH = 1;
    config.OversampleV = 1;
    config.PixelSnapH = false;
    // Inter is drawn for screens without hinting of its own; light hinting keeps stems crisp.
    config.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
    const float size = kFaces[i].size * scale;
    if (has_inter) {
      files[i] = inter + kFaces[i].inter + ".otf";
      fonts.fonts[i] = atlas->AddFontFromFileTTF(
          files[i].c_str(), std::round(size * kInterLine), &config, kRanges);
    } else if (has_dejavu) {
      files[i] = dejavu + kFaces[i].dejavu;
      fonts.fonts[i] = atlas->AddFontFromFileTTF(
          files[i].c_str(), std::round(size * kDejaVuLine), &config, kRanges);
    } else {
      config.SizePixels = std::round(size);
      fonts.fonts[i] = atlas->AddFontDefault(&config);
    }
  }
  atlas->Build();
  for (size_t i = 0; i < kFaces.size(); ++i) {
    if (!files[i].empty()) RoundAdvances(fonts.fonts[i], files[i], fonts.fonts[i]->FontSize);
    MakeDigitsTabular(fonts.fonts[i]);
  }
  return fonts;
}

void MakeDigitsTabular(ImFont* font) {
  float widest = 0.0F;
  for (ImWchar c = '0'; c <= '9'; ++c) {
    widest = std::max(widest, font->FindGlyph(c)->AdvanceX);
  }
  for (ImFontGlyph& glyph : font->Glyphs) {
    if (glyph.Codepoint < '0' || glyph.Codepoint > '9') continue;
    const float shift = std::floor((widest - glyph.AdvanceX) / 2.0F);
    glyph.X0 += shift;
    glyph.X1 += shift;
    glyph.AdvanceX = widest;
  }
  font->BuildLookupTable();
}

}  // namespace sharpscale::viewer
