/// Everything a week adds up to: what `summary.json` says and the pages show.
///
/// Lists and maps are complete; pages cut them. What nothing was counted for is nil, not 0.
package struct WeekSummary: Sendable {
  package var title = "Casebook"
  package var organisation: String?
  package var period: ReportPeriod
  package var traces = 0
  package var events = 0
  package var sessions = 0
  package var cost = CostSummary()
  package var tokens = TokenTotals()
  package var verdicts = VerdictSummary()
  package var groups: [GroupKind: [GroupSummary]] = [:]
  package var causes: [CauseSummary] = []
  package var latency: LatencySummary?
  package var attempts = AttemptSummary()
  package var paths: [PathSummary] = []
  package var prompts: [PromptSummary] = []
  /// Fair ones, the most judged first.
  package var comparisons: [Comparison] = []
  package var unfair: [UnfairPair] = []
  package var findings: [FindingSummary] = []
  package var review: [ReviewItem] = []
  package var reviewDraw: ReviewDraw?
  /// Listed apart: the one that people said most about.
  package var loudest: LoudestTrace?
  package var actions: [Action] = []
  /// The weeks before this one, at most 52, in their order; this week's figures are not among them.
  package var history: [HistoryWeek] = []
  /// Against the report that was given as the previous one; nil without one.
  package var change: WeekChange?
  package var inputs: [InputSummary] = []
  /// Which fields the events of each source have; what blocks most conclusions comes first.
  package var coverage: [CoverageRow] = []
  /// What may be one request though no id says so; most pairs first.
  package var joinSuggestions: [JoinSuggestion] = []
  /// Attempts at models, of whatever end.
  package var modelEvents = 0
  /// Lines that could not be read, in order of file and offset; pages show the first ones.
  package var rejected: [InputProblem] = []
  /// Notes about traces that are not in the input.
  package var orphanNotes: [Name] = []
  /// Traces of the input that belong to other periods.
  package var tracesOutsidePeriod = 0

  package init(period: ReportPeriod) { self.period = period }
}

package struct ReportPeriod: Sendable {
  package var start: Instant
  package var end: Instant
  package var timeZone: String
  /// `2026-W47`, if the period is an ISO week.
  package var week: String?
  package init(start: Instant, end: Instant, timeZone: String, week: String?) {
    self.start = start
    self.end = end
    self.timeZone = timeZone
    self.week = week
  }
}

package struct CostSummary: Sendable {
  package var currency: Name = "USD"
  package var total: ExactDecimal = .zero
  package var bySource: [CostSource: ExactDecimal] = [:]
  package var byBasis: [CostBasis: ExactDecimal] = [:]
  package var byProvider: [Name: ExactDecimal] = [:]
  package var byModel: [Name: ExactDecimal] = [:]
  package var byTool: [Name: ExactDecimal] = [:]
  package var byFeature: [Name: ExactDecimal] = [:]
  package var byRoute: [Name: ExactDecimal] = [:]
  /// By `2026-11-16`, with the traces that started that day.
  package var byDay: [String: ExactDecimal] = [:]
  package var bySourceAndDay: [String: [CostSource: ExactDecimal]] = [:]
  package var tracesByDay: [String: Int] = [:]
  package var retries: ExactDecimal = .zero
  package var unpricedEvents = 0
  package var unaccountedEvents = 0
  package var unaccountedAtMost: ExactDecimal = .zero
  package var byCurrency: [Name: ExactDecimal] = [:]
  /// Assumed, beside the total; nil where the configuration has no rate.
  package var handOffs: ExactDecimal?
  package var rejectedDrafts: ExactDecimal = .zero
  package var thrownAwayByTrigger: [Name: ExactDecimal] = [:]
  package var thrownAwayByModel: [Name: ExactDecimal] = [:]
  /// In the order of `charges.csv`; rows that look alike there differ in how they were converted or
  /// priced, and stand behind each other.
  package var charges: [ChargeRow] = []
  /// What was converted from other currencies, by currency and day of the rate.
  package var exchanged: [ExchangedAmount] = []
  /// By who bills it, where anything could make a bill differ from the charges.
  package var gaps: [Name: BillingGaps] = [:]
  /// What the configuration assumes, behind estimates and hand-offs.
  package var infrastructureRates = InfrastructureRates()
  package var handOffCost: HandOffCost?
  package var invoices: [InvoiceCheck] = []
  package init() {}
}

/// What one rate turned into the report's currency.
package struct ExchangedAmount: Sendable, Equatable {
  package var rate: ExchangeRate
  /// In the currency it was charged in.
  package var amount: ExactDecimal
  package var converted: ExactDecimal

  package init(rate: ExchangeRate, amount: ExactDecimal, converted: ExactDecimal) {
    self.rate = rate
    self.amount = amount
    self.converted = converted
  }
}

/// What may make one payee's invoice differ from the charges.
package struct BillingGaps: Sendable, Equatable {
  /// Steps that used tokens and have no price.
  package var unpriced = 0
  /// Attempts that left no line, and what they can have cost at most.
  package var unaccounted = 0
  package var unaccountedAtMost = ExactDecimal.zero
  /// Paid steps after the period's end, of requests that started in it.
  package var late = 0
  package var lateAmount = ExactDecimal.zero
  package init() {}
}

/// A row of the ledger: all charges of one key, added up.
///
/// What could be converted is in the report's currency, with what was charged in `original`.
package struct ChargeRow: Sendable {
  package var date: String
  package var source: CostSource
  package var basis: CostBasis
  package var provider: Name?
  package var model: Name?
  package var tool: Name?
  package var feature: Name?
  package var route: Name?
  package var item: Name?
  package var quantity: ExactDecimal?
  package var unit: Name?
  package var unitPrice: ExactDecimal?
  package var amount: ExactDecimal
  package var currency: Name
  package var isUsed: Bool
  /// Nil where the charges were in this currency already.
  package var original: Original?
  /// For priced charges: the table, row and date they were priced by.
  package var pricedBy: Name?

  /// What was charged, in its own currency.
  package struct Original: Sendable, Equatable {
    package var amount: ExactDecimal
    package var unitPrice: ExactDecimal?
    package var currency: Name
    /// Nil where the configuration has no such rate any more.
    package var rate: ExchangeRate?

    package init(
      amount: ExactDecimal, unitPrice: ExactDecimal?, currency: Name, rate: ExchangeRate?
    ) {
      self.amount = amount
      self.unitPrice = unitPrice
      self.currency = currency
      self.rate = rate
    }
  }

  package init(
    date: String, source: CostSource, basis: CostBasis, amount: ExactDecimal, currency: Name,
    isUsed: Bool
  ) {
    self.date = date
    self.source = source
    self.basis = basis
    self.amount = amount
    self.currency = currency
    self.isUsed = isUsed
  }
}

extension ChargeRow {
  /// Adds the charges of another row of the same key.
  package mutating func add(_ other: ChargeRow) {
    amount += other.amount
    quantity =
      if let quantity, let more = other.quantity { quantity + more } else { nil }
    if let more = other.original { original?.amount += more.amount }
  }
}

package struct TokenTotals: Sendable {
  package var prompt = 0
  package var completion = 0
  package var cached = 0
  package var cacheWrite = 0
  package var reasoning = 0
  package init() {}
}

package struct VerdictSummary: Sendable {
  package var judged = 0
  package var unjudged = 0
  package var outcomes: [Name: Int] = [:]
  package var labels: [Name: Int] = [:]
  package var unknown: [Name: Int] = [:]
  package var classes: [VerdictClass: Int] = [:]
  package var good = 0
  package var handedOff = 0
  package var goodRate: Rate?
  /// Traces whose deciding verdict a person gave.
  package var judgedByPeople = 0
  /// Of traces that an automated and a human judge have both judged.
  package var agreement = Agreement()
  /// The same of traces that have both an outcome and a label: what the system says happened,
  /// against what was said of the answer.
  package var bridge = Agreement()
  package init() {}
}

/// How far automated and human verdicts agree on the same traces.
package struct Agreement: Sendable, Equatable {
  /// Traces with an automated and a human judgement that both belong to a class.
  package var pairs = 0
  /// Cohen's kappa on the classes, from -1 to 1; nil where there is nothing to tell apart.
  package var kappa: Double?
  /// The ends of its 95 % interval; nil also where all agree.
  package var low: Double?
  package var high: Double?
  /// Traces by the automated word, then by the human one; words of no class are in it too.
  package var matrix: [Name: [Name: Int]] = [:]
  /// The same, each with a trace to look at: disagreements first, then the commonest.
  package var cells: [AgreementCell] = []
  package init() {}
}

/// Traces that one judge, or one vocabulary, put under one word and the other under another.
package struct AgreementCell: Sendable, Equatable {
  package var first: Name
  package var second: Name
  package var firstClass: VerdictClass?
  package var secondClass: VerdictClass?
  package var traces: Int
  package var example: Name?

  package init(
    _ first: Name, _ firstClass: VerdictClass?, _ second: Name, _ secondClass: VerdictClass?,
    traces: Int, example: Name?
  ) {
    self.first = first
    self.firstClass = firstClass
    self.second = second
    self.secondClass = secondClass
    self.traces = traces
    self.example = example
  }

  /// Whether both belong to a class, and not to the same one.
  package var isDisagreement: Bool {
    guard let firstClass, let secondClass else { return false }
    return firstClass != secondClass
  }
}

/// A share with its 95 % Wilson interval, all from 0 to 1.
package struct Rate: Sendable, Equatable {
  package var value: Double
  package var low: Double
  package var high: Double
  package init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }
}

package enum GroupKind: String, CaseIterable, Sendable {
  case feature, route, model
}

package struct GroupSummary: Sendable {
  package var name: Name
  package var traces = 0
  package var judged = 0
  package var good = 0
  package var handedOff = 0
  package var goodRate: Rate?
  /// Of all traces of the group, also those without a verdict.
  package var classes: [VerdictClass: Int] = [:]
  package var cost: ExactDecimal = .zero
  package var costBySource: [CostSource: ExactDecimal] = [:]
  package var p50Milliseconds: Double?
  package var p95Milliseconds: Double?
  package init(name: Name) { self.name = name }
}

package struct CauseSummary: Sendable {
  package var layer: String
  package var what: String
  package var traces = 0
  package var said = 0
  package var inferred = 0
  package var example: Name?
  package init(layer: String, what: String) {
    self.layer = layer
    self.what = what
  }
}

/// In milliseconds; the percentiles within 1 %, the maximum exact.
package struct LatencySummary: Sendable {
  package var p50: Double
  package var p90: Double
  package var p95: Double
  package var p99: Double
  package var max: Double
  package init(p50: Double, p90: Double, p95: Double, p99: Double, max: Double) {
    self.p50 = p50
    self.p90 = p90
    self.p95 = p95
    self.p99 = p99
    self.max = max
  }
}

package struct AttemptSummary: Sendable {
  package var first = 0
  package var retry = 0
  package var fallback = 0
  package var triggers: [Name: Int] = [:]
  /// Of the three counts: found by the rule, not logged.
  package var inferred = 0
  package init() {}
}

package struct PathSummary: Sendable {
  package var path: Name
  package var traces = 0
  package var cost: ExactDecimal = .zero
  package var retryCost: ExactDecimal = .zero
  package var outcomes: [Name: Int] = [:]
  package var labels: [Name: Int] = [:]
  package var judged = 0
  package var good = 0
  package var p50Milliseconds: Double?
  /// A trace of this path that has a page.
  package var example: Name?
  package init(path: Name) { self.path = path }
}

package struct PromptSummary: Sendable {
  package var name: Name
  package var version: Name
  /// Distinct texts under this name and version.
  package var texts = 0
  package var calls = 0
  package var firstSeen: Instant?
  package var lastSeen: Instant?
  /// More than one text went by one name and version. Prompts that nobody named are no one prompt.
  package var hasChanged: Bool { texts > 1 && !name.isEmpty }
  /// What each text did, in order of their first use; only the first ones of a week of very many.
  package var uses: [PromptTextSummary] = []
  package init(name: Name, version: Name) {
    self.name = name
    self.version = version
  }
}

/// What one text of a prompt did.
package struct PromptTextSummary: Sendable {
  /// Model events, retries included, and what they cost.
  package var events = 0
  package var cost: ExactDecimal = .zero
  /// The traces that used it, and how they were judged.
  package var traces = 0
  package var judged = 0
  package var good = 0
  package var firstSeen: Instant?
  package var lastSeen: Instant?
  package var firstTrace: Name?
  package var lastTrace: Name?
  /// What it says, where the events were read again; content, unlike all else here.
  package var wording: PromptWording?
  package init() {}
}

/// The words of a prompt.
package struct PromptWording: Sendable, Equatable {
  package var text: String?
  package var toolInstructions: String?

  package init(text: String?, toolInstructions: String?) {
    self.text = text
    self.toolInstructions = toolInstructions
  }
}

package struct FindingSummary: Sendable {
  package var code: String
  package var traces = 0
  package var events = 0
  /// Some of the traces it touches, smallest id first.
  package var examples: [Name] = []
  /// What was noticed, in sentences, where one can say more than the rule does.
  package var details: [String] = []
  package init(code: String) { self.code = code }
}

package struct ReviewItem: Sendable {
  package var traceID: Name
  package var why: String
  package var isRandom: Bool
  package init(traceID: Name, why: String, isRandom: Bool) {
    self.traceID = traceID
    self.why = why
    self.isRandom = isRandom
  }
}

/// How the random part of the review list was drawn.
package struct ReviewDraw: Sendable, Equatable {
  package struct Stratum: Sendable, Equatable {
    package var feature: Name
    package var traces: Int
    package var drawn: Int
    package init(feature: Name, traces: Int, drawn: Int) {
      self.feature = feature
      self.traces = traces
      self.drawn = drawn
    }
  }

  /// The period's start, in nanoseconds since 1970.
  package var seed: UInt64
  package var population: Int
  /// By the feature's name.
  package var strata: [Stratum]
  package init(seed: UInt64, population: Int, strata: [Stratum]) {
    self.seed = seed
    self.population = population
    self.strata = strata
  }
}

/// The trace with the most notes and human verdicts, and where it stands among all.
package struct LoudestTrace: Sendable, Equatable {
  package var traceID: Name
  package var notes: Int
  package var humanVerdicts: Int
  /// The share of traces that cost less, and that were answered faster; from 0 to 1.
  package var cheaper: Double?
  package var faster: Double?
  package init(
    traceID: Name, notes: Int, humanVerdicts: Int, cheaper: Double?, faster: Double?
  ) {
    self.traceID = traceID
    self.notes = notes
    self.humanVerdicts = humanVerdicts
    self.cheaper = cheaper
    self.faster = faster
  }
}

package struct Action: Sendable, Equatable {
  package var text: String
  package var isDone: Bool
  package var traceID: Name
  /// The week that first listed it: `2026-W47`.
  package var since: String
  package init(text: String, isDone: Bool, traceID: Name, since: String) {
    self.text = text
    self.isDone = isDone
    self.traceID = traceID
    self.since = since
  }
}

extension WeekSummary {
  /// Files that could not be read whole, or only with doubt.
  package var damagedFiles: Int { rejected.count { $0.part == .file } }
}

/// What one input file held. `lines` = events + duplicates + rejected + blank lines.
package struct InputSummary: Sendable {
  package var name: String
  package var format: String
  package var bytes = 0
  package var lines = 0
  package var blank = 0
  package var events = 0
  package var rejected = 0
  package var duplicates = 0
  /// What joined its events to their traces, and how many found no event of another input there.
  package var joins: [JoinKey: JoinCount] = [:]
  package init(name: String, format: String) {
    self.name = name
    self.format = format
  }
}

/// A line that could not be read, a value that was left out of one, or the rest of a file.
package struct InputProblem: Sendable {
  package enum Part: Sendable {
    case line
    /// The event counts, without the value that the reason names.
    case value
    /// From the offset on, the file gave no lines or doubtful ones; those before it count.
    case file
  }

  package var file: String
  /// Counted from 1; of a file's rest, the last line that was read.
  package var line: Int
  /// Where it starts in the text; of a file's rest, in the file as it lies on the disk.
  package var offset: Int
  package var bytes: Int
  package var reason: String
  package var part: Part
  /// The file's place among the inputs, whose names may repeat; nil for what is no log.
  package var input: Int?
  package var isValueOnly: Bool { part == .value }
  package init(
    file: String, line: Int, offset: Int, bytes: Int, reason: String, part: Part = .line,
    input: Int? = nil
  ) {
    self.file = file
    self.line = line
    self.offset = offset
    self.bytes = bytes
    self.reason = reason
    self.part = part
    self.input = input
  }
}
