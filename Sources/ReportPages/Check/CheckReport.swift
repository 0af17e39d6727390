import TraceModel

/// The findings of a week for a terminal, a program or a CI server.
package struct CheckReport: Sendable {
  let summary: WeekSummary
  let gates: [GateResult]

  package init(_ summary: WeekSummary, gates: [GateResult]) {
    self.summary = summary
    self.gates = gates
  }

  /// Whether any gate failed.
  package var hasFailed: Bool { gates.contains { $0.outcome == .failed } }

  /// Heaviest first, then by how many requests they touch.
  var findings: [(finding: FindingSummary, words: FindingWords)] {
    summary.findings.map { ($0, FindingWords(code: $0.code)) }.sorted {
      ($0.words.weight.rawValue, -$0.finding.traces, $0.finding.code)
        < ($1.words.weight.rawValue, -$1.finding.traces, $1.finding.code)
    }
  }
}

extension CheckReport {
  /// Lines for a terminal; whatever was logged can't steer it.
  package var text: String {
    var lines = [
      "\(summary.period.week ?? "\(summary.period.start) to \(summary.period.end)"):"
        + " \(summary.traces) traces, \(summary.events) events,"
        + " \(summary.findings.isEmpty ? "no" : "\(summary.findings.count)") findings"
    ]
    var weight: FindingWeight?
    for (finding, words) in findings {
      if words.weight != weight {
        lines += ["", words.weight.word]
        weight = words.weight
      }
      let counts = [
        finding.traces > 0 ? Shown.count(finding.traces, "trace", "traces") : nil,
        finding.events > 0 ? Shown.count(finding.events, "event", "events") : nil,
      ].compactMap(\.self).joined(separator: ", ")
      lines.append("  \(padded(finding.code, to: 20)) \(counts)")
      lines.append("    \(words.title). \(words.effect)")
      lines += finding.details.prefix(Self.shownDetails).map { "    \(clipped($0, to: 200))" }
      if finding.details.count > Self.shownDetails {
        lines.append("    And \(finding.details.count - Self.shownDetails) more of these.")
      }
      lines.append("    To mend: \(words.fix)")
      if !finding.examples.isEmpty {
        let ids = finding.examples.prefix(3).map { visible(clipped($0.text)) }
        lines.append("    For example: \(ids.joined(separator: ", "))")
      }
    }
    if !gates.isEmpty {
      lines += ["", "Gates"]
      for gate in gates {
        lines.append("  \(padded(gate.outcome.word, to: 10)) \(gate.gate): \(gate.reason)")
      }
    }
    return lines.map { visible($0) + "\n" }.joined()
  }

  private static let shownDetails = 5

  private func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension GateResult.Outcome {
  var word: String {
    switch self {
    case .passed: "passed"
    case .failed: "FAILED"
    case .notJudged: "not judged"
    }
  }
}
