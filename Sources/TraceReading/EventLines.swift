import TraceModel

/// The events of these sources as lines of a version-1 log, given to `body` one by one, in order.
///
/// Keys keep their order and numbers their digits; white space and needless escapes are gone, so
/// that an event that was written once is written the same again.
///
///     { "event_id":"e1", "note":"\u00e9", "cost": 1.50 }  →  {"event_id":"e1","note":"é","cost":1.50}
package func forEachEventLine(
  of sources: some Sequence<EventSources>, from files: [SourceFile], _ rules: ReadingRules,
  _ body: ([UInt8]) throws -> Void
) throws {
  let reader = EventReader(files, rules)
  for event in sources {
    try body(try reader.json(of: event).compactBytes + [UInt8(ascii: "\n")])
  }
}
