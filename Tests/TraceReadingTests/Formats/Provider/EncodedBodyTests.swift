import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

struct EncodedBodyTests {
  private static let asked = #"{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}"#
  private static let answer =
    #"{"id":"chatcmpl-BxYzQ9W3r7mK","object":"chat.completion","model":"gpt-4o","choices":[],"#
    + #""usage":{"prompt_tokens":10,"completion_tokens":5}}"#

  private static func base64(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString()
  }

  /// The body of an answer as recorders keep what they don't take for text.
  @Test(arguments: [
    #""content":{"size":9,"mimeType":"application/json","text":"%","encoding":"base64"}"#,
    #""body":{"encoding":"ASCII-8BIT","base64_string":"%"}"#,
    #""body":{"encoding":"base64","data":"%"}"#, #""body":"%","isBase64Encoded":true"#,
    #""body_base64":"%""#,
  ])
  func `a body in base64 is read as any other`(body: String) throws {
    let body = body.replacing("%", with: Self.base64(Self.answer.utf8))
    let event = try #require(
      ProviderFixture.translate(
        #"{"request":{"method":"POST","url":"https://api.openai.com/v1/chat/completions","body":"\#(Self.base64(Self.asked.utf8))"},"response":{"status":200,\#(body)}}"#
      ).first)
    #expect(event["model", "requested"]?.string == "gpt-4o")
    #expect(event["input_summary"]?.string == "Hi")
    #expect(event["usage", "prompt_tokens"]?.whole == 10)
    #expect(event["ids", "response"]?.string == "chatcmpl-BxYzQ9W3r7mK")
  }

  @Test func `a flat record may have both bodies in base64`() throws {
    let event = try #require(
      ProviderFixture.translate(
        #"{"method":"POST","url":"https://api.openai.com/v1/chat/completions","status":200,"request_body_base64":"\#(Self.base64(Self.asked.utf8))","response_body_base64":"\#(Self.base64(Self.answer.utf8))"}"#
      ).first)
    #expect(event["model", "requested"]?.string == "gpt-4o")
    #expect(event["usage", "prompt_tokens"]?.whole == 10)
  }

  @Test(arguments: ["gzip", "zstd", "cut"])
  func `a body that is compressed as it came is unpacked`(packing: String) throws {
    let stream =
      "data: " + Self.answer.replacing("[]", with: #"[{"finish_reason":"stop"}]"#) + "\n\n"
    let bytes = packing == "zstd" ? zstd(Array(stream.utf8)) : gzip(Array(stream.utf8))
    // The checksum behind the data may be missing where somebody hung up.
    let event = try #require(try Self.read(packing == "cut" ? bytes.dropLast(8) : bytes))
    #expect(event["usage", "prompt_tokens"]?.whole == 10)
    #expect(event["status"]?.string == "ok")
  }

  @Test func `a stream in base64 is a stream`() throws {
    let stream =
      "data: " + Self.answer.replacing("[]", with: #"[{"finish_reason":"stop"}]"#) + "\n\n"
    let event = try #require(try Self.read(Array(stream.utf8)))
    #expect(event["usage", "completion_tokens"]?.whole == 5)
    #expect(event["attributes", "streamed"] == .bool(true))
  }

  @Test(arguments: ["Unauthorized", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "////////"])
  func `a text that only looks like base64 stays a text`(text: String) throws {
    let event = try #require(try Self.read(body: text, status: 500))
    #expect(event["error", "message"]?.string == text)
  }

  // MARK: Amazon's event streams

  @Test func `the frames of Bedrock's stream are the pieces of one answer`() throws {
    let frames =
      Self.frame(":event-type", "messageStart", #"{"role":"assistant","p":"ab"}"#)
      + Self.frame(":event-type", "contentBlockDelta", #"{"delta":{"text":"Hel"},"p":"abc"}"#)
      + Self.frame(":event-type", "contentBlockDelta", #"{"delta":{"text":"lo"}}"#)
      + Self.frame(":event-type", "messageStop", #"{"stopReason":"end_turn"}"#)
      + Self.frame(
        ":event-type", "metadata",
        #"{"usage":{"inputTokens":12,"outputTokens":4,"cacheReadInputTokens":100}}"#)
    let event = try #require(try Self.read(frames))
    #expect(event["output", "text"]?.string == "Hello")
    #expect(event["usage", "prompt_tokens"]?.whole == 112)
    #expect(event["usage", "cached_tokens"]?.whole == 100)
    #expect(event["status"]?.string == "ok")
    let cut = try #require(try Self.read(Array(frames.prefix(frames.count / 2))))
    #expect(cut["usage"] == nil)
    #expect(cut["status"]?.string == "error")
  }

  @Test func `a model's own pieces stand in base64 inside of the frames`() throws {
    func chunk(_ piece: String) -> [UInt8] {
      Self.frame(":event-type", "chunk", #"{"bytes": "\#(Self.base64(piece.utf8))","p":"ab"}"#)
    }
    let frames =
      chunk(
        #"{"type":"message_start","message":{"id":"msg_bdrk_1","model":"claude","content":[],"usage":{"input_tokens":12,"output_tokens":1}}}"#
      )
      + chunk(
        #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}"#)
      + chunk(#"{"type":"message_stop"}"#)
    let event = try #require(try Self.read(frames))
    #expect(event["usage", "prompt_tokens"]?.whole == 12)
    #expect(event["usage", "completion_tokens"]?.whole == 7)
  }

  @Test func `an exception ends a stream`() throws {
    let frames =
      Self.frame(":event-type", "messageStart", "{}")
      + Self.frame(":exception-type", "throttlingException", #"{"message":"slow"}"#)
    let event = try #require(try Self.read(frames))
    #expect(event["error", "type"]?.string == "throttlingException")
    #expect(event["error", "message"]?.string == "slow")
    let none = try #require(try Self.read(Self.frame(":exception-type", "timeout", "{}")))
    #expect(none["error", "type"]?.string == "timeout")
  }

  @Test func `damaged frames never end the run`() throws {
    let frame = Self.frame(":event-type", "messageStart", #"{"role":"assistant"}"#)
    for place in frame.indices {
      for byte: UInt8 in [0, 1, 6, 7, 9, 200, 255] {
        var damaged = frame
        damaged[place] = byte
        _ = EventFrames.lines(of: damaged)
        _ = EventFrames.lines(of: Array(damaged.prefix(place)))
      }
    }
  }

  static func frame(_ header: String, _ value: String, _ payload: String) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    let flag = [5] + Array(":flag".utf8) + [0]
    let headers =
      flag + [UInt8(header.utf8.count)] + Array(header.utf8) + [7]
      + number(value.utf8.count, 2) + Array(value.utf8)
    let length = 16 + headers.count + payload.utf8.count
    return number(length, 4) + number(headers.count, 4) + [1, 2, 3, 4] + headers
      + Array(payload.utf8) + [1, 2, 3, 4]
  }

  private static func read(_ bytes: [UInt8]) throws -> JSONValue? {
    try read(body: base64(bytes), status: 200)
  }

  private static func read(body: String, status: Int) throws -> JSONValue? {
    ProviderFixture.translate(
      #"{"request":{"method":"POST","url":"https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse-stream","body":"{}"},"response":{"status":\#(status),"body":"\#(body)"}}"#
    ).first
  }
}
