import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// What was said one by one: in a span's events, or in attributes of a number each.
struct ContentEventsTests {
  private func model(_ attributes: [String: JSONValue], events: String = "[]") throws -> JSONValue {
    var span = SpanText(id: "b1", events: events)
    span.attributes = ["gen_ai.operation.name": "chat", "gen_ai.request.model": "m"]
    span.attributes.merge(attributes) { $1 }
    let read = try FormatSample([export(.root, span)])
    #expect(read.counted.problems.isEmpty)
    return try #require(read.events("model").first)
  }

  private func event(_ name: String, at second: Int, _ attributes: [String: String]) -> String {
    let list = attributes.sorted { $0.key < $1.key }.map { key, value in
      let text = String(decoding: JSONValue.string(value).canonicalBytes, as: UTF8.self)
      return #"{"key":"\#(key)","value":{"stringValue":\#(text)}}"#
    }
    return #"{"name":"\#(name)","timeUnixNano":"179430000\#(second)000000000","#
      + #""attributes":[\#(list.joined(separator: ","))]}"#
  }

  @Test func `messages in a span's events are what was asked and answered`() throws {
    let call = try model(
      [:],
      events: "["
        + [
          event(
            "gen_ai.choice", at: 3,
            [
              "gen_ai.event.content":
                #"{"index":0,"finish_reason":"stop","message":{"content":"On its way."}}"#
            ]),
          event(
            "gen_ai.user.message", at: 2,
            ["gen_ai.event.content": #"{"role":"user","content":"Where is it?"}"#]),
          event(
            "gen_ai.system.message", at: 1, ["gen_ai.event.content": #"{"content":"Be brief."}"#]),
        ].joined(separator: ",") + "]")
    #expect(call["prompt"]?["text"] == "Be brief.")
    #expect(call["input_summary"] == "Where is it?")
    #expect(call["input"]?["messages"]?.elements.count == 1)
    #expect(call["output"]?["text"] == "On its way.")
    #expect(call["output_summary"] == "On its way.")
    #expect(call["model"]?["finish_reason"] == "stop")
  }

  @Test(arguments: [
    #"[{"text":"On its way."}]"#, #"{"role":"assistant","content":"On its way."}"#, "On its way.",
  ])
  func `a message may be the event's own attributes, its parts in a string`(answer: String) throws {
    let call = try model(
      [:],
      events: "["
        + [
          event("gen_ai.user.message", at: 1, ["content": #"[{"text":"Where is it?"}]"#]),
          event(
            "gen_ai.choice", at: 2,
            ["message": answer, "finish_reason": "end_turn"]),
        ].joined(separator: ",") + "]")
    #expect(call["input_summary"] == "Where is it?")
    #expect(call["output_summary"] == "On its way.")
    #expect(call["model"]?["finish_reason"] == "end_turn")
  }

  @Test func `attributes that say what was said count before events`() throws {
    let call = try model(
      ["gen_ai.input.messages": #"[{"role":"user","parts":[{"type":"text","content":"A"}]}]"#],
      events: "[" + event("gen_ai.user.message", at: 1, ["content": "B"]) + "]")
    #expect(call["input_summary"] == "A")
  }

  @Test func `messages that an attribute lists as events are what was asked and answered`() throws {
    let call = try model([
      "events": .string(
        #"[{"event.name":"gen_ai.system.message","content":"Be brief.","role":"system"},"#
          + #"{"event.name":"gen_ai.user.message","content":"Where is it?","role":"user"},"#
          + #"{"event.name":"gen_ai.choice","index":0,"message":{"role":"assistant","content":"Here."}}]"#
      )
    ])
    #expect(call["prompt"]?["text"] == "Be brief.")
    #expect(call["input_summary"] == "Where is it?")
    #expect(call["output_summary"] == "Here.")
  }

  @Test func `the texts of a completion are its input and output`() throws {
    let call = try model([
      "openinference.span.kind": "LLM", "llm.prompts.0.prompt.text": "Say hi",
      "llm.choices.0.completion.text": "hi",
    ])
    #expect(call["input_summary"] == "Say hi")
    #expect(call["output_summary"] == "hi")
    #expect(call["attributes"]?["llm.prompts.0.prompt.text"] == nil)
    #expect(call["attributes"]?["llm.choices.0.completion.text"] == nil)
  }

  @Test func `parts of a message in one string are the parts`() throws {
    func call(_ content: String) throws -> JSONValue {
      try model(["gen_ai.prompt.0.role": "user", "gen_ai.prompt.0.content": .string(content)])
    }
    let plain = try call("Where is it?")
    let parted = try call(#"[{"type":"text","text":"Where is it?"}]"#)
    #expect(parted["input"] == plain["input"])
    #expect(parted["input_summary"] == "Where is it?")
    let list = #"[{"text":"kept","label":"spam"}]"#
    #expect(try call(list)["input_summary"]?.string == list)
  }

  @Test func `the same question to another vendor is a fallback, in whatever form it stands`()
    throws
  {
    var failed = SpanText(id: "b1", from: 1, to: 2, failure: "Error code: 429 - slow down")
    failed.attributes = [
      "gen_ai.system": "OpenAI", "llm.request.type": "chat", "gen_ai.request.model": "gpt-4.1-mini",
      "gen_ai.prompt.0.role": "user", "gen_ai.prompt.0.content": "Where is it?",
    ]
    var answered = SpanText(id: "b2", from: 3, to: 4)
    answered.attributes = failed.attributes.merging([
      "gen_ai.system": "Anthropic", "gen_ai.request.model": "claude-sonnet-4-5",
      "gen_ai.prompt.0.content": #"[{"type":"text","text":"Where is it?"}]"#,
    ]) { $1 }
    let read = try FormatSample([export(.root, failed, answered)])
    #expect(read.counted.summary.attempts.fallback == 1)
  }

  private func step(_ operation: String, events: [String]) throws -> JSONValue {
    var span = SpanText(id: "b1", name: operation)
    span.attributes = ["gen_ai.operation.name": .string(operation)]
    if operation == "execute_tool" { span.attributes["gen_ai.tool.name"] = "lookup" }
    span.events = "[" + events.joined(separator: ",") + "]"
    let read = try FormatSample([export(.root, span)])
    #expect(read.counted.problems.isEmpty)
    return try #require(read.events.first { $0["name"]?.string == operation })
  }

  @Test func `messages in an agent's events are what it was asked and answered`() throws {
    let agent = try step(
      "invoke_agent",
      events: [
        event("gen_ai.user.message", at: 1, ["content": #"[{"text":"Where is it?"}]"#]),
        event("gen_ai.choice", at: 2, ["message": "Here.", "finish_reason": "end_turn"]),
      ])
    #expect(agent["input_summary"] == "Where is it?")
    #expect(agent["output"]?["text"] == "Here.")
    #expect(agent["output_summary"] == "Here.")
  }

  @Test func `messages in a tool's events are what it was called with and gave back`() throws {
    let details = "gen_ai.client.inference.operation.details"
    let calls = [
      [
        event("gen_ai.tool.message", at: 1, ["role": "tool", "content": #"{"order":7}"#]),
        event("gen_ai.choice", at: 2, ["message": #"[{"text":"sent"}]"#, "id": "t1"]),
      ],
      [
        event(
          details, at: 1,
          [
            "gen_ai.input.messages":
              #"[{"role":"tool","parts":[{"type":"tool_call","name":"lookup","arguments":{"order":7}}]}]"#
          ]),
        event(
          details, at: 2,
          [
            "gen_ai.output.messages":
              #"[{"role":"tool","parts":[{"type":"tool_call_response","response":[{"text":"sent"}]}]}]"#
          ]),
      ],
    ]
    for events in calls {
      let tool = try step("execute_tool", events: events)
      #expect(tool["input"]?["order"]?.whole == 7)
      #expect(tool["output"]?.elements.first?["text"] == "sent")
      #expect(tool["attributes"]?["gen_ai.input.messages"] == nil)
    }
  }

  @Test func `texts of a completion may name no role`() throws {
    let call = try model([
      "gen_ai.prompt.0.user": "Say hi", "gen_ai.completion.0.content": "hi",
      "gen_ai.completion.0.finish_reason": "length",
    ])
    #expect(call["input_summary"] == "Say hi")
    #expect(call["output"]?["text"] == "hi")
    #expect(call["output_summary"] == "hi")
    #expect(call["model"]?["finish_reason"] == "length")
  }
}
