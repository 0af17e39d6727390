import TraceModel

/// Reads a JSON document that is not a log line: a price table, an earlier report's summary.
///
/// - Parameter members: copies only these members of the outermost object, all if nil.
package func readJSON(
  _ bytes: some Sequence<UInt8>, members: Set<String>? = nil, maxDepth: Int = 256
) throws(JSONProblem) -> JSONValue {
  let parser = JSONParser(maxDepth: maxDepth)
  var result: Result<JSONValue, JSONProblem> = .success(.null)
  func read(_ document: UnsafeBufferPointer<UInt8>) {
    do throws(JSONProblem) {
      let node = try parser.parse(document)
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
    forEachMember { key, value in
      if members.contains(key) { kept.append(.init(key, value.value)) }
    }
    return .object(kept)
  }
}
