import TraceModel

/// Times as envelopes, headers and answers write them, in nanoseconds since 1970.
enum ExchangeTime {
  /// RFC 3339, the date of an HTTP header, or seconds, milliseconds … since 1970.
  static func nanoseconds(_ value: JSONNode?) -> Int64? {
    guard let value, value.isText else { return nil }
    if let number = value.decimal { return sinceEpoch(number) }
    guard let text = value.string else { return nil }
    return Instant(text)?.nanoseconds ?? withoutZone(text) ?? httpDate(text)
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
  private static func httpDate(_ text: String) -> Int64? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT",
      let month = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
      ]
      .firstIndex(of: parts[2])
    else { return nil }
    let digits = month < 9 ? "0\(month + 1)" : "\(month + 1)"
    let day = parts[1].count == 1 ? "0\(parts[1])" : "\(parts[1])"
    return Instant("\(parts[3])-\(digits)-\(day)T\(parts[4])Z")?.nanoseconds
  }

  /// A number of milliseconds or seconds.
  static func duration(_ value: JSONNode?, nanosecondsPerUnit: Int64) -> Int64? {
    guard let number = value?.decimal, number.units >= 0,
      let whole = Int64(exactly: number.units / ExactDecimal.unitsPerOne), whole < 10_000_000_000
    else { return nil }
    return Int64(
      exactly: number.units * Int128(nanosecondsPerUnit) / ExactDecimal.unitsPerOne)
  }
}
