// The good rate of all moved by so much; a group's share of that is what its own rate moved by,
// weighted by its part of this week's judged answers:
//
//   all 86.4 → 81.4: −5.0        refunds 86.8 → 64.6, 257 of 1,173 judged: −22.2 · 0.22 = −4.9
//
// What is left is a change in what was asked, or lies in other groups.

import TraceModel

extension OverviewFigures {
  /// Which group explains most of a clear change of the good rate, and how much of it.
  var explanation: Phrase? {
    guard let change = goodRateChange, change.reading == .clear, verdicts.judged > 0,
      let (kind, groups) = explainingGroups
    else { return nil }
    let total = change.difference.value
    let judged = Dictionary((summary.groups[kind] ?? []).map { ($0.name, $0.judged) }) { one, _ in
      one
    }
    let shares = groups.map { group -> (group: GroupChange, share: Double) in
      let weight = Double(judged[group.previous.name] ?? 0) / Double(verdicts.judged)
      return (group, group.difference.value * weight / total)
    }
    guard
      let largest = shares.max(by: {
        ($0.share, $1.group.previous.name) < ($1.share, $0.group.previous.name)
      })
    else { return nil }
    guard largest.share >= 0.5, largest.group.reading == .clear else {
      return "No single \(kind.rawValue) explains it."
    }
    let way = total < 0 ? "drop" : "rise"
    let name = largest.group.previous.name
    return largest.share >= 0.9
      ? "\(name: name) accounts for the whole \(way)."
      : "\(name: name) accounts for \(Shown.percent(share: largest.share)) of the \(way)."
  }

  /// Features where there are several with enough judged in both weeks, else routes.
  private var explainingGroups: (GroupKind, [GroupChange])? {
    for kind in [GroupKind.feature, .route] {
      let groups = (summary.change?.groups[kind] ?? []).filter {
        $0.reading != .tooFew && !$0.previous.name.isEmpty
      }
      if groups.count > 1 { return (kind, groups) }
    }
    return nil
  }
}
