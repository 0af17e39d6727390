/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// It reaches from 1678 to 2261, the whole years that fit 64 bits.
package struct Instant: Sendable, Hashable, Comparable {
  package let nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Reads an RFC 3339 time, such as `2026-11-16T10:12:03.12+01:00`.
  ///
  /// A second of 60 is taken for the first of the next minute, where a leap second can stand.
  /// More than nine decimals are only read if those beyond are zeros.
  package init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    var reader = Reader(bytes: bytes)
    guard
      let year = reader.number(digits: 4), reader.skip("-"),
      let month = reader.number(digits: 2), reader.skip("-"),
      let day = reader.number(digits: 2),
      let date = Day(year: year, month: month, day: day),
      reader.skip("T") || reader.skip("t"),
      let hour = reader.number(digits: 2), hour < 24, reader.skip(":"),
      let minute = reader.number(digits: 2), minute < 60, reader.skip(":"),
      let second = reader.number(digits: 2), second <= 60,
      let fraction = reader.fraction(),
      let offset = reader.offset(),
      reader.isAtEnd
    else { return nil }

    let minutes = date.number * 1440 + hour * 60 + minute - offset
    if second == 60, floorMod(minutes, 1440) != 1439 { return nil }
    let nanoseconds = Int64(minutes * 60 + second) * 1_000_000_000 + Int64(fraction)
    guard Self.range.contains(nanoseconds) else { return nil }
    self.init(nanoseconds: nanoseconds)
  }

  package init?(_ text: String) {
    var text = text
    guard let instant = text.withUTF8({ Instant($0) }) else { return nil }
    self = instant
  }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// 1678-01-01T00:00:00Z to the last nanosecond of 2261.
  static let range: Range<Int64> =
    -9_214_560_000_000_000_000..<9_214_646_400_000_000_000
}

extension Instant: CustomStringConvertible {
  /// The time in UTC, such as `2026-11-16T09:12:03.120Z`, with 0, 3, 6 or 9 decimals as it needs.
  package var description: String {
    String(unsafeUninitializedCapacity: Self.longestText) { write(to: $0.baseAddress!) }
  }

  /// So many bytes a description has at most.
  package static let longestText = 30

  /// Writes the description's bytes; returns how many.
  package func write(to text: UnsafeMutablePointer<UInt8>) -> Int {
    let second = floorDiv(nanoseconds, 1_000_000_000)
    let fraction = Int(floorMod(nanoseconds, 1_000_000_000))
    let secondOfDay = Int(floorMod(second, 86_400))
    var end = text
    Day(number: Int(floorDiv(second, 86_400))).write(to: &end)
    put("T", to: &end)
    put(secondOfDay / 3600, digits: 2, to: &end)
    put(":", to: &end)
    put(secondOfDay / 60 % 60, digits: 2, to: &end)
    put(":", to: &end)
    put(secondOfDay % 60, digits: 2, to: &end)
    if fraction != 0 {
      put(".", to: &end)
      if fraction % 1_000_000 == 0 {
        put(fraction / 1_000_000, digits: 3, to: &end)
      } else if fraction % 1000 == 0 {
        put(fraction / 1000, digits: 6, to: &end)
      } else {
        put(fraction, digits: 9, to: &end)
      }
    }
    put("Z", to: &end)
    return end - text
  }
}

/// Walks over the bytes of a time, without making a `String`.
private struct Reader {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0

  var isAtEnd: Bool { position == bytes.count }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func digit() -> Int? {
    guard position < bytes.count, bytes[position] &- 48 < 10 else { return nil }
    position += 1
    return Int(bytes[position - 1] &- 48)
  }

  mutating func number(digits: Int) -> Int? {
    var number = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      number = number * 10 + digit
    }
    return number
  }

  /// The nanoseconds after the point; 0 where there is none.
  mutating func fraction() -> Int? {
    guard skip(".") else { return 0 }
    guard var nanoseconds = digit() else { return nil }
    var unit = 10
    while unit < 1_000_000_000, let digit = digit() {
      nanoseconds = nanoseconds * 10 + digit
      unit *= 10
    }
    while let digit = digit() {
      if digit != 0 { return nil }
    }
    return nanoseconds * (1_000_000_000 / unit)
  }

  /// Minutes ahead of UTC.
  mutating func offset() -> Int? {
    if skip("Z") || skip("z") { return 0 }
    let isAhead = skip("+")
    guard isAhead || skip("-"),
      let hours = number(digits: 2), hours < 24, skip(":"),
      let minutes = number(digits: 2), minutes < 60
    else { return nil }
    return (isAhead ? 1 : -1) * (hours * 60 + minutes)
  }
}
