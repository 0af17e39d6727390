import Foundation
import TraceModel

// LiteLLM's price map (`model_prices_and_context_window.json`) has one object a model, in US
// dollars for one token:
//
//   "gpt-4.1-mini": {"litellm_provider": "openai", "input_cost_per_token": 4e-07,
//                    "cache_read_input_token_cost": 1e-07, "output_cost_per_token": 1.6e-06}
//
// `…_above_200k_tokens` are the prices of all tokens of a call whose prompt is longer, and where
// such a price is missing the ordinary one holds. `tiered_pricing` says the same as a list of
// ranges, `off_peak_pricing` other prices for some hours. `…_batches`, `…_flex` and `…_priority` are
// the prices of calls that are worked on so, and where such a price is missing the ordinary one holds.
//
// Where LiteLLM's program knows more than its map, the map is what counts here: Fireworks' cached
// tokens, which it takes at half the prompt price, are at the whole one unless the row says so; and
// calls paid by the request, the query or the image besides their tokens are priced for the tokens.
//
// The map knows no dates. Ours may have them, for a copy that is kept up by hand: `prices` is a
// list of changes, each from a day (in UTC) on, and with only what is different from the row's own:
//
//   "fern-8b": {"input_cost_per_token": "0.000002", "output_cost_per_token": "0.000008",
//               "prices": [{"from": "2026-11-18", "input_cost_per_token": "0.000001"}]}
//
// The row's own prices hold before the first change; a row without any has none before it. A
// change lasts until the next one, or until the day given as `to`. A row may also be such a list
// itself. Two changes that hold on the same day are an error.

/// LiteLLM's price map, optionally with dated prices.
struct LiteLLMPrices: PriceFormat {
  private var rows = NamedRows()

  static func recognizes(_ json: JSONValue) -> Bool {
    guard let members = json.members else { return false }
    return members.isEmpty || members.contains { looksLikeRow($0.value) }
  }

  private static func looksLikeRow(_ value: JSONValue) -> Bool {
    (value.elements ?? [value]).flatMap { $0.members ?? [] }.contains {
      $0.key.contains("cost_per_") || $0.key == "litellm_provider" || $0.key == "tiered_pricing"
    }
  }

  init(reading json: JSONValue) throws(PriceRowProblem) {
    for member in json.members ?? [] where !Self.reserved.contains(member.key) {
      let row = try Row(member)
      rows[Name(member.key)] = try PriceRow(name: member.key, reading: row.prices)
    }
  }

  func row(provider: Name?, model: Name) -> PriceRow? { rows.row(provider: provider, model: model) }

  var all: [PriceRow] { rows.all }

  /// Members beside the models: an explained example, and rules for names LiteLLM does not know.
  private static let reserved: Set<String> = ["sample_spec", "fallback_generalizations"]
}

private struct Row {
  let name: String
  let entry: JSONValue
  let changes: [JSONValue]

  init(_ member: JSONValue.Member) throws(PriceRowProblem) {
    name = member.key
    switch member.value {
    case .object:
      entry = member.value
      switch entry["prices"] {
      case nil, .null?: changes = []
      case .array(let elements)?: changes = elements
      default: throw PriceRowProblem(reason: .notARow(row: name))
      }
    case .array(let elements):
      entry = .object([])
      changes = elements
    case .null, .bool, .number, .string:
      throw PriceRowProblem(reason: .notARow(row: name))
    }
  }

  func prices() throws(PriceRowProblem) -> PriceRow.Prices {
    var schedule = try scheduled(entry)
    for change in try dated() { schedule += change }
    if schedule.allSatisfy({ $0.rates.isFree && $0.tiers.allSatisfy(\.rates.isFree) }) {
      // Free tokens beside a price for each image are no price of the call.
      if let unit = otherUnit { return .by(unit: unit) }
      if schedule.allSatisfy(\.rates.isEmpty) { return .absent }
    }
    return .byTokens(schedule)
  }

  // MARK: Dates

  private func dated() throws(PriceRowProblem) -> [[ScheduledRates]] {
    var entries: [(from: Day, through: Day?, entry: JSONValue)] = []
    for change in changes {
      guard let members = change.members else {
        throw PriceRowProblem(reason: .notARow(row: name))
      }
      guard let from = try day(change["from"]) else {
        throw PriceRowProblem(reason: .notADate(row: name, text: "nowhere"))
      }
      // Of two members with one name the last counts, so a change stands after what it changes.
      let changed = JSONValue.object((entry.members ?? []) + members)
      entries.append((from, try day(change["to"]), changed))
    }
    entries.sort { $0.from < $1.from }

    var dated: [[ScheduledRates]] = []
    for (index, entry) in entries.enumerated() {
      let next = index + 1 < entries.count ? entries[index + 1].from : nil
      if let next, entry.from == next || entry.through.map({ $0 >= next }) ?? false {
        throw PriceRowProblem(
          reason: .overlappingPrices(model: name, date: next.description))
      }
      if let through = entry.through, through < entry.from {
        throw PriceRowProblem(reason: .notADate(row: name, text: through.description))
      }
      var changed = try scheduled(entry.entry)
      for index in changed.indices {
        changed[index].from = entry.from
        changed[index].through = entry.through ?? next?.advanced(by: -1)
      }
      dated.append(changed)
    }
    return dated
  }

  private func day(_ value: JSONValue?) throws(PriceRowProblem) -> Day? {
    guard let value, value != .null else { return nil }
    guard let day = value.string.flatMap({ Day($0) }) else {
      throw PriceRowProblem(reason: .notADate(row: name, text: value.numberText ?? "oddly"))
    }
    return day
  }

  // MARK: Prices

  /// An object's prices and, after them, those of its cheaper hours; empty where it has none.
  private func scheduled(_ entry: JSONValue) throws(PriceRowProblem) -> [ScheduledRates] {
    let ranges = try tokenRanges(entry)
    let rates = if let shortest = ranges.first { shortest.rates } else { try rates(entry) }
    guard !rates.isEmpty else { return [] }
    let tiers =
      ranges.isEmpty
      ? try longContextTiers(entry, ordinary: rates)
      : ranges.dropFirst().reversed().map { range in
        ContextTier(
          name: "over \(range.above) prompt tokens", limits: [TokenLimit(tokens: range.above)],
          rates: range.rates)
      }
    var ordinary = ScheduledRates(rates: rates, tiers: tiers)
    for special in try special(entry, tiers) { ordinary.add(special) }
    guard let offPeak = entry["off_peak_pricing"], offPeak != .null else { return [ordinary] }
    // An off-peak price replaces the price of every tier.
    return [
      ordinary,
      ScheduledRates(
        hours: try hours(offPeak), hoursName: "off-peak",
        rates: try self.rates(offPeak).filled(from: rates)),
    ]
  }

  // MARK: Service tiers

  private static let services: [(suffix: String, tier: ServiceTier)] = [
    ("_batches", .batch), ("_flex", .flex), ("_priority", .priority),
  ]

  /// What calls cost that are worked on otherwise.
  private func special(
    _ entry: JSONValue, _ tiers: [ContextTier]
  ) throws(PriceRowProblem) -> [SpecialRates] {
    var special: [SpecialRates] = []
    for (suffix, service) in Self.services {
      let own = try rates(entry, suffix: suffix)
      guard !own.isEmpty else { continue }
      let limits = Set((entry.members ?? []).compactMap { limit($0, suffix) })
      var longer: [ContextTier] = []
      for tier in tiers {
        guard let above = tier.limits.first?.tokens else { continue }
        // OpenAI gives no priority to the longest prompts: they are worked on as all are.
        var rates = tier.rates
        if let limit = limits.first(where: { $0.tokens == above }) {
          rates = try self.rates(entry, suffix: limit.suffix + suffix).filled(from: tier.rates)
        }
        longer.append(ContextTier(name: tier.name, limits: tier.limits, rates: rates))
      }
      special.append(SpecialRates(service: service, rates: own, tiers: longer))
    }
    return special
  }

  private func rates(_ entry: JSONValue, suffix: String = "") throws(PriceRowProblem) -> TokenRates
  {
    var rates = TokenRates()
    for (field, bucket) in Self.fields {
      guard rates[bucket] == nil, let value = entry[field + suffix] else { continue }
      rates[bucket] = try value.tokenPrice(field + suffix, per: 1, of: name)
    }
    return rates
  }

  /// The later of two names for one bucket is an older one, and counts if the first is absent.
  private static let fields: [(String, TokenBucket)] = [
    ("input_cost_per_token", .prompt),
    ("cache_read_input_token_cost", .cached),
    ("input_cost_per_token_cache_hit", .cached),
    ("cache_creation_input_token_cost", .cacheWrite),
    ("cache_creation_input_token_cost_above_1hr", .cacheWrite1h),
    ("input_cost_per_audio_token", .audioPrompt),
    ("output_cost_per_token", .completion),
    ("output_cost_per_reasoning_token", .reasoning),
    ("output_cost_per_audio_token", .audioCompletion),
  ]

  // MARK: Long prompts

  /// For the longest prompts first, each with what the tiers below it do not change back.
  private func longContextTiers(
    _ entry: JSONValue, ordinary: TokenRates
  ) throws(PriceRowProblem) -> [ContextTier] {
    let limits = Set((entry.members ?? []).compactMap { limit($0) })
    let isInclusive = entry["litellm_provider"]?.string == "xai"
    var tiers: [ContextTier] = []
    for limit in limits.sorted(by: { $0.tokens < $1.tokens }) {
      tiers.append(
        ContextTier(
          name: "\(isInclusive ? "from" : "over") \(limit.tokens) prompt tokens",
          limits: [TokenLimit(comparison: isInclusive ? .atLeast : .above, tokens: limit.tokens)],
          rates: try rates(entry, suffix: limit.suffix).filled(from: tiers.last?.rates ?? ordinary))
      )
    }
    return tiers.reversed()
  }

  private struct Limit: Hashable {
    var tokens: Int
    /// `_above_200k_tokens`
    var suffix: String
  }

  /// The limit in a member's name, `input_cost_per_token_above_200k_tokens`, before the suffix of a
  /// service tier; nil without one.
  private func limit(_ member: JSONValue.Member, _ service: String = "") -> Limit? {
    guard member.value != .null, member.key.hasSuffix("_tokens" + service) else { return nil }
    let key = member.key.dropLast(service.count)
    guard let above = key.range(of: "_above_", options: .backwards),
      Self.fields.contains(where: { $0.0 == key[..<above.lowerBound] })
    else { return nil }
    let figure = key[above.upperBound...].dropLast("_tokens".count)
    let isInThousands = figure.hasSuffix("k")
    guard let number = Int(isInThousands ? figure.dropLast() : figure),
      (1..<1_000_000_000).contains(number)
    else { return nil }
    return Limit(
      tokens: isInThousands ? number * 1000 : number,
      suffix: String(key[above.lowerBound...]))
  }

  /// `tiered_pricing`, from the shortest prompts to the longest.
  private func tokenRanges(
    _ entry: JSONValue
  ) throws(PriceRowProblem) -> [(above: Int, rates: TokenRates)] {
    guard let tiers = entry["tiered_pricing"]?.elements else { return [] }
    let own = try rates(entry)
    var ranges: [(above: Int, rates: TokenRates)] = []
    // Other tiers are by the number of search results.
    for tier in tiers where tier["input_cost_per_token"] != nil {
      guard let above = tier["range"]?.elements?.first?.wholeNumber else {
        throw PriceRowProblem(reason: .notATier(row: name))
      }
      var rates = try rates(tier)
      rates[.completion] = rates[.completion] ?? own[.completion]
      ranges.append((above, rates))
    }
    return ranges.sorted { $0.above < $1.above }
  }

  // MARK: Hours

  private func hours(_ offPeak: JSONValue) throws(PriceRowProblem) -> [DailyHours] {
    var hours: [DailyHours] = []
    for text in texts(offPeak["hours_utc"]) { hours.append(try dailyHours(text)) }
    let zone = offPeak["weekday_timezone"]?.string
    guard let calendar = zone.map({ ReportCalendar(timeZone: $0) }) ?? .utc else {
      throw PriceRowProblem(reason: .notHours(row: name, text: zone ?? ""))
    }
    for window in offPeak["windows"]?.elements ?? [] {
      for text in texts(window["hours_utc"]) {
        var span = try dailyHours(text)
        span.weekdays = try weekdays(window["weekdays"])
        span.weekdayCalendar = calendar
        hours.append(span)
      }
    }
    guard !hours.isEmpty else { throw PriceRowProblem(reason: .notHours(row: name, text: "none")) }
    return hours
  }

  private func texts(_ value: JSONValue?) -> [String] {
    value?.string.map { [$0] } ?? value?.elements?.compactMap(\.string) ?? []
  }

  private func dailyHours(_ text: String) throws(PriceRowProblem) -> DailyHours {
    let ends = text.split(separator: "-").map { secondOfDay($0) }
    guard ends.count == 2, let start = ends[0], let end = ends[1] else {
      throw PriceRowProblem(reason: .notHours(row: name, text: text))
    }
    // Hours that end where they start are the whole day.
    return start == end
      ? DailyHours(start: 0, end: DailyHours.secondsOfDay) : DailyHours(start: start, end: end)
  }

  private func secondOfDay(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":").map { Int($0.filter { $0 != " " }) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0...23).contains(hour),
      (0...59).contains(minute)
    else { return nil }
    return hour * 3600 + minute * 60
  }

  private func weekdays(_ value: JSONValue?) throws(PriceRowProblem) -> Set<Weekday>? {
    guard let value, value != .null else { return nil }
    var weekdays: Set<Weekday> = []
    for element in value.elements ?? [] {
      let short = element.string?.prefix(3).lowercased()
      guard
        let weekday = element.wholeNumber.flatMap(Weekday.init(rawValue:))
          ?? Weekday.allCases.first(where: { $0.shortName.lowercased() == short })
      else {
        throw PriceRowProblem(reason: .notHours(row: name, text: element.numberText ?? "oddly"))
      }
      weekdays.insert(weekday)
    }
    return weekdays
  }

  // MARK: Other units

  /// What else a model is paid by, in the singular; nil where it is paid by tokens alone.
  private var otherUnit: String? {
    for member in entry.members ?? [] {
      guard ["input_", "output_", "ocr_"].contains(where: { member.key.hasPrefix($0) }),
        let text = member.value.numberText, text.utf8.contains(where: { (0x31...0x39) ~= $0 }),
        let range = member.key.range(of: "_cost_per_", options: .backwards)
      else { continue }
      // `output_cost_per_video_per_second`: the last unit is the one that is counted.
      let units = member.key[range.upperBound...].components(separatedBy: "_per_")
      guard let unit = units.last?.split(separator: "_").first,
        Self.otherUnits.contains(String(unit))
      else { continue }
      return String(unit)
    }
    return nil
  }

  private static let otherUnits: Set<String> = [
    "character", "image", "page", "pixel", "query", "request", "second",
  ]
}
