import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// What single samples of Inspect's say that the logs at hand do not hold.
struct InspectSampleTests {
  private func inspected(
    _ sample: String, by version: String = "0.3.95.dev16+g6527d0861"
  ) throws -> CountedLog {
    try sampled(sample, by: version).counted
  }

  private func sampled(_ sample: String, by version: String = "0.3.200") throws -> FormatSample {
    let text =
      #"{"version":2,"eval":{"task":"t","run_id":"r","model":"openai/m","#
      + #""packages":{"inspect_ai":"\#(version)"}},"samples":[{"uuid":"s","#
      + #""started_at":"2026-11-16T09:00:00Z","input":"Q",\#(sample)}]}"#
    return try FormatSample([Data(text.utf8)])
  }

  @Test func `the calls inside of a subtask of Inspect's count, however deep they stand`() throws {
    func model(_ id: String) -> String {
      #"{"event":"model","uuid":"\#(id)","timestamp":"2026-11-16T09:00:01Z","model":"openai/m","#
        + #""output":{"model":"m","usage":{"input_tokens":10,"output_tokens":5}}}"#
    }
    func around(_ kind: String, _ events: String) -> String {
      #"{"event":"\#(kind)","uuid":"\#(kind)","function":"f","name":"f","#
        + #""timestamp":"2026-11-16T09:00:01Z","events":[\#(events)]}"#
    }
    let inner = around("tool", model("b"))
    let log = try inspected(
      #""events":[\#(around("subtask", model("a") + "," + inner)),\#(model("c"))]"#)
    #expect(log.problems.map(\.reason) == [])
    #expect(log.summary.tokens.prompt == 30)
    #expect(log.summary.events == 6)
  }

  @Test func `a sample of Inspect's without a transcript used what its models did`() throws {
    let usage =
      #""model_usage":{"openai/m":{"input_tokens":10,"output_tokens":5,"input_tokens_cache_read":7},"#
      + #""openai/n":{"input_tokens":1,"output_tokens":2}}"#
    let log = try inspected(#""messages":[{"role":"assistant","content":"A"}],\#(usage)"#)
    #expect(log.summary.tokens.prompt == 18)
    #expect(log.summary.tokens.completion == 7)
    #expect(log.summary.tokens.cached == 7)
    let event =
      #"{"event":"model","uuid":"a","timestamp":"2026-11-16T09:00:01Z","model":"openai/m","#
      + #""output":{"model":"m","usage":{"input_tokens":3,"output_tokens":4}}}"#
    let logged = try inspected(#""events":[\#(event)],\#(usage)"#)
    #expect(logged.summary.tokens.prompt == 3)
  }

  /// Until 0.3.184 the input of some vendors was with what came from the cache, and the total tells.
  @Test(arguments: [
    (input: 100, total: 120, reasoning: 0, prompt: 100, completion: 20),
    (input: 100, total: 180, reasoning: 0, prompt: 160, completion: 20),
    (input: 100, total: 120, reasoning: 5, prompt: 100, completion: 20),
    (input: 100, total: 210, reasoning: 90, prompt: 100, completion: 110),
    (input: 100, total: 0, reasoning: 0, prompt: 160, completion: 20),
  ])
  func `cached tokens are inside of Inspect's input where its total has no room for them`(
    input: Int, total: Int, reasoning: Int, prompt: Int, completion: Int
  ) throws {
    let usage =
      #"{"input_tokens":\#(input),"output_tokens":20,"input_tokens_cache_read":60,"#
      + #""reasoning_tokens":\#(reasoning),"total_tokens":\#(total)}"#
    let event =
      #"{"event":"model","uuid":"a","timestamp":"2026-11-16T09:00:01Z","model":"openai/m","#
      + #""output":{"model":"m","usage":\#(usage)}}"#
    for sample in [#""events":[\#(event)]"#, #""model_usage":{"openai/m":\#(usage)}"#] {
      let tokens = try inspected(sample).summary.tokens
      #expect(tokens.prompt == Int64(prompt))
      #expect(tokens.cached == 60)
      #expect(tokens.completion == Int64(completion))
      #expect(try inspected(sample, by: "0.3.184").summary.tokens.prompt == Int64(input + 60))
    }
  }

  @Test func `a call's messages stand in the sample's pool, whatever that is called`() throws {
    let event =
      #"{"event":"model","uuid":"a","timestamp":"2026-11-16T09:00:01Z","model":"openai/m","#
      + #""input":[],"input_refs":[[1,2]],"output":{"model":"m"}}"#
    let pool = #"[{"role":"user","content":"no"},{"role":"user","content":"Where is it?"}]"#
    for named in [#""message_pool":\#(pool)"#, #""events_data":{"messages":\#(pool)}"#] {
      let read = try sampled(#""events":[\#(event)],\#(named)"#)
      #expect(read.events("model").first?["input_summary"] == "Where is it?")
    }
  }
}
