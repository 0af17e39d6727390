import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

struct LangfuseRowsTests {
  @Test func `the export to a bucket names its columns in its own way`() throws {
    let row =
      #"{"id":"g","trace_id":"t","project_id":"p","environment":"prod","type":"GENERATION","#
      + #""parent_observation_id":"s","start_time":"2026-11-10 10:00:01.000","#
      + #""end_time":"2026-11-10 10:00:02.500","name":"call","level":"ERROR","#
      + #""status_message":"Request timed out","provided_model_name":"gpt-4.1-mini","#
      + #""model_parameters":"{\"temperature\":0.3}","usage_details":{"input":1000,"output":100},"#
      + #""cost_details":{"input":0.0004,"output":0.00016,"total":0.00056},"prompt_name":"p","#
      + #""prompt_version":3,"user_id":"u","session_id":"s1","input":"Where is it?"}"#
    let other = row.replacing(#""id":"g""#, with: #""id":"h""#)
    for text in [row, "[\(row)]", "\(row)\n\(other)"] {
      let read = try FormatSample([Data(text.utf8)])
      #expect(read.counted.problems.isEmpty)
      let call = try #require(read.events("model").first)
      #expect(call["trace_id"] == "t")
      #expect(call["parent_id"] == "s")
      #expect(call["timestamp"] == "2026-11-10T10:00:01Z")
      #expect(call["duration_ms"]?.whole == 1500)
      #expect(call["status"] == "timeout")
      #expect(call["model"]?["name"] == "gpt-4.1-mini")
      #expect(call["model"]?["temperature"]?.words == "0.3")
      #expect(call["prompt"]?["version"]?.words == "3")
      #expect(call["usage"]?["prompt_tokens"]?.whole == 1000)
      #expect(call["charges"]?.elements.count == 2)
      #expect(call["context"]?["user_id"] == "u")
      #expect(call["context"]?["session_id"] == "s1")
      #expect(call["input_summary"] == "Where is it?")
    }
  }

  @Test func `a trace of such an export has its user and session`() throws {
    let row =
      #"{"id":"t","timestamp":"2026-11-10 10:00:00.000","name":"ask","environment":"prod","#
      + #""user_id":"u","session_id":"s1","release":"r","version":"1","tags":["vip"]}"#
    let request = try #require(try FormatSample([Data(row.utf8)]).events("request").first)
    #expect(request["context"]?["user_id"] == "u")
    #expect(request["context"]?["session_id"] == "s1")
  }

  @Test func `a row has the tags of its trace`() throws {
    let row =
      #"{"id":"g","traceId":"t","traceTags":["vip"],"type":"GENERATION","name":"call","model":"m","#
      + #""startTime":"2026-11-10T10:00:01Z"}"#
    let read = try FormatSample([Data(row.utf8)])
    #expect(read.events.count == 1)
    #expect(read.events[0]["context"]?["tags"]?["tags"]?.elements == [.string("vip")])
  }
}
