import TraceModel

/// A judged trace with its text: what its page shows.
///
/// `text` gives the whole event of a record; `slug` the name of the page.
package func makeCase(
  _ view: TraceView, slug: String, notes: [Note], text: (EventRecord) -> Event?
) -> TraceCase {
  let joined = view.trace.joined
  let money = TraceMoney(view)
  var trace = TraceCase(id: view.id, slug: slug)
  trace.start = joined.start.map { Instant(nanoseconds: $0) }
  trace.latencyNanoseconds = joined.latency
  trace.feature = view.names.known(joined.feature)
  trace.route = view.names.known(joined.route)
  trace.session = view.names.known(joined.session)
  trace.user = view.names.known(joined.user)
  trace.environment = view.names.known(joined.environment)
  trace.path = view.trace.path
  trace.steps = steps(view, text)
  trace.calls = joined.calls.map { call in
    CallSummary(
      steps: call.attempts.map { Int($0) }, stage: view.record(call.attempts[0]).stage)
  }
  trace.cost = cost(view, money)
  trace.notes = notes.map { $0.labelled(by: view.rules.vocabulary) } + noteEvents(trace.steps)
  trace.verdict = verdict(view, trace.steps, notes)
  trace.cause = view.trace.cause.map {
    Cause(layer: $0.layer, step: $0.place.map { Int($0) }, isSaid: $0.isSaid)
  }
  trace.findings = view.trace.findings.map {
    TraceFinding(code: $0.code, message: $0.message, step: $0.place.map { Int($0) })
  }
  return trace
}

private func steps(_ view: TraceView, _ text: (EventRecord) -> Event?) -> [Step] {
  let joined = view.trace.joined
  let depths = depths(joined)
  let unpriced = Set(view.trace.unpriced)
  var steps: [Step] = []
  for (index, event) in joined.events.enumerated() {
    let record = view.record(Int32(index))
    var step = Step(event: text(record) ?? view.bareEvent(record))
    step.isSuperseded = event.isSuperseded
    step.isOrphan = event.isOrphan
    step.depth = depths[index]
    step.isUnpriced = unpriced.contains(Int32(index))
    if let attempt = event.attempt {
      step.attempt = StepAttempt(
        call: Int(attempt.call), number: Int(attempt.number), kind: attempt.kind,
        previous: attempt.previous >= 0 ? Int(attempt.previous) : nil,
        trigger: view.names.known(record.trigger)?.text, isInferred: attempt.isInferred,
        isUsed: attempt.isUsed, result: view.names.text(record.result))
    }
    steps.append(step)
  }
  for charge in view.trace.charges where charge.place >= 0 {
    steps[Int(charge.place)].charges.append(view.charge(charge))
  }
  return steps
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

private func cost(_ view: TraceView, _ money: TraceMoney) -> TraceCost {
  var cost = TraceCost()
  cost.currency = view.rules.currency
  cost.total = money.total
  cost.bySource = money.bySource
  cost.byBasis = money.byBasis
  cost.retries = money.retries
  cost.unpricedEvents = view.trace.unpriced.count
  for charge in view.trace.charges {
    if charge.place < 0 { cost.traceCharges.append(view.charge(charge)) }
    if charge.converted == nil {
      cost.otherCurrencies.add(charge.amount, to: view.currency(of: charge))
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

private func verdict(_ view: TraceView, _ steps: [Step], _ notes: [Note]) -> TraceVerdict {
  let ranked = view.trace.verdicts
  let vocabulary = view.rules.vocabulary
  func given(_ verdict: RankedVerdicts.Given) -> GivenVerdict {
    var given = GivenVerdict(at: nil, by: Judge(isHuman: verdict.isHuman))
    given.outcome = verdict.outcome
    given.label = verdict.label
    given.verdictClass =
      verdict.label.flatMap(vocabulary.classOfLabel)
      ?? verdict.outcome.flatMap(vocabulary.classOfOutcome)
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
  if let word = ranked.outcome.flatMap({ ranked.all[$0].outcome }) {
    verdict.outcome = RankedWord(word: word, isKnown: vocabulary.outcomes.contains(word))
  }
  if let word = ranked.label.flatMap({ ranked.all[$0].label }) {
    verdict.label = RankedWord(word: word, isKnown: vocabulary.labels.contains(word))
  }
  verdict.verdictClass = ranked.verdictClass
  verdict.isHandedOff = ranked.isHandedOff
  if let deciding = ranked.deciding {
    verdict.deciding = given(ranked.all[deciding])
    verdict.judgement = ranked.judgement
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

extension TraceView {
  fileprivate func charge(_ counted: CountedCharge) -> Charge {
    switch counted.detail {
    case .made(let charge): return charge
    case .recorded(let index):
      let record = batch.charges[index]
      return Charge(
        source: record.source, basis: .recorded, item: names.known(record.item)?.text,
        quantity: record.quantity, unit: names.known(record.unit)?.text,
        unitPrice: record.unitPrice, amount: record.amount, currency: currency(of: counted))
    }
  }

  /// What a record still knows of an event whose text is not at hand.
  fileprivate func bareEvent(_ record: EventRecord) -> Event {
    var event = Event(
      traceID: id, eventID: batch.name(record.event), stage: record.stage,
      stageWord: record.stage.word, status: record.status, statusWord: record.status.word,
      provenance: Provenance(file: "", offset: record.offset, length: Int(record.length)))
    event.start = record.hasClock ? Instant(nanoseconds: record.start) : nil
    event.durationNanoseconds = record.duration >= 0 ? record.duration : nil
    event.name = names.known(record.name)?.text
    return event
  }
}
