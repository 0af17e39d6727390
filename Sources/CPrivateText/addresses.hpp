// Internet addresses of somebody's device: none of a local network, of the machine itself or of a group.
#pragma once
#include "include/cprivatetext.h"
#include "text.hpp"

namespace cprivate {

inline bool is_hex(uint8_t c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

/// Whether the four numbers are of a network that others can reach.
inline bool is_public(const unsigned *parts) {
  unsigned first = parts[0], second = parts[1];
  if (first == 0 || first == 10 || first == 127 || first >= 224) return false;
  if (first == 100 && second >= 64 && second < 128) return false;
  if (first == 169 && second == 254) return false;
  if (first == 172 && second >= 16 && second < 32) return false;
  return !(first == 192 && second == 168);
}

/// Whether an address of four numbers begins with these digits. A version may look the same: one is
/// told by its word, and by numbers that are all small.
inline bool is_address4(const Text &text, ptrdiff_t start) {
  uint8_t before = text.before(start);
  // Behind a § too, as behind any letter that is no ASCII.
  if (is_word(before) || before >= 0x80) return false;
  for (uint8_t other : {'.', '/', '#', '@', '^', '~', '<', '>', '+', '$', ','})
    if (before == other) return false;
  // As in `numpy==1.26.4.0`.
  if (before == '=' && std::strchr("=<>~!", text[start - 2]) && text[start - 2]) return false;
  unsigned parts[4] = {0, 0, 0, 0};
  ptrdiff_t at = start;
  for (size_t part = 0; part < 4; part++) {
    ptrdiff_t first = at;
    while (at - first < 4 && is_digit(text[at])) parts[part] = parts[part] * 10 + (text[at++] - '0');
    if (at == first || parts[part] > 255 || (text[first] == '0' && at > first + 1)) return false;
    if (part < 3 && text[at++] != '.') return false;
  }
  if (is_word(text[at]) || ((text[at] == '.' || text[at] == '/') && is_alphanumeric(text[at + 1])))
    return false;
  if (text[at] == '+' || !is_public(parts)) return false;
  for (std::string_view word : {"version", "release", "build", "sdk", "section", "chapter", "firmware",
                                "upgrade", "rev ", "ver ", "ver.", "oid"})
    if (text.has_before(start, 24, word)) return false;
  for (unsigned part : parts)
    if (part >= 100) return true;
  for (std::string_view word : {" ip", "_ip", "\"ip", "addr", "host", "client", "peer", "remote"})
    if (text.has_before(start, 16, word)) return true;
  return false;
}

/// Whether an address of the newer kind begins with these hexadecimal digits: one that is reached from
/// everywhere, of which the first group has four and begins with 2 or 3.
inline bool is_address6(const Text &text, ptrdiff_t start) {
  if (text[start] != '2' && text[start] != '3') return false;
  uint8_t before = text.before(start);
  if (is_word(before) || before == '.' || before == ':' || before == '/' || before == '#') return false;
  size_t groups = 0;
  bool is_short = false;
  ptrdiff_t at = start;
  for (;;) {
    ptrdiff_t first = at;
    while (is_hex(text[at])) at++;
    if (at == first || at > first + 4) return false;
    if (++groups == 8) break;
    if (text[at] == ':' && text[at + 1] == ':') {
      if (is_short) return false;
      is_short = true;
      at += 2;
      if (!is_hex(text[at])) break;
    } else if (text[at] == ':' && is_hex(text[at + 1])) {
      at++;
    } else {
      break;
    }
  }
  // The number of a port may stand behind a whole one.
  if (is_word(text[at]) || (groups < 8 && text[at] == ':')) return false;
  return is_short ? groups >= 2 && groups < 8 : groups == 8;
}

}  // namespace cprivate
