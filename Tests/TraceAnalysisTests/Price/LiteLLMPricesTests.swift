import Testing
import TraceAnalysis
import TraceModel
import TraceReading

struct LiteLLMPricesTests {
  @Test func `the gateway's own cost of 30 calls comes out to the last digit`() throws {
    try expectGatewayCosts(by: try fixtureTable("litellm-prices.json"))
  }

  @Test(.enabled(if: WholeTables.arePresent))
  func `the whole price map is read, and prices the 30 calls alike`() throws {
    let json = try readJSON(WholeTables.bytes("prices/litellm-model-prices.json"))
    try expectGatewayCosts(by: try PriceTable(reading: json, name: "litellm-model-prices.json"))
  }

  @Test func `the built-in table prices the 30 calls alike`() throws {
    try expectGatewayCosts(by: .builtIn)
  }

  // The gateway multiplies and adds in binary floating point. Our charges are right if they are
  // its figure but for that: the same products, rounded and added as it does, are its very digits;
  // and its digits, rounded where a double stops being exact, are our sum.
  private func expectGatewayCosts(by table: PriceTable) throws {
    let book = PriceBook([table])
    var calls = 0
    for line in try priceFixture("litellm-calls.jsonl").split(separator: UInt8(ascii: "\n")) {
      let call = try readJSON(Array(line))
      guard case .number(let cost)? = call["response_cost"] else { continue }
      calls += 1
      let result = book.price(
        provider: call["custom_llm_provider"]?.string.map { Name($0) },
        model: call["model"]?.string.map { Name($0) }, at: Instant("2026-11-11T12:00:00Z"),
        usage: usage(of: call))
      let charges = try #require(result.charges)

      let amounts = charges.map { Double($0.quantity!.digits)! * Double($0.unitPrice!.digits)! }
      #expect(amounts.dropLast().reduce(0, +) + amounts.last! == Double(cost))

      let total = charges.reduce(ExactDecimal.zero) { $0 + $1.amount }
      #expect(ExactDecimal(cost.prefix(20))?.rounded(decimals: 15) == total)
    }
    #expect(calls == 30)
  }

  private func usage(of call: JSONValue) -> Usage {
    func count(_ path: String...) -> Int? {
      var value: JSONValue? = call["usage"]
      for key in path { value = value?[key] }
      if case .number(let digits)? = value { return Int(digits) }
      return nil
    }
    return Usage(
      prompt: count("prompt_tokens"), cached: count("prompt_tokens_details", "cached_tokens"),
      written: count("prompt_tokens_details", "cache_creation_tokens"),
      completion: count("completion_tokens"),
      reasoning: count("completion_tokens_details", "reasoning_tokens"))
  }

  struct Case: Sendable {
    var model: Name
    var provider: Name?
    var at = "2026-11-18T12:00:00Z"
    var usage: Usage
    var lines: [String]
  }

  @Test(arguments: [
    Case(
      model: "gpt-5.6-sol", usage: Usage(prompt: 272_000, cached: 1, completion: 1),
      lines: [
        "271999 prompt tokens × 0.000004", "1 cached tokens × 0.0000004",
        "1 completion tokens × 0.00002",
      ]),
    Case(
      model: "gpt-5.6-sol", usage: Usage(prompt: 272_001, cached: 1, completion: 1),
      lines: [
        "272000 prompt tokens × 0.000008", "1 cached tokens × 0.0000008",
        "1 completion tokens × 0.00003",
      ]),
    Case(
      model: "gemini-2.5-pro", provider: "gcp.gemini", usage: Usage(prompt: 200_001, completion: 0),
      lines: ["200001 prompt tokens × 0.0000025"]),
    Case(
      model: "grok-4.7", provider: "x_ai", usage: Usage(prompt: 200_000, completion: 0),
      lines: ["200000 prompt tokens × 0.000004"]),
    Case(
      model: "grok-4.7", provider: "x_ai", usage: Usage(prompt: 199_999, completion: 0),
      lines: ["199999 prompt tokens × 0.000002"]),
    Case(
      model: "gemini-2.5-flash",
      usage: Usage(prompt: 10, completion: 9, reasoning: 4, audioPrompt: 3),
      lines: [
        "7 prompt tokens × 0.0000003", "3 audio prompt tokens × 0.000001",
        "5 completion tokens × 0.0000025", "4 reasoning tokens × 0.0000025",
      ]),
    Case(
      model: "command-a-03-2025", usage: Usage(prompt: 10, cached: 4, completion: 0),
      lines: ["6 prompt tokens × 0.0000025", "4 cached tokens × 0.0000025"]),
    Case(
      model: "codellama", provider: "ollama", usage: Usage(prompt: 10, completion: 2),
      lines: ["10 prompt tokens × 0", "2 completion tokens × 0"]),
    Case(
      model: "whisper-1", usage: Usage(prompt: 10, completion: 0),
      lines: ["whisper-1 is priced by the second, not by tokens"]),
    Case(
      model: "tts-1", usage: Usage(prompt: 10, completion: 0),
      lines: ["tts-1 is priced by the character, not by tokens"]),
    Case(
      model: "lyria-3-clip-preview", provider: "gemini", usage: Usage(prompt: 10, completion: 0),
      lines: ["gemini/lyria-3-clip-preview is priced by the image, not by tokens"]),
    Case(
      model: "sample_spec", usage: Usage(prompt: 10, completion: 0),
      lines: ["no price table has a row for sample_spec"]),
  ])
  func `a published row is read with its tiers and its units`(_ it: Case) throws {
    let book = PriceBook([try fixtureTable("litellm-prices.json")])
    let result = book.price(
      provider: it.provider, model: it.model, at: Instant(it.at), usage: it.usage)
    #expect(result.lines == it.lines)
  }

  static let hours: [(String?, String)] = [
    ("2026-11-18T00:59:59Z", "0.00000015 off-peak"),
    ("2026-11-18T01:00:00Z", "0.0000003"),
    ("2026-11-18T03:59:59Z", "0.0000003"), ("2026-11-18T04:00:00Z", "0.00000015 off-peak"),
    ("2026-11-18T09:00:00Z", "0.0000003"), ("2026-11-18T23:00:00Z", "0.00000015 off-peak"),
    ("2026-11-21T09:00:00Z", "0.00000015 off-peak"),
    (nil, "deepseek-flash has prices that depend on the time, and the log has no clock"),
  ]

  @Test(arguments: hours)
  func `off-peak hours and days have their own price`(at: String?, price: String) throws {
    let book = PriceBook([try fixtureTable("litellm-prices.json")])
    let result = book.price(
      provider: nil, model: "deepseek-flash", at: at.flatMap { Instant($0) },
      usage: Usage(prompt: 1, completion: 0))
    let line = result.charges?.first.map {
      let isOffPeak = $0.pricedBy == "litellm-prices.json, deepseek-flash, off-peak"
      return "\($0.unitPrice!)" + (isOffPeak ? " off-peak" : "")
    }
    #expect(line ?? result.unpricedReason?.description == price)
  }

  static let days: [(Name, String?, String)] = [
    ("own", "2026-01-01", "0.000009, own"),
    ("own", "2026-11-01", "0.000001, own, from 2026-11-01"),
    ("own", "2026-11-14", "0.000001, own, from 2026-11-01"),
    ("own", "2026-11-15", "0.000002, own, from 2026-11-15"),
    ("own", "2027-05-01", "0.000002, own, from 2026-11-15"),
    ("list", "2026-10-31", "list has no price for 2026-10-31"),
    ("list", "2026-11-03", "0.000003, list, from 2026-11-01"),
    ("list", "2026-11-08", "list has no price for 2026-11-08"),
    ("list", "2026-11-15", "0.000004, list, from 2026-11-15"),
    ("own", nil, "own has prices that depend on the time, and the log has no clock"),
  ]

  @Test(arguments: days)
  func `a price holds from its day until the next one's`(
    model: Name, day: String?, price: String
  ) throws {
    let table = try PriceTable(
      """
      {"own": {"input_cost_per_token": 9e-06, "output_cost_per_token": 1e-06, "prices": [
         {"from": "2026-11-15", "input_cost_per_token": "0.000002"},
         {"from": "2026-11-01", "input_cost_per_token": "0.000001"}]},
       "list": [
         {"from": "2026-11-01", "to": "2026-11-07", "input_cost_per_token": 3e-06},
         {"from": "2026-11-15", "input_cost_per_token": 4e-06}]}
      """)
    let result = PriceBook([table]).price(
      provider: nil, model: model, at: day.flatMap { Instant("\($0)T23:59:59.999Z") },
      usage: Usage(prompt: 1))
    let line = result.charges?.first.map {
      "\($0.unitPrice!), \($0.pricedBy!.dropFirst("prices.json, ".count))"
    }
    #expect(line ?? result.unpricedReason?.description == price)
  }

  @Test func `a dated change keeps what the row says of everything else`() throws {
    let table = try PriceTable(
      """
      {"m": {"input_cost_per_token": 1e-06, "output_cost_per_token": 5e-06,
             "input_cost_per_token_above_200k_tokens": 2e-06,
             "prices": [{"from": "2026-11-01", "output_cost_per_token": 4e-06}]}}
      """)
    let result = PriceBook([table]).price(
      provider: nil, model: "m", at: Instant("2026-11-18T12:00:00Z"),
      usage: Usage(prompt: 200_001, completion: 1))
    #expect(
      result.lines == ["200001 prompt tokens × 0.000002", "1 completion tokens × 0.000004"])
  }

  @Test(arguments: [
    (prompt: 1, price: "0.000001"), (32_000, "0.000001"), (32_001, "0.000003"),
    (900_000, "0.000003"),
  ])
  func `a list of ranges is a list of tiers`(prompt: Int, price: String) throws {
    let table = try PriceTable(
      """
      {"m": {"litellm_provider": "dashscope", "tiered_pricing": [
        {"range": [32000.0, 256000.0], "input_cost_per_token": 3e-06, "output_cost_per_token": 0},
        {"range": [0, 32000.0], "input_cost_per_token": 1e-06, "output_cost_per_token": 0}]}}
      """)
    let result = PriceBook([table]).price(
      provider: nil, model: "m", at: nil, usage: Usage(prompt: prompt))
    #expect(result.charges?.first?.unitPrice == ExactDecimal(price))
  }

  @Test(arguments: [
    (100_000, "0.000001", "0.000005"), (100_001, "0.000002", "0.000005"),
    (200_001, "0.000002", "0.000009"),
  ])
  func `a longer prompt keeps what a shorter one's tier changed`(
    prompt: Int, promptPrice: String, completionPrice: String
  ) throws {
    let table = try PriceTable(
      """
      {"m": {"input_cost_per_token": 1e-06, "output_cost_per_token": 5e-06,
             "output_cost_per_token_above_200k_tokens": 9e-06,
             "input_cost_per_token_above_100k_tokens": 2e-06,
             "input_cost_per_token_above_100k_tokens_batches": 7e-06,
             "input_cost_per_token_priority": 8e-06}}
      """)
    let result = PriceBook([table]).price(
      provider: nil, model: "m", at: nil, usage: Usage(prompt: prompt, completion: 1))
    #expect(
      result.lines == [
        "\(prompt) prompt tokens × \(promptPrice)", "1 completion tokens × \(completionPrice)",
      ])
  }
}
