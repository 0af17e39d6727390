// Escapes checked and undone 64 bytes at a time, on processors that put together bytes that stand apart
// (AVX-512 VBMI2).
#include "escapes.hpp"

#ifdef __x86_64__
#include <immintrin.h>

#define WIDE [[gnu::target("avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi,popcnt")]]

namespace cjson {

static inline uint64_t lowest(ptrdiff_t count) {
  return count < 64 ? (uint64_t(1) << count) - 1 : UINT64_MAX;
}

/// The bytes of a block, and 0 for those behind the end.
WIDE static inline __m512i block_at(const uint8_t *p, const uint8_t *end) {
  return end - p >= 64 ? _mm512_loadu_si512(p) : _mm512_maskz_loadu_epi8(lowest(end - p), p);
}

WIDE static bool are_valid(const uint8_t *p, const uint8_t *end) {
  const __m512i low = _mm512_loadu_si512(escapes.of), high = _mm512_loadu_si512(escapes.of + 64);
  const __m512i backslash = _mm512_set1_epi8('\\'), unit = _mm512_set1_epi8('u');
  bool is_open = false;
  for (; p < end; p += 64) {
    __m512i bytes = block_at(p, end);
    uint64_t backslashes = _mm512_cmpeq_epi8_mask(bytes, backslash);
    if (!backslashes && !is_open) continue;
    uint64_t escaped = escaped_in(backslashes, is_open);
    // What is not there is 0, which no escape may be of.
    __m512i meant = _mm512_permutex2var_epi8(low, bytes, high);
    if (escaped & (_mm512_testn_epi8_mask(meant, meant) | _mm512_movepi8_mask(bytes))) return false;
    uint64_t units = _mm512_mask_cmpeq_epi8_mask(escaped, bytes, unit);
    for (; units; units &= units - 1)
      if (unit_at(p + __builtin_ctzll(units) + 1, end) < 0) return false;
  }
  return !is_open;
}

WIDE static uint8_t *undo(const uint8_t *p, const uint8_t *end, uint8_t *to) {
  const __m512i low = _mm512_loadu_si512(escapes.of), high = _mm512_loadu_si512(escapes.of + 64);
  const __m512i backslash = _mm512_set1_epi8('\\'), unit = _mm512_set1_epi8('u');
  bool is_open = false;
  while (p < end) {
    __m512i bytes = block_at(p, end);
    uint64_t backslashes = _mm512_cmpeq_epi8_mask(bytes, backslash), dropped = 0;
    ptrdiff_t count = end - p < 64 ? end - p : 64;
    uint64_t units = 0;
    if (backslashes || is_open) {
      uint64_t escaped = escaped_in(backslashes, is_open);
      dropped = backslashes & ~escaped;
      units = _mm512_mask_cmpeq_epi8_mask(escaped, bytes, unit);
      if (units) [[unlikely]] count = __builtin_ctzll(units);
      bytes = _mm512_mask2_permutex2var_epi8(low, bytes, escaped, high);
    }
    uint64_t kept = lowest(count) & ~dropped;
    int length = __builtin_popcountll(kept);
    if (dropped) bytes = _mm512_maskz_compress_epi8(kept, bytes);
    // Text is never longer than what it was written as, so 64 bytes have room where so many are read.
    if (end - p >= 64) {
      _mm512_storeu_si512(to, bytes);
    } else {
      _mm512_mask_storeu_epi8(to, lowest(length), bytes);
    }
    p += count;
    to += length;
    if (units) [[unlikely]] {
      write_unit(p, end, to);
      is_open = false;
    }
  }
  return to;
}

const EscapeFunctions *wide_escapes() {
  static constexpr EscapeFunctions functions = {are_valid, undo};
  bool can = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
             __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
  return can ? &functions : nullptr;
}

}  // namespace cjson

#else

const cjson::EscapeFunctions *cjson::wide_escapes() { return nullptr; }

#endif
