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
/// Where the bytes of 16 that are this one are, each a bit.
static inline uint64_t places16(const uint8_t *p, char byte) {
  __m128i bytes = _mm_loadu_si128((const __m128i *)p);
  return uint16_t(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte))));
}

/// Where those are that most escapes have behind their backslash.
static inline uint64_t escaped16(const uint8_t *p) {
  __m128i bytes = _mm_loadu_si128((const __m128i *)p);
  __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                               _mm_cmpeq_epi8(bytes, _mm_set1_epi8('n')));
  found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
  return uint16_t(_mm_movemask_epi8(found));
}

/// Where those are that no string can hold as they are.
static inline uint64_t unwritable16(const uint8_t *p) {
  __m128i bytes = _mm_loadu_si128((const __m128i *)p);
  __m128i found = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
  found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
  found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
  return uint16_t(_mm_movemask_epi8(found));
}
#else
template <typename Wanted>
static inline uint64_t each16(const uint8_t *p, Wanted is_wanted) {
  uint64_t places = 0;
  for (int i = 0; i < 16; i++) places |= uint64_t(is_wanted(p[i])) << i;
  return places;
}
static inline uint64_t places16(const uint8_t *p, char byte) {
  return each16(p, [=](uint8_t c) { return c == uint8_t(byte); });
}
static inline uint64_t escaped16(const uint8_t *p) {
  return each16(p, [](uint8_t c) { return c == '"' || c == 'n' || c == '\\'; });
}
static inline uint64_t unwritable16(const uint8_t *p) {
  return each16(p, [](uint8_t c) { return c < 0x20 || c == '"' || c == '\\'; });
}
#endif

static inline uint64_t backslashes16(const uint8_t *p) { return places16(p, '\\'); }

/// The same of 64 bytes.
template <typename Places>
static inline uint64_t places64(const uint8_t *p, Places places) {
  return places(p) | places(p + 16) << 16 | places(p + 32) << 32 | places(p + 48) << 48;
}

/// Those of the backslashes of 64 bytes that begin an escape: the second of two does not.
static inline uint64_t beginnings(uint64_t backslashes) {
  if (!(backslashes & backslashes << 1)) return backslashes;
  // The subtraction runs through a row of them; where it began, at an even place or an odd one, tells
  // which of the row are escapes.
  constexpr uint64_t odd = 0xAAAAAAAAAAAAAAAA;
  return (((backslashes << 1 | odd) - backslashes) ^ odd) & backslashes;
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
  while (end - p >= 65) {
    uint64_t begun = beginnings(places64(p, backslashes16));
    // Bytes from the second one of the block on, so that none looks back.
    for (uint64_t rare = begun & ~places64(p + 1, escaped16); rare; rare &= rare - 1) {
      const uint8_t *escape = p + __builtin_ctzll(rare);
      if (!escapes.of[escape[1]]) return false;
      if (escape[1] == 'u' && unit_at(escape + 2, end) < 0) return false;
    }
    // The byte behind the block may be one that is escaped.
    p += 64 + (begun >> 63);
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

/// Copies 64 bytes and more, so many at a time, as long as more are behind them, and writes what their
/// escapes stand for.
static inline void copy_blocks(const uint8_t *&from, const uint8_t *end, uint8_t *&out) {
  const uint8_t *p = from;
  uint8_t *to = out;
  // Bytes behind an escape are written over; text is never longer than what it was written as.
  auto copy = [&](const uint8_t *behind) __attribute__((always_inline)) {
    ptrdiff_t plain = behind - p;
    std::memcpy(to, p, 16);
    for (ptrdiff_t done = 16; done < plain; done += 16) std::memcpy(to + done, p + done, 16);
    to += plain;
  };
  while (end - p >= 80) {
    const uint8_t *block = p;
    uint64_t begun = beginnings(places64(p, backslashes16));
    while (begun) {
      const uint8_t *escape = block + __builtin_ctzll(begun);
      copy(escape);
      begun &= begun - 1;
      if (escape[1] == 'u') [[unlikely]] {
        const uint8_t *unit = escape + 1;
        uint8_t *written = to;
        write_unit(unit, end, written);
        p = unit;
        to = written;
        // Two may have been one character.
        begun &= p - block < 64 ? UINT64_MAX << (p - block) : 0;
      } else {
        *to++ = escapes.of[escape[1]];
        p = escape + 2;
      }
    }
    if (p < block + 64) {
      copy(block + 64);
      p = block + 64;
    }
  }
  from = p;
  out = to;
}

}  // namespace cjson

size_t cjson_unescape(const uint8_t *text, size_t length, uint8_t *out) {
  using namespace cjson;
  const uint8_t *p = text, *end = text + length;
  uint8_t *to = out;
  copy_blocks(p, end, to);
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

size_t cjson_writable(const uint8_t *text, size_t length) {
  using namespace cjson;
  size_t at = 0;
  for (; length - at >= 16; at += 16) {
    uint64_t places = unwritable16(text + at);
    if (places) return at + size_t(__builtin_ctzll(places));
  }
  if (at == length) return length;
  size_t rest = length - at;
  uint64_t places;
  if (at > 0) {
    places = unwritable16(text + length - 16) >> (16 - rest);
  } else {
    uint8_t padded[16];
    std::memset(padded, ' ', 16);
    std::memcpy(padded, text, rest);
    places = unwritable16(padded);
  }
  return places ? at + size_t(__builtin_ctzll(places)) : length;
}
