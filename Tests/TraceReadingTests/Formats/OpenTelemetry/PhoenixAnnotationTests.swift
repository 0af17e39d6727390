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

  @Test func `one of a span in an unknown trace is said to be left out`() throws {
    let page = #"{"data":[{"id":"a1",\#(finding),"span_id":"aaaaaaaaaaaaaa02"}]}"#
    let log = try count(page)
    #expect(log.summary.events == 0)
    #expect(log.problems.first?.reason.contains("whose trace it does not name") == true)
  }
}
