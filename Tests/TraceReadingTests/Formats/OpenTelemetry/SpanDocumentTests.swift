import Foundation
import TestSupport
import Testing
import TraceModel

/// Spans that stand by themselves, each in the way of one exporter.
struct SpanDocumentTests {
  private static let ids = #""traceId":"4bf92f3577b34da6a3ce929d0e0e4736""#

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
}
