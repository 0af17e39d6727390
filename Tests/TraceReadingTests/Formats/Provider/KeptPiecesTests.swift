import Foundation
import Testing
import TraceModel

@testable import TraceReading

/// Streams that were kept piece by piece, as they were read.
struct KeptPiecesTests {
  private static let lines = [
    #"data: {"id":"chatcmpl-BxYzQ9W3r7mK","object":"chat.completion.chunk","model":"gpt-4o","choices":[{"index":0,"delta":{"content":"Hel"}}]}"#,
    #"data: {"id":"chatcmpl-BxYzQ9W3r7mK","object":"chat.completion.chunk","model":"gpt-4o","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}"#,
    #"data: {"id":"chatcmpl-BxYzQ9W3r7mK","object":"chat.completion.chunk","model":"gpt-4o","choices":[],"usage":{"prompt_tokens":8,"completion_tokens":2}}"#,
    "data: [DONE]",
  ]
  private static let events = lines.map { $0 + "\n\n" }
  /// As a socket gives them: cut anywhere.
  private static let blocks: [String] = {
    let text = events.joined()
    return stride(from: 0, to: text.count, by: 50).map { String(text.dropFirst($0).prefix(50)) }
  }()

  private static func json(_ texts: [String], _ form: String) -> String {
    let elements = texts.map { text in
      form.replacing(
        "%", with: String(decoding: JSONValue.string(text).canonicalBytes, as: UTF8.self))
    }
    return "[" + elements.joined(separator: ",") + "]"
  }

  @Test(arguments: [
    (lines, "%"), (events, "%"), (blocks, "%"), (events, #"{"t":0.01,"data":%}"#),
    (lines.map { String($0.dropFirst(6)) }, #"{"event":"message","data":%}"#),
    (events.map { Data($0.utf8).base64EncodedString() }, "%"),
  ])
  func `a list of texts is one stream`(texts: [String], form: String) throws {
    let list = Self.json(texts, form)
    for body in [
      #""status":200,"response_body":\#(list)"#, #""status":200,"response_chunks":\#(list)"#,
      #""response":{"status_code":200,"headers":{},"chunks":\#(list)}"#,
    ] {
      let event = try #require(
        ProviderFixture.translate(
          #"{"method":"POST","url":"https://api.openai.com/v1/chat/completions","#
            + #""request_body":{"model":"gpt-4o","messages":[],"stream":true},\#(body)}"#
        ).first)
      #expect(event["output", "text"]?.string == "Hello")
      #expect(event["usage", "prompt_tokens"]?.whole == 8)
      #expect(event["status"]?.string == "ok")
      #expect(event["attributes", "streamed"] == .bool(true))
    }
  }

  @Test func `a list that stops before its answer does is a cut stream`() throws {
    let list = Self.json(Array(Self.events.prefix(1)), "%")
    let event = try #require(
      ProviderFixture.translate(
        #"{"method":"POST","url":"https://api.openai.com/v1/chat/completions","status":200,"response_body":\#(list)}"#
      ).first)
    #expect(event["error", "type"]?.string == "network")
    #expect(event["usage"] == nil)
  }

  @Test func `an answer that came in pieces is whole`() throws {
    let answer =
      #"{"id":"chatcmpl-BxYzQ9W3r7mK","object":"chat.completion","model":"gpt-4o","choices":[{"message":{"content":"Hello"}}],"usage":{"prompt_tokens":8,"completion_tokens":2}}"#
    let list = Self.json([String(answer.prefix(40)), String(answer.dropFirst(40))], "%")
    let event = try #require(
      ProviderFixture.translate(
        #"{"method":"POST","url":"https://api.openai.com/v1/chat/completions","status":200,"response_body":\#(list)}"#
      ).first)
    #expect(event["output", "text"]?.string == "Hello")
    #expect(event["attributes", "streamed"] == nil)
  }
}
