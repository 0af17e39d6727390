import TraceModel

// Times as logs write them, in nanoseconds since 1970:
//
//   "2026-11-10T10:15:00.856698Z"   "2026-11-10 10:15:00.856"   1794216184.823952   1794216184823
//   "2026-11-10T11:15:00+0100"      "2026-11-10 10:15:00+00"

extension JSONNode {
  /// A time in text, or a number since 1970; one without an offset is in UTC, as the APIs that leave
  /// it out say.
  var time: Int64? {
    guard isString, rawBytes.count >= 19, rawBytes[4] == UInt8(ascii: "-") else {
      return timeByItsSize
    }
    if !isEscaped, let instant = Instant(rawBytes) { return instant.nanoseconds }
    guard let text = string, text.utf8.count >= 19, text.utf8.count <= 40 else { return nil }
    var bytes = Array(text.utf8)
    if bytes[10] == UInt8(ascii: " ") { bytes[10] = UInt8(ascii: "T") }
    let signs = "+-".utf8
    if let sign = bytes[19...].lastIndex(where: { signs.contains($0) }) {
      let digits = bytes.count - sign - 1
      if digits == 2 { bytes += ":00".utf8 }
      if digits == 4 { bytes.insert(UInt8(ascii: ":"), at: sign + 3) }
    }
    let dated = String(decoding: bytes, as: UTF8.self)
    return (Instant(dated) ?? Instant(dated + "Z"))?.nanoseconds
  }

  /// A number since 1970 in seconds, milli-, micro- or nanoseconds, which are of different sizes for
  /// centuries around now; nil for one that is none of them.
  private var timeByItsSize: Int64? {
    guard let units = decimal?.units else { return nil }
    switch units / ExactDecimal.unitsPerOne {
    case 100_000_000..<100_000_000_000: return timeInSeconds
    case 100_000_000_000..<100_000_000_000_000: return timeInMilliseconds
    case 100_000_000_000_000..<100_000_000_000_000_000:
      return Int64(exactly: units / 1_000_000_000_000_000)
    case 100_000_000_000_000_000...: return Int64(exactly: units / ExactDecimal.unitsPerOne)
    default: return nil
    }
  }

  /// A time in seconds since 1970, to the nearest microsecond, as more a float of seconds can't say.
  var timeInSeconds: Int64? {
    guard let units = decimal?.units, units >= 0 else { return nil }
    let (rounded, overflow) = units.addingReportingOverflow(500_000_000_000)
    if overflow { return nil }
    return Int64(exactly: rounded / 1_000_000_000_000).flatMap { $0.nanoseconds(ofEach: 1000) }
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
  /// A time in text or as a number; times of a record are mostly of one day.
  mutating func time(_ value: JSONNode?) -> Int64? {
    guard let value else { return nil }
    if value.isString, value.rawBytes.count >= 19, !value.isEscaped,
      let time = times.nanoseconds(value.rawBytes)
    {
      return time
    }
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

  /// What is left of a count; nil where more is taken than there is.
  func minus(_ other: Int64) -> Int64? {
    let (rest, overflow) = subtractingReportingOverflow(other)
    return overflow || rest < 0 ? nil : rest
  }
}
