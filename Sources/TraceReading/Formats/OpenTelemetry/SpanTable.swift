import TraceModel

/// A data frame of spans in CSV: a row is what it is in JSON.
enum SpanTable: LogFormat {
  static let name = "spans"
  static let description = "data frames of spans in CSV"

  static func recognises(_ record: JSONNode) -> Bool { false }
  static func translate(_ record: JSONNode, _ translation: inout Translation) {}

  static func recognises(stream text: UnsafeBufferPointer<UInt8>) -> Bool {
    isHeader(columnNames(of: text))
  }

  /// Whether a data frame of spans has columns of such names.
  static func isHeader(_ names: Set<String>) -> Bool {
    names.contains("context.trace_id") && names.contains("context.span_id")
  }

  static func translate(stream text: UnsafeBufferPointer<UInt8>, _ translation: inout Translation) {
    translation.forEachRow(of: text) { row, number, translation in
      if row["context.trace_id"] == nil {
        translation.events.leave("row \(number)", "a span without a trace id")
      } else {
        SpanDocument.translate(row, &translation)
      }
    }
  }
}
