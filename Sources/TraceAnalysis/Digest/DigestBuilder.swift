import TraceModel

/// Counts judged traces into a digest; each worker has one.
package struct DigestBuilder {
  var digest = Digest()
  private var evidence: EvidenceCounter
  private let tables: RecordTables
  let prompts: KnownPrompts
  private let calendar: ReportCalendar
  private let seed: UInt64
  let end: Int64
  /// The nanoseconds of the last day asked for.
  private var day: (day: Day, range: Range<Int64>)?
  private var cohortFinder: CohortFinder

  /// - Parameters:
  ///   - seed: draws the sample; the same for all digests of a period.
  ///   - end: where the period ends, in nanoseconds since 1970.
  ///   - files: the names of the inputs, in their order.
  package init(
    _ tables: RecordTables, calendar: ReportCalendar, seed: UInt64, end: Int64 = .max,
    files: [NameID]
  ) {
    self.tables = tables
    self.calendar = calendar
    self.seed = seed
    self.end = end
    prompts = tables.knownPrompts
    cohortFinder = CohortFinder(tables)
    evidence = EvidenceCounter(tables, calendar: calendar, files: files)
  }

  /// All that was counted, of which nothing is kept.
  package mutating func takeResult() -> Digest {
    var result = Digest()
    swap(&result, &digest)
    result.evidence.merge(evidence.digest)
    return result
  }

  /// Takes in a trace that starts outside the period.
  mutating func see(outside trace: JoinedTrace) { evidence.see(trace, isOutside: true) }

  /// Counts one trace.
  package mutating func add(_ trace: JudgedTrace, notes: [Note]) {
    let day = trace.joined.start.map { self.day(of: $0) }
    let candidate = Candidate(hash: Self.drawn(trace.joined.hash, seed), id: trace.joined.idBytes)
    digest.traces += 1
    digest.events += trace.joined.events.count
    if trace.joined.session != 0 { digest.sessions.insert(trace.joined.session) }
    addCost(trace, on: day)
    addEvents(trace.joined)
    addVerdicts(trace.verdicts, candidate)
    addGroups(trace, candidate)
    addLoudness(trace, candidate, notes: notes)
    addPath(trace, candidate)
    addPrompts(trace.joined)
    cohortFinder.add(trace, to: &digest.cohorts)
    if let latency = trace.joined.latency { digest.latency.add(latency) }
    if let cause = trace.cause { add(cause, candidate) }
    if !trace.findings.isEmpty { add(trace.findings, candidate) }
    digest.actions.add(trace, tables, notes: notes)
    evidence.see(trace.joined, isOutside: false)
    evidence.add(trace, candidate)
    digest.candidates.add(candidate, cost: trace.money.total, latency: trace.joined.latency)
  }

  package func reference(to trace: JoinedTrace) -> TraceReference {
    TraceReference(hash: Self.drawn(trace.hash, seed), id: trace.id)
  }

  /// A trace's place in the draw of a period.
  static func drawn(_ hash: UInt64, _ seed: UInt64) -> UInt64 {
    (hash ^ seed) &* 0x9E37_79B9_7F4A_7C15
  }

  private mutating func day(of start: Int64) -> Day {
    if let day, day.range.contains(start) { return day.day }
    let found = calendar.day(of: Instant(nanoseconds: start))
    day = (
      found,
      calendar.start(of: found).nanoseconds..<calendar.start(of: found.advanced(by: 1)).nanoseconds
    )
    return found
  }
}

// MARK: - Events

extension DigestBuilder {
  /// Tokens and attempts.
  private mutating func addEvents(_ joined: JoinedTrace) {
    for event in joined.events where !event.isSuperseded {
      let index = Int(event.record)
      let usage = joined.records.events[index].usage
      if usage >= 0 { digest.tokens.add(joined.records.usages[Int(usage)]) }
      guard let attempt = event.attempt else { continue }
      switch attempt.kind {
      case .first: digest.attempts.first += 1
      case .retry: digest.attempts.retry += 1
      case .fallback: digest.attempts.fallback += 1
      }
      if attempt.isInferred, attempt.kind != .first { digest.attempts.inferred += 1 }
      let trigger = joined.records.events[index].trigger
      if trigger != .none { digest.attempts.triggers[trigger, default: 0] += 1 }
    }
  }

  private mutating func addPrompts(_ joined: JoinedTrace) {
    var used: [UInt64] = []
    for call in joined.calls {
      var usedByCall: Set<UInt64> = []
      for place in joined.attempts(of: call) {
        let index = joined.index(Int(place))
        let id = joined.records.events[index].prompt
        guard id != .none, joined.records.events[index].stage == .model else { continue }
        let prompt = prompts[id.number]
        guard
          prompt.name != .none || prompt.version != .none || prompt.text != .none
            || prompt.hash != .none
        else { continue }
        let key = PromptKey(name: prompt.name, version: prompt.version).packed
        let isFirst = call.count == 1 || usedByCall.insert(key).inserted
        let hasClock = joined.records.events[index].traits.contains(.clock)
        let start = hasClock ? joined.records.events[index].start : nil
        digest.prompts[id, default: PromptDigest()].add(beginsCall: isFirst, at: start)
        if used.count < 8 {
          if !used.contains(key) { used.append(key) }
        } else {
          used.append(key)
        }
      }
    }
    guard !used.isEmpty else { return }
    if used.count > 1 { used = used.count < 8 ? used.sorted() : Set(used).sorted() }
    digest.promptSets[used, default: 0] += 1
  }
}

extension PromptDigest {
  fileprivate mutating func add(beginsCall: Bool, at start: Int64?) {
    events += 1
    if beginsCall { calls += 1 }
    guard let start else { return }
    firstSeen = min(firstSeen, start)
    lastSeen = max(lastSeen, start)
  }
}

extension TokenTotals {
  fileprivate mutating func add(_ usage: UsageRecord) {
    func known(_ count: UInt32) -> Int { count == UsageRecord.unknown ? 0 : Int(count) }
    prompt += known(usage.prompt)
    completion += known(usage.completion)
    cached += known(usage.cached)
    cacheWrite += known(usage.cacheWrite)
    reasoning += known(usage.reasoning)
  }
}

// MARK: - Verdicts and what traces are grouped by

extension DigestBuilder {
  private mutating func addVerdicts(_ ranked: RankedVerdicts, _ candidate: Candidate) {
    guard ranked.isJudged else { return }
    digest.verdicts.judged += 1
    if let deciding = ranked.deciding, ranked.all[deciding].isHuman {
      digest.verdicts.judgedByPeople += 1
    }
    if ranked.isHandedOff { digest.verdicts.handedOff += 1 }
    if let verdictClass = ranked.verdictClass { digest.verdicts.classes[verdictClass] += 1 }
    // Words outside the sets are kept under their own name and sorted out at the end.
    if ranked.outcome != nil {
      digest.verdicts.outcomes[ranked.outcomeWord, default: WordDigest()].add(candidate)
    }
    if ranked.label != nil {
      digest.verdicts.labels[ranked.labelWord, default: WordDigest()].add(candidate)
    }
    if let both = ranked.bothJudgements {
      digest.verdicts.pairs[
        JudgementPair(machine: both.machine, human: both.human), default: 0] += 1
    }
  }

  /// The most notes and human verdicts, then the highest cost.
  private mutating func addLoudness(
    _ trace: JudgedTrace, _ candidate: Candidate, notes: [Note]
  ) {
    let cost = trace.money.total
    digest.costs.add(cost.nanoUnits)
    var loud = LoudTrace()
    loud.humanVerdicts = trace.verdicts.all.count(where: \.isHuman)
    loud.notes = notes.count
    for event in trace.joined.events where !event.isSuperseded {
      if trace.joined.records.events[Int(event.record)].stage == .note { loud.notes += 1 }
    }
    loud.cost = cost
    loud.latency = trace.joined.latency
    guard loud.voices > 0, digest.loudest.map({ loud.isAsLoud(as: $0) }) ?? true else { return }
    loud.trace = candidate.reference
    digest.loudest = .louder(digest.loudest, loud)
  }

  private mutating func addGroups(_ trace: JudgedTrace, _ candidate: Candidate) {
    digest.features[trace.joined.feature, default: GroupDigest()].add(trace, drawing: candidate)
    digest.routes[trace.joined.route, default: GroupDigest()].add(trace)
    digest.models[trace.joined.answeringModel, default: GroupDigest()].add(trace)
  }

  private mutating func addPath(_ trace: JudgedTrace, _ candidate: Candidate) {
    digest.paths[trace.path, default: PathDigest()].add(trace, candidate)
  }

  private mutating func add(_ cause: JudgedCause, _ candidate: Candidate) {
    digest.causes[CauseKey(cause), default: CauseDigest()].add(cause, candidate)
  }

  /// The findings stand rule by rule, each rule's in the order of its events.
  private mutating func add(_ found: [Finding], _ candidate: Candidate) {
    for (index, finding) in found.enumerated() {
      let rule = Int(finding.rule)
      let isFirst = index == 0 || found[index - 1].rule != finding.rule
      if isFirst {
        digest.findings[rule].traces += 1
        candidate.offer(
          to: &digest.findings[rule].examples, atMost: FindingDigest.exampleCount)
      }
      if finding.place >= 0, isFirst || found[index - 1].place != finding.place {
        digest.findings[rule].events += 1
      }
    }
  }
}

extension WordDigest {
  fileprivate mutating func add(_ candidate: Candidate) {
    traces += 1
    candidate.offer(to: &example)
  }
}

extension CauseDigest {
  fileprivate mutating func add(_ cause: JudgedCause, _ candidate: Candidate) {
    if cause.isSaid { said += 1 } else { inferred += 1 }
    candidate.offer(to: &example)
  }
}

extension GroupDigest {
  fileprivate mutating func add(_ trace: JudgedTrace, drawing candidate: Candidate) {
    add(trace)
    candidate.offer(to: &drawn, atMost: Self.mostDrawn)
  }

  fileprivate mutating func add(_ trace: JudgedTrace) {
    traces += 1
    if trace.verdicts.isJudged { judged += 1 }
    if trace.verdicts.isHandedOff { handedOff += 1 }
    if let verdictClass = trace.verdicts.verdictClass { classes[verdictClass] += 1 }
    bySource.add(trace.money.bySource)
    if let latency = trace.joined.latency { self.latency.add(latency) }
  }
}

extension PathDigest {
  fileprivate mutating func add(_ trace: JudgedTrace, _ candidate: Candidate) {
    traces += 1
    cost += trace.money.total
    retryCost += trace.money.retries
    if trace.verdicts.outcome != nil { outcomes[trace.verdicts.outcomeWord, default: 0] += 1 }
    if trace.verdicts.label != nil { labels[trace.verdicts.labelWord, default: 0] += 1 }
    if trace.verdicts.isJudged { judged += 1 }
    if trace.verdicts.verdictClass == .good { good += 1 }
    if let latency = trace.joined.latency { self.latency.add(latency) }
    candidate.offer(to: &example)
  }
}

extension JoinedTrace {
  /// The model that wrote the reply: of the last model attempt that was used.
  package var answeringModel: NameID {
    answeringPlace.map { records.events[index($0)].model } ?? .none
  }
}
