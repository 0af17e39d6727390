import TraceModel

/// One model's prices in one table.
package struct PriceRow: Sendable {
  /// The row as its table calls it, such as `gpt-4.1-mini` or `openai gpt-4.1-mini`.
  let name: String
  let prices: Prices

  enum Prices: Sendable {
    /// In rising precedence: of those that hold at a time, the last one counts.
    case byTokens([ScheduledRates])
    /// Priced by something no log counts in tokens, such as `image` or `second`.
    case by(unit: String)
    case absent
    /// A figure has more digits than can be kept exactly.
    case inexact(PriceBookError.Reason)
  }
}

extension PriceRow {
  /// A row whose figures are too long keeps its name, so that no other table's row stands in.
  ///
  /// LiteLLM's own map has some, converted from another unit in binary floating point; they are no
  /// reason to refuse the other rows.
  init(name: String, reading prices: () throws(PriceRowProblem) -> Prices)
    throws(PriceRowProblem)
  {
    do throws(PriceRowProblem) {
      self.init(name: name, prices: try prices())
    } catch {
      guard case .tooManyDecimals = error.reason else { throw error }
      self.init(name: name, prices: .inexact(error.reason))
    }
  }
}

/// What tokens cost while some days and hours last.
struct ScheduledRates: Sendable {
  /// The first day, in UTC; nil from the beginning of time.
  var from: Day?
  /// The last day, in UTC; nil without an end.
  var through: Day?
  /// Hours of the day; empty is all day.
  var hours: [DailyHours] = []
  /// What the hours are called on a charge; nil where the price holds all day.
  var hoursName: String?
  var rates: TokenRates
  /// In the order in which they are tried; the first whose limits are passed replaces `rates`.
  var tiers: [ContextTier] = []
  /// What calls cost that are worked on otherwise; of those for the same service that hold at a time,
  /// the last one counts.
  private(set) var special: [SpecialRates] = []

  /// Whether the price depends on when a call was made.
  var isScheduled: Bool { from != nil || through != nil || !hours.isEmpty }

  /// Takes what calls cost that are worked on otherwise; what they say no price of costs what it does
  /// otherwise.
  mutating func add(_ own: SpecialRates) {
    var own = own
    own.rates = own.rates.filled(from: rates)
    for index in own.tiers.indices {
      own.tiers[index].rates = own.tiers[index].rates.filled(from: rates)
    }
    special.append(own)
  }

  /// The prices of calls that are worked on so; the standard ones, without a word, where the table has
  /// none of their own.
  func rates(of service: ServiceTier, at instant: Instant?) -> SpecialRates {
    // What OpenAI called priority it calls fast now.
    let words = service == .fast ? [.fast, .priority] : [service]
    for word in words {
      if let own = special.last(where: { $0.service == word && $0.holds(at: instant) }) {
        return own
      }
    }
    return SpecialRates(service: .standard, rates: rates, tiers: tiers)
  }

  func holds(at instant: Instant) -> Bool {
    guard isScheduled else { return true }
    let day = ReportCalendar.utc.day(of: instant)
    if let from, day < from { return false }
    if let through, day > through { return false }
    return hours.isEmpty || hours.contains { $0.contain(instant) }
  }

}

/// What tokens cost in calls that a provider works on in one way.
struct SpecialRates: Sendable {
  var service: ServiceTier
  /// The first day, in UTC; nil from the beginning of time.
  var from: Day?
  var rates: TokenRates
  /// In the order in which they are tried; the first whose limits are passed replaces `rates`.
  var tiers: [ContextTier] = []

  func holds(at instant: Instant?) -> Bool {
    guard let from else { return true }
    return instant.map { ReportCalendar.utc.day(of: $0) >= from } ?? false
  }

  /// Whether tokens of this kind have a price of their own here, in whichever tier.
  func pricesApart(_ bucket: TokenBucket) -> Bool {
    rates[bucket] != nil || tiers.contains { $0.rates[bucket] != nil }
  }

  /// What the tokens cost, and the tier's name unless it is the ordinary one.
  func rates(for counts: BucketCounts) -> (rates: TokenRates, tier: String?) {
    for tier in tiers where tier.limits.allSatisfy({ $0.isPassed(by: counts) }) {
      return (tier.rates, tier.name)
    }
    return (rates, nil)
  }
}

/// Hours of the day, on some weekdays.
struct DailyHours: Sendable {
  /// In seconds of the UTC day; the end is excluded, and may lie past midnight.
  var start: Int
  var end: Int
  /// Nil is every day.
  var weekdays: Set<Weekday>?
  var weekdayCalendar = ReportCalendar.utc

  static let secondsOfDay = 86_400

  func contain(_ instant: Instant) -> Bool {
    if let weekdays, !weekdays.contains(weekdayCalendar.day(of: instant).weekday) { return false }
    let midnight = ReportCalendar.utc.start(of: ReportCalendar.utc.day(of: instant))
    let second = Int((instant.nanoseconds - midnight.nanoseconds) / 1_000_000_000)
    return start <= end ? start <= second && second < end : second >= start || second < end
  }
}

/// Other prices for calls of a certain size, for all their tokens.
struct ContextTier: Sendable {
  var name: String
  var limits: [TokenLimit]
  var rates: TokenRates
}

struct TokenLimit: Sendable {
  enum Measure: Sendable {
    case wholePrompt
    case sum([TokenBucket])
  }

  enum Comparison: String, Sendable {
    case above = "gt"
    case atLeast = "gte"
    case below = "lt"
    case atMost = "lte"
    case equal = "eq"
    case unequal = "neq"
  }

  var measure = Measure.wholePrompt
  var comparison = Comparison.above
  var tokens: Int

  func isPassed(by counts: BucketCounts) -> Bool {
    let size =
      switch measure {
      case .wholePrompt: counts.wholePrompt
      case .sum(let buckets): buckets.reduce(0) { $0 + counts[$1] }
      }
    return switch comparison {
    case .above: size > tokens
    case .atLeast: size >= tokens
    case .below: size < tokens
    case .atMost: size <= tokens
    case .equal: size == tokens
    case .unequal: size != tokens
    }
  }
}

/// Prices in US dollars for one token, by bucket.
struct TokenRates: Sendable, Equatable {
  private var prices = [ExactDecimal?](repeating: nil, count: TokenBucket.allCases.count)

  subscript(bucket: TokenBucket) -> ExactDecimal? {
    get { prices[bucket.rawValue] }
    set { prices[bucket.rawValue] = newValue }
  }

  var isEmpty: Bool { prices.allSatisfy { $0 == nil } }
  var isFree: Bool { prices.allSatisfy { $0 == nil || $0 == .zero } }

  /// The price of a bucket, or of the one that stands in for it; nil where neither has one.
  func price(of bucket: TokenBucket) -> (price: ExactDecimal, of: TokenBucket)? {
    var next: TokenBucket? = bucket
    while let candidate = next {
      if let price = self[candidate] { return (price, candidate) }
      next = candidate.standIn
    }
    return nil
  }

  /// Whether tokens of this kind cost anything.
  func charges(for bucket: TokenBucket) -> Bool { self[bucket].map { $0 != .zero } ?? false }

  /// These prices, and the others' where these have none.
  func filled(from others: TokenRates) -> TokenRates {
    var filled = self
    for bucket in TokenBucket.allCases { filled[bucket] = self[bucket] ?? others[bucket] }
    return filled
  }
}
