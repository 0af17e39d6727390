import Testing
import TraceModel

@testable import TraceReading

/// Gemini's Interactions, whose answers are steps.
struct InteractionsTests {
  private static let usage =
    #""usage":{"total_tokens":59,"total_input_tokens":12,"input_tokens_by_modality":[{"modality":"text","tokens":8},{"modality":"audio","tokens":4}],"total_cached_tokens":5,"total_output_tokens":7,"total_tool_use_tokens":10,"total_thought_tokens":30}"#

  private static let steps =
    #"[{"type":"thought","signature":"x","summary":[{"type":"text","text":"Hm."}]},"#
    + #"{"type":"google_search_call","id":"s1","arguments":{"queries":["a","b"]}},"#
    + #"{"type":"google_search_result","call_id":"s1","result":[]},"#
    + #"{"type":"function_call","id":"f1","name":"weather","arguments":{"city":"Oslo"}},"#
    + #"{"type":"model_output","content":[{"type":"text","text":"Hello"}]}]"#

  private static let pieces = [
    #"{"interaction":{"id":"v1_0A17","status":"in_progress","object":"interaction","model":"gemini-x"},"event_type":"interaction.created"}"#,
    #"{"interaction_id":"v1_0A17","status":"in_progress","event_type":"interaction.status_update"}"#,
    #"{"index":0,"step":{"type":"thought"},"event_type":"step.start"}"#,
    #"{"index":0,"delta":{"content":{"text":"Hm.","type":"text"},"type":"thought_summary"},"event_type":"step.delta"}"#,
    #"{"index":0,"event_type":"step.stop"}"#,
    #"{"index":1,"step":{"type":"google_search_call","id":"s1","arguments":{"queries":["a","b"]}},"event_type":"step.start"}"#,
    #"{"index":2,"step":{"type":"google_search_result","call_id":"s1","result":[]},"event_type":"step.start"}"#,
    #"{"index":3,"step":{"id":"f1","type":"function_call","name":"weather","arguments":{}},"event_type":"step.start"}"#,
    #"{"index":3,"delta":{"arguments":"{\"city\":","type":"arguments_delta"},"event_type":"step.delta"}"#,
    #"{"index":3,"delta":{"arguments":"\"Oslo\"}","type":"arguments_delta"},"event_type":"step.delta"}"#,
    #"{"index":4,"step":{"type":"model_output"},"event_type":"step.start"}"#,
    #"{"index":4,"delta":{"text":"Hel","type":"text"},"event_type":"step.delta"}"#,
    #"{"index":4,"delta":{"text":"lo","type":"text"},"event_type":"step.delta"}"#,
    #"{"interaction":{"id":"v1_0A17","status":"completed","created":"2026-11-09T10:00:00Z","object":"interaction","model":"gemini-x",\#(usage)},"event_type":"interaction.completed"}"#,
  ]

  private func event(_ body: JSONValue) throws -> JSONValue {
    let asked =
      #"{"model":"gemini-x","input":[{"type":"text","text":"Weather?"}],"generation_config":{"temperature":0.5,"max_output_tokens":64}}"#
    let text = String(decoding: body.canonicalBytes, as: UTF8.self)
    return try #require(
      ProviderFixture.translate(
        #"{"method":"POST","url":"https://generativelanguage.googleapis.com/v1beta/interactions","request":\#(asked),"status":200,"response":\#(text)}"#
      ).first)
  }

  private func streamed(_ pieces: some Sequence<String>) throws -> JSONValue {
    try event(.string(pieces.map { "data: \($0)\n\n" }.joined()))
  }

  private func whole() throws -> JSONValue {
    let body =
      #"{"id":"v1_0A17","object":"interaction","status":"completed","created":"2026-11-09T10:00:00Z","model":"gemini-x","steps":\#(Self.steps),\#(Self.usage)}"#
    return try event(try readJSON(Array(body.utf8)))
  }

  @Test func `an interaction is one call, whole or in pieces`() throws {
    for event in [try whole(), try streamed(Self.pieces)] {
      #expect(event["stage"]?.string == "model")
      #expect(event["status"]?.string == "ok")
      #expect(event["timestamp"]?.string == "2026-11-09T10:00:00Z")
      #expect(event["ids", "response"]?.string == "v1_0A17")
      #expect(event["model", "name"]?.string == "gemini-x")
      #expect(event["model", "max_tokens"]?.whole == 64)
      #expect(event["input_summary"]?.string == "Weather?")
      #expect(event["usage", "prompt_tokens"]?.whole == 22)
      #expect(event["usage", "cached_tokens"]?.whole == 5)
      #expect(event["usage", "audio_prompt_tokens"]?.whole == 4)
      #expect(event["usage", "completion_tokens"]?.whole == 37)
      #expect(event["usage", "reasoning_tokens"]?.whole == 30)
      #expect(event["output", "text"]?.string == "Hello")
      #expect(event["output", "reasoning"]?.string == "Hm.")
      #expect(event["attributes", "web_search_requests"]?.whole == 2)
      guard case .array(let calls)? = event["output", "tool_calls"] else {
        Issue.record("no calls")
        continue
      }
      #expect(calls.map { $0["name"]?.string } == ["weather"])
      #expect(calls.first?["arguments", "city"]?.string == "Oslo")
    }
  }

  @Test func `a stream of steps that stops early has no counts`() throws {
    let event = try streamed(Self.pieces.dropLast())
    #expect(event["usage"] == nil)
    #expect(event["error", "type"]?.string == "network")
    #expect(event["output", "text"]?.string == "Hello")
  }

  @Test func `an interaction that failed is a failure`() throws {
    let event = try event(
      try readJSON(
        Array(#"{"id":"v1_0A18","object":"interaction","status":"failed","steps":[]}"#.utf8)))
    #expect(event["status"]?.string == "error")
  }
}
