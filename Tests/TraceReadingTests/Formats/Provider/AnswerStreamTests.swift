import TestSupport
import Testing

@testable import TraceReading

/// Answers whose pieces were kept without anything around them.
struct AnswerStreamTests {
  /// The pieces of one answer of 12 tokens in and 4 out; `%` tells answers apart.
  static let answers = [
    [
      #"{"type":"message_start","message":{"id":"msg_01Aabcdefg%","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],"usage":{"input_tokens":12,"output_tokens":1}}}"#,
      #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}"#,
      #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}}"#,
      #"{"type":"message_stop"}"#,
    ],
    [
      #"{"type":"response.created","response":{"id":"resp_0698b9e6d1c2%","object":"response","status":"in_progress","model":"gpt-5","output":[]}}"#,
      #"{"type":"response.output_text.delta","delta":"Hi"}"#,
      #"{"type":"response.completed","response":{"id":"resp_0698b9e6d1c2%","object":"response","status":"completed","model":"gpt-5","output":[{"type":"message","content":[{"type":"output_text","text":"Hi"}]}],"usage":{"input_tokens":12,"output_tokens":4}}}"#,
    ],
    [
      #"{"type":"message-start","id":"c14c80c3-18eb-4519-946%"}"#,
      #"{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hi"}}}}"#,
      #"{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":12,"output_tokens":4}}}}"#,
    ],
    [
      #"{"messageStart":{"role":"assistant"}}"#,
      #"{"contentBlockDelta":{"delta":{"text":"Hi"},"contentBlockIndex":0}}"#,
      #"{"messageStop":{"stopReason":"end_turn"}}"#,
      #"{"metadata":{"usage":{"inputTokens":12,"outputTokens":4},"metrics":{"latencyMs":3%}}}"#,
    ],
  ]

  private func read(_ text: String) throws -> CountedLog {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "log.bin")
    return try count([folder.path])
  }

  private func named(_ pieces: [String], _ name: String) -> [String] {
    pieces.map { $0.replacing("%", with: name) }
  }

  @Test(arguments: answers) func `pieces without an id are one answer, one a line or in a list`(
    pieces: [String]
  ) throws {
    let pieces = named(pieces, "7")
    let list = "[\n  " + pieces.joined(separator: ",\n  ") + "\n]"
    for text in [pieces.joined(separator: "\n") + "\n", list] {
      let log = try read(text)
      #expect(log.problems.map(\.reason) == [])
      #expect(log.summary.events == 1)
      #expect(log.summary.tokens.prompt == 12)
      #expect(log.summary.tokens.completion == 4)
    }
  }

  @Test(arguments: answers) func `answers behind each other are calls of their own`(
    pieces: [String]
  ) throws {
    let lines = named(pieces, "1") + named(pieces, "2")
    for text in [
      lines.joined(separator: "\n"), lines.map { "data: \($0)\n\n" }.joined(),
      lines.map { "event: piece\ndata: \($0)\n\n" }.joined(),
    ] {
      let log = try read(text)
      #expect(log.problems.map(\.reason) == [])
      #expect(log.summary.events == 2)
      #expect(log.summary.tokens.prompt == 24)
    }
  }

  @Test func `a log line that holds such a piece is a log line`() throws {
    let piece = Self.answers[0][0].replacing("%", with: "1")
    let line = #"{"time":"2026-11-09T10:00:00Z","response":[\#(piece)]}"#
    #expect(AnswerStream.recognises(lines: Array((line + "\n" + line).utf8)) == false)
  }

  @Test func `a list of pieces inside of an exchange may end early`() throws {
    let pieces = Self.answers[0].prefix(2).joined(separator: ",")
    let event = try #require(
      ProviderFixture.translate(
        #"{"url":"https://api.anthropic.com/v1/messages","request":{"model":"m"},"status":200,"response":[\#(pieces)]}"#
      ).first)
    #expect(event["usage"] == nil)
    #expect(event["error", "type"]?.string == "network")
  }

  @Test func `the last counts are whole where only the end of the stream is missing`() throws {
    let log = try read(named(Self.answers[0], "1").dropLast().joined(separator: "\n"))
    #expect(log.summary.tokens.completion == 4)
  }
}
