#include "text.hpp"

#include "include/csimdjson.h"

#include <algorithm>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace cjson {

/// The highest bit of the first byte that is a backslash, and maybe of some behind it.
static inline uint64_t backslashes_in(uint64_t word) {
  uint64_t others = word ^ 0x5C5C5C5C5C5C5C5C;
  return (others - 0x0101010101010101) & ~others & 0x8080808080808080;
}

#ifdef __SSE2__
/// Where the backslashes of 16 bytes are, each a bit.
static inline uint64_t backslashes16(const uint8_t *p) {
  __m128i bytes = _mm_loadu_si128((const __m128i *)p);
  return uint16_t(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
}
#else
static inline uint64_t backslashes16(const uint8_t *p) {
  uint64_t places = 0;
  for (int i = 0; i < 16; i++) places |= uint64_t(p[i] == '\\') << i;
  return places;
}
#endif

/// The same of 64 bytes.
static inline uint64_t backslashes(const uint8_t *p) {
  return backslashes16(p) | backslashes16(p + 16) << 16 | backslashes16(p + 32) << 32 |
         backslashes16(p + 48) << 48;
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

/// What may stand behind a backslash: the byte it stands for, `u` of the four digits of a UTF-16
/// unit, 0 of anything else.
struct Escapes {
  uint8_t of[256] = {};
  constexpr Escapes() {
    for (char same : {'"', '\\', '/', 'u'}) of[uint8_t(same)] = uint8_t(same);
    of['b'] = '\b', of['f'] = '\f', of['n'] = '\n', of['r'] = '\r', of['t'] = '\t';
  }
};
static constexpr Escapes escapes;

bool are_escapes_valid(const uint8_t *p, const uint8_t *end) {
  // JSON inside a string has one every few bytes: they are looked for in 64 bytes at once.
  while (end - p >= 64) {
    const uint8_t *behind = p + 64;
    for (uint64_t places = backslashes(p); places; places &= places - 1) {
      const uint8_t *escape = behind - 64 + __builtin_ctzll(places);
      // The second of two backslashes begins no escape.
      if (escape < p) continue;
      if (escape + 1 == end || !escapes.of[escape[1]]) return false;
      p = escape + 2;
      if (escape[1] == 'u') [[unlikely]] {
        if (unit_at(p, end) < 0) return false;
        p += 4;
      }
    }
    p = std::max(p, behind);
  }
  while (p < end && (p = find_backslash(p, end)) < end) {
    if (++p == end || !escapes.of[*p]) return false;
    if (*p == 'u' && unit_at(p + 1, end) < 0) return false;
    p += *p == 'u' ? 5 : 1;
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
  while (end - p >= 16) {
    uint64_t places = backslashes16(p);
    // Bytes behind a backslash are written over; text is never longer than what it was written as.
    std::memmove(to, p, 16);
    if (places) {
      int plain = __builtin_ctzll(places);
      p += plain;
      to += plain;
      return;
    }
    p += 16;
    to += 16;
  }
  while (p < end && *p != '\\') *to++ = *p++;
}

/// Writes what the escape at `p`, behind its backslash, stands for, and moves both places behind it.
[[gnu::noinline]] static void write_unit(const uint8_t *&p, const uint8_t *end, uint8_t *&to) {
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
    if (*p == 'u') [[unlikely]] {
      write_unit(p, end, to);
    } else {
      *to++ = escapes.of[*p++];
    }
  }
  return size_t(to - out);
}
