import TraceAnalysis
import TraceModel

/// A counted trace with its words, as tests compare it.
package struct ShownTrace {
  package let trace: ChosenTrace
  /// Keeps the trace's records.
  private let owner: ChosenTraces

  package init(_ trace: ChosenTrace, of owner: ChosenTraces) {
    self.trace = trace
    self.owner = owner
  }

  package var tables: RecordTables { owner.tables }

  package var judged: JudgedTrace { trace.judged }
  package var path: String { judged.path.path(tables) }
  package var money: TraceMoney { judged.money }

  /// The events' ids in the trace's order.
  package var order: [String] { judged.joined.events.indices.map { id($0) } }

  /// Each call's attempts as `m1 first, m2 retry used`; calls in order of their start.
  package var calls: [String] {
    judged.joined.calls.map { call in
      judged.joined.attempts(of: call).map { place in
        let attempt = judged.joined.events[Int(place)].attempt!
        let words = [
          id(Int(place)), attempt.kind.word,
          attempt.isInferred && attempt.kind != .first ? "inferred" : nil,
          attempt.isUsed ? "used" : nil,
        ]
        return words.compactMap(\.self).joined(separator: " ")
      }.joined(separator: ", ")
    }
  }

  /// The codes of its findings with the events they point at: `trace-broken m1`.
  package var findings: [String] {
    judged.findings.map { finding in
      finding.code + (finding.place >= 0 ? " " + id(Int(finding.place)) : "")
    }
  }

  private func id(_ place: Int) -> String { judged.joined.eventID(place).text }
}

extension ExactDecimal: ExpressibleByStringLiteral {
  public init(stringLiteral digits: String) {
    guard let value = ExactDecimal(digits) else { preconditionFailure("no decimal: \(digits)") }
    self = value
  }
}
