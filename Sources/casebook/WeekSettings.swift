// What lies beside the logs: configuration, notes, prices.

import Foundation
import TraceAnalysis
import TraceModel
import TraceReading

/// All that a week is counted by, beside its logs.
struct WeekSettings {
  var configuration: Configuration
  /// The bytes of `casebook.yml`; empty without one.
  var configurationBytes: [UInt8]
  var calendar: ReportCalendar
  /// The period that the options name; nil where they name none.
  var namedPeriod: Period?
  var notes: NotesByTrace
  var noteProblems: [InputProblem]
  var rules: CountingRules
  var pricesHash: ContentHash
  /// The file with the key for pseudonyms; nil where none is configured.
  var keyFile: String?

  init(_ options: WeekOptions, _ inputs: Inputs?, _ progress: Progress) throws {
    let (bytes, path) = try configurationFile(options, inputs)
    try self.init(bytes, file: path, options, inputs, progress)
  }

  /// - Parameter file: what the configuration's errors name.
  /// - Parameter needsPrices: false where nothing is counted any more.
  init(
    _ bytes: [UInt8], file: String, _ options: WeekOptions, _ inputs: Inputs?,
    needsPrices: Bool = true, _ progress: Progress
  ) throws {
    configurationBytes = bytes
    configuration =
      bytes.isEmpty ? Configuration() : try TraceReading.readConfiguration(bytes, file: file)
    guard let calendar = ReportCalendar(timeZone: configuration.timeZone) else {
      throw UsageError("the time zone \(configuration.timeZone) is not known on this machine")
    }
    self.calendar = calendar
    namedPeriod = try casebook.namedPeriod(options, calendar)
    let (noteFiles, problems) = try readNotes(options, inputs, configuration)
    notes = NotesByTrace(noteFiles)
    noteProblems = problems
    let (prices, hash) =
      needsPrices
      ? try readPrices(options, inputs, configuration, progress) : (PriceBook(), .none)
    pricesHash = hash
    keyFile = configuration.redaction.keyFile.map {
      path($0, besideConfiguration: options, inputs)
    }
    rules = CountingRules(configuration, calendar: calendar, prices: prices)
    rules.now = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap { Int64($0) }
      .flatMap { $0 > 0 && $0 < 1 << 33 ? Instant(nanoseconds: $0 * 1_000_000_000) : nil }
  }

  /// Each period draws other traces at random, and the same ones every time.
  mutating func draw(for period: Period) {
    rules.seed = UInt64(bitPattern: period.start.nanoseconds)
  }
}

func readConfiguration(_ options: WeekOptions, _ inputs: Inputs) throws -> Configuration {
  let (bytes, path) = try configurationFile(options, inputs)
  return bytes.isEmpty ? Configuration() : try TraceReading.readConfiguration(bytes, file: path)
}

private func configurationFile(_ options: WeekOptions, _ inputs: Inputs?) throws
  -> (bytes: [UInt8], path: String)
{
  guard let path = options.configuration ?? inputs?.configurations.first else { return ([], "") }
  guard options.configuration != nil || inputs?.configurations.count == 1 else {
    throw UsageError(
      "\(inputs?.configurations.joined(separator: " and ") ?? "") both configure this report;"
        + " name one with --config")
  }
  return (try readWhole(path, limit: 1 << 20), path)
}

/// The notes, and a problem for each file that is none.
private func readNotes(
  _ options: WeekOptions, _ inputs: Inputs?, _ configuration: Configuration
) throws -> ([TraceNote], [InputProblem]) {
  let paths = try options.notes.map { try Inputs.notes(in: $0) } ?? inputs?.notes ?? []
  var notes: [TraceNote] = []
  var problems: [InputProblem] = []
  for path in paths {
    do {
      let read = try readNoteFile(path, limit: configuration.limits.noteInBytes)
      notes.append(TraceNote(traceID: read.traceID, note: read.note))
    } catch let error as NoteFileError {
      problems.append(
        InputProblem(
          file: "notes/\(path.split(separator: "/").last ?? "")", line: error.line ?? 1, offset: 0,
          bytes: 0, reason: error.message, part: .file))
    }
  }
  return (notes, problems)
}

private func readPrices(
  _ options: WeekOptions, _ inputs: Inputs?, _ configuration: Configuration,
  _ progress: Progress
) throws -> (prices: PriceBook, hash: ContentHash) {
  let configured = configuration.prices.file.map { path($0, besideConfiguration: options, inputs) }
  guard let path = options.prices ?? configured ?? inputs?.priceTables.first else {
    return (PriceBook(), .none)
  }
  guard options.prices != nil || configured != nil || inputs?.priceTables.count == 1 else {
    throw UsageError(
      "\(inputs?.priceTables.joined(separator: " and ") ?? "") both hold prices;"
        + " name one with --prices")
  }
  let bytes = try readWhole(path, limit: 256 << 20)
  do {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let table = try PriceTable(reading: try readJSON(bytes), name: name)
    progress.rowsLeftOut(of: table)
    return (PriceBook(own: table), bytes.withUnsafeBufferPointer { ContentHash(of: $0) })
  } catch let problem as JSONProblem {
    throw UnreadableTable(path: path, reason: problem.reason)
  }
}

private func path(
  _ file: String, besideConfiguration options: WeekOptions, _ inputs: Inputs?
) -> String {
  guard !file.hasPrefix("/") else { return file }
  return ((options.configuration ?? inputs?.configurations.first).map(folder(of:)) ?? "") + file
}

private func folder(of path: String) -> String {
  path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
}
