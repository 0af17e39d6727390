#include "paths.hpp"

namespace cjson {

Wanted &Members::add(std::string_view key) {
  for (auto &member : members)
    if (member.key == key) return *member.wanted;
  members.push_back({std::string(key), std::make_unique<Wanted>()});
  return *members.back().wanted;
}

bool Members::spread(uint64_t with, unsigned bits) {
  factor = with;
  shift = 64 - bits;
  slots.assign(size_t(1) << bits, Slot());
  for (auto &member : members) {
    uint8_t padded[8] = {};
    uint32_t length = uint32_t(member.key.size());
    std::memcpy(padded, member.key.data(), std::min<size_t>(8, length));
    Slot found;
    found.head = head_of(padded, 8);
    if (length > 8) std::memcpy(&found.tail, member.key.data() + length - 8, 8);
    found.wanted = member.wanted.get();
    found.key = member.key.data();
    found.length = length;
    Slot &slot = slots[place(found.head, length)];
    if (slot.wanted) return false;
    slot = found;
  }
  return true;
}

bool Members::settle() {
  for (auto &member : members)
    if (!member.wanted->settle()) return false;
  unsigned bits = 2;
  while (size_t(1) << bits < members.size() * 2) bits++;
  uint64_t random = 0x9E3779B97F4A7C15;
  for (unsigned most = bits + 6; bits <= most; bits++) {
    for (int attempt = 0; attempt < 2000; attempt++) {
      random ^= random << 13, random ^= random >> 7, random ^= random << 17;
      if (spread(random | 1, bits)) return true;
    }
  }
  // Keys of the same length and the same first eight bytes never come apart.
  return false;
}

bool Wanted::add(std::string_view path, uint16_t number) {
  if (path.empty()) {
    this->path = number;
    return true;
  }
  if (path.starts_with("[]")) {
    if (!element) element = std::make_unique<Wanted>();
    return element->add(path.substr(2), number);
  }
  if (path.starts_with(".")) path.remove_prefix(1);
  size_t end = path.find_first_of(".[");
  std::string_view key = path.substr(0, end);
  if (key.empty()) return false;
  if (!members) members = std::make_unique<Members>();
  return members->add(key).add(path.substr(key.size()), number);
}

bool Wanted::settle() {
  return (!members || members->settle()) && (!element || element->settle());
}

}  // namespace cjson
