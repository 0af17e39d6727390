import TraceModel

/// Attempts that the numbers say there were and that have no event, or one that nothing triggered.
///
/// Attempts that the rule had to find have neither; that is a gap of the log and not of the call.
struct AttemptMissing: FindingRule {
  static let code = "attempt-missing"

  private enum Way: UInt8, CaseIterable {
    case hole, untriggered
  }

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    for (place, event) in trace.joined.events.enumerated() {
      guard let attempt = event.attempt else { continue }
      let index = Int(event.record)
      guard trace.joined.records.events[index].traits.contains(.attempt) else { continue }
      let number = trace.joined.records.events[index].attemptNumber
      if Int32(number) > numberBefore(attempt, in: trace) + 1 {
        found.append(Finding(place: Int32(place), variant: Way.hole.rawValue))
      }
      if attempt.kind != .first, trace.joined.records.events[index].trigger == .none {
        found.append(Finding(place: Int32(place), variant: Way.untriggered.rawValue))
      }
    }
  }

  /// Of the attempt before, as logged, else as counted; 0 for the first.
  private func numberBefore(_ attempt: JoinedAttempt, in trace: JudgedTrace) -> Int32 {
    guard attempt.previous >= 0 else { return 0 }
    let logged = trace.joined.record(Int(attempt.previous)).attemptNumber
    return logged > 0 ? Int32(logged) : attempt.number - 1
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    let target = tables.text(trace.target(of: finding))
    switch Way.allCases[Int(finding.variant)] {
    case .hole:
      let number = trace.joined.record(Int(finding.place)).attemptNumber
      return "attempt \(number) of \(target) has no attempt \(number - 1) before it"
    case .untriggered: return "nothing says why \(target) was asked again"
    }
  }
}
