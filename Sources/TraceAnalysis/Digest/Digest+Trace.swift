import TraceModel

extension Digest {
  /// Counts one trace.
  package mutating func add(_ view: TraceView, notes: [Note]) {
    let trace = view.trace
    let joined = trace.joined
    traces += 1
    events += joined.events.count
    actions.add(view, notes: notes)
    if joined.session != .none { sessions.insert(joined.session) }
    let money = TraceMoney(view)
    addCost(view, money)
    addTokens(view)
    addVerdicts(trace.verdicts, view.rules.vocabulary)
    addGroups(view, money)
    addAttempts(view)
    addPath(trace, money)
    addPrompts(view)
    if let duration = joined.latency { latency.add(duration) }
    if let cause = trace.cause { addCause(cause, view) }
    let reference = view.reference
    addFindings(trace.findings, reference)
    candidates.add(
      reference, cost: money.total, latency: joined.latency, of: kinds(of: trace))
  }

  private func kinds(of trace: JudgedTrace) -> [Name] {
    var kinds = ["path \(trace.path)"]
    if let outcome = trace.verdicts.outcome.flatMap({ trace.verdicts.all[$0].outcome }) {
      kinds.append("outcome \(outcome)")
    }
    if let label = trace.verdicts.label.flatMap({ trace.verdicts.all[$0].label }) {
      kinds.append("label \(label)")
    }
    for code in Set(trace.findings.map(\.code)) { kinds.append("finding \(code)") }
    if let cause = trace.cause { kinds.append("cause \(cause.layer): \(cause.what)") }
    return kinds.map { Name($0) }
  }

  private mutating func addCost(_ view: TraceView, _ money: TraceMoney) {
    let joined = view.trace.joined
    let day = joined.start.map { view.rules.calendar.day(of: Instant(nanoseconds: $0)) }
    for charge in view.trace.charges {
      cost.ledger.add(charge, of: view, on: day)
      guard let amount = charge.converted else {
        cost.otherCurrencies.add(charge.amount, to: view.currency(of: charge))
        continue
      }
      cost.total += amount
      cost.bySource.add(amount, to: charge.source)
      cost.byBasis.add(amount, to: charge.basis)
      cost.byFeature.add(amount, to: joined.feature)
      cost.byRoute.add(amount, to: joined.route)
      if let day { cost.byDay[day, default: DayDigest()].bySource.add(amount, to: charge.source) }
      guard charge.place >= 0 else { continue }
      let record = view.record(charge.place)
      if record.stage == .model {
        cost.byProvider.add(amount, to: record.provider)
        cost.byModel.add(amount, to: record.model)
      } else if record.stage == .tool {
        cost.byTool.add(amount, to: record.target)
      }
    }
    if let day { cost.byDay[day, default: DayDigest()].traces += 1 }
    cost.retries += money.retries
    cost.unpricedEvents += view.trace.unpriced.count
    let followers = view.followers
    for (place, amount) in money.byPlace where amount != .zero {
      guard let attempt = joined.events[Int(place)].attempt, !attempt.isUsed else { continue }
      let record = view.record(place)
      if record.stage == .model { cost.thrownAwayByModel.add(amount, to: record.model) }
      cost.thrownAwayByTrigger.add(
        amount, to: view.reasonThrownAway(place, followedBy: followers[place]))
    }
    for place in view.rejectedDrafts {
      cost.rejectedDrafts += money.byPlace[place] ?? .zero
    }
    addUnaccounted(view, money)
  }

  /// Attempts that a number says there were and that have no event, and failed ones that a provider
  /// answered without saying what they used; each at most at the dearest logged one of its call.
  private mutating func addUnaccounted(_ view: TraceView, _ money: TraceMoney) {
    for call in view.trace.joined.calls {
      let highest = call.attempts.map { Int(view.record($0).attemptNumber) }.max() ?? 0
      let missing =
        max(highest - call.attempts.count, 0) + call.attempts.count { view.isAnsweredFailure($0) }
      guard missing > 0 else { continue }
      cost.unaccountedEvents += missing
      let dearest = call.attempts.map { money.byPlace[$0] ?? .zero }.max() ?? .zero
      cost.unaccountedAtMost += dearest.multiplied(by: ExactDecimal(missing)) ?? .zero
    }
  }

  private mutating func addTokens(_ view: TraceView) {
    for place in view.places {
      let record = view.record(place)
      guard record.usage >= 0 else { continue }
      let usage = view.batch.usages[Int(record.usage)]
      tokens.prompt += Int(max(usage.prompt, 0))
      tokens.completion += Int(max(usage.completion, 0))
      tokens.cached += Int(max(usage.cached, 0))
      tokens.cacheWrite += Int(max(usage.cacheWrite, 0))
      tokens.reasoning += Int(max(usage.reasoning, 0))
    }
  }

  private mutating func addVerdicts(
    _ ranked: RankedVerdicts, _ vocabulary: VerdictVocabulary
  ) {
    guard ranked.isJudged else { return }
    verdicts.judged += 1
    if let deciding = ranked.deciding, ranked.all[deciding].isHuman { verdicts.judgedByPeople += 1 }
    if ranked.isHandedOff { verdicts.handedOff += 1 }
    if let verdictClass = ranked.verdictClass { verdicts.classes[verdictClass, default: 0] += 1 }
    // Words outside the sets are kept under their own name and sorted out at the end, where the
    // vocabulary is known once for all digests.
    if let word = ranked.outcome.flatMap({ ranked.all[$0].outcome }) {
      verdicts.outcomes[word, default: 0] += 1
    }
    if let word = ranked.label.flatMap({ ranked.all[$0].label }) {
      verdicts.labels[word, default: 0] += 1
    }
    if let human = ranked.judgement(ofHumans: true, vocabulary),
      let machine = ranked.judgement(ofHumans: false, vocabulary)
    {
      verdicts.pairs[JudgementPair(machine: machine, human: human), default: 0] += 1
    }
  }

  private mutating func addGroups(_ view: TraceView, _ money: TraceMoney) {
    let joined = view.trace.joined
    let keys: [(GroupKind, NameID)] = [
      (.feature, joined.feature), (.route, joined.route), (.model, view.answeringModel),
    ]
    for (kind, name) in keys {
      groups[kind, default: [:]][name, default: GroupDigest()].add(
        view.trace.verdicts, joined.latency, money)
    }
  }

  private mutating func addAttempts(_ view: TraceView) {
    for (index, event) in view.trace.joined.events.enumerated() {
      guard let attempt = event.attempt else { continue }
      attempts.byKind[attempt.kind, default: 0] += 1
      if attempt.isInferred, attempt.kind != .first { attempts.inferred += 1 }
      let trigger = view.record(Int32(index)).trigger
      if trigger != .none { attempts.triggers[trigger, default: 0] += 1 }
    }
  }

  private mutating func addPath(_ trace: JudgedTrace, _ money: TraceMoney) {
    paths[Name(trace.path), default: PathDigest()].add(trace, money)
  }

  private mutating func addPrompts(_ view: TraceView) {
    var seen: Set<PromptKey> = []
    for call in view.trace.joined.calls {
      var ofCall: Set<PromptKey> = []
      for place in call.attempts {
        let record = view.record(place)
        guard record.stage == .model else { continue }
        let prompt = record.prompt >= 0 ? view.batch.prompts[Int(record.prompt)] : PromptRecord()
        guard
          prompt.name != .none || prompt.version != .none || prompt.text != .none
            || prompt.hash != .none
        else { continue }
        let key = PromptKey(name: prompt.name, version: prompt.version)
        var digest = prompts[key] ?? PromptDigest()
        digest.events += 1
        if prompt.text != .none {
          digest.texts.insert(prompt.text)
          if prompt.hash != .none { digest.hashesOfTexts.insert(prompt.hash) }
        } else if prompt.hash != .none {
          digest.hashesAlone.insert(prompt.hash)
        }
        if record.hasClock {
          digest.firstSeen = min(digest.firstSeen, record.start)
          digest.lastSeen = max(digest.lastSeen, record.start)
        }
        if ofCall.insert(key).inserted { digest.calls += 1 }
        seen.insert(key)
        prompts[key] = digest
      }
    }
    if !seen.isEmpty { promptSets[seen, default: 0] += 1 }
  }

  private mutating func addCause(_ cause: JudgedCause, _ view: TraceView) {
    let key = Name("\(cause.layer): \(cause.what)")
    var summary = CauseSummary(layer: cause.layer, what: cause.what)
    summary.traces = 1
    summary.said = cause.isSaid ? 1 : 0
    summary.inferred = cause.isSaid ? 0 : 1
    causes[key] = causes[key]?.merging(summary) ?? summary
  }

  private mutating func addFindings(_ found: [Finding], _ reference: TraceReference) {
    for (code, group) in Dictionary(grouping: found, by: \.code) {
      let events = Set(group.compactMap(\.place)).count
      let digest = FindingDigest(traces: 1, events: events, examples: [reference])
      findings[code] = findings[code]?.merging(digest) ?? digest
    }
  }
}

extension GroupDigest {
  fileprivate mutating func add(_ verdicts: RankedVerdicts, _ latency: Int64?, _ money: TraceMoney)
  {
    traces += 1
    if verdicts.isJudged { judged += 1 }
    if verdicts.isHandedOff { handedOff += 1 }
    if let verdictClass = verdicts.verdictClass { classes[verdictClass, default: 0] += 1 }
    bySource.add(money.bySource)
    if let latency { self.latency.add(latency) }
  }
}

extension PathDigest {
  fileprivate mutating func add(_ trace: JudgedTrace, _ money: TraceMoney) {
    traces += 1
    cost += money.total
    retryCost += money.retries
    if let word = trace.verdicts.outcome.flatMap({ trace.verdicts.all[$0].outcome }) {
      outcomes[word, default: 0] += 1
    }
    if let word = trace.verdicts.label.flatMap({ trace.verdicts.all[$0].label }) {
      labels[word, default: 0] += 1
    }
    if trace.verdicts.isJudged { judged += 1 }
    if trace.verdicts.verdictClass == .good { good += 1 }
    if let latency = trace.joined.latency { self.latency.add(latency) }
  }
}

/// A trace's charges in the report's currency, added up.
package struct TraceMoney {
  package var total = ExactDecimal.zero
  package var bySource: [CostSource: ExactDecimal] = [:]
  package var byBasis: [CostBasis: ExactDecimal] = [:]
  /// By the event's place; what belongs to no event is not in it.
  package var byPlace: [Int32: ExactDecimal] = [:]
  /// Of all attempts that were not used.
  package var retries = ExactDecimal.zero

  package init(_ view: TraceView) {
    for charge in view.trace.charges {
      guard let amount = charge.converted else { continue }
      total += amount
      bySource.add(amount, to: charge.source)
      byBasis.add(amount, to: charge.basis)
      guard charge.place >= 0 else { continue }
      byPlace.add(amount, to: charge.place)
      if let attempt = view.trace.joined.events[Int(charge.place)].attempt, !attempt.isUsed {
        retries += amount
      }
    }
  }
}

extension TraceView {
  package var id: Name { batch.name(trace.joined.id) }

  package func currency(of charge: CountedCharge) -> Name {
    if case .made(let made) = charge.detail { return made.currency }
    return charge.currency == .none ? rules.currency : names.name(charge.currency)
  }

  package var reference: TraceReference {
    TraceReference(hash: (trace.joined.hash ^ rules.seed) &* 0x9E37_79B9_7F4A_7C15, id: id)
  }

  /// The model that wrote the reply: of the last model attempt that was used.
  package var answeringModel: NameID {
    for index in trace.joined.events.indices.reversed() {
      guard trace.joined.events[index].attempt?.isUsed == true else { continue }
      let record = record(Int32(index))
      if record.stage == .model { return record.model }
    }
    return .none
  }

  /// A model event that failed after the provider had answered, and so may be on its bill, with
  /// neither usage nor charge.
  fileprivate func isAnsweredFailure(_ place: Int32) -> Bool {
    let record = record(place)
    guard record.stage == .model, record.status != .ok, record.hasResponseID,
      record.chargeCount == 0, !trace.charges.contains(where: { $0.place == place })
    else { return false }
    return record.usage < 0 || batch.usages[Int(record.usage)].usage == Usage()
  }

  /// What made an attempt useless: the trigger of the one that followed, else how it ended.
  func reasonThrownAway(_ place: Int32, followedBy next: Int32?) -> NameID {
    if let next {
      let trigger = record(next).trigger
      if trigger != .none { return trigger }
    }
    // Without a word of its own: it was `ok`, and something else was taken all the same.
    return record(place).status == .ok ? .none : record(place).result
  }

  /// The first attempt that names each as the one before it.
  var followers: [Int32: Int32] {
    var followers: [Int32: Int32] = [:]
    for call in trace.joined.calls {
      for place in call.attempts {
        let previous = trace.joined.events[Int(place)].attempt?.previous ?? -1
        if previous >= 0, followers[previous] == nil { followers[previous] = place }
      }
    }
    return followers
  }

  /// The used model attempts whose output a guardrail rejected.
  var rejectedDrafts: Set<Int32> {
    var drafts: Set<Int32> = []
    var lastModel: Int32?
    for place in places {
      let record = record(place)
      if record.stage == .model { lastModel = place }
      guard record.stage == .guardrail, record.status == .blocked else { continue }
      let parent = trace.joined.events[Int(place)].parent
      let draft = parent >= 0 && self.record(parent).stage == .model ? parent : lastModel
      if let draft, trace.joined.events[Int(draft)].attempt?.isUsed == true { drafts.insert(draft) }
    }
    return drafts
  }
}
