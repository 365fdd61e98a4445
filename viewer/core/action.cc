// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/action.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace sharpscale::viewer {
namespace {

constexpr std::array<std::string_view, 17> kNamedKeys = {"Left",
                                                         "Right",
                                                         "Up",
                                                         "Down",
                                                         "Enter",
                                                         "Escape",
                                                         "Space",
                                                         "Tab",
                                                         "Home",
                                                         "End",
                                                         "PageUp",
                                                         "PageDown",
                                                         "Delete",
                                                         "Plus",
                                                         "Minus",
                                                         "Comma",
                                                         "Slash"};

bool IsKeyName(std::string_view name) {
  if (name.size() == 1) return std::isupper(name[0]) != 0 || std::isdigit(name[0]) != 0;
  if (name[0] == 'F' && name.size() <= 3) {
    int number = 0;
    for (const char c : name.substr(1)) {
      if (std::isdigit(c) == 0) return false;
      number = number * 10 + (c - '0');
    }
    return number >= 1 && number <= 12;
  }
  return std::find(kNamedKeys.begin(), kNamedKeys.end(), name) != kNamedKeys.end();
}

char Lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

// How well `query` matches `text` as a subsequence; -1 = not at all. Runs of letters and word
// starts count more.
int MatchScore(std::string_view query, std::string_view text) {
  int score = 0;
  size_t at = 0;
  bool run = false;
  for (const char q : query) {
    if (q == ' ') continue;
    size_t found = at;
    while (found < text.size() && Lower(text[found]) != Lower(q)) ++found;
    if (found == text.size()) return -1;
    const bool word_start = found == 0 || text[found - 1] == ' ' || text[found - 1] == '.';
    score += 1 + (word_start ? 3 : 0) + (run && found == at ? 4 : 0);
    run = true;
    at = found + 1;
  }
  return score;
}

}  // namespace

absl::StatusOr<KeyChord> ParseKeyChord(std::string_view text) {
  KeyChord chord;
  std::string_view rest = text;
  while (true) {
    const size_t plus = rest.find('+');
    const std::string_view part = rest.substr(0, plus);
    if (plus == std::string_view::npos) {
      if (part.empty() || !IsKeyName(part)) {
        return absl::InvalidArgumentError(fmt::format(
            "Key '{}' in '{}' is unknown: give a capital letter, a digit, F1..F12 or one of {}",
            part,
            text,
            fmt::join(kNamedKeys, ", ")));
      }
      chord.key = std::string(part);
      return chord;
    }
    bool* flag = part == "Ctrl"    ? &chord.ctrl
                 : part == "Shift" ? &chord.shift
                 : part == "Alt"   ? &chord.alt
                                   : nullptr;
    if (flag == nullptr || *flag) {
      return absl::InvalidArgumentError(fmt::format(
          "Modifier '{}' in '{}' is unknown or doubled: use Ctrl, Shift and Alt once", part, text));
    }
    *flag = true;
    rest.remove_prefix(plus + 1);
  }
}

std::string KeyCaps(const KeyChord& chord) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kSigns = {{
      {"Escape", "Esc"},
      {"Plus", "+"},
      {"Minus", "\u2212"},
      {"Comma", ","},
      {"Slash", "/"},
      {"Left", "\u2190"},
      {"Right", "\u2192"},
      {"Up", "\u2191"},
      {"Down", "\u2193"},
  }};
  std::string text;
  if (chord.ctrl) text += "Ctrl ";
  if (chord.alt) text += "Alt ";
  if (chord.shift) text += "Shift ";
  const auto sign = std::find_if(
      kSigns.begin(), kSigns.end(), [&](const auto& entry) { return entry.first == chord.key; });
  text += sign != kSigns.end() ? std::string(sign->second) : chord.key;
  return text;
}

absl::Status ActionTable::Add(Action action) {
  if (action.id.empty() || action.title.empty() || !action.run) {
    return absl::InvalidArgumentError(
        fmt::format("Action '{}' needs an id, a title and something to run", action.id));
  }
  if (Find(action.id) != nullptr) {
    return absl::AlreadyExistsError(fmt::format("Action '{}' exists twice", action.id));
  }
  for (const std::string& key : action.keys) {
    const absl::StatusOr<KeyChord> chord = ParseKeyChord(key);
    if (!chord.ok()) return chord.status();
    if (const Action* other = Match(*chord)) {
      return absl::AlreadyExistsError(
          fmt::format("Key {} of '{}' already runs '{}'", key, action.id, other->id));
    }
    chords_.emplace_back(*chord, actions_.size());
  }
  actions_.push_back(std::move(action));
  return absl::OkStatus();
}

const Action* ActionTable::Find(std::string_view id) const {
  for (const Action& action : actions_) {
    if (action.id == id) return &action;
  }
  return nullptr;
}

std::vector<const Action*> ActionTable::Menu(std::string_view menu) const {
  std::vector<const Action*> found;
  for (const Action& action : actions_) {
    if (action.menu == menu) found.push_back(&action);
  }
  return found;
}

const Action* ActionTable::Match(const KeyChord& chord) const {
  for (const auto& [known, index] : chords_) {
    // While an action is being added, its own chords may already point past the end.
    if (known == chord && index < actions_.size()) return &actions_[index];
  }
  return nullptr;
}

std::string ActionTable::Caps(std::string_view id) const {
  const Action* action = Find(id);
  if (action == nullptr || action->keys.empty()) return "";
  const absl::StatusOr<KeyChord> chord = ParseKeyChord(action->keys.front());
  return chord.ok() ? KeyCaps(*chord) : "";
}

bool ActionTable::Run(std::string_view id) const {
  const Action* action = Find(id);
  if (action == nullptr || !action->IsEnabled()) return false;
  action->run();
  return true;
}

std::vector<const Action*> ActionTable::Search(std::string_view query) const {
  std::vector<std::pair<int, const Action*>> found;
  for (const Action& action : actions_) {
    const int by_title = MatchScore(query, action.title);
    const int by_menu = MatchScore(query, action.menu + " " + action.title);
    const int by_id = MatchScore(query, action.id);
    const int score = std::max({by_title < 0 ? -1 : by_title + 2, by_menu, by_id});
    if (score >= 0) found.emplace_back(score, &action);
  }
  std::stable_sort(
      found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<const Action*> actions;
  actions.reserve(found.size());
  for (const auto& [score, action] : found) actions.push_back(action);
  return actions;
}

}  // namespace sharpscale::viewer
