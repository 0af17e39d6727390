import TraceModel

/// A judged trace with its text: what its page shows.
///
/// `text` gives the whole event of a record; `slug` the name of the page.
package func makeCase(
  _ chosen: ChosenTrace, slug: String, _ tables: RecordTables, _ rules: CountingRules,
  text: (EventRecord) -> Event?
) -> TraceCase {
  let judged = chosen.judged
  let joined = judged.joined
  var trace = TraceCase(id: chosen.id, slug: slug)
  trace.start = joined.start.map { Instant(nanoseconds: $0) }
  trace.latencyNanoseconds = joined.latency
  trace.feature = tables.known(joined.feature)
  trace.route = tables.known(joined.route)
  trace.path = judged.path.path(tables)
  trace.steps = steps(judged, tables, rules, text)
  // Their ids are in the text only: a week may have as many of them as traces.
  let contexts = trace.steps.compactMap(\.event.context)
  trace.session = contexts.lazy.compactMap(\.sessionID).first
  trace.user = contexts.lazy.compactMap(\.userID).first
  trace.environment = contexts.lazy.compactMap(\.environment).first
  trace.calls = joined.calls.map { call in
    let attempts = joined.attempts(of: call).map { Int($0) }
    return CallSummary(steps: attempts, stage: joined.record(attempts[0]).stage)
  }
  trace.cost = cost(judged, tables, rules)
  trace.notes =
    chosen.notes.map { $0.labelled(by: rules.vocabulary) } + noteEvents(trace.steps)
  trace.verdict = verdict(judged.verdicts, trace.steps, chosen.notes, tables)
  trace.cause = judged.cause.map {
    Cause(layer: tables.text($0.layer), step: $0.place.map { Int($0) }, isSaid: $0.isSaid)
  }
  trace.findings = judged.findings.map {
    TraceFinding(
      code: $0.code, message: $0.message(in: judged, tables),
      step: $0.place >= 0 ? Int($0.place) : nil)
  }
  return trace
}

private func steps(
  _ judged: JudgedTrace, _ tables: RecordTables, _ rules: CountingRules,
  _ text: (EventRecord) -> Event?
) -> [Step] {
  let joined = judged.joined
  let depths = depths(joined)
  let unpriced = Set(judged.unpriced)
  var steps: [Step] = []
  for (place, event) in joined.events.enumerated() {
    let record = joined.record(place)
    var step = Step(event: text(record) ?? bareEvent(place, of: joined, tables))
    step.isSuperseded = event.isSuperseded
    step.isOrphan = event.isOrphan
    step.depth = depths[place]
    step.isUnpriced = unpriced.contains(Int32(place))
    if let attempt = event.attempt {
      step.attempt = StepAttempt(
        call: Int(attempt.call), number: Int(attempt.number), kind: attempt.kind,
        previous: attempt.previous >= 0 ? Int(attempt.previous) : nil,
        trigger: tables.known(record.trigger)?.text, isInferred: attempt.isInferred,
        isUsed: attempt.isUsed, result: tables.text(record.result))
    }
    steps.append(step)
  }
  for charge in judged.charges where charge.place >= 0 {
    steps[Int(charge.place)].charges.append(Charge(charge, tables, rules))
  }
  return steps
}

/// What a record still knows of an event whose text is not at hand.
private func bareEvent(_ place: Int, of trace: JoinedTrace, _ tables: RecordTables) -> Event {
  let record = trace.record(place)
  var event = Event(
    traceID: trace.id, eventID: trace.eventID(place), stage: record.stage,
    stageWord: record.stage.word, status: record.status, statusWord: record.status.word,
    provenance: Provenance(file: "", offset: record.offset, length: Int(record.length)))
  event.start = record.hasClock ? Instant(nanoseconds: record.start) : nil
  event.durationNanoseconds = record.duration >= 0 ? record.duration : nil
  event.name = tables.known(record.name)?.text
  return event
}

extension Charge {
  /// A counted charge with its words.
  fileprivate init(_ counted: CountedCharge, _ tables: RecordTables, _ rules: CountingRules) {
    let kind = tables[counted.kind]
    self.init(
      source: counted.source, basis: counted.basis, item: tables.known(kind.item)?.text,
      quantity: counted.quantity, unit: tables.known(kind.unit)?.text, unitPrice: kind.unitPrice,
      amount: counted.amount, currency: tables.known(kind.currency) ?? rules.currency,
      pricedBy: tables.known(kind.pricedBy)?.text)
  }
}

/// How deep each event hangs below a root; 0 for the members of a cycle, which has no top.
private func depths(_ trace: JoinedTrace) -> [Int] {
  var depths = Array(repeating: -1, count: trace.events.count)
  var isOnWay = Array(repeating: false, count: trace.events.count)
  for index in trace.events.indices where depths[index] < 0 {
    var way = [index]
    isOnWay[index] = true
    var depth = 0
    while let last = way.last, trace.events[last].parent >= 0 {
      let parent = Int(trace.events[last].parent)
      if depths[parent] >= 0 {
        depth = depths[parent] + 1
        break
      }
      if isOnWay[parent] {
        while let member = way.popLast() {
          depths[member] = 0
          if member == parent { break }
        }
        depth = 1
        break
      }
      isOnWay[parent] = true
      way.append(parent)
    }
    for place in way.reversed() {
      depths[place] = depth
      depth += 1
    }
  }
  return depths
}

private func cost(_ judged: JudgedTrace, _ tables: RecordTables, _ rules: CountingRules)
  -> TraceCost
{
  var cost = TraceCost()
  cost.currency = rules.currency
  cost.total = judged.money.total
  cost.retries = judged.money.retries
  cost.unpricedEvents = judged.unpriced.count
  for counted in judged.charges {
    let charge = Charge(counted, tables, rules)
    if counted.place < 0 { cost.traceCharges.append(charge) }
    if let amount = counted.converted {
      cost.bySource.add(amount, to: counted.source)
      cost.byBasis.add(amount, to: counted.basis)
    } else {
      cost.otherCurrencies.add(counted.amount, to: charge.currency)
    }
  }
  return cost
}

private func noteEvents(_ steps: [Step]) -> [Note] {
  steps.compactMap { step in
    guard let logged = step.event.note, let markdown = logged.markdown else { return nil }
    var note = Note(markdown: markdown)
    note.author = logged.author
    note.at = step.event.start
    return note
  }
}

private func verdict(
  _ ranked: RankedVerdicts, _ steps: [Step], _ notes: [Note], _ tables: RecordTables
) -> TraceVerdict {
  func given(_ verdict: RankedVerdicts.Given) -> GivenVerdict {
    var given = GivenVerdict(at: nil, by: Judge(isHuman: verdict.isHuman))
    given.outcome = tables.known(verdict.outcome)
    given.label = tables.known(verdict.label)
    given.verdictClass = verdict.labelClass ?? verdict.outcomeClass
    if let place = verdict.place, let logged = steps[Int(place)].event.verdict {
      given.at = steps[Int(place)].event.start
      given.by = logged.by
      given.reason = logged.reason
      given.shownToUser = logged.shownToUser
      given.step = Int(place)
      if verdict.isLabelFromScore, let value = logged.scoreValue {
        given.labelScore = "\(logged.scoreName ?? "score") \(value)"
      }
    } else if let index = verdict.note {
      given.at = notes[index].at
      given.by = Judge(isHuman: true, name: notes[index].author, team: notes[index].team)
      given.reason = notes[index].reason
    }
    return given
  }
  var verdict = TraceVerdict()
  if let outcome = ranked.outcome, let word = tables.known(ranked.outcomeWord) {
    verdict.outcome = RankedWord(word: word, isKnown: ranked.all[outcome].isOutcomeKnown)
  }
  if let label = ranked.label, let word = tables.known(ranked.labelWord) {
    verdict.label = RankedWord(word: word, isKnown: ranked.all[label].isLabelKnown)
  }
  verdict.verdictClass = ranked.verdictClass
  verdict.isHandedOff = ranked.isHandedOff
  if let deciding = ranked.deciding {
    verdict.deciding = given(ranked.all[deciding])
    verdict.judgement = tables.known(ranked.judgement)
  }
  verdict.all = ranked.all.sorted { $0.at < $1.at }.map(given)
  return verdict
}

extension Note {
  /// With its label in the word of our sets that it stands for.
  fileprivate func labelled(by vocabulary: VerdictVocabulary) -> Note {
    var note = self
    note.label = label.map(vocabulary.mapped)
    return note
  }
}
