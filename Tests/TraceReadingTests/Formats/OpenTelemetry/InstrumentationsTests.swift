import Foundation
import TestSupport
import Testing
import TraceModel

/// What single instrumentations count or say in a way of their own.
struct InstrumentationsTests {
  private func span(
    _ name: String, failure: String? = nil, _ attributes: [String: JSONValue]
  ) -> SpanText {
    var span = SpanText(id: "b1", name: name, failure: failure)
    span.attributes = attributes
    return span
  }

  /// Of spans below the root, as the instrumentation of this name logs them.
  private func read(_ spans: SpanText..., by scope: String = "s") throws -> FormatSample {
    let lines = [SpanText.root] + spans
    let text = String(decoding: lines.map { export($0) }.reduce(Data(), +), as: UTF8.self)
    let named = text.replacing(#""scope":{"name":"s"}"#, with: #""scope":{"name":"\#(scope)"}"#)
    let read = try FormatSample([Data(named.utf8)])
    #expect(read.counted.problems.isEmpty)
    return read
  }

  @Test func `a call that failed has only its name, as OpenLIT logs it`() throws {
    let call = span("chat claude-sonnet-4-5", failure: "busy", [:])
    let text = String(decoding: export(.root, call), as: UTF8.self)
    for (scope, stage) in [("openlit.instrumentation.anthropic", "model"), ("s", "infrastructure")]
    {
      let named = text.replacing(#""scope":{"name":"s"}"#, with: #""scope":{"name":"\#(scope)"}"#)
      let read = try FormatSample([Data(named.utf8)])
      let event = try #require(read.events.first { $0["event_id"]?.string == SpanText.full("b1") })
      #expect(event["stage"]?.string == stage)
      #expect(
        event["model"]?["requested"]?.string == (stage == "model" ? "claude-sonnet-4-5" : nil))
    }
  }

  // MARK: - Gemini

  @Test(
    arguments: [
      ("gcp.gen_ai", 1110, 103, 30), ("Google", 1110, 103, 30), ("openai", 1110, 73, nil),
      ("gcp.gen_ai", 1080, 73, nil), ("gcp.gen_ai", 7, 73, nil),
    ] as [(String, Int, Int, Int?)])
  func `what a total of Gemini's has beside input and output was thought`(
    provider: String, total: Int, completion: Int, reasoning: Int?
  ) throws {
    let call = span(
      "generate_content",
      [
        "gen_ai.operation.name": "generate_content", "gen_ai.request.model": "m",
        "gen_ai.provider.name": .string(provider), "gen_ai.usage.input_tokens": .number("1007"),
        "gen_ai.usage.output_tokens": .number("73"),
        "gen_ai.usage.total_tokens": .number("\(total)"),
        "gen_ai.usage.cache_read.input_tokens": .number("100"),
      ])
    let usage = try read(call).events("model").first?["usage"]
    #expect(usage?["prompt_tokens"]?.whole == 1007)
    #expect(usage?["completion_tokens"]?.whole == completion)
    #expect(usage?["reasoning_tokens"]?.whole == reasoning)
  }

  // MARK: - Bedrock

  @Test(
    arguments: [
      ("opentelemetry.instrumentation.bedrock", 1147),
      ("opentelemetry.instrumentation.botocore.bedrock-runtime", 1147),
      ("openlit.instrumentation.bedrock", 1147), ("s", 1097),
    ])
  func `what logs Bedrock's counts as they came counts the cache beside the input`(
    scope: String, prompt: Int
  ) throws {
    let call = span(
      "chat",
      [
        "gen_ai.operation.name": "chat", "gen_ai.request.model": "m",
        "gen_ai.provider.name": "aws.bedrock", "gen_ai.usage.input_tokens": .number("1097"),
        "gen_ai.usage.output_tokens": .number("163"),
        "gen_ai.usage.total_tokens": .number("1260"),
        "gen_ai.usage.cache_read.input_tokens": .number("20"),
        "gen_ai.usage.cache_creation.input_tokens": .number("30"),
      ])
    let tokens = try read(call, by: scope).counted.summary.tokens
    #expect(tokens.prompt == prompt)
    #expect(tokens.completion == 163)
    #expect(tokens.cached == 20)
    #expect(tokens.cacheWrite == 30)
  }

  @Test func `what OpenLLMetry writes of Bedrock as JSON is what was said`() throws {
    let scope = "opentelemetry.instrumentation.bedrock"
    let call = span(
      "bedrock.completion",
      [
        "llm.request.type": "chat", "gen_ai.request.model": "m", "gen_ai.prompt.0.role": "user",
        "gen_ai.prompt.0.content": #""Where is \"it\"?""#,
        "gen_ai.completion.0.content": #"[{"type":"text","text":"In Oslo."}]"#,
      ])
    var failed = span("bedrock.converse", failure: "busy", [:])
    failed.id = "b2"
    let models = try read(call, failed, by: scope).events("model")
    #expect(models.map { $0["status"]?.string } == ["ok", "error"])
    #expect(models.first?["input_summary"] == #"Where is "it"?"#)
    #expect(models.first?["output_summary"] == "In Oslo.")
    let other = try read(call).events("model")
    #expect(other.first?["input_summary"] == #""Where is \"it\"?""#)
  }

  // MARK: - Errors by their words

  @Test(arguments: [("Request timed out.", "timeout"), ("no answer", "error")])
  func `an error without a name is a timeout where its words say so`(
    words: String, status: String
  ) throws {
    let call = span(
      "generation",
      [
        "langfuse.observation.type": "generation", "langfuse.observation.model.name": "m",
        "langfuse.observation.level": "ERROR",
        "langfuse.observation.status_message": .string(words),
      ])
    #expect(try read(call).events.last?["status"]?.string == status)
  }
}
