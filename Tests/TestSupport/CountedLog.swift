import ReportPages
import TraceAnalysis
import TraceModel
import TraceReading

/// Logs that were read, joined and counted, without pages and without the program around it.
package struct CountedLog {
  package let summary: WeekSummary
  package let problems: [InputProblem]
  package let chosen: ChosenTraces
  package let counted: CountedWeek
  package let mapped: MappedInputs
  package let rules: CountingRules

  /// The bytes of `summary.json`.
  package var json: [UInt8] { summaryJSON(summary, edition: "review") }

  /// Every trace, in order of its start.
  package var traces: [ChosenTrace] { chosen.traces }

  package func trace(_ id: Name = "t") -> ShownTrace? {
    traces.first { $0.id == id }.map { ShownTrace($0, of: chosen) }
  }
}

/// How the work is cut up, which no figure may show.
package struct Cutting: Sendable, CustomStringConvertible {
  package var threads = 1
  package var partitions = 4
  package var rangeInBytes = 16 << 20
  package var memoryInBytes = 256 << 20
  package var blockInBytes = 192 << 10

  package init(
    threads: Int = 1, partitions: Int = 4, rangeInBytes: Int = 16 << 20,
    memoryInBytes: Int = 256 << 20, blockInBytes: Int = 192 << 10
  ) {
    self.memoryInBytes = memoryInBytes
    self.blockInBytes = blockInBytes
    self.threads = threads
    self.partitions = partitions
    self.rangeInBytes = rangeInBytes
  }

  package var description: String {
    "\(threads) threads, \(partitions) partitions, ranges of \(rangeInBytes), blocks of \(blockInBytes), "
      + "\(memoryInBytes) bytes of memory"
  }
}

/// What is set beside the logs.
package struct LogSettings: Sendable {
  package var configuration = Configuration()
  package var prices = PriceBook()
  package var notes: [TraceNote] = []
  /// The whole of 2026 where nothing else is named, so that tests need not care for weeks.
  package var week: String?
  /// The first and last day where no week is named.
  package var days = ("2026-01-01", "2026-12-31")

  package init(
    _ configuration: Configuration = Configuration(), prices: PriceBook = PriceBook(),
    notes: [TraceNote] = [], week: String? = nil
  ) {
    self.configuration = configuration
    self.prices = prices
    self.notes = notes
    self.week = week
  }
}

/// Reads and counts one log of these lines.
package func count(_ lines: String..., with settings: LogSettings = LogSettings()) throws
  -> CountedLog
{
  try count(files: ["log.jsonl": lines], with: settings)
}

/// Reads and counts logs by their names.
package func count(
  files: [String: [String]], with settings: LogSettings = LogSettings(),
  cut cutting: Cutting = Cutting()
) throws -> CountedLog {
  let folder = try TemporaryFolder()
  for (name, lines) in files { try folder.write(lines, to: name) }
  return try count([folder.path], with: settings, cut: cutting)
}

package func count(
  _ arguments: [String], with settings: LogSettings = LogSettings(),
  cut cutting: Cutting = Cutting()
) throws -> CountedLog {
  let configuration = settings.configuration
  let inputs = try Inputs(arguments)
  let files = inputs.files
  var options = MapOptions(threads: cutting.threads, configuration.reading)
  options.partitions = cutting.partitions
  options.rangeInBytes = cutting.rangeInBytes
  options.blockInBytes = cutting.blockInBytes
  options.memoryInBytes = cutting.memoryInBytes
  var mapped = try joinTraces(of: try map(files, options))
  let calendar = ReportCalendar(timeZone: configuration.timeZone)!
  let rules = CountingRules(configuration, calendar: calendar, prices: settings.prices)
  let period =
    try settings.week.flatMap { ISOWeek($0) }.map { Period($0, in: calendar) }
    ?? Period(from: settings.days.0, to: settings.days.1, in: calendar)
  let notes = NotesByTrace(settings.notes)
  let lines = lineLookup(in: files, configuration.reading)
  var counting = CountOptions(period: period, countsClockless: true)
  counting.notes = notes
  counting.threads = cutting.threads
  counting.listsTraces = true
  let counted = try count(mapped, counting, rules, lines: lines)
  for index in mapped.inputs.indices {
    mapped.inputs[index].events -= counted.duplicates[index]
    mapped.inputs[index].duplicates = counted.duplicates[index]
    mapped.inputs[index].joins = counted.joins[index]
  }
  var summary = counted.digest.summary(
    of: ReportPeriod(
      start: period.start, end: period.end, timeZone: configuration.timeZone, week: nil),
    tables: mapped.tables, rules: rules)
  summary.inputs = mapped.inputs
  summary.rejected = mapped.problems
  summary.joinSuggestions = counted.digest.joinSuggestions(of: mapped.inputs, mapped.tables)
  summary.actions = counted.digest.actions.actions(since: "2026-W47")
  summary.review = counted.digest.reviewList(of: 8, summary, mapped.tables)
  summary.reviewDraw = counted.digest.reviewDraw(of: 8, summary, mapped.tables)
  summary.loudest = counted.digest.loudestTrace
  return CountedLog(
    summary: summary, problems: mapped.problems,
    chosen: try choose(
      Set(counted.allTraces.map(\.id)), from: mapped, notes: notes, rules, lines: lines),
    counted: counted, mapped: mapped, rules: rules)
}

/// The bytes that a summary is written as.
package enum ReportBytes {
  package static func summary(_ summary: WeekSummary) -> [UInt8] {
    summaryJSON(summary, edition: "review")
  }
}
