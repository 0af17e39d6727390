// A charge is millionths of a dollar with a few digits; sixteen bytes for each would be mostly
// zeros:
//
//   0.0001244  →  1244 · 10⁻⁷  →  mantissa 1244, scale 7      the upper 58 bits, the lower six
//
// What has more digits lies in the batch's list of wide decimals, and the mantissa says where.

/// An exact decimal in eight bytes.
public struct PackedDecimal: Sendable, BitwiseCopyable, Equatable {
  @usableFromInline var bits: Int64

  package static let none = PackedDecimal(bits: 63)
  @inlinable static var wideScale: Int { 62 }

  private init(bits: Int64) { self.bits = bits }

  /// `mantissa` · 10^-`scale`; nil where it has more than 18 decimals or its mantissa 58 bits.
  package init?(mantissa: Int64, scale: Int) {
    guard scale <= 18, mantissa.magnitude < 1 << 57 else { return nil }
    bits = mantissa << 6 | Int64(scale)
  }

  /// Keeps a decimal, one of many digits in `wide`.
  package init(_ decimal: ExactDecimal, wide: inout Column<ExactDecimal>) {
    var mantissa = decimal.units
    var scale = ExactDecimal.fractionDigits
    while scale > 0, mantissa != 0 {
      let (quotient, remainder) = mantissa.quotientAndRemainder(dividingBy: 10)
      guard remainder == 0 else { break }
      mantissa = quotient
      scale -= 1
    }
    if let small = Int64(exactly: mantissa), small.magnitude < 1 << 57 {
      bits = small << 6 | Int64(scale)
    } else {
      wide.append(decimal)
      bits = Int64(wide.count - 1) << 6 | Int64(Self.wideScale)
    }
  }

  @inlinable
  public func decimal(_ wide: Column<ExactDecimal>) -> ExactDecimal? {
    let scale = Int(bits & 63)
    if scale <= 18 {
      return ExactDecimal(units: Int128(bits >> 6) &* Int128(powersOfTen[18 - scale]))
    }
    return scale == Self.wideScale ? wide[Int(bits >> 6)] : nil
  }

  /// The same decimal where the wide ones before it are so many more.
  package func moved(by wideCount: Int) -> PackedDecimal {
    Int(bits & 63) == Self.wideScale ? PackedDecimal(bits: bits + Int64(wideCount) << 6) : self
  }

  /// Whether it says where in the wide ones it lies, and there is no such place.
  package func isDangling(in wide: Column<ExactDecimal>) -> Bool {
    let scale = Int(bits & 63)
    guard scale == Self.wideScale else { return scale > 18 && self != .none }
    return bits >> 6 < 0 || bits >> 6 >= wide.count
  }
}

@usableFromInline package let powersOfTen: [Int64] = [
  1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
  1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
  1_000_000_000_000_000_000,
]
