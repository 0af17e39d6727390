import CCMarkGFM

/// Reads a note into our own tree, or says which cap it is over.
///
/// The library only parses. It is never asked for HTML, and its autolink extension, which reads
/// out of bounds in the versions distributions carry, is not attached.
package func parseMarkdown(
  _ text: String, limit: Int = MarkdownCap.defaultBytes
) -> Result<[MarkdownBlock], MarkdownCap> {
  var text = text
  if let cap = text.withUTF8({ capExceeded(by: $0, limit: limit) }) { return .failure(cap) }
  _ = registered

  let parser = cmark_parser_new(CMARK_OPT_VALIDATE_UTF8)
  defer { cmark_parser_free(parser) }
  for name in ["table", "strikethrough", "tasklist"] {
    cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name))
  }
  text.withUTF8 { bytes in
    bytes.withMemoryRebound(to: CChar.self) {
      cmark_parser_feed(parser, $0.baseAddress, $0.count)
    }
  }
  guard let root = cmark_parser_finish(parser) else { return .success([]) }
  defer { cmark_node_free(root) }

  guard depth(of: root) <= MarkdownCap.deepestTree else { return .failure(.nesting) }
  cmark_consolidate_text_nodes(root)
  return .success(children(of: root).flatMap(blocks))
}

private typealias Node = OpaquePointer

private let registered: Void = cmark_gfm_core_extensions_ensure_registered()

/// How deep the tree is, found without recursion, as `blocks` and `inlines` recurse over it.
private func depth(of root: Node) -> Int {
  let walk = cmark_iter_new(root)
  defer { cmark_iter_free(walk) }
  var depth = 0
  var deepest = 0
  while true {
    switch cmark_iter_next(walk) {
    case CMARK_EVENT_ENTER where cmark_node_first_child(cmark_iter_get_node(walk)) != nil:
      depth += 1
      deepest = max(deepest, depth)
    case CMARK_EVENT_EXIT where cmark_node_first_child(cmark_iter_get_node(walk)) != nil:
      depth -= 1
    case CMARK_EVENT_DONE: return deepest
    default: continue
    }
  }
}

/// A node as our block, or its children's where we have no such block.
private func blocks(_ node: Node) -> [MarkdownBlock] {
  switch cmark_node_get_type(node) {
  case CMARK_NODE_HEADING:
    [.heading(level: Int(cmark_node_get_heading_level(node)), content(of: node))]
  case CMARK_NODE_PARAGRAPH: [.paragraph(content(of: node))]
  case CMARK_NODE_BLOCK_QUOTE: [.quote(children(of: node).flatMap(blocks))]
  case CMARK_NODE_LIST: [.list(list(node))]
  case CMARK_NODE_CODE_BLOCK: [.code(literal(node), info: string(cmark_node_get_fence_info(node)))]
  case CMARK_NODE_HTML_BLOCK: [.rawHTML(literal(node))]
  case CMARK_NODE_THEMATIC_BREAK: [.rule]
  default:
    typeName(node) == "table" ? [.table(table(node))] : children(of: node).flatMap(blocks)
  }
}

private func list(_ node: Node) -> MarkdownList {
  let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
  return MarkdownList(
    start: isOrdered ? Int(cmark_node_get_list_start(node)) : nil,
    isTight: cmark_node_get_list_tight(node) != 0,
    items: children(of: node).map { item in
      let isTask = typeName(item) == "tasklist"
      return .init(
        isDone: isTask ? cmark_gfm_extensions_get_tasklist_item_checked(item) : nil,
        blocks: children(of: item).flatMap(blocks))
    })
}

private func table(_ node: Node) -> MarkdownTable {
  let columns = Int(cmark_gfm_extensions_get_table_columns(node))
  let letters = cmark_gfm_extensions_get_table_alignments(node)
  let rows = children(of: node).map { row in children(of: row).map(content) }
  return MarkdownTable(
    alignments: (0..<columns).map { column in
      switch letters?[column] {
      case UInt8(ascii: "l"): .left
      case UInt8(ascii: "c"): .center
      case UInt8(ascii: "r"): .right
      default: nil
      }
    },
    head: rows.first ?? [],
    rows: Array(rows.dropFirst()))
}

private func content(of node: Node) -> [MarkdownInline] {
  children(of: node).flatMap(inlines)
}

/// A node as our piece of text, or its children's where we have no such piece.
private func inlines(_ node: Node) -> [MarkdownInline] {
  switch cmark_node_get_type(node) {
  case CMARK_NODE_TEXT: [.text(literal(node))]
  case CMARK_NODE_SOFTBREAK: [.softBreak]
  case CMARK_NODE_LINEBREAK: [.lineBreak]
  case CMARK_NODE_CODE: [.code(literal(node))]
  case CMARK_NODE_HTML_INLINE: [.rawHTML(literal(node))]
  case CMARK_NODE_EMPH: [.emphasis(content(of: node))]
  case CMARK_NODE_STRONG: [.strong(content(of: node))]
  case CMARK_NODE_LINK: [.link(to: address(node), title: title(node), content(of: node))]
  case CMARK_NODE_IMAGE: [.image(at: address(node), title: title(node), content(of: node))]
  default:
    typeName(node) == "strikethrough" ? [.struck(content(of: node))] : content(of: node)
  }
}

private func children(of node: Node) -> [Node] {
  Array(
    sequence(state: cmark_node_first_child(node)) { next in
      defer { next = next.flatMap { cmark_node_next($0) } }
      return next
    })
}

private func literal(_ node: Node) -> String { string(cmark_node_get_literal(node)) }
private func address(_ node: Node) -> String { string(cmark_node_get_url(node)) }
private func title(_ node: Node) -> String { string(cmark_node_get_title(node)) }
private func typeName(_ node: Node) -> String { string(cmark_node_get_type_string(node)) }

/// Copies what the library owns.
private func string(_ characters: UnsafePointer<CChar>?) -> String {
  characters.map { String(cString: $0) } ?? ""
}
