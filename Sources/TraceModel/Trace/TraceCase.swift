/// One request with everything a page shows of it: its steps with their text, its calls, its
/// money and its verdict.
package struct TraceCase: Sendable {
  package var id: Name
  /// The name of its page, without folder and ending: a hash of the id, [a-z0-9-].
  package var slug: String
  package var start: Instant?
  /// From the first start to the answer's end.
  package var latencyNanoseconds: Int64?
  package var feature: Name?
  package var route: Name?
  package var session: Name?
  package var user: Name?
  package var environment: Name?
  /// In order of start, parents before children. Steps are numbered from 1 in this order.
  package var steps: [Step]
  /// In order of start; each names its steps by index into `steps`.
  package var calls: [CallSummary]
  /// `direct`, or the attempts of the calls that took more than one.
  package var path: String
  package var cost: TraceCost
  package var verdict: TraceVerdict
  package var cause: Cause?
  package var notes: [Note]
  package var findings: [TraceFinding]
  /// Other traces of its session, those before it and those after it, in order of their start.
  package var neighbours = SessionNeighbours()
  /// What is usual for its feature this week; nil where it is the only one.
  package var usual: UsualFigures?
  /// Why it stands on the review list, if it does.
  package var reviewReason: String?

  package init(id: Name, slug: String) {
    self.id = id
    self.slug = slug
    steps = []
    calls = []
    path = "direct"
    cost = TraceCost()
    verdict = TraceVerdict()
    notes = []
    findings = []
  }
}

/// One event of a trace with what the join and the price book say of it.
package struct Step: Sendable {
  package var event: Event
  /// Its attempt, for a model or tool event.
  package var attempt: StepAttempt?
  /// Recorded, priced and estimated charges that belong to this event.
  package var charges: [Charge]
  /// The same ids came with other content, and the other one ranks last: money, usage and
  /// verdict of this one do not count.
  package var isSuperseded: Bool
  /// The parent named is not in the trace.
  package var isOrphan: Bool
  /// Nesting below the roots; 0 for a root, an orphan or a step in a cycle.
  package var depth: Int
  /// Used tokens without a charge or a price.
  package var isUnpriced: Bool

  package init(event: Event) {
    self.event = event
    charges = []
    isSuperseded = false
    isOrphan = false
    depth = 0
    isUnpriced = false
  }
}

package struct StepAttempt: Sendable {
  /// Index into `TraceCase.calls`.
  package var call: Int
  /// Its place in the call, from 1.
  package var number: Int
  package var kind: AttemptKind
  /// The step index of the attempt before.
  package var previous: Int?
  package var trigger: String?
  /// Found by the rule, not logged.
  package var isInferred: Bool
  /// The last of its call, and `ok`.
  package var isUsed: Bool
  /// `ok`, the error type, or the status.
  package var result: String

  package init(
    call: Int, number: Int, kind: AttemptKind, previous: Int?, trigger: String?, isInferred: Bool,
    isUsed: Bool, result: String
  ) {
    self.call = call
    self.number = number
    self.kind = kind
    self.previous = previous
    self.trigger = trigger
    self.isInferred = isInferred
    self.isUsed = isUsed
    self.result = result
  }
}

/// One thing the system wanted done by a model or a tool.
package struct CallSummary: Sendable {
  /// Indices into `TraceCase.steps`, in order of start.
  package var steps: [Int]
  package var stage: Stage
  package init(steps: [Int], stage: Stage) {
    self.steps = steps
    self.stage = stage
  }
}

/// What a trace cost, in the report's currency.
package struct TraceCost: Sendable {
  package var currency: Name = "USD"
  package var total: ExactDecimal = .zero
  /// A source that nobody recorded, priced or estimated is absent.
  package var bySource: [CostSource: ExactDecimal] = [:]
  package var byBasis: [CostBasis: ExactDecimal] = [:]
  /// The cost of all attempts that were not used.
  package var retries: ExactDecimal = .zero
  /// Charges of no single event: the estimated infrastructure.
  package var traceCharges: [Charge] = []
  /// Totals of currencies without a rate.
  package var otherCurrencies: [Name: ExactDecimal] = [:]
  package var unpricedEvents = 0
  package init() {}
}

/// The verdict that ranks highest, and the others.
package struct TraceVerdict: Sendable {
  package var outcome: RankedWord?
  package var label: RankedWord?
  /// The class of the judgement; nil without a verdict or with unknown words only.
  package var verdictClass: VerdictClass?
  package var isHandedOff = false
  /// The word that decided: the label if it is known, else the outcome; nil without a verdict.
  package var judgement: Name?
  /// The verdict that decided, whole.
  package var deciding: GivenVerdict?
  /// All of them in order of time.
  package var all: [GivenVerdict] = []
  package init() {}
}

/// A word that was said of a trace, and whether it is of the sets.
package struct RankedWord: Sendable, Equatable {
  package var word: Name
  package var isKnown: Bool
  package init(word: Name, isKnown: Bool) {
    self.word = word
    self.isKnown = isKnown
  }
}

/// One verdict as somebody gave it, in an event or in a note.
package struct GivenVerdict: Sendable {
  package var at: Instant?
  package var by: Judge
  package var outcome: Name?
  package var label: Name?
  /// The score that became the label; nil for a label that was logged.
  package var labelScore: String?
  package var reason: String?
  package var shownToUser: String?
  /// Index of its step; nil if it stood in a note file.
  package var step: Int?
  package var verdictClass: VerdictClass?

  package init(at: Instant?, by: Judge) {
    self.at = at
    self.by = by
  }
}

/// The first step that went wrong.
package struct Cause: Sendable {
  /// `prompt` `router` `model` `tool` `guardrail` `infrastructure` `unknown`
  package var layer: String
  package var step: Int?
  /// Said by a verdict, or inferred by a rule.
  package var isSaid: Bool
  package init(layer: String, step: Int?, isSaid: Bool) {
    self.layer = layer
    self.step = step
    self.isSaid = isSaid
  }
}

/// What a reviewer wrote.
package struct Note: Sendable {
  package var author: Name?
  package var team: Name?
  package var at: Instant?
  package var label: Name?
  package var reason: String?
  package var markdown: String
  /// What it asks somebody to do.
  package var tasks: [TaskItem] = []
  /// What stands in the text of a note file; that of a note event is the event's.
  package var privates = PrivateMarks()
  /// The file it stood in, or nil for a note event.
  package var file: String?

  package init(markdown: String) { self.markdown = markdown }
}

package struct TraceFinding: Sendable {
  package var code: String
  package var message: String
  package var step: Int?
  package init(code: String, message: String, step: Int?) {
    self.code = code
    self.message = message
    self.step = step
  }
}

/// The traces of a session around one of them: the nearest on each side.
package struct SessionNeighbours: Sendable, Equatable {
  package struct Neighbour: Sendable, Equatable {
    package var id: Name
    package var start: Instant
    package init(id: Name, start: Instant) {
      self.id = id
      self.start = start
    }
  }

  package static let most = 3
  package var before: [Neighbour] = []
  package var after: [Neighbour] = []
  package init() {}
}

/// What is usual for requests of one feature in the period.
package struct UsualFigures: Sendable {
  package var traces: Int
  package var averageCost: ExactDecimal
  package var averageBySource: [CostSource: ExactDecimal]
  package var medianLatencyNanoseconds: Int64?
  package init(
    traces: Int, averageCost: ExactDecimal, averageBySource: [CostSource: ExactDecimal],
    medianLatencyNanoseconds: Int64?
  ) {
    self.traces = traces
    self.averageCost = averageCost
    self.averageBySource = averageBySource
    self.medianLatencyNanoseconds = medianLatencyNanoseconds
  }
}
