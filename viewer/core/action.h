// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/action.h
//
// Everything a user can do, as rows of one table. Menus, shortcuts, tooltips, the command palette
// and the help page derive from it, so they cannot disagree.

#ifndef SHARPSCALE_VIEWER_CORE_ACTION_H_
#define SHARPSCALE_VIEWER_CORE_ACTION_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sharpscale::viewer {

// "Ctrl+Shift+P": modifiers and the name of one key. Names: letters, digits, "F1".."F12", "Left",
// "Right", "Up", "Down", "Enter", "Escape", "Space", "Tab", "Home", "End", "PageUp", "PageDown",
// "Delete", "Plus", "Minus", "Comma", "Slash".
struct KeyChord {
  bool ctrl = false;
  bool shift = false;
  bool alt = false;
  std::string key;

  bool operator==(const KeyChord& other) const {
    return ctrl == other.ctrl && shift == other.shift && alt == other.alt && key == other.key;
  }
};

// Errors: InvalidArgument (no key, an unknown name, a modifier twice).
absl::StatusOr<KeyChord> ParseKeyChord(std::string_view text);
// As key caps show it: "Ctrl Shift P".
std::string KeyCaps(const KeyChord& chord);

struct Action {
  std::string id;                 // stable: "view.fit"
  std::string title;              // a verb: "Fit to window"
  std::string menu;               // "File", "View", "Inspect", "Run", "Help"; "" = in none
  std::vector<std::string> keys;  // chords; the first one is shown
  std::string tooltip;            // one sentence: what it does and why
  std::function<void()> run;
  std::function<bool()> enabled = {};  // empty = always
  std::function<bool()> checked = {};  // empty = not a switch
  bool separator_before = false;       // in its menu
  bool in_dialog = false;              // its keys work while a dialog is open

  bool IsEnabled() const { return !enabled || enabled(); }
};

class ActionTable {
 public:
  // Errors: AlreadyExists (id or chord), InvalidArgument (no title or run, bad chord).
  absl::Status Add(Action action);

  const std::vector<Action>& actions() const { return actions_; }
  const Action* Find(std::string_view id) const;
  std::vector<const Action*> Menu(std::string_view menu) const;
  const Action* Match(const KeyChord& chord) const;
  // "Ctrl Shift P" of the first chord; "" where the action has none or is unknown.
  std::string Caps(std::string_view id) const;
  // Runs an enabled action; false where it is unknown or disabled.
  bool Run(std::string_view id) const;

  // For the palette: actions whose title, menu or id contain all letters of `query` in order, best
  // first; all of them for an empty query. Case does not matter.
  std::vector<const Action*> Search(std::string_view query) const;

 private:
  std::vector<Action> actions_;
  std::vector<std::pair<KeyChord, size_t>> chords_;
};

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_ACTION_H_
