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

extension OverviewFigures {
  /// What to mind before a block's numbers are believed: the heaviest findings first.
  func caveats(for block: OverviewBlock) -> [Phrase] {
    summary.findings.map { ($0, FindingWords(code: $0.code)) }
      .filter { $0.1.undermines.contains(block) }
      .sorted { ($0.1.weight.rawValue, -$0.0.traces) < ($1.1.weight.rawValue, -$1.0.traces) }
      .prefix(4).map { finding, words in
        let count: Phrase = finding.traces > 0 ? " (\(finding.traces, "request", "requests"))" : ""
        return "\(link: words.title, to: "findings.html#\(words.anchor)")\(count)"
      }
  }
}
