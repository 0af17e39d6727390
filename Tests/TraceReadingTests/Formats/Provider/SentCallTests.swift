import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

struct SentCallTests {
  private func exchange(_ second: Int, _ address: String, _ body: String, _ status: Int)
    -> String
  {
    #"{"time":"2026-11-10T10:00:0\#(second)Z","trace_id":"t","#
      + #""request":{"method":"POST","uri":"\#(address)","body":\#(body)},"#
      + #""response":{"status":\#(status),"headers":{},"#
      + #""body":{"object":"error","type":"overloaded","message":"Later"}}}"#
  }

  // OpenAI's Responses
  @Test func `a call says for whom it was made, and by which prompt that the provider keeps`()
    throws
  {
    var settings = LogSettings()
    settings.configuration.attributes.route = ["app.route"]
    let body =
      #"{"model":"m","input":"Where?","prompt":{"id":"pmpt_1","version":"3"},"#
      + #""conversation":{"id":"conv_1"},"metadata":{"feature":"refund","app.route":"cheap"}}"#
    let text = exchange(1, "https://api.openai.com/v1/responses", body, 503)
    let call = try #require(try FormatSample([Data(text.utf8)], with: settings).events.first)
    #expect(call["prompt"]?.members == ["name": "pmpt_1", "version": "3"])
    #expect(
      call["context"]?.members == [
        "session_id": "conv_1", "feature": "refund", "route": "cheap",
      ])
    #expect(call["input_summary"]?.string == "Where?")
  }

  @Test(arguments: ["5", #""none""#, #"{"id":null}"#])
  func `what names no conversation of OpenAI's is no session`(said: String) throws {
    let body = #"{"model":"m","input":"Where?","conversation":\#(said)}"#
    let text = exchange(1, "https://api.openai.com/v1/responses", body, 503)
    let call = try #require(try FormatSample([Data(text.utf8)]).events.first)
    #expect(call["context"] == nil)
  }

  /// The same question in each vendor's words.
  @Test(arguments: [
    (
      "https://generativelanguage.googleapis.com/v1beta/models/g:generateContent",
      #"{"contents":[{"role":"user","parts":[{"text":"Where?"}]},"#
        + #"{"role":"model","parts":[{"text":"What?"}]},{"parts":[{"text":"It."}]}]}"#
    ),
    (
      "https://api.anthropic.com/v1/messages",
      #"{"model":"c","messages":[{"role":"user","content":[{"type":"text","text":"Where?"}]},"#
        + #"{"role":"assistant","content":"What?"},{"content":"It.","role":"user"}]}"#
    ),
  ])
  func `one question is the same whichever vendor it is asked`(address: String, body: String)
    throws
  {
    let read = try FormatSample([
      Data(
        [
          exchange(
            1, "https://api.openai.com/v1/chat/completions",
            #"{"model":"m","messages":[{"role":"user","content":"Where?"},"#
              + #"{"role":"assistant","content":"What?"},{"role":"user","content":"It."}]}"#, 503),
          exchange(2, address, body, 503),
        ].joined(separator: "\n").utf8)
    ])
    #expect(read.events[0]["input"] == read.events[1]["input"])
    #expect(read.counted.summary.attempts.fallback == 1)
    #expect(read.events[0]["error"]?["type"] == "overloaded")
  }

  @Test(arguments: [
    #"{"content":{"parts":[{"text":"Hi"}]}}"#, #"{"instances":[{"content":"Hi"}]}"#,
    #"{"requests":[{"model":"models/e","content":{"parts":[{"text":"Hi"}]}}]}"#,
    #"{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"text":{"value":"Hi"}}}"#,
  ])
  func `what an embedding is of is its input`(asked: String) throws {
    let event = try #require(
      ProviderFixture.translate(
        #"{"method":"POST","url":"https://generativelanguage.googleapis.com/v1beta/models/e:embedContent","request":\#(asked),"status":200,"response":{"embedding":{"values":[1,2]}}}"#
      ).first)
    #expect(event["input", "text"]?.string == "Hi")
    #expect(event["input_summary"]?.string == "Hi")
  }
}
