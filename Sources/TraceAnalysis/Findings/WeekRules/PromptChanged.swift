import TraceModel

/// A prompt that had more than one text under one name and version: every comparison that spans
/// the change mixes two prompts.
struct PromptChanged: WeekRule {
  static let code = "prompt-changed"

  func find(in week: WeekFacts, _ finding: inout FindingSummary) {
    let changed = week.summary.prompts.filter { $0.hasChanged }
    guard !changed.isEmpty else { return }
    let keys = Set(
      changed.map {
        PromptKey(
          name: week.tables.number(of: $0.name), version: week.tables.number(of: $0.version)
        )
        .packed
      })
    finding.traces = week.digest.promptSets
      .filter { $0.key.contains(where: keys.contains) }.values.reduce(0, +)
    finding.events = week.digest.prompts.filter {
      let prompt = week.tables[$0.key]
      return keys.contains(PromptKey(name: prompt.name, version: prompt.version).packed)
    }.values.reduce(0) { $0 + $1.events }
    finding.details = changed.map { prompt in
      let version = prompt.version.isEmpty ? "" : " \(prompt.version)"
      var known: Set<Day> = []
      let days = prompt.uses.dropFirst().compactMap(\.firstSeen)
        .map { week.rules.calendar.day(of: $0) }.filter { known.insert($0).inserted }
        .map { "\($0)" }
      return "\(prompt.name)\(version) had \(prompt.texts) texts"
        + (days.isEmpty ? "." : "; another one since \(days.joined(separator: ", ")).")
    }
    // The last trace of each text and the first of the next tell most.
    let turns = changed.flatMap { prompt in
      zip(prompt.uses, prompt.uses.dropFirst()).flatMap { [$0.lastTrace, $1.firstTrace] }
    }
    var known: Set<Name> = []
    finding.examples = Array(
      turns.compactMap(\.self).filter { known.insert($0).inserted }
        .prefix(FindingDigest.exampleCount))
  }
}
