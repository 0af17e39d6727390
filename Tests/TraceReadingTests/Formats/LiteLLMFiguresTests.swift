import Foundation
import TestSupport
import Testing
import TraceModel
import TraceReading

/// Every figure that the gateway's own records add up to.
struct LiteLLMFiguresTests {
  private let read: FormatSample
  private let expected: JSONValue
  private let records: [JSONValue]

  init() throws {
    read = try FormatSample("litellm/week.jsonl")
    expected = try readJSON([UInt8](fixture("litellm/expected.json")))
    records = try fixture("litellm/week.jsonl").split(separator: 0x0A).map {
      try readJSON(Array($0))
    }
  }

  @Test func `records, traces, failures and their classes are those of the gateway`() {
    #expect(read.counted.problems.isEmpty)
    #expect(read.counted.summary.traces == expected["trace_ids"]?.whole)
    #expect(read.counted.summary.events == expected["records"]?.whole)
    let failed = read.events.filter { $0["status"]?.string != "ok" }
    #expect(failed.count == expected["failed"]?.whole)
    let classes = failed.reduce(into: [String: Int]()) {
      $0[$1["error", "type"]?.string ?? "none", default: 0] += 1
    }
    #expect(classes == expected["errors_by_class"]?.members.compactMapValues(\.whole))
  }

  @Test func `what its cache answered costs nothing, and what that saved is kept`() {
    let hits = read.events.filter { event in
      event["charges"]?.elements.first?["item"]?.string == "gateway cache hit"
    }
    #expect(hits.count == expected["served_from_gateway_cache"]?.whole)
    #expect(hits.allSatisfy { $0["usage"] == nil })
    let saved = hits.compactMap { $0["attributes", "saved_cache_cost"]?.words }
      .compactMap { ExactDecimal($0) }.reduce(.zero, +)
    #expect(saved == expected["saved_cache_cost_total_usd"]?.words.flatMap { ExactDecimal($0) })
  }

  /// Costs of binary floats have up to 21 decimals and ours have 18: each is rounded half to even,
  /// and the rounded ones are added, so that the total may be off by half a unit a record.
  @Test func `each cost is the gateway's at 18 decimals, and so are their sums`() throws {
    let costs = records.map { Self.rounded($0["response_cost"]) }
    let total = costs.reduce(Decimal(0), +)
    #expect("\(total)" == read.counted.summary.cost.total.digits)
    let theirs = try #require(Self.decimal(expected["response_cost_total_usd"]))
    #expect(abs(total - theirs) <= Decimal(string: "0.000000000000000027")!)

    var byModel: [String: Decimal] = [:]
    for event in read.events {
      let model = event["model", "provider"]!.string! + "/" + event["model", "requested"]!.string!
      for charge in event["charges"]?.elements ?? [] {
        byModel[model, default: 0] += Self.decimal(charge["amount"]) ?? 0
      }
    }
    for (model, cost) in try #require(expected["response_cost_by_model"]?.members) {
      let theirs = try #require(Self.decimal(cost))
      #expect(abs(byModel[model, default: 0] - theirs) <= Decimal(string: "0.000000000000000027")!)
    }
    #expect(Set(byModel.filter { $0.value != 0 }.keys).count == 2)
  }

  @Test func `tokens are those of the calls that a provider answered`() {
    let answered = records.filter {
      $0["status"]?.string == "success" && $0["cache_hit"] != .bool(true)
    }
    func sum(_ keys: [String]) -> Int {
      answered.reduce(0) { sum, record in
        var value: JSONValue? = record["metadata", "usage_object"]
        for key in keys { value = value?[key] }
        return sum + (value?.whole ?? 0)
      }
    }
    let tokens = read.counted.summary.tokens
    #expect(tokens.prompt == sum(["prompt_tokens"]))
    #expect(tokens.completion == sum(["completion_tokens"]))
    #expect(tokens.cached == sum(["prompt_tokens_details", "cached_tokens"]))
    #expect(tokens.cacheWrite == sum(["cache_creation_input_tokens"]))
    #expect(tokens.reasoning == sum(["completion_tokens_details", "reasoning_tokens"]))
    #expect(tokens.cached > 0 && tokens.cacheWrite > 0)
  }

  private static func decimal(_ value: JSONValue?) -> Decimal? {
    value?.words.flatMap { Decimal(string: $0) }
  }

  private static func rounded(_ value: JSONValue?) -> Decimal {
    var exact = decimal(value) ?? 0
    var rounded = Decimal()
    NSDecimalRound(&rounded, &exact, 18, .bankers)
    return rounded
  }
}

extension JSONValue {
  var elements: [JSONValue] {
    if case .array(let elements) = self { elements } else { [] }
  }
}
