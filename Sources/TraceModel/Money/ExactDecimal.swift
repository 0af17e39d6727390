/// A decimal number kept exactly, in units of 10⁻¹⁸ in 128 bits.
///
/// Quantities, unit prices and amounts are these from the digits in a log to the digits in
/// `summary.json`. The range is ±1.7 × 10²⁰; what does not fit is refused, never rounded.
///
/// Public because the compiler takes nothing less into another module, and sums are made by the
/// million.
public struct ExactDecimal: Hashable, Comparable, Sendable, BitwiseCopyable {
  package static let fractionDigits = 18
  package static let unitsPerOne: Int128 = 1_000_000_000_000_000_000

  /// The value times 10¹⁸.
  public let units: Int128

  /// One charge may be at most so much, 10¹²; sums of a hundred million such still fit.
  package static let largestCharge = ExactDecimal(units: unitsPerOne * 1_000_000_000_000)

  /// Whether a single charge can be this much.
  package var isChargeable: Bool { units.magnitude <= Self.largestCharge.units.magnitude }

  @inlinable public static var zero: ExactDecimal { ExactDecimal(units: 0) }

  @inlinable public init(units: Int128) { self.units = units }
  package init(_ whole: Int) { units = Int128(whole) * Self.unitsPerOne }

  @inlinable public static func < (left: Self, right: Self) -> Bool { left.units < right.units }
}

// MARK: - Reading and writing

extension ExactDecimal {
  /// The number that these digits say, or nil if they say none or one that does not fit exactly.
  ///
  /// Takes an optional sign, digits with an optional point, and an optional exponent.
  package init?(_ text: some StringProtocol) {
    var text = String(text)
    guard let value = text.withUTF8({ ExactDecimal(digits: $0) }) else { return nil }
    self = value
  }

  package init?(digits bytes: UnsafeBufferPointer<UInt8>) {
    var index = 0
    var isNegative = false
    if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      isNegative = bytes[index] == UInt8(ascii: "-")
      index += 1
    }
    var mantissa: Int128 = 0
    var digitCount = 0
    var scale = 0
    var pendingZeros = 0
    var hasPoint = false
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: ".") {
        guard !hasPoint else { return nil }
        hasPoint = true
      } else if byte >= 0x30, byte <= 0x39 {
        digitCount += 1
        if hasPoint { scale += 1 }
        if byte == 0x30 {
          // Zeros are held back until a digit follows, so that "0.1000000000000000000000" fits.
          pendingZeros += 1
        } else {
          guard let shifted = mantissa.timesPowerOfTen(mantissa == 0 ? 0 : pendingZeros + 1) else {
            return nil
          }
          let (sum, overflow) = shifted.addingReportingOverflow(Int128(byte - 0x30))
          guard !overflow else { return nil }
          mantissa = sum
          pendingZeros = 0
        }
      } else {
        break
      }
      index += 1
    }
    guard digitCount > 0 else { return nil }
    var exponent = 0
    if index < bytes.count {
      guard bytes[index] | 0x20 == UInt8(ascii: "e") else { return nil }
      index += 1
      var exponentIsNegative = false
      if index < bytes.count,
        bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+")
      {
        exponentIsNegative = bytes[index] == UInt8(ascii: "-")
        index += 1
      }
      guard index < bytes.count else { return nil }
      while index < bytes.count {
        guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { return nil }
        exponent = min(exponent * 10 + Int(bytes[index] - 0x30), 1_000_000)
        index += 1
      }
      if exponentIsNegative { exponent = -exponent }
    }
    guard mantissa != 0 else {
      units = 0
      return
    }
    // value = mantissa × 10^(held-back zeros − scale + exponent)
    let power = pendingZeros - scale + exponent + Self.fractionDigits
    guard power >= 0, let value = mantissa.timesPowerOfTen(power) else { return nil }
    units = isNegative ? -value : value
  }

  /// The shortest digits that say the value: `0.0000882`, `12`, `-0.5`.
  package var digits: String {
    let (whole, fraction) = units.magnitude.quotientAndRemainder(
      dividingBy: UInt128(Self.unitsPerOne))
    let sign = units < 0 ? "-" : ""
    guard fraction != 0 else { return sign + String(whole) }
    // Less than 10¹⁸, so it needs no more than a word.
    var rest = UInt64(truncatingIfNeeded: fraction)
    var width = Self.fractionDigits
    while rest % 10 == 0 {
      rest /= 10
      width -= 1
    }
    var text = sign + String(whole)
    text.append(
      String(unsafeUninitializedCapacity: width + 1) { bytes in
        bytes[0] = UInt8(ascii: ".")
        for place in stride(from: width, through: 1, by: -1) {
          bytes[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
          rest /= 10
        }
        return width + 1
      })
    return text
  }
}

extension ExactDecimal: CustomStringConvertible {
  public var description: String { digits }
}

// MARK: - Arithmetic

extension ExactDecimal {
  /// The sum, or nil beyond the range.
  package func adding(_ other: Self) -> Self? {
    let (sum, overflow) = units.addingReportingOverflow(other.units)
    return overflow ? nil : Self(units: sum)
  }

  /// The product, or nil if it has more than 18 decimals or is out of range.
  package func multiplied(by other: Self) -> Self? {
    let negative = (units < 0) != (other.units < 0)
    let (high, low) = units.magnitude.multipliedFullWidth(by: other.units.magnitude)
    let one = UInt128(Self.unitsPerOne)
    guard high < one else { return nil }
    let (quotient, remainder) = one.dividingFullWidth((high, low))
    guard remainder == 0, quotient <= UInt128(Int128.max) else { return nil }
    return Self(units: negative ? -Int128(quotient) : Int128(quotient))
  }

  /// The quotient by a count, rounded half to even at `decimals` decimals.
  package func divided(by count: Int, decimals: Int = 12) -> Self? {
    guard count > 0 else { return nil }
    let step = Int128(1).timesPowerOfTen(Self.fractionDigits - decimals)!
    // Both divisions in one, so that nothing is rounded twice.
    let divisor = step * Int128(count)
    return Self(units: units.dividedHalfToEven(by: divisor) * step)
  }

  /// The value rounded half to even at `decimals` decimals.
  package func rounded(decimals: Int) -> Self {
    guard decimals < Self.fractionDigits else { return self }
    let step = Int128(1).timesPowerOfTen(Self.fractionDigits - decimals)!
    return Self(units: units.dividedHalfToEven(by: step) * step)
  }

  /// How much of another amount this is; for shares and places of marks, never for money.
  package func share(of whole: Self) -> Double {
    whole.units == 0 ? 0 : Double(units) / Double(whole.units)
  }

  @inlinable public static func + (left: Self, right: Self) -> Self {
    let (sum, overflow) = left.units.addingReportingOverflow(right.units)
    return overflow ? left.addingClamped(right) : Self(units: sum)
  }

  @inlinable public static func - (left: Self, right: Self) -> Self {
    left + Self(units: -right.units)
  }

  @inlinable public static func += (left: inout Self, right: Self) { left = left + right }

  /// 1.7 × 10²⁰ units of currency: a week that reaches it is wrong elsewhere, and must not trap.
  @usableFromInline func addingClamped(_ other: Self) -> Self {
    Self(units: other.units < 0 ? Int128.min + 1 : Int128.max)
  }

  package static prefix func - (value: Self) -> Self { Self(units: -value.units) }
}

extension Int128 {
  /// Self × 10^power, or nil beyond the range.
  fileprivate func timesPowerOfTen(_ power: Int) -> Int128? {
    if self == 0 { return 0 }
    guard power <= 38 else { return nil }
    var value = self
    for _ in 0..<power {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = product
    }
    return value
  }

  fileprivate func dividedHalfToEven(by divisor: Int128) -> Int128 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    let twice = remainder.magnitude * 2
    let bound = divisor.magnitude
    let isUp = twice > bound || (twice == bound && quotient & 1 != 0)
    guard isUp else { return quotient }
    return (self < 0) != (divisor < 0) ? quotient - 1 : quotient + 1
  }
}
