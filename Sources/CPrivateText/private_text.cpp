// One pass over the text in windows of 64 bytes: it only marks where an @ stands, where digits do,
// where words hang together by dots or colons, and where one is long. The recognizers look there; most
// texts have no such place.

#include "addresses.hpp"
#include "include/cprivatetext.h"
#include "keys.hpp"
#include "mail.hpp"
#include "numbers.hpp"

#include <algorithm>
#include <bit>

#ifdef __x86_64__
#include <immintrin.h>
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

#define INLINE [[gnu::always_inline]] inline

/// Places in a window, each a bit.
struct Window {
  uint64_t at, digit, word;
  /// A dot or a colon; few others stand between words.
  uint64_t mark;

  void cut(ptrdiff_t length) {
    uint64_t inside = (uint64_t(1) << length) - 1;
    at &= inside;
    digit &= inside;
    word &= inside;
    mark &= inside;
  }
};

/// Fills in so many windows of a text, one behind another; whatever stands behind the text too.
using Look = void (*)(const uint8_t *text, ptrdiff_t count, Window *windows);

/// Which kind of place a character is, by the tables of its two halves: what both have in common.
enum : uint8_t {
  capital_and_small_to_o = 1,
  from_p_to_z = 2,
  underscore = 4,
  hyphen = 8,
  // One bit apart each: * . : >
  mark = 32,
  at_sign = 64,
  digit = 128,
  word = capital_and_small_to_o | from_p_to_z | underscore | hyphen | digit
};
alignas(16) constexpr uint8_t by_low_half[16] = {
    from_p_to_z | at_sign | digit,
    word & ~(underscore | hyphen), word & ~(underscore | hyphen), word & ~(underscore | hyphen),
    word & ~(underscore | hyphen), word & ~(underscore | hyphen), word & ~(underscore | hyphen),
    word & ~(underscore | hyphen), word & ~(underscore | hyphen), word & ~(underscore | hyphen),
    capital_and_small_to_o | from_p_to_z | mark,
    capital_and_small_to_o,
    capital_and_small_to_o,
    capital_and_small_to_o | hyphen,
    capital_and_small_to_o | mark,
    capital_and_small_to_o | underscore,
};
alignas(16) constexpr uint8_t by_high_half[16] = {
    0, 0, hyphen | mark, digit | mark, capital_and_small_to_o | at_sign, from_p_to_z | underscore,
    capital_and_small_to_o, from_p_to_z,
};

#ifdef __x86_64__
[[gnu::target("avx2")]] void look_by_32(const uint8_t *text, ptrdiff_t count, Window *windows) {
  const __m256i low_half = _mm256_set1_epi8(15);
  const __m256i by_low = _mm256_broadcastsi128_si256(*(const __m128i *)by_low_half);
  const __m256i by_high = _mm256_broadcastsi128_si256(*(const __m128i *)by_high_half);
  const __m256i words = _mm256_set1_epi8(char(word)), nothing = _mm256_setzero_si256();
  for (ptrdiff_t i = 0; i < count; i++, text += width) {
    uint64_t at = 0, digit = 0, between = 0, mark = 0;
    for (int half = 0; half < 2; half++) {
      __m256i bytes = _mm256_loadu_si256((const __m256i *)(text + half * 32));
      __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low_half);
      __m256i kinds = _mm256_and_si256(
        _mm256_shuffle_epi8(by_low, _mm256_and_si256(bytes, low_half)),
        _mm256_shuffle_epi8(by_high, high));
      auto places = [](__m256i bytes) __attribute__((target("avx2"), always_inline)) {
        return uint64_t(uint32_t(_mm256_movemask_epi8(bytes)));
      };
      digit |= places(kinds) << half * 32;
      at |= places(_mm256_slli_epi16(kinds, 1)) << half * 32;
      mark |= places(_mm256_slli_epi16(kinds, 2)) << half * 32;
      between |= places(_mm256_cmpeq_epi8(_mm256_and_si256(kinds, words), nothing)) << half * 32;
    }
    windows[i] = {at, digit, ~between, mark};
  }
}
#endif

void look_one_by_one(const uint8_t *text, ptrdiff_t count, Window *windows) {
  for (ptrdiff_t i = 0; i < count; i++, text += width) {
    windows[i] = {};
    for (ptrdiff_t place = 0; place < width; place++) {
      uint8_t kinds = by_low_half[text[place] & 15] & by_high_half[text[place] >> 4];
      windows[i].at |= uint64_t((kinds & at_sign) != 0) << place;
      windows[i].digit |= uint64_t((kinds & digit) != 0) << place;
      windows[i].word |= uint64_t((kinds & word) != 0) << place;
      windows[i].mark |= uint64_t((kinds & mark) != 0) << place;
    }
  }
}

Look best_look() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2")) return look_by_32;
#endif
  return look_one_by_one;
}

const Look look = best_look();

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
    if (is_upper(text[at - 1]) && is_account(text, at))
      found |= CPRIVATE_ACCOUNT;
    else if (is_word(text.before(at)))
      continue;  // None of the others begins inside of a word, as most digits of a time do.
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

/// - words: where in the first of two windows, and in the second, words are.
[[gnu::noinline]] uint8_t keys(const Text &text, uint64_t places, unsigned __int128 words,
                               ptrdiff_t start) {
  for (; places; places &= places - 1) {
    int place = std::countr_zero(places), length = std::countr_one(uint64_t(words >> place));
    ptrdiff_t at = start + place, end = at + length;
    if (length == width)
      while (end < text.length && is_word(text[end])) end++;
    at = text.past_escape(at);
    if (is_key(text, at, end) || is_named_secret(text, at, end)) return CPRIVATE_KEY;
  }
  return 0;
}

/// What begins in one window.
INLINE uint8_t kinds(const Text &text, ptrdiff_t start, const Window &before, const Window &here,
                     const Window &after) {
  uint8_t found = 0;
  if (here.at) [[unlikely]] found |= mails(text, here.at, start);
  if (here.digit && std::popcount(here.digit) + std::popcount(after.digit) >= fewest_digits)
    found |= numbers(text, here.digit & ~(here.digit << 1 | before.digit >> 63),
                     (unsigned __int128)after.digit << 64 | here.digit, start);
  if (here.mark && std::popcount(here.mark) + std::popcount(after.mark) >= fewest_marks) {
    uint64_t inside = here.mark & (here.word << 1 | before.word >> 63) &
                      ((here.word | here.mark) >> 1 | (after.word | after.mark) << 63);
    if (inside) [[unlikely]] found |= addresses(text, inside, start);
  }
  if (has_eight(here.word) || has_eight(after.word)) {
    if (uint64_t runs = long_runs(here.word, after.word)) [[unlikely]]
      found |= keys(text, runs & ~(here.word << 1 | before.word >> 63),
                    (unsigned __int128)after.word << 64 | here.word, start);
  }
  return found;
}

/// So many windows are looked at in one go.
constexpr ptrdiff_t batch = 16;

uint8_t kinds(const uint8_t *bytes, ptrdiff_t length) {
  uint8_t found = 0;
  const Text text{bytes, length};
  const ptrdiff_t count = (length + width - 1) / width;
  // One behind the last of a batch is looked at too; behind the text there is nothing.
  Window windows[batch + 1];
  Window before{};
  for (ptrdiff_t first = 0; first < count; first += batch) {
    ptrdiff_t here = std::min(batch, count - first);
    ptrdiff_t seen = std::min(batch + 1, count - first);
    look(bytes + first * width, seen, windows);
    if (first + seen == count && length % width) windows[seen - 1].cut(length % width);
    if (seen == here) windows[seen] = {};
    for (ptrdiff_t i = 0; i < here; i++) {
      found |= kinds(text, (first + i) * width, before, windows[i], windows[i + 1]);
      before = windows[i];
    }
  }
  return found;
}

}  // namespace

uint8_t cprivate_kinds(const uint8_t *text, size_t length) {
  return kinds(text, ptrdiff_t(length));
}
