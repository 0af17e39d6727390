import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// What OpenInference says that a call cost.
struct TelemetryCostsTests {
  @Test(
    arguments: [
      (
        ["prompt": "0.2", "completion": "0.3"],
        ["prompt tokens": "0.2", "completion tokens": "0.3"]
      ),
      (
        ["prompt": "0.2", "completion": "0.3", "total": "0.5"],
        ["prompt tokens": "0.2", "completion tokens": "0.3"]
      ),
      (
        ["prompt": "0.2", "completion": "0.3", "total": "0.6"],
        ["prompt tokens": "0.2", "completion tokens": "0.3", "other cost": "0.1"]
      ),
      (["prompt": "0.2", "completion": "0.3", "total": "0.4"], ["model call": "0.4"]),
      (["prompt": "0.2"], ["prompt tokens": "0.2"]),
      (["completion": "0.3"], ["completion tokens": "0.3"]),
      (["prompt": "0.2", "total": "0.5"], ["prompt tokens": "0.2", "other cost": "0.3"]),
      (["total": "0.5"], ["model call": "0.5"]), (["prompt": "0", "completion": "0"], [:]),
      (
        [
          "prompt_details.input": "0.2", "prompt_details.cache_read": "0.1",
          "completion_details.output": "0.3",
        ], ["prompt tokens": "0.2", "cached tokens": "0.1", "completion tokens": "0.3"]
      ),
      (
        ["prompt": "0.3", "prompt_details.cache_read": "0.1", "completion": "0.3"],
        ["prompt tokens": "0.3", "completion tokens": "0.3"]
      ),
    ] as [([String: String], [String: String])])
  func `each recorded part is charged, and they make up the total`(
    costs: [String: String], charges: [String: String]
  ) throws {
    var span = SpanText(id: "b1")
    span.attributes = ["openinference.span.kind": "LLM", "llm.model_name": "m"]
    for (name, cost) in costs { span.attributes["llm.cost.\(name)"] = .number(cost) }
    let read = try FormatSample([export(.root, span)])
    #expect(read.counted.problems.isEmpty)
    let charged = read.events("model").first?["charges"]?.elements ?? []
    #expect(
      Dictionary(
        charged.map { ($0["item"]?.string ?? "", $0["amount"]?.words ?? "") }, uniquingKeysWith: +)
        == charges)
  }
}
