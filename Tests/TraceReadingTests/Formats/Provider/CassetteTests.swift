import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// Cassettes of test recorders, in YAML.
struct CassetteTests {
  private static let answer =
    #"{"id":"chatcmpl-BxYzQ9W3r7mK","object":"chat.completion","created":1794218397,"model":"gpt-4o-2024-08-06","choices":[{"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":8,"completion_tokens":2}}"#

  private static func cassette(body: String, status: String = "200") -> String {
    #"""
    interactions:
    - request:
        body: '{"model":"gpt-4o","messages":[{"role":"user","content":"Where''s my
          refund?"}]}'
        headers:
          accept:
          - application/json
        method: POST
        uri: https://api.openai.com/v1/chat/completions
      response:
        body:
          string: \#(body)
        headers:
          x-request-id:
          - req_7
        status:
          code: \#(status)
          message: OK
    version: 1

    """#
  }

  private static func binary(_ bytes: [UInt8]) -> String {
    let lines = Data(bytes).base64EncodedString(options: .lineLength76Characters)
      .split(whereSeparator: \.isNewline).map { "          " + $0 }
    return "!!binary |\n" + lines.joined(separator: "\n")
  }

  private func read(_ text: String) throws -> FormatSample {
    try FormatSample([Data(text.utf8)])
  }

  @Test(arguments: [
    "'" + answer + "'", binary(Array(answer.utf8)), binary(gzip(Array(answer.utf8))),
  ])
  func `a cassette in YAML is its exchanges`(body: String) throws {
    for head in ["", "---\n", "# recorded once\n"] {
      let read = try read(head + Self.cassette(body: body))
      #expect(read.counted.problems.map(\.reason) == [])
      let call = try #require(read.events("model").first)
      #expect(call["input_summary"]?.string == "Where's my refund?")
      #expect(call["output"]?["text"]?.string == "Hello")
      #expect(call["model"]?["name"]?.string == "gpt-4o-2024-08-06")
      #expect(call["usage"]?["prompt_tokens"]?.whole == 8)
      #expect(call["ids"]?["request"]?.string == "req_7")
    }
  }

  @Test func `a failed exchange of a cassette failed`() throws {
    let read = try read(
      Self.cassette(
        body: #"'{"error":{"message":"slow","type":"rate_limit_error"}}'"#, status: "429"))
    #expect(read.events("model").first?["error"]?["type"]?.string == "rate_limit_error")
  }

  @Test(arguments: ["&a [x]", "*a", "\"cut"])
  func `what is no cassette that can be read is said`(body: String) throws {
    let read = try read(Self.cassette(body: body))
    #expect(read.events("model").isEmpty)
  }

  @Test(arguments: ["[&a [1,2],*a,*a]", "{&a x: 1}", "[1,&a 2,*a]", "\t&a 1"])
  func `an anchor is refused wherever it stands`(value: String) throws {
    let (json, problem) = Array("interactions:\n- x: \(value)\n".utf8).withUnsafeBufferPointer {
      Cassette.json(of: $0)
    }
    #expect(json.isEmpty)
    #expect(problem != nil)
  }

  @Test func `a text may look like an anchor inside of a word`() throws {
    let read = try read(
      Self.cassette(body: "'" + Self.answer.replacing("Hello", with: "R&D at AT&T") + "'"))
    #expect(read.events("model").first?["output"]?["text"]?.string == "R&D at AT&T")
  }
}
