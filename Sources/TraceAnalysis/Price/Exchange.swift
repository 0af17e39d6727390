import TraceModel

// A rate holds from its day on until the next one of the same pair. Nothing is taken from a rate
// that is not there:
//
// - A day before the first rate has none: yesterday's price in tomorrow's money is a guess.
// - EUR → USD says nothing of USD → EUR; a bank sells at another rate than it buys.
// - EUR → CHF → USD is not EUR → USD.
//
// The product is exact or refused. 0.000000000000000001 EUR at 1.08 has 20 decimals; it stays in
// euros, in a total of its own, rather than making the dollars' total wrong in its last digit.

/// The rates that turn other currencies into the report's.
package struct Exchange: Sendable {
  package enum Conversion: Sendable, Equatable {
    /// The amount is in the report's currency as it is.
    case same(ExactDecimal)
    case converted(ExactDecimal, by: ExchangeRate)
    /// No rate of this pair holds on the day.
    case noRate
    /// The product has more than 18 decimals or is out of range.
    case inexact(by: ExchangeRate)

    /// The first day of the rate that converted the amount; `.min` where none did.
    package var rateDay: Int32 {
      guard case .converted(_, by: let rate) = self else { return .min }
      return Int32(rate.date.number)
    }

    /// The amount in the report's currency, or nil if it has to stay in its own.
    package var amount: ExactDecimal? {
      switch self {
      case .same(let amount), .converted(let amount, by: _): amount
      case .noRate, .inexact: nil
      }
    }
  }

  package let currency: String
  /// By the currency they start from, the earliest first.
  private let rates: [String: [ExchangeRate]]

  /// Of two rates of one pair for one day, the later in the list counts.
  package init(_ rates: [ExchangeRate], to currency: String) {
    self.currency = currency
    let usable = rates.enumerated().filter {
      Self.code($0.element.to) == Self.code(currency)
    }
    self.rates = Dictionary(grouping: usable) { Self.code($0.element.from) }.mapValues {
      $0.sorted { ($0.element.date, $0.offset) < ($1.element.date, $1.offset) }.map(\.element)
    }
  }

  /// `day` is the one the money was spent on, in the report's time zone.
  package func convert(_ amount: ExactDecimal, from currency: Name, on day: Day) -> Conversion {
    let code = Self.code(currency.text)
    if code == Self.code(self.currency) { return .same(amount) }
    guard let rate = rates[code]?.last(where: { $0.date <= day }) else { return .noRate }
    guard let converted = amount.multiplied(by: rate.rate) else { return .inexact(by: rate) }
    return .converted(converted, by: rate)
  }

  /// The rate that holds from exactly this day on.
  package func rate(from currency: Name, startingOn day: Day) -> ExchangeRate? {
    rates[Self.code(currency.text)]?.last { $0.date == day }
  }

  package func isReportCurrency(_ currency: Name) -> Bool {
    Self.code(currency.text) == Self.code(self.currency)
  }

  /// Logs write `usd` as well as `USD`.
  private static func code(_ currency: String) -> String { currency.uppercased() }
}
