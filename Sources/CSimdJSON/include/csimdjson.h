// JSON, one line at a time, as a flat list of nodes.
//
// simdjson finds the structure of a line and checks its UTF-8; a walk over that structure checks
// the whole grammar: every number, literal, escape and bracket, also of values nobody asks for.
// Numbers keep their digits and strings their bytes: a node only points into the line.
//
//   {"a":[1,"x"]}  →  object(next 5) · "a" · array(next 5) · 1 · "x"
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum cjson_kind : uint8_t {
  CJSON_NULL,
  CJSON_FALSE,
  CJSON_TRUE,
  CJSON_NUMBER,
  CJSON_STRING,
  CJSON_ARRAY,
  CJSON_OBJECT,
};

enum cjson_error : uint8_t {
  CJSON_OK,
  CJSON_EMPTY,
  CJSON_NOT_UTF8,
  CJSON_UNCLOSED_STRING,
  CJSON_CONTROL_CHARACTER,
  CJSON_BAD_NUMBER,
  CJSON_BAD_LITERAL,
  CJSON_BAD_ESCAPE,
  CJSON_UNEXPECTED,
  CJSON_INCOMPLETE,
  CJSON_TRAILING,
  CJSON_TOO_DEEP,
  CJSON_NO_MEMORY,
};

/// A value, or the key before a value.
struct cjson_node {
  uint32_t start;   ///< first byte in the line; of a string, the byte after its quote
  uint32_t length;  ///< bytes; of a string, between its quotes
  uint32_t next;    ///< the node after this value and all it holds
  uint16_t known;   ///< of a key: its place in the known keys, from 1; else 0
  enum cjson_kind kind;
  uint8_t escaped;  ///< a string with escapes
};

struct cjson_hash {
  uint64_t high, low;
};

struct cjson_parser;

/// A parser that numbers the given keys; `max_depth` brackets may be open at once.
struct cjson_parser *cjson_parser_new(const char *const *known_keys, size_t count,
                                      uint32_t max_depth);
void cjson_parser_free(struct cjson_parser *parser);

/// Parses one document. The nodes stay valid until the next call; `*offset` is where an error is.
enum cjson_error cjson_parse(struct cjson_parser *parser, const uint8_t *line, size_t length,
                             const struct cjson_node **nodes, uint32_t *count, uint32_t *offset);

/// Writes a string's text, at most `length` bytes; a cut surrogate becomes U+FFFD.
size_t cjson_unescape(const uint8_t *text, size_t length, uint8_t *out);

/// A hash of a value that does not depend on the order of keys, white space, escapes or the
/// spelling of numbers.
struct cjson_hash cjson_hash_value(struct cjson_parser *parser, const uint8_t *line,
                                   uint32_t node);

/// A hash of bytes, the same in every run.
struct cjson_hash cjson_hash_bytes(const uint8_t *bytes, size_t length);

#ifdef __cplusplus
}
#endif
