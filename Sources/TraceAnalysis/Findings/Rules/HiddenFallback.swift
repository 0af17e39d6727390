import TraceModel

/// Another model answered than the one asked, and no attempt says so.
struct HiddenFallback: FindingRule {
  static let code = "hidden-fallback"

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    let records = trace.joined.records
    for (place, event) in trace.joined.events.enumerated() where !event.isSuperseded {
      let index = Int(event.record)
      let requested = records.events[index].requested
      let answered = records.events[index].model
      guard requested != answered, requested != .none, answered != .none,
        records.events[index].stage == .model, event.attempt?.kind != .fallback,
        !isSnapshot(facts.names.bytes(answered), of: facts.names.bytes(requested))
      else { continue }
      found.append(Finding(place: Int32(place)))
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    let record = trace.joined.record(Int(finding.place))
    return "\(tables.text(record.model)) answered where \(tables.text(record.requested)) was asked,"
      + " and no attempt says so"
  }

  /// `gpt-4o-2024-08-06` is what `gpt-4o` stands for.
  private func isSnapshot(_ answered: ArraySlice<UInt8>, of requested: ArraySlice<UInt8>) -> Bool {
    guard answered.starts(with: requested) else { return false }
    let rest = answered.dropFirst(requested.count)
    return rest.count > 6
      && rest.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x40 }
  }
}
