import TraceModel

// Times as logs write them, in nanoseconds since 1970:
//
//   "2026-11-10T10:15:00.856698Z"   "2026-11-10 10:15:00.856"   1794216184.823952   1794216184823

extension JSONNode {
  /// A time in text; one without an offset is in UTC, as the APIs that leave it out say.
  var time: Int64? {
    guard isString, rawBytes.count >= 19 else { return nil }
    if !isEscaped, let instant = Instant(rawBytes) { return instant.nanoseconds }
    guard let text = string, text.utf8.count >= 19, text.utf8.count <= 40 else { return nil }
    var bytes = Array(text.utf8)
    if bytes[10] == UInt8(ascii: " ") { bytes[10] = UInt8(ascii: "T") }
    let dated = String(decoding: bytes, as: UTF8.self)
    return (Instant(dated) ?? Instant(dated + "Z"))?.nanoseconds
  }

  /// A time in seconds since 1970, to the microsecond, as more a float of seconds can't say.
  var timeInSeconds: Int64? {
    guard let units = decimal?.units else { return nil }
    return Int64(exactly: units / 1_000_000_000_000).flatMap { $0.nanoseconds(ofEach: 1000) }
  }

  /// A time in milliseconds since 1970.
  var timeInMilliseconds: Int64? {
    guard let units = decimal?.units else { return nil }
    return Int64(exactly: units / 1_000_000_000_000)
  }

  /// A duration in seconds, in nanoseconds.
  var seconds: Int64? {
    guard let units = decimal?.units, units >= 0 else { return nil }
    return Int64(exactly: units / 1_000_000_000)
  }
}

extension EventWriter {
  /// A time in text; times of a record are mostly of one day.
  mutating func time(_ value: JSONNode?) -> Int64? {
    guard let value, value.isString, value.rawBytes.count >= 19 else { return nil }
    if !value.isEscaped, let time = times.nanoseconds(value.rawBytes) { return time }
    return value.time
  }
}

extension Int64 {
  fileprivate func nanoseconds(ofEach unit: Int64) -> Int64? {
    let (product, overflow) = multipliedReportingOverflow(by: unit)
    return overflow ? nil : product
  }
}

extension Int64 {
  /// The sum, or nil where it does not fit.
  func plus(_ other: Int64?) -> Int64? {
    guard let other else { return nil }
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? nil : sum
  }
}
