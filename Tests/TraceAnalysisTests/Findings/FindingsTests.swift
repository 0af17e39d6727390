import TestSupport
import Testing
import TraceAnalysis
import TraceModel

/// For each rule about one trace: a trace that has it, with the events it points at, and the
/// nearest one that has not.
struct FindingsTests {
  struct Case: Sendable, CustomStringConvertible {
    var rule: String
    /// What the two traces differ in.
    var difference: String
    var finding: [String]
    /// The ids of the events it points at; an empty one for the whole trace.
    var at: [String]
    var nearMiss: [String]
    var configure: @Sendable (inout Configuration) -> Void = { _ in }
    var description: String { "\(rule): \(difference)" }
  }

  @Test(arguments: cases + privateCases)
  func `a rule finds what it is for, and nothing in the near miss`(_ example: Case) throws {
    #expect(
      try findings(example.finding, example) == example.at.map { "\(example.rule) \($0)" })
    #expect(try findings(example.nearMiss, example) == [])
  }

  @Test func `every rule about one trace is in the table`() {
    #expect(Set((Self.cases + Self.privateCases).map(\.rule)) == Set(Findings.codes))
  }

  @Test func `a whole trace has none`() throws {
    let whole = [
      event("r", .request, .input("where is my order?")),
      event("m", .model, at: 1, Self.call() + [.parent("r")]),
      event("a", .answer, at: 2, .parent("r"), .output("on its way")),
      event("v", .verdict, at: 3, .verdict("success")),
    ]
    #expect(try count(files: ["log": whole]).trace()?.findings == [])
  }

  /// What the rule of the case notices, each with its event's id.
  private func findings(_ lines: [String], _ example: Case) throws -> [String] {
    var settings = LogSettings()
    example.configure(&settings.configuration)
    let shown = try #require(try count(files: ["log": lines], with: settings).trace())
    return shown.findings.map { $0.contains(" ") ? $0 : $0 + " " }
      .filter { $0.hasPrefix(example.rule + " ") }
  }

  // MARK: - The table

  private static let cases: [Case] = [
    Case(
      rule: "verdict-missing", difference: "a verdict", finding: [event("r", .request)], at: [""],
      nearMiss: [event("r", .request), event("v", .verdict, at: 1, .verdict("success"))]),
    Case(
      rule: "verdict-unknown", difference: "words of the sets",
      finding: [event("v", .verdict, .verdict("meh", label: "superb"))], at: ["v", "v"],
      nearMiss: [event("v", .verdict, .verdict("partial", label: "acceptable"))]),
    Case(
      rule: "verdict-unreasoned", difference: "a reason",
      finding: [event("v", .verdict, .verdict("success", reason: ""))], at: ["v"],
      nearMiss: [event("v", .verdict, .verdict("success", reason: "read it"))]),
    Case(
      rule: "verdict-conflict",
      difference: "a reviewer who disagrees with another, not with themself",
      finding: [says("v", "ann", "wrong"), says("w", "bob", "correct", at: 1)], at: ["w"],
      nearMiss: [says("v", "ann", "wrong"), says("w", "ann", "correct", at: 1)]),
    Case(
      rule: "verdict-conflict", difference: "words of two classes, not of one",
      finding: [says("v", "ann", "acceptable"), says("w", "bob", "unsafe", at: 1)], at: ["w"],
      nearMiss: [says("v", "ann", "acceptable"), says("w", "bob", "correct", at: 1)]),
    Case(
      rule: "verdict-conflict", difference: "another person, not a machine that a person overrules",
      finding: [says("v", "ann", "correct"), says("w", "bob", "needs_human_follow_up", at: 1)],
      at: ["w"],
      nearMiss: [
        event("v", .verdict, .verdict(label: "correct")),
        says("w", "bob", "needs_human_follow_up", at: 1),
      ]),
    Case(
      rule: "verdict-conflict", difference: "a label that contradicts the outcome",
      finding: [event("v", .verdict, .verdict("success", label: "wrong"))], at: ["v"],
      nearMiss: [event("v", .verdict, .verdict("partial", label: "wrong"))]),
    Case(
      rule: "trace-broken", difference: "a parent that is there",
      finding: [event("a", .request), event("b", .model, at: 1, .parent("nobody"))], at: ["b"],
      nearMiss: [event("a", .request), event("b", .model, at: 1, .parent("a"))]),
    Case(
      rule: "trace-broken", difference: "a parent that is another one and starts first",
      finding: [
        event("c", .model, at: 2, .parent("c")), event("d", .model, at: 3, .parent("e")),
        event("e", .model, at: 4),
      ], at: ["c", "d"],
      nearMiss: [
        event("c", .model, at: 2), event("d", .model, at: 4, .parent("e")),
        event("e", .model, at: 4),
      ]),
    Case(
      rule: "trace-broken", difference: "less than the millisecond that some logs are rounded to",
      finding: [event("a", .request, at: 1.001), event("b", .model, at: 1, .parent("a"))],
      at: ["b"],
      nearMiss: [event("a", .request, at: 1.0009), event("b", .model, at: 1, .parent("a"))]),
    Case(
      rule: "trace-broken", difference: "the same event again, not another one of its ids",
      finding: [event("a", .request, .input("x")), event("a", .request, .input("y"))], at: ["a"],
      nearMiss: [event("a", .request, .input("x")), event("a", .request, .input("x"))]),
    Case(
      rule: "hidden-fallback", difference: "the model that was asked, by its dated name",
      finding: [answered("maple")], at: ["m"], nearMiss: [answered("fern-2026-08-06")]),
    Case(
      rule: "hidden-fallback", difference: "the model that was asked, by its month and day",
      finding: [answered("fern-mini")], at: ["m"], nearMiss: [answered("fern-0613")]),
    Case(
      rule: "hidden-fallback", difference: "the model that was asked, named with its gateway",
      finding: [answered("gateway/maple")], at: ["m"], nearMiss: [answered("gateway/fern")]),
    Case(
      rule: "hidden-fallback", difference: "an attempt that says so",
      finding: [answered("maple", .attempt(kind: "retry"))], at: ["m"],
      nearMiss: [answered("maple", .attempt(kind: "fallback"))]),
    Case(
      rule: "attempt-missing", difference: "numbers without a hole",
      finding: [
        event("m1", .model, .failed("timeout"), .attempt(number: 1)),
        event(
          "m3", .model, at: 1, .attempt(of: "m1", number: 3, kind: "retry", trigger: "timeout")),
      ], at: ["m3"],
      nearMiss: [
        event("m1", .model, .failed("timeout"), .attempt(number: 1)),
        event(
          "m2", .model, at: 1, .attempt(of: "m1", number: 2, kind: "retry", trigger: "timeout")),
      ]),
    Case(
      rule: "attempt-missing", difference: "what triggered the retry",
      finding: [
        event("m1", .model, .failed("timeout"), .attempt(number: 1)),
        event("m2", .model, at: 1, .attempt(of: "m1", number: 2, kind: "retry")),
      ], at: ["m2"],
      nearMiss: [
        event("m1", .model, .failed("timeout"), .input("q")),
        event("m2", .model, at: 1, .input("q")),
      ]),
    Case(
      rule: "attempt-missing", difference: "the first attempt of a call",
      finding: [event("m2", .model, .attempt(number: 2, kind: "retry", trigger: "timeout"))],
      at: ["m2"], nearMiss: [event("m1", .model, .attempt(number: 1, kind: "first"))]),
    Case(
      rule: "prompt-unversioned", difference: "a version, if only a number",
      finding: [event("m", .model, prompt(["name": .string("rewrite")]))], at: ["m"],
      nearMiss: [
        event("m", .model, prompt(["name": .string("rewrite"), "version": .number("12")]))
      ]),
    Case(
      rule: "prompt-unversioned", difference: "a tool, which has no prompt",
      finding: [event("m", .model)], at: ["m"], nearMiss: [event("m", .tool)]),
    Case(
      rule: "settings-missing", difference: "a version, in its own field or in the model's name",
      finding: [event("m", .model, model(["provider": "acme", "name": "fern-8b-32k"]))], at: ["m"],
      nearMiss: [event("m", .model, model(["provider": "acme", "name": "fern-2026-08-06"]))]),
    Case(
      rule: "settings-missing", difference: "a provider",
      finding: [event("m", .model, model(["name": "fern", "version": "3"]))], at: ["m"],
      nearMiss: [event("m", .model, call())]),
    Case(
      rule: "cost-missing", difference: "a charge on any attempt of the call",
      finding: [
        event("m1", .model, .failed("timeout"), .tokens(5, 0), .attempt(number: 1)),
        event("m2", .model, at: 1, .tokens(5, 5), .attempt(of: "m1", number: 2)),
      ], at: ["m2"],
      nearMiss: [
        event("m1", .model, .failed("timeout"), .costs("0"), .attempt(number: 1)),
        event("m2", .model, at: 1, .tokens(5, 5), .attempt(of: "m1", number: 2)),
      ]),
    Case(
      rule: "cost-missing", difference: "a failure that used nothing",
      finding: [event("m", .model, .failed("rate_limit"), .tokens(9, 0))], at: ["m"],
      nearMiss: [event("m", .model, .failed("rate_limit"))]),
    Case(
      rule: "cost-mismatch", difference: "an amount within one percent of quantity × unit price",
      finding: [event("m", .model, charge("0.00010201"))], at: ["m"],
      nearMiss: [event("m", .model, charge("0.000101"))]),
    Case(
      rule: "cost-mismatch", difference: "the tolerance of the configuration",
      finding: [event("m", .model, charge("0.0001000001"))], at: ["m"],
      nearMiss: [event("m", .model, charge("0.0001"))],
      configure: { $0.prices.tolerance = .zero }),
    Case(
      rule: "cost-mismatch", difference: "an amount alone, which has nothing to be off from",
      finding: [event("m", .model, charge("1"))], at: ["m"],
      nearMiss: [event("m", .model, .costs("1"))]),
    Case(
      rule: "retry-unpaid", difference: "tokens",
      finding: [
        event("m1", .model, .failed("timeout"), .tokens(5, 0), .attempt(number: 1)),
        event("m2", .model, at: 1, .costs("1"), .attempt(of: "m1", number: 2)),
      ], at: ["m1"],
      nearMiss: [
        event("m1", .model, .failed("timeout"), .tokens(0, 0), .attempt(number: 1)),
        event("m2", .model, at: 1, .costs("1"), .attempt(of: "m1", number: 2)),
      ]),
    Case(
      rule: "tool-stale", difference: "a millisecond of age",
      finding: [lookup(asOf: "2026-11-16T07:59:59.999Z")], at: ["t"],
      nearMiss: [lookup(asOf: "2026-11-16T08:00:00Z")],
      configure: { $0.freshness.nanosecondsByTool["lookup"] = 3_600_000_000_000 }),
    Case(
      rule: "tool-incomplete", difference: "a summary of what came back",
      finding: [event("t", .tool, .output(""))], at: ["t"],
      nearMiss: [event("t", .tool, .output("nothing found"))]),
    Case(
      rule: "tool-incomplete", difference: "a failure, which says so itself",
      finding: [event("t", .tool, .field("tool", truncated))], at: ["t"],
      nearMiss: [event("t", .tool, .field("tool", truncated), .failed("timeout"))]),
    Case(
      rule: "summary-gap", difference: "what was asked",
      finding: [event("r", .request)], at: ["r"],
      nearMiss: [event("r", .request, .input("where is it?"))]),
    Case(
      rule: "summary-gap", difference: "what the model was asked for the user",
      finding: [event("r", .request), event("m", .model, at: 1, .output("a"), .costs("0"))],
      at: ["r"],
      nearMiss: [
        event("r", .request), event("m", .model, at: 1, .input("q"), .output("a"), .costs("0")),
      ]),
    Case(
      rule: "settings-missing", difference: "a failed call, which has no version to say",
      finding: [event("m", .model, answeredWithoutVersion)], at: ["m"],
      nearMiss: [event("m", .model, answeredWithoutVersion + [.failed("timeout")])]),
    Case(
      rule: "settings-missing", difference: "a setting",
      finding: [
        event(
          "m", .model,
          .field(
            "model",
            .object([
              .init("provider", .string("acme")), .init("name", .string("fern")),
              .init("version", .string("3")),
            ])))
      ], at: ["m"], nearMiss: [event("m", .model, call())]),
    Case(
      rule: "summary-gap", difference: "what the user saw",
      finding: [event("r", .request, .input("q")), event("a", .answer, at: 1)], at: ["a"],
      nearMiss: [
        event("r", .request, .input("q")), event("a", .answer, at: 1, .output("on its way")),
      ]),
    Case(
      rule: "summary-gap", difference: "what it cost",
      finding: [event("m", .model, .input("q"), .output("a"))], at: ["m"],
      nearMiss: [event("m", .model, .input("q"), .output("a"), .costs("0"))]),
    Case(
      rule: "summary-gap", difference: "why it passed",
      finding: [
        event("r", .request, .input("q")),
        event("v", .verdict, at: 1, .verdict("success", reason: "")),
      ], at: ["v"],
      nearMiss: [
        event("r", .request, .input("q")), event("v", .verdict, at: 1, .verdict("success")),
      ]),
    Case(
      rule: "word-unknown", difference: "a status of the set",
      finding: [event("r", .request, .status("fine"))], at: ["r"],
      nearMiss: [event("r", .request, .status("cancelled"))]),
  ]

  // MARK: - Private data

  private static let privateCases: [Case] = [
    personal("an address, not a mention", "mail mara.lind@example.com", "ask @mara about 2@x"),
    personal("a person's address, not a team's", "a.b+c@mail.example.org", "support@example.org"),
    personal("an address, not a picture", "icon@two.eu", "icon@2x.png"),
    personal("a right check digit", "card 4111 1111 1111 1111", "card 4111 1111 1111 1112"),
    personal("the groups of a card", "4111-1111-1111-1111", "4111-11-111111-1111-11"),
    personal("an issuer of cards", "5555555555554444", "9999999999999995"),
    personal("a whole number", "(4111111111111111)", "run-4111111111111111 0.4111111111111111"),
    personal("a country's code", "call +49 30 901820 42", "up by +49 30"),
    personal("what is written as a number is", "(212) 555-0142", "212-555-01423, 21-255-50142"),
    personal("a word that says so", "my phone: 030 9018 2042", "order 030 9018 2042"),
    personal(
      "an account's check digits", "DE89 3704 0044 0532 0130 00", "DE88 3704 0044 0532 0130 00"),
    personal("a key's length", "sk-" + "a1B2c3D4e5F6g7H8i9J0k", "sk-learn"),
    personal("a password", "postgres://app:pw5@db.example.com/x", "postgres://db.example.com/x"),
    personal(
      "a named key", "api_key = \"" + "k3J9x0Qm2vT7bN5cW8zR" + "\"", "request k3J9x0Qm2vT7bN5cW8zR"),
  ]

  private static func personal(_ difference: String, _ text: String, _ other: String) -> Case {
    Case(
      rule: "private-data", difference: difference, finding: [event("r", .request, .input(text))],
      at: ["r"], nearMiss: [event("r", .request, .input(other))])
  }

  /// It stands anywhere in a text, whatever is before it and behind.
  @Test func `private data is found at every place of a text`() throws {
    for length in 0..<140 {
      let filler = String(repeating: "word, ", count: 30).prefix(length) + " "
      let lines = ["m@a.eu", "4111 1111 1111 1111", "+49 30 90182042", "sk-a1B2c3D4e5F6g7H8i9J0k"]
        .enumerated().flatMap { index, text in
          [
            event("\(index)a", .request, .input(filler + text)),
            event("\(index)b", .request, .input(filler + text + " " + filler)),
          ]
        }
      let found = try count(files: ["log": lines]).summary.findings.first {
        $0.code == "private-data"
      }
      #expect(found?.events == lines.count, "after \(length) characters")
    }
  }

  @Test func `private data is named by kind and place, and never shown`() throws {
    let lines = [
      event(
        "m", .model, .input("hi"), .output("I wrote to mara@example.com"),
        .field("prompt", .object([.init("text", .string("Call (212) 555-0142"))])),
        .field("context", .object([.init("user_id", .string("tom@example.com"))])),
        .failed("refused by li@example.com"))
    ]
    let log = try count(files: ["log": lines])
    let found = try #require(log.summary.findings.first { $0.code == "private-data" })
    #expect(
      found.details == [
        "An e-mail address in the output: 1 request.", "An e-mail address in the error: 1 request.",
        "A phone number in the prompt: 1 request.",
        "An e-mail address in the user or session id: 1 request.",
      ])
  }

  // MARK: - Events

  /// A model call with all that the rules ask for.
  private static func call() -> [EventPart] {
    [
      model(["provider": "acme", "name": "fern", "version": "3"]), .input("q"), .output("a"),
      prompt(["name": .string("rewrite"), "version": .string("12")]), .tokens(5, 5), .costs("0.1"),
    ]
  }

  private static func model(_ words: [String: String]) -> EventPart {
    .field(
      "model",
      .object(
        words.sorted { $0.key < $1.key }.map { .init($0, .string($1)) }
          + [.init("temperature", .number("0.2"))]))
  }

  private static let answeredWithoutVersion = [model(["provider": "acme", "name": "fern"])]

  private static func prompt(_ members: [String: JSONValue]) -> EventPart {
    .field("prompt", .object(members.sorted { $0.key < $1.key }.map { .init($0, $1) }))
  }

  private static func answered(_ name: String, _ parts: EventPart...) -> String {
    event("m", .model, at: 1, [model(["name": name, "requested": "fern"])] + parts)
  }

  /// A hundred of something at a millionth of a dollar, recorded with this amount.
  private static func charge(_ amount: String) -> EventPart {
    .charges(.line(amount: amount, quantity: "100", unitPrice: "0.000001"))
  }

  private static func lookup(asOf time: String) -> String {
    event(
      "t", .tool,
      .field(
        "tool", .object([.init("name", .string("lookup")), .init("data_as_of", .string(time))])))
  }

  private static let truncated: JSONValue = .object([.init("truncated", .bool(true))])

  /// A person's label.
  private static func says(_ id: String, _ name: String, _ label: String, at seconds: Double = 0)
    -> String
  {
    event(
      id, .verdict, at: seconds,
      .field(
        "verdict",
        .object([
          .init("label", .string(label)), .init("reason", .string("read it")),
          .init(
            "by", .object([.init("kind", .string("human")), .init("name", .string(name))])),
        ])))
  }
}
