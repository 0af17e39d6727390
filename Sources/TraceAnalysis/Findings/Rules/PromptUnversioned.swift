import TraceModel

/// A model call without a prompt version.
struct PromptUnversioned: FindingRule {
  static let code = "prompt-unversioned"

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    for (place, event) in trace.joined.events.enumerated() where !event.isSuperseded {
      let index = Int(event.record)
      guard trace.joined.records.events[index].stage == .model else { continue }
      let prompt = trace.joined.records.events[index].prompt
      if prompt != .none, facts.prompts[prompt.number].version != .none { continue }
      found.append(Finding(place: Int32(place)))
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    let prompt = tables[trace.joined.record(Int(finding.place)).prompt]
    guard let name = tables.known(prompt.name) else { return "its prompt has no version" }
    return "the prompt \(name) has no version"
  }
}
