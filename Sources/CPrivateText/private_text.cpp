// One pass over the text in windows of 64 bytes: it only marks where an @ stands, where digits do,
// where words hang together by dots or colons, and where one is long. The recognizers look there; most
// texts have no such place.

#include "addresses.hpp"
#include "include/cprivatetext.h"
#include "keys.hpp"
#include "mail.hpp"
#include "numbers.hpp"

#include <bit>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

using namespace cprivate;

namespace {

constexpr ptrdiff_t width = 64;
/// No number that is looked for has fewer digits.
constexpr int fewest_digits = 9;
/// Nor do its digits reach further: 15 of a telephone's with seven times two signs between them, and
/// before them what may be an escape.
constexpr uint64_t longest_number = (uint64_t(1) << 40) - 1;
/// Nor has an address fewer dots or colons.
constexpr int fewest_marks = 3;

constexpr ptrdiff_t lane = 16;

#define INLINE [[gnu::always_inline]] inline

#ifdef __SSE2__
typedef __m128i Bytes;
INLINE Bytes load(const uint8_t *text) { return _mm_loadu_si128((const __m128i *)text); }
INLINE Bytes every(uint8_t c) { return _mm_set1_epi8(char(c)); }
INLINE Bytes equal(Bytes a, Bytes b) { return _mm_cmpeq_epi8(a, b); }
INLINE Bytes is_in(Bytes a, uint8_t first, uint8_t count) {
  Bytes above = _mm_sub_epi8(a, every(first));
  return equal(_mm_min_epu8(above, every(count - 1)), above);
}
INLINE uint64_t places(Bytes mask) { return uint16_t(_mm_movemask_epi8(mask)); }
#else
typedef uint8_t Bytes __attribute__((ext_vector_type(lane)));
INLINE Bytes load(const uint8_t *text) {
  Bytes bytes;
  std::memcpy(&bytes, text, lane);
  return bytes;
}
INLINE Bytes every(uint8_t c) { return Bytes(c); }
INLINE Bytes equal(Bytes a, Bytes b) { return __builtin_bit_cast(Bytes, a == b); }
INLINE Bytes is_in(Bytes a, uint8_t first, uint8_t count) {
  return __builtin_bit_cast(Bytes, Bytes(a - first) < Bytes(count));
}
INLINE uint64_t places(Bytes mask) {
  uint64_t places = 0;
  for (ptrdiff_t i = 0; i < lane; i++) places |= uint64_t(mask[i] & 1) << i;
  return places;
}
#endif

/// Places in a window, each a bit.
struct Window {
  uint64_t at = 0, digit = 0, word = 0;
  /// A dot or a colon; few others stand between words.
  uint64_t mark = 0;
};

INLINE Window window(const uint8_t *text, ptrdiff_t left) {
  Window window;
  if (left <= 0) return window;
  for (ptrdiff_t i = 0; i < width; i += lane) {
    Bytes bytes = load(text + i);
    Bytes digits = is_in(bytes, '0', 10);
    Bytes words = digits | is_in(bytes | every(0x20), 'a', 26) | equal(bytes, every('_')) |
                  equal(bytes, every('-'));
    // One bit apart each: * . : >
    window.mark |= places(equal(bytes | every(0x14), every(0x3E))) << i;
    window.at |= places(equal(bytes, every('@'))) << i;
    window.digit |= places(digits) << i;
    window.word |= places(words) << i;
  }
  if (left < width) {
    uint64_t inside = (uint64_t(1) << left) - 1;
    window.at &= inside;
    window.digit &= inside;
    window.word &= inside;
    window.mark &= inside;
  }
  return window;
}

INLINE bool has_eight(uint64_t places) {
  places &= places >> 1;
  places &= places >> 2;
  return places & places >> 4;
}

/// The places in the first of two windows where 16 places in a row begin.
[[gnu::noinline]] uint64_t long_runs(uint64_t first, uint64_t second) {
  unsigned __int128 run = (unsigned __int128)second << 64 | first;
  run &= run >> 1;
  run &= run >> 2;
  run &= run >> 4;
  run &= run >> 8;
  return uint64_t(run);
}

[[gnu::noinline]] uint8_t mails(const Text &text, uint64_t places, ptrdiff_t start) {
  uint8_t found = 0;
  for (; places; places &= places - 1) found |= mail_at(text, start + std::countr_zero(places));
  return found;
}

/// - digits: where in the first of two windows, and in the second, digits are.
[[gnu::noinline]] uint8_t numbers(const Text &text, uint64_t places, unsigned __int128 digits,
                                  ptrdiff_t start) {
  uint8_t found = 0;
  for (; places; places &= places - 1) {
    int place = std::countr_zero(places);
    // Digits of an escape are none of the text.
    ptrdiff_t at = text.past_escape(start + place);
    if (!is_digit(text[at])) continue;
    if (is_account(text, at))
      found |= CPRIVATE_ACCOUNT;
    else if (std::popcount(uint64_t(digits >> place) & longest_number) < fewest_digits)
      continue;
    else if (is_card(text, at))
      found |= CPRIVATE_CARD;
    else if (is_phone(text, at))
      found |= CPRIVATE_PHONE;
    else if (is_security(text, at))
      found |= CPRIVATE_SECURITY;
  }
  return found;
}

/// The places are dots and colons inside of words.
[[gnu::noinline]] uint8_t addresses(const Text &text, uint64_t places, ptrdiff_t start) {
  for (; places; places &= places - 1) {
    ptrdiff_t mark = start + std::countr_zero(places), at = mark;
    if (text[mark] == '.' && is_digit(text[mark - 1]) && is_digit(text[mark + 1])) {
      while (mark - at < 4 && is_digit(text[at - 1])) at--;
      if (is_address4(text, text.past_escape(at))) return CPRIVATE_ADDRESS;
    } else if (text[mark] == ':' && mark >= 4 && is_address6(text, mark - 4)) {
      return CPRIVATE_ADDRESS;
    }
  }
  return 0;
}

[[gnu::noinline]] uint8_t keys(const Text &text, uint64_t places, ptrdiff_t start) {
  for (; places; places &= places - 1) {
    ptrdiff_t at = start + std::countr_zero(places), end = at;
    while (end < text.length && is_word(text[end])) end++;
    at = text.past_escape(at);
    if (is_key(text, at, end) || is_named_secret(text, at, end)) return CPRIVATE_KEY;
  }
  return 0;
}

INLINE uint8_t kinds(const uint8_t *bytes, ptrdiff_t length) {
  uint8_t found = 0;
  Window before, here = window(bytes, length);
  bool is_long = has_eight(here.word);
  for (ptrdiff_t start = 0; start < length; start += width) {
    Window after = window(bytes + start + width, length - start - width);
    if (here.at) [[unlikely]] found |= mails({bytes, length}, here.at, start);
    if (here.digit && std::popcount(here.digit) + std::popcount(after.digit) >= fewest_digits)
      found |= numbers({bytes, length}, here.digit & ~(here.digit << 1 | before.digit >> 63),
                       (unsigned __int128)after.digit << 64 | here.digit, start);
    if (here.mark && std::popcount(here.mark) + std::popcount(after.mark) >= fewest_marks) {
      uint64_t inside = here.mark & (here.word << 1 | before.word >> 63) &
                        ((here.word | here.mark) >> 1 | (after.word | after.mark) << 63);
      if (inside) [[unlikely]] found |= addresses({bytes, length}, inside, start);
    }
    bool is_next_long = has_eight(after.word);
    if (is_long || is_next_long) {
      if (uint64_t runs = long_runs(here.word, after.word)) [[unlikely]]
        found |= keys({bytes, length}, runs & ~(here.word << 1 | before.word >> 63), start);
    }
    is_long = is_next_long;
    before = here;
    here = after;
  }
  return found;
}

}  // namespace

uint8_t cprivate_kinds(const uint8_t *text, size_t length) {
  return kinds(text, ptrdiff_t(length));
}
