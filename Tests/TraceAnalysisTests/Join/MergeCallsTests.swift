import TestSupport
import Testing
import TraceAnalysis
import TraceModel
import TraceReading

/// Records of several logs about the same calls. An array of events is read by the same way as
/// another format, so that they can say what only the join needs.
@Suite struct MergeCallsTests {
  private static let span = event(
    "s1", .model, at: 1, .parent("r"), .took(3000), .model("aurora"), .ids("a-1"))
  private static let request = event("r", .request, .took(4000), .input("Where is it?"))

  private static func exchange(
    _ id: String, at seconds: Double, _ parts: EventPart..., under parent: String = "s1"
  ) -> String {
    event(
      id, .model, at: seconds,
      [.parent(parent), .join(role: "exchange", by: "traceparent")] + parts)
  }

  private func read(
    _ files: [String: [String]], cut cutting: Cutting = Cutting(), reversed: Bool = false
  ) throws -> CountedLog {
    let arrays = files.mapValues { lines in
      ["[" + (reversed ? lines.reversed() : lines).joined(separator: ",\n") + "]"]
    }
    return try count(files: arrays, cut: cutting)
  }

  @Test func `parts complete their event, and the later one says more`() throws {
    let log = try read([
      "updates": [
        event(
          "g", .model, .sequence(0), .status("unknown"), .end(4), .model("boreal"),
          .tokens(7, 3), .join(role: "part", at: 20)),
        event(
          "g", .model, at: 1, .parent("r"), .model("aurora"), .input("x"),
          .join(role: "part", at: 10)), Self.request,
      ]
    ])
    #expect(log.summary.events == 2)
    #expect(log.problems.isEmpty)
    let trace = try #require(log.trace())
    let call = try #require(trace.record("g"))
    #expect(call.duration == 3_000_000_000)
    #expect(call.status == .ok)
    #expect(log.summary.tokens.prompt == 7)
    #expect(log.summary.groups[.model]?.map(\.name) == ["boreal"])
  }

  @Test func `an update says all tokens anew, also where it says fewer kinds`() throws {
    let log = try read([
      "updates": [
        event(
          "g", .model, at: 1, .parent("r"),
          .field(
            "usage",
            .object([
              .init("prompt_tokens", .number("100")), .init("completion_tokens", .number("0")),
              .init("cached_tokens", .number("0")),
            ])), .join(role: "part", at: 10)),
        event("g", .model, at: 1, .tokens(120, 30), .join(role: "part", at: 20)), Self.request,
      ]
    ])
    #expect(log.summary.tokens.prompt == 120)
    #expect(log.summary.tokens.completion == 30)
  }

  @Test(arguments: [2, 3, 40], [false, true])
  func `calls that are their own parents in a ring count each`(
    count: Int, isReversed: Bool
  ) throws {
    let ring = (0..<count).map { place in
      event(
        "m\(place)", .model, at: Double(place), .parent("m\((place + 1) % count)"), .took(500),
        .model("aurora"), .tokens(10, 5), .costs("0.5"))
    }
    let log = try read(["spans": [Self.request] + ring], reversed: isReversed)
    #expect(log.summary.tokens.prompt == 10 * count)
    #expect(log.summary.cost.total == ExactDecimal("\(count / 2)\(count % 2 == 0 ? "" : ".5")"))
  }

  @Test func `what lies around a call counts nothing, also where it is part of a ring`() throws {
    let log = try read([
      "spans": [
        Self.request,
        event("m1", .model, at: 1, .parent("m2"), .took(500), .model("aurora"), .tokens(10, 5)),
        event("m2", .model, at: 2, .parent("m1"), .took(500), .model("aurora"), .tokens(10, 5)),
        event("m3", .model, at: 3, .parent("m2"), .took(500), .model("aurora"), .tokens(7, 5)),
      ]
    ])
    #expect(log.summary.tokens.prompt == 17)
  }

  private static func tool(
    _ id: String, at seconds: Double, under parent: String, for milliseconds: Double = 500,
    _ parts: EventPart...
  ) -> String {
    event(
      id, .tool, at: seconds, [.parent(parent), .tool("lookup"), .took(milliseconds)] + parts)
  }

  private static func call(_ id: String) -> EventPart {
    .field("join", .object([.init("call", .string(id))]))
  }

  @Test(arguments: [
    // The client's span and the server's, of which one says what was asked.
    (
      [
        tool("t2", at: 1.1, under: "t1", for: 800, .input("a")),
        event("x", .infrastructure, at: 1.1, .parent("t2"), .took(800)),
        tool("t3", at: 1.2, under: "x"),
      ], 1
    ),
    // Of another name, and with the same id.
    ([event("t2", .tool, at: 1.1, .parent("t1"), .tool("mcp"), .took(500), call("c1"))], 1),
    // By a clock of its own, asked the same.
    ([tool("t2", at: 3, under: "t1", .input("a"))], 1),
    // With another id, asked something else, or after it.
    ([tool("t2", at: 1.1, under: "t1", call("c2"))], 2),
    ([tool("t2", at: 1.1, under: "t1", .input("b"))], 2),
    ([tool("t2", at: 3, under: "t1", call("c1"))], 2),
    // Another tool, one beside it, and one that a model inside of it asked for.
    ([event("t2", .tool, at: 1.1, .parent("t1"), .tool("search"), .took(500))], 2),
    ([tool("t2", at: 1.1, under: "r")], 2),
    (
      [
        event("m", .model, at: 1.1, .parent("t1"), .took(800)),
        tool("t2", at: 1.2, under: "m"),
      ], 3
    ),
  ])
  func `a tool call inside of the same one is a step of it`(inside: [String], calls: Int) throws {
    let call = Self.tool("t1", at: 1, under: "r", for: 1000, .input("a"), Self.call("c1"))
    for isReversed in [false, true] {
      let log = try read(["spans": [Self.request, call] + inside], reversed: isReversed)
      #expect(log.summary.attempts.first == calls)
      #expect(log.summary.events == 2 + inside.count)
    }
  }

  @Test func `what the inner step of a tool cost is the call's`() throws {
    let log = try read([
      "spans": [
        Self.request, Self.tool("t1", at: 1, under: "r"),
        Self.tool("t2", at: 1.1, under: "t1", for: 200, .costs("0.5", "tool")),
      ]
    ])
    #expect(log.summary.attempts.first == 1)
    #expect(log.summary.cost.total == ExactDecimal("0.5"))
    #expect(log.trace()?.record("t1")?.chargeCount == 1)
  }

  @Test func `an exchange and its span are one call, counted once`() throws {
    let log = try read([
      "spans": [Self.request, Self.span],
      "wire": [
        Self.exchange("x", at: 1.5, .took(2000), .tokens(100, 20), .ids("a-1"), .output("Here."))
      ],
    ])
    #expect(log.summary.events == 2)
    #expect(log.summary.tokens.prompt == 100)
    let call = try #require(log.trace()?.record("s1"))
    #expect(call.start == 1_794_819_601_500_000_000)
    #expect(call.duration == 2_000_000_000)
    #expect(log.summary.inputs.map { $0.joins[.traceparent] } == [nil, JoinCount(events: 1)])
    #expect(log.summary.inputs.map { $0.joins[.traceID] } == [JoinCount(events: 2), nil])
  }

  @Test func `exchanges that a span hides are attempts of its call`() throws {
    let files = [
      "spans": [Self.request, Self.span],
      "wire": [
        Self.exchange("x1", at: 1, .took(200), .failed("overloaded_error")),
        Self.exchange("x2", at: 2, .took(300), .failed("rate_limit_error")),
        Self.exchange("x3", at: 3, .took(900), .tokens(100, 20), .ids("a-1")),
      ],
    ]
    for isReversed in [false, true] {
      let log = try read(files, reversed: isReversed)
      #expect(log.summary.events == 4)
      #expect(log.summary.attempts.first == 1)
      #expect(log.summary.attempts.retry == 2)
      #expect(
        log.summary.paths.map(\.path) == [
          "aurora overloaded_error → aurora rate_limit_error → aurora ok"
        ])
      #expect(
        log.summary.attempts.triggers == ["overloaded_error": 1, "rate_limit_error": 1])
    }
  }

  @Test func `a call that a cache answered used nothing, as its exchange says`() throws {
    let span = event("s1", .model, at: 1, .parent("r"), .took(3000), .tokens(100, 20))
    let hit = JSONValue.object([
      .init("source", .string("model")), .init("item", .string("gateway cache hit")),
      .init("amount", .number("0")), .init("currency", .string("USD")),
    ])
    let log = try read([
      "spans": [Self.request, span],
      "wire": [Self.exchange("x", at: 2, .took(200), .field("charges", .array([hit])))],
    ])
    #expect(log.summary.events == 2)
    #expect(log.summary.tokens.prompt == 0)
    #expect(log.summary.cost.total == .zero)
  }

  @Test func `an exchange with another model is a fallback, also inside of one span`() throws {
    let log = try read([
      "spans": [Self.request, Self.span],
      "wire": [
        Self.exchange("x1", at: 1, .took(200), .model("aurora"), .failed("rate_limit_error")),
        Self.exchange("x2", at: 2, .took(300), .model("aurora"), .failed("rate_limit_error")),
        Self.exchange("x3", at: 3, .took(900), .model("boreal"), .ids("a-1")),
      ],
    ])
    #expect(log.summary.attempts.first == 1)
    #expect(log.summary.attempts.retry == 1)
    #expect(log.summary.attempts.fallback == 1)
  }

  @Test func `an exchange whose span is not logged is a call of its own`() throws {
    let log = try read([
      "spans": [Self.request],
      "wire": [Self.exchange("x", at: 1, .tokens(100, 20), .model("aurora"), under: "gone")],
    ])
    #expect(log.summary.events == 2)
    #expect(log.summary.tokens.prompt == 100)
  }

  @Test func `one call in two logs counts once, and in one log twice`() throws {
    let call = event("m1", .model, at: 1, .parent("r"), .tokens(10, 5), .ids("a-1"))
    let gateway = event("m2", .model, at: 1, .tokens(10, 5), .ids("a-1"), .costs("0.5"))
    let apart = try read(["app": [Self.request, call], "gateway": [gateway]])
    #expect(apart.summary.events == 2)
    #expect(apart.summary.tokens.prompt == 10)
    #expect(apart.summary.cost.total == ExactDecimal("0.5"))
    let together = try read(["app": [Self.request, call, gateway]])
    #expect(together.summary.tokens.prompt == 20)
  }

  @Test func `traces under different ids are one where an answer's id says so`() throws {
    let w3c = "8f3c8f3c8f3c8f3c8f3c8f3c8f3c8f3c"
    let files = [
      "app": [
        event("r", .request, .trace(w3c)),
        event("m1", .model, at: 1, .trace(w3c), .parent("r"), .tokens(10, 5), .ids("a-1")),
      ],
      "gateway": [
        event("g", .model, at: 1, .trace("gw-77"), .tokens(10, 5), .ids("a-1"), .costs("0.5")),
        event("g2", .tool, at: 2, .trace("gw-77"), .tool("lookup")),
      ],
      "wire": [
        event(
          "x", .model, at: 1, .trace("exchange:a-1"), .ids("a-1"),
          .join(role: "exchange", by: "none"))
      ],
    ]
    let once = try read(files)
    #expect(once.summary.traces == 1)
    #expect(once.traces.map(\.id) == [Name(w3c)])
    #expect(once.summary.events == 3)
    #expect(once.summary.tokens.prompt == 10)
    #expect(
      once.summary.inputs.map { $0.joins[.response] } == [
        nil, JoinCount(events: 2), JoinCount(events: 1),
      ])
    for partitions in [1, 16] {
      for threads in [1, 2] {
        let cut = try read(
          files, cut: Cutting(threads: threads, partitions: partitions, memoryInBytes: 1),
          reversed: true)
        #expect(cut.json == once.json)
      }
    }
  }

  @Test func `an answer's id that one log has in two traces joins nothing`() throws {
    let log = try read([
      "app": [event("m", .model, .trace("a"), .ids("a-1"))],
      "gateway": [
        event("g1", .model, .trace("b"), .ids("a-1")),
        event("g2", .model, .trace("c"), .ids("a-1")),
      ],
    ])
    #expect(log.summary.traces == 3)
    #expect(log.summary.inputs.compactMap { $0.joins[.traceID]?.alone } == [1, 2])
  }

  @Test func `an id that a cache repeats joins what happened at the same time`() throws {
    func hit(_ id: String, at seconds: Double, _ trace: String, _ parts: EventPart...) -> String {
      event(id, .model, at: seconds, [.trace(trace), .took(500), .ids(Self.longID)] + parts)
    }
    let log = try read([
      "app": [hit("m1", at: 1, "a"), hit("m2", at: 31, "b"), hit("m3", at: 90, "c")],
      "gateway": [
        hit("g2", at: 31.1, "y", .tokens(10, 2)), hit("g1", at: 1.1, "x", .tokens(10, 2)),
      ],
    ])
    #expect(log.summary.traces == 3)
    #expect(log.summary.events == 3)
    #expect(log.summary.tokens.prompt == 20)
  }

  @Test func `a short id joins only what happened at the same time`() throws {
    func call(_ id: String, at seconds: Double, _ trace: String) -> String {
      event(id, .model, at: seconds, .trace(trace), .took(500), .ids("chatcmpl-887"))
    }
    let near = ["app": [call("m", at: 1, "a")], "wire": [call("x", at: 1.2, "b")]]
    #expect(try read(near).summary.traces == 1)
    let far = ["app": [call("m", at: 1, "a")], "wire": [call("x", at: 400, "b")]]
    #expect(try read(far).summary.traces == 2)
  }

  @Test func `a tool call's id joins no two traces with ids of W3C`() throws {
    func tool(_ id: String, _ trace: String) -> String {
      event(
        id, .tool, at: 1, .trace(trace), .tool("search"),
        .field("join", .object([.init("call", .string("functions.search:0"))])))
    }
    let w3c = String(repeating: "8f3c", count: 8)
    let other = String(repeating: "91d0", count: 8)
    #expect(try read(["a": [tool("t", w3c)], "b": [tool("u", other)]]).summary.traces == 2)
    #expect(try read(["a": [tool("t", w3c)], "b": [tool("u", "gw-1")]]).summary.traces == 1)
  }

  @Test func `two sources in one file are joined as those in two are`() throws {
    func call(_ id: String, at seconds: Double, _ trace: String) -> String {
      event(
        id, .model, at: seconds, .trace(trace), .took(500), .ids(Self.longID), .tokens(10, 2))
    }
    let log = try read(["all": [call("m", at: 1, "a"), call("g", at: 1.1, "b")]])
    #expect(log.summary.traces == 1)
    #expect(log.summary.tokens.prompt == 10)
  }

  @Test func `an exchange belongs to the span that sent it, whoever has the same answer`() throws {
    let log = try read([
      "spans": [
        Self.request,
        event("s1", .model, at: 1, .parent("r"), .took(500), .model("fern"), .ids("chatcmpl-5")),
        event("s2", .model, at: 2, .parent("r"), .took(500), .model("fern"), .ids("chatcmpl-5")),
      ],
      "wire": [
        Self.exchange("x1", at: 1, .took(400), .tokens(20, 2), .ids("chatcmpl-5")),
        Self.exchange("x2", at: 2, .took(400), .tokens(30, 3), .ids("chatcmpl-5"), under: "s2"),
      ],
    ])
    #expect(log.summary.tokens.prompt == 50)
    #expect(log.summary.attempts.first == 2)
    #expect(log.summary.attempts.retry == 0)
  }

  @Test func `a library's spans of the wire may stand between a call and its exchanges`() throws {
    let log = try read([
      "spans": [
        Self.request, Self.span,
        event("h1", .infrastructure, at: 1, .parent("s1"), .took(200)),
        event("h2", .infrastructure, at: 2, .parent("s1"), .took(900)),
      ],
      "wire": [
        Self.exchange("x1", at: 1, .took(200), .failed("overloaded_error"), under: "h1"),
        Self.exchange("x2", at: 2, .took(900), .tokens(100, 20), .ids("a-1"), under: "h2"),
      ],
    ])
    #expect(log.summary.attempts.first == 1)
    #expect(log.summary.attempts.retry == 1)
    #expect(log.summary.tokens.prompt == 100)
  }

  @Test func `a failure that two logs saw is one, and its retry is seen`() throws {
    func failed(_ id: String, at seconds: Double, _ parts: EventPart...) -> String {
      event(
        id, .model, at: seconds,
        [.took(300), .model("aurora"), .failed("rate_limit")] + parts)
    }
    let log = try read([
      "spans": [
        Self.request, failed("f", at: 1, .parent("r")),
        event("s", .model, at: 2, .parent("r"), .took(500), .model("aurora"), .ids(Self.longID)),
      ],
      "gateway": [
        failed("g1", at: 1.05, .input("Where is it?")),
        event(
          "g2", .model, at: 2.05, .took(400), .model("aurora"), .ids(Self.longID),
          .input("Where is it?"), .tokens(10, 2)),
      ],
    ])
    #expect(log.summary.events == 3)
    #expect(log.summary.attempts.first == 1)
    #expect(log.summary.attempts.retry == 1)
  }

  @Test func `an answer that two logs saw without an id counts once`() throws {
    let span = event(
      "s1", .model, at: 1, .parent("r"), .took(3000), .model("aurora"), .input("hi"),
      .tokens(100, 20))
    func tokens(_ id: String = "g", at start: Double = 1.2, _ parts: EventPart...) throws -> Int {
      try read([
        "spans": [Self.request, span],
        "gateway": [event(id, .model, at: start, [.took(2000)] + parts)],
      ]).summary.tokens.prompt
    }
    #expect(try tokens("g", .model("aurora"), .input("hi"), .tokens(100, 20)) == 100)
    #expect(try tokens("g", .model("aurora"), .tokens(100, 20), .ids("a-1")) == 100)
    // Another model, other words, another number of tokens, another time, a call inside of it.
    #expect(try tokens("g", .model("boreal"), .input("hi"), .tokens(100, 20)) == 200)
    #expect(try tokens("g", .model("aurora"), .input("ho"), .tokens(100, 20)) == 200)
    #expect(try tokens("g", .model("aurora"), .input("hi"), .tokens(99, 20)) == 199)
    #expect(try tokens("g", at: 3, .model("aurora"), .input("hi"), .tokens(100, 20)) == 200)
    // A gateway's own call below the application's is a step of its own, and the sum counts once.
    let nested = try read([
      "spans": [
        Self.request, span, event("h", .infrastructure, at: 1.1, .parent("s1"), .took(2500)),
      ],
      "gateway": [
        event("g", .model, at: 1.2, .parent("h"), .took(2000), .model("aurora"), .tokens(100, 20))
      ],
    ]).summary
    #expect(nested.events == 4)
    #expect(nested.tokens.prompt == 100)
  }

  @Test func `a gateway's groups tell a retry from a fallback, whichever model it chose`() throws {
    func asked(
      _ group: String, _ model: String, at seconds: Double, _ parts: EventPart...
    ) -> String {
      event(
        "\(group) \(seconds)", .model, at: seconds,
        [
          .took(300), .model(model),
          .field("join", .object([.init("group", .string(group))])),
        ] + parts)
    }
    let other = try read([
      "gateway": [
        asked("chat", "aurora", at: 1, .failed("timeout"), .input("x")),
        asked("chat", "boreal", at: 2, .input("x")),
      ]
    ])
    #expect(other.summary.attempts.retry == 1)
    #expect(other.summary.attempts.fallback == 0)
    let same = try read([
      "gateway": [
        asked("eu", "aurora", at: 1, .failed("timeout"), .input("x")),
        asked("us", "aurora", at: 2, .input("x")),
      ]
    ])
    #expect(same.summary.attempts.fallback == 1)
    let silent = try read([
      "gateway": [
        asked("fast", "aurora", at: 1, .failed("rate_limit")),
        asked("fast", "aurora", at: 2, .failed("rate_limit")), asked("best", "boreal", at: 3),
      ]
    ])
    #expect(silent.summary.attempts.retry == 1)
    #expect(silent.summary.attempts.fallback == 1)
  }

  private static let longID = "chatcmpl-CVx0Yp3cQ9ab12Kd"

  @Test func `a sum is one also where a span lies between it and the call`() throws {
    let log = try read([
      "spans": [
        Self.request, event("outer", .model, at: 1, .parent("r"), .tokens(10, 4)),
        event("task", .infrastructure, at: 1, .parent("outer")),
        event("inner", .model, at: 1, .parent("task"), .tokens(10, 4)),
        event("tool", .tool, at: 1, .parent("inner"), .tool("agent")),
        event("deep", .model, at: 1, .parent("tool"), .tokens(7, 1)),
      ]
    ])
    // What a tool asked for is no part of what its caller used.
    #expect(log.summary.tokens.prompt == 17)
  }

  @Test func `a model call that repeats what the calls inside it used counts nothing`() throws {
    let log = try read([
      "spans": [
        Self.request, event("outer", .model, at: 1, .parent("r"), .tokens(30, 9), .costs("3")),
        event("m1", .model, at: 1, .parent("outer"), .tokens(10, 4), .costs("1")),
        event("m2", .model, at: 2, .parent("outer"), .tokens(20, 5), .costs("2")),
      ]
    ])
    #expect(log.summary.tokens.prompt == 30)
    #expect(log.summary.cost.total == ExactDecimal(3))
  }

  @Test func `an outer call is all there is where those inside say nothing`() throws {
    let log = try read([
      "spans": [
        Self.request, event("outer", .model, at: 1, .parent("r"), .tokens(30, 9)),
        event("m1", .model, at: 1, .parent("outer")),
      ]
    ])
    #expect(log.summary.tokens.prompt == 30)
  }

  @Test func `what an outer call used is the last call's inside that says nothing of it`() throws {
    func count(_ inside: String..., outer: EventPart...) throws -> CountedLog {
      let around = event("outer", .model, at: 1, [.parent("r"), .model("aurora")] + outer)
      return try read(["spans": [Self.request, around] + inside])
    }
    let failed = event("m1", .model, at: 1.1, .parent("outer"), .model("aurora"), .failed("429"))
    let answered = event("m2", .model, at: 2, .parent("outer"), .model("aurora"))
    let log = try count(failed, answered, outer: .tokens(30, 9), .costs("3"))
    #expect(log.summary.tokens.prompt == 30)
    #expect(log.summary.cost.total == ExactDecimal(3))
    #expect(log.summary.paths.map(\.path) == ["aurora 429 → aurora ok"])
    #expect(log.summary.attempts.first == 1)
    // Around two of them, one failure is one; and one inside that failed says nothing of the answer.
    let deeper = event("m3", .model, at: 2, .parent("m2"), .model("aurora"))
    #expect(try count(answered, deeper, outer: .tokens(30, 9)).summary.tokens.prompt == 30)
    #expect(try count(answered, deeper, outer: .tokens(30, 9)).summary.attempts.first == 1)
    #expect(try count(failed, outer: .failed("429")).summary.attempts.first == 1)
    #expect(try count(failed, outer: .tokens(30, 9)).summary.attempts.first == 2)
    // Calls that lie around each other.
    let ring = event("m4", .model, at: 2, .parent("outer"), .model("aurora"))
    #expect(
      try read([
        "spans": [event("outer", .model, at: 1, .parent("m4"), .tokens(30, 9)), ring]
      ]).summary.tokens.prompt == 30)
  }

  @Test func `what is given twice changes nothing`() throws {
    let spans = [Self.request, Self.span]
    let wire = [
      Self.exchange("x1", at: 1, .took(200), .failed("overloaded_error")),
      Self.exchange("x3", at: 3, .took(900), .tokens(100, 20), .ids("a-1")),
    ]
    let once = try read(["a": spans, "b": wire])
    let twice = try read(["a": spans, "b": wire, "c": wire + spans])
    #expect(twice.summary.events == once.summary.events)
    #expect(twice.summary.tokens.prompt == once.summary.tokens.prompt)
    #expect(twice.summary.paths.map(\.path) == once.summary.paths.map(\.path))
    #expect(twice.summary.inputs.map(\.duplicates) == [0, 0, 4])
  }
}

extension EventPart {
  static func ids(_ response: String) -> EventPart {
    .field("ids", .object([.init("response", .string(response))]))
  }

  fileprivate static func end(_ seconds: Double) -> EventPart {
    .field("end_timestamp", .string(time(seconds)))
  }

  static func join(role: String, by key: String? = nil, at: Int? = nil) -> EventPart {
    var members = [JSONValue.Member("role", .string(role))]
    if let key { members.append(.init("by", .string(key))) }
    if let at { members.append(.init("at", .number("\(at)"))) }
    return .field("join", .object(members))
  }
}

extension ShownTrace {
  func record(_ id: Name) -> EventRecord? {
    let joined = judged.joined
    return joined.events.indices.first { joined.eventID($0) == id }.map(joined.record)
  }
}
