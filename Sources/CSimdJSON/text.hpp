// The small words of JSON: white space, numbers, escapes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace cjson {

inline bool is_space(uint8_t c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
inline bool is_digit(uint8_t c) { return uint8_t(c - '0') < 10; }

inline bool is_number(const uint8_t *p, const uint8_t *end) {
  if (p < end && *p == '-') p++;
  if (p == end) return false;
  if (*p == '0') {
    p++;
  } else {
    if (!is_digit(*p)) return false;
    while (p < end && is_digit(*p)) p++;
  }
  if (p < end && *p == '.') {
    p++;
    if (p == end || !is_digit(*p)) return false;
    while (p < end && is_digit(*p)) p++;
  }
  if (p < end && (*p | 0x20) == 'e') {
    p++;
    if (p < end && (*p == '+' || *p == '-')) p++;
    if (p == end || !is_digit(*p)) return false;
    while (p < end && is_digit(*p)) p++;
  }
  return p == end;
}

/// Whether up to eight bytes are digits with at most one point between them, all looked at together.
/// Seven bytes behind them may be read. What it does not take may be a number all the same.
inline bool is_short_number(const uint8_t *p, uint32_t length) {
  if (length > 8) return false;
  uint64_t bytes;
  std::memcpy(&bytes, p, 8);
  // Digits become 0 to 9; adding 0x76 puts every larger byte over 0x7F.
  uint64_t digits = bytes ^ 0x3030303030303030;
  uint64_t others = ((digits + 0x7676767676767676) | digits) & 0x8080808080808080;
  others &= UINT64_MAX >> (64 - length * 8);
  unsigned point = others ? unsigned(__builtin_ctzll(others)) >> 3 : length;
  if (others && ((others & (others - 1)) || p[point] != '.' || point + 1 == length)) return false;
  return point > 0 && (*p != '0' || point == 1);
}

bool are_escapes_valid(const uint8_t *p, const uint8_t *end);

}  // namespace cjson
