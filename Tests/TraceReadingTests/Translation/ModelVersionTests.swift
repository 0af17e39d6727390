import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

struct ModelVersionTests {
  @Test(arguments: [
    ("gpt-4.1-2025-04-14", "2025-04-14"), ("claude-sonnet-4-5-20250929", "20250929"),
    ("claude-3-5-sonnet@20240620", "20240620"), ("ft:gpt-4o-2024-08-06", "2024-08-06"),
    ("us.anthropic.claude-3-7-sonnet-20250219-v1:0", "20250219"),
    ("anthropic.claude-3-5-sonnet-20241022-v2", "20241022"),
    ("gpt-4.1", nil), ("amazon.nova-pro-v1:0", nil), ("llama3-8b-8192", nil), ("v1", nil),
    ("-v1:0", nil), ("", nil), ("2025-04-14", nil), ("gpt-12345678", nil),
    ("my-model-20241301", nil),
    ("job-29999999", nil), ("m-2024-02-32", nil),
  ])
  func `a model's version is the date that its name ends with`(name: String, version: String?) {
    var name = name
    #expect(name.withUTF8 { $0.snapshot.map { String(decoding: $0, as: UTF8.self) } } == version)
  }

  private static func exchange(model: String, saying said: String) -> String {
    #"{"time":"2026-11-16T09:00:01Z","method":"POST","#
      + #""url":"https://api.example.com/v1/chat/completions","request":{"model":"\#(model)","#
      + #""messages":[{"role":"user","content":"hi"}]},"status":200,"duration_ms":900,"#
      + #""response":{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"\#(model)","#
      + #""choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"yes"}}],"#
      + #"\#(said)"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}}"#
  }

  @Test(arguments: [
    ("gpt-4o-2024-08-06", #""system_fingerprint":"fp_1","#, "2024-08-06"),
    ("deepseek-chat", #""system_fingerprint":"fp_1","#, "fp_1"),
    ("gemma3", #""system_fingerprint":"fp_ollama","#, nil), ("deepseek-chat", "", nil),
  ])
  func `an exchange says the version by the model's name, or by the server's fingerprint`(
    model: String, said: String, version: String?
  ) throws {
    let read = try FormatSample([Data(Self.exchange(model: model, saying: said).utf8)])
    let call = try #require(read.events("model").first)
    #expect(call["model"]?["version"]?.string == version)
    #expect(call["model"]?["name"]?.string == model)
  }
}
