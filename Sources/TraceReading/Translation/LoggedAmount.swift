import TraceModel

extension JSONNode {
  /// A sum of money that a program wrote with a binary float, at most 18 decimals of it.
  ///
  ///     0.006682499999999999   → itself
  ///     0.00043759999999999996 → 0.0004376, as the last digits of a float say nothing
  ///
  /// A number of up to 18 decimals stays as it is written. Text is no float, and is never rounded.
  var amount: ExactDecimal? {
    if let exact = decimal { return exact }
    return isNumber ? rounded : nil
  }

  /// The digits behind the 18th decimal cut off, half to even; nil from 1000 on.
  private var rounded: ExactDecimal? {
    guard let number = WrittenNumber(rawBytes) else { return nil }
    // As a whole number of 10⁻¹⁸, this many of its digits lie behind the point.
    let behind = number.decimals - number.exponent - ExactDecimal.fractionDigits
    guard behind > 0, number.isBelowThousand(rawBytes) else { return nil }
    let keptCount = max(0, number.count - behind)
    var units: Int128 = 0
    for place in 0..<keptCount {
      let (tenfold, overflow) = units.multipliedReportingOverflow(by: 10)
      let (sum, carried) = tenfold.addingReportingOverflow(Int128(number.digits[place]))
      guard !overflow, !carried else { return nil }
      units = sum
    }
    if behind <= number.count {
      let first = number.digits[keptCount]
      let isHalf = first == 5 && !number.hasDigit(from: keptCount + 1)
      if first > 5 || first == 5 && (!isHalf || units & 1 == 1) { units += 1 }
    }
    return ExactDecimal(units: number.isNegative ? -units : units)
  }
}

/// The digits of a JSON number of less than 60 of them, from its first to its last.
private struct WrittenNumber {
  var digits = InlineArray<60, UInt8>(repeating: 0)
  var count = 0
  var decimals = 0
  var exponent = 0
  var isNegative = false

  init?(_ text: UnsafeBufferPointer<UInt8>) {
    var hasPoint = false
    var place = 0
    while place < text.count, text[place] | 0x20 != UInt8(ascii: "e") {
      switch text[place] {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "."): hasPoint = true
      default:
        guard count < 59 else { return nil }
        digits[count] = text[place] - UInt8(ascii: "0")
        count += 1
        if hasPoint { decimals += 1 }
      }
      place += 1
    }
    guard place < text.count else { return }
    let power = String(decoding: text[(place + 1)...], as: UTF8.self)
    guard let exponent = Int(power), exponent > -60, exponent < 20 else { return nil }
    self.exponent = exponent
  }

  func hasDigit(from place: Int) -> Bool {
    for place in place..<max(place, count) where digits[place] != 0 { return true }
    return false
  }

  func isBelowThousand(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var zeros = 0
    while zeros < count, digits[zeros] == 0 { zeros += 1 }
    let wholeDigits = count - zeros - decimals + exponent
    guard wholeDigits == 3 else { return wholeDigits < 3 }
    return Double(String(decoding: text, as: UTF8.self)).map { abs($0) < 1000 } ?? false
  }
}
