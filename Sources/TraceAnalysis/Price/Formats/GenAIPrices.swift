import TraceModel

// genai-prices' data is a list of providers with their models, in US dollars for a million tokens:
//
//   {"id": "openai", "provider_match": {"contains": "openai"}, "models": [
//     {"id": "gpt-4.1-mini", "match": {"or": [{"equals": "gpt-4.1-mini"}, …]},
//      "prices": {"input_mtok": 0.4, "cache_read_mtok": 0.1, "output_mtok": 1.6}}]}
//
// A price may be `{"base": 1.25, "tiers": [{"start": 200000, "price": 2.5}]}`: the tier's price is
// that of all such tokens once the whole prompt is longer. `prices` may also be a list in which
// each has a constraint, a start date or hours of the day; the last one that holds counts, and the
// first where none does. `price_variants` are those of batches, of other service tiers and of a fast
// mode; prices by anything but tokens are left alone.
//
// Where a log names a provider that the data does not have, its models have no row here: another
// provider's price for the same model is a guess.

/// genai-prices' data: dated prices, prices by the time of day, context tiers.
struct GenAIPrices: PriceFormat {
  private let providers: [Provider]

  private struct Provider: Sendable {
    let id: String
    let providerPattern: NamePattern?
    let modelPattern: NamePattern?
    let fallbacks: [String]
    let models: [(pattern: NamePattern, row: PriceRow)]

    func row(model: String) -> PriceRow? { models.first { $0.pattern.matches(model) }?.row }
  }

  static func recognizes(_ json: JSONValue) -> Bool {
    guard let first = list(json)?.first else { return false }
    return first["id"]?.string != nil && first["models"]?.elements != nil
  }

  init(reading json: JSONValue) throws(PriceRowProblem) {
    var providers: [Provider] = []
    for entry in Self.list(json) ?? [] {
      let id = entry["id"]?.string ?? ""
      var models: [(pattern: NamePattern, row: PriceRow)] = []
      for model in entry["models"]?.elements ?? [] {
        let name = "\(id) \(model["id"]?.string ?? "")"
        guard let match = model["match"], let prices = model["prices"] else {
          throw PriceRowProblem(reason: .notARow(row: name))
        }
        let row = try PriceRow(name: name) { () throws(PriceRowProblem) in
          try PriceRow.Prices(prices, variants: model["price_variants"]?.elements ?? [], name)
        }
        models.append((try NamePattern(match, of: name), row))
      }
      providers.append(
        Provider(
          id: id, providerPattern: try entry["provider_match"].pattern(of: id),
          modelPattern: try entry["model_match"].pattern(of: id),
          fallbacks: entry["fallback_model_providers"]?.elements?.compactMap(\.string) ?? [],
          models: models))
    }
    self.providers = providers
  }

  func row(provider: Name?, model: Name) -> PriceRow? {
    let model = model.text.lowercased()
    guard let provider = self.provider(provider, model: model) else { return nil }
    if let row = provider.row(model: model) { return row }
    for id in provider.fallbacks {
      if let row = providers.first(where: { $0.id == id })?.row(model: model) { return row }
    }
    return nil
  }

  var all: [PriceRow] { providers.flatMap { $0.models.map(\.row) } }

  private func provider(_ name: Name?, model: String) -> Provider? {
    guard let name = name?.text.lowercased(), !name.isEmpty else {
      return providers.first { $0.modelPattern?.matches(model) ?? false }
    }
    return providers.first { $0.id == name }
      ?? providers.first { $0.providerPattern?.matches(name) ?? false }
  }

  private static func list(_ json: JSONValue) -> [JSONValue]? {
    json.elements ?? json["providers"]?.elements
  }
}

// MARK: - Names

extension JSONValue? {
  fileprivate func pattern(of row: String) throws(PriceRowProblem) -> NamePattern? {
    guard let self, self != .null else { return nil }
    return try NamePattern(self, of: row)
  }
}

extension NamePattern {
  fileprivate init(_ json: JSONValue, of row: String) throws(PriceRowProblem) {
    guard let clause = json.members?.first else {
      throw PriceRowProblem(reason: .notAPattern(row: row, pattern: "of no kind"))
    }
    switch (clause.key, clause.value) {
    case ("equals", .string(let text)): self = .equals(text.lowercased())
    case ("starts_with", .string(let text)): self = .startsWith(text.lowercased())
    case ("ends_with", .string(let text)): self = .endsWith(text.lowercased())
    case ("contains", .string(let text)): self = .contains(text.lowercased())
    case ("regex", .string(let text)): self = try .expression(text, of: row)
    case ("or", .array(let clauses)), ("or_", .array(let clauses)):
      self = .any(try Self.patterns(clauses, of: row))
    case ("and", .array(let clauses)), ("and_", .array(let clauses)):
      self = .all(try Self.patterns(clauses, of: row))
    default: throw PriceRowProblem(reason: .notAPattern(row: row, pattern: clause.key))
    }
  }

  private static func patterns(
    _ clauses: [JSONValue], of row: String
  ) throws(PriceRowProblem) -> [NamePattern] {
    var patterns: [NamePattern] = []
    for clause in clauses { patterns.append(try NamePattern(clause, of: row)) }
    return patterns
  }
}

// MARK: - Prices

extension PriceRow.Prices {
  fileprivate init(
    _ json: JSONValue, variants: [JSONValue], _ row: String
  ) throws(PriceRowProblem) {
    var schedule: [ScheduledRates] = []
    for (index, entry) in (json.elements ?? [json]).enumerated() {
      let prices = json.elements == nil ? entry : entry["prices"] ?? .null
      guard prices.members != nil else { throw PriceRowProblem(reason: .notARow(row: row)) }
      var scheduled = try ScheduledRates(genAI: prices, of: row)
      // The first price counts where no other holds, whatever its own constraint.
      if index > 0, let constraint = entry["constraint"], constraint != .null {
        try scheduled.constrain(constraint, of: row)
      }
      schedule.append(scheduled)
    }
    guard schedule.allSatisfy(\.rates.isEmpty) else {
      for variant in variants {
        guard let special = try SpecialRates(genAI: variant, of: row) else { continue }
        for index in schedule.indices { schedule[index].add(special) }
      }
      self = .byTokens(schedule)
      return
    }
    let units = (json.elements?.first?["prices"] ?? json).members ?? []
    self = units.compactMap { Self.units[$0.key] }.first.map { .by(unit: $0) } ?? .absent
  }

  private static let units = [
    "audio_hours": "hour", "input_audio_hours": "hour", "output_audio_hours": "hour",
    "input_mchars": "character", "input_document_kpages": "page", "input_gpixels": "pixel",
    "input_annotated_document_kpages": "page", "requests_kcount": "request",
    "rerank_searches_kcount": "search",
  ]
}

extension SpecialRates {
  /// `{"when": {"processing": "batch"}, "prices": {…}, "constraint": {"start_date": "2026-10-14"}}`;
  /// nil where it is the ordinary tier, or about something that no log says.
  fileprivate init?(genAI variant: JSONValue, of row: String) throws(PriceRowProblem) {
    guard let when = variant["when"]?.members, when.count == 1, let word = when[0].value.string,
      ["processing", "service_tier", "speed"].contains(when[0].key)
    else { return nil }
    let service = ServiceTier(word: word)
    guard service != .standard, let prices = variant["prices"], prices.members != nil else {
      return nil
    }
    var own = try ScheduledRates(genAI: prices, of: row)
    if let constraint = variant["constraint"], constraint != .null {
      try own.constrain(constraint, of: row)
    }
    guard own.hours.isEmpty, !own.rates.isEmpty else { return nil }
    self.init(service: service, from: own.from, rates: own.rates, tiers: own.tiers)
  }
}

extension ScheduledRates {
  fileprivate init(genAI prices: JSONValue, of row: String) throws(PriceRowProblem) {
    var base = TokenRates()
    var steps: [(bucket: TokenBucket, above: Int, price: ExactDecimal)] = []
    for (field, bucket) in Self.genAIFields where base[bucket] == nil {
      guard let value = prices[field] else { continue }
      base[bucket] = try (value["base"] ?? value).tokenPrice(field, per: 1_000_000, of: row)
      for tier in value["tiers"]?.elements ?? [] {
        guard let above = tier["start"]?.wholeNumber,
          let price = try (tier["price"] ?? .null).tokenPrice(field, per: 1_000_000, of: row)
        else { throw PriceRowProblem(reason: .notATier(row: row)) }
        steps.append((bucket, above, price))
      }
    }
    steps.sort { $0.above < $1.above }
    let tiers = Set(steps.map(\.above)).sorted(by: >).map { above in
      var rates = base
      for step in steps where step.above <= above { rates[step.bucket] = step.price }
      return ContextTier(
        name: "over \(above) prompt tokens", limits: [TokenLimit(tokens: above)], rates: rates)
    }
    self.init(rates: base, tiers: tiers)
  }

  private static let genAIFields: [(String, TokenBucket)] = [
    ("input_mtok", .prompt), ("input_text_mtok", .prompt),
    ("cache_read_mtok", .cached), ("cache_text_read_mtok", .cached),
    ("cache_write_mtok", .cacheWrite), ("cache_write_5m_mtok", .cacheWrite),
    ("cache_write_1h_mtok", .cacheWrite1h),
    ("input_audio_mtok", .audioPrompt),
    ("output_mtok", .completion), ("output_text_mtok", .completion),
    ("output_reasoning_mtok", .reasoning),
    ("output_audio_mtok", .audioCompletion),
  ]

  fileprivate mutating func constrain(
    _ constraint: JSONValue, of row: String
  ) throws(PriceRowProblem) {
    if let start = constraint["start_date"] {
      guard let day = start.string.flatMap({ Day($0) }) else {
        throw PriceRowProblem(reason: .notADate(row: row, text: start.numberText ?? "oddly"))
      }
      from = day
      return
    }
    guard let start = constraint["start_time"]?.string, let end = constraint["end_time"]?.string,
      let startSecond = Self.secondOfUTCDay(start), let endSecond = Self.secondOfUTCDay(end)
    else {
      throw PriceRowProblem(
        reason: .notHours(row: row, text: constraint["start_time"]?.numberText ?? "of no kind"))
    }
    hours = [DailyHours(start: startSecond, end: endSecond)]
    hoursName = "\(start.prefix(5))-\(end.prefix(5))"
  }

  /// Reads `16:30:00+00:00`, by way of some day's time.
  private static func secondOfUTCDay(_ text: String) -> Int? {
    let hasZone = text.hasSuffix("Z") || text.dropFirst(5).contains { $0 == "+" || $0 == "-" }
    guard let instant = Instant("2026-01-02T\(text)\(hasZone ? "" : "Z")") else { return nil }
    let midnight = ReportCalendar.utc.start(of: ReportCalendar.utc.day(of: instant))
    return Int((instant.nanoseconds - midnight.nanoseconds) / 1_000_000_000)
  }
}
