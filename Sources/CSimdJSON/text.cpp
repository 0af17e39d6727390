#include "escapes.hpp"
#include "include/csimdjson.h"

#include <atomic>

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
static inline uint64_t common16(const uint8_t *p) {
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
static inline uint64_t common16(const uint8_t *p) {
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

static bool are_valid(const uint8_t *p, const uint8_t *end) {
  // JSON inside a string has one every few bytes: they are looked for in 64 bytes at once.
  bool is_open = false;
  for (; end - p >= 64; p += 64) {
    uint64_t escaped = escaped_in(places64(p, backslashes16), is_open);
    for (uint64_t rare = escaped & ~places64(p, common16); rare; rare &= rare - 1) {
      const uint8_t *escape = p + __builtin_ctzll(rare);
      if (!escapes.of[*escape]) return false;
      if (*escape == 'u' && unit_at(escape + 1, end) < 0) return false;
    }
  }
  // The last of a block may be a backslash.
  if (is_open) p--;
  while (p < end && (p = find_backslash(p, end)) < end) {
    if (++p == end || !escapes.of[*p]) return false;
    if (*p == 'u' && unit_at(p + 1, end) < 0) return false;
    p += *p == 'u' ? 5 : 1;
  }
  return true;
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

static uint8_t *undo(const uint8_t *p, const uint8_t *end, uint8_t *to) {
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
  return to;
}

static constexpr EscapeFunctions plain_escapes = {are_valid, undo};

static const EscapeFunctions *best_escapes() {
  auto wide = wide_escapes();
  return wide ? wide : &plain_escapes;
}

static std::atomic<const EscapeFunctions *> used = best_escapes();

bool are_escapes_valid(const uint8_t *text, const uint8_t *end) {
  return used.load(std::memory_order_relaxed)->are_valid(text, end);
}

}  // namespace cjson

size_t cjson_unescape(const uint8_t *text, size_t length, uint8_t *out) {
  auto escapes = cjson::used.load(std::memory_order_relaxed);
  return size_t(escapes->undo(text, text + length, out) - out);
}

void cjson_use_plain_escapes(bool wanted) {
  cjson::used = wanted ? &cjson::plain_escapes : cjson::best_escapes();
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
