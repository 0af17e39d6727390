import Foundation
import TestSupport
import Testing
import TraceModel

/// Spans that stand by themselves, each in the way of one exporter.
struct SpanDocumentTests {
  private static let ids = #""traceId":"4bf92f3577b34da6a3ce929d0e0e4736""#

  @Test func `attributes alone are of no export before them`() throws {
    let bare = #"{"gen_ai.operation.name":"chat","gen_ai.request.model":"m"}"# + "\n"
    let resource =
      #"[{"key":"deployment.environment.name","value":{"stringValue":"production"}}]"#
    let read = try FormatSample([export(.root, resource: resource) + Data(bare.utf8)])
    #expect(read.counted.problems.isEmpty)
    let call = try #require(read.events("model").first)
    #expect(call["context"]?["environment"] == nil)
    #expect(read.events("request").first?["context"]?["environment"] == "production")
  }

  @Test(arguments: [
    // JavaScript's console, with times in microseconds.
    "{\(ids),"
      + #""id":"aaaaaaaaaaaaaab1","parentSpanContext":{"spanId":"aaaaaaaaaaaaaaa1"},"#
      + #""name":"chat","kind":2,"timestamp":1794300001000000,"duration":2500000,"#
      + #""attributes":{"gen_ai.operation.name":"chat","gen_ai.request.model":"m","#
      + #""gen_ai.usage.input_tokens":7},"status":{"code":2,"message":"TimeoutError: x"},"events":[]}"#,
    // What a JavaScript program has of it in memory.
    #"{"_spanContext":{"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"aaaaaaaaaaaaaab1"},"#
      + #""parentSpanId":"aaaaaaaaaaaaaaa1","name":"chat","kind":2,"startTime":[1794300001,0],"#
      + #""endTime":[1794300003,500000000],"_duration":[2,500000000],"#
      + #""attributes":{"gen_ai.operation.name":"chat","gen_ai.request.model":"m","#
      + #""gen_ai.usage.input_tokens":7},"status":{"code":2,"message":"TimeoutError: x"}}"#,
    // What a JavaScript program's own exporter writes of it.
    "{\(ids),"
      + #""spanId":"aaaaaaaaaaaaaab1","parentSpanId":"aaaaaaaaaaaaaaa1","name":"chat","#
      + #""startTime":[1794300001,0],"endTime":[1794300003,500000000],"#
      + #""attributes":{"gen_ai.operation.name":"chat","gen_ai.request.model":"m","#
      + #""gen_ai.usage.input_tokens":7},"status":{"code":2,"message":"TimeoutError: x"}}"#,
    // OTLP, with its own attributes and with plain ones.
    "{\(ids),"
      + #""spanId":"aaaaaaaaaaaaaab1","parentSpanId":"aaaaaaaaaaaaaaa1","name":"chat","#
      + #""startTimeUnixNano":"1794300001000000000","endTimeUnixNano":"1794300003500000000","#
      + #""attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},"#
      + #"{"key":"gen_ai.request.model","value":{"stringValue":"m"}},"#
      + #"{"key":"gen_ai.usage.input_tokens","value":{"intValue":"7"}}],"#
      + #""status":{"code":2,"message":"TimeoutError: x"}}"#,
    "{\(ids),"
      + #""spanId":"aaaaaaaaaaaaaab1","parentSpanId":"aaaaaaaaaaaaaaa1","name":"chat","#
      + #""kind":"CLIENT","startTimeUnixNano":1794300001000000000,"#
      + #""endTimeUnixNano":1794300003500000000,"durationNano":2500000000,"#
      + #""attributes":{"gen_ai.operation.name":"chat","gen_ai.request.model":"m","#
      + #""gen_ai.usage.input_tokens":7},"status":{"code":"ERROR","message":"TimeoutError: x"}}"#,
    // A page of Phoenix's, in the names of OTLP's protocol.
    #"{"data":[{"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"aaaaaaaaaaaaaab1","#
      + #""parent_span_id":"aaaaaaaaaaaaaaa1","name":"chat","kind":"SPAN_KIND_INTERNAL","#
      + #""start_time_unix_nano":1794300001000000000,"end_time_unix_nano":"1794300003500000000","#
      + #""attributes":[{"key":"gen_ai.operation.name","value":{"string_value":"chat"}},"#
      + #"{"key":"gen_ai.request.model","value":{"string_value":"m"}},"#
      + #"{"key":"gen_ai.usage.input_tokens","value":{"int_value":7}}],"events":[],"flags":null,"#
      + #""status":{"code":2,"message":"TimeoutError: x"}}],"next_cursor":null}"#,
  ])
  func `a span is what it is, whoever wrote it`(line: String) throws {
    let read = try FormatSample([export(.root), Data((line + "\n").utf8)])
    #expect(read.counted.problems.isEmpty)
    #expect(read.counted.summary.traces == 1)
    let call = try #require(read.events("model").first)
    #expect(call["event_id"]?.string == "aaaaaaaaaaaaaab1")
    #expect(call["parent_id"]?.string == "aaaaaaaaaaaaaaa1")
    #expect(call["timestamp"]?.string == "2026-11-10T08:40:01Z")
    #expect(call["duration_ms"]?.words == "2500")
    #expect(call["status"]?.string == "timeout")
    #expect(call["usage"]?["prompt_tokens"]?.whole == 7)
  }

  /// As Phoenix keeps them, as a logger does, half flat, and in OTLP's own lists.
  @Test(arguments: [
    #"{"openinference":{"span":{"kind":"LLM"}},"llm":{"model_name":"m","token_count":{"prompt":12,"#
      + #""completion":3,"prompt_details":{"cache_read":4}},"input_messages":[{"message":"#
      + #"{"role":"user","content":"Hi"}}]},"evaluations":[{"evaluation":{"name":"e","label":"wrong"}}],"#
      + #""session":{"id":"s"},"metadata":{"a":{"b":1}}}"#,
    #"{"gen_ai":{"operation":{"name":"chat"},"request":{"model":"m"},"usage":{"input_tokens":12,"#
      + #""output_tokens":3,"cache_read":{"input_tokens":4}},"prompt":{"0":{"role":"user","#
      + #""content":"Hi"}}},"evaluations":{"0":{"evaluation":{"name":"e","label":"wrong"}}},"#
      + #""session":{"id":"s"},"metadata":{"a":{"b":1}}}"#,
    #"{"gen_ai.operation.name":"chat","gen_ai.request":{"model":"m"},"gen_ai.usage":"#
      + #"{"input_tokens":12,"output_tokens":3,"cache_read.input_tokens":4},"#
      + #""llm.input_messages":{"0":{"message.role":"user","message.content":"Hi"}},"#
      + #""evaluations.0":{"evaluation":{"name":"e","label":"wrong"}},"session.id":"s","#
      + #""metadata":{"a":{"b":1}}}"#,
    // A column of a table.
    #""{\"openinference.span.kind\":\"LLM\",\"llm\":{\"model_name\":\"m\",\"token_count\":{\"prompt\":12,"#
      + #"\"completion\":3,\"prompt_details\":{\"cache_read\":4}},\"input_messages\":[{\"message\":"#
      + #"{\"role\":\"user\",\"content\":\"Hi\"}}]},\"session.id\":\"s\","#
      + #"\"evaluations\":[{\"evaluation\":{\"name\":\"e\",\"label\":\"wrong\"}}]}""#,
    #"[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.request","#
      + #""value":{"kvlistValue":{"values":[{"key":"model","value":{"stringValue":"m"}}]}}},"#
      + #"{"key":"gen_ai.usage","value":{"kvlistValue":{"values":[{"key":"input_tokens","value":"#
      + #"{"intValue":"12"}},{"key":"output_tokens","value":{"intValue":"3"}},"#
      + #"{"key":"cache_read.input_tokens","value":{"intValue":4}}]}}},"#
      + #"{"key":"gen_ai.input.messages","value":{"stringValue":"[{\"role\":\"user\",\"content\":\"Hi\"}]"}},"#
      + #"{"key":"evaluations","value":{"arrayValue":{"values":[{"kvlistValue":{"values":[{"key":"#
      + #""evaluation.name","value":{"stringValue":"e"}},{"key":"evaluation.label","value":"#
      + #"{"stringValue":"wrong"}}]}}]}}},{"key":"session.id","value":{"stringValue":"s"}},"#
      + #"{"key":"metadata","value":{"stringValue":"{\"a\":{\"b\":1}}"}}]"#,
  ])
  func `attributes inside of each other are what their names put together say`(
    attributes: String
  ) throws {
    let line =
      "{\(Self.ids),"
      + #""spanId":"aaaaaaaaaaaaaab1","parentSpanId":"aaaaaaaaaaaaaaa1","name":"x","#
      + #""startTimeUnixNano":1794300001000000000,"endTimeUnixNano":1794300003500000000,"#
      + #""attributes":\#(attributes)}"#
    let read = try FormatSample([export(.root), Data((line + "\n").utf8)])
    #expect(read.counted.problems.isEmpty)
    let call = try #require(read.events("model").first)
    #expect(call["model"]?["name"] == "m")
    #expect(call["usage"]?["prompt_tokens"]?.whole == 12)
    #expect(call["usage"]?["completion_tokens"]?.whole == 3)
    #expect(call["usage"]?["cached_tokens"]?.whole == 4)
    #expect(call["input_summary"] == "Hi")
    #expect(call["context"]?["session_id"] == "s")
    #expect(read.events("verdict").first?["verdict"]?["label"] == "wrong")
  }

  @Test(arguments: [
    #"{"openinference":{"span":{"kind":"LLM"}},"llm":{"model_name":"m","token_count":{"prompt":12}}}"#,
    #"{"gen_ai":{"operation":{"name":"chat"},"request":{"model":"m"},"usage":{"input_tokens":12}}}"#,
  ])
  func `so are attributes that stand alone`(line: String) throws {
    let read = try FormatSample([Data((line + "\n").utf8)])
    #expect(read.counted.problems.isEmpty)
    #expect(read.events("model").first?["usage"]?["prompt_tokens"]?.whole == 12)
  }
}
