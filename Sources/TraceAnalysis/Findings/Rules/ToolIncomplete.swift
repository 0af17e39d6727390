import TraceModel

/// A tool that ended well and returned nothing, or only a part.
struct ToolIncomplete: FindingRule {
  static let code = "tool-incomplete"

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    let records = trace.joined.records
    for (place, event) in trace.joined.events.enumerated() where !event.isSuperseded {
      let index = Int(event.record)
      guard records.events[index].stage == .tool, records.events[index].status == .ok else {
        continue
      }
      let traits = records.events[index].traits
      if traits.contains(.truncated) {
        found.append(Finding(place: Int32(place), variant: 1))
      } else if traits.contains(.emptyOutput), !traits.contains(.output) {
        found.append(Finding(place: Int32(place)))
      }
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    let target = tables.text(trace.target(of: finding))
    return finding.variant == 1 ? "\(target) was cut off" : "\(target) returned nothing"
  }
}
