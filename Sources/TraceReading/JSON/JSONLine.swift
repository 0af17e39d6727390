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
  init(_ error: cjson_error, _ document: cjson_document) {
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

extension LongString {
  /// In bytes; a shorter one is as quickly looked through as passed over.
  static var shortest: Int { 512 }

  /// Nil of a short one, and of one that lies too far behind for its place to be noticed.
  @inline(__always)
  init?(at start: Int, of length: Int) {
    guard length >= Self.shortest, let start = UInt32(exactly: start),
      let length = UInt32(exactly: length)
    else { return nil }
    self.init(start: start, length: length)
  }

  func moved(by distance: Int) -> LongString? {
    LongString(at: Int(start) + distance, of: Int(length))
  }
}

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

// MARK: - Hashes

extension ContentHash {
  init(_ hash: cjson_hash) { self.init(high: hash.high, low: hash.low) }

  /// Of bytes; the same in every run and on every machine.
  package init(of bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else {
      self = .none
      return
    }
    self.init(cjson_hash_bytes(start, bytes.count))
  }
}
