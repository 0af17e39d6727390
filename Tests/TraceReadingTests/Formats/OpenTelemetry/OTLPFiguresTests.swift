import Foundation
import TestSupport
import Testing
import TraceModel
import TraceReading

/// Every figure that the makers of the samples give for them.
struct OTLPFiguresTests {
  struct Sample: CustomTestStringConvertible, Sendable {
    var name: String
    var files: [String]
    var testDescription: String { name }
  }

  static let samples =
    ["week-46", "no-content", "split-batches-a"].map {
      Sample(
        name: "otlp-genai/\($0)",
        files: ["otlp-genai/\($0).traces.jsonl", "otlp-genai/\($0).logs.jsonl"])
    } + [
      Sample(
        name: "openinference/week-46", files: ["openinference/openinference-week-46.traces.jsonl"]),
      Sample(
        name: "joined/joined-a",
        files: ["joined/joined-a.traces.jsonl", "joined/joined-a.logs.jsonl"]),
    ]

  @Test(arguments: samples)
  func `the sample's figures are found`(_ sample: Sample) throws {
    let expected = try ExpectedFigures(sample.name)
    let read = try FormatSample(sample.files.map { try fixture($0) }, with: expected.settings())
    let summary = read.counted.summary

    #expect(read.counted.problems.isEmpty)
    #expect(summary.inputs.allSatisfy { $0.format == "otlp" })
    #expect(summary.traces == expected.number("traces"))
    #expect(summary.cost.byModel.spelled == expected.amounts("model_cost_usd_by_model"))
    #expect(summary.cost.bySource[.model] == expected.amount("model_cost_usd_total"))
    #expect(modelCostByDay(summary) == expected.amounts("model_cost_usd_by_day_utc"))
    if let cost = expected.amount("tool_cost_usd_total") {
      #expect(summary.cost.bySource[.tool] == cost)
    }
    let features = summary.groups[.feature, default: []]
    #expect(
      Dictionary(uniqueKeysWithValues: features.map { ($0.name.text, $0.traces) })
        == expected.numbers("traces_by_feature"))
    #expect(verdicts(summary) == expected.numbers("verdicts"))
    if let without = expected.number("traces_without_verdict") {
      #expect(summary.verdicts.unjudged == without)
    }
    checkEvents(read, expected)
  }

  private func checkEvents(_ read: FormatSample, _ expected: ExpectedFigures) {
    let models = read.events("model")
    // A retrieval is a tool to us, and the makers count it apart.
    let tools = read.events("tool").filter {
      $0["attributes", "gen_ai.operation.name"]?.string != "retrieval"
        && $0["attributes", "openinference.span.kind"]?.string != "RETRIEVER"
    }
    let verdicts = read.events("verdict").filter { $0["event_id"]!.string!.contains(":") }
    #expect(read.events.count - verdicts.count == expected.number("spans_or_records"))
    #expect(models.count == expected.number("model_calls"))
    #expect(tools.count == expected.number("tool_calls"))
    #expect(models.filter(\.hasFailed).count == expected.number("model_calls_failed"))
    #expect(tools.filter(\.hasFailed).count == expected.number("tool_calls_failed"))
    var errors: [String: Int] = [:]
    for event in models where event.hasFailed {
      errors[event["error", "type"]!.string!, default: 0] += 1
    }
    for event in tools where event.hasFailed {
      errors["tool:\(event["error", "type"]!.string!)", default: 0] += 1
    }
    // The other samples' makers looked at a place where their program wrote no types.
    if !expected.numbers("errors_by_type").isEmpty {
      #expect(errors == expected.numbers("errors_by_type"))
    }
    var stages: [String: Int] = [:]
    for event in read.events {
      if let stage = event["attributes", "app.stage"]?.string { stages[stage, default: 0] += 1 }
    }
    #expect(stages == expected.numbers("spans_with_app_stage"))
    // The program marks them by an attribute that nobody told the reader of: it sees failures, and
    // who was asked the same next. Without contents nothing says that another was.
    let attempts = read.counted.summary.attempts
    let hasContents = models.contains { $0["input"] != nil }
    if !stages.isEmpty {
      #expect(attempts.retry == stages["retry"])
      #expect(attempts.fallback == (hasContents ? stages["fallback"] : 0))
    }
    #expect(tokensByModel(models) == expected.tokensByModel)
  }
}

/// By model, the sums of the makers' buckets.
func tokensByModel(_ events: [JSONValue]) -> [String: [String: Int]] {
  var tokens: [String: [String: Int]] = [:]
  for event in events {
    guard let usage = event["usage"], let model = event["model", "name"]?.string else { continue }
    let read = usage["cached_tokens"]?.whole ?? 0
    let written = usage["cache_write_tokens"]?.whole ?? 0
    let sums = [
      "input_uncached": (usage["prompt_tokens"]?.whole ?? 0) - read - written,
      "cache_read": read, "cache_write": written,
      "output": usage["completion_tokens"]?.whole ?? 0, "calls": 1,
    ]
    tokens[model, default: [:]].merge(sums) { $0 + $1 }
  }
  return tokens
}

func modelCostByDay(_ summary: WeekSummary) -> [String: ExactDecimal] {
  summary.cost.bySourceAndDay.compactMapValues { $0[.model] }.filter { $0.value != .zero }
}

/// Outcomes and labels together, in the makers' words.
func verdicts(_ summary: WeekSummary) -> [String: Int] {
  var words: [String: Int] = [:]
  for (word, traces) in summary.verdicts.labels { words[word.text, default: 0] += traces }
  for (word, traces) in summary.verdicts.outcomes { words[word.text, default: 0] += traces }
  words["needs human follow-up"] = words.removeValue(forKey: "needs_human_follow_up")
  return words.filter { $0.value > 0 }
}

extension JSONValue {
  var hasFailed: Bool { self["status"]?.string != "ok" }
}

extension [Name: ExactDecimal] {
  var spelled: [String: ExactDecimal] {
    reduce(into: [:]) { $0[$1.key.text] = $1.value }
  }
}

extension ExpectedFigures {
  func amount(_ key: String) -> ExactDecimal? {
    figures[key]?.words.flatMap { ExactDecimal($0) }
  }

  var tokensByModel: [String: [String: Int]] {
    figures["tokens_by_answering_model"]?.members.mapValues {
      $0.members.compactMapValues(\.whole)
    } ?? [:]
  }
}
