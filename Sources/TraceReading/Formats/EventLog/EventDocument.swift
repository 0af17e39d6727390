/// An event of ours that is not written on one line, as in an array or printed prettily.
enum EventDocument: LogFormat {
  static let name = "casebook"
  static let description = "version-1 events"

  static func recognises(_ record: JSONNode) -> Bool {
    record["trace_id"]?.isString == true && record["event_id"]?.isString == true
      && record["stage"]?.isString == true
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    translation.events.copy(event: record)
  }
}
