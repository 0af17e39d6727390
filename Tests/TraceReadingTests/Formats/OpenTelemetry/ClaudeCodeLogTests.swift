import Foundation
import TestSupport
import Testing
import TraceModel

/// The log records of Claude Code, alone and beside its spans.
struct ClaudeCodeLogTests {
  private static let requestID = "req_011CXmadeupmadeupmadeup"
  private static let toolID = "toolu_01madeupmadeupmadeup"

  private func record(
    _ kind: String, at seconds: Double, span: String?, trace: Bool = true,
    _ attributes: [String: JSONValue]
  ) -> String {
    var named = attributes
    named["event.name"] = .string(kind)
    named["prompt.id"] = "prompt-1"
    named["session.id"] = "s1"
    var text = SpanText(id: "x")
    text.attributes = named
    let written = text.text
    let list = written[(written.range(of: #""attributes":"#)?.upperBound ?? written.endIndex)...]
    let ids =
      (trace ? #""traceId":"\#(text.trace)","# : "")
      + (span.map { #""spanId":"\#(SpanText.full($0))","# } ?? "")
    let time = 1_794_300_000_000_000_000 + Int64(seconds * 1e9)
    return #"{"timeUnixNano":"\#(time)",\#(ids)"body":{"stringValue":"claude_code.\#(kind)"},"#
      + #""attributes":"# + list
  }

  private enum Place: CaseIterable { case own, above }

  /// What was logged of one turn.
  ///
  /// - Parameter place: the span that a record stands in, its own or the one above; nil for no tracing.
  private func records(in place: Place?) -> Data {
    func span(_ own: String) -> String? { place.map { $0 == .own ? own : "a1" } }
    let isTraced = place != nil
    let list = [
      record(
        "user_prompt", at: 0.1, span: span("a1"), trace: isTraced, ["prompt": "Which tests fail?"]),
      record(
        "api_request", at: 2.9, span: span("b1"), trace: isTraced,
        [
          "model": "claude-opus-4-5", "input_tokens": .number("2"), "output_tokens": .number("30"),
          "cache_read_tokens": .number("500"), "cache_creation_tokens": .number("40"),
          "cost_usd": .number("0.25"), "duration_ms": .number("1800"),
          "request_id": .string(Self.requestID),
        ]),
      record(
        "tool_result", at: 5.01, span: span("c2"), trace: isTraced,
        [
          "tool_name": "Bash", "tool_use_id": .string(Self.toolID), "success": "true",
          "duration_ms": .number("1500"),
        ]),
      record(
        "api_error", at: 6.9, span: span("d1"), trace: isTraced,
        [
          "model": "claude-opus-4-5", "error": "Overloaded", "status_code": "529",
          "duration_ms": .number("1700"), "attempt": .number("1"),
        ]),
      record("tool_decision", at: 3.1, span: span("c1"), trace: isTraced, ["tool_name": "Bash"]),
    ]
    return Data(
      (#"{"resourceLogs":[{"scopeLogs":[{"logRecords":["# + list.joined(separator: ",")
        + "]}]}]}\n").utf8)
  }

  private var spans: Data {
    func span(
      _ id: String, _ name: String, below parent: String? = "a1", from: Int, to: Int,
      _ attributes: [String: JSONValue]
    ) -> SpanText {
      var span = SpanText(id: id, parent: parent, name: "claude_code." + name, from: from, to: to)
      span.attributes = attributes
      return span
    }
    return export(
      span("a1", "interaction", below: nil, from: 0, to: 9, ["user_prompt": "Which tests fail?"]),
      span(
        "b1", "llm_request", from: 1, to: 3,
        [
          "gen_ai.request.model": "claude-opus-4-5", "input_tokens": .number("2"),
          "output_tokens": .number("30"), "cache_read_tokens": .number("500"),
          "cache_creation_tokens": .number("40"), "success": .bool(true),
          "gen_ai.response.id": .string(Self.requestID),
        ]),
      span(
        "c1", "tool", from: 3, to: 5,
        ["tool_name": "Bash", "gen_ai.tool.call.id": .string(Self.toolID)]),
      span("c2", "tool.execution", below: "c1", from: 3, to: 5, ["success": .bool(true)]),
      span(
        "d1", "llm_request", from: 5, to: 7,
        [
          "gen_ai.request.model": "claude-opus-4-5", "success": .bool(false),
          "status_code": .number("529"), "error": "Overloaded",
        ]))
  }

  private func expectOneTurn(_ read: FormatSample, _ comment: Comment) {
    #expect(read.counted.problems.isEmpty, comment)
    #expect(read.counted.summary.traces == 1, comment)
    let calls = read.events("model")
    #expect(calls.map { $0["status"] } == ["ok", "error"], comment)
    #expect(calls.last?["error"]?["type"] == "529", comment)
    #expect(calls.allSatisfy { $0["attempt"]?["of"] == nil }, comment)
    #expect(read.events("tool").map { $0["tool"]?["name"] } == ["Bash"], comment)
    #expect(read.events("request").count == 1, comment)
    let summary = read.counted.summary
    #expect(summary.tokens.prompt == 542, comment)
    #expect(summary.tokens.cached == 500, comment)
    #expect(summary.tokens.completion == 30, comment)
    #expect(summary.cost.bySource[.model] == "0.25", comment)
  }

  @Test func `the log records alone tell of the turn`() throws {
    let read = try FormatSample([records(in: nil)])
    expectOneTurn(read, "alone")
    #expect(read.events.allSatisfy { $0["trace_id"] == "prompt-1" })
    #expect(read.events("request").first?["input_summary"] == "Which tests fail?")
    #expect(read.events("model").first?["duration_ms"]?.words == "1800")
    #expect(read.events("model").first?["context"]?["session_id"] == "s1")
    #expect(read.events("model").first?["prompt"] == nil)
  }

  @Test func `nothing counts twice where the spans tell of it too`() throws {
    for place in Place.allCases {
      let logs = records(in: place)
      expectOneTurn(try FormatSample([spans, logs]), "\(place), two logs")
      expectOneTurn(try FormatSample([logs, spans]), "\(place), two logs turned round")
      expectOneTurn(try FormatSample([spans + logs]), "\(place), one log")
      let read = try FormatSample([spans, logs])
      let parents = (read.events("model") + read.events("tool")).map { $0["parent_id"]?.string }
      #expect(Set(parents) == [SpanText.full("a1")], "\(place)")
    }
  }

  @Test func `a record of no trace and no prompt is left out`() throws {
    let text = String(decoding: records(in: nil), as: UTF8.self)
    let nameless = text.replacing("prompt.id", with: "prompt.no")
    let read = try FormatSample([Data(nameless.utf8)])
    #expect(read.counted.summary.traces == 0)
    #expect(!read.counted.problems.isEmpty)
  }

  @Test func `a call without a request's id is one too where both used the same`() throws {
    let log = try FormatSample([
      Data(
        String(decoding: records(in: .above), as: UTF8.self)
          .replacing(Self.requestID, with: "").utf8),
      Data(String(decoding: spans, as: UTF8.self).replacing(Self.requestID, with: "").utf8),
    ])
    #expect(log.counted.summary.tokens.completion == 30)
    #expect(log.counted.summary.cost.total.digits == "0.25")
  }
}
