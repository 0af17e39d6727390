import TraceModel

/// The events at these places as lines of a version-1 log, given to `body` one by one, in order.
///
/// Keys keep their order and numbers their digits; white space and needless escapes are gone, so
/// that an event that was written once is written the same again.
///
///     { "event_id":"e1", "note":"\u00e9", "cost": 1.50 }  →  {"event_id":"e1","note":"é","cost":1.50}
package func forEachEventLine(
  at places: some Sequence<EventPlace>, from files: [SourceFile], _ limits: InputLimits,
  _ body: ([UInt8]) throws -> Void
) throws {
  let parser = JSONParser(maxDepth: limits.depth)
  for place in places {
    let file = files[Int(place.file)]
    let event = try file.readLine(at: place).withUnsafeBufferPointer {
      try? parser.parse($0).value
    }
    // The line is no longer what it was when its place was found.
    guard let event else { throw InputError(path: file.path, reason: .changed) }
    try body(event.compactBytes + [UInt8(ascii: "\n")])
  }
}
