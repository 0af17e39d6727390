import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis

/// What must hold for any week whatever; random messy ones stand for all.
struct CountWeekTests {
  private static let seeds: [UInt64] = [11, 12, 13, 14]

  private func settings() throws -> LogSettings {
    var settings = LogSettings()
    settings.configuration.infrastructure.perRequest = "0.0004"
    settings.configuration.infrastructure.perSecond = "0.00002"
    settings.prices = PriceBook(
      own: try PriceTable(
        #"{"fern-8b":{"input_cost_per_token":3.1e-7,"output_cost_per_token":1.2e-6,"litellm_provider":"acme","mode":"chat"},"maple":{"input_cost_per_token":1e-6,"output_cost_per_token":2e-6,"litellm_provider":"acme","mode":"chat"}}"#
      ))
    return settings
  }

  @Test(arguments: seeds)
  func `the traces' costs and every breakdown add up to the total, exactly`(seed: UInt64) throws {
    let log = try count(files: MessyWeek(seed: seed).files(3, seed: 1), with: settings())
    let cost = log.summary.cost
    func sum(_ amounts: some Sequence<ExactDecimal>) -> ExactDecimal { amounts.reduce(.zero, +) }
    #expect(cost.total != .zero)
    #expect(sum(log.traces.map(\.judged.money.total)) == cost.total)
    #expect(sum(cost.bySource.values) == cost.total)
    #expect(sum(cost.byBasis.values) == cost.total)
    #expect(sum(cost.byFeature.values) == cost.total)
    #expect(sum(cost.byRoute.values) == cost.total)
    #expect(sum(log.summary.paths.map(\.cost)) == cost.total)
    for kind in GroupKind.allCases {
      #expect(sum((log.summary.groups[kind] ?? []).map(\.cost)) == cost.total)
    }
    let withoutClock = log.traces.filter { $0.judged.joined.start == nil }.map(\.judged.money.total)
    #expect(sum(cost.byDay.values) + sum(withoutClock) == cost.total)
    #expect(sum(cost.thrownAwayByTrigger.values) == cost.retries)
    let own = cost.charges.filter { $0.currency == cost.currency }
    let foreign = cost.byCurrency.isEmpty && own.count == cost.charges.count
    #expect(!foreign || sum(own.map(\.amount)) == cost.total)
    #expect(!foreign || sum(own.filter { !$0.isUsed }.map(\.amount)) == cost.retries)
    #expect(sum(log.summary.paths.map(\.retryCost)) == cost.retries)
    #expect(sum(cost.byModel.values) == sum(cost.byProvider.values))
  }

  @Test(arguments: seeds)
  func `traces and events are counted once everywhere`(seed: UInt64) throws {
    let log = try count(files: MessyWeek(seed: seed).files(2, seed: 2))
    let summary = log.summary
    #expect(log.traces.count == summary.traces)
    #expect(log.traces.map(\.records.count).reduce(0, +) == summary.events)
    #expect(summary.inputs.map(\.events).reduce(0, +) == summary.events)
    #expect(summary.paths.map(\.traces).reduce(0, +) == summary.traces)
    #expect(summary.verdicts.judged + summary.verdicts.unjudged == summary.traces)
    for kind in GroupKind.allCases {
      #expect((summary.groups[kind] ?? []).map(\.traces).reduce(0, +) == summary.traces)
    }
  }

  @Test(arguments: seeds)
  func `a file of repeated lines changes nothing but the duplicates`(seed: UInt64) throws {
    var files = MessyWeek(seed: seed).files(2, seed: 3)
    let before = try count(files: files, with: settings())
    files["z-copy.jsonl"] = before.mapped.inputs.flatMap { files[$0.name] ?? [] }.filter {
      $0.contains("event_id")
    }
    let after = try count(files: files, with: settings())
    #expect(after.summary.inputs.last?.events == 0)
    #expect(after.summary.inputs.last?.duplicates == after.summary.inputs.last?.lines)
    #expect(jsonWithoutInputs(after.summary) == jsonWithoutInputs(before.summary))
  }

  @Test(arguments: seeds)
  func `without the price table priced amounts become unpriced, and no others change`(
    seed: UInt64
  ) throws {
    let files = MessyWeek(seed: seed).files(2, seed: 4)
    var settings = try settings()
    let priced = try count(files: files, with: settings).summary.cost
    settings.prices = PriceBook([])
    let unpriced = try count(files: files, with: settings).summary.cost
    let moved = try #require(priced.byBasis[.priced])
    #expect(moved > .zero)
    #expect(unpriced.byBasis[.priced] == nil)
    #expect(unpriced.total + moved == priced.total)
    #expect(unpriced.byBasis[.recorded] == priced.byBasis[.recorded])
    #expect(unpriced.byBasis[.estimated] == priced.byBasis[.estimated])
    #expect(unpriced.unpricedEvents > priced.unpricedEvents)
    #expect(unpriced.byTool == priced.byTool)
    #expect(unpriced.byCurrency == priced.byCurrency)
  }

  @Test(arguments: seeds)
  func `digests of the traces merge to the same summary in any tree`(seed: UInt64) throws {
    let log = try count(files: MessyWeek(seed: seed).files(2, seed: 5), with: settings())
    var numbers = SeededNumbers(seed: seed)
    let whole = summary(of: log.counted.digest, log)
    for _ in 0..<5 {
      var digests = log.traces.map { trace in
        var builder = DigestBuilder(
          log.mapped.tables, calendar: log.rules.calendar, seed: log.rules.seed,
          files: log.mapped.inputs.map { log.mapped.tables.number(of: Name($0.name)) })
        builder.add(trace.judged, notes: [])
        return builder.takeResult()
      }
      while digests.count > 1 {
        var merged = digests.remove(at: Int.random(in: 0..<digests.count, using: &numbers))
        let other = Int.random(in: 0..<digests.count, using: &numbers)
        merged.merge(digests[other])
        digests[other] = merged
      }
      #expect(summary(of: digests[0], log) == whole)
    }
  }

  private func summary(of digest: Digest, _ log: CountedLog) -> String {
    var summary = digest.summary(
      of: log.summary.period, tables: log.mapped.tables, rules: log.rules)
    summary.review = digest.reviewList(of: 8, summary, log.mapped.tables)
    return String(decoding: ReportBytes.summary(summary), as: UTF8.self)
  }

  private func jsonWithoutInputs(_ summary: WeekSummary) -> String {
    var summary = summary
    summary.inputs = []
    return String(decoding: ReportBytes.summary(summary), as: UTF8.self)
  }

  // MARK: The period

  @Test func `a trace belongs to the week in which it starts, however late it ends`() throws {
    let lines = [
      event("a", .request, at: 0, .trace("in"), .at("2026-11-22T23:59:59Z")),
      event("b", .answer, at: 0, .trace("in"), .at("2026-11-23T00:00:05Z"), .costs("1")),
      event("a", .request, at: 0, .trace("next"), .at("2026-11-23T00:00:00Z")),
      event("a", .request, at: 0, .trace("before"), .at("2026-11-15T23:59:59Z")),
      event("b", .answer, at: 0, .trace("before"), .at("2026-11-16T12:00:00Z")),
    ]
    let log = try count(files: ["log": lines], with: LogSettings(week: "2026-W47"))
    #expect(log.counted.allTraces.map(\.id) == ["in"])
    #expect(log.summary.events == 2)
    #expect(log.summary.cost.byDay == ["2026-11-22": "1"])
    #expect(log.counted.tracesOutside == 2)
    #expect(try latestStart(in: log.mapped, log.rules.calendar) == Instant("2026-11-23T00:00:00Z"))
  }

  @Test(
    arguments: [
      // 23:30 on Sunday in UTC: Monday in Berlin, Sunday afternoon in New York.
      ("Europe/Berlin", "2026-11-15T23:30:00Z", "2026-11-16", 1),
      ("America/New_York", "2026-11-15T23:30:00Z", nil, 0),
      ("America/New_York", "2026-11-16T04:59:59Z", nil, 0),
      ("America/New_York", "2026-11-16T05:00:00Z", "2026-11-16", 1),
      ("Asia/Kolkata", "2026-11-22T18:29:59Z", "2026-11-22", 1),
      ("Asia/Kolkata", "2026-11-22T18:30:00Z", nil, 0),
      // Berlin's clocks stand an hour earlier after the last Sunday of October.
      ("Europe/Berlin", "2026-11-22T22:59:59Z", "2026-11-22", 1),
    ] as [(String, String, String?, Int)])
  func `days and weeks are cut in the report's time zone`(
    zone: String, time: String, day: String?, traces: Int
  ) throws {
    var settings = LogSettings(week: "2026-W47")
    settings.configuration.timeZone = zone
    let summary = try count(
      event("a", .request, at: 0, .at(time), .costs("1")), with: settings
    ).summary
    #expect(summary.traces == traces)
    #expect(summary.cost.byDay == (day.map { [$0: "1"] } ?? [:]))
    #expect(summary.cost.tracesByDay == (day.map { [$0: 1] } ?? [:]))
  }

  @Test func `names that differ only in how an accent is written stay two, in paths too`() throws {
    func call(_ trace: String, _ model: String) -> [String] {
      [
        event("a", .model, at: 1, .trace(trace), .model(model), .failed("timeout")),
        event("b", .model, at: 2, .trace(trace), .model(model), .attempt(of: "a")),
      ]
    }
    let log = try count(files: ["log": call("1", "caf\u{E9}") + call("2", "cafe\u{301}")])
    #expect(log.summary.paths.map(\.traces) == [1, 1])
    #expect(log.summary.groups[.model]?.count == 2)
  }
}
