import TestSupport
import Testing
import TraceAnalysis
import TraceModel

/// Gateways that log what several requests sent under one trace id of their own.
@Suite struct GatewaySessionsTests {
  private static let first = String(repeating: "8f3c", count: 8)
  private static let second = String(repeating: "91d0", count: 8)
  private static let answers = ["chatcmpl-015hVfopFsrZjSQTZ182", "chatcmpl-02QLzhGx8vhQBYU7FGSn"]

  private static func app(_ id: String, _ trace: String, at seconds: Double, _ answer: String)
    -> [String]
  {
    [
      event("r\(id)", .request, at: seconds, .trace(trace), .took(900)),
      event(
        "m\(id)", .model, at: seconds, .trace(trace), .parent("r\(id)"), .took(800),
        .model("aurora"),
        .ids(answer)),
    ]
  }

  private static func gateway(_ id: String, at seconds: Double, _ parts: EventPart...) -> String {
    let group = EventPart.field("join", .object([.init("group", .string("fast"))]))
    return event(
      id, .model, at: seconds, [.trace("s-19"), .took(200), .model("aurora"), group] + parts)
  }

  private static let files = [
    "app": app("1", first, at: 1, answers[0]) + app("2", second, at: 10, answers[1]),
    "gateway": [
      gateway("g1", at: 1.1, .ids(answers[0]), .tokens(10, 2), .input("a"), .costs("0.5")),
      gateway("g2", at: 10.1, .failed("rate_limit"), .input("b")),
      gateway("g3", at: 10.5, .ids(answers[1]), .tokens(20, 3), .input("b"), .costs("0.25")),
      gateway("g4", at: 20, .tokens(5, 1), .input("c")),
    ],
  ]

  private func read(
    _ files: [String: [String]], cut cutting: Cutting = Cutting(), reversed: Bool = false
  ) throws -> CountedLog {
    let arrays = files.mapValues { lines in
      ["[" + (reversed ? lines.reversed() : lines).joined(separator: ",\n") + "]"]
    }
    return try count(files: arrays, cut: cutting)
  }

  @Test func `W3C's traces stay apart, and each has its own of the gateway's calls`() throws {
    let log = try read(Self.files)
    #expect(Set(log.traces.map(\.id)) == [Name(Self.first), Name(Self.second), "s-19"])
    #expect(log.summary.tokens.prompt == 35)
    #expect(log.summary.cost.total == ExactDecimal("0.75"))
    let second = try #require(log.trace(Name(Self.second)))
    #expect(second.record("g2")?.status == .error)
    #expect(second.record("m2")?.usage ?? -1 >= 0)
    #expect(log.summary.attempts.retry == 1)
    for partitions in [1, 16] {
      let cut = try read(
        Self.files, cut: Cutting(threads: 2, partitions: partitions, memoryInBytes: 1),
        reversed: true)
      #expect(cut.json == log.json)
    }
  }

  @Test func `a gateway's trace of one of W3C's is that trace`() throws {
    var files = Self.files
    files["app"] = Self.app("1", Self.first, at: 1, Self.answers[0])
    let log = try read(files)
    #expect(log.summary.traces == 1)
    #expect(log.traces.map(\.id) == [Name(Self.first)])
  }

  @Test func `calls that nobody began a trace for are of the gateway's`() throws {
    var files = Self.files
    files["app"] = zip([Self.first, Self.second], Self.answers).map { trace, answer in
      event("m", .model, at: answer == Self.answers[0] ? 1 : 10, .trace(trace), .ids(answer))
    }
    #expect(try read(files).summary.traces == 1)
  }

  @Test func `what other ids say is one trace is no session of several`() throws {
    var files = Self.files
    files["other"] = [
      event("o1", .model, at: 1, .trace(Self.second), .took(800), .ids(Self.answers[0]))
    ]
    #expect(try read(files).summary.traces == 1)
  }
}
