import TraceModel

extension EventWriter {
  /// The names of the tools that a call was offered, and what tells their definitions apart.
  ///
  /// Logs have definitions and no version of them: a short hash of their text stands for it.
  mutating func putTools(_ definitions: JSONNode?) {
    guard let definitions, definitions.isArray else { return }
    let names = definitions.elements.flatMap { definition -> [JSONNode] in
      if let list = definition["function_declarations"] ?? definition["functionDeclarations"] {
        return list.elements.compactMap { $0["name"] }
      }
      return [definition["function", "name"] ?? definition["name"]].compactMap { $0 }
    }
    guard definitions.first == nil || !names.isEmpty else { return }
    putNames("tools", names.filter(\.isString))
    guard !names.isEmpty else { return }
    put("tool_schema_version", definitions.shortHash)
  }

  /// A list of texts, also where it is empty.
  private mutating func putNames(_ key: StaticString, _ names: [JSONNode]) {
    array(key) { events in
      for name in names { events.element(name) }
    }
  }
}

extension JSONNode {
  /// Twelve hexadecimal digits that equal values share.
  var shortHash: String {
    let hash = contentHash
    let digits = String((hash.high ^ (hash.low << 32 | hash.low >> 32)) >> 16, radix: 16)
    return String(repeating: "0", count: 12 - digits.count) + digits
  }
}
