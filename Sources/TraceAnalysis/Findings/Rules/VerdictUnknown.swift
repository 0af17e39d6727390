import TraceModel

/// A verdict with a word outside the sets; it is of no class.
struct VerdictUnknown: FindingRule {
  static let code = "verdict-unknown"

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
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
