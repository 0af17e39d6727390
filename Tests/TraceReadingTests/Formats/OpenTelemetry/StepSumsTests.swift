import Foundation
import TestSupport
import Testing
import TraceAnalysis
import TraceModel

@testable import TraceReading

/// What an agent's span says that the calls inside of it used and cost.
struct StepSumsTests {
  private static let sums: [String: JSONValue] = [
    "gen_ai.operation.name": "invoke_agent", "gen_ai.provider.name": "anthropic",
    "gen_ai.request.model": "m", "gen_ai.usage.input_tokens": .number("100"),
    "gen_ai.usage.output_tokens": .number("20"),
    "gen_ai.usage.cache_read.input_tokens": .number("60"),
    "gen_ai.usage.cache_creation.input_tokens": .number("30"), "operation.cost": .number("0.02"),
  ]

  private static let agent = SpanText(id: "b1", name: "invoke_agent", to: 8, attributes: sums)

  private static func call(
    _ id: String = "c1", below parent: String? = "b1", from: Int = 2,
    saying more: [String: JSONValue] = [:]
  ) -> SpanText {
    let attributes: [String: JSONValue] = [
      "gen_ai.operation.name": "chat", "gen_ai.provider.name": "anthropic",
      "gen_ai.request.model": "m",
    ]
    return SpanText(
      id: id, parent: parent, name: "chat", from: from, to: from + 1,
      attributes: attributes.merging(more) { $1 })
  }

  private static let tokens: [String: JSONValue] = ["gen_ai.usage.input_tokens": .number("7")]
  private static let partial: [String: JSONValue] = [
    "gen_ai.usage.partial.input_tokens": .number("90")
  ]

  private func summary(
    _ spans: SpanText..., with settings: LogSettings = LogSettings()
  ) throws -> WeekSummary {
    // Each in an export of its own, so that only the join sees them all.
    let read = try FormatSample(spans.map { export($0) }, with: settings)
    #expect(read.counted.problems.isEmpty)
    let again = try FormatSample([Data((read.lines.joined(separator: "\n") + "\n").utf8)])
    #expect(again.counted.summary.tokens.prompt == read.counted.summary.tokens.prompt)
    #expect(again.counted.summary.cost.total == read.counted.summary.cost.total)
    #expect(again.counted.summary.cost.byModel == read.counted.summary.cost.byModel)
    return read.counted.summary
  }

  private func gaps(_ summary: WeekSummary) -> Int? {
    summary.findings.first { $0.code == "cost-missing" }?.events
  }

  @Test(arguments: [
    [], [call(saying: partial)], [call(saying: partial), call("c2", from: 4, saying: partial)],
    [call(saying: ["gen_ai.usage.input_tokens": .number("0")])],
  ])
  func `what only an agent says that its calls used and cost counts, once`(calls: [SpanText])
    throws
  {
    let inOrder = [.root, Self.agent] + calls
    for spans in [inOrder, inOrder.reversed()] {
      let read = try FormatSample(spans.map { export($0) })
      #expect(read.counted.summary.tokens.prompt == 100)
      #expect(read.counted.summary.tokens.completion == 20)
      #expect(read.counted.summary.tokens.cached == 60)
      #expect(read.counted.summary.tokens.cacheWrite == 30)
      #expect(read.counted.summary.cost.total.digits == "0.02")
      #expect(read.counted.summary.cost.byModel.map(\.value.digits) == ["0.02"])
      #expect(gaps(read.counted.summary) == nil)
      #expect(read.counted.summary.attempts.first == calls.count)
    }
  }

  @Test func `so does one of the two alone`() throws {
    var costs = Self.agent
    for key in costs.attributes.keys where key.contains("usage") { costs.attributes[key] = nil }
    let paid = try summary(.root, costs, Self.call())
    #expect(paid.cost.total.digits == "0.02")
    #expect(paid.tokens.prompt == 0)

    var used = Self.agent
    used.attributes["operation.cost"] = nil
    let unpriced = try summary(.root, used)
    #expect(unpriced.tokens.prompt == 100)
    #expect(unpriced.cost.unpricedEvents == 1)
    #expect(gaps(unpriced) == 1)
  }

  @Test func `tokens that only an agent tells of are priced`() throws {
    var used = Self.agent
    used.attributes["operation.cost"] = nil
    let table = try readJSON(
      Array(
        #"{"m":{"litellm_provider":"anthropic","mode":"chat","input_cost_per_token":1e-3,"#.utf8)
        + Array(
          (#""output_cost_per_token":1e-2,"cache_read_input_token_cost":1e-4,"#
            + #""cache_creation_input_token_cost":1e-3}}"#).utf8))
    let settings = LogSettings(
      prices: PriceBook(own: try PriceTable(reading: table, name: "prices.json")))
    let read = try FormatSample([export(.root, used, Self.call())], with: settings)
    // 10 and 30 at 0.001, 60 at 0.0001, 20 at 0.01.
    #expect(read.counted.summary.cost.total.digits == "0.246")
    #expect(read.counted.summary.cost.byModel.map(\.value.digits) == ["0.246"])
  }

  @Test(arguments: [
    [call(saying: tokens)], [call(saying: ["operation.cost": .number("0.01")])],
    // Below another step, and beside one that says nothing.
    [SpanText(id: "b2", parent: "b1"), call(below: "b2", saying: tokens), call("c2")],
  ])
  func `where a call inside says any of it, the agent's sums do not count`(calls: [SpanText])
    throws
  {
    let read = try FormatSample(([.root, Self.agent] + calls).map { export($0) })
    #expect(read.counted.summary.tokens.prompt <= 7)
    #expect(read.counted.summary.tokens.completion == 0)
    #expect(read.counted.summary.cost.total.digits != "0.02")
    let agent = try #require(read.events.first { $0["name"] == "invoke_agent" })
    #expect(agent["usage"] == nil)
    #expect(agent["charges"] == nil)
    #expect(agent["attributes"]?["gen_ai.usage.input_tokens"]?.whole == 100)
  }

  @Test func `of agents inside of each other the inner one counts`() throws {
    var inner = Self.agent
    inner.id = "b2"
    inner.parent = "b1"
    inner.attributes["gen_ai.usage.input_tokens"] = .number("90")
    let summary = try summary(.root, Self.agent, inner)
    #expect(summary.tokens.prompt == 90)
    #expect(summary.cost.total.digits == "0.02")
  }

  @Test func `an agent inside of a call is part of what that used`() throws {
    var inside = Self.agent
    inside.parent = "c1"
    let summary = try summary(.root, Self.call(below: "a1", from: 1, saying: Self.tokens), inside)
    #expect(summary.tokens.prompt == 7)
    #expect(summary.cost.total.digits == "0")
  }

  @Test(arguments: [(2, 7), (9, 107)])
  func `calls of another log during an agent's work may be the agent's`(from: Int, prompt: Int)
    throws
  {
    let gateway = Self.call("f1", below: nil, from: from, saying: Self.tokens)
    var last = SpanText.root
    last.to = 8
    #expect(try summary(last, Self.agent, gateway).tokens.prompt == prompt)
    // One that hangs in the same tree is not inside of it.
    let beside = Self.call("f1", below: "a1", from: from, saying: Self.tokens)
    #expect(try summary(last, Self.agent, beside).tokens.prompt == 107)
  }

  @Test func `an agent that was exported twice counts once`() throws {
    var later = Self.agent
    later.attributes["note"] = "again"
    #expect(try summary(.root, Self.agent, Self.agent, later).tokens.prompt == 100)
    #expect(
      try summary(.root, Self.agent, later, Self.call(saying: Self.tokens)).tokens.prompt == 7)
  }

  @Test func `a step of our own log is no sum of calls`() throws {
    let event = #"{"trace_id":"t","timestamp":"2026-11-10T10:00:0"#
    let usage = #""model":{"provider":"openai","name":"gpt-4o"},"usage":{"prompt_tokens":1000}}"#
    let log = try count(
      event + #"0Z","event_id":"r","stage":"request","name":"ask","status":"ok"}"#,
      event + #"1Z","event_id":"m","parent_id":"r","stage":"model","status":"ok","# + usage,
      event + #"2Z","event_id":"a","parent_id":"r","stage":"answer","status":"ok","# + usage)
    #expect(log.summary.cost.total.digits == "0.0025")
  }

  @Test func `what stands inside of a call that says nothing counts`() throws {
    var chain = SpanText(id: "d1", parent: "c1", name: "chain", from: 2, to: 3)
    chain.attributes = [
      "openinference.span.kind": "CHAIN", "llm.cost.total": .number("0.02"),
    ]
    let read = try summary(.root, Self.call("c1", below: "a1"), chain)
    #expect(read.cost.total.digits == "0.02")
  }

  @Test(arguments: ["chat", "invoke_agent"])
  func `counts that no call can have are left out, and said to be`(operation: String) throws {
    var span = SpanText(id: "b1", name: operation, to: 8)
    span.attributes = [
      "gen_ai.operation.name": .string(operation), "gen_ai.request.model": "gpt-4o",
      "gen_ai.usage.input_tokens": .number("-1"),
      "llm.usage.total_tokens": .number("9223372036854775807"),
    ]
    let read = try FormatSample([export(span)])
    #expect(read.counted.summary.events == 1)
    #expect(!read.counted.problems.isEmpty)
  }
}
