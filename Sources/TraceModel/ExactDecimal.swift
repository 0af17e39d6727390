/// A decimal figure, exact to 18 decimals.
///
/// It is made from its digits and never passes through a binary float. A text with more than 18
/// decimals, or beyond the range of 128 bits, is no `ExactDecimal`; nothing is rounded.
package struct ExactDecimal: Sendable, Hashable, Comparable {
  /// The figure in units of 10⁻¹⁸.
  package let units: Int128

  package init(units: Int128) { self.units = units }

  /// Reads `-12`, `0.0004`, `.5` or `1.5e-7`.
  package init?(_ text: String) {
    var rest = text.utf8[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }

    var digits: [UInt8] = []
    var decimals = 0
    var hasPoint = false
    while let byte = rest.first {
      if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else if let digit = Self.digit(byte) {
        digits.append(digit)
        if hasPoint { decimals += 1 }
      } else {
        break
      }
      rest.removeFirst()
    }
    guard !digits.isEmpty, text.utf8.count <= 100 else { return nil }

    if let byte = rest.first {
      guard byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E"),
        let exponent = Int(String(decoding: rest.dropFirst(), as: UTF8.self)),
        (-100...100).contains(exponent)
      else { return nil }
      decimals -= exponent
    }

    while decimals > 18, digits.last == 0 {
      digits.removeLast()
      decimals -= 1
    }
    guard let first = digits.firstIndex(where: { $0 != 0 }) else {
      self.init(units: 0)
      return
    }
    guard decimals <= 18 else { return nil }

    var units: Int128 = 0
    let zeros = repeatElement(0 as UInt8, count: 18 - decimals)
    for digit in [digits[first...], Array(zeros)[...]].joined() {
      let (tenfold, isTooLarge) = units.multipliedReportingOverflow(by: 10)
      let (sum, isBeyond) = tenfold.subtractingReportingOverflow(Int128(digit))
      if isTooLarge || isBeyond { return nil }
      units = sum
    }
    guard isNegative || units != .min else { return nil }
    self.init(units: isNegative ? units : -units)
  }

  package static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    left.units < right.units
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? byte - UInt8(ascii: "0") : nil
  }
}
