// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/lru_budget.h
//
// A map with a budget in bytes: the least recently used entries go first. What was touched since
// BeginFrame() is on screen and stays, even over budget.

#ifndef SHARPSCALE_VIEWER_CORE_LRU_BUDGET_H_
#define SHARPSCALE_VIEWER_CORE_LRU_BUDGET_H_

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <utility>

namespace sharpscale::viewer {

template <class Key, class Value>
class LruBudget {
 public:
  using Release = std::function<void(Value&)>;

  explicit LruBudget(int64_t max_bytes, Release release = {})
      : max_bytes_(max_bytes), release_(std::move(release)) {}
  ~LruBudget() { Clear(); }
  LruBudget(const LruBudget&) = delete;
  LruBudget& operator=(const LruBudget&) = delete;

  void BeginFrame() { ++frame_; }

  // Null where it is not there; marks it as used in this frame.
  Value* Touch(const Key& key) {
    const auto it = index_.find(key);
    if (it == index_.end()) return nullptr;
    it->second->frame = frame_;
    entries_.splice(entries_.begin(), entries_, it->second);
    return &it->second->value;
  }
  bool Has(const Key& key) const { return index_.count(key) != 0; }

  void Put(const Key& key, Value value, int64_t bytes) {
    Remove(key);
    entries_.push_front({key, std::move(value), bytes, frame_});
    index_[key] = entries_.begin();
    bytes_ += bytes;
    while (bytes_ > max_bytes_ && entries_.back().frame != frame_) Drop(std::prev(entries_.end()));
  }

  void Remove(const Key& key) {
    const auto it = index_.find(key);
    if (it != index_.end()) Drop(it->second);
  }
  template <class Predicate>
  void RemoveIf(Predicate predicate) {
    for (auto it = entries_.begin(); it != entries_.end();) {
      const auto next = std::next(it);
      if (predicate(it->key)) Drop(it);
      it = next;
    }
  }
  void Clear() {
    while (!entries_.empty()) Drop(entries_.begin());
  }

  int64_t bytes() const { return bytes_; }
  int64_t max_bytes() const { return max_bytes_; }
  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Key key;
    Value value;
    int64_t bytes;
    uint64_t frame;
  };
  using Iterator = typename std::list<Entry>::iterator;

  void Drop(Iterator it) {
    if (release_) release_(it->value);
    bytes_ -= it->bytes;
    index_.erase(it->key);
    entries_.erase(it);
  }

  const int64_t max_bytes_;
  const Release release_;
  std::list<Entry> entries_;  // most recently used first
  std::map<Key, Iterator> index_;
  int64_t bytes_ = 0;
  uint64_t frame_ = 1;
};

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_LRU_BUDGET_H_
