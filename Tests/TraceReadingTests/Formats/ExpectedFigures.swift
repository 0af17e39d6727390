import Foundation
import TestSupport
import Testing
import TraceAnalysis
import TraceModel
import TraceReading

/// What the makers of a sample say that it holds.
struct ExpectedFigures {
  let figures: JSONValue
  private let prices: JSONValue

  init(_ file: String) throws {
    let all = try readJSON([UInt8](fixture("expected.json")))
    figures = try #require(all["files", file])
    prices = try #require(all["prices_usd_per_million_tokens"])
  }

  /// The team's names, verdict words and prices.
  func settings(_ more: String = "") throws -> LogSettings {
    let text = """
      attributes:
        feature: [app.feature]
        attempt: [app.retry.attempt]
        trigger: [app.retry.reason]
        tool_cost: [app.cost.usd]
      verdicts:
        map: {"needs human follow-up": needs_human_follow_up}
      \(more)
      """
    return LogSettings(
      try readConfiguration(Array(text.utf8), file: "casebook.yml"),
      prices: PriceBook(own: try PriceTable(reading: priceTable, name: "prices.json")))
  }

  /// Prices by the token, as LiteLLM's table has them.
  private var priceTable: JSONValue {
    .object(
      prices.members.sorted { $0.key < $1.key }.map { model, price in
        func perToken(_ kind: String) -> JSONValue {
          .string("\(price[kind]?.words ?? "0")e-6")
        }
        return .init(
          model,
          .object([
            .init("litellm_provider", .string("any")), .init("mode", .string("chat")),
            .init("input_cost_per_token", perToken("input")),
            .init("output_cost_per_token", perToken("output")),
            .init("cache_read_input_token_cost", perToken("cache_read")),
            .init("cache_creation_input_token_cost", perToken("cache_write")),
          ]))
      })
  }

  func number(_ key: String) -> Int? { figures[key]?.whole }

  func numbers(_ key: String) -> [String: Int] {
    figures[key]?.members.compactMapValues(\.whole) ?? [:]
  }

  func amounts(_ key: String) -> [String: ExactDecimal] {
    figures[key]?.members.compactMapValues { $0.words.flatMap { ExactDecimal($0) } } ?? [:]
  }
}
