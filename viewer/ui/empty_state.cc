// SPDX-License-Identifier: Apache-2.0

#include <cmath>
#include <filesystem>

#include "viewer/ui/ui.h"

namespace sharpscale::viewer {
namespace {

void DashedBox(const Kit& kit, const Box& box) {
  ImDrawList* draw = kit.draw();
  const float r = kit.Px(12);
  const ImU32 colour = kit.Colour(Token::kEdge);
  const float dash = kit.Px(7);
  const float gap = kit.Px(5);
  const float w = kit.Px(1.5F);
  for (float x = box.x + r; x < box.right() - r; x += dash + gap) {
    const float end = std::min(x + dash, box.right() - r);
    draw->AddLine({x, box.y}, {end, box.y}, colour, w);
    draw->AddLine({x, box.bottom()}, {end, box.bottom()}, colour, w);
  }
  for (float y = box.y + r; y < box.bottom() - r; y += dash + gap) {
    const float end = std::min(y + dash, box.bottom() - r);
    draw->AddLine({box.x, y}, {box.x, end}, colour, w);
    draw->AddLine({box.right(), y}, {box.right(), end}, colour, w);
  }
  const float pi = 3.14159265F;
  const ImVec2 corners[] = {{box.x + r, box.y + r},
                            {box.right() - r, box.y + r},
                            {box.right() - r, box.bottom() - r},
                            {box.x + r, box.bottom() - r}};
  for (int i = 0; i < 4; ++i) {
    const float from = pi + static_cast<float>(i) * pi / 2;
    for (int k = 0; k < 2; ++k) {
      draw->PathArcTo(corners[i],
                      r,
                      from + static_cast<float>(k) * pi / 4 + 0.08F,
                      from + static_cast<float>(k + 1) * pi / 4 - 0.16F,
                      6);
      draw->PathStroke(colour, ImDrawFlags_None, w);
    }
  }
}

// The sign of the house: an edge before (dashed) and after.
void EdgeSign(const Kit& kit, ImVec2 centre) {
  ImDrawList* draw = kit.draw();
  std::vector<ImVec2> after;
  const float w = kit.Px(60);
  for (int i = 0; i <= 80; ++i) {
    const float t = -1.0F + static_cast<float>(i) / 40.0F;
    const float x = centre.x + t * w;
    const float edge = 1.0F / (1.0F + std::exp(-t * 22.0F));
    const float ringing = 0.55F * t * std::exp(-t * t * 26.0F) * 3.0F;
    after.push_back({x, centre.y + kit.Px(18) - (edge + 0.55F * ringing) * kit.Px(36)});
    const float soft = 1.0F / (1.0F + std::exp(-t * 8.0F));
    const float y = centre.y + kit.Px(18) - soft * kit.Px(36);
    if (std::abs(t) < 0.5F && i % 3 != 2) {
      const float t2 = t + 1.0F / 40.0F;
      const float soft2 = 1.0F / (1.0F + std::exp(-t2 * 8.0F));
      draw->AddLine({x, y},
                    {centre.x + t2 * w, centre.y + kit.Px(18) - soft2 * kit.Px(36)},
                    kit.Colour(Token::kSource),
                    kit.Px(1.5F));
    }
  }
  draw->AddPolyline(after.data(),
                    static_cast<int>(after.size()),
                    kit.Colour(Token::kAccent),
                    ImDrawFlags_None,
                    kit.Px(2));
}

}  // namespace

void DrawEmptyState(Ui& ui, const Box& box) {
  const Kit& kit = ui.kit;
  const float width = std::min(kit.Px(672), box.w - kit.Px(48));
  const float total = kit.Px(660);
  float y = box.y + std::max(kit.Px(24), (box.h - total) * 0.5F);
  const float x = box.cx() - width / 2;

  const Box drop{x, y, width, kit.Px(300)};
  kit.Fill(drop, Token::kPanel, 12);
  DashedBox(kit, drop);
  EdgeSign(kit, {drop.cx(), drop.y + kit.Px(66)});
  kit.TextIn({drop.x, drop.y + kit.Px(108), drop.w, kit.Px(30)},
             Type::kHead,
             Token::kText,
             "Drop pictures or folders here",
             0.5F);
  kit.TextIn({drop.x, drop.y + kit.Px(142), drop.w, kit.Px(22)},
             Type::kBody,
             Token::kText2,
             "JPEG, PNG, TIFF, WebP, HEIC, AVIF, JPEG XL and camera RAW, of any size",
             0.5F);
  ButtonLook open;
  open.style = ButtonStyle::kPrimary;
  open.caps = ui.actions.Caps("file.open");
  ButtonLook plain;
  const float w1 = kit.ButtonWidth("Open pictures\u2026", open, 16);
  const float w2 = kit.ButtonWidth("Open folder\u2026", plain, 16);
  const float w3 = kit.ButtonWidth("Test chart", plain, 16);
  float bx = drop.cx() - (w1 + w2 + w3 + kit.Px(16)) / 2;
  const float by = drop.y + kit.Px(185);
  if (kit.Button("empty.open", {bx, by, w1, kit.Px(36)}, "Open pictures\u2026", open))
    ui.actions.Run("file.open");
  bx += w1 + kit.Px(8);
  if (kit.Button("empty.folder", {bx, by, w2, kit.Px(36)}, "Open folder\u2026", plain))
    ui.actions.Run("file.open_folder");
  bx += w2 + kit.Px(8);
  if (kit.Button("empty.chart", {bx, by, w3, kit.Px(36)}, "Test chart", plain))
    ui.actions.Run("file.chart");
  kit.TextIn({drop.x, drop.y + kit.Px(240), drop.w, kit.Px(22)},
             Type::kTable,
             Token::kText2,
             "Two pictures of one scene open as source and result.",
             0.5F);

  y = drop.bottom() + kit.Px(32);
  const float third = width / 3;
  struct Promise {
    Icon icon;
    const char* title;
    const char* text;
  };
  constexpr Promise kPromises[] = {
      {Icon::kRuler,
       "Measure",
       "Real resolution, blur, noise, compression and halos, each with its unit."},
      {Icon::kList,
       "Advise",
       "The right steps in the right order for your print size, with the evidence."},
      {Icon::kTarget, "Check", "The result, measured again: what was gained, and what was added."},
  };
  for (int i = 0; i < 3; ++i) {
    const float px = x + static_cast<float>(i) * third;
    kit.DrawIconAt(kPromises[i].icon, {px, y + kit.Px(2)}, Token::kAccent, 17);
    kit.Text({px + kit.Px(26), y}, Type::kSection, Token::kText, kPromises[i].title);
    kit.TextWrapped(
        {px, y + kit.Px(24)}, third - kit.Px(36), Type::kBody, Token::kText2, kPromises[i].text);
  }
  y += kit.Px(138);

  const std::vector<std::string>& recent = ui.bench.session().recent;
  if (!recent.empty()) {
    kit.HLine(x, x + width, y - kit.Px(24), Token::kEdge);
    kit.Text({x, y}, Type::kSection, Token::kText, "Recent");
    if (kit.Link("empty.clear",
                 {x + width - kit.Measure(Type::kBody, "Clear").x, y},
                 "Clear",
                 Type::kBody)) {
      ui.bench.session().recent.clear();
      return;
    }
    y += kit.Px(28);
    for (size_t i = 0; i < std::min<size_t>(3, recent.size()); ++i) {
      const Box card{x + static_cast<float>(i) * third, y, third - kit.Px(12), kit.Px(44)};
      const Kit::Touch touch = kit.TouchArea("empty.recent" + std::to_string(i), card);
      if (touch.hovered) {
        kit.Fill(card.Inset(-kit.Px(4), -kit.Px(4)), Token::kHover, 6);
        kit.Tooltip(recent[i]);
      }
      kit.Fill({card.x, card.y, kit.Px(64), card.h}, Token::kControl, 3);
      kit.DrawIconIn({card.x, card.y, kit.Px(64), card.h}, Icon::kPicture, Token::kText3);
      const std::filesystem::path path(recent[i]);
      kit.TextIn({card.x + kit.Px(76), card.y + kit.Px(3), card.w - kit.Px(76), kit.Px(18)},
                 Type::kStrong,
                 Token::kText,
                 path.filename().string());
      kit.TextIn({card.x + kit.Px(76), card.y + kit.Px(22), card.w - kit.Px(76), kit.Px(18)},
                 Type::kTable,
                 Token::kText2,
                 path.parent_path().filename().string());
      if (touch.clicked) {
        ui.bench.Open({recent[i]});
        return;
      }
    }
    y += kit.Px(84);
  }

  // Keys that open the rest.
  struct Hint {
    const char* action;
    const char* text;
  };
  constexpr Hint kHints[] = {
      {"help.keys", "Keys"}, {"help.palette", "All commands"}, {"file.open", "Open"}};
  float hint_width = 0;
  for (const Hint& hint : kHints) {
    hint_width += kit.KeyCapWidth(ui.actions.Caps(hint.action)) + kit.Px(8) +
                  kit.Measure(Type::kTable, hint.text).x + kit.Px(28);
  }
  float hx = box.cx() - (hint_width - kit.Px(28)) / 2;
  const float hy = std::min(y + kit.Px(8), box.bottom() - kit.Px(30));
  for (const Hint& hint : kHints) {
    hx += kit.KeyCap({hx, hy}, ui.actions.Caps(hint.action)) + kit.Px(8);
    kit.Text({hx, hy}, Type::kTable, Token::kText2, hint.text);
    hx += kit.Measure(Type::kTable, hint.text).x + kit.Px(28);
  }
}

}  // namespace sharpscale::viewer
