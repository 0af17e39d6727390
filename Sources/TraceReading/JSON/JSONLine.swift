import CSimdJSON
import Glibc
import TraceModel

/// Why a line is not JSON.
package struct JSONProblem: Error, Sendable, Equatable {
  package let reason: String
  /// The byte in the line where it shows, counted from 0.
  package let offset: Int
}

extension JSONProblem {
  fileprivate init(_ error: cjson_error, _ document: cjson_document) {
    reason =
      switch error {
      case CJSON_EMPTY: "an empty line"
      case CJSON_NOT_UTF8: "not UTF-8"
      case CJSON_UNCLOSED_STRING: "a string without its closing quote; the line may be cut off"
      case CJSON_CONTROL_CHARACTER: "a control character inside a string"
      case CJSON_BAD_NUMBER: "not a JSON number"
      case CJSON_BAD_LITERAL: "not a JSON value"
      case CJSON_BAD_ESCAPE: "not a JSON escape"
      case CJSON_INCOMPLETE: "the line ends before its JSON does"
      case CJSON_TRAILING: "more text after the JSON value"
      case CJSON_TOO_DEEP: "nested too deeply"
      case CJSON_NO_MEMORY: "no memory for a line of this length"
      default: "not JSON"
      }
    offset = Int(document.offset)
  }
}

// MARK: - Lines

/// Parses the lines of one block after another, and gives of each only what is asked for.
///
/// The whole line is checked all the same. Each worker has a parser of its own; nothing outside this
/// file sees a pointer of simdjson's.
final class LineParser {
  /// So many bytes behind a block may be read, whatever they are.
  static let padding = Int(CJSON_PADDING)

  private let parser: OpaquePointer
  private var block = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  private var longStrings = UnsafeBufferPointer<LongString>(start: nil, count: 0)
  /// Nobody asked yet for a line of the block; of another format's lines nobody will.
  private var isUntouched = false

  /// The paths, such as `usage.prompt_tokens` or `charges[].amount`, are numbered from 1.
  ///
  /// - Parameter isWritten: the lines were put together by us, of values that were parsed before.
  init(paths: [String], maxDepth: Int, isWritten: Bool = false) {
    let copies = paths.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    let made = copies.map { UnsafePointer($0) }.withUnsafeBufferPointer {
      cjson_parser_of_paths($0.baseAddress, $0.count, UInt32(clamping: maxDepth), isWritten)
    }
    guard let made else { preconditionFailure("not paths that can be told apart: \(paths)") }
    parser = made
  }

  deinit { cjson_parser_free(parser) }

  /// Takes up a block of whole lines with their line feeds, padded, which stays where it is.
  ///
  /// - Parameter longStrings: of lines that were put together by us; these need not be looked into.
  func begin(
    _ block: UnsafeBufferPointer<UInt8>, around longStrings: UnsafeBufferPointer<LongString> = .none
  ) {
    self.block = block
    self.longStrings = longStrings
    isUntouched = true
  }

  /// Parses a line of the block, without its line feed; nil if it is blank.
  ///
  /// Lines come in their order; what was found is valid until the next one.
  @inline(__always)
  func parse(_ line: UnsafeBufferPointer<UInt8>) throws(JSONProblem) -> ParsedLine? {
    guard let start = line.baseAddress, let base = block.baseAddress else { return nil }
    let offset = start - base
    precondition(offset >= 0 && offset + line.count < block.count)
    if isUntouched {
      cjson_begin_written(
        parser, block.baseAddress, block.count, longStrings.baseAddress, longStrings.count)
      isUntouched = false
    }
    var document = cjson_document()
    let error = cjson_parse_line(parser, offset, offset + line.count, &document)
    if error == CJSON_OK { return ParsedLine(parser: parser, document: document) }
    if error == CJSON_EMPTY { return nil }
    throw JSONProblem(error, document)
  }
}

/// Where a long string stands in lines that were put together by us, between its quotes.
typealias LongString = cjson_string

extension UnsafeBufferPointer<LongString> {
  static var none: Self { Self(start: nil, count: 0) }
}

/// What was found in a line.
struct ParsedLine {
  fileprivate let parser: OpaquePointer
  fileprivate let document: cjson_document

  /// The whole line's value, with all that was found inside it.
  var root: LineValue {
    LineValue(parser: parser, text: document.text, nodes: document.nodes, index: 0)
  }

  /// The last value at a path, which is the one that counts.
  @inline(__always)
  func last(at path: Int) -> LineValue? {
    let index = Int(document.last[path])
    guard index > 0 else { return nil }
    return LineValue(parser: parser, text: document.text, nodes: document.nodes, index: index)
  }
}

/// A value at a path that was asked for.
struct LineValue {
  fileprivate let parser: OpaquePointer
  fileprivate let text: UnsafePointer<UInt8>
  fileprivate let nodes: UnsafePointer<cjson_node>
  fileprivate let index: Int

  private var node: UnsafePointer<cjson_node> { nodes + index }

  /// The number of its path, from 1.
  var path: UInt16 { node.pointee.path }
  var isNull: Bool { node.pointee.kind == CJSON_NULL }
  var isObject: Bool { node.pointee.kind == CJSON_OBJECT }
  var isArray: Bool { node.pointee.kind == CJSON_ARRAY }
  var isString: Bool { node.pointee.kind == CJSON_STRING }
  var isNumber: Bool { node.pointee.kind == CJSON_NUMBER }
  var bool: Bool? {
    switch node.pointee.kind {
    case CJSON_TRUE: true
    case CJSON_FALSE: false
    default: nil
    }
  }

  /// The bytes of a value as written; of a string between its quotes, escapes and all.
  var rawBytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: text + Int(node.pointee.start), count: Int(node.pointee.length))
  }

  /// A string's text, or a number's digits; valid until the next text.
  @inline(__always)
  var textBytes: UnsafeBufferPointer<UInt8> {
    node.pointee.escaped == 0 ? rawBytes : unescapedBytes
  }

  @inline(never)
  private var unescapedBytes: UnsafeBufferPointer<UInt8> {
    var count = 0
    let start = cjson_unescaped(parser, node, &count)
    return UnsafeBufferPointer(start: start, count: count)
  }

  /// Whether it is a string of this text.
  func isText(_ text: StaticString) -> Bool { isString && textBytes.equals(text) }

  /// Equal for equal values, whatever the order of keys, white space and spelling.
  var contentHash: ContentHash { ContentHash(cjson_hash_value(parser, node)) }

  /// The same for lists of the same elements, in any order.
  var setHash: ContentHash { ContentHash(cjson_hash_elements(parser, node)) }

  /// `null`, `""`, `{}`, `[]` or what holds only such, as `{"text":""}`: an output that says nothing.
  var saysNothing: Bool { cjson_says_nothing(parser, node) }

  /// Adds the keys of an object, as they are written; false if there are more.
  func addKeys(to list: inout [UnsafeBufferPointer<UInt8>], atMost most: Int) -> Bool {
    withUnsafeTemporaryAllocation(of: cjson_key.self, capacity: most) { keys in
      let count = cjson_keys(parser, node, keys.baseAddress, most)
      for key in keys.prefix(count) {
        list.append(UnsafeBufferPointer(start: key.start, count: key.length))
      }
      return count <= most
    }
  }

  /// What was found inside it, in the order of the line.
  @inline(__always)
  var inside: Inside { Inside(value: self, place: index + 1, end: Int(node.pointee.next)) }

  struct Inside: Sequence, IteratorProtocol {
    fileprivate let value: LineValue
    fileprivate var place: Int
    fileprivate let end: Int

    /// The next value; what is inside of it is passed over.
    @inline(__always)
    mutating func next() -> LineValue? {
      guard place < end else { return nil }
      let found = LineValue(
        parser: value.parser, text: value.text, nodes: value.nodes, index: place)
      place = Int(value.nodes[place].next)
      return found
    }
  }
}

// MARK: - Documents

/// Parses one whole document after another.
package final class JSONParser {
  private let document: UnsafeMutablePointer<WholeDocument>

  package init(maxDepth: Int = 256) {
    guard let made = cjson_parser_new(UInt32(clamping: maxDepth)) else {
      preconditionFailure("no memory for a JSON parser")
    }
    document = .allocate(capacity: 1)
    document.initialize(to: WholeDocument(parser: made))
  }

  deinit {
    cjson_parser_free(document.pointee.parser)
    document.deallocate()
  }

  /// The outermost value, valid until the next call and while the text stays where it is.
  ///
  /// - Parameter isPadded: so many bytes as `LineParser.padding` may be read behind a line feed that
  ///   stands behind the text; with none there it is parsed all the same.
  package func parse(
    _ text: UnsafeBufferPointer<UInt8>, isPadded: Bool = false
  ) throws(JSONProblem) -> JSONNode {
    guard let start = text.baseAddress, !text.isEmpty else {
      throw JSONProblem(reason: "an empty line", offset: 0)
    }
    var found = cjson_document()
    let error =
      isPadded && start[text.count] == 0x0A
      ? cjson_parse_padded(document.pointee.parser, start, text.count, &found)
      : cjson_parse(document.pointee.parser, start, text.count, &found)
    guard error == CJSON_OK, let nodes = found.nodes else { throw JSONProblem(error, found) }
    document.pointee.text = start
    document.pointee.nodes = nodes
    return JSONNode(document: document, node: nodes)
  }
}

/// What all values of a document have in common.
private struct WholeDocument {
  let parser: OpaquePointer
  var text: UnsafePointer<UInt8>!
  var nodes: UnsafePointer<cjson_node>!
}

/// A value of a parsed document: two words, as translators hand them on for every field.
package struct JSONNode: BitwiseCopyable {
  fileprivate let document: UnsafeMutablePointer<WholeDocument>
  fileprivate let node: UnsafePointer<cjson_node>

  private var nodes: UnsafePointer<cjson_node> { document.pointee.nodes.unsafelyUnwrapped }
  private var text: UnsafePointer<UInt8> { document.pointee.text.unsafelyUnwrapped }
  private var parser: OpaquePointer { document.pointee.parser }

  @inline(__always)
  private func at(_ node: UnsafePointer<cjson_node>) -> JSONNode {
    JSONNode(document: document, node: node)
  }

  package var isObject: Bool { node.pointee.kind == CJSON_OBJECT }
  var isArray: Bool { node.pointee.kind == CJSON_ARRAY }
  var isString: Bool { node.pointee.kind == CJSON_STRING }
  var isNumber: Bool { node.pointee.kind == CJSON_NUMBER }
  var isNull: Bool { node.pointee.kind == CJSON_NULL }
  /// A string with escapes.
  var isEscaped: Bool { node.pointee.escaped != 0 }
  var bool: Bool? {
    switch node.pointee.kind {
    case CJSON_TRUE: true
    case CJSON_FALSE: false
    default: nil
    }
  }

  /// The last member of this name; nil where there is none, or it is `null`.
  @inline(__always)
  subscript(name: StaticString) -> JSONNode? {
    let found = member(name)
    return found?.isNull == true ? nil : found
  }

  /// The last member of this name, also one that is `null`.
  @inline(__always)
  func member(_ name: StaticString) -> JSONNode? {
    let length = UInt32(truncatingIfNeeded: name.utf8CodeUnitCount)
    return member(name.utf8Start, length, cjson_mark(name.utf8Start, length))
  }

  @inline(never)
  private func member(
    _ name: UnsafePointer<UInt8>, _ length: UInt32, _ mark: UInt32
  ) -> JSONNode? {
    guard isObject else { return nil }
    let (text, nodes) = (text, nodes)
    var key = node + 1
    let end = nodes + Int(node.pointee.next)
    // Most names asked for are in none of the objects.
    guard key < end, case let names = key.pointee.next, names & cjson_mark_bit(mark) != 0 else {
      return nil
    }
    if names == .max { return memberOfAny(UnsafeBufferPointer(start: name, count: Int(length))) }
    let upperHalf = UInt16(truncatingIfNeeded: mark >> 16)
    var found: UnsafePointer<cjson_node>?
    while key < end {
      if key.pointee.path == upperHalf, key.pointee.length == length,
        areEqual(text + Int(key.pointee.start), name, Int(length))
      {
        found = key + 1
      }
      key = nodes + Int(key[1].next)
    }
    return found.map(at)
  }

  /// The same where names may have escapes.
  private func memberOfAny(_ name: UnsafeBufferPointer<UInt8>) -> JSONNode? {
    var found: JSONNode?
    forEachRawMember { key, value in
      if key.withText({ $0.count == name.count && $0.elementsEqual(name) }) { found = value }
    }
    return found
  }

  /// Another value of the document, by its place.
  func node(_ place: Int) -> JSONNode { at(nodes + place) }
  /// The places of what is inside an array or object, and the place behind it.
  var insides: (Int, Int) { (node - nodes + 1, behind) }
  /// The place behind this value and all it holds.
  var behind: Int { Int(node.pointee.next) }
  /// `null`, `""`, `{}`, `[]` or what holds only such.
  var saysNothing: Bool {
    switch node.pointee.kind {
    case CJSON_STRING: node.pointee.length == 0
    case CJSON_ARRAY, CJSON_OBJECT: cjson_says_nothing(parser, node)
    default: isNull
    }
  }

  /// The bytes of a value as written; of a string between its quotes.
  @inline(__always)
  var rawBytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: text + Int(node.pointee.start), count: Int(node.pointee.length))
  }

  package var string: String? {
    guard node.pointee.kind == CJSON_STRING else { return nil }
    let raw = rawBytes
    guard node.pointee.escaped != 0 else { return String(checked: raw) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: raw.count) { text in
      let count = cjson_unescape(raw.baseAddress!, raw.count, text.baseAddress!)
      return String(checked: UnsafeBufferPointer(rebasing: text[..<count]))
    }
  }

  /// Writes a string's text, at most as long as its bytes are; returns how long.
  func copyText(to memory: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let raw = rawBytes
    guard let from = raw.baseAddress, let to = memory.baseAddress, memory.count >= raw.count else {
      return 0
    }
    return cjson_unescape(from, raw.count, to)
  }

  package func forEachMember(_ body: (String, JSONNode) -> Void) {
    guard isObject else { return }
    var key = node + 1
    let end = nodes + behind
    while key < end {
      body(at(key).string ?? "", at(key + 1))
      key = nodes + Int(key[1].next)
    }
  }

  package func forEachElement(_ body: (JSONNode) -> Void) {
    guard node.pointee.kind == CJSON_ARRAY else { return }
    var element = node + 1
    let end = nodes + behind
    while element < end {
      body(at(element))
      element = nodes + Int(element.pointee.next)
    }
  }

  /// Equal for equal values, whatever the order of keys, white space and spelling.
  package var contentHash: ContentHash { ContentHash(cjson_hash_value(parser, node)) }

  /// The whole value, copied out of the text.
  package var value: JSONValue {
    switch node.pointee.kind {
    case CJSON_NULL: return .null
    case CJSON_FALSE: return .bool(false)
    case CJSON_TRUE: return .bool(true)
    case CJSON_NUMBER: return .number(String(decoding: rawBytes, as: UTF8.self))
    case CJSON_STRING: return .string(string ?? "")
    case CJSON_ARRAY:
      var elements: [JSONValue] = []
      forEachElement { elements.append($0.value) }
      return .array(elements)
    default:
      var members: [JSONValue.Member] = []
      forEachMember { key, value in members.append(.init(key, value.value)) }
      return .object(members)
    }
  }
}

extension String {
  /// Of bytes that the parser has found to be UTF-8: to check them again takes longer than all else.
  fileprivate init(checked bytes: UnsafeBufferPointer<UInt8>) {
    var text = UTF8Span(unchecked: bytes.span)
    _ = text.checkForASCII()
    self.init(copying: text)
  }
}

// MARK: - Hashes

extension ContentHash {
  fileprivate init(_ hash: cjson_hash) { self.init(high: hash.high, low: hash.low) }

  /// Of bytes; the same in every run and on every machine.
  package init(of bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else {
      self = .none
      return
    }
    self.init(cjson_hash_bytes(start, bytes.count))
  }
}
