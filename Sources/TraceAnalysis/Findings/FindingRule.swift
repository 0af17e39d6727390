import TraceModel

/// One rule that notices in a single trace why it should not be trusted, or not be compared.
package protocol FindingRule: Sendable {
  static var code: String { get }

  /// Appends what the rule notices, in the order of the events it points at.
  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding])

  /// One sentence for a finding of this rule.
  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String
}

package enum Findings {
  package static let all: [any FindingRule] = [
    VerdictMissing(), VerdictUnknown(), VerdictUnreasoned(), VerdictConflict(), TraceBroken(),
    HiddenFallback(), AttemptMissing(), PromptUnversioned(), SettingsMissing(), CostMissing(),
    CostMismatch(), RetryUnpaid(), ToolStale(), ToolIncomplete(), SummaryGap(), WordUnknown(),
    PrivateData(),
  ]

  package static let codes = all.map { type(of: $0).code }

  private typealias Find = @Sendable (JudgedTrace, FindingFacts, inout [Finding]) -> Void

  /// Each rule opened once and not for each trace.
  private static let finders = all.map { rule -> Find in { rule.find(in: $0, $1, &$2) } }

  static func number(of rule: any FindingRule.Type) -> UInt8 {
    UInt8(clamping: codes.firstIndex(of: rule.code) ?? codes.count)
  }

  static func find(in trace: inout JudgedTrace, _ facts: FindingFacts) {
    var found = trace.findings
    // Moved out, so that the rules can read the trace while the list grows.
    trace.findings = []
    found.removeAll(keepingCapacity: true)
    for (number, find) in finders.enumerated() {
      let before = found.count
      find(trace, facts, &found)
      for index in before..<found.count { found[index].rule = UInt8(number) }
    }
    trace.findings = found
  }
}

/// What rules look up beside the trace; each worker has one.
package struct FindingFacts: Sendable {
  /// Read without asking for a lock.
  let names: NameTable
  let prompts: KnownPrompts
  let kinds: ValueTable<ChargeKind>
  /// By how much of itself an amount may be off.
  let tolerance: Double

  init(_ tables: RecordTables, tolerance: ExactDecimal) {
    names = tables.allNames
    prompts = tables.knownPrompts
    kinds = tables.allChargeKinds
    self.tolerance = tolerance.share(of: ExactDecimal(1))
  }
}

extension Finding {
  package var code: String { Findings.codes[Int(rule)] }

  package func message(in trace: JudgedTrace, _ tables: RecordTables) -> String {
    Findings.all[Int(rule)].message(of: self, in: trace, tables)
  }
}

extension JudgedTrace {
  /// What the event that a finding points at called.
  func target(of finding: Finding) -> NameID { joined.record(Int(finding.place)).target }
}
