import TestSupport
import Testing
import TraceAnalysis
import TraceModel

/// For each rule about the week: logs that have it, with what it counts, and the nearest ones that
/// have not.
struct WeekRulesTests {
  struct Case: Sendable, CustomStringConvertible {
    var rule: String
    /// What the two weeks differ in.
    var difference: String
    var finding: [String]
    var traces: Int
    var events: Int
    var nearMiss: [String]
    var configure: @Sendable (inout Configuration) -> Void = { _ in }
    var description: String { "\(rule): \(difference)" }
  }

  @Test func `every rule about the week is in the table`() {
    #expect(Set(Self.cases.map(\.rule)) == WeekRules.codes)
  }

  @Test(arguments: cases)
  func `a rule finds what it is for, and nothing in the near miss`(_ example: Case) throws {
    let found = try #require(try finding(example.finding, example))
    #expect(found.traces == example.traces)
    #expect(found.events == example.events)
    #expect(try finding(example.nearMiss, example) == nil)
  }

  /// However the traces are spread over threads and partitions, so the finding is the same.
  @Test(arguments: cases)
  func `a finding does not depend on how the work is cut up`(_ example: Case) throws {
    var settings = LogSettings()
    example.configure(&settings.configuration)
    let half = example.finding.count / 2
    let files = [
      "a": Array(example.finding[half...]), "b": Array(example.finding[..<half]),
    ]
    let whole = try count(files: ["log": example.finding], with: settings)
    let cut = try count(
      files: files, with: settings, cut: Cutting(threads: 3, partitions: 16, rangeInBytes: 200))
    let one = whole.summary.findings.first { $0.code == example.rule }
    let other = cut.summary.findings.first { $0.code == example.rule }
    #expect(one?.traces == other?.traces)
    #expect(one?.events == other?.events)
    #expect(one?.examples == other?.examples)
    #expect(one?.details == other?.details)
  }

  @Test func `a trace is one example, however many of its steps are`() throws {
    let steps =
      Self.given("a", "step", ["order_id"], 12)
      + Self.given("a", "step", ["order_id"], 12, .field("event_id", .string("again")))
      + (0..<5).flatMap {
        Self.given("a", "step", ["text"], 1, .field("event_id", .string("other\($0)")))
      }
    for threads in [1, 3] {
      let week = try count(
        files: ["log": steps], cut: Cutting(threads: threads, partitions: 16, rangeInBytes: 200))
      let found = week.summary.findings.first { $0.code == "name-unclear" }
      #expect(found?.traces == 12)
      #expect(Set(found?.examples ?? []).count == 5)
    }
  }

  private func finding(_ lines: [String], _ example: Case) throws -> FindingSummary? {
    var settings = LogSettings()
    example.configure(&settings.configuration)
    return try count(files: ["log": lines], with: settings).summary.findings.first {
      $0.code == example.rule
    }
  }

  // MARK: - The table

  private static let cases: [Case] = [
    Case(
      rule: "prompt-changed", difference: "another version",
      finding: [prompted("a", "12", "one"), prompted("b", "12", "two")], traces: 2, events: 2,
      nearMiss: [prompted("a", "12", "one"), prompted("b", "13", "two")]),
    Case(
      rule: "prompt-changed", difference: "a hash that the log has with the same text",
      finding: [hashed("a", "h1", text: "one"), hashed("b", "h2")], traces: 2, events: 2,
      nearMiss: [hashed("a", "h1", text: "one"), hashed("b", "h1")]),
    Case(
      rule: "prompt-changed", difference: "the tool instructions, which are part of a text",
      finding: [
        prompted("a", "12", "one", instructions: "once"),
        prompted("b", "12", "one", instructions: "twice"),
      ], traces: 2, events: 2,
      nearMiss: [
        prompted("a", "12", "one", instructions: "once"),
        prompted("b", "12", "one", instructions: "once"),
      ]),
    Case(
      rule: "tools-unequal", difference: "another feature",
      finding: offered("a", "fern", ["find"], "f") + offered("b", "oak", ["find", "search"], "f"),
      traces: 1, events: 1,
      nearMiss: offered("a", "fern", ["find"], "f") + offered("b", "oak", ["find", "search"], "g")),
    Case(
      rule: "tools-unequal", difference: "a set that both were offered once",
      finding: offered("a", "fern", ["find"], "f") + offered("b", "oak", ["find", "search"], "f")
        + offered("c", "oak", ["search", "find"], "f"),
      traces: 1, events: 1,
      nearMiss: offered("a", "fern", ["find"], "f") + offered("b", "oak", ["find", "search"], "f")
        + offered("c", "oak", ["find"], "f")),
    Case(
      rule: "tools-unequal", difference: "a model that never answered",
      finding: offered("a", "fern", ["find"], "f") + offered("b", "oak", ["find", "search"], "f"),
      traces: 1, events: 1,
      nearMiss: offered("a", "fern", ["find"], "f")
        + offered("b", "oak", ["find", "search"], "f", .failed("timeout"))),
    Case(
      rule: "cost-missing", difference: "a tool that nobody is charged for",
      finding: [
        event("x", .tool, .trace("a"), .tool("find"), .costs("1", "tool")),
        event("x", .tool, .trace("b"), .tool("find")),
        event("y", .tool, .trace("b"), .tool("find")),
      ], traces: 1, events: 2,
      nearMiss: [
        event("x", .tool, .trace("a"), .tool("search"), .costs("1", "tool")),
        event("x", .tool, .trace("b"), .tool("find")),
      ]),
    Case(
      rule: "cost-missing", difference: "a failed tool call, which is free",
      finding: [
        event("x", .tool, .trace("a"), .tool("find"), .costs("1", "tool")),
        // Counts once, though a model call of it lacks its cost too.
        event("x", .tool, .trace("b"), .tool("find")),
        event("m", .model, .trace("b"), .model("fern")),
      ], traces: 1, events: 2,
      nearMiss: [
        event("x", .tool, .trace("a"), .tool("find"), .costs("1", "tool")),
        event("x", .tool, .trace("b"), .tool("find"), .failed("timeout")),
      ]),
    Case(
      rule: "trace-split", difference: "a millisecond more than five seconds",
      finding: [asked("a", at: 0), asked("b", at: 5), asked("c", at: 60)], traces: 2, events: 0,
      nearMiss: [asked("a", at: 0), asked("b", at: 5.001), asked("c", at: 60)]),
    Case(
      rule: "trace-split", difference: "another session, or another text",
      finding: [asked("a", at: 0), asked("b", at: 1)], traces: 2, events: 0,
      nearMiss: [
        asked("a", at: 0), asked("b", at: 1, session: "other"), asked("c", at: 2, "what else?"),
      ]),
    Case(
      rule: "trace-broken", difference: "an hour since the last event",
      finding: [event("r", .request, .trace("a")), event("r", .request, at: 3601, .trace("b"))],
      traces: 1, events: 0,
      nearMiss: [event("r", .request, .trace("a")), event("r", .request, at: 3600, .trace("b"))]),
    Case(
      rule: "trace-broken", difference: "an answer",
      finding: [event("r", .request, .trace("a")), event("r", .request, at: 9000, .trace("b"))],
      traces: 1, events: 0,
      nearMiss: [
        event("r", .request, .trace("a")), event("a", .answer, at: 1, .trace("a")),
        event("r", .request, at: 9000, .trace("b")),
      ]),
    Case(
      rule: "trace-broken", difference: "a log that holds no requests at all",
      finding: [event("r", .request, .trace("a")), event("m", .model, at: 9000, .trace("b"))],
      traces: 1, events: 0,
      nearMiss: [event("m", .model, .trace("a")), event("m", .model, at: 9000, .trace("b"))]),
    Case(
      rule: "verdict-drift", difference: "a label that both use for the same outcome",
      finding: labelled("ann", "acceptable", on: "success", 12)
        + labelled("bob", "acceptable", on: "partial", 12),
      traces: 24, events: 0,
      nearMiss: labelled("ann", "acceptable", on: "partial", 12)
        + labelled("bob", "acceptable", on: "partial", 12)),
    Case(
      rule: "verdict-drift", difference: "enough of them to tell",
      finding: labelled("ann", "acceptable", on: "success", 10)
        + labelled("bob", "acceptable", on: "partial", 10),
      traces: 20, events: 0,
      nearMiss: labelled("ann", "acceptable", on: "success", 10)
        + labelled("bob", "acceptable", on: "partial", 9)),
    Case(
      rule: "sample-small", difference: "twenty judged traces",
      finding: judged(19, of: 19), traces: 19, events: 0, nearMiss: judged(20, of: 20)),
    Case(
      rule: "sample-small", difference: "a feature with too little traffic to have twenty",
      finding: judged(20, of: 20, "f") + judged(19, of: 20, "g"), traces: 20, events: 0,
      nearMiss: judged(20, of: 20, "f") + judged(18, of: 19, "g")),
    Case(
      rule: "sample-picked", difference: "features that are judged alike",
      finding: judged(40, of: 40, "f") + judged(20, of: 60, "g"), traces: 60, events: 0,
      nearMiss: judged(20, of: 40, "f") + judged(30, of: 60, "g")),
    Case(
      rule: "sample-picked", difference: "judged traces that cost what all do",
      finding: judged(60, of: 60, cost: "1") + judged(0, of: 60, cost: "0.1"), traces: 60,
      events: 0, nearMiss: judged(30, of: 60, cost: "1") + judged(30, of: 60, cost: "0.1")),
    Case(
      rule: "name-unclear", difference: "a key that both have",
      finding: given("a", "step", ["order_id"], 5) + given("b", "step", ["text", "since"], 5),
      traces: 10, events: 10,
      nearMiss: given("a", "step", ["order_id"], 5)
        + given("b", "step", ["order_id", "since"], 5)),
    Case(
      rule: "name-unclear", difference: "the tool, which tells them apart",
      finding: given("a", "step", ["order_id"], 5) + given("b", "step", ["text"], 5),
      traces: 10, events: 10,
      nearMiss: given("a", "step", ["order_id"], 5, .tool("find"))
        + given("b", "step", ["text"], 5, .tool("search"))),
    Case(
      rule: "name-unclear", difference: "enough of each",
      finding: given("a", "step", ["order_id"], 9) + given("b", "step", ["text"], 5),
      traces: 14, events: 14,
      nearMiss: given("a", "step", ["order_id"], 9) + given("b", "step", ["text"], 4)),
    Case(
      rule: "name-unclear", difference: "keys that are names, not ids",
      finding: given("a", "step", ["order"], 5) + given("b", "step", ["text"], 5),
      traces: 10, events: 10,
      nearMiss: given("a", "step", ["order"], 5)
        + (0..<6).flatMap { given("b\($0)", "step", ["4417\($0)"], 1) }),
    Case(
      rule: "private-data", difference: "an address",
      finding: [
        event("r", .request, .trace("a"), .input("I am mara@example.com")),
        event("m", .model, at: 1, .trace("a"), .input("from mara@example.com")),
        event("r", .request, .trace("b"), .input("I am Mara")),
      ], traces: 1, events: 2,
      nearMiss: [event("r", .request, .trace("a"), .input("I am Mara"))]),
    Case(
      rule: "retention-overdue", difference: "a day",
      finding: [
        event("r", .request, .trace("a"), .at("2026-11-08T23:00:00Z")),
        event("r", .request, .trace("b"), .at("2026-11-16T01:00:00Z")),
      ], traces: 1, events: 0,
      nearMiss: [
        event("r", .request, .trace("a"), .at("2026-11-09T00:00:00Z")),
        event("r", .request, .trace("b"), .at("2026-11-16T01:00:00Z")),
      ], configure: { $0.retentionInDays = 7 }),
  ]

  // MARK: - Events

  private static func prompted(
    _ trace: String, _ version: String, _ text: String, instructions: String? = nil
  ) -> String {
    var members: [JSONValue.Member] = [
      .init("name", .string("rewrite")), .init("version", .string(version)),
      .init("text", .string(text)),
    ]
    if let instructions { members.append(.init("tool_instructions", .string(instructions))) }
    return event("m", .model, .trace(trace), .field("prompt", .object(members)))
  }

  /// Traces with one step of a name that was given an object of these keys.
  private static func given(
    _ trace: String, _ name: String, _ keys: [String], _ count: Int, _ parts: EventPart...
  ) -> [String] {
    (0..<count).map { index in
      event(
        "s", .tool, at: Double(index),
        [
          .trace("\(trace)\(index)"), .field("name", .string(name)),
          .field("input", .object(keys.map { .init($0, .string("x")) })),
        ] + parts)
    }
  }

  private static func hashed(_ trace: String, _ hash: String, text: String? = nil) -> String {
    var members: [JSONValue.Member] = [
      .init("name", .string("rewrite")), .init("version", .string("12")),
      .init("hash", .string(hash)),
    ]
    if let text { members.append(.init("text", .string(text))) }
    return event("m", .model, .trace(trace), .field("prompt", .object(members)))
  }

  /// A request of a feature, whose model was offered these tools.
  private static func offered(
    _ trace: String, _ model: String, _ tools: [String], _ feature: String, _ parts: EventPart...
  ) -> [String] {
    let prompt = EventPart.field(
      "prompt",
      .object([
        .init("name", .string("rewrite")), .init("tools", .array(tools.map { .string($0) })),
      ]))
    return [
      event("r", .request, .trace(trace), .context(feature: feature)),
      event("m", .model, at: 1, [.trace(trace), .model(model), prompt] + parts),
    ]
  }

  private static func asked(
    _ trace: String, at seconds: Double, session: String = "s", _ text: String = "where is it?"
  ) -> String {
    event(
      "r", .request, at: seconds, .trace(trace), .input(text), .context(session: session))
  }

  /// Traces with an automated outcome and a person's label.
  private static func labelled(_ name: String, _ label: String, on outcome: String, _ count: Int)
    -> [String]
  {
    (0..<count).flatMap { index in
      [
        event("v", .verdict, .trace("\(name)\(index)"), .verdict(outcome)),
        event(
          "w", .verdict, at: 1, .trace("\(name)\(index)"),
          .field(
            "verdict",
            .object([
              .init("label", .string(label)), .init("reason", .string("read it")),
              .init(
                "by",
                .object([.init("kind", .string("human")), .init("name", .string(name))])),
            ]))),
      ]
    }
  }

  /// Traces of a feature, of which so many are judged.
  private static func judged(
    _ judged: Int, of traces: Int, _ feature: String = "f", cost: String = "1"
  ) -> [String] {
    (0..<traces).flatMap { index in
      let trace = EventPart.trace("\(feature)\(cost)-\(index)")
      let request = event("r", .request, trace, .context(feature: feature), .costs(cost, "tool"))
      return index < judged
        ? [request, event("v", .verdict, at: 1, trace, .verdict("success"))] : [request]
    }
  }
}
