import TestSupport
import Testing
import TraceModel

/// Lines to records, by what is counted of them.
struct EventRecordDecoderTests {
  private let good = event("e", .request)

  @Test(arguments: [
    ("[]", "not a JSON object"), (#""x""#, "not a JSON object"),
    ("{", "the line ends before its JSON does, at byte 2"),
    (#"{"trace_id":"t"}"#, "event_id is missing"),
    (event("e", .request, at: 0, .field("trace_id", .number("1"))), "trace_id is not a string"),
    (event("e", .request, at: 0, .trace("")), "trace_id is empty"),
    (event("", .request), "event_id is empty"),
    (event("e", .request, at: 0, .field("stage", .null)), "stage is not a string"),
    (event("e", .request, at: 0, .field("status", .bool(true))), "status is not a string"),
    (
      event("e", .request, at: 0, .at("2026-11-16T09:00:00")),
      "timestamp is not an RFC 3339 time with its offset"
    ),
    (
      event("e", .request, at: 0, .at("yesterday")),
      "timestamp is not an RFC 3339 time with its offset"
    ),
    (event("e", .request, at: 0, .field("timestamp", .number("1"))), "timestamp is not a string"),
    (
      event("e", .request, at: 0, .field("timestamp", .null)),
      "timestamp is null, and there is no integer sequence"
    ),
  ])
  func `a line that is no event is rejected with its reason`(line: String, reason: String) throws {
    let log = try count(good, line)
    #expect(log.problems.map(\.reason) == [reason])
    #expect(log.problems.map(\.line) == [2])
    #expect(log.problems.map(\.offset) == [good.utf8.count + 1])
    #expect(log.summary.events == 1)
    #expect(log.summary.inputs[0].rejected == 1)
  }

  @Test(arguments: [
    (EventPart.field("duration_ms", .string("soon")), "duration_ms: not a number of milliseconds"),
    (.field("duration_ms", .number("-1")), "duration_ms: not a number of milliseconds"),
    (.field("duration_ms", .number("9e12")), "duration_ms: not a number of milliseconds"),
    (.field("end_timestamp", .string("later")), "end_timestamp: not an RFC 3339 time"),
    (
      .field("end_timestamp", .string("2026-11-16T08:59:59Z")),
      "end_timestamp: before the event's timestamp, or centuries after it"
    ),
    (.field("context", .string("x")), "context: not an object"),
    (.field("model", .array([])), "model: not an object"),
    (
      .field("usage", .object([.init("prompt_tokens", .number("-1"))])),
      "usage.prompt_tokens: not a whole number of tokens"
    ),
    (
      .field("usage", .object([.init("prompt_tokens", .number("1.5"))])),
      "usage.prompt_tokens: not a whole number of tokens"
    ),
    (
      .field("usage", .object([.init("prompt_tokens", .number("9223372036854775807"))])),
      "usage.prompt_tokens: not a whole number of tokens"
    ),
    (
      .field("attempt", .object([.init("kind", .string("again"))])),
      "attempt.kind: none of first, retry and fallback"
    ),
    (.field("charges", .object([])), "charges: not a list"),
    (
      .charges(.line(amount: "0.1234567890123456789")),
      "charges[0].amount: no number of at most 18 decimals in range"
    ),
    (
      .charges(.line(amount: "1e30")),
      "charges[0].amount: no number of at most 18 decimals in range"
    ),
    (
      .charges(.line(amount: "NaN")), "charges[0].amount: no number of at most 18 decimals in range"
    ),
    (
      .charges(.line("people", amount: "1")),
      "charges[0].source: none of model, tool and infrastructure"
    ),
    (.charges(.line(quantity: "3")), "charges[0]: neither an amount nor quantity and unit price"),
    (
      .charges(.line(quantity: "0.1", unitPrice: "0.000000000000000001")),
      "charges[0]: quantity × unit price has more than 18 decimals or is out of range"
    ),
  ])
  func `a value of the wrong kind is left out with its reason, and the event counts`(
    part: EventPart, reason: String
  ) throws {
    let log = try count(event("e", .model, at: 0, part))
    #expect(log.problems.map(\.reason) == [reason + "; the value is left out"])
    #expect(log.problems.allSatisfy { $0.isValueOnly })
    #expect(log.summary.events == 1)
    #expect(log.summary.cost.total == "0")
  }

  @Test func `of a key given twice the last value counts`() throws {
    let log = try count(
      #"{"trace_id":"x","trace_id":"t","event_id":"e","timestamp":"2026-11-16T09:00:00Z","stage":"model","status":"error","status":"ok","charges":[{"source":"model","amount":1}],"charges":[{"source":"model","amount":2}]}"#
    )
    #expect(log.traces.map(\.id) == ["t"])
    #expect(log.summary.cost.total == "2")
  }

  @Test func `figures are read from their own digits`() throws {
    let log = try count(
      #"{"trace_id":"t","event_id":"e","timestamp":"2026-11-16T09:00:00Z","stage":"model","status":"ok","duration_ms":"812.4","usage":{"prompt_tokens":1.2e1},"charges":[{"source":"model","quantity":3,"unit_price":3.1e-07,"amount":0.00000093},{"source":"model","amount":"000.100000000000000000000"}]}"#
    )
    #expect(log.problems.isEmpty)
    #expect(log.summary.cost.total == "0.10000093")
    #expect(log.summary.tokens.prompt == 12)
    #expect(log.summary.latency?.max == 812.4)
  }

  @Test func `ids that differ only in how an accent is written stay two`() throws {
    let log = try count(
      event("e", .request, at: 0, .trace("caf\u{E9}")),
      event("e", .request, at: 0, .trace("cafe\u{301}")))
    #expect(log.summary.traces == 2)
  }

  @Test(arguments: [
    ("{}", true), ("{ }", true), ("[ ]", true), ("\"\"", true), ("null", true),
    (#"{"text":""}"#, true), (#"{"rows":[{}],"next":null}"#, true), ("0", false),
    ("false", false), (#"{"rows":[0]}"#, false), (#"{"text":" "}"#, false),
  ])
  func `an output is empty if nothing in it says anything`(output: String, isEmpty: Bool) throws {
    let line =
      #"{"trace_id":"t","event_id":"e","timestamp":"2026-11-16T09:00:00Z","stage":"tool","status":"ok","output_summary":"","output":"#
      + output + "}"
    let findings = try #require(try count(line).trace()).findings
    #expect(findings.contains("tool-incomplete e") == isEmpty)
  }

  @Test func `an unknown stage or status is kept, and is a finding`() throws {
    let log = try count(
      event("a", .request, at: 0, .field("stage", .string("dream"))),
      event("b", .request, at: 0, .status("perhaps")))
    #expect(log.problems.isEmpty)
    #expect(log.summary.events == 2)
    #expect(log.summary.findings.first { $0.code == "word-unknown" }?.events == 2)
  }
}
