import Foundation
import TestSupport
import Testing
import TraceModel

/// What log records say besides what they say of model calls.
struct LogRecordTests {
  @Test(arguments: [
    (#""severityNumber":17"#, "error"), (#""severityNumber":"SEVERITY_NUMBER_FATAL2""#, "error"),
    (#""severityText":"ERROR""#, "error"), (#""severityNumber":0,"severityText":"Error""#, "error"),
    (#""severityNumber":9,"severityText":"no ERROR""#, "ok"),
    (#""severityNumber":"SEVERITY_NUMBER_WARN""#, "ok"), (#""severityText":"INFO""#, "ok"),
  ])
  func `a line of an error's severity tells of a failure, however it is written`(
    severity: String, status: String
  ) throws {
    let record =
      #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1794300001000000000","#
      + #""traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"aaaaaaaaaaaaaaa1","#
      + severity + #","body":{"stringValue":"refund not booked"}}]}]}]}"# + "\n"
    let read = try FormatSample([export(.root), Data(record.utf8)])
    #expect(read.events("infrastructure").map { $0["status"]?.string } == [status])
  }

  @Test func `what two judges find by one measure at one time are two verdicts`() throws {
    let records = ["correct", "wrong"].map { label in
      #"{"timeUnixNano":"1794300001000000000","traceId":"4bf92f3577b34da6a3ce929d0e0e4736","#
        + #""spanId":"aaaaaaaaaaaaaaa1","eventName":"gen_ai.evaluation.result","attributes":["#
        + #"{"key":"gen_ai.evaluation.name","value":{"stringValue":"tone"}},"#
        + #"{"key":"gen_ai.evaluation.evaluator.name","value":{"stringValue":"by \#(label)"}},"#
        + #"{"key":"gen_ai.evaluation.score.label","value":{"stringValue":"\#(label)"}}]}"#
    }
    let log =
      #"{"resourceLogs":[{"scopeLogs":[{"logRecords":["# + records.joined(separator: ",") + "]}]}]}"
    let read = try FormatSample([export(.root), Data(log.utf8)])
    #expect(read.events("verdict").count == 2)
    #expect(Set(read.events("verdict").map { $0["event_id"]?.string }).count == 2)
  }

  @Test(arguments: [
    #""attributes":[{"key":"event.name","value":{"stringValue":"gen_ai.evaluation.result"}},"#
      + #"{"key":"gen_ai.evaluation.name","value":{"stringValue":"tone"}},"#
      + #"{"key":"gen_ai.evaluation.score.label","value":{"stringValue":"wrong"}}]"#,
    #""attributes":[{"key":"otel.event.name","value":{"stringValue":"gen_ai.evaluation.result"}},"#
      + #"{"key":"gen_ai.evaluation.name","value":{"stringValue":"tone"}},"#
      + #"{"key":"gen_ai.evaluation.score.label","value":{"stringValue":"wrong"}}]"#,
    #""eventName":"gen_ai.evaluation.result","body":{"kvlistValue":{"values":["#
      + #"{"key":"gen_ai.evaluation.name","value":{"stringValue":"tone"}},"#
      + #"{"key":"gen_ai.evaluation.score.label","value":{"stringValue":"wrong"}}]}}"#,
  ])
  func `an evaluation says what it found in attributes or in its body`(said: String) throws {
    let record =
      #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1794300001000000000","#
      + #""traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"aaaaaaaaaaaaaaa1","#
      + said + "}]}]}]}\n"
    let read = try FormatSample([export(.root), Data(record.utf8)])
    #expect(read.events("verdict").map { $0["name"]?.string } == ["tone"])
    #expect(read.counted.summary.verdicts.labels["wrong"] == 1)
  }

  @Test(arguments: [
    (#"{"key":"gen_ai.evaluation.score.label","value":{"boolValue":true}}"#, "1"),
    (#"{"key":"gen_ai.evaluation.score.value","value":{"boolValue":false}}"#, "0"),
    (
      #"{"key":"gen_ai.evaluation.score.label","value":{"boolValue":true}},"#
        + #"{"key":"gen_ai.evaluation.score.value","value":{"doubleValue":0.5}}"#, "0.5"
    ),
  ])
  func `yes or no of an evaluation is a score, unless it has one`(
    said: String, score: String
  ) throws {
    let record =
      #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1794300001000000000","#
      + #""traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"aaaaaaaaaaaaaaa1","#
      + #""eventName":"gen_ai.evaluation.result","attributes":["#
      + #"{"key":"gen_ai.evaluation.name","value":{"stringValue":"polite"}},\#(said)]}]}]}]}"#
      + "\n"
    let read = try FormatSample([export(.root), Data(record.utf8)])
    let verdict = try #require(read.events("verdict").first?["verdict"])
    #expect(verdict["score"]?["name"] == "polite")
    #expect(verdict["score"]?["value"]?.words == score)
    #expect(verdict["label"] == nil)
  }

  private static let called =
    #"{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},"#
    + #"{"key":"gen_ai.request.model","value":{"stringValue":"m"}},"#
    + #"{"key":"gen_ai.usage.input_tokens","value":{"intValue":"7"}}"#

  @Test(arguments: [
    #""traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"aaaaaaaaaaaaaaa1","#,
    #""traceId":"4bf92f3577b34da6a3ce929d0e0e4736","#, "",
  ])
  func `a call that only a log record tells of counts, at the record's time`(ids: String) throws {
    let record =
      #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1794300001000000000","#
      + ids + #""eventName":"gen_ai.client.inference.operation.details","#
      + #""attributes":[\#(Self.called)]}]}]}]}"# + "\n"
    let read = try FormatSample([Data(record.utf8)])
    #expect(read.counted.problems.isEmpty)
    #expect(read.counted.summary.tokens.prompt == 7)
    #expect(read.events("model").first?["timestamp"] == "2026-11-10T08:40:01Z")
  }

  @Test(arguments: [false, true])
  func `a judge's run of its own brings each verdict to the answer that it names`(
    isReversed: Bool
  ) throws {
    let run = "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0"
    func span(_ id: String, in trace: String, answer: String) -> SpanText {
      var call = SpanText(id: id, trace: trace, parent: nil, name: "chat")
      call.attributes = [
        "gen_ai.operation.name": "chat", "gen_ai.request.model": "m",
        "gen_ai.response.id": .string(answer),
      ]
      return call
    }
    func verdict(_ label: String, on answer: String, at time: Int) -> Data {
      Data(
        (#"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"\#(run)","#
          + #""spanId":"\#(SpanText.full("e1"))","timeUnixNano":"1794\#(time)000000000","#
          + #""eventName":"gen_ai.evaluation.result","attributes":["#
          + #"{"key":"gen_ai.evaluation.name","value":{"stringValue":"quality"}},"#
          + #"{"key":"gen_ai.evaluation.score.label","value":{"stringValue":"\#(label)"}},"#
          + #"{"key":"gen_ai.response.id","value":{"stringValue":"\#(answer)"}}]}]}]}]}"#).utf8)
    }
    let first = String(repeating: "a1", count: 16)
    let second = String(repeating: "b2", count: 16)
    let logs = [
      export(span("a1", in: first, answer: "chatcmpl-one")),
      export(span("b1", in: second, answer: "chatcmpl-two")),
      export(span("e1", in: run, answer: "chatcmpl-judge")),
      verdict("wrong", on: "chatcmpl-one", at: 300_001),
      verdict("correct", on: "chatcmpl-two", at: 300_002),
      // Nobody else has this one.
      verdict("correct", on: "chatcmpl-three", at: 300_003),
    ]
    let read = try FormatSample(isReversed ? logs.reversed() : logs)
    #expect(read.counted.summary.traces == 3)
    #expect(read.counted.summary.verdicts.labels == ["wrong": 1, "correct": 2])
    let places = read.events("verdict").map { event in
      [event["verdict"]?["label"], event["trace_id"]].map { $0?.string ?? "" }
    }
    #expect(Set(places) == [["wrong", first], ["correct", second], ["correct", run]])
    let parents = read.events("verdict").map { event in
      [event["verdict"]?["label"], event["parent_id"]].map { $0?.string ?? "" }
    }
    // The judge's span is above none but the verdict that stayed with it.
    #expect(Set(parents) == [["wrong", ""], ["correct", ""], ["correct", SpanText.full("e1")]])
    #expect(!read.counted.summary.findings.contains { $0.code == "trace-broken" })
  }

  @Test func `messages whose content is Gemini's are what was asked and answered`() throws {
    func record(_ name: String, at second: Int, _ more: String, _ role: String, _ text: String)
      -> String
    {
      let part =
        #"{"kvlistValue":{"values":[{"key":"text","value":{"stringValue":"\#(text)"}}]}}"#
      return #"{"timeUnixNano":"179430000\#(second)000000000","eventName":"\#(name)","#
        + #""traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"aaaaaaaaaaaaaab1","#
        + #""body":{"kvlistValue":{"values":[\#(more){"key":"content","value":{"kvlistValue":"#
        + #"{"values":[{"key":"parts","value":{"arrayValue":{"values":[\#(part)]}}},"#
        + #"{"key":"role","value":{"stringValue":"\#(role)"}}]}}}]}}}"#
    }
    let span = SpanText(
      id: "b1",
      attributes: [
        "gen_ai.operation.name": "generate_content", "gen_ai.request.model": "m",
      ])
    let end = #"{"key":"finish_reason","value":{"stringValue":"STOP"}},"#
    let records = [
      record("gen_ai.user.message", at: 1, "", "user", "Where is it?"),
      record("gen_ai.choice", at: 2, end, "model", "Here."),
    ].joined(separator: ",")
    let logs = #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[\#(records)]}]}]}"# + "\n"
    let read = try FormatSample([export(.root, span), Data(logs.utf8)])
    let call = try #require(read.events("model").first)
    #expect(call["input_summary"] == "Where is it?")
    #expect(call["output"]?["text"] == "Here.")
    #expect(call["output_summary"] == "Here.")
    #expect(call["model"]?["finish_reason"] == "STOP")
  }
}
