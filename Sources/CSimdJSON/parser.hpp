#pragma once
#include "include/csimdjson.h"

#include <simdjson.h>

#include <cstdlib>
#include <memory>
#include <vector>

#include "paths.hpp"

namespace cjson {

/// Nodes one after another; room is made while they are written.
class Nodes {
 public:
  cjson_node *begin() { return memory.get(); }
  const cjson_node *begin() const { return memory.get(); }
  /// Behind so many there is room for the names of an object.
  size_t capacity() const { return room - CJSON_NAMES; }

  [[gnu::noinline]] cjson_node *grow() {
    size_t larger = room ? room * 2 : 256;
    std::unique_ptr<cjson_node[]> grown(new cjson_node[larger]);
    if (room) std::memcpy(grown.get(), memory.get(), room * sizeof(cjson_node));
    memory = std::move(grown);
    room = larger;
    return memory.get();
  }

 private:
  std::unique_ptr<cjson_node[]> memory;
  size_t room = 0;
};

/// An object or array that is open while the walk is inside it.
struct Open {
  /// The wanted members of an object; null if there are none.
  const Members *members;
  /// What is wanted of an array's elements.
  const Wanted *element;
  /// Its node; `no_node` if it has none.
  uint32_t node;
  bool is_object;
};

constexpr uint32_t no_node = UINT32_MAX;

}  // namespace cjson

struct cjson_parser {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> structure;
  cjson::Nodes nodes;
  std::unique_ptr<cjson::Open[]> open;
  uint32_t max_depth = 256;
  std::vector<uint8_t> scratch;

  /// Lines are known to be JSON.
  bool is_written = false;
  /// Null in a parser of whole documents.
  std::unique_ptr<cjson::Wanted> wanted;
  /// By path, the last node at it.
  std::vector<uint32_t> last;

  /// The text that nodes point into: a document, a block, or a line of a block that has no
  /// structure as a whole.
  const uint8_t *text = nullptr;
  uint32_t length = 0;
  /// The structure of the text.
  const uint32_t *index = nullptr;
  uint32_t count = 0;
  /// The structure of a block with long strings that were passed over.
  std::vector<uint32_t> around;

  const uint8_t *block = nullptr;
  size_t block_length = 0;
  bool is_indexed = false;
  /// How far the lines have come in the structure of the block.
  uint32_t at = 0;
  /// The first backslash in the block from the last one asked for on.
  uint32_t escape = 0;
};
