import TraceModel

extension DigestBuilder {
  /// Counts what a trace cost, what of it was thrown away, and what it may have cost beside that.
  mutating func addCost(_ trace: JudgedTrace, on day: Day?) {
    let records = trace.joined.records
    if let day { digest.cost.tracesByDay[day, default: 0] += 1 }
    var lastLate: Int32 = -1
    for charge in trace.charges {
      var key = ChargeLedger.Key()
      key.day = day.map { Int32($0.number) } ?? .min
      key.kind = charge.kind
      key.rateDay = charge.rateDay
      key.feature = trace.joined.feature
      key.route = trace.joined.route
      if charge.place >= 0 {
        let place = Int(charge.place)
        let index = trace.joined.index(place)
        switch records.events[index].stage {
        case .model:
          key.owner = .model
          key.provider = records.events[index].provider
          key.model = records.events[index].model
        case .tool:
          key.owner = .tool
          key.tool = records.events[index].target
        default:
          // A step that says what a model used inside of it.
          guard records.isStepWithUsage(index), records.events[index].model != .none else { break }
          key.owner = .model
          key.provider = records.events[index].provider
          key.model = records.events[index].model
        }
        key.isUsed = trace.joined.events[place].attempt?.isUsed ?? true
        if records.events[index].start >= end, records.events[index].hasClock {
          let payee = records.events[index].payee
          if charge.place != lastLate { digest.cost.gaps[payee, default: GapDigest()].late += 1 }
          lastLate = charge.place
          digest.cost.gaps[payee, default: GapDigest()].lateAmount += charge.converted ?? .zero
        }
      }
      digest.cost.ledger.add(charge, to: key)
    }
    digest.cost.retries += trace.money.retries
    digest.cost.unpricedEvents += trace.unpriced.count
    for place in trace.unpriced {
      digest.cost.gaps[trace.joined.record(Int(place)).payee, default: GapDigest()].unpriced += 1
    }
    if trace.joined.calls.contains(where: { !isUsedUp($0, trace.joined) }) {
      addThrownAway(trace.joined)
      addUnaccounted(trace)
    }
    addRejectedDrafts(trace.joined)
  }

  /// Whether a call is one attempt, which was used and says that there was no other.
  private func isUsedUp(_ call: JoinedCall, _ joined: JoinedTrace) -> Bool {
    let place = Int(joined.attempts[Int(call.first)])
    return call.count == 1 && joined.events[place].attempt?.isUsed == true
      && joined.records.events[joined.index(place)].attemptNumber <= 1
  }

  private mutating func addThrownAway(_ joined: JoinedTrace) {
    for call in joined.calls {
      let attempts = joined.attempts(of: call)
      var followers: [Int32: Int32] = [:]
      for place in attempts where call.count > 1 {
        let previous = joined.events[Int(place)].attempt?.previous ?? -1
        if previous >= 0, followers[previous] == nil { followers[previous] = place }
      }
      for place in attempts {
        let event = joined.events[Int(place)]
        guard event.cost != .zero, let attempt = event.attempt, !attempt.isUsed else { continue }
        let record = joined.record(Int(place))
        if record.stage == .model {
          digest.cost.thrownAwayByModel.add(event.cost, to: record.model)
        }
        digest.cost.thrownAwayByTrigger.add(
          event.cost, to: reasonThrownAway(record, followedBy: followers[place], joined))
      }
    }
  }

  /// What made an attempt useless: the trigger of the one that followed, else how it ended.
  private func reasonThrownAway(
    _ record: EventRecord, followedBy next: Int32?, _ joined: JoinedTrace
  ) -> NameID {
    if let next {
      let trigger = joined.record(Int(next)).trigger
      if trigger != .none { return trigger }
    }
    // Without a word of its own: it was `ok`, and something else was taken all the same.
    return record.status == .ok ? .none : record.result
  }

  /// Attempts that a number says there were and that have no event, and failed ones that a provider
  /// answered without saying what they used; each at most at the dearest logged one of its call.
  private mutating func addUnaccounted(_ trace: JudgedTrace) {
    let joined = trace.joined
    for call in joined.calls {
      var highest = 0
      var answeredFailures = 0
      var dearest: ExactDecimal?
      for place in joined.attempts(of: call) {
        let record = joined.record(Int(place))
        highest = max(highest, Int(record.attemptNumber))
        if isAnsweredFailure(record, place, trace) { answeredFailures += 1 }
        let cost = joined.events[Int(place)].cost
        dearest = max(dearest ?? cost, cost)
      }
      let missing = max(highest - Int(call.count), 0) + answeredFailures
      guard missing > 0, let dearest else { continue }
      let atMost = dearest.multiplied(by: ExactDecimal(missing)) ?? .zero
      digest.cost.unaccountedEvents += missing
      digest.cost.unaccountedAtMost += atMost
      let payee = joined.record(Int(joined.attempts[Int(call.first)])).payee
      digest.cost.gaps[payee, default: GapDigest()].unaccounted += missing
      digest.cost.gaps[payee, default: GapDigest()].unaccountedAtMost += atMost
    }
  }

  /// A model event that failed after the provider had answered, and so may be on its bill, with
  /// neither usage nor charge.
  private func isAnsweredFailure(_ record: EventRecord, _ place: Int32, _ trace: JudgedTrace)
    -> Bool
  {
    guard record.stage == .model, record.status != .ok, record.traits.contains(.responseID),
      record.chargeCount == 0, !trace.charges.contains(where: { $0.place == place })
    else { return false }
    return record.usage < 0
      || trace.joined.records.usages[Int(record.usage)] == UsageRecord()
  }

  /// What used model attempts cost whose output a guardrail rejected.
  private mutating func addRejectedDrafts(_ joined: JoinedTrace) {
    var drafts: Set<Int> = []
    var lastModel: Int?
    for (place, event) in joined.events.enumerated() where !event.isSuperseded {
      let index = Int(event.record)
      let stage = joined.records.events[index].stage
      if stage == .model { lastModel = place }
      guard stage == .guardrail, joined.records.events[index].status == .blocked else { continue }
      let parent = Int(event.parent)
      let draft = parent >= 0 && joined.record(parent).stage == .model ? parent : lastModel
      if let draft, joined.events[draft].attempt?.isUsed == true { drafts.insert(draft) }
    }
    for draft in drafts { digest.cost.rejectedDrafts += joined.events[draft].cost }
  }
}

extension EventRecord {
  /// Who bills it: the provider of a model, or the tool itself.
  fileprivate var payee: NameID {
    switch stage {
    case .model: provider
    case .tool: target
    default: .none
    }
  }
}
