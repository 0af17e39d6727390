#include "parser.hpp"
#include "walk.hpp"

#include <algorithm>
#include <new>

using namespace cjson;

namespace {

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

cjson_error error_of(simdjson::error_code code) {
  switch (code) {
    case simdjson::SUCCESS: return CJSON_OK;
    case simdjson::UTF8_ERROR: return CJSON_NOT_UTF8;
    case simdjson::UNCLOSED_STRING: return CJSON_UNCLOSED_STRING;
    case simdjson::UNESCAPED_CHARS: return CJSON_CONTROL_CHARACTER;
    case simdjson::EMPTY: return CJSON_EMPTY;
    case simdjson::MEMALLOC: return CJSON_NO_MEMORY;
    default: return CJSON_UNEXPECTED;
  }
}

/// Makes the structure of this text the one that is walked over.
cjson_error find_structure(cjson_parser *parser, const uint8_t *text, size_t length) {
  parser->text = text;
  parser->length = uint32_t(length);
  parser->count = 0;
  if (length >= UINT32_MAX - 64 || !reserve_structure(parser, length)) return CJSON_NO_MEMORY;
  auto error = error_of(
    parser->structure->stage1(text, length, simdjson::stage1_mode::regular));
  parser->index = parser->structure->structural_indexes.get();
  if (error == CJSON_OK) parser->count = parser->structure->n_structural_indexes;
  return error;
}

/// The same where the long strings are known: of each there is the quote that opens it, and what stands
/// between its quotes is not looked at. False where they don't lie one behind the other in their quotes.
bool find_structure_around(cjson_parser *parser, const cjson_string *strings, size_t count,
                           const uint8_t *text, size_t length) {
  auto &around = parser->around;
  size_t used = 0, from = 0;
  for (size_t i = 0; i <= count; i++) {
    size_t to = length;
    if (i < count) {
      size_t start = strings[i].start, end = start + strings[i].length;
      if (start <= from || end >= length || text[start - 1] != '"' || text[end] != '"') return false;
      to = start - 1;
    }
    auto error = find_structure(parser, text + from, to - from);
    if (error != CJSON_OK && error != CJSON_EMPTY) return false;
    if (around.size() < used + parser->count + 2) around.resize((used + parser->count + 2) * 2);
    for (uint32_t j = 0; j < parser->count; j++) around[used++] = uint32_t(from) + parser->index[j];
    if (i == count) break;
    around[used++] = uint32_t(to);
    from = size_t(strings[i].start) + strings[i].length + 1;
  }
  parser->text = text;
  parser->length = uint32_t(length);
  parser->index = around.data();
  parser->count = uint32_t(used);
  // A line feed can stand nowhere between the structural characters, so a walk ends at the last.
  around[used] = uint32_t(length - 1);
  return true;
}

void begin_document(cjson_parser *parser) {
  std::fill(parser->last.begin(), parser->last.end(), 0);
}

cjson_parser *new_parser(uint32_t max_depth) {
  auto parser = std::make_unique<cjson_parser>();
  parser->max_depth = max_depth;
  parser->open = std::make_unique<Open[]>(size_t(max_depth) + 1);
  parser->nodes.grow();
  return parser.release();
}

cjson_document found(const cjson_parser *parser, const Span &span, uint32_t offset) {
  return {parser->text, parser->nodes.begin(), span.nodes, parser->last.data(), offset};
}

/// The line by its own end, so that an error is named and placed as if nothing came behind it.
cjson_error parse_bounded(cjson_parser *parser, uint32_t first, uint32_t behind, uint32_t start,
                          uint32_t end, cjson_document *document) {
  begin_document(parser);
  Span span{first, behind, end, next_backslash(parser->text, start, end)};
  auto error = parser->wanted ? walk<Nodes_of::wanted_paths, true>(*parser, span)
                              : walk<Nodes_of::everything, true>(*parser, span);
  *document = found(parser, span, (span.at < behind ? parser->index[span.at] : end) - start);
  return error;
}

cjson_error parse_document(cjson_parser *parser, const uint8_t *text, size_t length,
                           cjson_document *document) {
  *document = {};
  auto error = find_structure(parser, text, length);
  if (error != CJSON_OK) return error;
  return parse_bounded(parser, 0, parser->count, 0, uint32_t(length), document);
}

/// Takes the line feed behind the document for the end that stops the walk; what is wrong is found by
/// its own end, as `parse_document` does.
cjson_error parse_padded(cjson_parser *parser, const uint8_t *text, size_t length,
                         cjson_document *document) {
  *document = {};
  auto error = find_structure(parser, text, length);
  if (error != CJSON_OK) return error;
  uint32_t count = parser->count, end = uint32_t(length);
  parser->structure->structural_indexes[count] = end;
  begin_document(parser);
  Span span{0, count, end, next_backslash(text, 0, end)};
  if (walk<Nodes_of::everything, false>(*parser, span) != CJSON_OK || span.at != count)
    return parse_bounded(parser, 0, count, 0, end, document);
  *document = found(parser, span, end);
  return CJSON_OK;
}

void begin_block(cjson_parser *parser, const uint8_t *block, size_t length) {
  parser->block = block;
  parser->block_length = length;
  parser->is_indexed = false;
  parser->at = 0;
  parser->escape = 0;
}

}  // namespace

cjson_parser *cjson_parser_new(uint32_t max_depth) {
  try {
    return new_parser(max_depth);
  } catch (...) {
    return nullptr;
  }
}

cjson_parser *cjson_parser_of_paths(const char *const *paths, size_t count, uint32_t max_depth,
                                    bool is_written) {
  try {
    auto wanted = std::make_unique<Wanted>();
    for (size_t i = 0; i < count; i++)
      if (!wanted->add(paths[i], uint16_t(i + 1))) return nullptr;
    if (!wanted->settle()) return nullptr;
    auto parser = new_parser(max_depth);
    parser->wanted = std::move(wanted);
    parser->is_written = is_written;
    parser->last.assign(count + 1, 0);
    return parser;
  } catch (...) {
    return nullptr;
  }
}

void cjson_parser_free(cjson_parser *parser) { delete parser; }

cjson_error cjson_parse(cjson_parser *parser, const uint8_t *text, size_t length,
                        cjson_document *document) {
  try {
    return parse_document(parser, text, length, document);
  } catch (...) {
    return CJSON_NO_MEMORY;
  }
}

cjson_error cjson_parse_padded(cjson_parser *parser, const uint8_t *text, size_t length,
                               cjson_document *document) {
  try {
    return parse_padded(parser, text, length, document);
  } catch (...) {
    return CJSON_NO_MEMORY;
  }
}

void cjson_begin_block(cjson_parser *parser, const uint8_t *block, size_t length) {
  begin_block(parser, block, length);
  if (length == 0 || block[length - 1] != '\n') return;
  cjson_error error;
  try {
    error = find_structure(parser, block, length);
  } catch (...) {
    return;
  }
  if (error != CJSON_OK && error != CJSON_EMPTY) return;
  // A line feed can stand nowhere between the structural characters, so a walk ends at the last.
  parser->structure->structural_indexes[parser->count] = uint32_t(length - 1);
  parser->is_indexed = true;
}

void cjson_begin_written(cjson_parser *parser, const uint8_t *block, size_t length,
                         const cjson_string *strings, size_t count) {
  begin_block(parser, block, length);
  try {
    if (count > 0 && length < UINT32_MAX - 64 && block[length - 1] == '\n' &&
        find_structure_around(parser, strings, count, block, length)) {
      parser->is_indexed = true;
      return;
    }
  } catch (...) {
    // The block is taken as any other.
  }
  cjson_begin_block(parser, block, length);
}

cjson_error cjson_parse_line(cjson_parser *parser, size_t from, size_t to,
                             cjson_document *document) {
  try {
    uint32_t start = uint32_t(from), end = uint32_t(to);
    if (!parser->is_indexed) {
      return parse_document(parser, parser->block + start, end - start, document);
    }
    const uint32_t *index = parser->index;
    uint32_t first = parser->at;
    while (index[first] < start) first++;
    parser->at = first;
    if (index[first] >= end) return CJSON_EMPTY;
    if (parser->escape < start)
      parser->escape = next_backslash(parser->text, start, parser->length);

    begin_document(parser);
    Span span{first, parser->count, parser->length, parser->escape};
    auto error = walk<Nodes_of::wanted_paths, false>(*parser, span);
    if (error == CJSON_OK && index[span.at - 1] < end && index[span.at] >= end) {
      parser->at = span.at;
      parser->escape = span.escape;
      *document = found(parser, span, 0);
      return CJSON_OK;
    }
    uint32_t behind = first;
    while (index[behind] < end) behind++;
    return parse_bounded(parser, first, behind, start, end, document);
  } catch (...) {
    return CJSON_NO_MEMORY;
  }
}

const uint8_t *cjson_unescaped(cjson_parser *parser, const cjson_node *node, size_t *length) {
  if (parser->scratch.size() < node->length + CJSON_PADDING)
    parser->scratch.resize(node->length + CJSON_PADDING);
  *length = cjson_unescape(parser->text + node->start, node->length, parser->scratch.data());
  return parser->scratch.data();
}
