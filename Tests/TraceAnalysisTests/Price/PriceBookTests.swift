import Testing
import TraceAnalysis
import TraceModel

struct PriceBookTests {
  let book = PriceBook([
    try! PriceTable(
      """
      {"plain": {"input_cost_per_token": "0.000002", "output_cost_per_token": "0.000008"},
       "full": {"input_cost_per_token": 3e-06, "cache_read_input_token_cost": 3e-07,
                "cache_creation_input_token_cost": 3.75e-06, "output_cost_per_token": 1.5e-05,
                "cache_creation_input_token_cost_above_1hr": 6e-06,
                "output_cost_per_reasoning_token": 1.6e-05,
                "input_cost_per_audio_token": 1e-05, "output_cost_per_audio_token": 2e-05},
       "embedding": {"input_cost_per_token": 2e-08},
       "acme/own": {"input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06}}
      """)
  ])

  struct Case: Sendable {
    var model: Name
    var usage: Usage
    var lines: [String]
    var doubts: [UsageDoubt] = []
  }

  @Test(arguments: [
    Case(
      model: "full",
      usage: Usage(
        prompt: 2378, cached: 1408, written: 500, writtenForAnHour: 200, completion: 90,
        reasoning: 50),
      lines: [
        "470 prompt tokens × 0.000003", "1408 cached tokens × 0.0000003",
        "300 cache write tokens × 0.00000375", "200 cache write tokens (1 h) × 0.000006",
        "40 completion tokens × 0.000015", "50 reasoning tokens × 0.000016",
      ]),
    Case(
      model: "full",
      usage: Usage(prompt: 100, cached: 80, completion: 30, audioPrompt: 50, audioCompletion: 20),
      lines: [
        "80 cached tokens × 0.0000003", "20 audio prompt tokens × 0.00001",
        "10 completion tokens × 0.000015", "20 audio completion tokens × 0.00002",
      ]),
    Case(
      model: "plain",
      usage: Usage(prompt: 100, cached: 60, completion: 30, reasoning: 20, audioPrompt: 10),
      lines: [
        "40 prompt tokens × 0.000002", "60 cached tokens × 0.000002",
        "30 completion tokens × 0.000008",
      ]),
    Case(
      model: "embedding", usage: Usage(prompt: 11), lines: ["11 prompt tokens × 0.00000002"]),
    Case(model: "plain", usage: Usage(prompt: 0, completion: 0), lines: []),
  ])
  func `every token is charged once, at the price of its kind`(_ it: Case) {
    let result = book.price(provider: nil, model: it.model, at: nil, usage: it.usage)
    #expect(result.lines == it.lines)
    #expect(result.doubts == it.doubts)
  }

  @Test(arguments: [
    Case(
      model: "plain", usage: Usage(prompt: 10, cached: 1500, completion: 5),
      lines: ["1500 cached tokens × 0.000002", "5 completion tokens × 0.000008"],
      doubts: [.cacheAbovePrompt]),
    Case(
      model: "full", usage: Usage(prompt: 500, written: 100, writtenForAnHour: 300, completion: 0),
      lines: ["200 prompt tokens × 0.000003", "300 cache write tokens (1 h) × 0.000006"],
      doubts: [.hourAboveCacheWrite]),
    Case(
      model: "plain", usage: Usage(prompt: 1, completion: 5, reasoning: 20),
      lines: ["1 prompt tokens × 0.000002", "20 completion tokens × 0.000008"],
      doubts: [.reasoningAboveCompletion]),
    Case(
      model: "full", usage: Usage(prompt: 5, completion: 1, audioPrompt: 9),
      lines: ["5 audio prompt tokens × 0.00001", "1 completion tokens × 0.000015"],
      doubts: [.audioAboveWhole]),
    Case(
      model: "plain", usage: Usage(prompt: -5, completion: 1),
      lines: ["1 completion tokens × 0.000008"], doubts: [.negative]),
    Case(
      model: "plain", usage: Usage(completion: 7), lines: ["7 completion tokens × 0.000008"],
      doubts: [.promptNotLogged]),
    Case(
      model: "plain", usage: Usage(prompt: 7), lines: ["7 prompt tokens × 0.000002"],
      doubts: [.completionNotLogged]),
  ])
  func `a usage that contradicts itself is never charged below zero, and is named`(_ it: Case) {
    let result = book.price(provider: nil, model: it.model, at: nil, usage: it.usage)
    #expect(result.lines == it.lines)
    #expect(result.doubts == it.doubts)
  }

  static let standIns: [(Name, Usage, [String?])] = [
    ("plain", Usage(prompt: 100, cached: 60), [nil, "as prompt tokens"]),
    (
      "plain", Usage(prompt: 100, written: 60, writtenForAnHour: 40),
      [nil, "as prompt tokens", "as prompt tokens"]
    ),
    ("full", Usage(prompt: 100, cached: 60), [nil, nil]),
  ]

  @Test(arguments: standIns)
  func `a charge says so where another kind's price stood in`(
    model: Name, usage: Usage, standIns: [String?]
  ) {
    let charges = book.price(provider: nil, model: model, at: nil, usage: usage).charges ?? []
    let expected = standIns.map { ["prices.json", model.text, $0].compactMap { $0 } }
    #expect(charges.map(\.pricedBy) == expected.map { $0.joined(separator: ", ") })
  }

  @Test func `a charge is in dollars for tokens, and its amount is the product`() throws {
    let charges = book.price(
      provider: "acme", model: "own", at: nil, usage: Usage(prompt: 1100, completion: 0)
    ).charges
    let charge = try #require(charges?.first)

    #expect(charge.source == .model)
    #expect(charge.basis == .priced)
    #expect(charge.item == "prompt tokens")
    #expect(charge.unit == "token")
    #expect(charge.amount == ExactDecimal("0.0011"))
    #expect(charge.currency == "USD")
    #expect(charge.pricedBy == "prices.json, acme/own")
  }

  static let unpriced: [(Name?, Usage, String)] = [
    (nil, Usage(prompt: 1), "the log does not say which model answered"),
    ("", Usage(prompt: 1), "the log does not say which model answered"),
    ("plain", Usage(), "the log has no token counts"),
    ("plai", Usage(prompt: 1), "no price table has a row for plai"),
    ("plain-2026-01-01", Usage(prompt: 1), "no price table has a row for plain-2026-01-01"),
    ("embedding", Usage(prompt: 1, completion: 1), "embedding has no price for completion tokens"),
    (
      "plain", Usage(prompt: Int.max),
      "plain: a count or an amount is beyond what can be kept exactly"
    ),
  ]

  @Test(arguments: unpriced)
  func `what can't be priced says why`(model: Name?, usage: Usage, reason: String) {
    let result = book.price(provider: nil, model: model, at: nil, usage: usage)
    #expect(result.charges == nil)
    #expect(result.unpricedReason?.description == reason)
  }

  static let lookups: [(Name?, Name, String?)] = [
    (nil, "m", "bare"), ("x", "m", "bare"), ("x", "n", "x/n"),
    ("y", "n", nil), (nil, "n", nil),
    ("x_ai", "grok", "xai/grok"), ("X_AI", "grok", "xai/grok"), ("xai", "xai/grok", "xai/grok"),
    ("openai", "openai/m", "bare"), ("x", "openai/m", nil), ("gcp.gemini", "g", "gemini/g"),
    // On a server of one's own a public name is not the vendor's model.
    ("localhost:8000", "m", nil), ("10.1.2.3:8000", "n", "10.1.2.3:8000/n"),
  ]

  @Test(arguments: lookups)
  func `a row is found under the bare name first, then under its provider's`(
    provider: Name?, model: Name, found: String?
  ) throws {
    let table = try PriceTable(
      """
      {"m": {"input_cost_per_token": 1e-06}, "x/n": {"input_cost_per_token": 2e-06},
       "x/m": {"input_cost_per_token": 9e-06}, "xai/grok": {"input_cost_per_token": 3e-06},
       "gemini/g": {"input_cost_per_token": 4e-06},
       "10.1.2.3:8000/n": {"input_cost_per_token": 4e-06}}
      """)
    let price = PriceBook([table])
      .price(provider: provider, model: model, at: nil, usage: Usage(prompt: 1)).total
    let prices = ["bare": "0.000001", "x/n": "0.000002", "xai/grok": "0.000003"]
    #expect(
      price == found.flatMap { ExactDecimal(prices[$0] ?? "0.000004") })
  }

  @Test func `a team's own row comes before the built-in one, entry by entry`() throws {
    let book = PriceBook(
      own: try PriceTable(
        #"{"gpt-4.1": {"input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06}}"#))
    func charge(_ model: Name) -> String? {
      book.price(provider: "openai", model: model, at: nil, usage: Usage(prompt: 1, completion: 0))
        .charges?.first.map { "\($0.unitPrice!) \($0.pricedBy!)" }
    }
    #expect(charge("gpt-4.1") == "0.000001 prices.json, gpt-4.1")
    #expect(
      charge("gpt-4.1-mini") == "0.0000004 built-in table of 2026-11, gpt-4.1-mini")
  }

  @Test func `names that differ only in how an accent is written stay apart`() throws {
    let table = try PriceTable(#"{"caf\u00e9": {"input_cost_per_token": 1e-06}}"#)
    let book = PriceBook([table])
    func isPriced(_ model: Name) -> Bool {
      book.price(provider: nil, model: model, at: nil, usage: Usage(prompt: 1)).charges != nil
    }
    #expect(isPriced("caf\u{e9}"))
    #expect(!isPriced("cafe\u{301}"))
  }
}
