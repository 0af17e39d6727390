import TraceModel

/// What any set of whole traces adds up to.
///
/// Digests of disjoint sets merge in any order to the same one. Names are numbers of the tables that
/// the traces were read with.
package struct Digest: Sendable {
  package var traces = 0
  package var events = 0
  /// Hashes of the sessions' ids.
  package var sessions: Set<UInt64> = []
  package var cost = CostDigest()
  package var tokens = TokenTotals()
  package var verdicts = VerdictDigest()
  package var features: [NameID: GroupDigest] = [:]
  package var routes: [NameID: GroupDigest] = [:]
  package var models: [NameID: GroupDigest] = [:]
  package var causes: [CauseKey: CauseDigest] = [:]
  package var latency = Histogram()
  /// What traces cost, in units of 10⁻⁹ of the currency.
  package var costs = Histogram()
  /// The one that people said most about.
  package var loudest: LoudTrace?
  package var attempts = AttemptDigest()
  /// By the packed `PathStep`s; the empty list is the direct path.
  package var paths: [[UInt64]: PathDigest] = [:]
  package var prompts: [PromptID: PromptDigest] = [:]
  /// Traces by the prompts they used, so that those of any prompts can be counted once; each a
  /// sorted list of packed `PromptKey`s.
  package var promptSets: [[UInt64]: Int] = [:]
  package var cohorts = CohortDigest()
  /// In the order of `Findings.all`.
  package var findings = [FindingDigest](
    repeating: FindingDigest(), count: Findings.codes.count)
  package var actions = ActionDigest()
  package var candidates = PageCandidates()
  package var evidence = EvidenceDigest()

  package init() {}

  package mutating func merge(_ other: Digest) {
    traces += other.traces
    events += other.events
    sessions.formUnion(other.sessions)
    cost.merge(other.cost)
    tokens.merge(other.tokens)
    verdicts.merge(other.verdicts)
    features.merge(other.features) { $0.merging($1) }
    routes.merge(other.routes) { $0.merging($1) }
    models.merge(other.models) { $0.merging($1) }
    causes.merge(other.causes) { $0.merging($1) }
    latency.merge(other.latency)
    costs.merge(other.costs)
    loudest = .louder(loudest, other.loudest)
    attempts.merge(other.attempts)
    paths.merge(other.paths) { $0.merging($1) }
    prompts.merge(other.prompts) { $0.merging($1) }
    promptSets.merge(other.promptSets, uniquingKeysWith: +)
    cohorts.merge(other.cohorts)
    for index in findings.indices { findings[index].merge(other.findings[index]) }
    actions.merge(other.actions)
    candidates.merge(other.candidates)
    evidence.merge(other.evidence)
  }
}

// MARK: - Parts

/// What the ledger does not say of the money.
package struct CostDigest: Sendable {
  package var ledger = ChargeLedger()
  /// Traces that started on each day.
  package var tracesByDay: [Day: Int] = [:]
  package var retries = ExactDecimal.zero
  package var rejectedDrafts = ExactDecimal.zero
  package var thrownAwayByTrigger: [NameID: ExactDecimal] = [:]
  package var thrownAwayByModel: [NameID: ExactDecimal] = [:]
  package var unpricedEvents = 0
  package var unaccountedEvents = 0
  package var unaccountedAtMost = ExactDecimal.zero
  /// By who bills it: a provider, or a tool.
  package var gaps: [NameID: GapDigest] = [:]

  mutating func merge(_ other: CostDigest) {
    ledger.merge(other.ledger)
    tracesByDay.add(other.tracesByDay)
    retries += other.retries
    rejectedDrafts += other.rejectedDrafts
    thrownAwayByTrigger.add(other.thrownAwayByTrigger)
    thrownAwayByModel.add(other.thrownAwayByModel)
    unpricedEvents += other.unpricedEvents
    unaccountedEvents += other.unaccountedEvents
    unaccountedAtMost += other.unaccountedAtMost
    gaps.merge(other.gaps) { $0.merging($1) }
  }
}

/// What may make one payee's invoice differ from the charges.
package struct GapDigest: Sendable {
  /// Steps that used tokens and have no price.
  package var unpriced = 0
  /// Attempts that left no line, and what they can have cost at most.
  package var unaccounted = 0
  package var unaccountedAtMost = ExactDecimal.zero
  /// Paid steps after the period's end, of traces that started in it.
  package var late = 0
  package var lateAmount = ExactDecimal.zero

  func merging(_ other: GapDigest) -> GapDigest {
    GapDigest(
      unpriced: unpriced + other.unpriced, unaccounted: unaccounted + other.unaccounted,
      unaccountedAtMost: unaccountedAtMost + other.unaccountedAtMost, late: late + other.late,
      lateAmount: lateAmount + other.lateAmount)
  }
}

package struct VerdictDigest: Sendable {
  package var judged = 0
  package var judgedByPeople = 0
  package var handedOff = 0
  package var outcomes: [NameID: WordDigest] = [:]
  package var labels: [NameID: WordDigest] = [:]
  package var classes = CountsByClass()
  /// Traces with both an automated and a human judgement.
  package var pairs: [JudgementPair: Int] = [:]

  mutating func merge(_ other: VerdictDigest) {
    judged += other.judged
    judgedByPeople += other.judgedByPeople
    handedOff += other.handedOff
    outcomes.merge(other.outcomes) { $0.merging($1) }
    labels.merge(other.labels) { $0.merging($1) }
    classes.add(other.classes)
    pairs.add(other.pairs)
  }
}

/// How many traces ended on a word, and one of them.
package struct WordDigest: Sendable {
  package var traces = 0
  package var example: TraceReference?

  func merging(_ other: WordDigest) -> WordDigest {
    WordDigest(
      traces: traces + other.traces, example: .smallest(example, other.example))
  }
}

/// A count for each class of verdict.
package struct CountsByClass: Sendable, Equatable {
  package private(set) var counts: InlineArray<5, Int> = .init(repeating: 0)

  package init() {}

  package subscript(verdictClass: VerdictClass) -> Int {
    get { counts[Self.place(of: verdictClass)] }
    set { counts[Self.place(of: verdictClass)] = newValue }
  }

  mutating func add(_ other: Self) {
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.counts.indices.allSatisfy { left.counts[$0] == right.counts[$0] }
  }

  /// The classes that were counted.
  package var named: [VerdictClass: Int] {
    var named: [VerdictClass: Int] = [:]
    for verdictClass in VerdictClass.allCases where self[verdictClass] != 0 {
      named[verdictClass] = self[verdictClass]
    }
    return named
  }

  private static func place(of verdictClass: VerdictClass) -> Int {
    switch verdictClass {
    case .good: 0
    case .partial: 1
    case .bad: 2
    case .unsafe: 3
    case .handedOff: 4
    }
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
  package var classes = CountsByClass()
  package var bySource = AmountsBySource()
  package var latency = Histogram()
  /// Of a feature: the smallest hashes, a random sample of its traces; else empty.
  package var drawn: [TraceReference] = []

  /// No review list is longer.
  package static let mostDrawn = 10

  func merging(_ other: GroupDigest) -> GroupDigest {
    var merged = self
    merged.drawn = Array((drawn + other.drawn).sorted().prefix(Self.mostDrawn))
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
  package var first = 0
  package var retry = 0
  package var fallback = 0
  package var inferred = 0
  package var triggers: [NameID: Int] = [:]

  mutating func merge(_ other: AttemptDigest) {
    first += other.first
    retry += other.retry
    fallback += other.fallback
    inferred += other.inferred
    triggers.add(other.triggers)
  }
}

package struct PathDigest: Sendable {
  package var traces = 0
  package var cost = ExactDecimal.zero
  package var retryCost = ExactDecimal.zero
  package var outcomes: [NameID: Int] = [:]
  package var labels: [NameID: Int] = [:]
  package var judged = 0
  package var good = 0
  package var latency = Histogram()
  package var example: TraceReference?

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
    merged.example = .smallest(example, other.example)
    return merged
  }
}

/// A prompt's name and version.
package struct PromptKey: Hashable, Sendable {
  package var name: NameID
  package var version: NameID

  package init(name: NameID, version: NameID) {
    self.name = name
    self.version = version
  }

  package init(packed: UInt64) {
    name = NameID(UInt32(packed >> 32))
    version = NameID(UInt32(packed & 0xFFFF_FFFF))
  }

  package var packed: UInt64 { UInt64(name.number) << 32 | UInt64(version.number) }
}

/// How often one text of a prompt was used.
package struct PromptDigest: Sendable {
  /// Calls with an attempt by this prompt's name and version, of which this text was the first.
  package var calls = 0
  package var events = 0
  package var firstSeen: Int64 = .max
  package var lastSeen: Int64 = .min

  func merging(_ other: PromptDigest) -> PromptDigest {
    PromptDigest(
      calls: calls + other.calls, events: events + other.events,
      firstSeen: min(firstSeen, other.firstSeen), lastSeen: max(lastSeen, other.lastSeen))
  }
}

package struct FindingDigest: Sendable {
  package static let exampleCount = 5
  package var traces = 0
  package var events = 0
  /// The traces with the smallest hashes, in their order.
  package var examples: [TraceReference] = []

  mutating func merge(_ other: FindingDigest) {
    traces += other.traces
    events += other.events
    examples = Array((examples + other.examples).sorted().prefix(Self.exampleCount))
  }
}

package struct CauseKey: Hashable, Sendable {
  package var layer: NameID
  package var what: JudgedCause.What
  package var target: NameID
  package var result: NameID

  package init(_ cause: JudgedCause) {
    layer = cause.layer
    what = cause.what
    target = cause.target
    result = cause.result
  }

  package init(layer: NameID, what: JudgedCause.What, target: NameID, result: NameID) {
    self.layer = layer
    self.what = what
    self.target = target
    self.result = result
  }

  package var cause: JudgedCause {
    JudgedCause(layer: layer, what: what, target: target, result: result, isSaid: false)
  }
}

package struct CauseDigest: Sendable {
  package var said = 0
  package var inferred = 0
  package var example: TraceReference?

  func merging(_ other: CauseDigest) -> CauseDigest {
    CauseDigest(
      said: said + other.said, inferred: inferred + other.inferred,
      example: .smallest(example, other.example))
  }
}

extension TokenTotals {
  mutating func merge(_ other: TokenTotals) {
    for count in [
      \TokenTotals.prompt, \.completion, \.cached, \.cacheWrite, \.reasoning,
    ] {
      let (sum, isTooMany) = self[keyPath: count].addingReportingOverflow(other[keyPath: count])
      self[keyPath: count] = isTooMany ? .max : sum
    }
  }
}

extension Dictionary where Value == ExactDecimal {
  mutating func add(_ other: Self) { merge(other, uniquingKeysWith: +) }
  mutating func add(_ amount: ExactDecimal, to key: Key) { self[key, default: .zero] += amount }
}

extension Dictionary where Value == Int {
  mutating func add(_ other: Self) { merge(other, uniquingKeysWith: +) }
}
