import Foundation
import TraceModel

// Langfuse's model definitions are a list of patterns for model names, in US dollars for one unit
// of a usage's details:
//
//   {"modelName": "gpt-4o", "matchPattern": "(?i)^(openai/)?(gpt-4o)$", "pricingTiers": [
//     {"name": "Standard", "isDefault": true, "conditions": [],
//      "prices": {"input": 2.5e-6, "input_cached_tokens": 1.25e-6, "output": 10e-6}}]}
//
// Many names are spellings of one bucket, with the same price; the first in `fields` counts. The
// first pattern that matches counts. A tier counts if all its conditions do, by rising priority,
// else the default. Conditions on a sum of usage details are tried on our buckets under Langfuse's
// names for them; of those on a call's parameters, its service tier and its speed are known.
//
// Its API gives pages of them, and older definitions have one price each, without tiers:
//
//   {"data": [{"modelName": "fern", "matchPattern": "(?i)^fern$", "inputPrice": 1e-6,
//              "prices": {"input": {"price": 1e-6}, "output": {"price": 4e-6}}}], "meta": {…}}

/// Langfuse's model definitions: an expression on the model's name, tiers with conditions.
struct LangfusePrices: PriceFormat {
  private let rows: [(pattern: NSRegularExpression, row: PriceRow)]

  static func recognizes(_ json: JSONValue) -> Bool {
    models(in: json).first?["matchPattern"]?.string != nil
  }

  private static func models(in json: JSONValue) -> [JSONValue] {
    json.elements ?? json["data"]?.elements ?? []
  }

  init(reading json: JSONValue) throws(PriceRowProblem) {
    var rows: [(NSRegularExpression, PriceRow)] = []
    for model in Self.models(in: json) {
      let name = model["modelName"]?.string ?? ""
      guard let pattern = model["matchPattern"]?.string, let tiers = Self.tiers(of: model)
      else { throw PriceRowProblem(reason: .notARow(row: name)) }
      let expression = try NSRegularExpression.short(pattern, options: .caseInsensitive, of: name)
      let row = try PriceRow(name: name) { () throws(PriceRowProblem) in
        try Self.prices(tiers, of: name)
      }
      rows.append((expression, row))
    }
    self.rows = rows
  }

  func row(provider: Name?, model: Name) -> PriceRow? {
    row(model.text) ?? provider.flatMap { row("\($0)/\(model)") }
  }

  var all: [PriceRow] { rows.map(\.row) }

  private func row(_ name: String) -> PriceRow? { rows.first { $0.pattern.finds(name) }?.row }

  // MARK: Tiers

  /// A model's tiers, or its only price as one; nil where it names no price at all.
  private static func tiers(of model: JSONValue) -> [JSONValue]? {
    if let tiers = model["pricingTiers"]?.elements, !tiers.isEmpty { return tiers }
    var prices = (model["prices"]?.members ?? []).map { member in
      JSONValue.Member(member.key, member.value["price"] ?? member.value)
    }
    if prices.isEmpty {
      let sums = [("input", "inputPrice"), ("output", "outputPrice"), ("total", "totalPrice")]
      prices = sums.compactMap { key, field in
        model[field].map { JSONValue.Member(key, $0) }
      }
    }
    guard !prices.isEmpty else { return model["pricingTiers"]?.elements }
    return [
      .object([
        .init("isDefault", .bool(true)), .init("prices", .object(prices)),
      ])
    ]
  }

  private static func prices(
    _ tiers: [JSONValue], of row: String
  ) throws(PriceRowProblem) -> PriceRow.Prices {
    var ordinary: TokenRates?
    var others: [(priority: Int, services: [ServiceTier], tier: ContextTier)] = []
    for tier in tiers {
      let rates = try rates(tier["prices"] ?? .null, of: row)
      if tier["isDefault"] == .bool(true) {
        ordinary = rates
        continue
      }
      var conditions = tier["conditions"]?.elements ?? []
      let services = conditions.compactMap { Self.services($0) }
      conditions.removeAll { Self.services($0) != nil }
      guard services.count < 2, !conditions.isEmpty || !services.isEmpty,
        let limits = try limits(conditions, of: row)
      else { continue }
      others.append(
        (
          tier["priority"]?.wholeNumber ?? 0, services.first ?? [],
          ContextTier(name: tier["name"]?.string ?? "a tier", limits: limits, rates: rates)
        ))
    }
    guard let ordinary, !ordinary.isEmpty else { return .absent }
    let sorted = others.sorted { $0.priority < $1.priority }
    var scheduled = ScheduledRates(
      rates: ordinary, tiers: sorted.filter(\.services.isEmpty).map(\.tier))
    for service in ServiceTier.allCases {
      // A tier without a limit is what holds where none of the others does.
      let own = sorted.filter { $0.services.contains(service) }.map(\.tier)
      guard let rates = own.first(where: \.limits.isEmpty)?.rates else { continue }
      scheduled.add(
        SpecialRates(service: service, rates: rates, tiers: own.filter { !$0.limits.isEmpty }))
    }
    return .byTokens([scheduled])
  }

  /// The service tiers that a condition on a call's parameters names; nil of any other condition.
  private static func services(_ condition: JSONValue) -> [ServiceTier]? {
    guard let key = condition["key"]?.string, ["service_tier", "speed"].contains(key),
      condition["operator"]?.string == "in"
    else { return nil }
    return condition["values"]?.elements?.compactMap { value in
      value.string.map { ServiceTier(word: $0) }.flatMap { $0 == .standard ? nil : $0 }
    }
  }

  /// The conditions of a tier; nil where one can't be known to hold.
  private static func limits(
    _ conditions: [JSONValue], of row: String
  ) throws(PriceRowProblem) -> [TokenLimit]? {
    var limits: [TokenLimit] = []
    for condition in conditions {
      guard let pattern = condition["usageDetailPattern"]?.string else { return nil }
      guard let word = condition["operator"]?.string,
        let comparison = TokenLimit.Comparison(rawValue: word),
        let tokens = condition["value"]?.wholeNumber
      else { throw PriceRowProblem(reason: .notATier(row: row)) }
      let isCaseSensitive = condition["caseSensitive"] == .bool(true)
      let expression = try NSRegularExpression.short(
        pattern, options: isCaseSensitive ? [] : .caseInsensitive, of: row)
      let buckets = TokenBucket.allCases.filter { expression.finds(detail($0)) }
      limits.append(
        TokenLimit(measure: .sum(buckets), comparison: comparison, tokens: tokens))
    }
    return limits
  }

  // MARK: Buckets

  private static func rates(
    _ prices: JSONValue, of row: String
  ) throws(PriceRowProblem) -> TokenRates {
    var rates = TokenRates()
    for bucket in TokenBucket.allCases {
      for field in fields(of: bucket) where rates[bucket] == nil {
        rates[bucket] = try prices[field]?.tokenPrice(field, per: 1, of: row)
      }
    }
    return rates
  }

  /// What Langfuse calls a bucket in a usage's details.
  private static func detail(_ bucket: TokenBucket) -> String { fields(of: bucket)[0] }

  private static func fields(of bucket: TokenBucket) -> [String] {
    switch bucket {
    case .prompt:
      [
        "input", "input_tokens", "input_text", "input_text_tokens", "prompt_token_count",
        "promptTokenCount", "total",
      ]
    case .cached:
      [
        "input_cached_tokens", "input_cache_read", "cache_read_input_tokens",
        "input_cached_text_tokens", "cached_content_token_count",
      ]
    case .cacheWrite:
      [
        "input_cache_creation", "input_cache_creation_5m", "cache_creation_input_tokens",
        "cache_write_tokens",
      ]
    case .cacheWrite1h: ["input_cache_creation_1h"]
    case .audioPrompt: ["input_audio_tokens", "input_audio"]
    case .completion:
      [
        "output", "output_tokens", "output_text", "output_text_tokens", "candidates_token_count",
        "candidatesTokenCount", "total",
      ]
    case .reasoning:
      [
        "output_reasoning_tokens", "output_reasoning", "reasoning_tokens", "thoughts_token_count",
        "thoughtsTokenCount",
      ]
    case .audioCompletion: ["output_audio_tokens", "output_audio"]
    }
  }
}
