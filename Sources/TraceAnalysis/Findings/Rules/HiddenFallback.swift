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
        !isSame(facts.names.bytes(answered), as: facts.names.bytes(requested))
      else { continue }
      found.append(Finding(place: Int32(place)))
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    let record = trace.joined.record(Int(finding.place))
    return "\(tables.text(record.model)) answered where \(tables.text(record.requested)) was asked,"
      + " and no attempt says so"
  }

  /// Who is asked through a gateway is named with it: `openai/gpt-4o`.
  private func isSame(_ answered: ArraySlice<UInt8>, as requested: ArraySlice<UInt8>) -> Bool {
    let (model, asked) = (bare(answered), bare(requested))
    return model == asked || isSnapshot(model, of: asked)
  }

  private func bare(_ model: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    model.lastIndex(of: UInt8(ascii: "/")).map { model[($0 + 1)...] } ?? model
  }

  /// `gpt-4o-2024-08-06` is what `gpt-4o` stands for, `gpt-3.5-turbo-0125` what `gpt-3.5-turbo` does.
  private func isSnapshot(_ answered: ArraySlice<UInt8>, of requested: ArraySlice<UInt8>) -> Bool {
    guard answered.starts(with: requested) else { return false }
    let rest = answered.dropFirst(requested.count)
    return rest.count > 3 && rest.first.map { $0 == 0x2D || $0 == 0x40 } == true
      && rest.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x40 }
  }
}
