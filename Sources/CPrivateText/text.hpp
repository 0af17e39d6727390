// What the recognizers of private data share: a text whose places outside of it hold nothing.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace cprivate {

inline bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }
inline bool is_upper(uint8_t c) { return c >= 'A' && c <= 'Z'; }
inline bool is_letter(uint8_t c) { return is_upper(c & ~0x20); }
inline bool is_alphanumeric(uint8_t c) { return is_letter(c) || is_digit(c); }
/// The characters of a word as identifiers are made of.
struct WordCharacters {
  bool has[256] = {};
  constexpr WordCharacters() {
    for (int c = '0'; c <= '9'; c++) has[c] = true;
    for (int c = 'a'; c <= 'z'; c++) has[c] = has[c - 0x20] = true;
    has['_'] = has['-'] = true;
  }
};
constexpr WordCharacters word_characters;
inline bool is_word(uint8_t c) { return word_characters.has[c]; }

struct Text {
  const uint8_t *bytes;
  ptrdiff_t length;

  uint8_t operator[](ptrdiff_t at) const { return at >= 0 && at < length ? bytes[at] : 0; }

  bool has(ptrdiff_t at, std::string_view what) const {
    return at >= 0 && at + ptrdiff_t(what.size()) <= length &&
           std::memcmp(bytes + at, what.data(), what.size()) == 0;
  }

  /// Whether a dash stands among the bytes before a place.
  bool has_dash_before(ptrdiff_t at, ptrdiff_t count) const {
    ptrdiff_t start = at > count ? at - count : 0;
    return at > start && std::memchr(bytes + start, '-', size_t(at - start));
  }

  /// Whether a word in small letters stands among the bytes before a place, in letters of any size.
  bool has_before(ptrdiff_t at, ptrdiff_t count, std::string_view what) const {
    ptrdiff_t last = at - ptrdiff_t(what.size());
    const uint8_t small = uint8_t(what[0]), large = is_letter(small) ? small & ~0x20 : small;
    for (ptrdiff_t start = at > count ? at - count : 0; start <= last; start++) {
      if (bytes[start] != small && bytes[start] != large) continue;
      size_t i = 1;
      while (i < what.size() && (bytes[start + i] | (is_upper(bytes[start + i]) ? 0x20 : 0)) ==
                                    uint8_t(what[i]))
        i++;
      if (i == what.size()) return true;
    }
    return false;
  }

  /// Where a word begins that seems to begin at `at`, but for the end of an escape before it:
  /// behind the `n` of `\n`, behind the digits of `\u00e9`.
  [[gnu::always_inline]] ptrdiff_t past_escape(ptrdiff_t at) const {
    // Most often no backslash stands before it, nor one with a `u` behind it a little further ahead.
    if (at >= 8 && at < length && bytes[at - 1] != '\\' &&
        !(places('\\', bytes + at - 8) & places('u', bytes + at - 7)))
      return at;
    return behind_escape(at);
  }

  [[gnu::noinline]] ptrdiff_t behind_escape(ptrdiff_t at) const {
    if ((*this)[at - 1] == '\\' && std::strchr("nrtbf", (*this)[at]) && (*this)[at]) return at + 1;
    for (ptrdiff_t u = at; u >= at - 4 && u > 0; u--)
      if ((*this)[u] == 'u' && (*this)[u - 1] == '\\') return u + 5;
    return at;
  }

  /// Where a character stands among eight bytes, as the highest bit of each; behind one also where
  /// none stands.
  static uint64_t places(char what, const uint8_t *eight) {
    uint64_t word;
    std::memcpy(&word, eight, sizeof word);
    const uint64_t ones = 0x0101010101010101;
    word ^= ones * uint8_t(what);
    return (word - ones) & ~word & ones << 7;
  }

  /// What stands before a place; behind an escape nothing does.
  uint8_t before(ptrdiff_t at) const {
    uint8_t c = (*this)[at - 1];
    if ((*this)[at - 2] == '\\' && is_letter(c)) return 0;
    if (at >= 6 && (*this)[at - 5] == 'u' && (*this)[at - 6] == '\\') return 0;
    return c;
  }
};

}  // namespace cprivate
