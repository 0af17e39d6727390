import TraceModel

/// Private data in the texts of an event, or of the note files about its trace: it says which kind and
/// where, never what.
struct PrivateData: FindingRule {
  static let code = "private-data"

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    let records = trace.joined.records
    for (place, event) in trace.joined.events.enumerated() {
      let link = records.events[Int(event.record)].link
      if link >= 0, !records.links[Int(link)].privates.isEmpty {
        found.append(Finding(place: Int32(place)))
      }
    }
    if !trace.notePrivates.isEmpty { found.append(Finding(place: -1)) }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    let all = trace.privates(of: finding).found.map { "\($0.kind.words) in \($0.field.words)" }
    return all.joined(separator: ", ")
  }
}

extension JudgedTrace {
  /// What a finding of private data found.
  func privates(of finding: Finding) -> PrivateMarks {
    guard finding.place >= 0 else { return notePrivates }
    let link = joined.record(Int(finding.place)).link
    return link < 0 ? PrivateMarks() : joined.records.links[Int(link)].privates
  }
}
