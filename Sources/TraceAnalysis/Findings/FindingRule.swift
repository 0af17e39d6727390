import TraceModel

/// One rule that notices why a trace should not be trusted, or not be compared.
package protocol FindingRule: Sendable {
  static var code: String { get }

  /// Appends what the rule notices, in the order of the events it points at.
  func find(in trace: JudgedTrace, _ tables: RecordTables, _ found: inout [Finding])

  /// One sentence for a finding of this rule.
  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String
}

package enum Findings {
  package static let all: [any FindingRule] = [
    VerdictMissing(), VerdictUnknown(), TraceBroken(), HiddenFallback(), ToolStale(),
    ToolIncomplete(), WordUnknown(),
  ]

  package static let codes = all.map { type(of: $0).code }

  static func find(in trace: inout JudgedTrace, _ tables: RecordTables) {
    var found = trace.findings
    // Moved out, so that the rules can read the trace while the list grows.
    trace.findings = []
    found.removeAll(keepingCapacity: true)
    for (number, rule) in all.enumerated() {
      let before = found.count
      rule.find(in: trace, tables, &found)
      for index in before..<found.count { found[index].rule = UInt8(number) }
    }
    trace.findings = found
  }
}

extension Finding {
  package var code: String { Findings.codes[Int(rule)] }

  package func message(in trace: JudgedTrace, _ tables: RecordTables) -> String {
    Findings.all[Int(rule)].message(of: self, in: trace, tables)
  }
}
