import TraceAnalysis
import TraceModel

extension ChosenTrace {
  /// The events' ids in the trace's order.
  package var order: [String] { records.map { batch.name($0.event).text } }

  /// Each call's attempts as `m1 first, m2 retry used`; calls in order of their start.
  package var calls: [String] {
    judged.joined.calls.map { call in
      call.attempts.map { place in
        let attempt = judged.joined.events[Int(place)].attempt!
        let words = [
          batch.name(view.record(place).event).text, attempt.kind.word,
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
      let place = finding.place.map { " " + batch.name(view.record($0).event).text }
      return finding.code + (place ?? "")
    }
  }

  package var money: TraceMoney { TraceMoney(view) }
}

extension ExactDecimal: ExpressibleByStringLiteral {
  public init(stringLiteral digits: String) {
    guard let value = ExactDecimal(digits) else { preconditionFailure("no decimal: \(digits)") }
    self = value
  }
}
