import TestSupport
import Testing
import TraceModel
import TraceReading

@testable import TraceAnalysis

struct JoinTests {
  // MARK: Order

  @Test func `events stand in order of start, whatever the order of the lines`() throws {
    let lines = [
      event("c", .answer, at: 3), event("a", .request, at: 1), event("b", .model, at: 2),
    ]
    #expect(try count(files: ["log": lines]).trace()?.order == ["a", "b", "c"])
  }

  @Test(
    arguments: [
      ("a parent before its children", [("a", "z"), ("m", "z"), ("z", nil)], ["z", "a", "m"]),
      ("else by id", [("b", nil), ("a", nil), ("c", nil)], ["a", "b", "c"]),
      ("a chain", [("a", "b"), ("b", "c"), ("c", "d"), ("d", nil)], ["d", "c", "b", "a"]),
      ("its own parent", [("b", "b"), ("a", "b")], ["b", "a"]),
      ("a cycle", [("a", "c"), ("b", "a"), ("c", "b")], ["a", "b", "c"]),
      ("a child of a cycle", [("a", "x"), ("x", "y"), ("y", "x")], ["x", "a", "y"]),
      ("an orphan", [("a", "nobody"), ("b", nil)], ["a", "b"]),
    ] as [(String, [(String, String?)], [String])])
  func `of events that start together parents come first`(
    _: String, parents: [(String, String?)], order: [String]
  ) throws {
    let lines = parents.map { id, parent in
      event(id, .model, at: 1, parent.map { [.parent($0)] } ?? [])
    }
    for lines in [lines, lines.reversed()] {
      let trace = try #require(try count(files: ["log": lines]).trace())
      // A cycle has no right order; it must only be the same one each time.
      #expect(Set(trace.order) == Set(order))
      if !parents.contains(where: { $0.0 == "a" && $0.1 == "x" }) { #expect(trace.order == order) }
    }
  }

  @Test func `events without a clock keep their sequence, after those with one`() throws {
    let trace = try count(
      event("c", .answer, at: 0, .sequence(3)), event("b", .model, at: 0, .sequence(-2)),
      event("a", .request, at: 9)
    ).trace()
    #expect(trace?.order == ["a", "b", "c"])
    #expect(trace?.judged.joined.start == Instant(time(9))?.nanoseconds)
  }

  // MARK: Duplicates and conflicts

  @Test func `the same event twice counts once, for the file that sorts first by name`() throws {
    let line = event("m", .model, at: 0, .costs("0.5"))
    let spaced = " " + line.replacing("\":\"", with: "\" : \"")
    let log = try count(files: ["b": [line, spaced], "a": [line], "c": [line]])
    #expect(log.summary.events == 1)
    #expect(log.summary.cost.total == "0.5")
    #expect(log.summary.inputs.map(\.events) == [1, 0, 0])
    #expect(log.summary.inputs.map(\.duplicates) == [0, 2, 1])
    #expect(log.trace()?.findings.contains { $0.hasPrefix("trace-broken") } == false)
  }

  @Test func `of two events with the same ids the later counts, and both are kept`() throws {
    let lines = [
      event("m", .model, at: 2, .costs("0.5"), .tokens(10, 1)),
      event("m", .model, at: 1, .costs("0.7"), .tokens(20, 2)),
    ]
    for lines in [lines, lines.reversed()] {
      let log = try count(files: ["log": lines])
      #expect(log.summary.events == 2)
      #expect(log.summary.cost.total == "0.5")
      #expect(log.summary.tokens.prompt == 10)
      #expect(log.summary.attempts.first == 1)
      #expect(log.trace()?.findings.filter { $0.hasPrefix("trace-broken") } == ["trace-broken m"])
    }
  }

  @Test func `at the same time the larger canonical bytes count`() throws {
    let lines = ["0.5", "0.71", "0.7"].map { event("m", .model, at: 0, .costs($0)) }
    for lines in [lines, lines.reversed(), [lines[1], lines[0], lines[2]]] {
      #expect(try count(files: ["log": lines]).summary.cost.total == "0.71")
    }
  }

  @Test func `a verdict that another version replaces does not count`() throws {
    let log = try count(
      event("v", .verdict, at: 1, .verdict("failed", by: "human")),
      event("v", .verdict, at: 2, .verdict("success")))
    #expect(log.summary.verdicts.outcomes == ["success": 1])
  }

  // MARK: What the whole trace is

  @Test func `feature, route and session are those of the earliest event that has them`() throws {
    let log = try count(
      event("b", .route, at: 2, .context(feature: "search", route: "cheap-first")),
      event("c", .answer, at: 3, .context(feature: "late", session: "s")), event("a", .request),
      event("d", .model, at: 4, .costs("1")))
    #expect(log.summary.cost.byFeature == ["search": "1"])
    #expect(log.summary.cost.byRoute == ["cheap-first": "1"])
    #expect(log.summary.sessions == 1)
  }

  @Test(
    arguments: [
      (
        "to the answer's end", [event("r", .request), event("a", .answer, at: 2, .took(500))], 2500
      ),
      (
        "to the last call's end without an answer",
        [
          event("r", .request), event("m", .model, at: 1, .took(4000)),
          event("t", .tool, at: 2, .took(10)), event("v", .verdict, at: 99),
        ], 5000
      ),
      ("none without either", [event("r", .request, at: 0, .took(5))], nil),
      (
        "a follow-up by the user is not the system's time",
        [
          event("r", .request), event("a", .answer, at: 2), event("r2", .request, at: 60),
          event("a2", .answer, at: 70),
        ], 2000
      ),
      (
        "an answer in two parts",
        [event("r", .request), event("a", .answer, at: 2), event("a2", .answer, at: 3)], 3000
      ),
      (
        "a request logged in two versions is no follow-up",
        [
          event("r", .request), event("r", .request, at: 0, .input("?")),
          event("a", .answer, at: 2),
          event("a2", .answer, at: 3),
        ], 3000
      ),
      (
        "an end before the start is none",
        [event("r", .request), event("a", .answer, at: -1)], 0
      ),
      (
        "events without a clock",
        [event("r", .request, at: 0, .sequence(1)), event("a", .answer, at: 0, .sequence(2))], nil
      ),
    ] as [(String, [String], Double?)])
  func `latency is from the first start`(_: String, lines: [String], milliseconds: Double?) throws {
    #expect(try count(files: ["log": lines]).summary.latency?.max == milliseconds)
  }

  // MARK: The same however it is cut up

  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `order of lines, files, partitions, ranges and threads show in no byte`(seed: UInt64) throws
  {
    let week = MessyWeek(seed: seed)
    func json(_ files: [String: [String]], _ cutting: Cutting) throws -> String {
      var summary = try count(files: files, cut: cutting).summary
      // How the lines were dealt out to the files is all that may show.
      summary.inputs = []
      return String(decoding: ReportBytes.summary(summary), as: UTF8.self)
    }
    let expected = try json(["log-0.jsonl": week.lines], Cutting())
    for (index, cutting) in [
      Cutting(threads: 1, partitions: 1), Cutting(threads: 2, partitions: 64),
      Cutting(threads: 4, partitions: 16, rangeInBytes: 333),
      Cutting(threads: 3, partitions: 2, rangeInBytes: 5000),
    ].enumerated() {
      let files = week.files(index + 1, seed: UInt64(index))
      let shown = try json(files, cutting)
      #expect(shown == expected, "\(cutting)")
    }
  }

  // MARK: Large traces
  //
  // Each takes seconds where steps grow with the events; the limit only ends what would never end.

  @Test(.timeLimit(.minutes(15)))
  func `a call of thousands of failed attempts takes no quadratic time`() throws {
    let lines = (0..<10_000).map { index in
      event(
        "m\(index)", .model, at: Double(index), .model("fern"), .input("?"), .failed("timeout"),
        .costs("0.001"))
    }
    let log = try count(files: ["log": lines])
    #expect(log.counted.digest.cost.retries == "10")
    #expect(log.trace()?.judged.joined.calls.map(\.count) == [10_000])
  }

  @Test(.timeLimit(.minutes(15)))
  func `thousands of calls, each of its own, take no quadratic time`() throws {
    let lines = (0..<10_000).map { index in
      event("t\(index)", .tool, at: Double(index), .tool("lookup"), .input("\(index / 2)"))
    }
    let log = try count(files: ["log": lines])
    #expect(log.summary.attempts.first == 10_000)
  }

  @Test(.timeLimit(.minutes(15)))
  func `a trace of a very long chain of events takes no quadratic time`() throws {
    let lines = (0..<10_000).map { index in
      event("e\(index)", .guardrail, at: 0, .parent("e\(index + 1)"))
    }
    let log = try count(files: ["log": lines])
    #expect(log.summary.events == 10_000)
    #expect(log.trace()?.order.prefix(2) == ["e9999", "e9998"])
  }
}
