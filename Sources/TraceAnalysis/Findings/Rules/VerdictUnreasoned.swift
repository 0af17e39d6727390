import TraceModel

/// A verdict that says no reason: nobody can check it.
struct VerdictUnreasoned: FindingRule {
  static let code = "verdict-unreasoned"

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    for given in trace.verdicts.all where !given.hasReason {
      found.append(Finding(place: given.place ?? -1, word: given.judge))
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    guard let judge = tables.known(finding.word) else { return "the verdict says no reason" }
    return "\(judge) gave no reason"
  }
}
