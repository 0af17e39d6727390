// What a backslash in a string begins, and what it stands for.
#pragma once
#include "text.hpp"

#include <initializer_list>

namespace cjson {

/// Those of the backslashes of 64 bytes that begin an escape: the second of two does not.
inline uint64_t beginnings(uint64_t backslashes) {
  if (!(backslashes & backslashes << 1)) return backslashes;
  // The subtraction runs through a row of them; where it began, at an even place or an odd one, tells
  // which of the row are escapes.
  constexpr uint64_t odd = 0xAAAAAAAAAAAAAAAA;
  return (((backslashes << 1 | odd) - backslashes) ^ odd) & backslashes;
}

/// Which of 64 bytes are escaped, by their backslashes.
///
/// `is_open` says whether a backslash before them escapes the first, and then whether the last of them
/// escapes the one behind.
inline uint64_t escaped_in(uint64_t backslashes, bool &is_open) {
  uint64_t first = is_open;
  uint64_t begun = beginnings(backslashes & ~first);
  is_open = begun >> 63;
  return begun << 1 | first;
}

inline int hex_value(uint8_t c) {
  if (is_digit(c)) return c - '0';
  uint8_t lower = c | 0x20;
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The four digits of \uXXXX, or -1.
inline int unit_at(const uint8_t *p, const uint8_t *end) {
  if (end - p < 4) return -1;
  int value = 0;
  for (int i = 0; i < 4; i++) {
    int digit = hex_value(p[i]);
    if (digit < 0) return -1;
    value = value << 4 | digit;
  }
  return value;
}

/// What may stand behind a backslash: the byte it stands for, `u` of the four digits of a UTF-16
/// unit, 0 of anything else.
struct Escapes {
  uint8_t of[256] = {};
  constexpr Escapes() {
    for (char same : {'"', '\\', '/', 'u'}) of[uint8_t(same)] = uint8_t(same);
    of['b'] = '\b', of['f'] = '\f', of['n'] = '\n', of['r'] = '\r', of['t'] = '\t';
  }
};
inline constexpr Escapes escapes;

inline uint8_t *write_utf8(uint32_t scalar, uint8_t *to) {
  if (scalar < 0x80) {
    *to++ = uint8_t(scalar);
  } else if (scalar < 0x800) {
    *to++ = uint8_t(0xC0 | scalar >> 6);
    *to++ = uint8_t(0x80 | (scalar & 0x3F));
  } else if (scalar < 0x10000) {
    *to++ = uint8_t(0xE0 | scalar >> 12);
    *to++ = uint8_t(0x80 | (scalar >> 6 & 0x3F));
    *to++ = uint8_t(0x80 | (scalar & 0x3F));
  } else {
    *to++ = uint8_t(0xF0 | scalar >> 18);
    *to++ = uint8_t(0x80 | (scalar >> 12 & 0x3F));
    *to++ = uint8_t(0x80 | (scalar >> 6 & 0x3F));
    *to++ = uint8_t(0x80 | (scalar & 0x3F));
  }
  return to;
}

/// Writes what the escape at `p`, behind its backslash, stands for, and moves both places behind it.
/// Of what is no escape it writes nothing, and so never more than it reads.
[[gnu::noinline]] inline void write_unit(const uint8_t *&p, const uint8_t *end, uint8_t *&to) {
  int digits = unit_at(++p, end);
  if (digits < 0) return;
  uint32_t unit = uint32_t(digits);
  p += 4;
  if (unit >= 0xD800 && unit <= 0xDBFF && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
    int low = unit_at(p + 2, end);
    if (low >= 0xDC00 && low <= 0xDFFF) {
      unit = 0x10000 + ((unit - 0xD800) << 10) + uint32_t(low - 0xDC00);
      p += 6;
    }
  }
  to = write_utf8(unit >= 0xD800 && unit <= 0xDFFF ? 0xFFFD : unit, to);
}

/// What is done with the escapes of a string.
struct EscapeFunctions {
  bool (*are_valid)(const uint8_t *text, const uint8_t *end);
  /// Writes a text whose escapes are valid; returns the end of what was written.
  uint8_t *(*undo)(const uint8_t *text, const uint8_t *end, uint8_t *to);
};

/// By instructions that few processors have; null on one without them.
const EscapeFunctions *wide_escapes();

}  // namespace cjson
