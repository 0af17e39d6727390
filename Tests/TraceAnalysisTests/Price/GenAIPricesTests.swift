import Testing
import TraceAnalysis
import TraceModel
import TraceReading

struct GenAIPricesTests {
  struct Case: Sendable {
    var provider: Name?
    var model: Name
    var at: String? = "2026-11-18T12:00:00Z"
    var usage = Usage(prompt: 1, completion: 0)
    var lines: [String]
  }

  static let cases = [
    Case(
      provider: "openai", model: "gpt-4.1-mini-2025-04-14",
      usage: Usage(prompt: 2378, cached: 1408, completion: 40),
      lines: [
        "970 prompt tokens × 0.0000004", "1408 cached tokens × 0.0000001",
        "40 completion tokens × 0.0000016",
      ]),
    Case(
      provider: "OpenAI", model: "GPT-4.1-mini", lines: ["1 prompt tokens × 0.0000004"]),
    Case(model: "gpt-4.1-mini", lines: ["1 prompt tokens × 0.0000004"]),
    Case(
      provider: "acme", model: "gpt-4.1-mini",
      lines: ["no price table has a row for gpt-4.1-mini"]),
    Case(
      provider: "gcp.vertex_ai", model: "claude-sonnet-4-5",
      lines: ["1 prompt tokens × 0.000003"]),
    Case(
      provider: "anthropic", model: "claude-haiku-5-5-20260901",
      usage: Usage(prompt: 100_001, cached: 100_000, completion: 1),
      lines: [
        "1 prompt tokens × 0.0000005", "100000 cached tokens × 0.00000005",
        "1 completion tokens × 0.0000025",
      ]),
    Case(
      provider: "anthropic", model: "claude-haiku-5-5",
      usage: Usage(prompt: 100_000, completion: 0),
      lines: ["100000 prompt tokens × 0.0000001"]),
    Case(
      provider: "openai", model: "gpt-5.6-sol", at: "2026-08-20T23:59:59Z",
      lines: ["1 prompt tokens × 0.000005"]),
    Case(
      provider: "openai", model: "gpt-5.6-sol", at: "2026-08-21T00:00:00Z",
      lines: ["1 prompt tokens × 0.000004"]),
    Case(
      provider: "google", model: "gemini-4-argon", at: "2026-12-01T00:00:00Z",
      lines: ["1 prompt tokens × 0.000004"]),
    Case(
      provider: "deepseek", model: "deepseek-v4-flash", at: "2026-11-18T02:00:00Z",
      lines: ["1 prompt tokens × 0.0000003"]),
    Case(
      provider: "deepseek", model: "deepseek-v4-flash", at: "2026-11-18T04:00:00Z",
      lines: ["1 prompt tokens × 0.00000015"]),
    Case(
      provider: "deepseek", model: "deepseek-v4-flash", at: nil,
      lines: [
        "deepseek deepseek-v4-flash has prices that depend on the time, and the log has no clock"
      ]),
    Case(
      provider: "openai", model: "whisper-1",
      lines: ["openai whisper-1 is priced by the hour, not by tokens"]),
    Case(provider: "google", model: "gemma-3", lines: ["google gemma-3 has no price"]),
  ]

  @Test(arguments: cases)
  func `a model is priced by its patterns, its dates, its hours and its tiers`(_ it: Case) throws {
    let book = PriceBook([try fixtureTable("genai-prices.json")])
    #expect(price(it, by: book) == it.lines)
  }

  @Test(.enabled(if: WholeTables.arePresent))
  func `the whole data is read, and prices the same`() throws {
    let json = try readJSON(WholeTables.bytes("prices/genai-prices.json"))
    let book = PriceBook([try PriceTable(reading: json, name: "genai-prices.json")])
    for it in Self.cases { #expect(price(it, by: book) == it.lines) }
  }

  private func price(_ it: Case, by book: PriceBook) -> [String] {
    book.price(
      provider: it.provider, model: it.model, at: it.at.flatMap { Instant($0) }, usage: it.usage
    ).lines
  }

  @Test func `a charge says which dated price it was priced by`() throws {
    let book = PriceBook([try fixtureTable("genai-prices.json")])
    let charges = book.price(
      provider: "openai", model: "gpt-5.6-sol", at: Instant("2026-11-18T12:00:00Z"),
      usage: Usage(prompt: 300_000)
    ).charges
    #expect(
      charges?.map(\.pricedBy) == [
        "genai-prices.json, openai gpt-5.6-sol, from 2026-08-21, over 272000 prompt tokens"
      ])
  }
}
