import Foundation
import Testing
import TraceModel

@testable import TraceReading

/// How logs say that a call was made in a batch, or with another tier than the standard one.
struct ServiceTierWordsTests {
  @Test(arguments: [
    ("flex", ServiceTier.flex), ("priority", .priority), ("batch", .batch), ("fast", .fast),
    ("ON_DEMAND_PRIORITY", .priority), ("ON_DEMAND_FLEX", .flex), ("FLEX", .flex),
    ("ON_DEMAND", .standard), ("default", .standard), ("auto", .standard), ("", .standard),
    ("standard", .standard), ("flexible", .standard), ("non_batch", .standard),
    ("lowpriority", .standard), ("PROVISIONED_THROUGHPUT", .standard),
  ])
  func `a vendor's word is known`(word: String, tier: ServiceTier) {
    #expect(ServiceTier(word: word) == tier)
  }

  private func tiers(_ record: String) -> [String?] {
    ProviderFixture.translate(record).filter { $0["stage"]?.string == "model" }
      .map { $0["model", "service_tier"]?.string }
  }

  private func openAI(asked: String?, answered: String?) -> String {
    func member(_ word: String?) -> String { word.map { #","service_tier":"\#($0)""# } ?? "" }
    return #"{"time":"2026-11-16T09:00:00Z","method":"POST","url":"https://api.openai.com/v1/"#
      + #"chat/completions","request":{"model":"gpt-5","messages":[{"role":"user","content":"a"}]"#
      + member(asked) + #"},"status":200,"response":{"id":"chatcmpl-1a2b3c4d5e","object":"#
      + #""chat.completion","model":"gpt-5-2025-08-07","choices":[{"index":0,"message":{"role":"#
      + #""assistant","content":"b"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"#
      + #""completion_tokens":2,"total_tokens":12}"# + member(answered) + "}}"
  }

  @Test(arguments: [
    ("flex", "flex", "flex"), ("flex", nil, "flex"), ("priority", "default", nil),
    (nil, "priority", "priority"), ("auto", "default", nil), (nil, nil, nil),
  ])
  func `what the answer says counts before what was asked for`(
    asked: String?, answered: String?, tier: String?
  ) {
    #expect(tiers(openAI(asked: asked, answered: answered)) == [tier])
  }

  @Test func `Anthropic says it among the tokens`() {
    func message(_ usage: String) -> String {
      #"{"time":"2026-11-16T09:00:00Z","method":"POST","url":"https://api.anthropic.com/v1/messages","request":{"model":"claude-opus-5","messages":[{"role":"user","content":"a"}]},"status":200,"response":{"id":"msg_01abc","type":"message","role":"assistant","model":"claude-opus-5","content":[{"type":"text","text":"b"}],"stop_reason":"end_turn","usage":{"input_tokens":10,"output_tokens":2,\#(usage)}}}"#
    }
    #expect(tiers(message(#""service_tier":"standard""#)) == [nil])
    #expect(tiers(message(#""service_tier":"batch""#)) == ["batch"])
    #expect(tiers(message(#""service_tier":"standard","speed":"fast""#)) == ["fast"])
  }

  @Test func `Gemini and Bedrock have words of their own`() {
    let gemini =
      #"{"time":"2026-11-16T09:00:00Z","method":"POST","url":"https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash:generateContent","request":{"contents":[{"role":"user","parts":[{"text":"a"}]}]},"status":200,"response":{"candidates":[{"content":{"role":"model","parts":[{"text":"b"}]},"finishReason":"STOP"}],"modelVersion":"gemini-3.5-flash","usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":2,"totalTokenCount":12,"trafficType":"ON_DEMAND_FLEX"}}}"#
    #expect(tiers(gemini) == ["flex"])
    let bedrock =
      #"{"time":"2026-11-16T09:00:00Z","method":"POST","url":"https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-pro-v1:0/converse","request":{"messages":[{"role":"user","content":[{"text":"a"}]}],"serviceTier":{"type":"priority"}},"status":200,"response":{"output":{"message":{"role":"assistant","content":[{"text":"b"}]}},"stopReason":"end_turn","usage":{"inputTokens":10,"outputTokens":2,"totalTokens":12},"serviceTier":{"type":"priority"}}}"#
    #expect(tiers(bedrock) == ["priority"])
  }

  @Test func `what is fetched as the answers of a batch was made in one`() {
    let line =
      #"{"id":"batch_req_1","custom_id":"r1","response":{"status_code":200,"request_id":"req_1","body":{"id":"chatcmpl-9z8y7x6w5v","object":"chat.completion","created":1794218397,"model":"gpt-5-2025-08-07","choices":[{"index":0,"message":{"role":"assistant","content":"b"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12},"service_tier":"default"}},"error":null}"#
    #expect(tiers(line) == ["batch"])
  }

  @Test(arguments: [
    (["openai.response.service_tier": "flex", "openai.request.service_tier": "auto"], "flex"),
    (["gen_ai.openai.response.service_tier": "default", "x": "y"], nil),
    (["gen_ai.openai.request.service_tier": "priority"], "priority"),
    (["llm.invocation_parameters": #"{"service_tier":"flex"}"#], "flex"),
    (["ai.response.providerMetadata": #"{"openai":{"serviceTier":"priority"}}"#], "priority"),
  ])
  func `spans say it by the conventions' names`(said: [String: JSONValue], tier: String?) throws {
    var span = SpanText(id: "b1", name: "chat gpt-5")
    span.attributes = [
      "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5",
      "gen_ai.provider.name": "openai", "gen_ai.usage.input_tokens": .number("10"),
    ].merging(said) { $1 }
    let read = try FormatSample([export(.root, span)])
    let call = try #require(read.events.first { $0["event_id"]?.string == SpanText.full("b1") })
    #expect(call["model", "service_tier"]?.string == tier)
  }
}
