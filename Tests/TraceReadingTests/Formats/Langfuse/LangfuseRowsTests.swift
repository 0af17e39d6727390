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

  @Test func `a score of such an export is a verdict`() throws {
    let row =
      #"{"id":"s","timestamp":"2026-11-10 10:05:00.000","project_id":"p","trace_id":"t","#
      + #""observation_id":"g","session_id":null,"name":"quality","value":1,"#
      + #""string_value":"correct","data_type":"CATEGORICAL","source":"ANNOTATION","#
      + #""comment":"as it is","author_user_id":"u9"}"#
    let table =
      "id,timestamp,trace_id,observation_id,name,value,string_value,data_type,source,comment,"
      + "author_user_id\ns,2026-11-10 10:05:00.000,t,g,quality,1,correct,CATEGORICAL,ANNOTATION,"
      + "as it is,u9\n"
    for text in [row, "[\(row)]", table] {
      let verdict = try #require(try FormatSample([Data(text.utf8)]).events("verdict").first)
      #expect(verdict["trace_id"] == "t")
      #expect(verdict["parent_id"] == "g")
      #expect(verdict["timestamp"] == "2026-11-10T10:05:00Z")
      #expect(verdict["verdict"]?["label"] == "correct")
      #expect(verdict["verdict"]?["reason"] == "as it is")
      #expect(verdict["verdict"]?["by"]?["kind"] == "human")
      #expect(verdict["verdict"]?["by"]?["name"] == "u9")
      #expect(verdict["verdict"]?["score"]?["value"] == nil)
    }
  }

  @Test func `an update that names only its observation completes it, whichever comes first`()
    throws
  {
    func entry(_ type: String, _ second: Int, _ body: String) -> String {
      #"{"batch":[{"id":"e\#(second)","type":"\#(type)","timestamp":"2026-11-10T10:00:0\#(second)Z","#
        + #""body":{"id":"g",\#(body)}}]}"#
    }
    let creation = entry(
      "generation-create", 1,
      #""traceId":"t","name":"call","model":"m","startTime":"2026-11-10T10:00:00Z""#)
    let update = entry(
      "generation-update", 2,
      #""endTime":"2026-11-10T10:00:02Z","usageDetails":{"input":10,"output":5}"#)
    for records in [[creation, update], [update, creation]] {
      let read = try FormatSample(records.map { Data($0.utf8) })
      #expect(read.counted.problems.map(\.reason) == [])
      #expect(read.events.count == 1)
      #expect(read.events[0]["trace_id"] == "t")
      #expect(read.events[0]["duration_ms"]?.whole == 2000)
      #expect(read.events[0]["usage"]?["prompt_tokens"]?.whole == 10)
    }
    let lost = try FormatSample([Data(update.utf8)])
    #expect(lost.events.isEmpty)
    #expect(lost.counted.problems.count == 1)
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
