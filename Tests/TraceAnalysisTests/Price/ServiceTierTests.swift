import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis

/// Calls in a batch, of flex and of priority processing, by the prices that each table has for them.
struct ServiceTierTests {
  private static let litellm = """
    {"m": {"input_cost_per_token": 4e-06, "cache_read_input_token_cost": 1e-06,
           "output_cost_per_token": 16e-06, "input_cost_per_token_above_200k_tokens": 8e-06,
           "input_cost_per_token_batches": 2e-06, "output_cost_per_token_batches": 8e-06,
           "input_cost_per_token_above_200k_tokens_batches": 5e-06,
           "input_cost_per_token_priority": 7e-06,
           "cache_read_input_token_cost_priority": 3e-06}}
    """

  private static let genAI = """
    [{"id": "acme", "models": [{"id": "m", "match": {"equals": "m"},
      "prices": {"input_mtok": 4, "cache_read_mtok": 1, "output_mtok": 16},
      "price_variants": [
        {"when": {"service_tier": "default"}, "prices": {"input_mtok": 4}},
        {"when": {"processing": "batch"}, "prices": {"input_mtok": 2, "output_mtok": 8},
         "constraint": {"start_date": "2026-11-16"}},
        {"when": {"service_tier": "priority"}, "prices": {"input_mtok": 7, "cache_read_mtok": 3}},
        {"when": {"region": "eu"}, "prices": {"input_mtok": 9}}]}]}]
    """

  private static let langfuse = """
    [{"modelName": "m", "matchPattern": "(?i)^m$", "pricingTiers": [
      {"name": "Standard", "isDefault": true, "conditions": [],
       "prices": {"input": 4e-6, "input_cached_tokens": 1e-6, "output": 16e-6}},
      {"name": "Fast", "priority": 1, "isDefault": false, "conditions": [
        {"source": "model_parameters", "key": "service_tier", "operator": "in",
         "values": ["fast", "priority"]}],
       "prices": {"input": 7e-6, "input_cached_tokens": 3e-6, "output": 16e-6}},
      {"name": "Other", "priority": 2, "isDefault": false, "conditions": [
        {"source": "model_parameters", "key": "region", "operator": "in", "values": ["eu"]}],
       "prices": {"input": 9e-6}}]}]
    """

  /// The unit prices of prompt, cached and completion tokens.
  private func prices(
    _ table: String, _ tier: ServiceTier, prompt: Int = 100, on day: String = "2026-11-18"
  ) throws -> [String] {
    let result = PriceBook([try PriceTable(table)]).price(
      provider: "acme", model: "m", at: Instant("\(day)T12:00:00Z"),
      usage: Usage(prompt: prompt, cached: 40, completion: 10), tier: tier)
    let charges = try #require(result.charges)
    #expect(charges.allSatisfy { $0.pricedBy == charges[0].pricedBy })
    let row = try #require(charges[0].pricedBy).split(separator: ", ").dropFirst(2)
    return charges.map { "\($0.unitPrice!)" } + row.map(String.init)
  }

  @Test func `LiteLLM's map has a price for each, and the ordinary one where it has none`() throws {
    let standard = ["0.000004", "0.000001", "0.000016"]
    #expect(try prices(Self.litellm, .standard) == standard)
    #expect(try prices(Self.litellm, .flex) == standard)
    #expect(try prices(Self.litellm, .batch) == ["0.000002", "0.000001", "0.000008", "batch"])
    let urgent = ["0.000007", "0.000003", "0.000016", "priority"]
    #expect(try prices(Self.litellm, .priority) == urgent)
    #expect(try prices(Self.litellm, .fast) == urgent)
  }

  @Test func `LiteLLM's longer prompts have prices of their own for each too`() throws {
    let tier = "over 200000 prompt tokens"
    #expect(
      try prices(Self.litellm, .batch, prompt: 200_001)
        == ["0.000005", "0.000001", "0.000016", "batch", tier])
    #expect(
      try prices(Self.litellm, .priority, prompt: 200_001)
        == ["0.000008", "0.000001", "0.000016", "priority", tier])
  }

  @Test func `genai-prices' variants hold from their day`() throws {
    let standard = ["0.000004", "0.000001", "0.000016"]
    #expect(try prices(Self.genAI, .standard) == standard)
    #expect(try prices(Self.genAI, .batch) == ["0.000002", "0.000001", "0.000008", "batch"])
    #expect(try prices(Self.genAI, .batch, on: "2026-11-15") == standard)
    #expect(try prices(Self.genAI, .flex) == standard)
    #expect(try prices(Self.genAI, .priority) == ["0.000007", "0.000003", "0.000016", "priority"])
  }

  @Test func `Langfuse's tiers by a call's parameters are met`() throws {
    let urgent = ["0.000007", "0.000003", "0.000016"]
    #expect(try prices(Self.langfuse, .standard) == ["0.000004", "0.000001", "0.000016"])
    #expect(try prices(Self.langfuse, .priority) == urgent + ["priority"])
    #expect(try prices(Self.langfuse, .fast) == urgent + ["fast"])
    #expect(try prices(Self.langfuse, .batch) == ["0.000004", "0.000001", "0.000016"])
  }

  // MARK: - In a week

  @Test(arguments: [
    ("batch", "0.00028"), ("priority", "0.00086"), ("default", "0.00056"), ("new", "0.00056"),
  ])
  func `an event is priced by how its call was worked on`(word: String, total: String) throws {
    var settings = LogSettings()
    settings.prices = PriceBook(own: try PriceTable(Self.litellm))
    let model = JSONValue.object([
      .init("provider", .string("acme")), .init("name", .string("m")),
      .init("service_tier", .string(word)),
    ])
    let cost = try count(
      event("e", .model, at: 0, [.field("model", model), .tokens(100, 10)]), with: settings
    ).summary.cost
    #expect(cost.bySource[.model]?.digits == total)
  }

  @Test func `a cost that was logged in a batch is not off the table`() throws {
    var settings = LogSettings()
    settings.prices = PriceBook(own: try PriceTable(Self.litellm))
    func findings(_ word: String) throws -> [String] {
      let model = JSONValue.object([
        .init("name", .string("m")), .init("service_tier", .string(word)),
      ])
      let log = try count(
        event(
          "e", .model, at: 0,
          [.field("model", model), .tokens(100, 10), .charges(.line(amount: "0.00028"))]),
        with: settings)
      return log.summary.findings.map(\.code).filter { $0 == "cost-mismatch" }
    }
    #expect(try findings("batch") == [])
    #expect(try findings("default") == ["cost-mismatch"])
  }
}
