// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/settings.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "viewer/core/target_json.h"

namespace sharpscale::viewer {
namespace {

using nlohmann::json;

constexpr size_t kMaxRecent = 12;

std::string XdgFile(const char* variable, const char* fallback, const char* name) {
  const char* base = std::getenv(variable);
  if (base != nullptr && base[0] == '/') return fmt::format("{}/sharpscale/{}", base, name);
  const char* home = std::getenv("HOME");
  if (home == nullptr || home[0] == '\0') return "";
  return fmt::format("{}/{}/sharpscale/{}", home, fallback, name);
}

template <class T>
void Read(const json& from, const char* key, T* to) {
  const auto it = from.find(key);
  if (it == from.end()) return;
  if constexpr (std::is_same_v<T, bool>) {
    if (it->is_boolean()) *to = it->template get<bool>();
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (it->is_string()) *to = it->template get<std::string>();
  } else {
    if (it->is_number()) *to = it->template get<T>();
  }
}

json LookToJson(const Look& look) {
  return {{"compare", CompareModeName(look.compare)},
          {"split", look.split},
          {"fade", look.fade},
          {"difference", static_cast<int>(look.difference)},
          {"channel", static_cast<int>(look.channel)},
          {"histogram", static_cast<int>(look.histogram)},
          {"overlay", look.overlay},
          {"overlay_opacity", look.overlay_opacity},
          {"hide_below", look.hide_below},
          {"colour_map", ColourMapName(look.colour_map)},
          {"places", look.places},
          {"zebra", look.zebra},
          {"pixel_grid", look.pixel_grid}};
}

Look LookFromJson(const json& from) {
  Look look;
  if (!from.is_object()) return look;
  std::string word;
  Read(from, "compare", &word);
  look.compare = CompareModeFromName(word).value_or(look.compare);
  Read(from, "split", &look.split);
  look.split = std::clamp(look.split, 0.0, 1.0);
  Read(from, "fade", &look.fade);
  look.fade = std::clamp(look.fade, 0.0, 1.0);
  const auto choice = [&](const char* key, int count, auto* to) {
    int index = static_cast<int>(*to);
    Read(from, key, &index);
    if (index >= 0 && index < count) *to = static_cast<std::decay_t<decltype(*to)>>(index);
  };
  choice("difference", static_cast<int>(DifferenceTable().size()), &look.difference);
  choice("channel", 5, &look.channel);
  choice("histogram", 4, &look.histogram);
  Read(from, "overlay", &look.overlay);
  Read(from, "overlay_opacity", &look.overlay_opacity);
  look.overlay_opacity = std::clamp(look.overlay_opacity, 0.0, 1.0);
  Read(from, "hide_below", &look.hide_below);
  word.clear();
  Read(from, "colour_map", &word);
  for (const ColourMap map : {ColourMap::kInferno, ColourMap::kViridis, ColourMap::kCividis}) {
    if (ColourMapName(map) == word) look.colour_map = map;
  }
  Read(from, "places", &look.places);
  Read(from, "zebra", &look.zebra);
  Read(from, "pixel_grid", &look.pixel_grid);
  return look;
}

absl::StatusOr<json> Parse(const std::string& text) {
  json parsed = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded() || !parsed.is_object()) {
    return absl::InvalidArgumentError("Not a JSON object; delete the file to start afresh");
  }
  return parsed;
}

}  // namespace

absl::Status Settings::Validate() const {
  if (ui_scale != 0.0 && !(ui_scale >= 0.5 && ui_scale <= 4.0)) {
    return absl::InvalidArgumentError(
        fmt::format("ui_scale is {}; 0 (the display's own) or 0.5 to 4 is allowed", ui_scale));
  }
  if (texture_bytes < (32ll << 20)) {
    return absl::InvalidArgumentError(
        fmt::format("texture_bytes is {}; at least 32 MiB are needed", texture_bytes));
  }
  if (screen_ppi != 0.0 && !(screen_ppi >= 40.0 && screen_ppi <= 600.0)) {
    return absl::InvalidArgumentError(fmt::format(
        "screen_ppi is {}; 0 (as the monitor says) or 40 to 600 is allowed", screen_ppi));
  }
  if (!(screen_distance_in >= 6.0 && screen_distance_in <= 240.0)) {
    return absl::InvalidArgumentError(
        fmt::format("screen_distance_in is {}; 6 to 240 is allowed", screen_distance_in));
  }
  return absl::OkStatus();
}

void Session::AddRecent(const std::string& path) {
  recent.erase(std::remove(recent.begin(), recent.end(), path), recent.end());
  recent.insert(recent.begin(), path);
  if (recent.size() > kMaxRecent) recent.resize(kMaxRecent);
}

std::string SettingsPath() {
  return XdgFile("XDG_CONFIG_HOME", ".config", "viewer.json");
}
std::string SessionPath() {
  return XdgFile("XDG_STATE_HOME", ".local/state", "session.json");
}

std::string SettingsToText(const Settings& settings) {
  const json out = {{"schema", "sharpscale.viewer-settings/1"},
                    {"theme", settings.theme == ThemeName::kDark ? "dark" : "light"},
                    {"ui_scale", settings.ui_scale},
                    {"reduced_motion", settings.reduced_motion},
                    {"gate_profile", settings.gate_profile},
                    {"screen_ppi", settings.screen_ppi},
                    {"screen_distance_in", settings.screen_distance_in},
                    {"texture_bytes", settings.texture_bytes},
                    {"picture_bytes", settings.picture_bytes}};
  return out.dump(2) + "\n";
}

absl::StatusOr<Settings> SettingsFromText(const std::string& text) {
  absl::StatusOr<json> parsed = Parse(text);
  if (!parsed.ok()) return parsed.status();
  Settings settings;
  std::string theme;
  Read(*parsed, "theme", &theme);
  if (theme == "light") settings.theme = ThemeName::kLight;
  Read(*parsed, "ui_scale", &settings.ui_scale);
  Read(*parsed, "reduced_motion", &settings.reduced_motion);
  Read(*parsed, "gate_profile", &settings.gate_profile);
  Read(*parsed, "screen_ppi", &settings.screen_ppi);
  Read(*parsed, "screen_distance_in", &settings.screen_distance_in);
  Read(*parsed, "texture_bytes", &settings.texture_bytes);
  Read(*parsed, "picture_bytes", &settings.picture_bytes);
  if (!settings.Validate().ok()) {
    const Settings neutral;
    settings.ui_scale = neutral.ui_scale;
    settings.texture_bytes = neutral.texture_bytes;
    settings.screen_ppi = neutral.screen_ppi;
    settings.screen_distance_in = neutral.screen_distance_in;
  }
  return settings;
}

std::string SessionToText(const Session& session) {
  json files = json::array();
  for (const SessionFile& file : session.files) {
    json entry = {
        {"source", file.source}, {"result", file.result}, {"target", TargetToJson(file.target)}};
    if (file.steps) entry["steps"] = *file.steps;
    files.push_back(std::move(entry));
  }
  const json out = {{"schema", "sharpscale.viewer-session/1"},
                    {"files", files},
                    {"current", session.current},
                    {"recent", session.recent},
                    {"target", TargetToJson(session.target)},
                    {"look", LookToJson(session.look)},
                    {"centre", {session.centre_x, session.centre_y}},
                    {"zoom", session.zoom},
                    {"window", {session.window_width, session.window_height}},
                    {"dock_open", session.dock_open},
                    {"side_panel_open", session.side_panel_open},
                    {"files_open", session.files_open}};
  return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

absl::StatusOr<Session> SessionFromText(const std::string& text) {
  absl::StatusOr<json> parsed = Parse(text);
  if (!parsed.ok()) return parsed.status();
  const json& in = *parsed;
  Session session;
  if (const auto it = in.find("files"); it != in.end() && it->is_array()) {
    for (const json& entry : *it) {
      SessionFile file;
      if (!entry.is_object()) continue;
      Read(entry, "source", &file.source);
      Read(entry, "result", &file.result);
      if (const auto target = entry.find("target"); target != entry.end())
        file.target = TargetFromJson(*target);
      if (const auto steps = entry.find("steps"); steps != entry.end() && steps->is_string())
        file.steps = steps->get<std::string>();
      if (!file.source.empty()) session.files.push_back(std::move(file));
    }
  }
  Read(in, "current", &session.current);
  session.current = std::clamp(session.current, -1, static_cast<int>(session.files.size()) - 1);
  if (const auto it = in.find("recent"); it != in.end() && it->is_array()) {
    for (const json& entry : *it) {
      if (entry.is_string() && session.recent.size() < kMaxRecent) {
        session.recent.push_back(entry.get<std::string>());
      }
    }
  }
  if (const auto it = in.find("target"); it != in.end()) session.target = TargetFromJson(*it);
  if (const auto it = in.find("look"); it != in.end()) session.look = LookFromJson(*it);
  const auto pair = [&](const char* key, auto* a, auto* b) {
    const auto it = in.find(key);
    if (it == in.end() || !it->is_array() || it->size() != 2) return;
    if (!(*it)[0].is_number() || !(*it)[1].is_number()) return;
    *a = (*it)[0].get<std::decay_t<decltype(*a)>>();
    *b = (*it)[1].get<std::decay_t<decltype(*b)>>();
  };
  pair("centre", &session.centre_x, &session.centre_y);
  pair("window", &session.window_width, &session.window_height);
  Read(in, "zoom", &session.zoom);
  Read(in, "dock_open", &session.dock_open);
  Read(in, "side_panel_open", &session.side_panel_open);
  Read(in, "files_open", &session.files_open);
  return session;
}

absl::StatusOr<std::string> ReadTextFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError(fmt::format("Cannot read '{}'", path));
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

absl::Status WriteTextFile(const std::string& path, const std::string& text) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  const std::string beside = fmt::format("{}.{}.tmp", path, getpid());
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out << text;
    out.flush();
    if (!out) {
      std::filesystem::remove(beside, error);
      return absl::PermissionDeniedError(
          fmt::format("Cannot write '{}'; check that the folder is writable", path));
    }
  }
  std::filesystem::rename(beside, path, error);
  if (error) {
    const std::string why = error.message();
    std::filesystem::remove(beside, error);
    return absl::PermissionDeniedError(fmt::format("Cannot write '{}': {}", path, why));
  }
  return absl::OkStatus();
}

}  // namespace sharpscale::viewer
