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
    guard let base = bytes.baseAddress, bytes.count > 0 else { return nil }
    var reader = DigitReader(next: base, end: base + bytes.count)
    let isNegative = reader.skip(UInt8(ascii: "-"))
    var digits = reader.read()
    guard digits > 0 else { return nil }
    var scale = 0
    if reader.skip(UInt8(ascii: ".")) {
      scale = reader.read()
      guard scale > 0 else { return nil }
      digits += scale
    }
    // So many digits fit 64 bits, whichever they are.
    guard digits <= 19 else { return nil }
    var mantissa = reader.value
    let hasExponent = !reader.isAtEnd
    if hasExponent {
      guard let exponent = Self.exponent(reader.next, reader.end) else { return nil }
      scale -= exponent
      while scale < 0, mantissa > 0 {
        guard mantissa < 1 << 58 else { return nil }
        mantissa *= 10
        scale += 1
      }
    }
    if hasExponent || scale > 0 && bytes[bytes.count - 1] == UInt8(ascii: "0") {
      if mantissa == 0 { scale = 0 }
      while scale > 0, mantissa % 10 == 0 {
        mantissa /= 10
        scale -= 1
      }
    }
    guard scale <= 18, mantissa <= UInt64(Int64.max) else { return nil }
    self.mantissa = isNegative ? -Int64(mantissa) : Int64(mantissa)
    self.scale = scale
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

/// Reads digits eight at a time.
private struct DigitReader {
  var next: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>
  /// Of all digits read so far.
  var value: UInt64 = 0

  var isAtEnd: Bool { next == end }

  @inline(__always)
  mutating func skip(_ byte: UInt8) -> Bool {
    guard next < end, next.pointee == byte else { return false }
    next += 1
    return true
  }

  /// Returns how many digits came.
  @inline(__always)
  mutating func read() -> Int {
    let start = next
    while next < end {
      // Digits become 0 to 9; adding 0x76 puts every larger byte over 0x7F.
      let bytes = UnsafeRawPointer(next).loadUnaligned(as: UInt64.self).littleEndian
      let digits = bytes ^ 0x3030_3030_3030_3030
      var others = (digits &+ 0x7676_7676_7676_7676 | digits) & 0x8080_8080_8080_8080
      let left = end - next
      if left < 8 { others |= 0x80 << UInt64(left * 8) }
      guard others != 0 else {
        value = value &* 100_000_000 &+ Self.number(digits)
        next += 8
        continue
      }
      let count = others.trailingZeroBitCount / 8
      guard count > 0 else { break }
      if value != 0 {
        for _ in 0..<count { value = value &* 10 }
      }
      value = value &+ Self.number(digits << UInt64(64 - count * 8))
      next += count
      break
    }
    return next - start
  }

  /// The number of eight digits, the first one in the lowest byte: pairs, then fours, then all.
  @inline(__always)
  private static func number(_ digits: UInt64) -> UInt64 {
    let pairs = digits &* 10 &+ digits >> 8
    let fours = (pairs & 0x00FF_00FF_00FF_00FF) &* 100 &+ (pairs >> 16 & 0x00FF_00FF_00FF_00FF)
    return (fours & 0xFFFF) &* 10_000 &+ (fours >> 32 & 0xFFFF)
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
