import TraceModel

/// A trace that nobody judged: it counts in no rate.
struct VerdictMissing: FindingRule {
  static let code = "verdict-missing"

  func find(in trace: JudgedTrace, _ tables: RecordTables, _ found: inout [Finding]) {
    if !trace.verdicts.isJudged { found.append(Finding()) }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    "nobody has judged this request"
  }
}

/// A verdict with a word outside the sets; it is of no class.
struct VerdictUnknown: FindingRule {
  static let code = "verdict-unknown"

  func find(in trace: JudgedTrace, _ tables: RecordTables, _ found: inout [Finding]) {
    for given in trace.verdicts.all where !given.isOutcomeKnown || !given.isLabelKnown {
      if !given.isOutcomeKnown {
        found.append(Finding(place: given.place ?? -1, word: given.outcome))
      }
      if !given.isLabelKnown { found.append(Finding(place: given.place ?? -1, word: given.label)) }
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    "the verdict “\(tables.text(finding.word))” is none of the known words"
  }
}

/// Events that contradict each other or hang in the air.
struct TraceBroken: FindingRule {
  static let code = "trace-broken"

  private enum Way: UInt8, CaseIterable {
    case conflict, orphan, ownParent, beforeParent
  }

  func find(in trace: JudgedTrace, _ tables: RecordTables, _ found: inout [Finding]) {
    for place in trace.joined.events.indices {
      let event = trace.joined.events[place]
      func add(_ way: Way) { found.append(Finding(place: Int32(place), variant: way.rawValue)) }
      if event.isSuperseded { add(.conflict) }
      if event.isOrphan { add(.orphan) }
      if event.parent == Int32(place) {
        add(.ownParent)
      } else if event.parent > Int32(place) {
        add(.beforeParent)
      }
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    switch Way.allCases[Int(finding.variant)] {
    case .conflict: "another event with the same ids says something else and ranks last"
    case .orphan: "the parent it names is not in the trace"
    case .ownParent: "it names itself as its parent"
    case .beforeParent: "it starts before its parent"
    }
  }
}

/// A tool whose data was older than its allowed age.
struct ToolStale: FindingRule {
  static let code = "tool-stale"

  func find(in trace: JudgedTrace, _ tables: RecordTables, _ found: inout [Finding]) {
    for (place, event) in trace.joined.events.enumerated()
    where event.isStale && !event.isSuperseded {
      found.append(Finding(place: Int32(place)))
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    "\(tables.text(trace.target(of: finding))) returned data older than its allowed age"
  }
}

/// Another model answered than the one asked, and no attempt says so.
struct HiddenFallback: FindingRule {
  static let code = "hidden-fallback"

  func find(in trace: JudgedTrace, _ tables: RecordTables, _ found: inout [Finding]) {
    let records = trace.joined.records
    for (place, event) in trace.joined.events.enumerated() where !event.isSuperseded {
      let index = Int(event.record)
      let requested = records.events[index].requested
      let answered = records.events[index].model
      guard requested != answered, requested != .none, answered != .none,
        records.events[index].stage == .model, event.attempt?.kind != .fallback,
        !isSnapshot(tables.text(answered), of: tables.text(requested))
      else { continue }
      found.append(Finding(place: Int32(place)))
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    let record = trace.joined.record(Int(finding.place))
    return "\(tables.text(record.model)) answered where \(tables.text(record.requested)) was asked,"
      + " and no attempt says so"
  }

  /// `gpt-4o-2024-08-06` is what `gpt-4o` stands for.
  private func isSnapshot(_ answered: String, of requested: String) -> Bool {
    guard answered.hasPrefix(requested) else { return false }
    let rest = answered.dropFirst(requested.count)
    return rest.count > 6 && rest.allSatisfy { $0.isNumber || $0 == "-" || $0 == "@" }
  }
}

/// A tool that ended well and returned nothing, or only a part.
struct ToolIncomplete: FindingRule {
  static let code = "tool-incomplete"

  func find(in trace: JudgedTrace, _ tables: RecordTables, _ found: inout [Finding]) {
    let records = trace.joined.records
    for (place, event) in trace.joined.events.enumerated() where !event.isSuperseded {
      let index = Int(event.record)
      guard records.events[index].stage == .tool, records.events[index].status == .ok else {
        continue
      }
      let traits = records.events[index].traits
      if traits.contains(.truncated) {
        found.append(Finding(place: Int32(place), variant: 1))
      } else if traits.contains(.emptyOutput), !traits.contains(.output) {
        found.append(Finding(place: Int32(place)))
      }
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    let target = tables.text(trace.target(of: finding))
    return finding.variant == 1 ? "\(target) was cut off" : "\(target) returned nothing"
  }
}

/// A stage or a status outside the sets.
struct WordUnknown: FindingRule {
  static let code = "word-unknown"

  func find(in trace: JudgedTrace, _ tables: RecordTables, _ found: inout [Finding]) {
    let records = trace.joined.records
    for (place, event) in trace.joined.events.enumerated() {
      let index = Int(event.record)
      guard
        records.events[index].stage == .unknown || records.events[index].status == .unknown
      else { continue }
      found.append(Finding(place: Int32(place)))
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    let isStage = trace.joined.record(Int(finding.place)).stage == .unknown
    return "its \(isStage ? "stage" : "status") is none of the known words"
  }
}

extension JudgedTrace {
  fileprivate func target(of finding: Finding) -> NameID {
    joined.record(Int(finding.place)).target
  }
}
