// Wanted paths as a tree that the walk over a line goes down along.
//
//   context.feature, charges[], charges[].amount
//
//   {  context → {  feature → 1
//      charges → [  2 {  amount → 3
#pragma once
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cjson {

struct Wanted;

/// The wanted members of an object, each in a slot of its own, so that a key is found or not found
/// by looking once.
class Members {
 public:
  /// The text must be followed by seven bytes that may be read.
  const Wanted *find(const uint8_t *key, uint32_t length) const {
    uint64_t head = head_of(key, length);
    const Slot &slot = slots[place(head, length)];
    if (slot.head != head || slot.length != length) return nullptr;
    if (length <= 8) return slot.wanted;
    uint64_t tail;
    std::memcpy(&tail, key + length - 8, 8);
    if (slot.tail != tail) return nullptr;
    if (length > 16 && std::memcmp(key + 8, slot.key + 8, length - 16) != 0) return nullptr;
    return slot.wanted;
  }

  Wanted &add(std::string_view key);
  /// Finds a slot for each key; false if some keys don't come apart.
  bool settle();

 private:
  struct Slot {
    uint64_t head = 0;
    /// The last eight bytes of a longer key.
    uint64_t tail = 0;
    const Wanted *wanted = nullptr;
    const char *key = nullptr;
    uint32_t length = UINT32_MAX;
  };
  struct Member {
    std::string key;
    std::unique_ptr<Wanted> wanted;
  };

  std::vector<Member> members;
  std::vector<Slot> slots;
  uint64_t factor = 1;
  unsigned shift = 63;

  static constexpr uint64_t masks[9] = {
    0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF,
    UINT64_MAX};

  static uint64_t head_of(const uint8_t *key, uint32_t length) {
    uint64_t head;
    std::memcpy(&head, key, 8);
    return head & masks[length < 8 ? length : 8];
  }
  size_t place(uint64_t head, uint32_t length) const {
    return ((head + length) * factor) >> shift;
  }
  bool spread(uint64_t factor, unsigned bits);
};

/// What is wanted of a value.
struct Wanted {
  /// 0 if not the value itself, only what is inside of it.
  uint16_t path = 0;
  std::unique_ptr<Members> members;
  std::unique_ptr<Wanted> element;

  /// Adds a path below this value; false if it is none.
  bool add(std::string_view path, uint16_t number);
  bool settle();
};

}  // namespace cjson
