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

  private func step(
    _ kind: String, id: String = "b1", below parent: String = "a1", _ cost: String,
    tokens: String? = nil
  ) -> SpanText {
    var span = SpanText(id: id, parent: parent, name: kind)
    span.attributes = ["openinference.span.kind": .string(kind), "llm.model_name": "m"]
    if cost != "0" { span.attributes["llm.cost.total"] = .number(cost) }
    if let tokens { span.attributes["llm.token_count.prompt"] = .number(tokens) }
    return span
  }

  @Test(arguments: [
    ("RERANKER", "tool"), ("RETRIEVER", "tool"), ("TOOL", "tool"), ("AGENT", "model"),
    ("CHAIN", "model"), ("GUARDRAIL", "model"), ("EMBEDDING", "model"),
  ])
  func `what a step of any kind cost counts where nothing inside of it says so`(
    kind: String, source: String
  ) throws {
    let summary = try FormatSample([export(.root, step(kind, "0.5", tokens: "7"))]).counted.summary
    #expect(summary.cost.total.digits == "0.5")
    #expect(summary.cost.bySource.map { "\($0.key)" } == [source])
    #expect(!summary.findings.contains { $0.code == "cost-missing" })
    let isSum = ["AGENT", "CHAIN"].contains(kind)
    #expect(summary.tokens.prompt == (kind == "EMBEDDING" || isSum ? 7 : 0))
  }

  @Test func `the sum of what is inside a step is not charged once more`() throws {
    let inner = step("LLM", id: "b3", below: "b2", "0.2", tokens: "7")
    let read = try FormatSample([
      export(
        step("CHAIN", id: "a1", below: "a0", "0.9"), step("AGENT", id: "b1", "0.9"),
        step("TOOL", id: "b2", below: "b1", "0.9"), inner, step("RERANKER", id: "b4", "0.1"))
    ])
    #expect(read.counted.summary.cost.total.digits == "0.3")
    #expect(read.events.filter { $0["charges"] != nil }.count == 2)
    // One that says nothing of itself leaves the sum to the step around it.
    let silent = step("LLM", id: "b2", below: "b1", "0")
    let sum = try FormatSample([export(.root, step("AGENT", "0.9"), silent)])
    #expect(sum.counted.summary.cost.total.digits == "0.9")
  }

  @Test func `tokens of a reranker that says no cost are a finding`() throws {
    let read = try FormatSample([export(.root, step("RERANKER", "0", tokens: "7"))])
    #expect(read.counted.summary.findings.first { $0.code == "cost-missing" }?.events == 1)
  }
}
