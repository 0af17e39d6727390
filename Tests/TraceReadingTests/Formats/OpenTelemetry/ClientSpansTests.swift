import Foundation
import TestSupport
import Testing
import TraceModel

/// Calls that a client library logs by itself, inside of the span or beside the one that an
/// instrumentation makes of the same call.
struct ClientSpansTests {
  private static let outer: [String: JSONValue] = [
    "gen_ai.operation.name": "chat", "gen_ai.provider.name": "anthropic",
    "gen_ai.request.model": "m", "gen_ai.usage.input_tokens": .number("1000"),
    "gen_ai.usage.output_tokens": .number("20"),
    "gen_ai.input.messages": #"[{"role":"user","parts":[{"type":"text","content":"Where?"}]}]"#,
    "gen_ai.output.messages":
      #"[{"role":"assistant","parts":[{"type":"text","content":"In Oslo."}]}]"#,
  ]
  private static let inner: [String: JSONValue] = [
    "gen_ai.operation.name": "chat", "gen_ai.provider.name": "anthropic",
    "gen_ai.request.model": "m", "gen_ai.usage.input_tokens": .number("1000"),
    "gen_ai.usage.output_tokens": .number("20"),
    "gen_ai.usage.cache_read.input_tokens": .number("100"),
    "gen_ai.usage.cache_write.input_tokens": .number("450"),
    "anthropic.usage.cache_creation.ephemeral_1h_input_tokens": .number("400"),
    "anthropic.message.stop_reason": "end_turn",
  ]

  private static func sent(
    _ id: String = "c1", below parent: String, from: Int = 1, failure: String? = nil,
    _ attributes: [String: JSONValue] = inner
  ) -> SpanText {
    SpanText(
      id: id, parent: parent, name: "anthropic.messages.create", from: from, to: from + 1,
      failure: failure, attributes: attributes)
  }

  private static func failed(_ type: String) -> [String: JSONValue] {
    ["gen_ai.operation.name": "chat", "gen_ai.request.model": "m", "error.type": .string(type)]
  }

  @Test(arguments: ["b1", "a1"])
  func `a call that the client's own span is of too counts once, with all that both say`(
    parent: String
  ) throws {
    let id: JSONValue = "msg_01XFDUDYJgAACzvnptvVoYEL"
    let call = SpanText(
      id: "b1", name: "chat m",
      attributes: Self.outer.merging(["gen_ai.response.id": id]) { $1 })
    let own = Self.sent(
      below: parent, Self.inner.merging(["gen_ai.response.id": id]) { $1 })
    for spans in [[call, own], [own, call]] {
      let read = try FormatSample(spans.map { export($0) } + [export(.root)])
      #expect(read.counted.problems.isEmpty)
      let models = read.events("model")
      #expect(models.count == 1)
      #expect(models.first?["input_summary"] == "Where?")
      #expect(models.first?["output_summary"] == "In Oslo.")
      let usage = models.first?["usage"]?.members.mapValues(\.whole)
      #expect(usage?["prompt_tokens"] == 1000)
      #expect(usage?["cached_tokens"] == 100)
      #expect(usage?["cache_write_tokens"] == 450)
      #expect(usage?["cache_write_1h_tokens"] == 400)
      #expect(read.counted.summary.attempts.first == 1)
    }
  }

  @Test(arguments: ["b1", "a1"])
  func `a failure that both say is one attempt, which the next one follows`(parent: String) throws {
    let question = ["gen_ai.input.messages": Self.outer["gen_ai.input.messages"]!]
    let first = SpanText(
      id: "b1", name: "chat m", failure: "busy",
      attributes: Self.failed("RateLimitError").merging(question) { $1 })
    let next = SpanText(id: "b2", name: "chat m", from: 3, to: 4, attributes: Self.outer)
    let read = try FormatSample([
      export(
        .root, first,
        Self.sent(
          below: parent, failure: "busy",
          Self.failed("rate_limit_error").merging(["anthropic.request.id": "req_1"]) { $1 }),
        next, Self.sent("c2", below: parent == "a1" ? "a1" : "b2", from: 3))
    ])
    let models = read.events("model")
    #expect(models.map { $0["status"]?.string } == ["error", "ok"])
    #expect(models.last?["attempt"]?["of"] == models.first?["event_id"])
    #expect(read.counted.summary.attempts.retry == 1)
  }

  @Test func `a span around several answers is none of them`() throws {
    let loop = SpanText(id: "b1", name: "answer", to: 8, attributes: Self.outer)
    let read = try FormatSample([
      export(
        .root, loop, Self.sent(below: "b1", from: 2), Self.sent("c2", below: "b1", from: 4))
    ])
    #expect(read.counted.summary.tokens.prompt == 2000)
    #expect(read.counted.summary.attempts.first == 2)
    #expect(read.counted.summary.attempts.retry == 0)
  }

  @Test func `what made a conversation shorter counts with the answer`() throws {
    let read = try FormatSample([
      export(
        .root,
        Self.sent(
          below: "a1",
          Self.inner.merging([
            "anthropic.usage.compaction.input_tokens": .number("5000"),
            "anthropic.usage.compaction.output_tokens": .number("300"),
          ]) { $1 }))
    ])
    #expect(read.counted.summary.tokens.prompt == 6000)
    #expect(read.counted.summary.tokens.completion == 320)
    #expect(read.counted.summary.tokens.cached == 100)
  }

  @Test(arguments: ["anthropic.messages.count_tokens", "anthropic.sessions.create"])
  func `what only names a model asks none`(name: String) throws {
    let step = SpanText(
      id: "b1", name: name,
      attributes: ["gen_ai.provider.name": "anthropic", "gen_ai.request.model": "m"])
    let read = try FormatSample([export(.root, step)])
    #expect(read.events("model").isEmpty)
    #expect(read.events.count == 2)
  }

  @Test func `what a tool of the client's runner gave is its output`() throws {
    let tool = SpanText(
      id: "b1", name: "anthropic.custom_tool_use order_lookup",
      attributes: [
        "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "order_lookup",
        "gen_ai.tool.call.arguments": #"{"id":"7"}"#,
        "anthropic.tool_result.content": #"[{"type":"text","text":"order 7 shipped"}]"#,
      ])
    let read = try FormatSample([export(.root, tool)])
    let event = try #require(read.events("tool").first)
    #expect(event["attributes"]?["anthropic.tool_result.content"] == nil)
    #expect(event["output"]?.elements.first?["text"] == "order 7 shipped")
  }
}

/// In one file, a framework's span of a call, and that of the library below it, which stands beside it.
struct CallsBesideTests {
  private func call(
    _ id: String, _ name: String, from: Int, to: Int, failure: String? = nil, question: String,
    tokens: String?, response: String? = nil
  ) -> SpanText {
    var span = SpanText(id: id, name: name, from: from, to: to, failure: failure)
    span.attributes = [
      "gen_ai.operation.name": "chat", "gen_ai.request.model": "m",
      "gen_ai.input.messages": .string(
        #"[{"role":"user","parts":[{"type":"text","content":"\#(question)"}]}]"#),
    ]
    if let tokens {
      span.attributes["gen_ai.usage.input_tokens"] = .number(tokens)
      span.attributes["gen_ai.usage.output_tokens"] = .number("5")
    }
    if let response { span.attributes["gen_ai.response.id"] = .string(response) }
    return span
  }

  private func calls(_ spans: SpanText...) throws -> [JSONValue] {
    let orders = [[.root] + spans, spans.reversed() + [.root]]
    let read = try orders.map { try FormatSample([$0.reduce(Data()) { $0 + export($1) }]) }
    #expect(read[0].lines == read[1].lines)
    return read[0].events("model")
  }

  @Test func `count once where they say the same`() throws {
    let models = try calls(
      call("b1", "ChatOpenAI.chat", from: 1, to: 5, question: "Where?", tokens: "90"),
      call(
        "b2", "openai.response", from: 2, to: 4, question: "Where?", tokens: "90", response: "r-1"))
    #expect(models.map { $0["name"]?.string } == ["ChatOpenAI.chat"])
    #expect(models.first?["ids"]?["response"] == "r-1")
    #expect(models.first?["usage"]?["prompt_tokens"]?.whole == 90)
  }

  @Test func `are two where anything tells them apart`() throws {
    let outer = call("b1", "draft", from: 1, to: 5, question: "Where?", tokens: "90")
    func other(
      _ name: String = "judge", to end: Int = 4, question: String = "Where?",
      tokens: String = "90", response: String? = "r-1"
    ) -> SpanText {
      call(
        "b2", name, from: 2, to: end, question: question, tokens: tokens, response: response)
    }
    for inner in [
      other("draft"), other(to: 6), other(question: "Why?"), other(tokens: "91"),
      other(response: nil),
      call("b2", "judge", from: 2, to: 4, failure: "busy", question: "Where?", tokens: nil),
    ] {
      #expect(try calls(outer, inner).count == 2)
    }
  }

  @Test func `a library that knows whom it asked is told who answered`() throws {
    let names = [
      ("b1", "ChatOpenAI", "gpt-4o-mini-2024-07-18"), ("c1", "OpenAI-generation", "gpt-4o-mini"),
    ]
    let spans = names.map { id, name, model in
      var span = SpanText(id: id, parent: id == "b1" ? "a1" : "b1", name: name)
      span.attributes = [
        "langfuse.observation.type": "generation",
        "langfuse.observation.model.name": .string(model),
      ]
      if id == "b1" {
        span.attributes["langfuse.observation.usage_details"] = #"{"input":90,"output":5}"#
      }
      return span
    }
    let read = try FormatSample([export(.root, spans[0], spans[1])])
    let models = read.events("model")
    #expect(models.map { $0["name"]?.string } == ["OpenAI-generation"])
    #expect(models.first?["model"]?["name"]?.string == "gpt-4o-mini-2024-07-18")
    #expect(read.counted.summary.groups[.model]?.map(\.name) == ["gpt-4o-mini-2024-07-18"])
  }
}
