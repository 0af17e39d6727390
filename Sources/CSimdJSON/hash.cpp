#include "parser.hpp"
#include "text.hpp"
#include "walk.hpp"

#include <algorithm>

using namespace cjson;

// MARK: - Bytes

namespace {

inline uint64_t fold(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return uint64_t(product) ^ uint64_t(product >> 64);
}

template <typename Word = uint64_t>
inline uint64_t load(const uint8_t *p) {
  Word value;
  std::memcpy(&value, p, sizeof value);
  return value;
}

// Each has a byte that stands in no UTF-8, so no word of a text is equal to one of them and folds
// to zero with it.
constexpr uint64_t k0 = 0x9E3779FF7F4A7C15, k1 = 0xD1B54AFF32D192ED, k2 = 0x8CB92BFF2F3D8DD7,
                   k3 = 0xDB4F0BFF75AE2165, k4 = 0xBBE056FF03A4615F, k5 = 0x2D358DFFAA6C78A5;

inline uint64_t step(uint64_t lane, const uint8_t *p, uint64_t k) {
  uint64_t word = load(p) ^ k;
  return fold(word, load(p + 8) ^ lane) ^ word;
}

// Folded multiplication, 16 bytes a step; of a long text 64, in four lanes that don't wait for each
// other: 20 GB/s.
cjson_hash hash_bytes(const uint8_t *p, size_t length, uint64_t seed) {
  uint64_t a = seed ^ k0, b = fold(length ^ k1, k2);
  if (length >= 16) {
    const uint8_t *end = p + length;
    if (length > 64) {
      uint64_t c = b ^ k3, d = a ^ k4;
      do {
        a = step(a, p, k1);
        b = step(b, p + 16, k2);
        c = step(c, p + 32, k3);
        d = step(d, p + 48, k4);
        p += 64;
      } while (end - p > 64);
      a = fold(a ^ k5, c) ^ d;
      b = fold(b ^ k0, d) ^ c;
    }
    for (; end - p > 16; p += 16) a = step(a, p, k1);
    // The last 16 bytes, also where some of them were seen before.
    b = step(b, end - 16, k2);
  } else {
    uint64_t head = 0, tail = 0;
    if (length >= 8) {
      head = load(p), tail = load(p + length - 8);
    } else if (length >= 4) {
      head = load<uint32_t>(p), tail = load<uint32_t>(p + length - 4);
    } else if (length > 0) {
      head = p[0], tail = uint64_t(p[length / 2]) << 8 | p[length - 1];
    }
    a = fold(head ^ k1, tail ^ a) ^ head;
    b = fold(tail ^ k2, head ^ b) ^ tail;
  }
  uint64_t high = fold(a ^ k3, b ^ k4), low = fold(high ^ k5, b ^ k1);
  return {high ^ b, low ^ a};
}

inline cjson_hash mix(cjson_hash x, cjson_hash y) {
  uint64_t high = fold(x.high ^ k0, y.high ^ k1) + fold(x.low ^ k2, y.low ^ k3);
  uint64_t low = fold(x.low ^ k4, y.high ^ k2) + fold(x.high ^ k3, y.low ^ k0);
  return {high ^ (low >> 29), low ^ (high << 17)};
}

// MARK: - Values

// Hashes 1, 1.0 and 10e-1 alike: sign, digits without zeros at either end, power of ten.
cjson_hash hash_number(const uint8_t *p, size_t length) {
  const uint8_t *end = p + length;
  bool negative = *p == '-';
  if (negative) p++;
  char digits[48];
  size_t used = 0;
  cjson_hash rest{0, 0};
  int64_t power = 0, zeros = 0;
  bool point = false, any = false;
  for (; p < end && (*p | 0x20) != 'e'; p++) {
    if (*p == '.') {
      point = true;
      continue;
    }
    if (point) power--;
    if (*p == '0') {
      if (any) zeros++;
      continue;
    }
    any = true;
    for (; zeros > 0; zeros--) {
      if (used == sizeof digits) {
        rest = mix(rest, hash_bytes((const uint8_t *)digits, used, 1));
        used = 0;
      }
      digits[used++] = '0';
    }
    if (used == sizeof digits) {
      rest = mix(rest, hash_bytes((const uint8_t *)digits, used, 1));
      used = 0;
    }
    digits[used++] = char(*p);
  }
  if (!any) return hash_bytes((const uint8_t *)"0", 1, CJSON_NUMBER);
  power += zeros;
  if (p < end) {
    p++;
    bool down = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) p++;
    int64_t exponent = 0;
    for (; p < end; p++) exponent = std::min<int64_t>(exponent * 10 + (*p - '0'), 1000000000000);
    power += down ? -exponent : exponent;
  }
  cjson_hash head = hash_bytes((const uint8_t *)digits, used, CJSON_NUMBER + (negative ? 16 : 0));
  return mix(mix(head, rest), {uint64_t(power), k4});
}

/// Where an object or array stands in the structure.
uint32_t place(const cjson_parser &parser, const cjson_node &node) {
  const uint32_t *index = parser.index;
  return uint32_t(std::lower_bound(index, index + parser.count, node.start) - index);
}

cjson_hash hash_literal(cjson_kind kind) { return {fold(k2, kind + k3), fold(k0, kind + k4)}; }

/// Goes over the structure of a value that the walk has found to be JSON.
struct Hasher {
  cjson_parser &parser;
  const uint8_t *text = parser.text;
  const uint32_t *index = parser.index;
  uint32_t at;
  /// The first backslash that has not been passed.
  uint32_t escape;
  uint32_t end;

  /// Of an object or array.
  Hasher(cjson_parser &parser, const cjson_node &node)
    : parser(parser), at(place(parser, node)), end(node.start + node.length) {
    escape = next_backslash(text, node.start, end);
  }

  uint32_t scalar_end() const {
    uint32_t stop = at + 1 < parser.count ? std::min(index[at + 1], end) : end;
    while (is_space(text[stop - 1])) stop--;
    return stop;
  }

  cjson_hash string(uint64_t seed) {
    uint32_t start = index[at] + 1, stop = scalar_end() - 1;
    at++;
    if (escape >= stop) return hash_bytes(text + start, stop - start, seed);
    escape = next_backslash(text, stop, end);
    auto &scratch = parser.scratch;
    if (scratch.size() < stop - start) scratch.resize(stop - start);
    size_t size = cjson_unescape(text + start, stop - start, scratch.data());
    return hash_bytes(scratch.data(), size, seed);
  }

  // Recursion is bounded by the parser's depth.
  cjson_hash value() {
    uint8_t c = text[index[at]];
    switch (c) {
      case '"': return string(CJSON_STRING);
      case '[': {
        cjson_hash hash{k3, k4};
        elements([&](cjson_hash element) { hash = mix(hash, element); });
        return hash;
      }
      case '{': {
        cjson_hash hash{k1, k2};
        at++;
        while (text[index[at]] != '}') {
          if (text[index[at]] == ',') at++;
          cjson_hash key = string(99);
          at++;
          cjson_hash member = mix(key, value());
          hash.high += member.high;
          hash.low += member.low;
        }
        at++;
        return mix(hash, {k0, k3});
      }
      case 'n': return literal(CJSON_NULL);
      case 't': return literal(CJSON_TRUE);
      case 'f': return literal(CJSON_FALSE);
      default: {
        uint32_t start = index[at], stop = scalar_end();
        at++;
        return hash_number(text + start, stop - start);
      }
    }
  }

  template <typename Body>
  void elements(Body body) {
    at++;
    while (text[index[at]] != ']') {
      if (text[index[at]] == ',') at++;
      body(value());
    }
    at++;
  }

  cjson_hash literal(cjson_kind kind) {
    at++;
    return hash_literal(kind);
  }
};

}  // namespace

cjson_hash cjson_hash_value(cjson_parser *parser, const cjson_node *node) {
  const uint8_t *text = parser->text + node->start;
  switch (node->kind) {
    case CJSON_STRING: {
      if (!node->escaped) return hash_bytes(text, node->length, CJSON_STRING);
      size_t length;
      text = cjson_unescaped(parser, node, &length);
      return hash_bytes(text, length, CJSON_STRING);
    }
    case CJSON_NUMBER: return hash_number(text, node->length);
    case CJSON_ARRAY: case CJSON_OBJECT: return Hasher(*parser, *node).value();
    default: return hash_literal(node->kind);
  }
}

cjson_hash cjson_hash_elements(cjson_parser *parser, const cjson_node *node) {
  cjson_hash sum{1, 1};
  if (node->kind != CJSON_ARRAY) return sum;
  Hasher(*parser, *node).elements([&](cjson_hash hash) {
    sum.high += hash.high;
    sum.low += hash.low;
  });
  return sum;
}

bool cjson_says_nothing(const cjson_parser *parser, const cjson_node *node) {
  switch (node->kind) {
    case CJSON_NULL: return true;
    case CJSON_STRING: return node->length == 0;
    case CJSON_ARRAY: case CJSON_OBJECT: break;
    default: return false;
  }
  uint32_t end = node->start + node->length;
  for (uint32_t at = place(*parser, *node); parser->index[at] < end; at++) {
    const uint8_t *p = parser->text + parser->index[at];
    switch (*p) {
      case '{': case '}': case '[': case ']': case ',': case ':': case 'n': break;
      case '"':
        // A key says nothing by itself.
        if (p[1] != '"' && parser->text[parser->index[at + 1]] != ':') return false;
        break;
      default: return false;
    }
  }
  return true;
}

size_t cjson_keys(const cjson_parser *parser, const cjson_node *node, cjson_key *keys,
                  size_t most) {
  size_t count = 0, depth = 1;
  const uint32_t *index = parser->index;
  for (uint32_t at = place(*parser, *node) + 1; depth > 0; at++) {
    const uint8_t *p = parser->text + index[at];
    switch (*p) {
      case '{': case '[': depth++; break;
      case '}': case ']': depth--; break;
      case '"': {
        // Inside the object itself a key is what a colon follows.
        if (depth > 1 || parser->text[index[at + 1]] != ':') break;
        if (count == most) return count + 1;
        const uint8_t *end = parser->text + index[at + 1] - 1;
        while (*end != '"') end--;
        keys[count++] = {p + 1, size_t(end - p - 1)};
      }
    }
  }
  return count;
}

cjson_hash cjson_hash_bytes(const uint8_t *bytes, size_t length) {
  return hash_bytes(bytes, length, 0);
}
