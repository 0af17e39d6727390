import TraceModel

/// Times as envelopes, headers and answers write them, in nanoseconds since 1970.
enum ExchangeTime {
  /// RFC 3339, the date of an HTTP header, or seconds, milliseconds … since 1970.
  static func nanoseconds(_ value: JSONNode?) -> Int64? {
    guard let value, value.isText else { return nil }
    if let whole = value.integer, let time = sinceEpoch(whole) { return time }
    if let number = value.decimal { return sinceEpoch(number) }
    return value.withText { Instant($0)?.nanoseconds ?? httpDate($0) }
      ?? value.string.flatMap { withoutZone($0) }
  }

  private static func sinceEpoch(_ number: Int64) -> Int64? {
    (631_152_000..<7_258_118_400).contains(number) ? number * 1_000_000_000 : nil
  }

  /// A whole or broken number; which unit it has is told by its size.
  private static func sinceEpoch(_ number: ExactDecimal) -> Int64? {
    // From 1990 to 2200 in seconds; the same in ms, µs and ns lies apart from it.
    let units: [(Int128, Int128)] = [
      (1, 1_000_000_000), (1_000, 1_000_000), (1_000_000, 1_000), (1_000_000_000, 1),
    ]
    for (scale, toNanoseconds) in units {
      let low = 631_152_000 * scale * ExactDecimal.unitsPerOne
      let high = 7_258_118_400 * scale * ExactDecimal.unitsPerOne
      if number.units >= low, number.units < high {
        return Int64(exactly: number.units * toNanoseconds / ExactDecimal.unitsPerOne)
      }
    }
    return nil
  }

  /// A time without its offset is taken for UTC, as servers write it.
  private static func withoutZone(_ text: String) -> Int64? {
    guard text.utf8.count >= 19, text.utf8.count <= 29 else { return nil }
    let joined = text.replacing(" ", with: "T", maxReplacements: 1)
    return Instant(joined + "Z")?.nanoseconds ?? Instant(joined)?.nanoseconds
  }

  /// `Tue, 31 Mar 2026 13:31:20 GMT`
  private static func httpDate(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    let parts = text.split(separator: UInt8(ascii: " ")).map(UnsafeBufferPointer.init(rebasing:))
    guard parts.count == 6, parts[5].equals("GMT"), parts[1].count <= 2, parts[3].count == 4,
      parts[4].count == 8, let month = months.firstIndex(where: { parts[2].equals($0) })
    else { return nil }
    var time: [UInt8] = []
    time.reserveCapacity(24)
    func append(twoDigits text: some Collection<UInt8>) {
      if text.count == 1 { time.append(UInt8(ascii: "0")) }
      time += text
    }
    time += parts[3]
    time.append(UInt8(ascii: "-"))
    append(twoDigits: "\(month + 1)".utf8)
    time.append(UInt8(ascii: "-"))
    append(twoDigits: parts[1])
    time.append(UInt8(ascii: "T"))
    time += parts[4]
    time.append(UInt8(ascii: "Z"))
    return time.withUnsafeBufferPointer { Instant($0)?.nanoseconds }
  }

  private static let months: [StaticString] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// A number of milliseconds or seconds.
  static func duration(_ value: JSONNode?, nanosecondsPerUnit: Int64) -> Int64? {
    guard let number = value?.decimal, number.units >= 0,
      let whole = Int64(exactly: number.units / ExactDecimal.unitsPerOne), whole < 10_000_000_000
    else { return nil }
    return Int64(
      exactly: number.units * Int128(nanosecondsPerUnit) / ExactDecimal.unitsPerOne)
  }
}
