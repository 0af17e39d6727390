import TraceModel

/// The verdicts of a trace: a person's before an automated one, a later before an earlier one.
package struct RankedVerdicts: Sendable {
  package var all: [Given] = []
  /// Places in `all` of the outcome and the label that rank highest.
  package var outcome: Int?
  package var label: Int?
  /// The class of the judgement; nil without a verdict or with unknown words only.
  package var verdictClass: VerdictClass?
  /// The place in `all` of the verdict that decided.
  package var deciding: Int?
  /// The word of it that decided: its label if that is known, else the outcome.
  package var judgement: Name?
  package var isHandedOff = false

  package var isJudged: Bool { !all.isEmpty }

  package struct Given: Sendable {
    package var outcome: Name?
    package var label: Name?
    package var isHuman: Bool
    package var at: Int64
    /// Its event's place in the trace; nil for a note file.
    package var place: Int32?
    /// Its place among the trace's note files.
    package var note: Int?
    package var hasReason: Bool
    /// No label was logged; the score became one.
    package var isLabelFromScore = false
  }
}

func rankVerdicts(
  of trace: JoinedTrace, in batch: RecordBatch, _ names: NameTable, notes: [Note],
  _ vocabulary: VerdictVocabulary
) -> RankedVerdicts {
  var ranked = RankedVerdicts()
  for index in trace.events.indices where !trace.events[index].isSuperseded {
    let record = batch.events[Int(trace.events[index].record)]
    guard record.verdict >= 0 else { continue }
    let verdict = batch.verdicts[Int(record.verdict)]
    let logged = names.known(verdict.label).map(vocabulary.mapped)
    let label = logged ?? vocabulary.label(ofScore: verdict, names)
    guard verdict.outcome != .none || label != nil else { continue }
    ranked.all.append(
      .init(
        outcome: names.known(verdict.outcome).map(vocabulary.mapped), label: label,
        isHuman: verdict.isHuman, at: record.hasClock ? record.start : .min, place: Int32(index),
        note: nil, hasReason: verdict.hasReason, isLabelFromScore: logged == nil && label != nil))
  }
  for (index, note) in notes.enumerated() {
    guard let label = note.label else { continue }
    ranked.all.append(
      .init(
        outcome: nil, label: vocabulary.mapped(label), isHuman: true,
        at: note.at?.nanoseconds ?? trace.end ?? .max, place: nil, note: index,
        hasReason: note.reason != nil))
  }
  ranked.decide(vocabulary)
  return ranked
}

/// The word that decides, with its class; none for a word outside the sets.
package struct Judgement: Hashable, Sendable {
  package var word: Name
  package var verdictClass: VerdictClass?
}

extension RankedVerdicts {
  /// What the automated verdicts alone, or the human ones alone, say of the trace: the label that
  /// ranks highest, else the outcome; words outside the sets only where there are no others.
  func judgement(ofHumans: Bool, _ vocabulary: VerdictVocabulary) -> Judgement? {
    var side = RankedVerdicts()
    side.all = all.filter { $0.isHuman == ofHumans }
    side.decide(vocabulary)
    return side.judgement.map { Judgement(word: $0, verdictClass: side.verdictClass) }
  }

  fileprivate mutating func decide(_ vocabulary: VerdictVocabulary) {
    for (index, given) in all.enumerated() {
      if given.outcome != nil, outcome.map({ ranks(index, after: $0) }) ?? true { outcome = index }
      if given.label != nil, label.map({ ranks(index, after: $0) }) ?? true { label = index }
    }
    let labelWord = label.flatMap { all[$0].label }
    let outcomeWord = outcome.flatMap { all[$0].outcome }
    let labelClass = labelWord.flatMap(vocabulary.classOfLabel)
    let outcomeClass = outcomeWord.flatMap(vocabulary.classOfOutcome)
    // A label outside the set is passed over; the outcome decides.
    verdictClass = labelClass ?? outcomeClass
    if labelClass == nil, outcomeClass != nil || label == nil {
      (deciding, judgement) = (outcome, outcomeWord)
    } else {
      (deciding, judgement) = (label, labelWord)
    }
    isHandedOff = labelClass == .handedOff || outcomeClass == .handedOff
  }

  /// Of two at the same time the later in the trace's order; a note after an event.
  private func ranks(_ index: Int, after other: Int) -> Bool {
    let left = all[index]
    let right = all[other]
    if left.isHuman != right.isHuman { return left.isHuman }
    if left.at != right.at { return left.at > right.at }
    return index > other
  }
}

extension VerdictVocabulary {
  /// The word of our sets that a word of another vocabulary stands for, or the word itself.
  func mapped(_ word: Name) -> Name { map[word] ?? word }

  /// The label that a verdict's score becomes: of the highest threshold it reaches, else what the
  /// lowest one says of lower scores. Nil where no threshold speaks of it.
  func label(ofScore verdict: VerdictRecord, _ names: NameTable) -> Name? {
    guard !thresholds.isEmpty, let score = verdict.score, verdict.scoreName != .none else {
      return nil
    }
    let name = names.name(verdict.scoreName)
    let rising = thresholds.filter { $0.name == name }.sorted { $0.atLeast < $1.atLeast }
    return rising.last { $0.atLeast <= score }?.label ?? rising.first?.otherwise
  }

  func classOfOutcome(_ word: Name) -> VerdictClass? {
    outcomes.contains(word) ? classes[word] : nil
  }

  func classOfLabel(_ word: Name) -> VerdictClass? { labels.contains(word) ? classes[word] : nil }
}
