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

package struct TokenTotals: Sendable {
  package var prompt = 0
  package var completion = 0
  package var cached = 0
  package var cacheWrite = 0
  package var reasoning = 0
  package init() {}
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
