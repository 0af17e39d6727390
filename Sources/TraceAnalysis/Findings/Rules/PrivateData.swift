import TraceModel

/// Private data in the texts of an event: it says which kind and where, never what.
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
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    let all = trace.joined.privates(at: Int(finding.place)).found.map {
      "\($0.kind.words) in \($0.field.words)"
    }
    return all.joined(separator: ", ")
  }
}

extension JoinedTrace {
  func privates(at place: Int) -> PrivateMarks {
    let link = record(place).link
    return link < 0 ? PrivateMarks() : records.links[Int(link)].privates
  }
}
