#include "csimdjson.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

// MARK: - Hashing

namespace {

inline uint64_t fold(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return uint64_t(product) ^ uint64_t(product >> 64);
}

inline uint64_t load(const uint8_t *p, size_t n) {
  uint64_t value = 0;
  std::memcpy(&value, p, n);
  return value;
}

constexpr uint64_t k0 = 0x9E3779B97F4A7C15, k1 = 0xD1B54A32D192ED03, k2 = 0x8CB92BA72F3D8DD7,
                   k3 = 0xDB4F0B9175AE2165, k4 = 0xBBE0563303A4615F;

// Two lanes of folded multiplication over 32 bytes a step.
cjson_hash hash_bytes(const uint8_t *p, size_t length, uint64_t seed) {
  uint64_t a = seed ^ k0, b = seed ^ k1;
  size_t left = length;
  while (left >= 32) {
    a = fold(load(p, 8) ^ k2 ^ a, load(p + 8, 8) ^ k3);
    b = fold(load(p + 16, 8) ^ k4 ^ b, load(p + 24, 8) ^ k0);
    p += 32;
    left -= 32;
  }
  while (left >= 8) {
    uint64_t word = load(p, 8);
    a = fold(word ^ k2 ^ a, k3 ^ b);
    b = fold(word ^ k4 ^ b, k1);
    p += 8;
    left -= 8;
  }
  uint64_t tail = left ? load(p, left) : 0;
  uint64_t size = uint64_t(length) + 1;
  uint64_t high = fold(tail ^ a ^ k4, size ^ b ^ k2);
  uint64_t low = fold(tail ^ b ^ k3, size * k0 ^ a);
  return {fold(high ^ k1, low ^ k0), fold(low ^ k2, high ^ k3) ^ high};
}

inline cjson_hash mix(cjson_hash x, cjson_hash y) {
  uint64_t high = fold(x.high ^ k0, y.high ^ k1) + fold(x.low ^ k2, y.low ^ k3);
  uint64_t low = fold(x.low ^ k4, y.high ^ k2) + fold(x.high ^ k3, y.low ^ k0);
  return {high ^ (low >> 29), low ^ (high << 17)};
}

}  // namespace

// MARK: - Parsing

struct cjson_parser {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> structure;
  std::vector<cjson_node> nodes;
  std::vector<uint32_t> open;
  std::vector<uint8_t> scratch;
  std::vector<std::string> keys;
  std::vector<uint16_t> slots;
  uint32_t max_depth = 256;

  static size_t slot_hash(const uint8_t *text, size_t length) {
    return (length * 0x2F + text[0] * 0x1D + text[length - 1] * 0x53 + text[length / 2] * 0x07);
  }

  uint16_t known(const uint8_t *text, size_t length) const {
    if (length == 0 || keys.empty()) return 0;
    size_t mask = slots.size() - 1;
    for (size_t at = slot_hash(text, length) & mask;; at = (at + 1) & mask) {
      uint16_t number = slots[at];
      if (number == 0) return 0;
      const std::string &key = keys[number - 1];
      if (key.size() == length && std::memcmp(key.data(), text, length) == 0) return number;
    }
  }
};

namespace {

inline bool is_space(uint8_t c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
inline bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }

bool is_number(const uint8_t *p, const uint8_t *end) {
  if (p < end && *p == '-') p++;
  if (p == end) return false;
  if (*p == '0') {
    p++;
  } else {
    if (!is_digit(*p)) return false;
    while (p < end && is_digit(*p)) p++;
  }
  if (p < end && *p == '.') {
    p++;
    if (p == end || !is_digit(*p)) return false;
    while (p < end && is_digit(*p)) p++;
  }
  if (p < end && (*p | 0x20) == 'e') {
    p++;
    if (p < end && (*p == '+' || *p == '-')) p++;
    if (p == end || !is_digit(*p)) return false;
    while (p < end && is_digit(*p)) p++;
  }
  return p == end;
}

inline int hex_value(uint8_t c) {
  if (is_digit(c)) return c - '0';
  uint8_t lower = c | 0x20;
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The four digits of \uXXXX, or -1.
int unit_at(const uint8_t *p, const uint8_t *end) {
  if (end - p < 4) return -1;
  int value = 0;
  for (int i = 0; i < 4; i++) {
    int digit = hex_value(p[i]);
    if (digit < 0) return -1;
    value = value << 4 | digit;
  }
  return value;
}

bool are_escapes_valid(const uint8_t *p, const uint8_t *end) {
  while ((p = static_cast<const uint8_t *>(std::memchr(p, '\\', end - p)))) {
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

bool reserve_structure(cjson_parser *parser, size_t length) {
  size_t wanted = std::max<size_t>(length, 1 << 16);
  if (!parser->structure) {
    auto &active = simdjson::get_active_implementation();
    return active->create_dom_parser_implementation(wanted, 1024, parser->structure) ==
           simdjson::SUCCESS;
  }
  if (parser->structure->capacity() >= length) return true;
  return parser->structure->set_capacity(std::max(wanted, length + length / 2)) ==
         simdjson::SUCCESS;
}

struct Walk {
  cjson_parser *parser;
  const uint8_t *line;
  uint32_t length;
  const uint32_t *index;
  uint32_t count;
  uint32_t at = 0;
  bool has_escapes;

  // The end of the scalar at `index[at]`: up to the next structure, less the white space.
  uint32_t scalar_end() const {
    uint32_t end = at + 1 < count ? index[at + 1] : length;
    while (end > index[at] + 1 && is_space(line[end - 1])) end--;
    return end;
  }

  cjson_error string(bool is_key) {
    uint32_t start = index[at] + 1, end = scalar_end();
    if (end <= start || line[end - 1] != '"') return CJSON_UNCLOSED_STRING;
    end--;
    cjson_node node{start, end - start, uint32_t(parser->nodes.size()) + 1, 0, CJSON_STRING, 0};
    if (has_escapes && std::memchr(line + start, '\\', end - start)) {
      if (!are_escapes_valid(line + start, line + end)) return CJSON_BAD_ESCAPE;
      node.escaped = 1;
    }
    if (is_key) {
      if (node.escaped) {
        parser->scratch.resize(std::max<size_t>(parser->scratch.size(), node.length));
        size_t size = cjson_unescape(line + start, node.length, parser->scratch.data());
        node.known = parser->known(parser->scratch.data(), size);
      } else {
        node.known = parser->known(line + start, node.length);
      }
    }
    parser->nodes.push_back(node);
    at++;
    return CJSON_OK;
  }

  cjson_error scalar() {
    uint32_t start = index[at], end = scalar_end();
    const uint8_t *p = line + start;
    uint32_t size = end - start;
    cjson_kind kind;
    if (*p == '-' || is_digit(*p)) {
      if (!is_number(p, line + end)) return CJSON_BAD_NUMBER;
      kind = CJSON_NUMBER;
    } else if (size == 4 && std::memcmp(p, "true", 4) == 0) {
      kind = CJSON_TRUE;
    } else if (size == 5 && std::memcmp(p, "false", 5) == 0) {
      kind = CJSON_FALSE;
    } else if (size == 4 && std::memcmp(p, "null", 4) == 0) {
      kind = CJSON_NULL;
    } else {
      return CJSON_BAD_LITERAL;
    }
    parser->nodes.push_back({start, size, uint32_t(parser->nodes.size()) + 1, 0, kind, 0});
    at++;
    return CJSON_OK;
  }

  cjson_error run() {
    auto &nodes = parser->nodes;
    auto &open = parser->open;
    open.clear();
    while (true) {
      // A value stands here.
      if (at >= count) return CJSON_INCOMPLETE;
      uint8_t c = line[index[at]];
      if (c == '{' || c == '[') {
        if (open.size() >= parser->max_depth) return CJSON_TOO_DEEP;
        nodes.push_back({index[at], 0, 0, 0, c == '{' ? CJSON_OBJECT : CJSON_ARRAY, 0});
        open.push_back(uint32_t(nodes.size()) - 1);
        at++;
        if (at >= count) return CJSON_INCOMPLETE;
        if (line[index[at]] != (c == '{' ? '}' : ']')) {
          if (c == '{') {
            if (auto error = key()) return error;
          }
          continue;
        }
        // Empty: falls through to the closing below.
      } else if (c == '"') {
        if (auto error = string(false)) return error;
      } else if (c == ',' || c == ':' || c == '}' || c == ']') {
        return CJSON_UNEXPECTED;
      } else {
        if (auto error = scalar()) return error;
      }
      // A value has ended, or an empty container is about to.
      while (true) {
        if (open.empty()) return at == count ? CJSON_OK : CJSON_TRAILING;
        if (at >= count) return CJSON_INCOMPLETE;
        bool is_object = nodes[open.back()].kind == CJSON_OBJECT;
        uint8_t after = line[index[at]];
        if (after == (is_object ? '}' : ']')) {
          cjson_node &node = nodes[open.back()];
          node.next = uint32_t(nodes.size());
          node.length = index[at] + 1 - node.start;
          open.pop_back();
          at++;
          continue;
        }
        if (after != ',') return CJSON_UNEXPECTED;
        at++;
        if (is_object) {
          if (auto error = key()) return error;
        }
        break;
      }
    }
  }

  cjson_error key() {
    if (at >= count) return CJSON_INCOMPLETE;
    if (line[index[at]] != '"') return CJSON_UNEXPECTED;
    if (auto error = string(true)) return error;
    if (at >= count) return CJSON_INCOMPLETE;
    if (line[index[at]] != ':') return CJSON_UNEXPECTED;
    at++;
    return CJSON_OK;
  }
};

cjson_error error_of(simdjson::error_code code) {
  switch (code) {
    case simdjson::UTF8_ERROR: return CJSON_NOT_UTF8;
    case simdjson::UNCLOSED_STRING: return CJSON_UNCLOSED_STRING;
    case simdjson::UNESCAPED_CHARS: return CJSON_CONTROL_CHARACTER;
    case simdjson::EMPTY: return CJSON_EMPTY;
    case simdjson::MEMALLOC: return CJSON_NO_MEMORY;
    default: return CJSON_UNEXPECTED;
  }
}

}  // namespace

cjson_parser *cjson_parser_new(const char *const *known_keys, size_t count, uint32_t max_depth) {
  auto parser = new (std::nothrow) cjson_parser;
  if (!parser) return nullptr;
  parser->max_depth = max_depth;
  size_t size = 64;
  while (size < count * 4) size *= 2;
  parser->slots.assign(size, 0);
  for (size_t i = 0; i < count; i++) {
    parser->keys.emplace_back(known_keys[i]);
    const std::string &key = parser->keys.back();
    size_t at = cjson_parser::slot_hash((const uint8_t *)key.data(), key.size()) & (size - 1);
    while (parser->slots[at]) at = (at + 1) & (size - 1);
    parser->slots[at] = uint16_t(i + 1);
  }
  return parser;
}

void cjson_parser_free(cjson_parser *parser) { delete parser; }

cjson_error cjson_parse(cjson_parser *parser, const uint8_t *line, size_t length,
                        const cjson_node **nodes, uint32_t *count, uint32_t *offset) {
  *offset = 0;
  if (length >= UINT32_MAX - 64) return CJSON_NO_MEMORY;
  try {
    if (!reserve_structure(parser, length)) return CJSON_NO_MEMORY;
    auto code = parser->structure->stage1(line, length, simdjson::stage1_mode::regular);
    if (code != simdjson::SUCCESS) return error_of(code);
    parser->nodes.clear();
    Walk walk{parser, line, uint32_t(length), parser->structure->structural_indexes.get(),
              parser->structure->n_structural_indexes, 0,
              std::memchr(line, '\\', length) != nullptr};
    auto error = walk.run();
    *offset = walk.at < walk.count ? walk.index[walk.at] : uint32_t(length);
    *nodes = parser->nodes.data();
    *count = uint32_t(parser->nodes.size());
    return error;
  } catch (...) {
    return CJSON_NO_MEMORY;
  }
}

size_t cjson_unescape(const uint8_t *text, size_t length, uint8_t *out) {
  const uint8_t *p = text, *end = text + length;
  uint8_t *to = out;
  while (p < end) {
    if (*p != '\\') {
      *to++ = *p++;
      continue;
    }
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
        if (unit >= 0xD800 && unit <= 0xDFFF) unit = 0xFFFD;
        if (unit < 0x80) {
          *to++ = uint8_t(unit);
        } else if (unit < 0x800) {
          *to++ = uint8_t(0xC0 | unit >> 6);
          *to++ = uint8_t(0x80 | (unit & 0x3F));
        } else if (unit < 0x10000) {
          *to++ = uint8_t(0xE0 | unit >> 12);
          *to++ = uint8_t(0x80 | (unit >> 6 & 0x3F));
          *to++ = uint8_t(0x80 | (unit & 0x3F));
        } else {
          *to++ = uint8_t(0xF0 | unit >> 18);
          *to++ = uint8_t(0x80 | (unit >> 12 & 0x3F));
          *to++ = uint8_t(0x80 | (unit >> 6 & 0x3F));
          *to++ = uint8_t(0x80 | (unit & 0x3F));
        }
        break;
      }
      default: *to++ = *p++;
    }
  }
  return size_t(to - out);
}

// MARK: - Hashing values

namespace {

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

cjson_hash hash_string(cjson_parser *parser, const uint8_t *line, const cjson_node &node,
                       uint64_t seed) {
  if (!node.escaped) return hash_bytes(line + node.start, node.length, seed);
  if (parser->scratch.size() < node.length) parser->scratch.resize(node.length);
  size_t size = cjson_unescape(line + node.start, node.length, parser->scratch.data());
  return hash_bytes(parser->scratch.data(), size, seed);
}

// Recursion is bounded by the parser's depth.
cjson_hash hash_value(cjson_parser *parser, const uint8_t *line, uint32_t at) {
  const cjson_node *nodes = parser->nodes.data();
  const cjson_node &node = nodes[at];
  switch (node.kind) {
    case CJSON_NUMBER: return hash_number(line + node.start, node.length);
    case CJSON_STRING: return hash_string(parser, line, node, CJSON_STRING);
    case CJSON_ARRAY: {
      cjson_hash hash{k3, k4};
      for (uint32_t i = at + 1; i < node.next; i = nodes[i].next)
        hash = mix(hash, hash_value(parser, line, i));
      return hash;
    }
    case CJSON_OBJECT: {
      cjson_hash hash{k1, k2};
      for (uint32_t i = at + 1; i < node.next; i = nodes[i + 1].next) {
        cjson_hash key = hash_string(parser, line, nodes[i], 99);
        cjson_hash member = mix(key, hash_value(parser, line, i + 1));
        hash.high += member.high;
        hash.low += member.low;
      }
      return mix(hash, {k0, k3});
    }
    default: return {fold(k2, node.kind + k3), fold(k0, node.kind + k4)};
  }
}

}  // namespace

cjson_hash cjson_hash_value(cjson_parser *parser, const uint8_t *line, uint32_t node) {
  return hash_value(parser, line, node);
}

cjson_hash cjson_hash_bytes(const uint8_t *bytes, size_t length) {
  return hash_bytes(bytes, length, 0);
}
