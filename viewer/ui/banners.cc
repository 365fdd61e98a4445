// SPDX-License-Identifier: Apache-2.0

#include "viewer/ui/ui.h"

namespace sharpscale::viewer {

namespace {
constexpr double kInfoSeconds = 6.0;
}  // namespace

void DrawBanners(Ui& ui, const Box& whole) {
  const Kit& kit = ui.kit;
  // The legend keeps its corner.
  Box canvas = whole;
  if (ui.state.print_preview && canvas.w > kit.Px(620)) {
    canvas.TakeRight(kit.Px(312));
  } else if (ui.bench.CurrentOverlay() && canvas.w > kit.Px(560)) {
    canvas.TakeRight(kit.Px(192));
  }
  // What merely informs goes by itself.
  const double now = ImGui::GetTime();
  for (size_t i = 0; i < ui.bench.banners().size(); ++i) {
    const Banner& banner = ui.bench.banners()[i];
    if (banner.kind != BannerKind::kInfo) continue;
    const double since = ui.state.banner_since.try_emplace(banner.text, now).first->second;
    if (now - since > kInfoSeconds) {
      ui.state.banner_since.erase(banner.text);
      ui.bench.DismissBanner(i);
      break;
    }
  }
  float y = canvas.y + kit.Px(8);
  // Below the tags of the pictures where there are any.
  if (!ui.bench.documents().empty()) y += kit.Px(36);
  for (size_t i = 0; i < ui.bench.banners().size(); ++i) {
    const Banner banner = ui.bench.banners()[i];
    const float wanted =
        kit.Measure(Type::kBody, banner.text).x + kit.Px(banner.action.empty() ? 84 : 200);
    const float width = std::min(std::max(wanted, kit.Px(300)), canvas.w - kit.Px(24));
    // Long ones take a second and third line rather than lose their end.
    const float text_width = width - kit.Px(80) - (banner.action.empty() ? 0.0F : kit.Px(116));
    const float needed = kit.Measure(Type::kBody, banner.text, text_width).y;
    const float lines = std::clamp(std::round(needed / kit.LineHeight(Type::kBody)), 1.0F, 3.0F);
    const Box box{
        canvas.cx() - width / 2, y, width, kit.Px(18) + lines * kit.LineHeight(Type::kBody)};
    kit.Fill(box, Token::kRaised, 6);
    kit.Edge(box, Token::kEdge, 6);
    const ImVec2 mark{box.x + kit.Px(20), box.cy()};
    if (banner.kind == BannerKind::kInfo) {
      kit.DrawIconAt(Icon::kInfo, {mark.x - kit.Px(8), mark.y - kit.Px(8)}, Token::kAccent);
    } else {
      kit.VerdictMark(
          mark, 16, banner.kind == BannerKind::kError ? RuleVerdict::kFail : RuleVerdict::kWarn);
    }
    const std::string id = "banner" + std::to_string(i);
    float right = box.right() - kit.Px(8);
    if (kit.IconButton(id + ".close",
                       {right - kit.Px(24), box.cy() - kit.Px(12), kit.Px(24), kit.Px(24)},
                       Icon::kClose,
                       "Close")) {
      ui.bench.DismissBanner(i);
      return;
    }
    right -= kit.Px(30);
    const Action* action = ui.actions.Find(banner.action);
    if (action != nullptr) {
      ButtonLook look;
      const float w = kit.ButtonWidth(banner.action_title, look, 10);
      look.enabled = action->IsEnabled();
      if (kit.Button(id + ".action",
                     {right - w, box.cy() - kit.Px(12), w, kit.Px(24)},
                     banner.action_title,
                     look)) {
        ui.bench.DismissBanner(i);
        ui.actions.Run(banner.action);
        return;
      }
      right -= w + kit.Px(8);
    }
    const Box text{box.x + kit.Px(38), box.y, right - box.x - kit.Px(42), box.h};
    if (lines > 1.0F) {
      kit.TextWrapped({text.x, box.y + kit.Px(9)},
                      text.w,
                      Type::kBody,
                      Token::kText,
                      banner.text,
                      static_cast<int>(lines));
    } else {
      kit.TextIn(text, Type::kBody, Token::kText, banner.text);
    }
    const Kit::Touch touch = kit.TouchArea(id, text);
    if (touch.hovered) kit.Tooltip(banner.text);
    y = box.bottom() + kit.Px(8);
  }
}

}  // namespace sharpscale::viewer
