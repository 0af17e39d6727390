import Foundation
import TestSupport
import Testing
import TraceModel

/// What single programs and frameworks call by names of their own.
struct VendorNamesTests {
  private func span(
    _ name: String, failure: String? = nil, _ attributes: [String: JSONValue]
  ) -> SpanText {
    var span = SpanText(id: "b1", name: name, failure: failure)
    span.attributes = attributes
    return span
  }

  /// The event of a span below the root.
  private func event(
    _ name: String, failure: String? = nil, _ attributes: [String: JSONValue]
  ) throws -> JSONValue {
    let read = try FormatSample([export(.root, span(name, failure: failure, attributes))])
    #expect(read.counted.problems.isEmpty)
    return try #require(read.events.first { $0["event_id"]?.string == SpanText.full("b1") })
  }

  private func usage(_ event: JSONValue) -> [String: Int?]? {
    event["usage"]?.members.mapValues(\.whole)
  }

  // MARK: - Claude Code

  private static let request: [String: JSONValue] = [
    "model": "claude-opus-4-5", "input_tokens": .number("2"), "output_tokens": .number("30"),
    "cache_read_tokens": .number("500"), "cache_creation_tokens": .number("40"),
    "success": .bool(true), "stop_reason": "tool_use", "request_id": "req_1",
  ]

  @Test func `a request of Claude Code's counts its cache beside its input`() throws {
    let call = try event("claude_code.llm_request", Self.request)
    #expect(call["stage"] == "model")
    #expect(call["status"] == "ok")
    #expect(call["model"]?["name"] == "claude-opus-4-5")
    #expect(call["ids"]?["response"] == "req_1")
    #expect(
      usage(call) == [
        "prompt_tokens": 542, "completion_tokens": 30, "cached_tokens": 500,
        "cache_write_tokens": 40,
      ])
  }

  @Test func `a request of Claude Code's that had no success has failed`() throws {
    let call = try event(
      "claude_code.llm_request",
      [
        "model": "claude-opus-4-5", "success": .bool(false), "status_code": .number("529"),
        "error": "Overloaded",
      ])
    #expect(call["stage"] == "model")
    #expect(call["status"] == "error")
    #expect(call["error"]?["type"] == "529")
    #expect(call["error"]?["message"] == "Overloaded")
  }

  @Test func `a tool and a question of Claude Code's are what they are`() throws {
    let tool = try event("claude_code.tool", ["tool_name": "Bash", "full_command": "ls"])
    #expect(tool["stage"] == "tool")
    #expect(tool["tool"]?["name"] == "Bash")
    #expect(tool["input"] == "ls")
    #expect(try event("claude_code.tool.execution", [:])["stage"] == "infrastructure")
    let asked = try event("claude_code.interaction", ["user_prompt": "Which tests fail?"])
    #expect(asked["input_summary"] == "Which tests fail?")
  }

  @Test func `plain names mean nothing in other spans`() throws {
    let step = try event("my_step", Self.request.merging(["tool_name": "x", "prompt": "y"]) { $1 })
    #expect(step["stage"] == "infrastructure")
    #expect(step["usage"] == nil)
    #expect(step["input"] == nil)
  }

  // MARK: - Google's Agent Development Kit

  private static let adk: [String: JSONValue] = [
    "gen_ai.system": "gcp.vertex.agent", "gen_ai.request.model": "gemini-2.5-flash",
    "gcp.vertex.agent.session_id": "s1",
    "gcp.vertex.agent.llm_request":
      #"{"model":"gemini-2.5-flash","config":{"system_instruction":"Be kind.","temperature":0.5,"tools":[{"function_declarations":[{"name":"weather"}]}]},"contents":[{"parts":[{"text":"Hi"}],"role":"user"}]}"#,
    "gcp.vertex.agent.llm_response":
      #"{"content":{"parts":[{"text":"Hello!"}],"role":"model"},"finish_reason":"STOP","usage_metadata":{"cached_content_token_count":80,"candidates_token_count":20,"prompt_token_count":100,"thoughts_token_count":5,"total_token_count":125}}"#,
  ]

  @Test(
    arguments: [
      [:], ["gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20],
    ] as [[String: Int]])
  func `a call of Google's ADK says in its answer what its attributes leave out`(
    counts: [String: Int]
  ) throws {
    let counts = counts.mapValues { JSONValue.number("\($0)") }
    let call = try event("call_llm", Self.adk.merging(counts) { $1 })
    #expect(
      usage(call) == [
        "prompt_tokens": 100, "completion_tokens": 25, "cached_tokens": 80, "reasoning_tokens": 5,
      ])
    #expect(call["input_summary"] == "Hi")
    #expect(call["output_summary"] == "Hello!")
    #expect(call["prompt"]?["text"] == "Be kind.")
    #expect(call["prompt"]?["tools"]?.elements == ["weather"])
    #expect(call["model"]?["temperature"]?.words == "0.5")
    #expect(call["model"]?["finish_reason"] == "STOP")
    #expect(call["context"]?["session_id"] == "s1")
  }

  @Test func `a tool of Google's ADK says what went in and came out`() throws {
    let tool = try event(
      "execute_tool weather",
      [
        "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "weather",
        "gcp.vertex.agent.tool_call_args": #"{"city":"Rome"}"#,
        "gcp.vertex.agent.tool_response": #"{"sky":"blue"}"#,
        "gcp.vertex.agent.llm_request": "{}", "gcp.vertex.agent.llm_response": "{}",
      ])
    #expect(tool["input"]?["city"] == "Rome")
    #expect(tool["output"]?["sky"] == "blue")
  }

  // MARK: - A plain model

  private static let answered: [String: JSONValue] = [
    "model": "gpt-5.1", "gen_ai.usage.input_tokens": .number("120"),
    "gen_ai.usage.cache_read.input_tokens": .number("80"),
    "gen_ai.usage.output_tokens": .number("9"),
    "codex.usage.reasoning_output_tokens": .number("3"),
    "codex.usage.total_tokens": .number("129"),
  ]

  @Test func `a span with tokens and a plain model is a call of it`() throws {
    let call = try event("handle_responses", Self.answered)
    #expect(call["stage"] == "model")
    #expect(call["model"]?["name"] == "gpt-5.1")
    #expect(
      usage(call) == [
        "prompt_tokens": 120, "completion_tokens": 9, "cached_tokens": 80, "reasoning_tokens": 3,
      ])
  }

  @Test func `a frame that repeats what is below it counts nothing`() throws {
    var call = span("handle_responses", Self.answered)
    var turn = call
    (turn.id, turn.name, call.parent) = ("c1", "turn", "c1")
    let read = try FormatSample([export(.root, turn, call)])
    #expect(read.events("model").map { $0["name"] } == ["handle_responses"])
    #expect(read.counted.summary.tokens.prompt == 120)
    // Nor is a span of an agent, or of a tool, a call.
    for name in ["gen_ai.agent.name", "gen_ai.tool.name"] {
      let step = try event("step", Self.answered.merging([name: "x"]) { $1 })
      #expect(step["stage"] != "model")
    }
    #expect(try event("turn", ["model": "gpt-5.1"])["stage"] == "infrastructure")
  }

  // MARK: - OpenAI's Agents SDK by Logfire

  @Test(arguments: [false, true])
  func `a function of OpenAI's agents is a tool, and fails`(hasFailed: Bool) throws {
    var attributes: [String: JSONValue] = [
      "name": "weather", "input": #"{"city":"Rome"}"#, "output": "blue",
    ]
    if hasFailed { attributes["error"] = #"{"message":"no sky","data":{}}"# }
    let tool = try event("Function: {name}", attributes)
    #expect(tool["stage"] == "tool")
    #expect(tool["tool"]?["name"] == "weather")
    #expect(tool["input"]?["city"] == "Rome")
    #expect(tool["output"] == "blue")
    #expect(tool["status"]?.string == (hasFailed ? "error" : "ok"))
    #expect(tool["error"]?["message"]?.string == (hasFailed ? "no sky" : nil))
  }

  @Test(arguments: [false, true])
  func `a guardrail of OpenAI's agents lets pass or blocks`(isTriggered: Bool) throws {
    let step = try event(
      "Guardrail {name!r} {triggered=}", ["name": "no_numbers", "triggered": .bool(isTriggered)])
    #expect(step["stage"] == "guardrail")
    #expect(step["name"] == "no_numbers")
    #expect(step["status"]?.string == (isTriggered ? "blocked" : "ok"))
  }

  @Test func `what a completion of OpenAI's agents gave back is its answer`() throws {
    let call = try event(
      "Chat completion with {gen_ai.request.model!r}",
      [
        "gen_ai.request.model": "m", "gen_ai.system": "openai",
        "gen_ai.usage.input_tokens": .number("50"), "gen_ai.usage.output_tokens": .number("8"),
        "input": #"[{"role":"user","content":"1+1?"}]"#,
        "output": #"[{"role":"assistant","content":"2"}]"#,
        "usage":
          #"{"input_tokens":50,"output_tokens":8,"input_tokens_details":{"cached_tokens":40},"output_tokens_details":{"reasoning_tokens":6}}"#,
      ])
    #expect(call["input_summary"] == "1+1?")
    #expect(call["output_summary"] == "2")
    #expect(
      usage(call) == [
        "prompt_tokens": 50, "completion_tokens": 8, "cached_tokens": 40, "reasoning_tokens": 6,
      ])
  }

  // MARK: - LiveKit

  @Test(arguments: [false, true])
  func `a function of LiveKit's is a tool that may fail`(hasFailed: Bool) throws {
    let tool = try event(
      "function_tool",
      [
        "lk.function_tool.name": "weather", "lk.function_tool.arguments": #"{"city":"Rome"}"#,
        "lk.function_tool.output": "no answer", "lk.function_tool.is_error": .bool(hasFailed),
      ])
    #expect(tool["stage"] == "tool")
    #expect(tool["tool"]?["name"] == "weather")
    #expect(tool["input"]?["city"] == "Rome")
    #expect(tool["output"] == "no answer")
    #expect(tool["status"]?.string == (hasFailed ? "error" : "ok"))
  }

  @Test func `the cached tokens of LiveKit's calls stand in its metrics`() throws {
    let call = try event(
      "llm_request",
      [
        "gen_ai.operation.name": "chat", "gen_ai.request.model": "m",
        "gen_ai.usage.input_tokens": .number("50"), "gen_ai.usage.output_tokens": .number("8"),
        "lk.llm_metrics":
          #"{"prompt_tokens":50,"completion_tokens":8,"prompt_cached_tokens":40,"total_tokens":58}"#,
      ])
    #expect(
      usage(call) == ["prompt_tokens": 50, "completion_tokens": 8, "cached_tokens": 40])
  }

  // MARK: - Genkit

  @Test(arguments: [(58, 8), (63, 13)])
  func `a model of Genkit's says its tokens in its output`(total: Int, completion: Int) throws {
    let call = try event(
      "genkit-action",
      [
        "genkit:metadata:subtype": "model", "genkit:name": "openai/gpt-5-mini",
        "genkit:input":
          #"{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"config":{"temperature":0.5}}"#,
        "genkit:output": .string(
          #"{"message":{"role":"model","content":[{"text":"Hello!"}]},"finishReason":"stop","usage":{"inputTokens":50,"outputTokens":8,"thoughtsTokens":5,"cachedContentTokens":40,"totalTokens":\#(total)}}"#
        ),
      ])
    #expect(call["stage"] == "model")
    #expect(call["model"]?["provider"] == "openai")
    #expect(call["model"]?["name"] == "gpt-5-mini")
    #expect(call["model"]?["temperature"]?.words == "0.5")
    #expect(call["model"]?["finish_reason"] == "stop")
    #expect(call["input_summary"] == "Hi")
    #expect(call["output_summary"] == "Hello!")
    // Of Gemini's the thoughts are beside the output, of OpenAI's in it.
    #expect(
      usage(call) == [
        "prompt_tokens": 50, "completion_tokens": completion, "cached_tokens": 40,
        "reasoning_tokens": 5,
      ])
  }

  @Test func `a tool and a flow of Genkit's are what they are`() throws {
    var attributes: [String: JSONValue] = [
      "genkit:metadata:subtype": "tool", "genkit:name": "weather",
      "genkit:input": #"{"city":"Rome"}"#, "genkit:output": #""blue""#,
    ]
    let tool = try event("genkit-action", attributes)
    #expect(tool["stage"] == "tool")
    #expect(tool["tool"]?["name"] == "weather")
    #expect(tool["input"]?["city"] == "Rome")
    attributes["genkit:metadata:subtype"] = "flow"
    #expect(try event("genkit-action", attributes)["stage"] == "infrastructure")
  }

  // MARK: - Feedback in Logfire

  @Test(
    arguments: [
      (.number("0.1"), "0.1", nil), (.bool(true), "1", nil), ("wrong", nil, "wrong"),
    ] as [(JSONValue, String?, String?)])
  func `feedback in Logfire is a verdict on the span it stands below`(
    value: JSONValue, score: String?, label: String?
  ) throws {
    let verdict = try event(
      "feedback: truth",
      [
        "logfire.span_type": "annotation", "logfire.feedback.name": "truth", "truth": value,
        "logfire.feedback.comment": "made up",
      ])
    #expect(verdict["stage"] == "verdict")
    #expect(verdict["parent_id"]?.string == SpanText.full("a1"))
    #expect(verdict["verdict"]?["score"]?["value"]?.words == score)
    #expect(verdict["verdict"]?["label"]?.string == label)
    #expect(verdict["verdict"]?["reason"] == "made up")
    #expect(verdict["attributes"]?["truth"] == nil)
  }

  // MARK: - OpenLIT

  @Test(
    arguments: [
      ("openlit.otel.tracing", "anthropic", nil, 90), ("s", "anthropic", "openlit", 90),
      ("openlit.otel.tracing", "openai", nil, 50), ("s", "anthropic", nil, 50),
    ] as [(String, String, String?, Int)])
  func `OpenLIT counts Anthropic's cache beside the input`(
    scope: String, provider: String, sdk: String?, prompt: Int
  ) throws {
    var call = span(
      "chat",
      [
        "gen_ai.operation.name": "chat", "gen_ai.request.model": "m",
        "gen_ai.provider.name": .string(provider), "gen_ai.usage.input_tokens": .number("50"),
        "gen_ai.usage.output_tokens": .number("8"), "gen_ai.usage.total_tokens": .number("58"),
        "gen_ai.usage.cache_read.input_tokens": .number("40"),
      ])
    if let sdk { call.attributes["telemetry.sdk.name"] = .string(sdk) }
    let text = String(decoding: export(.root, call), as: UTF8.self)
    let named = text.replacing(#""scope":{"name":"s"}"#, with: #""scope":{"name":"\#(scope)"}"#)
    let read = try FormatSample([Data(named.utf8)])
    #expect(read.counted.summary.tokens.prompt == prompt)
    #expect(read.counted.summary.tokens.cached == 40)
  }
}
