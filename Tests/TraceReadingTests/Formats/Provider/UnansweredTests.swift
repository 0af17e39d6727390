import Foundation
import TestSupport
import Testing

@testable import TraceReading

/// Calls that nobody answered, which recorders keep with a status of 0.
struct UnansweredTests {
  private static let asked =
    #"{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"#

  private static func entry(_ second: Int, _ response: String) -> String {
    #"{"startedDateTime":"2026-11-09T10:00:0\#(second)Z","time":700,"request":{"method":"POST","url":"https://api.openai.com/v1/chat/completions","headers":[{"name":"traceparent","value":"00-66ee4778bf1ab5ea34cf2915a201cef1-bd161d656110b9aa-01"}],"postData":{"text":"\#(asked)"}},"response":\#(response)}"#
  }

  private static let none =
    #"{"status":0,"statusText":"","headers":[],"content":{"size":0,"mimeType":"x-unknown"}}"#
  private static let broken =
    #"{"status":0,"statusText":"","headers":[],"content":{},"_error":"server disconnected"}"#
  private static let answer =
    #"{"status":200,"headers":[],"content":{"size":1,"text":"{\"id\":\"chatcmpl-Cx1Yp0aQ7\",\"object\":\"chat.completion\",\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":2}}"}}"#

  @Test(arguments: [none, broken])
  func `a call without an answer failed, and the next is a retry`(response: String) throws {
    let archive =
      #"{"log":{"version":"1.2","entries":[\#(Self.entry(1, response)),\#(Self.entry(4, Self.answer))]}}"#
    let read = try FormatSample([Data(archive.utf8)])
    let calls = read.events("model")
    #expect(calls.map { $0["status"]?.string } == ["error", "ok"])
    #expect(calls[0]["error"]?["type"]?.string == "network")
    #expect(calls[1]["attempt"]?["kind"]?.string == "retry")
    #expect(calls[1]["attempt"]?["trigger"]?.string == "network")
    #expect(read.counted.summary.tokens.prompt == 8)
  }

  @Test func `a line with a status of 0 and no answer is a failed call`() throws {
    let event = try #require(
      ProviderFixture.translate(
        #"{"method":"POST","url":"https://api.openai.com/v1/chat/completions","request":{"model":"gpt-4o"},"status":0,"response":null}"#
      ).first)
    #expect(event["status"]?.string == "error")
    #expect(event["error", "type"]?.string == "network")
  }

  @Test func `an answer with a status of 0 is one`() throws {
    let event = try #require(
      ProviderFixture.translate(
        #"{"url":"https://bedrock-runtime.us-east-1.amazonaws.com/model/meta.llama3-8b-instruct-v1:0/invoke","method":"POST","status":0,"response_body":{"generation":"hello","prompt_token_count":50,"generation_token_count":7,"stop_reason":"stop"}}"#
      ).first)
    #expect(event["status"]?.string == "ok")
    #expect(event["usage"]?["prompt_tokens"]?.whole == 50)
  }
}
