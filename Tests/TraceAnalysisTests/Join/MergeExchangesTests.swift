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

  @Test(arguments: [(1.05, "a", "a"), (2, "a", "b")])
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
}
