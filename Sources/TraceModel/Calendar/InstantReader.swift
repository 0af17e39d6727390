// The times of a log are written alike and lie close together:
//
//   2026-11-16T09:12:03.120Z
//   └─ date ─┘ └ time ┘└ fraction and zone
//
// Date and time stand at fixed places. The date is compared with the last one, and the time is read
// from eight bytes at once. Every other form of RFC 3339 is left to `Instant`.

/// Reads one time after another.
package struct InstantReader: Sendable {
  /// The bytes of the date that was read last, the first eight and the last eight; none at first.
  private var dateHead = UInt64.max
  private var dateTail = UInt64.max
  /// Nanoseconds from 1970 to its midnight.
  private var midnight: Int64 = 0

  package init() {}

  /// Nanoseconds since 1970; nil for what is no RFC 3339 time, exactly as `Instant` reads it.
  package mutating func nanoseconds(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    quickly(bytes) ?? Instant(bytes)?.nanoseconds
  }

  private mutating func quickly(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard bytes.count >= 20, let text = UnsafeRawPointer(bytes.baseAddress) else { return nil }
    let head = UInt64(littleEndian: text.loadUnaligned(as: UInt64.self))
    let tail = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: 2, as: UInt64.self))
    if head != dateHead || tail != dateTail {
      guard let midnight = Self.midnight(bytes) else { return nil }
      (dateHead, dateTail, self.midnight) = (head, tail, midnight)
    }
    guard bytes[10] == UInt8(ascii: "T"),
      let second = Self.second(
        UInt64(littleEndian: text.loadUnaligned(fromByteOffset: 11, as: UInt64.self)))
    else { return nil }

    var position = 19
    var fraction: Int64 = 0
    if bytes[position] == UInt8(ascii: ".") {
      position += 1
      let end = min(bytes.count, position + 9)
      var unit: Int64 = 1_000_000_000
      while position < end, bytes[position] &- 0x30 < 10 {
        fraction = fraction * 10 + Int64(bytes[position] &- 0x30)
        unit /= 10
        position += 1
      }
      guard position > 20 else { return nil }
      fraction *= unit
    }
    guard let offset = Self.offset(bytes, at: position) else { return nil }
    let nanoseconds = midnight + (second - offset * 60) * 1_000_000_000 + fraction
    return Instant.range.contains(nanoseconds) ? nanoseconds : nil
  }

  private static func midnight(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    func number(_ range: Range<Int>) -> Int? {
      var number = 0
      for index in range {
        guard bytes[index] &- 0x30 < 10 else { return nil }
        number = number * 10 + Int(bytes[index] &- 0x30)
      }
      return number
    }
    guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), let year = number(0..<4),
      let month = number(5..<7), let day = number(8..<10),
      let date = Day(year: year, month: month, day: day)
    else { return nil }
    return Int64(date.number) * 86_400_000_000_000
  }

  /// The second of the day that `hh:mm:ss` says; nil at 60 seconds, which not every minute has.
  @inline(__always)
  private static func second(_ text: UInt64) -> Int64? {
    // Digits become 0 to 9 and colons 0; adding 0x76 puts every larger byte over 0x7F.
    let digits = text ^ 0x3030_3A30_303A_3030
    guard (digits &+ 0x7676_7676_7676_7676 | digits) & 0x8080_8080_8080_8080 == 0,
      digits & 0x0000_FF00_00FF_0000 == 0
    else { return nil }
    func number(at byte: UInt64) -> Int64 {
      Int64(digits >> (byte * 8) & 0xFF) * 10 + Int64(digits >> (byte * 8 + 8) & 0xFF)
    }
    let hour = number(at: 0)
    let minute = number(at: 3)
    let second = number(at: 6)
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  /// Minutes ahead of UTC, as the last bytes say.
  @inline(__always)
  private static func offset(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int64? {
    let left = bytes.count - position
    if left == 1 { return bytes[position] == UInt8(ascii: "Z") ? 0 : nil }
    guard left == 6, bytes[position + 3] == UInt8(ascii: ":") else { return nil }
    func number(at index: Int) -> Int64? {
      let tens = bytes[position + index] &- 0x30
      let ones = bytes[position + index + 1] &- 0x30
      return tens < 10 && ones < 10 ? Int64(tens) * 10 + Int64(ones) : nil
    }
    guard let hours = number(at: 1), hours < 24, let minutes = number(at: 4), minutes < 60 else {
      return nil
    }
    switch bytes[position] {
    case UInt8(ascii: "+"): return hours * 60 + minutes
    case UInt8(ascii: "-"): return -(hours * 60 + minutes)
    default: return nil
    }
  }
}
