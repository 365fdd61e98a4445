// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/history.h
//
// Undo and redo of a value. Small steps of one control (dragging a slider) merge into one entry.
//
//   History<Edits> history(Edits{});
//   history.Set(edits, "Sharpen 40 % to 45 %", "sharpen.strength");
//   history.Undo();

#ifndef SHARPSCALE_VIEWER_CORE_HISTORY_H_
#define SHARPSCALE_VIEWER_CORE_HISTORY_H_

#include <string>
#include <utility>
#include <vector>

namespace sharpscale::viewer {

template <class Value>
class History {
 public:
  static constexpr size_t kMaxEntries = 200;

  explicit History(Value start = {}) { entries_.push_back({std::move(start), "", ""}); }

  const Value& value() const { return entries_[now_].value; }

  // A new state. An entry with the same non-empty `merge_key` on top is replaced instead of
  // followed, until EndMerge().
  void Set(Value value, std::string label, std::string merge_key = "") {
    entries_.resize(now_ + 1);
    Entry& top = entries_.back();
    if (!merge_key.empty() && merging_ && top.merge_key == merge_key && now_ > 0) {
      top.value = std::move(value);
      top.label = std::move(label);
    } else {
      entries_.push_back({std::move(value), std::move(label), merge_key});
      if (entries_.size() > kMaxEntries) entries_.erase(entries_.begin());
      now_ = entries_.size() - 1;
    }
    merging_ = !merge_key.empty();
  }
  // The control was let go: its next change is a new entry.
  void EndMerge() { merging_ = false; }

  // Forgets everything; `value` is the new start.
  void Reset(Value value) {
    entries_.assign(1, {std::move(value), "", ""});
    now_ = 0;
    merging_ = false;
  }

  bool CanUndo() const { return now_ > 0; }
  bool CanRedo() const { return now_ + 1 < entries_.size(); }
  bool Undo() {
    merging_ = false;
    if (!CanUndo()) return false;
    --now_;
    return true;
  }
  bool Redo() {
    merging_ = false;
    if (!CanRedo()) return false;
    ++now_;
    return true;
  }
  // What Undo() would take back; "" at the start.
  const std::string& UndoLabel() const { return entries_[now_].label; }
  std::string RedoLabel() const { return CanRedo() ? entries_[now_ + 1].label : ""; }

 private:
  struct Entry {
    Value value;
    std::string label;
    std::string merge_key;
  };
  std::vector<Entry> entries_;
  size_t now_ = 0;
  bool merging_ = false;
};

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_HISTORY_H_
