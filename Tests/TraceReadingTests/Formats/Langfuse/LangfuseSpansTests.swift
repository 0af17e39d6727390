import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// Observations that Langfuse made of OpenTelemetry's spans keep their attributes in the metadata.
struct LangfuseSpansTests {
  private func read(_ observations: String...) throws -> FormatSample {
    let list = observations.enumerated().map { place, members in
      #"{"id":"o\#(place)","startTime":"2026-11-10T10:00:0\#(place)Z","#
        + #""endTime":"2026-11-10T10:00:09Z",\#(members)}"#
    }
    let log = try FormatSample([
      Data(
        (#"{"trace":{"id":"t","timestamp":"2026-11-10T10:00:00Z"},"#
          + #""observations":[\#(list.joined(separator: ","))]}"#).utf8)
    ])
    #expect(log.counted.problems.isEmpty)
    return log
  }

  private func attributes(_ members: String) -> String {
    #""metadata":{"attributes":{\#(members)}}"#
  }

  @Test(arguments: [
    #""openinference.span.kind":"TOOL","tool.name":"find""#,
    #""openinference.span.kind":"RETRIEVER""#,
    #""traceloop.span.kind":"tool""#,
    #""gen_ai.operation.name":"execute_tool","gen_ai.tool.name":"find""#,
    #""ai.operationId":"ai.toolCall""#,
  ])
  func `a span of a tool is a tool, though its observation is only a span`(spans: String) throws {
    let read = try read(
      #""type":"SPAN","name":"find",\#(attributes(spans))"#, #""type":"SPAN","name":"other""#)
    #expect(read.events("tool").map { $0["tool"]?["name"] } == ["find"])
  }

  @Test(arguments: [
    #""openinference.span.kind":"CHAIN","gen_ai.operation.name":"execute_tool""#,
    #""traceloop.span.kind":"task""#, #""gen_ai.operation.name":"invoke_agent""#,
  ])
  func `a span around others is no tool`(spans: String) throws {
    let read = try read(
      #""type":"SPAN","name":"find",\#(attributes(spans))"#, #""type":"SPAN","name":"other""#)
    #expect(read.events("tool").isEmpty)
  }

  @Test(arguments: [
    #"{"role":"assistant","content":"","tool_calls":[{"id":"c","function":{"name":"find","arguments":"{}"}}]}"#,
    #"{"content":"","additional_kwargs":{"tool_calls":[{"function":{"name":"find","arguments":"{}"}}]},"role":"assistant"}"#,
  ])
  func `a span is the tool of its name that a model's answer asks for`(answer: String) throws {
    let text = String(decoding: JSONValue.string(answer).canonicalBytes, as: UTF8.self)
    for output in [answer, text] {
      let read = try read(
        #""type":"GENERATION","name":"ask","model":"m","toolCallNames":[],"output":\#(output)"#,
        #""type":"SPAN","name":"find","input":{"q":"x"}"#, #""type":"SPAN","name":"other""#)
      #expect(read.events("tool").map { $0["name"] } == ["find"])
    }
  }

  @Test func `the model that answered is the one that the span says`() throws {
    let spans = #""gen_ai.request.model":"m","gen_ai.response.model":"m-2026-01-02""#
    let both = try read(#""type":"GENERATION","name":"a","model":"m",\#(attributes(spans))"#)
    let model = both.events("model").first?["model"]
    #expect(model?["name"] == "m-2026-01-02")
    #expect(model?["requested"] == "m")
    let alone = try read(
      #""type":"GENERATION","name":"a","model":"m","#
        + attributes(#""gen_ai.response.model":"m-2026-01-02""#))
    #expect(alone.events("model").first?["model"]?["requested"] == "m")
  }
}
