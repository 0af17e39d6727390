import CSimdJSON
import TraceModel

/// Why a line is not JSON.
package struct JSONProblem: Error, Sendable, Equatable {
  package let reason: String
  /// The byte in the line where it shows, counted from 0.
  package let offset: Int
}

/// Parses one line after another into nodes that point into it.
///
/// Each worker has one. Nodes are valid until the next `parse` and while the line stays where it
/// is; nothing outside this file sees a pointer of simdjson's.
package final class JSONParser {
  private let parser: OpaquePointer

  /// `keys` are numbered from 1, in their order, so that readers can switch over them.
  package init(keys: [String] = [], maxDepth: Int = 256) {
    let copies = keys.map { Array($0.utf8CString) }
    var pointers: [UnsafePointer<CChar>?] = []
    func withPointers(
      _ rest: ArraySlice<[CChar]>, _ body: (inout [UnsafePointer<CChar>?]) -> OpaquePointer?
    ) -> OpaquePointer? {
      guard let first = rest.first else { return body(&pointers) }
      return first.withUnsafeBufferPointer {
        pointers.append($0.baseAddress)
        return withPointers(rest.dropFirst(), body)
      }
    }
    let made = withPointers(copies[...]) {
      cjson_parser_new(&$0, keys.count, UInt32(clamping: maxDepth))
    }
    guard let made else { preconditionFailure("no memory for a JSON parser") }
    parser = made
  }

  deinit { cjson_parser_free(parser) }

  package func parse(_ line: UnsafeBufferPointer<UInt8>) throws(JSONProblem) -> JSONNode {
    var nodes: UnsafePointer<cjson_node>?
    var count: UInt32 = 0
    var offset: UInt32 = 0
    guard let start = line.baseAddress, !line.isEmpty else {
      throw JSONProblem(reason: "an empty line", offset: 0)
    }
    let error = cjson_parse(parser, start, line.count, &nodes, &count, &offset)
    guard error == CJSON_OK, let nodes else {
      throw JSONProblem(reason: Self.reason(error), offset: Int(offset))
    }
    return JSONNode(parser: parser, line: start, nodes: nodes, index: 0)
  }

  private static func reason(_ error: cjson_error) -> String {
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
  }
}

/// A value of a parsed line.
package struct JSONNode {
  fileprivate let parser: OpaquePointer
  fileprivate let line: UnsafePointer<UInt8>
  fileprivate let nodes: UnsafePointer<cjson_node>
  fileprivate let index: Int

  fileprivate func at(_ index: Int) -> JSONNode {
    JSONNode(parser: parser, line: line, nodes: nodes, index: index)
  }

  package var isNull: Bool { nodes[index].kind == CJSON_NULL }
  package var isObject: Bool { nodes[index].kind == CJSON_OBJECT }
  package var isArray: Bool { nodes[index].kind == CJSON_ARRAY }
  package var isString: Bool { nodes[index].kind == CJSON_STRING }
  package var isNumber: Bool { nodes[index].kind == CJSON_NUMBER }
  package var bool: Bool? {
    switch nodes[index].kind {
    case CJSON_TRUE: true
    case CJSON_FALSE: false
    default: nil
    }
  }

  /// The bytes of a number as written, or of a string between its quotes, escapes and all.
  package var rawBytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: line + Int(nodes[index].start), count: Int(nodes[index].length))
  }

  /// A string's text in bytes; nil for other values.
  package func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
    guard isString else { return nil }
    guard nodes[index].escaped != 0 else { return body(rawBytes) }
    let raw = rawBytes
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: raw.count) { text in
      let count = cjson_unescape(raw.baseAddress!, raw.count, text.baseAddress!)
      return body(UnsafeBufferPointer(start: text.baseAddress!, count: count))
    }
  }

  package var string: String? {
    withText { String(decoding: $0, as: UTF8.self) }
  }

  /// Calls with each member: the key's number among the known ones (0 if it is not), and the value.
  @inline(__always)
  package func forEachMember(_ body: (UInt16, JSONNode) -> Void) {
    guard isObject else { return }
    var key = index + 1
    let end = Int(nodes[index].next)
    while key < end {
      body(nodes[key].known, at(key + 1))
      key = Int(nodes[key + 1].next)
    }
  }

  package func forEachNamedMember(_ body: (String, UInt16, JSONNode) -> Void) {
    guard isObject else { return }
    var key = index + 1
    let end = Int(nodes[index].next)
    while key < end {
      body(at(key).string ?? "", nodes[key].known, at(key + 1))
      key = Int(nodes[key + 1].next)
    }
  }

  @inline(__always)
  package func forEachElement(_ body: (JSONNode) -> Void) {
    guard isArray else { return }
    var element = index + 1
    let end = Int(nodes[index].next)
    while element < end {
      body(at(element))
      element = Int(nodes[element].next)
    }
  }

  /// Equal for equal values, whatever the order of keys, white space and spelling.
  package var contentHash: ContentHash {
    let hash = cjson_hash_value(parser, line, UInt32(index))
    return ContentHash(high: hash.high, low: hash.low)
  }

  /// The whole value, copied out of the line.
  package var value: JSONValue {
    switch nodes[index].kind {
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
      forEachNamedMember { key, _, value in members.append(.init(key, value.value)) }
      return .object(members)
    }
  }
}

extension ContentHash {
  /// Of bytes; the same in every run and on every machine.
  package init(of bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else {
      self = .none
      return
    }
    let hash = cjson_hash_bytes(start, bytes.count)
    self.init(high: hash.high, low: hash.low)
  }
}

/// Reads a JSON document that is not a log line: a price table, an earlier report's summary.
///
/// - Parameter members: copies only these members of the outermost object, all if nil.
package func readJSON(
  _ bytes: some Sequence<UInt8>, members: Set<String>? = nil, maxDepth: Int = 256
) throws(JSONProblem) -> JSONValue {
  let parser = JSONParser(maxDepth: maxDepth)
  var result: Result<JSONValue, JSONProblem> = .success(.null)
  func read(_ line: UnsafeBufferPointer<UInt8>) {
    do throws(JSONProblem) {
      let node = try parser.parse(line)
      result = .success(members.map { node.value(of: $0) } ?? node.value)
    } catch {
      result = .failure(error)
    }
  }
  if bytes.withContiguousStorageIfAvailable(read) == nil {
    Array(bytes).withUnsafeBufferPointer(read)
  }
  return try result.get()
}

extension JSONNode {
  /// An object of some of its members; any other value whole.
  fileprivate func value(of members: Set<String>) -> JSONValue {
    guard isObject else { return value }
    var kept: [JSONValue.Member] = []
    forEachNamedMember { key, _, value in
      if members.contains(key) { kept.append(.init(key, value.value)) }
    }
    return .object(kept)
  }
}
