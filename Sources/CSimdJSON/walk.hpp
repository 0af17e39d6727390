// The grammar of JSON, once: a walk over the structure of a text that leaves nodes behind.
//
// It is a state machine with a stack of its own. At each structural character there is one question
// (a member, a value, or what may follow a value), and a line of 40 members takes about 120 of them.
#pragma once
#include "parser.hpp"
#include "text.hpp"

namespace cjson {

enum class Nodes_of { everything, wanted_paths };

/// Where a walk reads, and from where to where.
struct Span {
  /// The next structural character.
  uint32_t at;
  /// The structural character behind the last one that may be read. A walk that is not bounded runs
  /// on to what can't stand anywhere in JSON: the line feed that a block ends with.
  uint32_t count;
  /// The end of the text for a string or number without a structural character behind it.
  uint32_t end;
  /// The first backslash from `at` on.
  uint32_t escape;
  uint32_t nodes = 0;
};

inline uint32_t next_backslash(const uint8_t *text, uint32_t from, uint32_t end) {
  if (from >= end) return UINT32_MAX;
  auto found = static_cast<const uint8_t *>(std::memchr(text + from, '\\', end - from));
  return found ? uint32_t(found - text) : UINT32_MAX;
}

/// A key with escapes among the wanted members.
[[gnu::noinline]] inline const Wanted *find_escaped(const Members *members, cjson_parser &parser,
                                                    const uint8_t *key, uint32_t length) {
  auto &scratch = parser.scratch;
  if (scratch.size() < length + CJSON_PADDING) scratch.resize(length + CJSON_PADDING);
  length = uint32_t(cjson_unescape(key, length, scratch.data()));
  return members->find(scratch.data(), length);
}

/// Of a value without quotes or brackets; `CJSON_ARRAY` of a number that is none, `CJSON_OBJECT` of
/// anything else that is none. Not inlined, as the walk needs all registers for itself.
template <bool is_bounded>
[[gnu::noinline]] cjson_kind scalar_kind(const uint8_t *text, uint32_t length) {
  if (*text == '-' || is_digit(*text)) [[likely]] {
    bool is_valid =
      (!is_bounded && is_short_number(text, length)) || is_number(text, text + length);
    return is_valid ? CJSON_NUMBER : CJSON_ARRAY;
  }
  if (length == 4 && std::memcmp(text, "true", 4) == 0) return CJSON_TRUE;
  if (length == 5 && std::memcmp(text, "false", 5) == 0) return CJSON_FALSE;
  if (length == 4 && std::memcmp(text, "null", 4) == 0) return CJSON_NULL;
  return CJSON_OBJECT;
}

/// The names of an object in a whole document.
inline cjson_names &names_of(cjson_node *object) {
  return *reinterpret_cast<cjson_names *>(object + 1);
}

// Not inlined: clang takes a function that leaves its loop in rare cases only for a cold one, and
// makes it small instead of fast.
template <Nodes_of nodes_of, bool is_bounded>
[[gnu::noinline]] cjson_error walk(cjson_parser &parser, Span &span) {
  constexpr bool everything = nodes_of == Nodes_of::everything;
  enum class Step { ended, object, array, failed };

  const uint8_t *const text = parser.text;
  const uint32_t *const behind = parser.index + span.count;
  const uint32_t *i = parser.index + span.at;  // the structural character that is looked at
  uint32_t escape = span.escape;
  cjson_node *nodes = parser.nodes.begin();
  uint32_t used = 0;
  size_t room = parser.nodes.capacity();
  Open *open = parser.open.get();  // the innermost open value; the first place is for none
  const Members *members = nullptr;
  const Wanted *wanted = parser.wanted.get();
  cjson_error error = CJSON_OK;

  // A structural character; none is 0.
  auto byte = [&]() __attribute__((always_inline)) {
    return is_bounded && i >= behind ? uint8_t(0) : text[*i];
  };
  // The structural character behind a string or number.
  auto next = [&]() __attribute__((always_inline)) {
    return is_bounded && i + 1 >= behind ? span.end : i[1];
  };
  // Between a string and the next structural character there is nothing but white space.
  auto closing_quote = [&](uint32_t next) __attribute__((always_inline)) {
    uint32_t at = next - 1;
    while (text[at] != '"') [[unlikely]] at--;
    return at;
  };
  // Of values that were parsed before.
  const bool is_checked = !everything && !is_bounded && parser.is_written;
  auto pass_escapes = [&](uint32_t start, uint32_t quote) __attribute__((always_inline)) {
    if (!is_checked && !are_escapes_valid(text + start, text + quote)) return false;
    escape = next_backslash(text, quote, span.end);
    return true;
  };
  auto grow = [&]() __attribute__((always_inline)) {
    nodes = parser.nodes.grow();
    room = parser.nodes.capacity();
  };
  auto emit = [&](cjson_kind kind, uint32_t start, uint32_t length, bool escaped,
                  uint16_t path = 0) __attribute__((always_inline)) {
    if (!everything) {
      if (!wanted) return;
      path = wanted->path;
      parser.last[path] = used;
    }
    if (used >= room) [[unlikely]] grow();
    nodes[used] = {start, length, used + 1, path, kind, escaped};
    used++;
  };
  // A key, put among the names of its object.
  auto emit_name = [&](uint32_t start, uint32_t length, bool escaped)
                     __attribute__((always_inline)) {
    if (used >= room) [[unlikely]] grow();
    cjson_node &object = nodes[open->node];
    uint32_t mark = cjson_mark(text + start, length), place = used - open->node;
    if (escaped || place > UINT16_MAX) [[unlikely]] object.path = CJSON_UNNAMED;
    uint16_t &last = names_of(&object).last[cjson_names_place(mark)];
    nodes[used++] = {start, length, last, uint16_t(mark >> 16), CJSON_STRING, escaped};
    last = uint16_t(place);
  };
  auto fail = [&](cjson_error with) __attribute__((always_inline)) {
    error = with;
    return Step::failed;
  };
  auto fail_unexpected = [&]() __attribute__((always_inline)) {
    return fail(is_bounded && i >= behind ? CJSON_INCOMPLETE : CJSON_UNEXPECTED);
  };
  // Passes an object or array that no path leads into and that is known to be JSON.
  auto pass_container = [&](uint8_t c, uint32_t start) __attribute__((always_inline)) {
    const Open *deepest = parser.open.get() + parser.max_depth, *here = open;
    uint32_t node = used;
    emit(c == '{' ? CJSON_OBJECT : CJSON_ARRAY, start, 0, false);
    do {
      c = text[*i];
      if (c == '{' || c == '[') {
        if (here++ == deepest) return fail(CJSON_TOO_DEEP);
      } else if (c == '}' || c == ']') {
        here--;
      } else if (c == '\n') [[unlikely]] {
        return fail(CJSON_INCOMPLETE);
      }
      i++;
    } while (here > open);
    uint32_t end = i[-1] + 1;
    if (used > node) nodes[node].length = end - start;
    if (escape < end) escape = next_backslash(text, end, span.end);
    return Step::ended;
  };
  auto begin_container = [&](uint8_t c, uint32_t start) __attribute__((always_inline)) {
    if (is_checked && (!wanted || (!wanted->members && !wanted->element)))
      return pass_container(c, start);
    if (open == parser.open.get() + parser.max_depth) return fail(CJSON_TOO_DEEP);
    open++;
    open->node = used;
    emit(c == '{' ? CJSON_OBJECT : CJSON_ARRAY, start, 0, false);
    open->is_object = c == '{';
    if (everything) {
      if (c == '{') {
        std::memset(&nodes[used], 0, sizeof(cjson_names));
        used += CJSON_NAMES;
      }
    } else {
      if (open->node == used) open->node = no_node;
      open->members = members = wanted ? wanted->members.get() : nullptr;
      open->element = wanted = wanted ? wanted->element.get() : nullptr;
    }
    i++;
    return c == '{' ? Step::object : Step::array;
  };
  auto scalar = [&](uint8_t c, uint32_t start) __attribute__((always_inline)) {
    uint32_t stop = next();
    while (is_space(text[stop - 1])) [[unlikely]] stop--;
    cjson_kind kind = scalar_kind<is_bounded>(text + start, stop - start);
    if (kind == CJSON_ARRAY) [[unlikely]] return fail(CJSON_BAD_NUMBER);
    if (kind == CJSON_OBJECT) [[unlikely]] {
      if (c == ',' || c == ':' || c == '}' || c == ']') return fail_unexpected();
      return fail(CJSON_BAD_LITERAL);
    }
    emit(kind, start, stop - start, false);
    i++;
    return Step::ended;
  };
  // Passes the value at `i`, or the bracket that opens it.
  auto value = [&]() __attribute__((always_inline)) {
    if (is_bounded && i >= behind) return fail_unexpected();
    uint32_t start = *i;
    uint8_t c = text[start];
    if (c == '"') {
      uint32_t quote = closing_quote(next());
      if (escape < quote) [[unlikely]] {
        if (!pass_escapes(start + 1, quote)) return fail(CJSON_BAD_ESCAPE);
        emit(CJSON_STRING, start + 1, quote - start - 1, true);
      } else {
        emit(CJSON_STRING, start + 1, quote - start - 1, false);
      }
      i++;
      return Step::ended;
    }
    if (c == '{' || c == '[') return begin_container(c, start);
    return scalar(c, start);
  };

  switch (value()) {
    case Step::ended: goto complete;
    case Step::object: goto first_member;
    case Step::array: goto first_element;
    case Step::failed: goto done;
  }

first_member:
  if (byte() == '}') goto close;
member:
  if (byte() != '"') [[unlikely]] goto unexpected;
  {
    uint32_t start = *i + 1;
    uint32_t colon = next();
    uint32_t quote = closing_quote(colon);
    bool escaped = escape < quote;
    if (escaped && !pass_escapes(start, quote)) [[unlikely]] {
      error = CJSON_BAD_ESCAPE;
      goto done;
    }
    if (everything && escaped) [[unlikely]] {
      emit_name(start, quote - start, true);
    } else if (everything) {
      emit_name(start, quote - start, false);
    } else if (!members) {
      wanted = nullptr;
    } else if (escaped) [[unlikely]] {
      wanted = find_escaped(members, parser, text + start, quote - start);
    } else {
      wanted = members->find(text + start, quote - start);
    }
    i++;
    if ((is_bounded ? byte() : text[colon]) != ':') [[unlikely]] goto unexpected;
    i++;
  }
  switch (value()) {
    case Step::ended: break;
    case Step::object: goto first_member;
    case Step::array: goto first_element;
    case Step::failed: goto done;
  }
member_ended: {
  uint8_t c = byte();
  if (c == ',') [[likely]] {
    i++;
    goto member;
  }
  if (c != '}') [[unlikely]] goto unexpected;
  goto close;
}

first_element:
  if (byte() == ']') goto close;
element:
  switch (value()) {
    case Step::ended: break;
    case Step::object: goto first_member;
    case Step::array: goto first_element;
    case Step::failed: goto done;
  }
element_ended: {
  uint8_t c = byte();
  if (c == ',') [[likely]] {
    i++;
    if (!everything) wanted = open->element;
    goto element;
  }
  if (c != ']') [[unlikely]] goto unexpected;
}

close:
  if (everything || open->node != no_node) {
    cjson_node &node = nodes[open->node];
    node.length = *i + 1 - node.start;
    node.next = used;
    if (everything && node.path == CJSON_UNNAMED) [[unlikely]]
      std::memset(&names_of(&node), 0xFF, sizeof(cjson_names));
  }
  i++;
  open--;
  if (open == parser.open.get()) goto complete;
  if (open->is_object) {
    if (!everything) members = open->members;
    goto member_ended;
  }
  goto element_ended;

complete:
  if (is_bounded && i < behind) error = CJSON_TRAILING;
  goto done;
unexpected:
  fail_unexpected();
done:
  span.at = uint32_t(i - parser.index);
  span.escape = escape;
  span.nodes = used;
  return error;
}

}  // namespace cjson
