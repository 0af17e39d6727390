// The times of a log lie close together, so the date is mostly that of the time before:
//
//   2026-11-16T09:12:03.120Z
//   └─ date ─┘ kept from time to time

/// Writes one time after another, each exactly as `Instant` does.
package struct InstantWriter: Sendable {
  /// The day that was written last, and its text.
  private var day = Int.min
  private var date = InlineArray<10, UInt8>(repeating: 0)

  package init() {}

  /// Writes the bytes of a time in UTC, in nanoseconds since 1970; returns how many, at most
  /// `Instant.longestText`.
  package mutating func write(
    _ nanoseconds: Int64, to text: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let second = floorDiv(nanoseconds, 1_000_000_000)
    let fraction = UInt32(truncatingIfNeeded: nanoseconds &- second &* 1_000_000_000)
    let day = Int(floorDiv(second, 86_400))
    let secondOfDay = UInt32(truncatingIfNeeded: Int(second) - day * 86_400)
    if day != self.day { take(day) }
    for place in 0..<10 { text[place] = date[place] }
    text[10] = UInt8(ascii: "T")
    put(secondOfDay / 3600, to: text + 11)
    text[13] = UInt8(ascii: ":")
    put(secondOfDay / 60 % 60, to: text + 14)
    text[16] = UInt8(ascii: ":")
    put(secondOfDay % 60, to: text + 17)
    let end = text + 19 + write(fraction: fraction, to: text + 19)
    end.pointee = UInt8(ascii: "Z")
    return end + 1 - text
  }

  private mutating func take(_ day: Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 10) { text in
      var end = text.baseAddress!
      Day(number: day).write(to: &end)
      for place in 0..<10 { date[place] = text[place] }
    }
    self.day = day
  }

  /// Three, six or nine decimals behind a point, or nothing; returns how many bytes.
  private func write(fraction: UInt32, to text: UnsafeMutablePointer<UInt8>) -> Int {
    guard fraction != 0 else { return 0 }
    text[0] = UInt8(ascii: ".")
    let (milliseconds, rest) = fraction.quotientAndRemainder(dividingBy: 1_000_000)
    putThree(milliseconds, to: text + 1)
    guard rest != 0 else { return 4 }
    let (microseconds, nanoseconds) = rest.quotientAndRemainder(dividingBy: 1000)
    putThree(microseconds, to: text + 4)
    guard nanoseconds != 0 else { return 7 }
    putThree(nanoseconds, to: text + 7)
    return 10
  }

  @inline(__always)
  private func putThree(_ number: UInt32, to text: UnsafeMutablePointer<UInt8>) {
    text[0] = UInt8(truncatingIfNeeded: 0x30 + number / 100)
    put(number % 100, to: text + 1)
  }

  @inline(__always)
  private func put(_ number: UInt32, to text: UnsafeMutablePointer<UInt8>) {
    text[0] = UInt8(truncatingIfNeeded: 0x30 + number / 10)
    text[1] = UInt8(truncatingIfNeeded: 0x30 + number % 10)
  }
}
