import TraceModel

/// Writes exact amounts of one currency as a page shows them.
///
/// Rounding is half to even and happens here only; the value never passes through a `Double`.
package struct MoneyFormat: Sendable {
  package let currency: Name

  package init(currency: Name) { self.currency = currency }

  /// What one request or a week cost: cents, or three significant figures below 1: `$0.19`,
  /// `$0.0371`, `$1,204.50`.
  package func amount(_ amount: ExactDecimal) -> String {
    text(amount, decimals: Self.decimals(of: amount))
  }

  /// An amount with this many decimals: `$0.1900` with 4.
  package func text(_ amount: ExactDecimal, decimals: Int) -> String {
    text(amount.scaled(decimals: decimals), decimals: decimals)
  }

  /// A price as contracted, never rounded: `$0.40 per M` for a token, `$0.015` for a call.
  package func unitPrice(_ price: ExactDecimal, unit: String?) -> ShownUnitPrice {
    guard Self.isToken(unit), let perMillion = price.multiplied(by: ExactDecimal(1_000_000)) else {
      return ShownUnitPrice(amount: exact(price), per: nil)
    }
    return ShownUnitPrice(amount: exact(perMillion), per: "per M")
  }

  /// All digits of an amount, and at least cents.
  package func exact(_ amount: ExactDecimal) -> String {
    text(amount, decimals: max(2, amount.decimals))
  }

  /// A count of 10⁻ᵈᵉᶜⁱᵐᵃˡˢ, as `ShownParts` holds them.
  package func text(_ scaled: Int128, decimals: Int) -> String {
    let sign = sign
    return String(figureUpTo: sign.utf8.count + decimals + 64) {
      if scaled < 0 { $0.text("−") }
      $0.text(sign)
      $0.grouped(scaled.magnitude, decimals: decimals)
    }
  }

  /// Decimals that show an amount as `amount(_:)` does.
  package static func decimals(of amount: ExactDecimal) -> Int {
    let digits = decimalsForThreeFigures(amount)
    var scaled = amount.scaled(decimals: digits)
    var decimals = digits
    while decimals > 2, scaled % 10 == 0 {
      scaled /= 10
      decimals -= 1
    }
    return decimals
  }

  /// Decimals of a statement with this total: cents, or more where its lines would be below one.
  package static func statementDecimals(of total: ExactDecimal) -> Int {
    total.units.magnitude < UInt128(ExactDecimal.unitsPerOne) * 10
      ? max(4, decimalsForThreeFigures(total) + 1) : 2
  }

  /// Decimals of a ledger with this total: four, or more where the total is below a cent.
  package static func ledgerDecimals(of total: ExactDecimal) -> Int {
    max(4, decimalsForThreeFigures(total))
  }

  /// Tokens are priced by the million; everything else as logged.
  package static func isToken(_ unit: String?) -> Bool {
    guard let unit else { return false }
    let lowered = unit.utf8.allSatisfy { $0 >= UInt8(ascii: "a") } ? unit : unit.lowercased()
    return ["token", "tokens"].contains { $0.utf8.elementsEqual(lowered.utf8) }
  }

  private static func decimalsForThreeFigures(_ amount: ExactDecimal) -> Int {
    var magnitude = amount.units.magnitude
    guard magnitude > 0 else { return 2 }
    var decimals = 2
    let one = UInt128(ExactDecimal.unitsPerOne)
    while magnitude < one / 10, decimals < ExactDecimal.fractionDigits {
      magnitude *= 10
      decimals += 1
    }
    return magnitude < one ? min(decimals + 1, ExactDecimal.fractionDigits) : decimals
  }

  var sign: String {
    switch currency {
    case "USD": "$"
    case "EUR": "€"
    case "": ""
    default: currency.text + "\u{A0}"
    }
  }
}

/// A price and what it is for, apart so that a page can set the unit smaller.
package struct ShownUnitPrice: Sendable, Equatable {
  package var amount: String
  /// `per M`, or nil where the unit stands in a column of its own.
  package var per: String?
}

/// A number with its thousands apart and all its digits: `31,904`, `0.35`.
package func grouped(_ number: ExactDecimal) -> String {
  let decimals = number.decimals
  return String {
    if number.units < 0 { $0.text("−") }
    $0.grouped(number.scaled(decimals: decimals).magnitude, decimals: decimals)
  }
}

extension ExactDecimal {
  /// The value in units of 10⁻ᵈᵉᶜⁱᵐᵃˡˢ, rounded half to even.
  func scaled(decimals: Int) -> Int128 {
    let step = Self.step(decimals: decimals)
    let (quotient, remainder) = units.divided(by: step)
    let twice = remainder.magnitude * 2
    let isUp = twice > step.magnitude || (twice == step.magnitude && quotient & 1 != 0)
    return isUp ? quotient + (units < 0 ? -1 : 1) : quotient
  }

  /// How many decimals it takes to write the value whole.
  var decimals: Int {
    // Below 10¹⁸, which 64 bits hold.
    var fraction = UInt64(
      truncatingIfNeeded: units.divided(by: Self.unitsPerOne).remainder.magnitude)
    guard fraction != 0 else { return 0 }
    var count = Self.fractionDigits
    while fraction % 10 == 0 {
      fraction /= 10
      count -= 1
    }
    return count
  }

  /// The units in one of the last shown decimal.
  static func step(decimals: Int) -> Int128 {
    powersOfTen[min(fractionDigits, max(0, fractionDigits - decimals))]
  }

  private static let powersOfTen: [Int128] = (0...fractionDigits).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}

extension Int128 {
  /// Most amounts and steps fit in 64 bits, which are divided in a tenth of the time.
  func divided(by divisor: Int128) -> (quotient: Int128, remainder: Int128) {
    if let small = Int64(exactly: self), let step = Int64(exactly: divisor), step > 0 {
      let (quotient, remainder) = small.quotientAndRemainder(dividingBy: step)
      return (Int128(quotient), Int128(remainder))
    }
    return quotientAndRemainder(dividingBy: divisor)
  }
}
