import TraceModel

/// A trace that nobody judged: it counts in no rate.
struct VerdictMissing: FindingRule {
  static let code = "verdict-missing"

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    if !trace.verdicts.isJudged { found.append(Finding()) }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    "nobody has judged this request"
  }
}
