import Foundation
import TestSupport
import Testing
import TraceModel

/// Which calls of spans continue a failed one, where no span says so.
struct FollowedCallsTests {
  private func call(
    _ id: String, below parent: String = "a1", _ model: String = "m", from: Int, to: Int,
    failure: String? = nil, asked: String? = "Why?", prompt: String? = nil
  ) -> SpanText {
    var span = SpanText(id: id, parent: parent, from: from, to: to, failure: failure)
    span.attributes = [
      "gen_ai.operation.name": "chat", "gen_ai.request.model": .string(model),
      "gen_ai.provider.name": "openai",
    ]
    if let asked {
      span.attributes["gen_ai.input.messages"] = .string(
        #"[{"role":"user","parts":[{"type":"text","content":"\#(asked)"}]}]"#)
    }
    if let prompt {
      span.attributes["gen_ai.prompt.name"] = .string(prompt)
      span.attributes["gen_ai.prompt.version"] = "3"
    }
    return span
  }

  private func tool(_ id: String, from: Int, to: Int, failure: String? = nil) -> SpanText {
    var span = SpanText(id: id, from: from, to: to, failure: failure)
    span.attributes = [
      "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "look",
      "gen_ai.tool.call.id": "call_0123456789abcdef", "gen_ai.tool.call.arguments": #"{"id":4}"#,
      "app.cost": .number("0.25"),
    ]
    return span
  }

  private static var settings: LogSettings {
    var settings = LogSettings()
    settings.configuration.attributes.attempt = ["app.attempt"]
    settings.configuration.attributes.trigger = ["app.why"]
    settings.configuration.attributes.toolCost = ["app.cost"]
    return settings
  }

  private func attempts(_ files: Data...) throws -> [String] {
    let read = try FormatSample(files, with: Self.settings).counted.summary
    let attempts = read.attempts
    return ["\(attempts.first) first, \(attempts.retry) retry, \(attempts.fallback) fallback"]
      + attempts.triggers.sorted { $0.key.text < $1.key.text }.map { "\($0.key): \($0.value)" }
  }

  @Test func `calls whose own spans were not logged follow each other`() throws {
    #expect(
      try attempts(
        export(
          call("b1", below: "c1", from: 1, to: 2, failure: "429"),
          call("b2", below: "c2", from: 3, to: 4, failure: "500"),
          call("b3", below: "c3", "n", from: 5, to: 6),
          call("b4", below: "c4", from: 7, to: 8)))
        == ["2 first, 1 retry, 1 fallback", "429: 1", "500: 1"])
  }

  @Test func `without what was asked the prompt tells that another model took over`() throws {
    let failed = call("b1", from: 1, to: 2, failure: "429", asked: nil, prompt: "draft")
    #expect(
      try attempts(
        export(.root, failed, call("b2", "n", from: 3, to: 4, asked: nil, prompt: "draft")))
        == ["1 first, 0 retry, 1 fallback", "429: 1"])
    #expect(
      try attempts(
        export(.root, failed, call("b2", "n", from: 3, to: 4, asked: nil, prompt: "check")))
        == ["2 first, 0 retry, 0 fallback"])
    // Where one says what it was asked, its prompt is not all that is known of it.
    #expect(
      try attempts(export(.root, failed, call("b2", "n", from: 3, to: 4, prompt: "draft")))
        == ["2 first, 0 retry, 0 fallback"])
  }

  @Test(arguments: [(61, 1), (63, 0)])
  func `across spans only what is tried again within a minute is a next attempt`(
    start: Int, fallbacks: Int
  ) throws {
    let step = SpanText(id: "b2", name: "fallback", from: 5, to: 6)
    let data = export(
      .root, call("b1", from: 1, to: 2, failure: "429"), step,
      call("b3", below: "b2", "n", from: 5, to: 6))
    let text = String(decoding: data, as: UTF8.self)
      .replacing("1794300005", with: "17943000\(start)").replacing("1794300006", with: "1794300070")
    #expect(
      try attempts(Data(text.utf8)).first
        == "\(2 - fallbacks) first, 0 retry, \(fallbacks) fallback")
  }

  @Test func `a step that waits says why the next attempt is made, and what it says is kept`()
    throws
  {
    var wait = SpanText(id: "b2", name: "retry.wait", from: 2, to: 3)
    wait.attributes = ["app.attempt": .number("2"), "app.why": "rate_limit"]
    let data = export(
      .root, call("b1", from: 1, to: 2, failure: "429"), wait, call("b3", from: 3, to: 4))
    #expect(try attempts(data) == ["1 first, 1 retry, 0 fallback", "rate_limit: 1"])
    let step = try FormatSample([data], with: Self.settings).events("infrastructure").first
    #expect(step?["attempt"]?.members == ["number": .number("2"), "trigger": "rate_limit"])
  }

  @Test func `a step that waits gives its reason to one attempt, and only after the failure`()
    throws
  {
    var wait = SpanText(id: "b3", name: "retry.wait", from: 2, to: 3)
    wait.attributes = ["app.why": "rate_limit"]
    let calls = [
      call("b1", from: 1, to: 2, failure: "429"),
      call("b2", from: 1, to: 2, failure: "500", asked: "When?"),
      call("b4", from: 4, to: 5), call("b5", from: 5, to: 6, asked: "When?"),
    ]
    #expect(
      try attempts(export(.root, calls[0], calls[1], wait, calls[2], calls[3]))
        == ["2 first, 2 retry, 0 fallback", "500: 1", "rate_limit: 1"])
    wait.from = 1
    #expect(
      try attempts(export(.root, calls[0], wait, calls[2]))
        == ["1 first, 1 retry, 0 fallback", "429: 1"])
  }

  @Test func `so does the step that the next attempt is made in`() throws {
    var retry = SpanText(id: "b2", name: "retry", from: 2, to: 5)
    retry.attributes = ["app.why": "rate_limit"]
    #expect(
      try attempts(
        export(
          .root, call("b1", from: 1, to: 2, failure: "429"), retry,
          call("b3", below: "b2", from: 3, to: 4)))
        == ["1 first, 1 retry, 0 fallback", "rate_limit: 1"])
  }

  @Test func `a reason alone says that an attempt is a later one`() throws {
    var second = call("b2", from: 3, to: 4)
    second.attributes["app.why"] = "rate_limit"
    #expect(
      try attempts(export(.root, call("b1", from: 1, to: 2, failure: "429"), second))
        == ["1 first, 1 retry, 0 fallback", "rate_limit: 1"])
  }

  @Test(arguments: [0, 1])
  func `attempts are counted from 0 or from 1`(start: Int) throws {
    var spans = [
      call("b1", from: 1, to: 2, failure: "429"), call("b2", from: 3, to: 4, failure: "429"),
      call("b3", from: 5, to: 6),
    ]
    for place in spans.indices {
      spans[place].attributes["app.attempt"] = .number("\(start + place)")
    }
    #expect(
      try attempts(export(.root, spans[0], spans[1], spans[2]))
        .first == "1 first, 2 retry, 0 fallback")
    // What begins anew is another call.
    var other = call("b4", from: 7, to: 8, asked: "Why?")
    other.attributes["app.attempt"] = .number("\(start)")
    spans[2].failure = "429"
    #expect(
      try attempts(export(.root, spans[0], spans[1], spans[2], other))
        .first == "2 first, 2 retry, 0 fallback")
  }

  @Test func `a tool that is called again under one id is called twice, in one file or two`() throws
  {
    let first = tool("b1", from: 1, to: 3, failure: "TimeoutError: x")
    let second = tool("b2", from: 4, to: 5)
    for files in [[export(.root, first, second)], [export(.root, first), export(second)]] {
      let summary = try FormatSample(files, with: Self.settings).counted.summary
      #expect(summary.paths.map(\.path) == ["look TimeoutError → look ok"])
      #expect(summary.cost.total.digits == "0.5")
    }
  }
}
