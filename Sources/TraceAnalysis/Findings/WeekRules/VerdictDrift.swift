import TraceModel

/// One label that two teams, or two reviewers, use for different outcomes.
///
/// Found only where it is clear: each has used the label at least ten times, most of the time for
/// one outcome, another one than the other's, and the two shares of that outcome differ by more
/// than chance.
struct VerdictDrift: WeekRule {
  static let code = "verdict-drift"

  func find(in week: WeekFacts, _ finding: inout FindingSummary) {
    let drifts = LabelDrift.all(in: week.evidence, week.tables)
    finding.details = drifts.map { drift in
      func words(_ side: LabelDrift.Side) -> String {
        let most = side.mostly(week.tables).map { week.tables.text($0) } ?? ""
        return "\(week.tables.text(side.group)) mostly on \(most)"
      }
      return "“\(week.tables.text(drift.label))”: \(words(drift.one)), \(words(drift.other))."
    }
    var counted: Set<NameID> = []
    for drift in drifts where counted.insert(drift.label).inserted {
      let uses = week.evidence.labels.values.filter { $0.label == drift.label }
      finding.traces += uses.reduce(0) { $0 + $1.traces }
      finding.add(examples: uses.compactMap(\.example))
    }
  }
}

/// How two groups of judges use one label.
struct LabelDrift {
  var label: NameID
  var one: Side
  var other: Side

  struct Side {
    var group: NameID
    var isTeam: Bool
    /// By what the system said had happened.
    var outcomes: [NameID: Int]

    var traces: Int { outcomes.values.reduce(0, +) }
  }

  private static let least = 10

  static func all(in evidence: EvidenceDigest, _ tables: RecordTables) -> [LabelDrift] {
    var sides: [NameID: [Side]] = [:]
    let uses = evidence.labels.sorted { $0.key < $1.key }.map(\.value)
    for use in uses {
      var list = sides[use.label] ?? []
      if let place = list.firstIndex(where: { $0.group == use.group && $0.isTeam == use.isTeam }) {
        list[place].outcomes[use.outcome, default: 0] += use.traces
      } else {
        list.append(
          Side(group: use.group, isTeam: use.isTeam, outcomes: [use.outcome: use.traces]))
      }
      sides[use.label] = list
    }
    var drifts: [LabelDrift] = []
    for (label, list) in sides.sorted(by: { tables.name($0.key) < tables.name($1.key) }) {
      // The ones who judged most; a pair of every two would be too many to look at.
      let judges = list.filter { $0.traces >= least }.sorted {
        ($1.traces, tables.name($0.group)) < ($0.traces, tables.name($1.group))
      }.prefix(50)
      for (index, one) in judges.enumerated() {
        for other in judges.dropFirst(index + 1) where one.differs(from: other, tables) {
          drifts.append(LabelDrift(label: label, one: one, other: other))
        }
      }
    }
    return drifts
  }
}

extension LabelDrift.Side {
  func mostly(_ tables: RecordTables) -> NameID? {
    let most = outcomes.max { ($0.value, tables.name($1.key)) < ($1.value, tables.name($0.key)) }
    return most.flatMap { $0.value * 2 > traces ? $0.key : nil }
  }

  fileprivate func differs(from other: Self, _ tables: RecordTables) -> Bool {
    guard isTeam == other.isTeam, let mine = mostly(tables), let theirs = other.mostly(tables),
      mine != theirs,
      let difference = RateDifference(
        outcomes[mine] ?? 0, of: traces, from: other.outcomes[mine] ?? 0, of: other.traces)
    else { return false }
    return difference.low > 0
  }
}
