import TraceModel

/// Reviewers who say different things of one trace, or an outcome and a label that can't both be.
///
/// An automated verdict that a person overrules is no conflict: the person's counts. Nor is a
/// reviewer who changes their mind, nor two words of one class, such as correct and acceptable.
struct VerdictConflict: FindingRule {
  static let code = "verdict-conflict"

  private enum Way: UInt8, CaseIterable {
    case reviewers, words
  }

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    let verdicts = trace.verdicts
    guard let deciding = verdicts.deciding else { return }
    let place = verdicts.all[deciding].place ?? -1
    if verdicts.all.count > 1, doReviewersDisagree(verdicts) {
      found.append(Finding(place: place, variant: Way.reviewers.rawValue))
    }
    if let outcome = verdicts.outcome.flatMap({ verdicts.all[$0].outcomeClass }),
      let label = verdicts.label.flatMap({ verdicts.all[$0].labelClass }),
      contradict(outcome, label)
    {
      found.append(
        Finding(place: place, variant: Way.words.rawValue, word: verdicts.labelWord))
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    switch Way.allCases[Int(finding.variant)] {
    case .reviewers: "reviewers disagree about this request"
    case .words:
      "the outcome “\(tables.text(trace.verdicts.outcomeWord))” and the label"
        + " “\(tables.text(finding.word))” contradict each other"
    }
  }

  private func contradict(_ outcome: VerdictClass, _ label: VerdictClass) -> Bool {
    func isBad(_ verdictClass: VerdictClass) -> Bool {
      verdictClass == .bad || verdictClass == .unsafe
    }
    return outcome == .good && isBad(label) || isBad(outcome) && label == .good
  }

  /// Whether the last words of two reviewers belong to different classes.
  private func doReviewersDisagree(_ verdicts: RankedVerdicts) -> Bool {
    guard verdicts.all.count(where: \.isHuman) > 1 else { return false }
    var last: [NameID: (labels: Said, outcomes: Said)] = [:]
    var nameless: [RankedVerdicts.Given] = []
    for given in verdicts.all where given.isHuman {
      guard given.judge != .none else {
        nameless.append(given)
        continue
      }
      last[given.judge, default: (Said(), Said())].labels.hear(given.labelClass, at: given.at)
      last[given.judge, default: (Said(), Said())].outcomes.hear(given.outcomeClass, at: given.at)
    }
    let labels = last.values.map(\.labels.verdictClass) + nameless.map(\.labelClass)
    let outcomes = last.values.map(\.outcomes.verdictClass) + nameless.map(\.outcomeClass)
    return Set(labels.compactMap(\.self)).count > 1 || Set(outcomes.compactMap(\.self)).count > 1
  }

  /// What one reviewer said last.
  private struct Said {
    var verdictClass: VerdictClass?
    var at = Int64.min

    mutating func hear(_ verdictClass: VerdictClass?, at time: Int64) {
      guard let verdictClass, self.verdictClass == nil || time >= at else { return }
      self.verdictClass = verdictClass
      at = time
    }
  }
}
