import Foundation
import TestSupport
import Testing
import TraceModel
import TraceReading

/// Samples that came without figures, held against those that `otlp-genai/expected.py` counts.
struct DialectFiguresTests {
  struct Sample: CustomTestStringConvertible, Sendable {
    var name: String
    var hasLogs = false
    var testDescription: String { name }
    var files: [String] {
      ["otlp-genai/\(name).traces.jsonl"] + (hasLogs ? ["otlp-genai/\(name).logs.jsonl"] : [])
    }
  }

  static let samples = [
    Sample(name: "openllmetry-0.40"), Sample(name: "pydantic-ai-week-46"),
    Sample(name: "langfuse-attributes-week-46"),
    Sample(name: "openai-v2-old-default-small", hasLogs: true),
    Sample(name: "content-in-events-small", hasLogs: true),
  ]

  @Test(arguments: samples)
  func `calls, failures, tokens and logged costs are those of its attributes`(
    _ sample: Sample
  ) throws {
    let all = try readJSON([UInt8](fixture("otlp-genai/expected.json")))
    let expected = try #require(all["\(sample.name).traces.jsonl"])
    var settings = LogSettings()
    // One workload ran in 2025.
    settings.days = ("2025-01-01", "2026-12-31")
    let read = try FormatSample(sample.files.map { try fixture($0) }, with: settings)
    let models = read.events("model")
    #expect(read.counted.problems.isEmpty)
    #expect(read.counted.summary.traces == expected["traces"]?.whole)
    // Verdicts of log records, and of what a span holds inside, are events beside the spans.
    let spans = read.events.filter { $0["stage"]?.string != "verdict" }
    #expect(spans.count <= expected["spans"]?.whole ?? 0)
    #expect(models.count == expected["model_calls"]?.whole)
    #expect(models.filter(\.hasFailed).count == expected["model_calls_failed"]?.whole)
    #expect(
      tokensByModel(models)
        == expected["tokens_by_answering_model"]?.members.mapValues {
          $0.members.compactMapValues(\.whole)
        })
    let logged = expected["logged_cost"]?.words.flatMap { Decimal(string: $0) } ?? 0
    let recorded = read.counted.summary.cost.byBasis[.recorded] ?? .zero
    let ours = try #require(Decimal(string: recorded.digits))
    #expect(abs(ours - logged) < Decimal(string: "0.000000000000001")!)
  }
}
