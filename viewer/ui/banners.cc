// SPDX-License-Identifier: Apache-2.0

#include "viewer/ui/ui.h"

namespace sharpscale::viewer {

void DrawBanners(Ui& ui, const Box& whole) {
  const Kit& kit = ui.kit;
  // The legend keeps its corner.
  Box canvas = whole;
  if (ui.bench.CurrentOverlay() && canvas.w > kit.Px(560)) canvas.TakeRight(kit.Px(192));
  float y = canvas.y + kit.Px(8);
  // Below the tags of the pictures where there are any.
  if (!ui.bench.documents().empty()) y += kit.Px(36);
  for (size_t i = 0; i < ui.bench.banners().size(); ++i) {
    const Banner banner = ui.bench.banners()[i];
    const float wanted =
        kit.Measure(Type::kBody, banner.text).x + kit.Px(banner.action.empty() ? 84 : 200);
    const float width = std::min(std::max(wanted, kit.Px(300)), canvas.w - kit.Px(24));
    const Box box{canvas.cx() - width / 2, y, width, kit.Px(36)};
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
    kit.TextIn(text, Type::kBody, Token::kText, banner.text);
    const Kit::Touch touch = kit.TouchArea(id, text);
    if (touch.hovered) kit.Tooltip(banner.text);
    y += kit.Px(44);
  }
}

}  // namespace sharpscale::viewer
