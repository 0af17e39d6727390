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
}
