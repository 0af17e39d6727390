import Foundation
import Testing
import TraceModel

@testable import TraceReading

/// What Bedrock puts around the answers of models, and what it says of them.
struct BedrockAnswerTests {
  /// The same pieces as Amazon frames them.
  private func framed(_ pieces: [String], from model: String) throws -> JSONValue {
    let bytes = pieces.flatMap { piece in
      EncodedBodyTests.frame(
        ":event-type", "chunk", #"{"bytes":"\#(Data(piece.utf8).base64EncodedString())"}"#)
    }
    return try #require(
      ProviderFixture.translate(
        #"{"method":"POST","url":"https://bedrock-runtime.us-east-1.amazonaws.com/model/\#(model)/invoke-with-response-stream","request":{},"status":200,"response":"\#(Data(bytes).base64EncodedString())"}"#
      ).first)
  }

  private static let metrics =
    #""amazon-bedrock-invocationMetrics":{"inputTokenCount":12,"outputTokenCount":4}"#

  @Test(arguments: [
    (
      "titan",
      [
        #"{"outputText":"Hel","index":0,"totalOutputTextTokenCount":2,"completionReason":null,"inputTextTokenCount":12}"#,
        #"{"outputText":"lo","index":0,"totalOutputTextTokenCount":4,"completionReason":"FINISH","inputTextTokenCount":null,"#
          + metrics + "}",
      ]
    ),
    (
      "command",
      [
        #"{"is_finished":false,"text":"Hel"}"#, #"{"is_finished":false,"text":"lo"}"#,
        #"{"is_finished":true,"finish_reason":"COMPLETE","# + metrics + "}",
      ]
    ),
    (
      "claude-v2",
      [
        #"{"completion":"Hel","stop_reason":null}"#,
        #"{"completion":"lo","stop_reason":"stop_sequence","# + metrics + "}",
      ]
    ),
    (
      "llama",
      [
        #"{"generation":"Hel","prompt_token_count":12,"generation_token_count":1,"stop_reason":null}"#,
        #"{"generation":"lo","prompt_token_count":null,"generation_token_count":4,"stop_reason":"stop","#
          + metrics + "}",
      ]
    ),
    (
      "mistral",
      [
        #"{"outputs":[{"text":"Hel","stop_reason":null}]}"#,
        #"{"outputs":[{"text":"lo","stop_reason":"stop"}],"# + metrics + "}",
      ]
    ),
  ])
  func `the pieces of models that Bedrock streams in their own words are one answer`(
    model: String, pieces: [String]
  ) throws {
    let event = try framed(pieces, from: model)
    #expect(event["status"]?.string == "ok")
    #expect(event["output", "text"]?.string == "Hello")
    #expect(event["usage", "prompt_tokens"]?.whole == 12)
    #expect(event["usage", "completion_tokens"]?.whole == 4)
    #expect(event["model", "finish_reason"] != nil)
    let cut = try framed(Array(pieces.dropLast()), from: model)
    #expect(cut["usage"] == nil)
    #expect(cut["error", "type"]?.string == "network")
  }

  @Test func `what a vendor counted stays where Bedrock counted less`() throws {
    let event = try framed(
      [
        #"{"type":"message_start","message":{"id":"msg_bdrk_1","role":"assistant","model":"claude","content":[],"usage":{"input_tokens":12,"output_tokens":1}}}"#,
        #"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":33}}"#,
        #"{"type":"message_stop",\#(Self.metrics)}"#,
      ], from: "claude")
    #expect(event["usage", "prompt_tokens"]?.whole == 12)
    #expect(event["usage", "completion_tokens"]?.whole == 33)
  }

  private func invoked(_ body: String, _ headers: String = "{}") throws -> JSONValue {
    try #require(
      ProviderFixture.translate(
        #"{"request":{"method":"POST","uri":"https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-lite-v1%3A0/invoke","body":{"messages":[],"p":0.7}},"response":{"status":200,"headers":\#(headers),"body":\#(body)}}"#
      ).first)
  }

  @Test func `a count that a body lacks is in the headers`() throws {
    let event = try invoked(
      #"{"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"end_turn","usage":{"inputTokens":30}}"#,
      #"{"x-amzn-bedrock-input-token-count":"31","x-amzn-bedrock-output-token-count":"51"}"#)
    #expect(event["usage", "prompt_tokens"]?.whole == 30)
    #expect(event["usage", "completion_tokens"]?.whole == 51)
    #expect(event["model", "top_p"] == .number("0.7"))
  }

  @Test(arguments: [
    #"{"type":"message","role":"assistant","content":[{"type":"text","text":"No."}],"amazon-bedrock-guardrailAction":"INTERVENED","amazon-bedrock-trace":{"guardrail":{"input":{"x":{"topicPolicy":{"topics":[{"action":"BLOCKED"}]}}}}}}"#,
    #""data: {\"outputText\":\"No.\",\"index\":0.0,\"totalOutputTextTokenCount\":3.0,\"inputTextTokenCount\":6.0,\"amazon-bedrock-guardrailAction\":\"INTERVENED\"}\n""#,
  ])
  func `what a guardrail gave instead of an answer is blocked`(body: String) throws {
    let event = try invoked(body)
    #expect(event["status"]?.string == "blocked")
    #expect(event["error", "type"]?.string == "content_filter")
    #expect(event["output", "text"]?.string == "No.")
    if body.contains("Count") {
      #expect(event["usage", "prompt_tokens"]?.whole == 6)
      #expect(event["usage", "completion_tokens"]?.whole == 3)
    }
  }

  @Test func `an answer in which a guardrail only masked words is an answer`() throws {
    let event = try invoked(
      #"{"output":{"message":{"role":"assistant","content":[{"text":"{Name}"}]}},"stopReason":"end_turn","amazon-bedrock-guardrailAction":"INTERVENED","amazon-bedrock-trace":{"guardrail":{"outputs":[{"x":{"regexes":[{"action":"ANONYMIZED"}]}}]}}}"#
    )
    #expect(event["status"]?.string == "ok")
  }
}
