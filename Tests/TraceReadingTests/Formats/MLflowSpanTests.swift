import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

struct MLflowSpanTests {
  private func model(_ attributes: [String: String], events: String = "[]", code: String = "OK")
    throws -> JSONValue
  {
    let list = attributes.merging(["mlflow.spanType": #""CHAT_MODEL""#]) { $1 }
      .sorted { $0.key < $1.key }.map { key, value in
        "\"\(key)\":" + String(decoding: JSONValue.string(value).canonicalBytes, as: UTF8.self)
      }
    let trace =
      #"{"info":{"trace_id":"tr-4bf92f3577b34da6a3ce929d0e0e4736","#
      + #""request_time":"2026-11-10T08:40:00Z","state":"OK","trace_metadata":{},"tags":{},"#
      + #""assessments":[]},"data":{"spans":[{"trace_id":"S/kvNXezTaajzpKdDg5HNg==","#
      + #""span_id":"qqqqqqqqqqI=","parent_span_id":null,"name":"chat","#
      + #""start_time_unix_nano":1794300000100000000,"end_time_unix_nano":1794300000600000000,"#
      + #""status":{"code":"STATUS_CODE_\#(code)","message":""},"events":\#(events),"#
      + #""attributes":{\#(list.joined(separator: ","))}}]}}"#
    let read = try FormatSample([Data(trace.utf8)])
    #expect(read.counted.problems.isEmpty)
    return try #require(read.events("model").first)
  }

  private static let answer =
    #"{"id":"chatcmpl-1","model":"gpt-4.1-mini-2025-04-14","choices":[{"message":{"#
    + #""role":"assistant","content":"Hi"}}],"usage":{"prompt_tokens":1000,"#
    + #""completion_tokens":100,"prompt_tokens_details":{"cached_tokens":400},"#
    + #""completion_tokens_details":{"reasoning_tokens":64}}}"#

  @Test func `the answer that was kept says which model gave it, and what it used`() throws {
    let call = try model([
      "mlflow.spanInputs": #"{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"Hi"}]}"#,
      "mlflow.spanOutputs": Self.answer,
    ])
    #expect(call["model"]?["name"] == "gpt-4.1-mini-2025-04-14")
    #expect(call["model"]?["requested"] == "gpt-4.1-mini")
    let names = ["prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens"]
    #expect(names.map { call["usage"]?[$0]?.whole } == [1000, 400, 100, 64])
  }

  // mlflow-skinny 3.17.2, of openai and of anthropic
  @Test(arguments: [
    (
      #"{"input_tokens":1000,"output_tokens":100,"cache_read_input_tokens":400}"#, answer,
      [1000, 400, nil, 100, 64]
    ),
    (
      #"{"input_tokens":510,"output_tokens":35}"#,
      #"{"id":"msg_1","usage":{"input_tokens":510,"output_tokens":35,"#
        + #""cache_read_input_tokens":1500,"cache_creation_input_tokens":90}}"#,
      [2100, 1500, 90, 35, nil]
    ),
  ])
  func `the answer has the parts of what the span's own attributes count`(
    counts: String, answer: String, expected: [Int?]
  ) throws {
    let call = try model(["mlflow.spanOutputs": answer, "mlflow.chat.tokenUsage": counts])
    let names = [
      "prompt_tokens", "cached_tokens", "cache_write_tokens", "completion_tokens",
      "reasoning_tokens",
    ]
    #expect(names.map { call["usage"]?[$0]?.whole } == expected)
  }

  @Test func `what the span's own attributes say counts before its answer`() throws {
    let call = try model([
      "mlflow.spanOutputs": Self.answer, "mlflow.llm.model": #""m-1""#,
      "mlflow.chat.tokenUsage": #"{"input_tokens":7,"output_tokens":8}"#,
    ])
    #expect(call["model"]?["name"] == "m-1")
    #expect(call["usage"]?["prompt_tokens"]?.whole == 7)
    #expect(call["usage"]?["cached_tokens"] == nil)
  }

  @Test func `a call that timed out is told by its exception`() throws {
    let thrown =
      #"[{"name":"exception","attributes":{"exception.type":"APITimeoutError","#
      + #""exception.message":"Request timed out."}}]"#
    let call = try model([:], events: thrown, code: "ERROR")
    #expect(call["status"] == "timeout")
    #expect(call["error"]?["type"] == "APITimeoutError")
    #expect(try model([:], events: thrown)["status"] == "ok")
  }

  @Test func `an answer in a string of a string is shown out of its quotes`() throws {
    #expect(try model(["mlflow.spanOutputs": #""Hi""#])["output_summary"] == "Hi")
  }

  // mlflow-skinny 2.20.4 and 3.1.4
  @Test(
    arguments: [
      ("chunk_1", "ChatCompletionChunk", nil),
      (
        "mlflow.chunk.item.1", "mlflow.chunk.value",
        #"{"input_tokens":1500,"output_tokens":40,"total_tokens":1540}"#
      ),
    ] as [(String, String, String?)])
  func `a streamed answer counts what its last piece says`(
    name: String, attribute: String, counts: String?
  ) throws {
    let piece =
      #"{\"id\":\"chatcmpl-s\",\"choices\":[],\"model\":\"gpt-4o-2024-08-06\",\"usage\":{"#
      + #"\"prompt_tokens\":1500,\"completion_tokens\":40,\"prompt_tokens_details\":"#
      + #"{\"cached_tokens\":1024},\"completion_tokens_details\":{\"reasoning_tokens\":5}}}"#
    let events =
      #"[{"name":"chunk_0","attributes":{"\#(attribute)":"{\"usage\":null}"}},"#
      + #"{"name":"\#(name)","attributes":{"\#(attribute)":"\#(piece)"}}]"#
    var attributes = [
      "mlflow.spanInputs": #"{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}"#,
      "mlflow.spanOutputs": #""Hello""#,
    ]
    attributes["mlflow.chat.tokenUsage"] = counts
    let call = try model(attributes, events: events)
    let names = ["prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens"]
    #expect(names.map { call["usage"]?[$0]?.whole } == [1500, 1024, 40, 5])
    #expect(call["model"]?["name"] == "gpt-4o-2024-08-06")
    #expect(call["ids"]?["response"] == "chatcmpl-s")
    #expect(call["output_summary"] == "Hello")
  }

  @Test func `spans that lie in a text are read like others`() throws {
    let spans = (1...8).map { place in
      let input = String(repeating: "Where is it? ", count: 7 * place % 11 * 400)
      return #"{"span_id":"b\#(place)","name":"chat","#
        + #""start_time_unix_nano":179430000\#(place)000000000,"attributes":{"#
        + #""mlflow.spanType":"\"CHAT_MODEL\"","mlflow.spanInputs":"{\"messages\":[{"#
        + #"\"role\":\"user\",\"content\":\"\#(input)\"}]}","#
        + #""mlflow.chat.tokenUsage":"{\"input_tokens\":\#(place),\"output_tokens\":1}"}}"#
    }
    let data = #"{"spans":[\#(spans.joined(separator: ","))]}"#
    let text = String(decoding: JSONValue.string(data).canonicalBytes, as: UTF8.self)
    let lines = try [data, text].map { data in
      let trace =
        #"{"info":{"trace_id":"tr-4bf92f3577b34da6a3ce929d0e0e4736","state":"OK"},"data":\#(data)}"#
      return try FormatSample([Data(trace.utf8)]).lines
    }
    #expect(lines[0].count == 8)
    #expect(lines[0] == lines[1])
  }

  @Test(arguments: [
    (#"[]},"data":{"spans":"none"}"#, "spans: not a list"),
    (#"[]},"data":{"spans":["none"]}"#, "spans: 1 that are no objects"),
    (#"[]},"data":"none""#, "data: not an object"),
    (#""none"},"data":{"spans":[]}"#, "assessments: not a list"),
  ])
  func `what is no list of spans or assessments is said to be left out`(
    rest: String, reason: String
  ) throws {
    let trace =
      #"{"info":{"trace_id":"tr-4bf92f3577b34da6a3ce929d0e0e4736","#
      + #""request_time":"2026-11-10T08:40:00Z","state":"OK","assessments":\#(rest)}"#
    let read = try FormatSample([Data(trace.utf8)])
    #expect(read.counted.problems.map(\.reason) == [reason + "; the value is left out"])
    #expect(read.events.count == 1)
  }
}
