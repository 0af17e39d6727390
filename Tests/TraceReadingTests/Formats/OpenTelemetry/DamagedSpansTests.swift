import Foundation
import TestSupport
import Testing
import TraceModel

/// Spans that something on the way wrote in another form than OTLP's.
struct DamagedSpansTests {
  private func span(_ attributes: [String: JSONValue]) -> SpanText {
    SpanText(id: "b1", failure: "too many", attributes: attributes)
  }

  private func text(_ span: SpanText) -> String {
    String(decoding: export(.root, span), as: UTF8.self)
  }

  private func read(_ text: String) throws -> FormatSample { try FormatSample([Data(text.utf8)]) }

  @Test(arguments: ["2", "2.0", "2e0", #""2""#, #""STATUS_CODE_ERROR""#])
  func `a failure is one however its code is written`(code: String) throws {
    let text = text(span(["gen_ai.operation.name": "chat", "gen_ai.request.model": "m"]))
    let read = try read(text.replacing(#""code":2"#, with: #""code":\#(code)"#))
    #expect(read.events("model").map { $0["status"]?.string } == ["error"])
  }

  @Test func `attributes without their wrapping are read`() throws {
    let text = text(span(["gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": "12"]))
      .replacing(#"{"stringValue":"chat"}"#, with: #""chat""#)
      .replacing(#"{"stringValue":"12"}"#, with: "12")
    #expect(text.contains(#""value":12"#))
    #expect(try read(text).events("model").first?["usage"]?["prompt_tokens"]?.whole == 12)
  }

  // langfuse 5.0.4 always says the type; its server does not ask for it.
  @Test func `a span with a model of Langfuse's is a generation where it says no type`() throws {
    let call = try #require(
      try read(
        text(
          span([
            "langfuse.observation.model.name": "m",
            "langfuse.observation.usage_details": #"{"input":10,"output":5}"#,
          ]))
      ).events("model").first)
    #expect(call["model"]?["name"] == "m")
    #expect(call["usage"]?["prompt_tokens"]?.whole == 10)
  }

  @Test(arguments: ["langfuse.observation.usage_details", "langfuse.observation.cost_details"])
  func `figures of Langfuse's that are no object are said to be left out`(name: String) throws {
    let read = try read(
      text(
        span([
          "langfuse.observation.type": "generation", "langfuse.observation.model.name": "m",
          name: "a few",
        ])))
    let field = name.split(separator: ".").last ?? ""
    #expect(
      read.counted.problems.map(\.reason) == ["\(field): not an object; the value is left out"])
  }

  @Test(arguments: [
    (#"[{"scopeSpans":"none"}]"#, "scopeSpans: not a list"),
    (#"["none"]"#, "resource: not an object"),
    (#"[{"scopeSpans":["none"]}]"#, "scopeSpans: not a list of objects"),
    (#"[{"scope_spans":[{"spans":{}}]}]"#, "spans: not a list"),
  ])
  func `what is no list of spans is said to be left out`(list: String, reason: String) throws {
    let read = try read(text(span([:])) + #"{"resourceSpans":\#(list)}"# + "\n")
    #expect(read.counted.problems.map(\.reason) == [reason + "; the value is left out"])
    #expect(read.events.count == 2)
  }

  @Test func `a program that sent nothing is no problem`() throws {
    let lists = ["[]", "[{}]", #"[{"scopeSpans":null}]"#, #"[{"scopeSpans":[{"spans":null}]}]"#]
    let more = lists.map { #"{"resourceSpans":\#($0)}"# + "\n" }.joined()
    #expect(try read(text(span([:])) + more).counted.problems.isEmpty)
  }
}
