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
  package init?(digits bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return nil }
    var next = base
    let end = base + bytes.count
    guard next < end else { return nil }
    let isNegative = next.pointee == UInt8(ascii: "-")
    if isNegative { next += 1 }

    var mantissa: UInt64 = 0
    var scale = 0
    let first = next
    while next < end, next.pointee &- 0x30 < 10 {
      mantissa = mantissa &* 10 &+ UInt64(next.pointee &- 0x30)
      next += 1
    }
    var digits = next - first
    guard digits > 0 else { return nil }
    if next < end, next.pointee == UInt8(ascii: ".") {
      next += 1
      let point = next
      // A zero counts only when another digit comes after it.
      var zeros = 0
      while next < end, next.pointee &- 0x30 < 10 {
        if next.pointee == 0x30 {
          zeros += 1
        } else {
          while zeros > 0 {
            mantissa = mantissa &* 10
            zeros -= 1
          }
          mantissa = mantissa &* 10 &+ UInt64(next.pointee &- 0x30)
          scale = next - point + 1
        }
        next += 1
      }
      guard next > point else { return nil }
      digits += scale
    }
    // So many digits fit 64 bits, whichever they are.
    guard digits <= 19 else { return nil }
    if next < end {
      guard let exponent = Self.exponent(next, end) else { return nil }
      scale -= exponent
      while scale > 0, mantissa % 10 == 0, mantissa > 0 {
        mantissa /= 10
        scale -= 1
      }
      if mantissa == 0 { scale = 0 }
      while scale < 0 {
        guard mantissa < 1 << 58 else { return nil }
        mantissa *= 10
        scale += 1
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

extension ExactDecimal {
  package init(_ short: ShortDecimal) {
    units = Int128(short.mantissa) &* Int128(powersOfTen[18 - short.scale])
  }
}

extension PackedDecimal {
  /// Keeps a decimal of few digits; nil for one that needs more than 58 bits.
  package init?(_ short: ShortDecimal) { self.init(mantissa: short.mantissa, scale: short.scale) }
}
