import Foundation
import TestSupport
import Testing
import TraceModel

/// What Vercel's SDK passes on of the provider's own words.
struct ProviderMetadataTests {
  private func call(_ metadata: String, _ counts: [String: Int]) throws -> JSONValue {
    var span = SpanText(id: "b1")
    span.attributes = [
      "ai.operationId": "ai.generateText.doGenerate", "ai.model.id": "m",
      "ai.response.providerMetadata": .string(metadata),
    ]
    for (name, count) in counts { span.attributes["ai.usage.\(name)"] = .number("\(count)") }
    let read = try FormatSample([export(.root, span)])
    #expect(read.counted.problems.isEmpty)
    return try #require(read.events("model").first)
  }

  private static let plain = ["promptTokens": 1010, "completionTokens": 20]
  private static let anthropic =
    #"{"anthropic":{"usage":{"input_tokens":1010,"cache_creation_input_tokens":300,"#
    + #""cache_read_input_tokens":200,"cache_creation":{"ephemeral_5m_input_tokens":0,"#
    + #""ephemeral_1h_input_tokens":300},"output_tokens":20},"cacheCreationInputTokens":300}}"#

  @Test(
    arguments: [
      (
        anthropic, plain,
        [
          "prompt_tokens": 1510, "completion_tokens": 20, "cached_tokens": 200,
          "cache_write_tokens": 300, "cache_write_1h_tokens": 300,
        ]
      ),
      (
        anthropic, ["inputTokens": 1510, "outputTokens": 20],
        [
          "prompt_tokens": 1510, "completion_tokens": 20, "cached_tokens": 200,
          "cache_write_tokens": 300, "cache_write_1h_tokens": 300,
        ]
      ),
      (
        #"{"anthropic":{"cacheCreationInputTokens":300,"cacheReadInputTokens":200}}"#, plain,
        [
          "prompt_tokens": 1510, "completion_tokens": 20, "cached_tokens": 200,
          "cache_write_tokens": 300,
        ]
      ),
      (
        #"{"openai":{"cachedPromptTokens":200,"reasoningTokens":5}}"#, plain,
        [
          "prompt_tokens": 1010, "completion_tokens": 20, "cached_tokens": 200,
          "reasoning_tokens": 5,
        ]
      ),
      (
        #"{"google":{"usageMetadata":{"promptTokenCount":1010,"candidatesTokenCount":20,"#
          + #""thoughtsTokenCount":400,"totalTokenCount":1430}}}"#,
        ["inputTokens": 1010, "outputTokens": 20, "totalTokens": 1430],
        ["prompt_tokens": 1010, "completion_tokens": 420, "reasoning_tokens": 400]
      ),
      (
        #"{"openai":{"responseId":"resp_1"}}"#, plain,
        ["prompt_tokens": 1010, "completion_tokens": 20]
      ), ("no object", plain, ["prompt_tokens": 1010, "completion_tokens": 20]),
    ] as [(String, [String: Int], [String: Int])])
  func `its parts of the tokens count once, beside the SDK's own or in them`(
    metadata: String, counts: [String: Int], usage: [String: Int]
  ) throws {
    #expect(try call(metadata, counts)["usage"]?.members.mapValues { $0.whole } == usage)
  }

  @Test(arguments: [
    #"{"openrouter":{"usage":{"promptTokens":1010,"completionTokens":20,"cost":0.0012}}}"#,
    #"{"openai":{"responseId":"r"},"gateway":{"routing":{},"cost":"0.0012"}}"#,
  ])
  func `a cost in it is what was billed`(metadata: String) throws {
    let charges = try call(metadata, Self.plain)["charges"]?.elements
    #expect(charges?.map { $0["amount"]?.words } == ["0.0012"])
  }
}
