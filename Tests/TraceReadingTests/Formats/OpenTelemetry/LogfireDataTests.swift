import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// What Logfire keeps of a request and its answer in attributes of its own.
struct LogfireDataTests {
  private static let request =
    #"{"model":"m","messages":[{"role":"user","content":"Where is it?"}],"system":"Be brief.","#
    + #""temperature":0.5,"stream":false,"tools":[{"name":"find","input_schema":{}}]}"#

  private func span(
    _ id: String, from: Int = 1, to: Int = 2, _ attributes: [String: JSONValue]
  ) -> SpanText {
    var span = SpanText(id: id, from: from, to: to)
    span.attributes = ["gen_ai.operation.name": "chat", "gen_ai.request.model": "m"]
    span.attributes.merge(attributes) { $1 }
    return span
  }

  private func model(_ attributes: [String: JSONValue]) throws -> JSONValue {
    let read = try FormatSample([export(.root, span("b1", attributes))])
    #expect(read.counted.problems.isEmpty)
    return try #require(read.events("model").first)
  }

  @Test func `a request and its answer as they were sent are what was said`() throws {
    let call = try model([
      "request_data": .string(Self.request),
      "response_data":
        #"{"message":{"role":"assistant","content":"Here."},"usage":{"input_tokens":7,"output_tokens":2}}"#,
    ])
    #expect(call["input_summary"] == "Where is it?")
    #expect(call["output"]?["text"] == "Here.")
    #expect(call["prompt"]?["text"] == "Be brief.")
    #expect(call["prompt"]?["tools"]?.elements == ["find"])
    #expect(call["model"]?["temperature"]?.words == "0.5")
    #expect(call["usage"]?["prompt_tokens"]?.whole == 7)
    #expect(call["usage"]?["completion_tokens"]?.whole == 2)
    #expect(call["attributes"]?.members.keys.sorted() == ["gen_ai.operation.name"])
  }

  @Test func `attributes that say the same count before them`() throws {
    let call = try model([
      "request_data": .string(Self.request),
      "response_data": #"{"message":{"role":"assistant"},"usage":{"input_tokens":7}}"#,
      "gen_ai.input.messages": #"[{"role":"user","parts":[{"type":"text","content":"A"}]}]"#,
      "gen_ai.usage.input_tokens": .number("9"),
    ])
    #expect(call["input_summary"] == "A")
    #expect(call["usage"]?["prompt_tokens"]?.whole == 9)
  }

  @Test(arguments: [
    (#"{"model":"m","prompt":"Say hi"}"#, #"{"finish_reason":"stop","text":"hi"}"#),
    (#"{"model":"m","input":"Say hi"}"#, #"{"combined_chunk_content":"hi","chunk_count":2}"#),
  ])
  func `a prompt and the text of a completion are what was said`(sent: String, got: String) throws {
    let call = try model(["request_data": .string(sent), "response_data": .string(got)])
    #expect(call["input_summary"] == "Say hi")
    #expect(call["output_summary"] == "hi")
  }

  @Test func `a streamed answer is one call, which the log behind its span tells`() throws {
    let request = JSONValue.string(Self.request.replacing("false", with: "true"))
    let opened = span("b1", from: 1, to: 2, ["request_data": request, "logfire.span_type": "span"])
    let log = span(
      "b2", from: 6, to: 6,
      [
        "request_data": request, "logfire.span_type": "log", "duration": .number("4.5"),
        "response_data": #"{"combined_chunk_content":"Here.","chunk_count":3}"#,
        "gen_ai.usage.input_tokens": .number("7"), "gen_ai.usage.output_tokens": .number("2"),
      ])
    let read = try FormatSample([export(.root, opened, log)])
    let calls = read.events("model")
    #expect(calls.map { $0["output_summary"] } == ["Here."])
    #expect(calls.first?["timestamp"] == "2026-11-10T08:40:01.500Z")
    #expect(calls.first?["duration_ms"]?.words == "4500")
    #expect(read.events("infrastructure").first?["input_summary"] == nil)

    var failed = opened
    failed.failure = "no"
    #expect(try FormatSample([export(.root, failed)]).events("model").count == 1)
  }

  @Test func `so it is where only the model's name is kept of the request`() throws {
    let request: [String: JSONValue] = [
      "request_data": #"{"model":"m"}"#,
      "gen_ai.input.messages":
        #"[{"role":"user","parts":[{"type":"text","content":"Where is it?"}]}]"#,
    ]
    let opened = span("b1", from: 1, to: 2, request.merging(["logfire.span_type": "span"]) { $1 })
    let answer: [String: JSONValue] = [
      "logfire.span_type": "log", "duration": .number("4.5"),
      "gen_ai.output.messages":
        #"[{"role":"assistant","parts":[{"type":"text","content":"Here."}]}]"#,
      "gen_ai.usage.input_tokens": .number("7"), "gen_ai.usage.output_tokens": .number("2"),
    ]
    let log = span("b2", from: 6, to: 6, request.merging(answer) { $1 })
    let read = try FormatSample([export(.root, opened, log)])
    #expect(read.events("model").map { $0["output_summary"] } == ["Here."])
    #expect(read.counted.summary.tokens.prompt == 7)

    // The model that was asked is said to have answered before it has.
    let begun = span(
      "b1", from: 1, to: 2, request.merging(["gen_ai.response.model": "m"]) { $1 })
    #expect(try FormatSample([export(.root, begun, log)]).events("model").count == 1)

    // An answer that was not streamed is its span's own, whatever it says of it.
    for said in ["gen_ai.response.model", "gen_ai.response.id"] {
      let whole = span("b1", request.merging([said: "x"]) { $1 })
      #expect(try FormatSample([export(.root, whole)]).events("model").count == 1)
    }
    var drawing = span("b1", request)
    drawing.attributes["gen_ai.operation.name"] = "image_generation"
    #expect(try FormatSample([export(.root, drawing)]).events("model").count == 1)
  }

  @Test func `the assistant's last listed words are the answer where no choice is listed`() throws {
    let said = #"{"event.name":"gen_ai.assistant.message","role":"assistant","content":"Where?"}"#
    let asked = #"{"event.name":"gen_ai.user.message","role":"user","content":"Here"}"#
    let answer = #"{"event.name":"gen_ai.assistant.message","role":"assistant","content":"Yes"}"#
    let call = try model(["events": .string("[\(said),\(asked),\(answer)]")])
    #expect(call["input"]?["messages"]?.elements.count == 2)
    #expect(call["input_summary"] == "Here")
    #expect(call["output_summary"] == "Yes")
    #expect(try model(["events": .string("[\(asked)]")])["output"] == nil)
  }

  @Test func `listed messages without names are of who said them`() throws {
    let call = try model([
      "events": .string(
        #"[{"role":"system","content":"Be brief."},{"role":"user","content":"Where is it?"},"#
          + #"{"index":0,"finish_reason":"STOP","message":{"role":"assistant","content":["Here."]}}]"#
      )
    ])
    #expect(call["prompt"]?["text"] == "Be brief.")
    #expect(call["input_summary"] == "Where is it?")
    #expect(call["output_summary"] == "Here.")
    #expect(call["model"]?["finish_reason"] == "STOP")
  }

  @Test func `what Vercel's SDK embeds is what was asked`() throws {
    let read = try FormatSample([
      export(
        .root,
        span(
          "b1",
          [
            "ai.operationId": "ai.embed.doEmbed", "ai.model.id": "m",
            "ai.values": .array([#""first""#, #""second""#]),
          ]))
    ])
    #expect(read.events("model").first?["input"]?.elements.count == 2)
  }
}
