import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

struct LangfuseFiguresTests {
  private func read(_ usage: String, type: String = "generation") throws -> FormatSample {
    try FormatSample([
      Data(
        (#"{"batch":[{"id":"e1","type":"\#(type)-create","timestamp":"2026-11-10T10:00:01Z","#
          + #""body":{"id":"g","traceId":"t","type":"GENERATION","model":"m","#
          + #""startTime":"2026-11-10T10:00:01Z","endTime":"2026-11-10T10:00:02Z",\#(usage)}}]}"#)
          .utf8)
    ])
  }

  @Test(arguments: [
    #""usage":{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,"#
      + #""prompt_tokens_details":{"cached_tokens":40,"audio_tokens":0},"#
      + #""completion_tokens_details":{"reasoning_tokens":20}}"#,
    #""usageDetails":{"input_tokens":100,"output_tokens":50,"total_tokens":150,"#
      + #""input_tokens_details":{"cached_tokens":40},"#
      + #""output_tokens_details":{"reasoning_tokens":20}}"#,
  ])
  func `parts of what OpenAI counts are inside of it`(usage: String) throws {
    let log = try read(usage)
    #expect(log.counted.problems.isEmpty)
    let counts = try #require(log.events("model").first?["usage"])
    #expect(counts["prompt_tokens"]?.whole == 100)
    #expect(counts["cached_tokens"]?.whole == 40)
    #expect(counts["completion_tokens"]?.whole == 50)
    #expect(counts["reasoning_tokens"]?.whole == 20)
  }

  @Test func `the costs beside the tokens are charged`() throws {
    let log = try read(
      #""usage":{"input":100,"output":50,"unit":"TOKENS","inputCost":0.01,"outputCost":0.02,"#
        + #""totalCost":0.03}"#)
    #expect(log.counted.problems.isEmpty)
    #expect(log.counted.summary.cost.total.digits == "0.03")
    #expect(log.counted.summary.tokens.prompt == 100)
  }

  @Test func `characters are no tokens, and that is said`() throws {
    let log = try read(#""usage":{"input":400,"output":50,"unit":"CHARACTERS","totalCost":2}"#)
    #expect(log.events("model").first?["usage"] == nil)
    #expect(log.counted.summary.cost.total.digits == "2")
    #expect(log.counted.problems.contains { $0.reason.contains("CHARACTERS") })
  }
}
