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
  package var judgement = NameID.none
  package var isHandedOff = false

  package var isJudged: Bool { !all.isEmpty }
  package var outcomeWord: NameID { outcome.map { all[$0].outcome } ?? .none }
  package var labelWord: NameID { label.map { all[$0].label } ?? .none }

  package struct Given: Sendable {
    /// In the words of our sets where a mapped word was logged; none where there is none.
    package var outcome: NameID
    package var label: NameID
    package var outcomeClass: VerdictClass?
    package var labelClass: VerdictClass?
    package var isOutcomeKnown: Bool
    package var isLabelKnown: Bool
    package var isHuman: Bool
    package var at: Int64
    /// Its event's place in the trace; nil for a note file.
    package var place: Int32?
    /// Its place among the trace's note files.
    package var note: Int?
    /// No label was logged; the score became one.
    package var isLabelFromScore = false
    /// Who said it, and of which team; none where nobody signed.
    package var judge = NameID.none
    package var team = NameID.none
    package var hasReason = false
  }

  init() {}
}

/// The word that decides, with its class; none for a word outside the sets.
package struct Judgement: Hashable, Sendable {
  package var word: NameID
  package var verdictClass: VerdictClass?
}

/// What the words of verdicts mean, each looked up once.
struct VerdictRanker {
  private let vocabulary: VerdictVocabulary
  private let tables: RecordTables
  private var meanings: [NameID: Meaning] = [:]

  struct Meaning {
    /// The word of our sets that it stands for, or itself.
    var word: NameID
    var outcomeClass: VerdictClass?
    var labelClass: VerdictClass?
    var isOutcome: Bool
    var isLabel: Bool
  }

  init(_ vocabulary: VerdictVocabulary, _ tables: RecordTables) {
    self.vocabulary = vocabulary
    self.tables = tables
  }

  private mutating func meaning(of id: NameID) -> Meaning {
    if let known = meanings[id] { return known }
    let word = vocabulary.mapped(tables.name(id))
    let meaning = Meaning(
      word: tables.number(of: word), outcomeClass: vocabulary.classOfOutcome(word),
      labelClass: vocabulary.classOfLabel(word), isOutcome: vocabulary.outcomes.contains(word),
      isLabel: vocabulary.labels.contains(word))
    meanings[id] = meaning
    return meaning
  }

  mutating func rank(_ trace: JoinedTrace, notes: [Note], into ranked: inout RankedVerdicts) {
    ranked.all.removeAll(keepingCapacity: true)
    for place in trace.events.indices where !trace.events[place].isSuperseded {
      let index = trace.index(place)
      let verdictPlace = trace.records.events[index].verdict
      guard verdictPlace >= 0 else { continue }
      let verdict = trace.records.verdicts[Int(verdictPlace)]
      let record = trace.records.events[index]
      var label = verdict.label
      if label == .none {
        label = self.label(ofScore: verdict, in: trace.records)
      }
      guard verdict.outcome != .none || label != .none else { continue }
      let words = sorted(outcome: verdict.outcome, label: label, isGuessed: record.part > 0)
      ranked.all.append(
        given(
          outcome: words.outcome, label: words.label, isHuman: verdict.isHuman,
          at: record.hasClock ? record.start : .min, place: Int32(place)))
      let last = ranked.all.count - 1
      ranked.all[last].isLabelFromScore = verdict.label == .none && label != .none
      ranked.all[last].judge = verdict.judge
      ranked.all[last].team = verdict.team
      ranked.all[last].hasReason = verdict.hasReason
    }
    for (index, note) in notes.enumerated() {
      guard let label = note.label else { continue }
      ranked.all.append(
        given(
          outcome: .none, label: tables.number(of: label), isHuman: true,
          at: note.at?.nanoseconds ?? trace.end ?? .max, note: index))
      let last = ranked.all.count - 1
      ranked.all[last].judge = note.author.map { tables.number(of: $0) } ?? .none
      ranked.all[last].team = note.team.map { tables.number(of: $0) } ?? .none
      // What the note says is its reason.
      ranked.all[last].hasReason = note.reason?.isEmpty == false || !note.markdown.isEmpty
    }
    ranked.decide()
  }

  /// A word by itself as an outcome or as a label, whichever it means.
  ///
  /// The map may make an outcome of what was logged as a label. Logs in other formats have one place for
  /// both; which of the two a word is, their readers know of the usual words only.
  private mutating func sorted(outcome: NameID, label: NameID, isGuessed: Bool) -> (
    outcome: NameID, label: NameID
  ) {
    guard (outcome == .none) != (label == .none) else { return (outcome, label) }
    let word = outcome == .none ? label : outcome
    let meaning = meaning(of: word)
    guard isGuessed || meaning.word != word, meaning.isOutcome != meaning.isLabel else {
      return (outcome, label)
    }
    return meaning.isOutcome ? (word, .none) : (.none, word)
  }

  private mutating func given(
    outcome: NameID, label: NameID, isHuman: Bool, at: Int64, place: Int32? = nil,
    note: Int? = nil
  ) -> RankedVerdicts.Given {
    let ofOutcome = outcome == .none ? nil : meaning(of: outcome)
    let ofLabel = label == .none ? nil : meaning(of: label)
    return RankedVerdicts.Given(
      outcome: ofOutcome?.word ?? .none, label: ofLabel?.word ?? .none,
      outcomeClass: ofOutcome?.outcomeClass, labelClass: ofLabel?.labelClass,
      isOutcomeKnown: ofOutcome?.isOutcome ?? true, isLabelKnown: ofLabel?.isLabel ?? true,
      isHuman: isHuman, at: at, place: place, note: note)
  }

  /// The label that a verdict's score becomes: of the highest threshold it reaches, else what the
  /// lowest one says of lower scores. None where no threshold speaks of it.
  private func label(ofScore verdict: VerdictRecord, in records: RecordBatch) -> NameID {
    guard !vocabulary.thresholds.isEmpty, verdict.scoreName != .none,
      let score = verdict.score.decimal(records.wide)
    else { return .none }
    let name = tables.name(verdict.scoreName)
    let rising = vocabulary.thresholds.filter { $0.name == name }
      .sorted { $0.atLeast < $1.atLeast }
    let label = rising.last { $0.atLeast <= score }?.label ?? rising.first?.otherwise
    return label.map { tables.number(of: $0) } ?? .none
  }
}

extension RankedVerdicts {
  /// Where an automated and a human verdict say something of the trace, what each kind alone says:
  /// the label that ranks highest, else the outcome; words outside the sets only where there are no
  /// others.
  var bothJudgements: (machine: Judgement, human: Judgement)? {
    guard all.contains(where: \.isHuman), all.contains(where: { !$0.isHuman }) else { return nil }
    func judgement(ofHumans: Bool) -> Judgement {
      var side = RankedVerdicts()
      side.all = all.filter { $0.isHuman == ofHumans }
      side.decide()
      return Judgement(word: side.judgement, verdictClass: side.verdictClass)
    }
    return (judgement(ofHumans: false), judgement(ofHumans: true))
  }

  fileprivate mutating func decide() {
    outcome = nil
    label = nil
    for index in all.indices {
      if all[index].outcome != .none,
        outcome.map({ ranks(index, after: $0, by: { $0.isOutcomeKnown }) }) ?? true
      {
        outcome = index
      }
      if all[index].label != .none,
        label.map({ ranks(index, after: $0, by: { $0.isLabelKnown }) }) ?? true
      {
        label = index
      }
    }
    let labelClass = label.flatMap { all[$0].labelClass }
    let outcomeClass = outcome.flatMap { all[$0].outcomeClass }
    // A label outside the set is passed over; the outcome decides.
    verdictClass = labelClass ?? outcomeClass
    if labelClass == nil, outcomeClass != nil || label == nil {
      (deciding, judgement) = (outcome, outcomeWord)
    } else {
      (deciding, judgement) = (label, labelWord)
    }
    isHandedOff = labelClass == .handedOff || outcomeClass == .handedOff
  }

  /// A word outside the sets is passed over where there is another: a score that names the topic
  /// says nothing of the answer. Of two at the same time the later in the trace's order; a note
  /// after an event.
  private func ranks(_ index: Int, after other: Int, by isKnown: (Given) -> Bool) -> Bool {
    if isKnown(all[index]) != isKnown(all[other]) { return isKnown(all[index]) }
    if all[index].isHuman != all[other].isHuman { return all[index].isHuman }
    if all[index].at != all[other].at { return all[index].at > all[other].at }
    return index > other
  }
}

extension VerdictVocabulary {
  /// The word of our sets that a word of another vocabulary stands for, or the word itself.
  func mapped(_ word: Name) -> Name { map[word] ?? word }

  func classOfOutcome(_ word: Name) -> VerdictClass? {
    outcomes.contains(word) ? classes[word] : nil
  }

  func classOfLabel(_ word: Name) -> VerdictClass? { labels.contains(word) ? classes[word] : nil }
}
