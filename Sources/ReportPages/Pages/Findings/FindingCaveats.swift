import TraceModel

extension FindingWords {
  /// The blocks of the overview whose numbers a finding undermines.
  var undermines: [OverviewBlock] {
    switch code {
    case "verdict-missing", "verdict-unknown", "verdict-conflict", "verdict-drift", "sample-small",
      "sample-picked", "trace-split":
      [.verdicts]
    case "tool-stale", "tool-incomplete": [.verdicts, .causes]
    case "hidden-fallback": [.verdicts, .paths]
    case "tools-unequal": [.verdicts]
    case "attempt-missing": [.paths]
    case "cost-missing", "cost-mismatch": [.cost]
    case "retry-unpaid": [.cost, .paths]
    case "prompt-changed", "prompt-unversioned": [.prompts]
    case "trace-broken": [.causes]
    default: []
    }
  }
}

/// A figure that findings may undermine.
enum CheckedFigure: Sendable {
  case goodAnswers, handedOver, cost, perGood, thrownAway, slowest

  /// The findings that make it too high, too low or a matter of chance.
  fileprivate var codes: Set<String> {
    switch self {
    case .goodAnswers:
      [
        "sample-picked", "sample-small", "verdict-conflict", "verdict-drift", "verdict-missing",
        "verdict-unknown", "trace-split",
      ]
    case .handedOver: ["verdict-missing", "verdict-unknown", "sample-picked"]
    case .cost: ["cost-missing", "cost-mismatch", "retry-unpaid", "attempt-missing", "trace-split"]
    case .perGood: Self.goodAnswers.codes.union(Self.cost.codes)
    case .thrownAway: ["retry-unpaid", "attempt-missing"]
    case .slowest: ["trace-broken", "trace-split"]
    }
  }
}

extension OverviewFigures {
  /// What to mind before a figure is believed: the heaviest findings first, each linked to its place.
  func caveats(for figure: CheckedFigure, atMost most: Int) -> [Phrase] {
    caveats(atMost: most) { figure.codes.contains($0.code) }
  }

  /// What to mind before a block's numbers are believed: the heaviest findings first.
  func caveats(for block: OverviewBlock) -> [Phrase] {
    caveats(atMost: 4) { $0.undermines.contains(block) }
  }

  private func caveats(atMost most: Int, where isMeant: (FindingWords) -> Bool) -> [Phrase] {
    summary.findings.map { ($0, FindingWords(code: $0.code)) }
      .filter { isMeant($0.1) }
      .sorted { ($0.1.weight.rawValue, -$0.0.traces) < ($1.1.weight.rawValue, -$1.0.traces) }
      .prefix(most).map { finding, words in
        let count: Phrase = finding.traces > 0 ? " (\(finding.traces, "request", "requests"))" : ""
        return "\(link: words.title, to: "findings.html#\(words.anchor)")\(count)"
      }
  }
}
