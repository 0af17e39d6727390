import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

struct PhoenixAnnotationTests {
  private let finding =
    #""name":"quality","annotator_kind":"HUMAN","#
    + #""result":{"label":"correct","score":1,"explanation":"fine"}"#

  @Test func `an annotation of a trace is a person's verdict`() throws {
    let read = try FormatSample([
      export(.root),
      Data(#"{\#(finding),"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}"#.utf8),
    ])
    let verdict = try #require(read.events("verdict").first?["verdict"])
    #expect(read.counted.problems.isEmpty)
    #expect(read.counted.summary.traces == 1)
    #expect(verdict["by"]?["kind"] == "human")
    #expect(verdict["reason"] == "fine")
    #expect(verdict["score"]?["value"]?.words == "1")
  }

  @Test(arguments: [#""label":true"#, #""score":true"#, #""label":true,"score":null"#])
  func `yes of an annotation is a score of 1`(result: String) throws {
    let page =
      #"{"name":"polite","annotator_kind":"CODE","result":{\#(result)},"#
      + #""trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}"#
    var span = SpanText.root
    span.attributes = [
      "openinference.span.kind": "CHAIN", "evaluations.0.evaluation.name": "short",
      "evaluations.0.evaluation.label": .bool(false),
    ]
    let read = try FormatSample([export(span), Data(page.utf8)])
    let scores = read.events("verdict").compactMap { $0["verdict"]?["score"] }
    #expect(
      Dictionary(uniqueKeysWithValues: scores.map { ($0["name"]?.words, $0["value"]?.words) })
        == ["polite": "1", "short": "0"])
  }

  @Test func `a person's note is a note`() throws {
    let note =
      #"{"name":"note","annotator_kind":"HUMAN","user_id":"u1","#
      + #""result":{"label":null,"score":null,"explanation":"look **here**"},"#
      + #""span_id":"aaaaaaaaaaaaaaa1","created_at":"2026-11-10T08:41:00+00:00"}"#
    let read = try FormatSample([export(.root), Data(#"{"data":[\#(note)]}"#.utf8)])
    let event = try #require(read.events("note").first)
    #expect(read.counted.problems.isEmpty)
    #expect(event["note"]?["markdown"] == "look **here**")
    #expect(event["note"]?["author"] == "u1")
    #expect(read.counted.summary.verdicts.judged == 0)
  }

  @Test func `one about a session is left out by name`() throws {
    let page = #"{"data":[{\#(finding),"session_id":"s-1"}],"next_cursor":null}"#
    let read = try FormatSample([export(.root), Data(page.utf8)])
    #expect(read.counted.summary.events == 1)
    let problem = try #require(read.counted.problems.first)
    #expect("\(problem)".contains("about a session"))
  }

  @Test func `one that names its span only comes to the trace that has the span`() throws {
    let page =
      #"{"data":[{"id":"a1",\#(finding),"span_id":"aaaaaaaaaaaaaab1"},"#
      + #"{"id":"a2",\#(finding),"span_id":"aaaaaaaaaaaaaaff"}]}"#
    for parts in [[0, 1], [1, 0]] {
      let files = [export(.root, SpanText(id: "b1")), Data(page.utf8)]
      let read = try FormatSample(parts.map { files[$0] })
      let summary = read.counted.summary
      #expect(summary.traces == 1)
      #expect(summary.events == 3)
      #expect(summary.verdicts.labels == ["correct": 1])
      #expect(summary.inputs.map(\.events).sorted() == [1, 2])
      let verdict = try #require(read.events("verdict").first)
      #expect(verdict["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736")
      #expect(verdict["parent_id"] == "aaaaaaaaaaaaaab1")
      // The other's span is in none of the logs.
      #expect(read.counted.problems.count == 1)
      let problem = try #require(read.counted.problems.first)
      #expect(problem.isValueOnly && problem.line == 1)
      #expect(problem.reason.contains("about a span that is in none of the logs"))
    }
  }

  @Test func `an evaluation that names the answer only comes to the trace of its call`() throws {
    var call = SpanText(id: "b1", name: "chat")
    call.attributes = [
      "gen_ai.operation.name": "chat", "gen_ai.request.model": "m",
      "gen_ai.response.id": "chatcmpl-7",
    ]
    func log(_ answer: String) -> Data {
      Data(
        (#"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1794300009000000000","#
          + #""eventName":"gen_ai.evaluation.result","attributes":["#
          + #"{"key":"gen_ai.evaluation.name","value":{"stringValue":"quality"}},"#
          + #"{"key":"gen_ai.evaluation.score.label","value":{"stringValue":"wrong"}},"#
          + #"{"key":"gen_ai.response.id","value":{"stringValue":"\#(answer)"}}]}]}]}]}"#).utf8)
    }
    let read = try FormatSample([export(.root, call), log("chatcmpl-7"), log("chatcmpl-8")])
    #expect(read.counted.summary.traces == 1)
    #expect(read.counted.summary.verdicts.labels == ["wrong": 1])
    #expect(read.counted.summary.inputs[1].joins.keys.map(\.word) == ["response_id"])
    #expect(read.counted.problems.count == 1)
  }
}
