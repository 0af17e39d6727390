import Foundation
import TestSupport
import Testing
import TraceModel

/// Attempts in spans of their own, as Vercel's AI SDK and other agents' frameworks have them.
struct AttemptsAcrossSpansTests {
  private func call(
    _ id: String, below parent: String, _ model: String, from: Int, to: Int,
    _ failure: String? = nil, asked: String = "refund?"
  ) -> SpanText {
    var span = SpanText(id: id, parent: parent, from: from, to: to, failure: failure)
    span.attributes = [
      "gen_ai.operation.name": "chat", "gen_ai.request.model": .string(model),
      "gen_ai.input.messages": .string(
        #"[{"role":"user","parts":[{"type":"text","content":"\#(asked)"}]}]"#),
    ]
    return span
  }

  private func group(_ id: String, below parent: String, from: Int, to: Int) -> SpanText {
    SpanText(id: id, parent: parent, from: from, to: to)
  }

  /// Two runs of agents that are asked the same, by their prompts.
  private func runs(by first: String, _ second: String) -> Data {
    var failed = call("b3", below: "b2", "m", from: 1, to: 3, "overloaded")
    failed.attributes["gen_ai.prompt.name"] = .string(first)
    var other = call("c3", below: "c2", "n", from: 4, to: 6)
    other.attributes["gen_ai.prompt.name"] = .string(second)
    return export(
      .root, group("b1", below: "a1", from: 1, to: 3), group("b2", below: "b1", from: 1, to: 3),
      failed, group("c1", below: "a1", from: 4, to: 6), group("c2", below: "c1", from: 4, to: 6),
      other)
  }

  @Test func `another agent that is asked the same takes nothing over`() throws {
    #expect(try attempts(runs(by: "research", "research")) == [1, 0, 1])
    #expect(try attempts(runs(by: "research", "write")) == [2, 0, 0])
  }

  /// Two runs of an agent, `root ── agent ── step ── call`, of which the first failed.
  private func runs(_ model: String, asked: String = "refund?") -> Data {
    export(
      .root, group("b1", below: "a1", from: 1, to: 3), group("b2", below: "b1", from: 1, to: 3),
      call("b3", below: "b2", "m", from: 1, to: 3, "overloaded"),
      group("c1", below: "a1", from: 4, to: 6), group("c2", below: "c1", from: 4, to: 6),
      call("c3", below: "c2", model, from: 4, to: 6, asked: asked))
  }

  private func attempts(_ data: Data) throws -> [Int] {
    let attempts = try FormatSample([data]).counted.summary.attempts
    return [attempts.first, attempts.retry, attempts.fallback]
  }

  @Test func `a failure is continued across all the spans around the two calls`() throws {
    #expect(try attempts(runs("n")) == [1, 0, 1])
    #expect(try attempts(runs("m")) == [1, 1, 0])
    #expect(try attempts(runs("n", asked: "parcel?")) == [2, 0, 0])
  }

  /// `@opentelemetry/sdk-trace` takes the start from the clock, in milliseconds, and adds what it measured.
  @Test(
    arguments: [
      ("1794300003000400000", [1, 0, 1]), ("1794300003999999999", [2, 0, 0]),
    ])
  func `a call may seem to begin before the failure ended by less than a millisecond`(
    failed: String, expected: [Int]
  ) throws {
    let spans = export(
      .root, group("b1", below: "a1", from: 1, to: 3),
      call("b2", below: "b1", "m", from: 1, to: 3, "overloaded"),
      group("c1", below: "a1", from: 3, to: 6), call("c2", below: "c1", "n", from: 3, to: 6))
    let text = String(decoding: spans, as: UTF8.self).replacing(
      #""endTimeUnixNano":"1794300003000000000""#, with: #""endTimeUnixNano":"\#(failed)""#)
    #expect(try attempts(Data(text.utf8)) == expected)
  }

  @Test func `a call that began at a finer time before the failure ended is one of its own`() throws
  {
    let spans = export(
      .root, group("b1", below: "a1", from: 1, to: 4),
      call("b2", below: "b1", "m", from: 1, to: 4, "overloaded"),
      group("c1", below: "a1", from: 3, to: 6), call("c2", below: "c1", "n", from: 3, to: 6))
    let text = String(decoding: spans, as: UTF8.self).replacing(
      #""startTimeUnixNano":"1794300003000000000""#,
      with: #""startTimeUnixNano":"1794300003999900000""#)
    #expect(try attempts(Data(text.utf8)) == [2, 0, 0])
  }
}
