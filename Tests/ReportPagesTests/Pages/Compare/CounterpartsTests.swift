import Testing
import TraceModel

@testable import ReportPages

struct CounterpartsTests {
  private let start = Instant(nanoseconds: 1_794_787_200_000_000_000)

  private func trace(
    _ id: Name, _ verdict: VerdictClass?, minutes: Int64 = 0, feature: Name = "f",
    asked question: String? = nil
  ) -> TraceCase {
    var trace = TraceCase(id: id, slug: "s")
    trace.feature = feature
    trace.start = Instant(nanoseconds: start.nanoseconds + minutes * 60_000_000_000)
    trace.verdict.verdictClass = verdict
    trace.verdict.judgement = verdict.map { Name("\($0)") }
    if let question {
      var event = Event(
        traceID: id, eventID: "r", stage: .request, stageWord: "request", status: .ok,
        statusWord: "ok", provenance: Provenance(file: "f", offset: 0, length: 0))
      event.inputSummary = question
      trace.steps = [Step(event: event)]
    }
    return trace
  }

  private func counterpart(of trace: TraceCase, among others: [TraceCase]) -> Counterpart? {
    let period = ReportPeriod(start: start, end: start, timeZone: "UTC", week: "2026-W47")
    return Counterparts(Week(summary: WeekSummary(period: period), cases: [trace] + others))
      .counterpart(of: trace)
  }

  @Test func `a trace is held against the nearest of its feature that ended otherwise`() {
    let others = [
      trace("alike", .bad, minutes: 1), trace("other feature", .good, minutes: 1, feature: "g"),
      trace("unjudged", nil, minutes: 1), trace("far", .good, minutes: 9),
      trace("near", .good, minutes: 3),
    ]
    #expect(counterpart(of: trace("t", .bad), among: others)?.id == "near")
    #expect(counterpart(of: trace("t", nil), among: others) == nil)
    #expect(counterpart(of: trace("t", .bad), among: Array(others.prefix(3))) == nil)
  }

  @Test func `one that was asked the same comes first`() {
    let others = [
      trace("near", .good, minutes: 1, asked: "What else?"),
      trace("same", .good, minutes: 50, asked: "Where is it?"),
    ]
    let found = counterpart(of: trace("t", .bad, asked: "Where is it?"), among: others)
    #expect(found?.id == "same")
  }

  @Test func `the address holds any id`() {
    let found = counterpart(of: trace("a b\"#é", .bad), among: [trace("c/1", .good)])
    #expect(found?.address == "../compare.html#a%20b%22%23%C3%A9,c%2F1")
    #expect(counterpart(of: trace("a,b", .bad), among: [trace("c", .good)]) == nil)
  }
}
