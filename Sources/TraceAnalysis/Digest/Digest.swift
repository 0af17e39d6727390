import TraceModel

/// What any set of whole traces adds up to.
///
/// Digests of disjoint sets merge in any order to the same one. Names are numbers of the table that
/// the traces were read with.
package struct Digest: Sendable {
  package var traces = 0
  package var events = 0
  package var sessions: Set<NameID> = []
  package var cost = CostDigest()
  package var tokens = TokenTotals()
  package var verdicts = VerdictDigest()
  package var groups: [GroupKind: [NameID: GroupDigest]] = [:]
  package var causes: [Name: CauseSummary] = [:]
  package var latency = Histogram()
  package var attempts = AttemptDigest()
  package var paths: [Name: PathDigest] = [:]
  package var prompts: [PromptKey: PromptDigest] = [:]
  /// Traces by the prompts they used, so that those of any prompts can be counted once.
  package var promptSets: [Set<PromptKey>: Int] = [:]
  package var findings: [String: FindingDigest] = [:]
  package var actions = ActionDigest()
  package var candidates = PageCandidates()

  package init() {}

  package mutating func merge(_ other: Digest) {
    traces += other.traces
    events += other.events
    sessions.formUnion(other.sessions)
    cost.merge(other.cost)
    tokens.merge(other.tokens)
    verdicts.merge(other.verdicts)
    for (kind, groups) in other.groups {
      self.groups[kind, default: [:]].merge(groups) { $0.merging($1) }
    }
    causes.merge(other.causes) { $0.merging($1) }
    latency.merge(other.latency)
    attempts.merge(other.attempts)
    paths.merge(other.paths) { $0.merging($1) }
    prompts.merge(other.prompts) { $0.merging($1) }
    promptSets.merge(other.promptSets, uniquingKeysWith: +)
    findings.merge(other.findings) { $0.merging($1) }
    actions.merge(other.actions)
    candidates.merge(other.candidates)
  }
}

// MARK: - Parts

package struct CostDigest: Sendable {
  package var total = ExactDecimal.zero
  package var bySource: [CostSource: ExactDecimal] = [:]
  package var byBasis: [CostBasis: ExactDecimal] = [:]
  package var byProvider: [NameID: ExactDecimal] = [:]
  package var byModel: [NameID: ExactDecimal] = [:]
  package var byTool: [NameID: ExactDecimal] = [:]
  package var byFeature: [NameID: ExactDecimal] = [:]
  package var byRoute: [NameID: ExactDecimal] = [:]
  package var byDay: [Day: DayDigest] = [:]
  package var ledger = ChargeLedger()
  package var retries = ExactDecimal.zero
  package var rejectedDrafts = ExactDecimal.zero
  package var thrownAwayByTrigger: [NameID: ExactDecimal] = [:]
  package var thrownAwayByModel: [NameID: ExactDecimal] = [:]
  package var unpricedEvents = 0
  package var unaccountedEvents = 0
  package var unaccountedAtMost = ExactDecimal.zero
  /// Without a rate to the report's currency.
  package var otherCurrencies: [Name: ExactDecimal] = [:]

  mutating func merge(_ other: CostDigest) {
    total += other.total
    bySource.add(other.bySource)
    byBasis.add(other.byBasis)
    byProvider.add(other.byProvider)
    byModel.add(other.byModel)
    byTool.add(other.byTool)
    byFeature.add(other.byFeature)
    byRoute.add(other.byRoute)
    byDay.merge(other.byDay) { $0.merging($1) }
    ledger.merge(other.ledger)
    retries += other.retries
    rejectedDrafts += other.rejectedDrafts
    thrownAwayByTrigger.add(other.thrownAwayByTrigger)
    thrownAwayByModel.add(other.thrownAwayByModel)
    unpricedEvents += other.unpricedEvents
    unaccountedEvents += other.unaccountedEvents
    unaccountedAtMost += other.unaccountedAtMost
    otherCurrencies.add(other.otherCurrencies)
  }
}

package struct DayDigest: Sendable {
  package var traces = 0
  package var bySource: [CostSource: ExactDecimal] = [:]

  func merging(_ other: DayDigest) -> DayDigest {
    var merged = self
    merged.traces += other.traces
    merged.bySource.add(other.bySource)
    return merged
  }
}

package struct VerdictDigest: Sendable {
  package var judged = 0
  package var judgedByPeople = 0
  package var handedOff = 0
  package var outcomes: [Name: Int] = [:]
  package var labels: [Name: Int] = [:]
  package var unknown: [Name: Int] = [:]
  package var classes: [VerdictClass: Int] = [:]
  /// Traces with both an automated and a human judgement.
  package var pairs: [JudgementPair: Int] = [:]

  mutating func merge(_ other: VerdictDigest) {
    judged += other.judged
    judgedByPeople += other.judgedByPeople
    handedOff += other.handedOff
    outcomes.add(other.outcomes)
    labels.add(other.labels)
    unknown.add(other.unknown)
    classes.add(other.classes)
    pairs.add(other.pairs)
  }
}

/// What an automated and a human judge said of one trace.
package struct JudgementPair: Hashable, Sendable {
  package var machine: Judgement
  package var human: Judgement
}

package struct GroupDigest: Sendable {
  package var traces = 0
  package var judged = 0
  package var handedOff = 0
  package var classes: [VerdictClass: Int] = [:]
  package var bySource: [CostSource: ExactDecimal] = [:]
  package var latency = Histogram()

  func merging(_ other: GroupDigest) -> GroupDigest {
    var merged = self
    merged.traces += other.traces
    merged.judged += other.judged
    merged.handedOff += other.handedOff
    merged.classes.add(other.classes)
    merged.bySource.add(other.bySource)
    merged.latency.merge(other.latency)
    return merged
  }
}

package struct AttemptDigest: Sendable {
  package var byKind: [AttemptKind: Int] = [:]
  package var triggers: [NameID: Int] = [:]
  package var inferred = 0

  mutating func merge(_ other: AttemptDigest) {
    byKind.add(other.byKind)
    triggers.add(other.triggers)
    inferred += other.inferred
  }
}

package struct PathDigest: Sendable {
  package var traces = 0
  package var cost = ExactDecimal.zero
  package var retryCost = ExactDecimal.zero
  package var outcomes: [Name: Int] = [:]
  package var labels: [Name: Int] = [:]
  package var judged = 0
  package var good = 0
  package var latency = Histogram()

  func merging(_ other: PathDigest) -> PathDigest {
    var merged = self
    merged.traces += other.traces
    merged.cost += other.cost
    merged.retryCost += other.retryCost
    merged.outcomes.add(other.outcomes)
    merged.labels.add(other.labels)
    merged.judged += other.judged
    merged.good += other.good
    merged.latency.merge(other.latency)
    return merged
  }
}

package struct PromptKey: Hashable, Sendable {
  package var name: NameID
  package var version: NameID
}

package struct PromptDigest: Sendable {
  package var texts: Set<ContentHash> = []
  /// The logged hashes of those texts.
  package var hashesOfTexts: Set<ContentHash> = []
  /// The logged hashes of events without a text.
  package var hashesAlone: Set<ContentHash> = []
  package var calls = 0
  package var events = 0
  package var firstSeen: Int64 = .max
  package var lastSeen: Int64 = .min

  /// How many different texts there were; a hash stands for the text that is not logged with it.
  package var textCount: Int { texts.count + hashesAlone.subtracting(hashesOfTexts).count }

  func merging(_ other: PromptDigest) -> PromptDigest {
    var merged = self
    merged.texts.formUnion(other.texts)
    merged.hashesOfTexts.formUnion(other.hashesOfTexts)
    merged.hashesAlone.formUnion(other.hashesAlone)
    merged.calls += other.calls
    merged.events += other.events
    merged.firstSeen = min(firstSeen, other.firstSeen)
    merged.lastSeen = max(lastSeen, other.lastSeen)
    return merged
  }
}

package struct FindingDigest: Sendable {
  package var traces = 0
  package var events = 0
  /// The traces with the smallest hashes, at most five.
  package var examples: [TraceReference] = []

  func merging(_ other: FindingDigest) -> FindingDigest {
    FindingDigest(
      traces: traces + other.traces, events: events + other.events,
      examples: Array((examples + other.examples).sorted().prefix(5)))
  }
}

extension CauseSummary {
  func merging(_ other: CauseSummary) -> CauseSummary {
    var merged = self
    merged.traces += other.traces
    merged.said += other.said
    merged.inferred += other.inferred
    merged.example = [example, other.example].compactMap { $0 }.min()
    return merged
  }
}

extension TokenTotals {
  mutating func merge(_ other: TokenTotals) {
    prompt += other.prompt
    completion += other.completion
    cached += other.cached
    cacheWrite += other.cacheWrite
    reasoning += other.reasoning
  }
}

extension Dictionary where Value == ExactDecimal {
  mutating func add(_ other: Self) { merge(other, uniquingKeysWith: +) }
  mutating func add(_ amount: ExactDecimal, to key: Key) { self[key, default: .zero] += amount }
}

extension Dictionary where Value == Int {
  mutating func add(_ other: Self) { merge(other, uniquingKeysWith: +) }
}
