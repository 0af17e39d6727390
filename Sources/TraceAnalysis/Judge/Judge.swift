import TraceModel

/// Prices traces, ranks their verdicts, names their paths and asks every rule; each worker has one.
package struct TraceJudge {
  package let tables: RecordTables
  private let rules: CountingRules
  private var pricer: Pricer
  private var ranker: VerdictRanker
  private let causes: CauseFinder
  private let facts: FindingFacts
  private let stageWords: [NameID]
  /// Allowed ages by tool, each looked up once; `.max` where the tool has no limit.
  private var allowedAges: [NameID: Int64] = [:]

  package init(_ rules: CountingRules, _ tables: RecordTables) {
    self.rules = rules
    self.tables = tables
    pricer = Pricer(rules, tables)
    ranker = VerdictRanker(rules.vocabulary, tables)
    causes = CauseFinder(tables)
    facts = FindingFacts(tables, tolerance: rules.tolerance)
    stageWords = Stage.allCases.map { tables.number(of: Name($0.word)) }
  }

  /// Fills in all that a joined trace is judged by.
  package mutating func judge(_ trace: inout JudgedTrace, notes: [Note]) {
    markStaleTools(&trace.joined)
    pricer.price(&trace)
    ranker.rank(trace.joined, notes: notes, into: &trace.verdicts)
    findPath(&trace)
    trace.cause = causes.cause(of: trace)
    trace.notePrivates = PrivateMarks()
    for note in notes { trace.notePrivates.formUnion(note.privates) }
    Findings.find(in: &trace, facts)
  }

  private mutating func markStaleTools(_ trace: inout JoinedTrace) {
    for place in trace.events.indices {
      let index = trace.index(place)
      guard trace.records.events[index].dataAsOf != .min else { continue }
      let record = trace.records.events[index]
      guard record.stage == .tool, record.hasClock else { continue }
      let (age, overflow) = record.start.subtractingReportingOverflow(record.dataAsOf)
      trace.events[place].isStale = !overflow && age > allowedAge(of: record.target)
    }
  }

  private mutating func allowedAge(of tool: NameID) -> Int64 {
    if let known = allowedAges[tool] { return known }
    let allowed = rules.freshness.nanoseconds(of: tables.name(tool)) ?? .max
    allowedAges[tool] = allowed
    return allowed
  }

  private func findPath(_ trace: inout JudgedTrace) {
    trace.path.removeAll(keepingCapacity: true)
    for call in trace.joined.calls where call.count > 1 {
      var isFirst = true
      for place in trace.joined.attempts(of: call) {
        let record = trace.joined.record(Int(place))
        let target =
          record.target == .none ? stageWords[Int(record.stage.rawValue)] : record.target
        trace.path.append(
          PathStep(target: target, result: record.result).packed(beginsCall: isFirst))
        isFirst = false
      }
    }
  }
}
