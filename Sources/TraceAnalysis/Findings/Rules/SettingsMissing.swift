import TraceModel

/// A model call that does not say by whom, in which version or with what settings it was answered.
struct SettingsMissing: FindingRule {
  static let code = "settings-missing"

  /// What is missing, as bits of the variant.
  private static let provider: UInt8 = 1
  private static let version: UInt8 = 2
  private static let settings: UInt8 = 4

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    let records = trace.joined.records
    for (place, event) in trace.joined.events.enumerated() where !event.isSuperseded {
      let index = Int(event.record)
      guard records.events[index].stage == .model else { continue }
      var missing: UInt8 = 0
      if records.events[index].provider == .none { missing |= Self.provider }
      // The version is said by the answer, which a failed call has none of.
      if records.events[index].status == .ok, !records.events[index].traits.contains(.modelVersion),
        !facts.isDated(records.events[index].model)
      {
        missing |= Self.version
      }
      let prompt = records.events[index].prompt
      if prompt == .none || facts.prompts[prompt.number].settings == .none {
        missing |= Self.settings
      }
      if missing > 0 { found.append(Finding(place: Int32(place), variant: missing)) }
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    var missing: [String] = []
    if finding.variant & Self.provider > 0 { missing.append("provider") }
    if finding.variant & Self.version > 0 { missing.append("model version") }
    if finding.variant & Self.settings > 0 { missing.append("settings") }
    let last = missing.removeLast()
    let others = missing.isEmpty ? "" : missing.joined(separator: ", ") + " and "
    return "the log does not say the \(others)\(last)"
  }
}

extension FindingFacts {
  /// Whether a model's name is that of one version, as `gpt-4o-2024-08-06` is.
  func isDated(_ model: NameID) -> Bool {
    guard model != .none else { return false }
    let digits = names.bytes(model).reversed().prefix { $0 == 0x2D || $0.isDigit }
      .filter(\.isDigit)
    return digits.count >= 6
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
