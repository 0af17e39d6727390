import TraceModel

/// Names of models without the date of their version: `gpt-4o` of `gpt-4o-2024-08-06`.
struct UndatedNames {
  private let tables: RecordTables
  private var known: [NameID: NameID] = [:]

  init(_ tables: RecordTables) { self.tables = tables }

  /// The name itself where it has no date at its end.
  subscript(name: NameID) -> NameID {
    mutating get {
      if let undated = known[name] { return undated }
      let text = Array(tables.text(name).utf8)
      let end = text.count - Self.lengthOfDate(in: text)
      let undated =
        end == text.count ? name : text[..<end].withUnsafeBufferPointer { tables.number(of: $0) }
      known[name] = undated
      return undated
    }
  }

  /// Of a date at the end and the sign before it; 0 for none.
  private static func lengthOfDate(in text: [UInt8]) -> Int {
    for pattern in ["-dddd-dd-dd", "@dddd-dd-dd", "-2ddddddd", "@2ddddddd"] {
      let pattern = Array(pattern.utf8)
      guard text.count > pattern.count else { continue }
      let isDate = zip(text.suffix(pattern.count), pattern).allSatisfy { byte, sign in
        sign == UInt8(ascii: "d") ? byte &- UInt8(ascii: "0") < 10 : byte == sign
      }
      if isDate { return pattern.count }
    }
    return 0
  }
}
