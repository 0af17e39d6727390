import TestSupport
import Testing
import TraceAnalysis
import TraceModel

/// What went over the wire, beside spans and gateways that tell less of it, or other things.
@Suite struct MergeExchangesTests {
  private static let request = event("r", .request, .took(4000), .input("Where is it?"))
  private static let span = event(
    "s1", .model, at: 1, .parent("r"), .took(3000), .model("aurora"), .ids("a-1"), .tokens(100, 20))
  private static let failedSpan = event(
    "s1", .model, at: 1, .parent("r"), .took(1000), .model("aurora"), .failed("APITimeoutError"))

  private static func exchange(
    _ id: String, at seconds: Double, _ parts: EventPart..., under parent: String = "s1"
  ) -> String {
    event(
      id, .model, at: seconds,
      [.parent(parent), .join(role: "exchange", by: "traceparent")] + parts)
  }

  private func read(_ files: [String: [String]]) throws -> CountedLog {
    try count(files: files.mapValues { ["[" + $0.joined(separator: ",\n") + "]"] })
  }

  @Test func `an attempt whose answer came after the next one began timed out`() throws {
    let log = try read([
      "spans": [Self.request, Self.span],
      "wire": [
        Self.exchange("x1", at: 1, .took(2500), .tokens(100, 40), .ids("a-0")),
        Self.exchange("x2", at: 2, .took(900), .tokens(100, 20), .ids("a-1")),
      ],
    ])
    #expect(log.summary.paths.map(\.path) == ["aurora timeout → aurora ok"])
    #expect(log.summary.attempts.triggers == ["timeout": 1])
    #expect(log.summary.tokens.completion == 60)
  }

  @Test func `what only the wire says of the second attempt leaves it one`() throws {
    let failed = event(
      "s0", .model, at: 5, .parent("r"), .took(500), .model("aurora"), .failed("429"))
    let span = event(
      "s1", .model, at: 6, .parent("r"), .took(1000), .model("aurora"), .ids("a-1"),
      .tokens(100, 20))
    let log = try read([
      "spans": [Self.request, failed, span],
      "wire": [
        Self.exchange(
          "x1", at: 6.1, .took(700), .tokens(100, 20), .ids("a-1"), .input("Where?"))
      ],
    ])
    #expect(log.summary.paths.map(\.path) == ["aurora 429 → aurora ok"])
  }

  @Test(arguments: [-3.0, 0.2, 5])
  func `a retry stays one where the wire was logged by another clock`(shift: Double) throws {
    let failed = event(
      "s0", .model, at: 5, .parent("r"), .took(500), .model("aurora"), .input("Where?"),
      .failed("429"))
    let span = event(
      "s1", .model, at: 6, .parent("r"), .took(1000), .model("aurora"), .input("Where?"),
      .ids("a-1"), .tokens(100, 20))
    let log = try read([
      "spans": [Self.request, failed, span],
      "wire": [
        Self.exchange("x1", at: 6 + shift, .took(700), .tokens(100, 20), .ids("a-1"))
      ],
    ])
    #expect(log.summary.paths.map(\.path) == ["aurora 429 → aurora ok"])
  }

  @Test(arguments: [(1.05, "a", "a"), (1.9, "a", "a"), (2, "a", "b")])
  func `what is sent side by side timed out in none`(
    start: Double, first: String, second: String
  ) throws {
    let log = try read([
      "spans": [Self.request, Self.span],
      "wire": [
        Self.exchange("x1", at: 1, .took(2500), .tokens(100, 40), .ids("a-0"), .input(first)),
        Self.exchange("x2", at: start, .took(900), .tokens(100, 20), .ids("a-1"), .input(second)),
      ],
    ])
    #expect(log.summary.attempts.triggers == [:])
    #expect(log.summary.tokens.completion == 60)
  }

  @Test(arguments: [1.5, 3.5])
  func `a failure beside the answer leaves the call its answer`(at start: Double) throws {
    let span = event(
      "s1", .model, at: 1, .parent("r"), .took(3000), .model("aurora"), .tokens(100, 20))
    let log = try read([
      "spans": [Self.request, span],
      "wire": [
        Self.exchange("x1", at: 1, .took(900), .tokens(100, 20), .ids("a-0")),
        Self.exchange("x2", at: start, .took(400), .failed("rate_limit")),
      ],
    ])
    #expect(log.summary.tokens.completion == 20)
    #expect(log.trace()?.record("s1")?.status == .ok)
    #expect(log.summary.attempts.triggers == ["rate_limit": 1])
  }

  @Test func `an exchange of another answer is not one with a call whose own is known`() throws {
    let log = try read([
      "spans": [Self.request, Self.span],
      "wire": [
        Self.exchange("x1", at: 1, .took(2500), .tokens(100, 20), .ids("a-1")),
        event(
          "x2", .model, at: 1.2, .took(2000), .tokens(100, 20), .ids("b-1"), .model("aurora"),
          .join(role: "exchange", by: "traceparent")),
      ],
    ])
    #expect(log.summary.tokens.completion == 40)
  }

  @Test func `an attempt that was answered in time is no trigger of the next one`() throws {
    let log = try read([
      "spans": [Self.request, Self.span],
      "wire": [
        Self.exchange("x1", at: 1, .took(500), .tokens(100, 40), .ids("a-0")),
        Self.exchange("x2", at: 2, .took(900), .tokens(100, 20), .ids("a-1")),
      ],
    ])
    #expect(log.summary.attempts.retry == 1)
    #expect(log.summary.attempts.triggers == [:])
  }

  @Test func `a late answer to a call that timed out leaves it so, with its tokens`() throws {
    let log = try read([
      "spans": [Self.request, Self.failedSpan],
      "wire": [Self.exchange("x1", at: 1, .took(2500), .tokens(100, 40), .ids("a-0"))],
    ])
    #expect(log.trace()?.record("s1")?.status == .error)
    #expect(log.summary.tokens.completion == 40)
  }

  @Test(arguments: [("network", "error", Status.error), ("content_filter", "blocked", .blocked)])
  func `a call failed where its own exchange did`(
    type: String, word: String, status: Status
  ) throws {
    let log = try read([
      "spans": [Self.request, Self.span],
      "wire": [Self.exchange("x1", at: 1, .took(900), .failed(type), .status(word), .ids("a-1"))],
    ])
    let call = try #require(log.trace()?.record("s1"))
    #expect(call.status == status)
    #expect(log.summary.events == 2)
  }

  @Test func `a failure is no call's that has an answer, whose exchange was not logged`() throws {
    let log = try read([
      "spans": [Self.request, Self.span],
      "wire": [Self.exchange("x1", at: 1, .took(200), .failed("rate_limit_error"))],
    ])
    #expect(log.summary.paths.map(\.path) == ["aurora rate_limit_error → aurora ok"])
    #expect(log.trace()?.record("s1")?.duration == 3_000_000_000)
  }

  @Test(arguments: [-3.0, -0.04, 0, 3])
  func `two spans of one call are one, however the clock of its exchange is off`(
    seconds: Double
  ) throws {
    let log = try read([
      "spans": [
        Self.request,
        event(
          "s1", .model, at: 5, .parent("r"), .took(170), .model("aurora"), .ids(Self.answer),
          .tokens(100, 20)),
        event(
          "s2", .model, at: 5.001, .parent("r"), .took(168), .model("aurora"), .ids(Self.answer),
          .tokens(100, 20)),
      ],
      "wire": [
        Self.exchange(
          "x", at: 5.002 + seconds, .took(1), .ids(Self.answer), .tokens(100, 20), under: "s2")
      ],
    ])
    #expect(log.summary.tokens.prompt == 100)
  }

  private static let answer = "msg_015hVfopFsrZjSQTZ182rJMV"

  @Test func `spans inside of one another count the same in one file and in two`() throws {
    let outer = event(
      "s1", .model, at: 1, .parent("r"), .took(3000), .model("aurora"), .ids(Self.answer),
      .tokens(100, 20))
    let inner = event(
      "s2", .model, at: 1.1, .parent("s1"), .took(2800), .model("aurora"), .ids(Self.answer),
      .tokens(100, 20))
    let wire = [
      Self.exchange("x1", at: 1.2, .took(300), .failed("overloaded_error"), under: "s2"),
      Self.exchange(
        "x2", at: 2, .took(900), .ids(Self.answer), .tokens(100, 20), under: "s2"),
    ]
    let together = try read(["spans": [Self.request, outer, inner], "wire": wire]).summary
    let apart = try read(["a": [Self.request, outer], "b": [inner], "wire": wire]).summary
    #expect(together.events == 4)
    for summary in [together, apart] {
      #expect(summary.events == together.events)
      #expect(summary.tokens.prompt == 100)
      #expect(summary.attempts.retry == 1)
      #expect(!summary.findings.contains { $0.code == "trace-broken" })
    }
  }

  @Test func `a call has the settings of whichever log says them`() throws {
    func model(_ temperature: String?) -> EventPart {
      var members: [JSONValue.Member] = [
        .init("provider", .string("acme")), .init("name", .string("aurora")),
        .init("version", .string("2")),
      ]
      if let temperature { members.append(.init("temperature", .number(temperature))) }
      return .field("model", .object(members))
    }
    let prompt = EventPart.field("prompt", .object([.init("text", .string("Be brief."))]))
    func log(_ temperature: String?) throws -> CountedLog {
      try read([
        "spans": [
          Self.request,
          event("s1", .model, at: 1, .parent("r"), .took(3000), model(nil), .ids("a-1"), prompt),
        ],
        "wire": [Self.exchange("x", at: 1.5, .took(2000), .ids("a-1"), model(temperature))],
      ])
    }
    #expect(try log(nil).summary.findings.contains { $0.code == "settings-missing" })
    #expect(try !log("0.2").summary.findings.contains { $0.code == "settings-missing" })
  }

  @Test func `a gateway that answers in another vendor's language logs the same call`() throws {
    func read(_ wire: [EventPart], at start: Double = 1.1) throws -> WeekSummary {
      try self.read([
        "gateway": [
          event(
            "g", .model, at: 1, .took(500), .model("aurora"), .ids("chatcmpl-9"), .tokens(100, 20),
            .input("hi"), .costs("0.5"))
        ],
        "wire": [
          event(
            "x", .model, at: start,
            [.took(300), .join(role: "exchange", by: "traceparent"), .model("aurora")] + wire)
        ],
      ]).summary
    }
    let same = try read([.ids("msg_7"), .tokens(100, 20), .input("Hi there")])
    #expect(same.events == 1)
    #expect(same.tokens.prompt == 100)
    #expect(same.cost.total == ExactDecimal("0.5"))
    // By a clock a little off, another number of tokens, and another time.
    #expect(try read([.ids("msg_7"), .tokens(100, 20)], at: 0.95).tokens.prompt == 100)
    #expect(try read([.ids("msg_7"), .tokens(100, 21)]).tokens.prompt == 200)
    #expect(try read([.ids("msg_7"), .tokens(100, 20)], at: 9).tokens.prompt == 200)
  }

  @Test func `embeddings are one call where one log says that nothing came out`() throws {
    let input = EventPart.field("usage", .object([.init("prompt_tokens", .number("185"))]))
    let log = try read([
      "gateway": [
        event("g", .model, at: 1, .took(500), .model("aurora"), .ids("e-1"), .tokens(185, 0))
      ],
      "wire": [
        event(
          "x", .model, at: 1.1, .took(300), .model("aurora"), input,
          .join(role: "exchange", by: "traceparent"))
      ],
    ])
    #expect(log.summary.tokens.prompt == 185)
    #expect(log.summary.events == 1)
  }
}
