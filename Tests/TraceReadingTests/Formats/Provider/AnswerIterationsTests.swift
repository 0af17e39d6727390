import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// Answers of Anthropic's that several calls made.
struct AnswerIterationsTests {
  private static let message =
    #""id":"msg_01Cp7dQx9Vn2","type":"message","role":"assistant","model":"claude-sonnet-4-6","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn""#
  private static let compaction =
    #"{"type":"compaction","input_tokens":100,"cache_creation_input_tokens":5000,"cache_read_input_tokens":40,"cache_creation":{"ephemeral_1h_input_tokens":5000},"output_tokens":141}"#
  private static let last = #"{"type":"message","input_tokens":250,"output_tokens":6}"#
  private static let advice =
    #"{"type":"advisor_message","model":"claude-opus-4-8","input_tokens":2000,"cache_read_input_tokens":10,"output_tokens":30}"#

  private static func usage(_ iterations: String...) -> String {
    #""usage":{"input_tokens":250,"iterations":["#
      + iterations.joined(separator: ",") + #"],"output_tokens":6}"#
  }

  private static func exchange(_ answer: String) -> String {
    #"{"time":"2026-11-09T10:00:00Z","method":"POST","url":"https://api.anthropic.com/v1/messages","request":{"model":"claude-sonnet-4-6"},"status":200,"response":\#(answer)}"#
  }

  private static func stream(_ pieces: String...) -> String {
    String(
      decoding: JSONValue.string(pieces.map { "data: \($0)\n\n" }.joined()).canonicalBytes,
      as: UTF8.self)
  }

  @Test(arguments: [
    "{\(message),\(usage(compaction, last))}",
    stream(
      #"{"type":"message_start","message":{"id":"msg_01Cp7dQx9Vn2","type":"message","role":"assistant","model":"claude-sonnet-4-6","content":[],"usage":{"input_tokens":100,"cache_read_input_tokens":40,"output_tokens":7}}}"#,
      #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},\#(usage(compaction, last))}"#),
  ])
  func `what it took to make a conversation shorter is counted`(answer: String) throws {
    let events = ProviderFixture.translate(Self.exchange(answer))
    let event = try #require(events.first)
    #expect(events.count == 1)
    #expect(event["usage", "prompt_tokens"]?.whole == 5390)
    #expect(event["usage", "cached_tokens"]?.whole == 40)
    #expect(event["usage", "cache_write_tokens"]?.whole == 5000)
    #expect(event["usage", "cache_write_1h_tokens"]?.whole == 5000)
    #expect(event["usage", "completion_tokens"]?.whole == 147)
  }

  @Test func `of a fallback the counts around its calls stand`() throws {
    let fallback = #"{"type":"fallback_message","input_tokens":250,"output_tokens":6}"#
    let answer = "{\(Self.message),\(Self.usage(Self.compaction, fallback))}"
    let event = try #require(ProviderFixture.translate(Self.exchange(answer)).first)
    #expect(event["usage", "prompt_tokens"]?.whole == 250)
    #expect(event["usage", "completion_tokens"]?.whole == 6)
  }

  @Test func `a model that was asked for advice is a call of its own, below a tool`() throws {
    let answer = "{\(Self.message),\(Self.usage(Self.last, Self.advice))}"
    // The span of the application's client has what the answer says around the calls.
    let span =
      #"{"name":"chat","context":{"trace_id":"66ee4778bf1ab5ea34cf2915a201cef1","span_id":"bd161d656110b9aa"},"parent_id":null,"start_time":"2026-11-09T10:00:00Z","end_time":"2026-11-09T10:00:02Z","attributes":{"gen_ai.operation.name":"chat","gen_ai.request.model":"claude-sonnet-4-6","gen_ai.response.id":"msg_01Cp7dQx9Vn2","gen_ai.usage.input_tokens":250,"gen_ai.usage.output_tokens":6}}"#
    for files in [[Self.exchange(answer)], [Self.exchange(answer), span]] {
      let read = try FormatSample(files.map { Data($0.utf8) })
      #expect(read.counted.problems.map(\.reason) == [])
      #expect(read.counted.summary.traces == 1)
      #expect(read.counted.summary.tokens.prompt == 250 + 2010)
      #expect(read.counted.summary.tokens.completion == 36)
      let advisor = try #require(
        read.events("model").first { $0["model"]?["name"]?.string == "claude-opus-4-8" })
      let tool = try #require(read.events("tool").first)
      let call = try #require(
        read.events("model").first { $0["model"]?["name"]?.string != "claude-opus-4-8" })
      #expect(advisor["parent_id"] == tool["event_id"])
      #expect(tool["parent_id"] == call["event_id"])
      #expect(advisor["usage"]?["prompt_tokens"] == .number("2010"))
      #expect(advisor["model"]?["provider"]?.string == "anthropic")
    }
  }
}
