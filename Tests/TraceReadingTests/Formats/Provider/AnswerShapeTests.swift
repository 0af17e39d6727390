import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// Shapes of answers that some vendors give and others don't.
struct AnswerShapeTests {
  /// What an exchange with this body becomes, kept as a text.
  private func event(
    _ body: String, from url: String = "https://api.example.net/v1/chat/completions",
    asked: String = #"{"model":"m"}"#
  ) throws -> JSONValue {
    let text = JSONValue.string(body).canonicalBytes
    return try #require(
      ProviderFixture.translate(
        #"{"method":"POST","url":"\#(url)","request":\#(asked),"status":200,"response":"#
          + String(decoding: text, as: UTF8.self) + "}"
      ).first)
  }

  private func stream(_ pieces: [String]) -> String {
    pieces.map { "data: \($0)\n\n" }.joined()
  }

  // MARK: Bodies

  @Test(arguments: ["\n\n", "\n         \n\n         \n", "\r\n\t ", " "])
  func `a body behind blank lines, which keep a connection open, is a body`(blank: String) throws {
    let event = try event(
      blank
        + #"{"id":"gen-17","object":"chat.completion","model":"z","choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":2,"cost":0.004}}"#
    )
    #expect(event["status"]?.string == "ok")
    #expect(event["ids", "response"]?.string == "gen-17")
    #expect(event["usage", "prompt_tokens"]?.whole == 7)
    #expect(event["output", "text"]?.string == "Hi")
    #expect(event["attributes", "streamed"] == nil)
    #expect(event["charges"] != nil)
  }

  @Test func `an answer tells the call where a gateway chose the model by itself`() throws {
    let event = try event(
      #"{"id":"chatcmpl-17","object":"chat.completion","model":"gpt-x","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2}}"#,
      from: "https://gateway.example.net/v1/prompts/p1/completions",
      asked: #"{"variables":{"city":"Paris"}}"#)
    #expect(event["model", "name"]?.string == "gpt-x")
    #expect(event["usage", "prompt_tokens"]?.whole == 7)
  }

  @Test(arguments: [
    (
      #""cache_creation_input_tokens":1400,"cache_creation":{"ephemeral_5m_input_tokens":1400}"#, 0
    ),
    (
      #""cache_creation_tokens":1400,"cache_creation_token_details":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":1300}"#,
      1300
    ),
  ])
  func `what was written to a cache may stand among the parts of the prompt`(
    parts: String, hour: Int
  ) throws {
    let event = try event(
      #"{"id":"q17","object":"chat.completion","model":"q","choices":[],"usage":{"prompt_tokens":1420,"completion_tokens":50,"total_tokens":1470,"prompt_tokens_details":{"cached_tokens":0,\#(parts)}}}"#
    )
    #expect(event["usage", "prompt_tokens"]?.whole == 1420)
    #expect(event["usage", "cache_write_tokens"]?.whole == 1400)
    #expect((event["usage", "cache_write_1h_tokens"]?.whole ?? 0) == hour)
  }

  @Test func `sound that is counted beside the prompt is a part of the input`() throws {
    let event = try event(
      #"{"id":"a17","object":"chat.completion","model":"v","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":11,"total_tokens":395,"prompt_tokens_details":{"audio_tokens":375,"cached_tokens":0}}}"#
    )
    #expect(event["usage", "prompt_tokens"]?.whole == 384)
    #expect(event["usage", "audio_prompt_tokens"]?.whole == 375)
    #expect(event["usage", "completion_tokens"]?.whole == 11)
  }

  @Test func `an error that is named beside what is said of it has that name`() throws {
    let event = try #require(
      ProviderFixture.translate(
        #"{"url":"https://api.x.ai/v1/responses","request":{"model":"m"},"status":400,"response":{"code":"invalid-argument","error":"Incorrect key."}}"#
      ).first)
    #expect(event["error", "type"]?.string == "invalid-argument")
    #expect(event["error", "message"]?.string == "Incorrect key.")
  }

  @Test(arguments: [
    ("mistral-correlation-id", "api.mistral.ai"), ("x-ds-trace-id", "api.deepseek.com"),
    ("x-debug-trace-id", "api.cohere.com"),
  ])
  func `a request is known by the id that its provider gives it`(
    header: String, host: String
  ) throws {
    let event = try #require(
      ProviderFixture.translate(
        #"{"request":{"method":"POST","url":"https://\#(host)/v1/chat/completions","body":{"model":"m"}},"response":{"status":200,"headers":{"\#(header)":"r-17"},"body":{"id":"a17","choices":[]}}}"#
      ).first)
    #expect(event["ids", "request"]?.string == "r-17")
  }

  @Test(arguments: [
    ("bedrock-mantle.eu-west-1.api.aws/v1/responses", "bedrock_mantle"),
    ("acme.snowflakecomputing.com/api/v2/cortex/v1/chat/completions", "snowflake"),
    ("api.z.ai/api/paas/v4/chat/completions", "zai"),
    ("us.inference.heroku.com/v1/chat/completions", "heroku"),
  ])
  func `who answers stands in the address`(address: String, provider: String) throws {
    let event = try event(
      #"{"id":"a17","choices":[]}"#, from: "https://\(address)", asked: #"{"model":"m"}"#)
    #expect(event["model", "provider"]?.string == provider)
  }

  @Test func `one tool without a list around it is offered`() throws {
    let event = try event(
      #"{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}"#,
      from: "https://generativelanguage.googleapis.com/v1beta/models/g:generateContent",
      asked:
        #"{"contents":[],"tools":{"function_declarations":[{"name":"get_capital"}]}}"#)
    #expect(event["prompt", "tools"] == .array([.string("get_capital")]))
  }

  // MARK: Streams

  @Test func `a stream that repeats all it said beside each piece says it once`() throws {
    func piece(_ delta: String, _ soFar: String, _ rest: String = "") -> String {
      #"{"id":"p17","model":"sonar","object":"chat.completion.chunk","choices":[{"index":0,"message":{"role":"assistant","content":"\#(soFar)"},"delta":{"role":"assistant","content":"\#(delta)"}\#(rest)}],"usage":{"prompt_tokens":8,"completion_tokens":3}}"#
    }
    let end = #","finish_reason":"stop""#
    let pieces = [piece("1", "1"), piece(" 2", "1 2"), piece("", "1 2", end)]
    let streamed = try event(stream(pieces), from: "https://api.perplexity.ai/chat/completions")
    #expect(streamed["output", "text"]?.string == "1 2")
    let whole = try event(
      #"{"id":"p17","model":"sonar","object":"chat.completion","choices":[{"index":0,"message":{"content":"1 2"},"delta":{"content":""},"finish_reason":"stop"}]}"#
    )
    #expect(whole["output", "text"]?.string == "1 2")
  }

  @Test func `a stream of no known vendor's is no broken one`() throws {
    let whole = try event(stream([#"{"value":"Su"}"#, #"{"value":"re"}"#]))
    #expect(whole["status"]?.string == "ok")
    let nothing = try event(": still at it\n\n: still at it\n\n")
    #expect(nothing["error", "type"]?.string == "network")
  }

  @Test func `each piece of Gemini's counts all anew, and what it leaves out is none`() throws {
    func piece(_ counts: String, _ finish: String = "") -> String {
      #"{"candidates":[{"content":{"parts":[{"text":"a"}]}\#(finish)}],"usageMetadata":{\#(counts)}}"#
    }
    let event = try event(
      stream([
        piece(#""promptTokenCount":9,"candidatesTokenCount":21,"totalTokenCount":30"#),
        piece(
          #""promptTokenCount":87,"thoughtsTokenCount":78,"totalTokenCount":165"#,
          #","finishReason":"STOP""#),
      ]), from: "https://generativelanguage.googleapis.com/v1beta/models/g:streamGenerateContent")
    #expect(event["usage", "prompt_tokens"]?.whole == 87)
    #expect(event["usage", "completion_tokens"]?.whole == 78)
    #expect(event["usage", "reasoning_tokens"]?.whole == 78)
  }

  // MARK: Tools

  @Test func `calls of tools on servers are calls, whole and in pieces`() throws {
    let block =
      #"{"type":"mcp_tool_use","id":"mcptoolu_1","name":"ask","server_name":"wiki","input":%}"#
    let result =
      #"{"type":"mcp_tool_result","tool_use_id":"mcptoolu_1","content":[{"type":"text","text":"8"}]}"#
    let whole = try event(
      #"{"type":"message","id":"msg_017","role":"assistant","model":"claude","content":["#
        + block.replacing("%", with: #"{"q":"n"}"#) + ",\(result)],"
        + #""stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":4}}"#)
    let pieces = try event(
      stream([
        #"{"type":"message_start","message":{"id":"msg_017","role":"assistant","model":"claude","content":[],"usage":{"input_tokens":3,"output_tokens":1}}}"#,
        #"{"type":"content_block_start","index":0,"content_block":\#(block.replacing("%", with: "{}"))}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"q\":\"n\"}"}}"#,
        #"{"type":"content_block_start","index":1,"content_block":\#(result)}"#,
        #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}}"#,
      ]))
    let known = try event(
      stream([
        #"{"type":"message_start","message":{"id":"msg_017","role":"assistant","model":"claude","content":[]}}"#,
        #"{"type":"content_block_start","index":0,"content_block":\#(block.replacing("%", with: #"{"q":"n"}"#))}"#,
        #"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":4}}"#,
      ]))
    for event in [whole, pieces, known] {
      guard case .array(let calls)? = event["output", "tool_calls"] else {
        Issue.record("no calls")
        continue
      }
      #expect(calls.map { $0["id"]?.string } == ["mcptoolu_1"])
      #expect(calls.map { $0["name"]?.string } == ["ask"])
      #expect(calls.first?["arguments", "q"]?.string == "n")
    }
    #expect(whole["output", "parts"] == pieces["output", "parts"])
    #expect(whole["output", "parts"] != nil)
  }

  @Test func `of a search on the web only what was searched for is paid`() throws {
    func call(_ action: String) -> String { #"{"type":"web_search_call","id":"ws_1"\#(action)}"# }
    let calls = [
      call(#","action":{"type":"search","query":"a"}"#),
      call(#","action":{"type":"open_page","url":"https://example.net"}"#),
      call(#","action":{"type":"find_in_page"}"#), call(""),
    ]
    let event = try event(
      #"{"id":"resp_017","object":"response","status":"completed","model":"gpt-x","output":[\#(calls.joined(separator: ","))],"usage":{"input_tokens":3,"output_tokens":4}}"#
    )
    #expect(event["attributes", "web_search_requests"]?.whole == 2)
  }

  // MARK: Why an answer ended

  @Test(arguments: [
    (#""MODEL_ARMOR""#, "MODEL_ARMOR", "blocked"), ("3", "SAFETY", "blocked"),
    ("4", "RECITATION", "blocked"), ("1", "STOP", "ok"), ("2", "MAX_TOKENS", "ok"),
    (#""IMAGE_SAFETY""#, "IMAGE_SAFETY", "blocked"), (#""STOP""#, "STOP", "ok"),
  ])
  func `the reasons of Gemini's answers are known by word and by number`(
    said: String, reason: String, status: String
  ) throws {
    let event = try event(
      #"{"candidates":[{"content":{},"finishReason":\#(said)}]}"#,
      from: "https://generativelanguage.googleapis.com/v1beta/models/g:generateContent")
    #expect(event["model", "finish_reason"]?.string == reason)
    #expect(event["status"]?.string == status)
  }

  // MARK: watsonx

  @Test(arguments: [false, true])
  func `a generation of watsonx's is a call with its tokens`(isStream: Bool) throws {
    let pieces = [
      #"{"model_id":"org/small","results":[{"generated_text":"","generated_token_count":0,"input_token_count":8,"stop_reason":"not_finished"}]}"#,
      #"{"model_id":"org/small","results":[{"generated_text":"the","generated_token_count":1,"input_token_count":0,"stop_reason":"not_finished"}]}"#,
      #"{"model_id":"org/small","results":[{"generated_text":" sun","generated_token_count":3,"input_token_count":0,"stop_reason":"eos_token"}]}"#,
    ]
    let whole =
      #"{"model_id":"org/small","created_at":"2026-11-09T10:00:01Z","results":[{"generated_text":"the sun","generated_token_count":3,"input_token_count":8,"stop_reason":"eos_token"}]}"#
    let event = try event(
      isStream ? stream(pieces) : whole,
      from: "https://us-south.ml.cloud.ibm.com/ml/v1/text/generation\(isStream ? "_stream" : "")",
      asked: #"{"model_id":"org/small","input":"Hi"}"#)
    #expect(event["stage"]?.string == "model")
    #expect(event["status"]?.string == "ok")
    #expect(event["model", "provider"]?.string == "watsonx")
    #expect(event["model", "name"]?.string == "org/small")
    #expect(event["model", "finish_reason"]?.string == "eos_token")
    #expect(event["usage", "prompt_tokens"]?.whole == 8)
    #expect(event["usage", "completion_tokens"]?.whole == 3)
    #expect(event["output", "text"]?.string == "the sun")
    #expect(event["input", "text"]?.string == "Hi")
  }

  // MARK: Others

  @Test func `a call that says nothing is none`() throws {
    let event = try event(
      #"{"id":"s17","object":"chat.completion","model":"l","choices":[{"index":0,"message":{"content":"Hi","function_call":{"name":"","arguments":""}}}]}"#
    )
    #expect(event["output", "text"]?.string == "Hi")
    #expect(event["output", "tool_calls"] == nil)
  }

  @Test func `a call of Gemini's that comes in pieces is one`() throws {
    func piece(_ call: String) -> String {
      #"{"candidates":[{"content":{"parts":[{"functionCall":\#(call)}]}}],"modelVersion":"g","responseId":"r17"}"#
    }
    func argument(_ path: String, _ value: String) -> String {
      piece(#"{"partialArgs":[{"jsonPath":"\#(path)",\#(value)}],"willContinue":true}"#)
    }
    let begin = piece(#"{"name":"findRoom","willContinue":true}"#)
    let pieces = [
      begin, argument("$.city", #""stringValue":"San ","willContinue":true"#),
      argument("$.city", #""stringValue":"José\"""#), argument("$.days", #""numberValue":2"#),
      piece("{}"), begin, argument("$.city", #""stringValue":"Bonn""#), piece("{}"),
      piece(#"{"name":"now"}"#),
    ]
    let event = try event(stream(pieces))
    guard case .array(let calls)? = event["output", "tool_calls"] else {
      Issue.record("no calls")
      return
    }
    #expect(
      calls.map { $0["name"]?.string } == ["findRoom", "findRoom", "now"])
    #expect(calls.first?["arguments", "city"]?.string == #"San José""#)
    #expect(calls.first?["arguments", "days"]?.whole == 2)
    #expect(calls.dropFirst().first?["arguments", "city"]?.string == "Bonn")
    #expect(calls.last?["arguments"] == nil)
  }

  @Test func `what a stream says that went wrong is the error`() throws {
    let event = try event(
      stream([
        #"{"id":"l17","object":"chat.completion.chunk","model":"q","choices":[{"index":0,"delta":{"content":"of"}}]}"#
      ]) + #"error: {"detail":"d","error":{"message":"failed to decode"}}"# + "\n\n")
    #expect(event["status"]?.string == "error")
    #expect(event["error", "message"]?.string == "failed to decode")
    #expect(event["error", "type"]?.string == "other")
  }

  @Test(arguments: [
    (
      "messages",
      #"{"id":"msg_1","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{"input_tokens":8,"output_tokens":2}}"#
    ),
    (
      "responses",
      #"{"id":"resp_1","object":"response","status":"completed","model":"g","output":[{"type":"message","content":[{"type":"output_text","text":"Hi"}]}],"usage":{"input_tokens":8,"output_tokens":2}}"#
    ),
  ])
  func `an answer is known by itself where what was asked is masked`(
    path: String, body: String
  ) throws {
    let event = try event(
      body, from: "https://gateway.example.net/v1/\(path)", asked: #""[REDACTED]""#)
    #expect(event["usage", "prompt_tokens"]?.whole == 8)
    #expect(event["output", "text"]?.string == "Hi")
  }
}
