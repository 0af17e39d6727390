// JSON as flat lists of nodes, either of a whole document or of what is wanted of each line.
//
// simdjson finds the structure of a block of lines and checks its UTF-8; a walk over that structure
// checks the whole grammar: every number, literal, escape and bracket, also of values nobody asks
// for. Numbers keep their digits and strings their bytes: a node only points into the text.
//
//   whole document       {"a":[1,"x"]}  →  object(next 7) · names · "a" · array(next 7) · 1 · "x"
//   the paths a[] and b  {"a":[1,"x"],"c":{"b":2}}  →  object · a[] 1 · a[] "x"
#pragma once
#include <stdbool.h>
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

/// A value, or in a whole document also the key before a value.
struct cjson_node {
  uint32_t start;   ///< first byte in the text; of a string, the byte after its quote
  uint32_t length;  ///< bytes; of a string, between its quotes
  uint32_t next;    ///< the node after this value and all it holds; of a key see `cjson_names`
  uint16_t path;    ///< the number of the wanted path, from 1; 0 of what only leads to one
  enum cjson_kind kind;
  uint8_t escaped;  ///< a string with escapes
};

/// What tells most names apart at a glance. In a whole document a key's `path` is the upper half of it.
static inline uint32_t cjson_mark(const uint8_t *name, uint32_t length) {
  if (length == 0) return 0;
  uint32_t ends = (uint32_t)name[0] | (uint32_t)name[length - 1] << 8 | length << 16;
  return ends * 0x9E3779B1u;
}

/// In a whole document, the names of an object stand in the room of two nodes behind its own, and its
/// first key behind that. By the highest bits of a name's mark, how far from the object its last key
/// with such bits is, or 0; the `next` of a key says the same of the one before it. An object with an
/// escaped name, or with too many values, has all of them set and the `path` `CJSON_UNNAMED`; it has to
/// be looked through.
struct cjson_names {
  uint16_t last[16];
};

enum { CJSON_NAMES = sizeof(struct cjson_names) / sizeof(struct cjson_node), CJSON_UNNAMED = 1 };

static inline uint32_t cjson_names_place(uint32_t mark) { return mark >> 28; }

struct cjson_hash {
  uint64_t high, low;
};

struct cjson_key {
  const uint8_t *start;
  size_t length;
};

struct cjson_parser;

/// A parser of whole documents; `max_depth` brackets may be open at once.
struct cjson_parser *cjson_parser_new(uint32_t max_depth);

/// A parser that makes nodes only of the values at these paths, such as `usage.prompt_tokens` or
/// `charges[].amount`; they are numbered from 1. Null if a path is none, or without memory.
///
/// Of lines that a program put together itself, of values that were parsed before, `is_written` says
/// that they need not be checked again: of what no path leads into, only where it ends is looked for.
struct cjson_parser *cjson_parser_of_paths(const char *const *paths, size_t count,
                                           uint32_t max_depth, bool is_written);
void cjson_parser_free(struct cjson_parser *parser);

/// What was found in a document or line; valid until the parser's next call.
struct cjson_document {
  const uint8_t *text;             ///< what the nodes point into
  const struct cjson_node *nodes;  ///< the first one is the outermost value
  uint32_t count;
  const uint32_t *last;  ///< by path: the last node at it, or 0; only of a parser of paths
  uint32_t offset;       ///< where an error is, counted from the document's first byte
};

/// Parses one document.
enum cjson_error cjson_parse(struct cjson_parser *parser, const uint8_t *text, size_t length,
                             struct cjson_document *document);

/// The same of a document with a line feed and then `CJSON_PADDING` bytes behind it, which is quicker.
enum cjson_error cjson_parse_padded(struct cjson_parser *parser, const uint8_t *text,
                                    size_t length, struct cjson_document *document);

/// Bytes behind a block that may be read, whatever they are.
enum { CJSON_PADDING = 64 };

/// Finds the structure of a block of whole lines, the last one with its line feed; the bytes stay
/// where they are while its lines are parsed.
void cjson_begin_block(struct cjson_parser *parser, const uint8_t *block, size_t length);

/// A string of a block: the bytes between its quotes.
struct cjson_string {
  uint32_t start, length;
};

/// The same of lines that a program put together itself, for a parser that `is_written`: it knows the
/// long strings in them, in their order, which are passed over.
void cjson_begin_written(struct cjson_parser *parser, const uint8_t *block, size_t length,
                         const struct cjson_string *strings, size_t count);

/// Parses the line of the block from `start` to its line feed at `end`; lines come in order.
/// `CJSON_EMPTY` if there is nothing but white space.
enum cjson_error cjson_parse_line(struct cjson_parser *parser, size_t start, size_t end,
                                  struct cjson_document *document);

/// Writes a string's text, at most `length` bytes, to memory apart from it; a cut surrogate becomes
/// U+FFFD.
size_t cjson_unescape(const uint8_t *text, size_t length, uint8_t *out);

/// Whether escapes are to be checked and undone without the instructions that few processors have; both
/// ways come to the same, and tests compare them.
void cjson_use_plain_escapes(bool wanted);

/// The text of a string, into memory of the parser's that is valid until the next string, and padded.
const uint8_t *cjson_unescaped(struct cjson_parser *parser, const struct cjson_node *node,
                               size_t *length);

/// How many bytes stand before the first that no string of JSON can hold as it is.
size_t cjson_writable(const uint8_t *text, size_t length);

/// A hash of a value that does not depend on the order of keys, white space, escapes or the
/// spelling of numbers.
struct cjson_hash cjson_hash_value(struct cjson_parser *parser, const struct cjson_node *node);

/// The sum of the elements' hashes: the same for the same elements in any order.
struct cjson_hash cjson_hash_elements(struct cjson_parser *parser, const struct cjson_node *node);

/// Whether a value says nothing: `null`, `""`, `{}`, `[]` or what holds only such.
bool cjson_says_nothing(const struct cjson_parser *parser, const struct cjson_node *node);

/// The keys of an object as they are written, at most so many; returns how many it has, and one more
/// than `most` where it has more.
size_t cjson_keys(const struct cjson_parser *parser, const struct cjson_node *node,
                  struct cjson_key *keys, size_t most);

/// A hash of bytes, the same in every run.
struct cjson_hash cjson_hash_bytes(const uint8_t *bytes, size_t length);

#ifdef __cplusplus
}
#endif
