import CSimdJSON
import TraceModel

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
    let mark = cjson_mark(name.utf8Start, length)
    // Most names asked for are in none of the objects.
    guard isObject, lastName(like: mark) != 0 else { return nil }
    return member(name.utf8Start, length, mark)
  }

  /// How far behind the object the last of the keys stands that could be such a name, or 0.
  @inline(__always)
  private func lastName(like mark: UInt32) -> UInt16 {
    let names = UnsafeRawPointer(node + 1)
    let place = Int(cjson_names_place(mark)) * MemoryLayout<UInt16>.stride
    return names.load(fromByteOffset: place, as: UInt16.self)
  }

  @inline(never)
  private func member(
    _ name: UnsafePointer<UInt8>, _ length: UInt32, _ mark: UInt32
  ) -> JSONNode? {
    if node.pointee.path == CJSON_UNNAMED {
      return memberOfAny(UnsafeBufferPointer(start: name, count: Int(length)))
    }
    let upperHalf = UInt16(truncatingIfNeeded: mark >> 16)
    var place = Int(lastName(like: mark))
    while place > 0 {
      let key = node + place
      if key.pointee.path == upperHalf, key.pointee.length == length,
        areEqual(text + Int(key.pointee.start), name, Int(length))
      {
        return at(key + 1)
      }
      place = Int(key.pointee.next)
    }
    return nil
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
  var place: Int { node - nodes }
  /// The places of what is inside an array or object, and the place behind it.
  var insides: (Int, Int) { (inside - nodes, behind) }
  /// Where what is inside an array or object begins.
  private var inside: UnsafePointer<cjson_node> { node + (isObject ? 1 + Int(CJSON_NAMES) : 1) }
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

  /// The place of its first byte in the document's text.
  var firstByte: Int { Int(node.pointee.start) }

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
    var key = inside
    let end = nodes + behind
    while key < end {
      body(at(key).string ?? "", at(key + 1))
      key = nodes + Int(key[1].next)
    }
  }

  package func forEachElement(_ body: (JSONNode) -> Void) {
    guard node.pointee.kind == CJSON_ARRAY else { return }
    var element = inside
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

extension UnsafeBufferPointer<UInt8> {
  /// How many bytes stand before the first that no string of JSON can hold as it is.
  var writableCount: Int { baseAddress.map { cjson_writable($0, count) } ?? 0 }

  /// What tells most names apart at a glance.
  @inline(__always)
  var mark: UInt32 { baseAddress.map { cjson_mark($0, UInt32(truncatingIfNeeded: count)) } ?? 0 }
}

extension String {
  /// Of bytes that the parser has found to be UTF-8: to check them again takes longer than all else.
  fileprivate init(checked bytes: UnsafeBufferPointer<UInt8>) {
    var text = UTF8Span(unchecked: bytes.span)
    _ = text.checkForASCII()
    self.init(copying: text)
  }
}
