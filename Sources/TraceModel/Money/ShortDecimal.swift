// Nearly every figure of a log has few digits, and is read here without 128-bit arithmetic:
//
//   0.0001244  →  1244 · 10⁻⁷          3.1e-07  →  31 · 10⁻⁸          12.50  →  125 · 10⁻¹
//
// What it does not take is left to `ExactDecimal`, which says what is a number and what is none.

/// An exact decimal of few digits, without zeros behind its last decimal.
package struct ShortDecimal: Sendable, Equatable {
  package var mantissa: Int64
  /// How many of its digits are decimals; 0 to 18.
  package var scale: Int

  /// Nil for what is no number, and for one that is longer or oddly written.
  ///
  /// - Parameter bytes: seven bytes behind them may be read, whatever they are.
  package init?(paddedDigits bytes: UnsafeBufferPointer<UInt8>) {
    guard var start = bytes.baseAddress, bytes.count > 0 else { return nil }
    let end = start + bytes.count
    let isNegative = start.pointee == UInt8(ascii: "-")
    if isNegative { start += 1 }
    guard let (mantissa, scale) = Self.plain(start, end) ?? Self.withExponent(start, end) else {
      return nil
    }
    self.mantissa = isNegative ? -mantissa : mantissa
    self.scale = scale
  }

  private typealias Parts = (mantissa: Int64, scale: Int)

  /// Digits, perhaps with a point among them.
  @inline(__always)
  private static func plain(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Parts? {
    let count = end - start
    guard count > 2, start[0] == UInt8(ascii: "0"), start[1] == UInt8(ascii: ".") else {
      return pointed(start, end)
    }
    guard let mantissa = Digits.number(start + 2, count &- 2) else { return nil }
    return withoutLastZeros(mantissa, count &- 2, end)
  }

  @inline(__always)
  private static func pointed(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Parts? {
    let count = end - start
    let point = Digits.count(start)
    if point >= count { return Digits.number(start, count).map { ($0, 0) } }
    let scale = count &- point &- 1
    guard start[point] == UInt8(ascii: "."), point > 0, scale <= 8,
      let whole = Digits.number(start, point),
      let decimals = Digits.number(start + point + 1, scale)
    else { return nil }
    return withoutLastZeros(whole &* powersOfTen[scale] &+ decimals, scale, end)
  }

  @inline(__always)
  private static func withoutLastZeros(
    _ mantissa: Int64, _ scale: Int, _ end: UnsafePointer<UInt8>
  ) -> Parts {
    end[-1] == UInt8(ascii: "0") ? reduced(mantissa, scale) : (mantissa, scale)
  }

  private static func reduced(_ mantissa: Int64, _ scale: Int) -> Parts {
    guard mantissa != 0 else { return (0, 0) }
    var (mantissa, scale) = (mantissa, scale)
    while scale > 0, mantissa % 10 == 0 {
      mantissa /= 10
      scale -= 1
    }
    return (mantissa, scale)
  }

  /// Such as `3.1e-07`.
  @inline(never)
  private static func withExponent(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Parts? {
    var sign = end
    while sign > start, sign[-1] | 0x20 != UInt8(ascii: "e") { sign -= 1 }
    guard sign > start + 1, let exponent = exponent(sign - 1, end),
      var (mantissa, scale) = plain(start, sign - 1)
    else { return nil }
    scale -= exponent
    if mantissa == 0 { scale = 0 }
    while scale < 0 {
      guard mantissa < 1 << 58 else { return nil }
      mantissa *= 10
      scale += 1
    }
    (mantissa, scale) = reduced(mantissa, scale)
    return scale <= 18 ? (mantissa, scale) : nil
  }

  /// The number behind an `e`, of at most two digits.
  private static func exponent(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Int? {
    var next = start
    guard next.pointee | 0x20 == UInt8(ascii: "e") else { return nil }
    next += 1
    guard next < end else { return nil }
    let isNegative = next.pointee == UInt8(ascii: "-")
    if isNegative || next.pointee == UInt8(ascii: "+") { next += 1 }
    guard next < end, end - next <= 2 else { return nil }
    var exponent = 0
    while next < end {
      guard next.pointee &- 0x30 < 10 else { return nil }
      exponent = exponent * 10 + Int(next.pointee &- 0x30)
      next += 1
    }
    return isNegative ? -exponent : exponent
  }
}

/// Digits, eight at a time.
private enum Digits {
  /// A number of 1 to 16 digits; nil for what is none, and for more.
  @inline(__always)
  static func number(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
    if count <= 8 { return count > 0 ? eight(start, count) : nil }
    guard count <= 16, let head = eight(start, count &- 8),
      let tail = eight(start + (count &- 8), 8)
    else { return nil }
    return head &* 100_000_000 &+ tail
  }

  /// How many digits come first; 8 also for more.
  @inline(__always)
  static func count(_ start: UnsafePointer<UInt8>) -> Int {
    others(load(start)).trailingZeroBitCount / 8
  }

  @inline(__always)
  private static func eight(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
    // What comes before the digits is zeros then.
    let digits = load(start) << UInt64(truncatingIfNeeded: 64 &- count &* 8)
    guard others(digits) == 0 else { return nil }
    // Pairs of digits, then fours, then all.
    let pairs = digits &* 10 &+ digits >> 8
    let fours = (pairs & 0x00FF_00FF_00FF_00FF) &* 100 &+ (pairs >> 16 & 0x00FF_00FF_00FF_00FF)
    return Int64(truncatingIfNeeded: (fours & 0xFFFF) &* 10_000 &+ (fours >> 32 & 0xFFFF))
  }

  /// The first one in the lowest byte; digits are 0 to 9 in it.
  @inline(__always)
  private static func load(_ start: UnsafePointer<UInt8>) -> UInt64 {
    UnsafeRawPointer(start).loadUnaligned(as: UInt64.self).littleEndian ^ 0x3030_3030_3030_3030
  }

  /// The highest bit of each byte that is no digit: adding 0x76 puts those over 0x7F.
  @inline(__always)
  private static func others(_ digits: UInt64) -> UInt64 {
    (digits &+ 0x7676_7676_7676_7676 | digits) & 0x8080_8080_8080_8080
  }
}

extension ExactDecimal {
  package init(_ short: ShortDecimal) {
    units = Int128(short.mantissa) &* Int128(powersOfTen[18 - short.scale])
  }
}

extension PackedDecimal {
  /// Keeps a decimal of few digits; nil for one that needs more than 58 bits.
  package init?(_ short: ShortDecimal) { self.init(mantissa: short.mantissa, scale: short.scale) }
}
