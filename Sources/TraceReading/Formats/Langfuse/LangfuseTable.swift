import TraceModel

/// Langfuse's tables in CSV: a row is what a line of the JSON export is.
enum LangfuseTable: LogFormat {
  static let name = "langfuse"
  static let description = "Langfuse tables in CSV"

  static func recognises(_ record: JSONNode) -> Bool { false }
  static func translate(_ record: JSONNode, _ translation: inout Translation) {}

  static func recognises(stream text: UnsafeBufferPointer<UInt8>) -> Bool {
    isHeader(columnNames(of: text))
  }

  /// Whether Langfuse's tables have columns of such names.
  static func isHeader(_ names: Set<String>) -> Bool {
    guard names.contains("id") else { return false }
    if !names.isDisjoint(with: ["traceId", "trace_id"]) {
      return !names.isDisjoint(with: ["startTime", "start_time"])
        || names.contains("name") && names.contains("value")
    }
    return names.contains("timestamp") && names.contains("name")
      && !names.isDisjoint(with: ["userId", "user_id", "sessionId", "session_id", "bookmarked"])
  }

  static func translate(stream text: UnsafeBufferPointer<UInt8>, _ translation: inout Translation) {
    translation.forEachRow(of: text) { record, number, translation in
      if let kind = LangfuseRows.Row(record) {
        kind.write(record, to: &translation)
      } else {
        translation.events.leave(
          "row \(number)", "neither trace, observation, score nor comment")
      }
    }
  }
}
