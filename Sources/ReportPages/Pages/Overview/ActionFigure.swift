import TraceModel

extension OverviewFigures {
  /// What this week says of an open action: of the step, prompt or group that its text names, else of
  /// the feature of the request it came from; nil where neither is known.
  func figure(for action: Action) -> Phrase? {
    guard !action.isDone else { return nil }
    func names(_ name: Name) -> Bool {
      // Shorter ones stand in many words by chance.
      name.text.utf8.count > 3 && action.text.utf8.contains(Array(name.text.utf8))
    }
    let broken = summary.causes.first { cause in
      cause.isKnown
        && cause.what.split(separator: " ").first.map { names(Name(String($0))) } == true
    }
    if let broken {
      return
        "This week: \(causeText(broken)) in \(broken.traces, "request", "requests")."
    }
    if let prompt = changedPrompts.first(where: { names($0.name) }) {
      return
        "This week: \(name: prompt.name) version \(name: prompt.version) had \(prompt.texts) texts."
    }
    for kind in GroupKind.allCases {
      if let group = (summary.groups[kind] ?? []).first(where: { names($0.name) }) {
        return rate(of: group, kind)
      }
    }
    let feature = cases.first { $0.id == action.traceID }?.feature
    let group = (summary.groups[.feature] ?? []).first { $0.name == feature }
    return group.flatMap { rate(of: $0, .feature) }
  }

  private func rate(of group: GroupSummary, _ kind: GroupKind) -> Phrase? {
    guard group.judged > 0 else { return nil }
    let rate: Phrase =
      "This week: \(Shown.rate(group.good, of: group.judged, "judged")) of \(name: group.name) good"
    let move = summary.change?.groups[kind]?.first { $0.previous.name == group.name }
    guard let move, move.reading == .clear, let week = previousWeek else { return "\(rate)." }
    let way = move.difference.value < 0 ? "down" : "up"
    return "\(rate), \(way) \(Shown.points(move.difference.value)) from \(week)."
  }
}
