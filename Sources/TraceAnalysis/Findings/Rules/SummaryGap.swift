import TraceModel

/// The log lacks a field without which a summary can't say what was asked, what the user saw, what
/// it cost, or why it passed or failed.
struct SummaryGap: FindingRule {
  static let code = "summary-gap"

  private enum Gap: UInt8, CaseIterable {
    case asked, seen, cost, reason
  }

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    var request: Int32?
    var answer: Int32?
    var lastModel: Int32?
    var isAsked = false
    let records = trace.joined.records
    for (place, event) in trace.joined.events.enumerated() where !event.isSuperseded {
      let index = Int(event.record)
      switch records.events[index].stage {
      case .request:
        if request == nil { request = Int32(place) }
        if records.events[index].input != 0 { isAsked = true }
      case .model:
        lastModel = Int32(place)
        // What the model was asked holds what the user asked, where nothing else does.
        if records.events[index].input != 0 { isAsked = true }
      case .answer: answer = Int32(place)
      case .route, .prompt, .tool, .guardrail, .verdict, .note, .infrastructure, .unknown: break
      }
    }
    func add(_ gap: Gap, at place: Int32?) {
      found.append(Finding(place: place ?? -1, variant: gap.rawValue))
    }
    if !isAsked { add(.asked, at: request) }
    if let last = answer ?? lastModel,
      !records.events[trace.joined.index(Int(last))].traits.contains(.output),
      answer != nil || records.events[trace.joined.index(Int(last))].status == .ok
    {
      add(.seen, at: last)
    }
    if lastModel != nil, trace.charges.isEmpty { add(.cost, at: lastModel) }
    if let deciding = trace.verdicts.deciding, !trace.verdicts.all[deciding].hasReason {
      add(.reason, at: trace.verdicts.all[deciding].place)
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    switch Gap.allCases[Int(finding.variant)] {
    case .asked: "nothing says what was asked; log input_summary on the request"
    case .seen: "nothing says what the user saw; log output_summary on the answer"
    case .cost: "nothing says what it cost; log usage or charges on the model event"
    case .reason: "nothing says why it passed or failed; log verdict.reason"
    }
  }
}
