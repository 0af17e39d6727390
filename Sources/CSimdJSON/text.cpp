#include "text.hpp"

#include "include/csimdjson.h"

namespace cjson {

/// The highest bit of the first byte that is a backslash, and maybe of some behind it.
static inline uint64_t backslashes_in(uint64_t word) {
  uint64_t others = word ^ 0x5C5C5C5C5C5C5C5C;
  return (others - 0x0101010101010101) & ~others & 0x8080808080808080;
}

static int hex_value(uint8_t c) {
  if (is_digit(c)) return c - '0';
  uint8_t lower = c | 0x20;
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The four digits of \uXXXX, or -1.
static int unit_at(const uint8_t *p, const uint8_t *end) {
  if (end - p < 4) return -1;
  int value = 0;
  for (int i = 0; i < 4; i++) {
    int digit = hex_value(p[i]);
    if (digit < 0) return -1;
    value = value << 4 | digit;
  }
  return value;
}

/// The first backslash, or the end. In JSON inside a string they stand so close together that to call
/// `memchr` for each takes longer than to look at the eight bytes before it.
static inline const uint8_t *find_backslash(const uint8_t *p, const uint8_t *end) {
  for (int words = 0; words < 4 && end - p >= 8; words++, p += 8) {
    uint64_t word;
    std::memcpy(&word, p, 8);
    uint64_t found = backslashes_in(word);
    if (found) return p + (__builtin_ctzll(found) >> 3);
  }
  auto found = static_cast<const uint8_t *>(std::memchr(p, '\\', end - p));
  return found ? found : end;
}

bool are_escapes_valid(const uint8_t *p, const uint8_t *end) {
  while ((p = find_backslash(p, end)) < end) {
    if (++p == end) return false;
    switch (*p) {
      case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
        p++;
        break;
      case 'u':
        if (unit_at(p + 1, end) < 0) return false;
        p += 5;
        break;
      default:
        return false;
    }
    if (p == end) break;
  }
  return true;
}

static uint8_t *write_utf8(uint32_t scalar, uint8_t *to) {
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

/// Copies up to the next backslash, and moves both places behind what was copied.
static inline void copy_plain(const uint8_t *&p, const uint8_t *end, uint8_t *&to) {
  while (end - p >= 8) {
    uint64_t word;
    std::memcpy(&word, p, 8);
    // Bytes behind a backslash are written over; text is never longer than what it was written as.
    std::memcpy(to, &word, 8);
    uint64_t found = backslashes_in(word);
    if (found) {
      int plain = __builtin_ctzll(found) >> 3;
      p += plain;
      to += plain;
      return;
    }
    p += 8;
    to += 8;
  }
  while (p < end && *p != '\\') *to++ = *p++;
}

}  // namespace cjson

size_t cjson_unescape(const uint8_t *text, size_t length, uint8_t *out) {
  using namespace cjson;
  const uint8_t *p = text, *end = text + length;
  uint8_t *to = out;
  while (p < end) {
    copy_plain(p, end, to);
    if (p == end) break;
    p++;
    switch (*p) {
      case 'b': *to++ = '\b'; p++; break;
      case 'f': *to++ = '\f'; p++; break;
      case 'n': *to++ = '\n'; p++; break;
      case 'r': *to++ = '\r'; p++; break;
      case 't': *to++ = '\t'; p++; break;
      case 'u': {
        uint32_t unit = uint32_t(unit_at(p + 1, end));
        p += 5;
        if (unit >= 0xD800 && unit <= 0xDBFF && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
          int low = unit_at(p + 2, end);
          if (low >= 0xDC00 && low <= 0xDFFF) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + uint32_t(low - 0xDC00);
            p += 6;
          }
        }
        to = write_utf8(unit >= 0xD800 && unit <= 0xDFFF ? 0xFFFD : unit, to);
        break;
      }
      default: *to++ = *p++;
    }
  }
  return size_t(to - out);
}
