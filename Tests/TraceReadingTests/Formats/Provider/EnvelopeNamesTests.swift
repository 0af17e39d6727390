import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// The names that loggers give to the parts of an exchange.
struct EnvelopeNamesTests {
  private static let asked = #"{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}"#
  private static let answer =
    #"{"id":"chatcmpl-BxYzQ9W3r7mK","object":"chat.completion","model":"gpt-4o","choices":[{"message":{"content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":8,"completion_tokens":2}}"#
  private static let url = #""url":"https://api.openai.com/v1/chat/completions""#

  @Test(arguments: [
    #"{"ts":1794821401,"duration_ms":1000,"method":"POST",URL,"request_json":ASKED,"status":200,"response_json":ANSWER,"response_text":"x"}"#,
    #"{"ts":1794821401,"duration_ms":1000,"method":"POST",URL,"req_body":ASKED,"status":200,"resp_body":ANSWER}"#,
    #"{"ts":1794821401,"duration_ms":1000,"http_method":"POST","http_url":"https://api.openai.com/v1/chat/completions","http_status":200,"request_payload":ASKED,"response_payload":ANSWER}"#,
    #"{"ts":1794821401,"duration_ms":1000,"method":"POST",URL,"payload":ASKED,"status":200,"body":ANSWER}"#,
    #"{"ts":1794821401,"duration_ms":1000,"method":"POST",URL,"body":ASKED,"status":200,"response":ANSWER}"#,
    #"{"time":1794821401000,"responseTime":1000,"req":{"method":"POST",URL,"body":ASKED},"res":{"statusCode":200,"body":ANSWER}}"#,
    #"{"start":1794821400,"end":1794821401,"request":{"method":"POST",URL,"body":ASKED},"response":{"status_code":200,"body":ANSWER}}"#,
    #"{"request":{"method":"POST",URL,"body":ASKED,"timestamp_start":1794821400},"response":{"status_code":200,"body":ANSWER,"timestamp_end":1794821401}}"#,
  ])
  func `an exchange is read whatever its parts are called`(record: String) throws {
    let record = record.replacing("URL", with: Self.url).replacing("ASKED", with: Self.asked)
      .replacing("ANSWER", with: Self.answer)
    let event = try #require(ProviderFixture.translate(record).first)
    #expect(event["input_summary"]?.string == "Hi")
    #expect(event["output", "text"]?.string == "Hello")
    #expect(event["usage", "prompt_tokens"]?.whole == 8)
    #expect(event["timestamp"]?.string == "2026-11-16T09:30:00Z")
    #expect(event["duration_ms"]?.whole == 1000)
  }

  @Test(arguments: [#""ts":%"#, #""start":%"#, #""recorded_at":%"#, #""timestamp":%"#])
  func `failures that differ only in their time are several`(time: String) throws {
    let lines = [1_794_821_400, 1_794_821_402].map {
      #"{"# + time.replacing("%", with: "\($0)") + #","method":"POST",\#(Self.url),"#
        + #""request":\#(Self.asked),"status":500,"response":{"error":{"message":"down"}}}"#
    }
    let read = try FormatSample([Data((lines + lines).joined(separator: "\n").utf8)])
    #expect(read.events("model").count == 2)
  }
}
