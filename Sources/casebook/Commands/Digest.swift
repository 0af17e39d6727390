import ArgumentParser
import Foundation
import ReportPublishing
import TraceAnalysis
import TraceModel
import TraceReading

extension Casebook {
  struct Digest: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "digest",
      abstract: "Write what a week of logs adds up to, to merge it and make a report of it later.",
      discussion: """
        A digest holds figures, names, ids and the tasks of notes, and no other text of the logs. \
        casebook merge puts digests of the same period, configuration and prices together, and \
        casebook report --digest makes the report. A trace is counted by one digest: give all logs \
        that have events of it to the same one.
        """)

    @Argument(help: "Logs: files, folders, or - for standard input.")
    var inputs: [String] = []

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(
        "Files that casebook map wrote, in place of logs: all those of one or more partitions."
          + " Name the period with --week, or with --from and --to.",
        valueName: "file"))
    var records: [String] = []

    @OptionGroup var week: WeekSelection
    @OptionGroup var running: RunOptions

    @Option(
      name: .shortAndLong,
      help: ArgumentHelp("The file to write, or - for standard output.", valueName: "file"))
    var output: String

    func validate() throws {
      guard inputs.isEmpty != records.isEmpty else {
        throw ValidationError("digest takes logs, or --records with files that map wrote")
      }
      guard records.isEmpty || week.week != nil || week.from != nil else {
        throw ValidationError("--records needs its period named: give --week, or --from and --to")
      }
    }

    func run() throws {
      try reporting {
        let options = weekOptions(inputs, week, running)
        let progress = running.progress
        let digested: DigestedWeek
        if records.isEmpty {
          let found = try Inputs(inputs)
          progress.leftOut(of: found)
          let settings = try WeekSettings(options, found, progress)
          digested = try digestWeek(found, options, settings, nil, progress)
        } else {
          let settings = try WeekSettings(options, nil, progress)
          digested = try digestRecords(records, options, settings, progress)
        }
        try write(digested.week, digested.tables, to: output)
        progress.note(
          "wrote \(words(output)): \(digested.week.digest.traces) traces of"
            + " \(digested.week.basis.period.week?.description ?? "the period")")
      }
    }
  }

  struct Merge: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "merge",
      abstract: "Put digests together, of other logs or of other partitions.",
      discussion: """
        Digests are merged in any order, all at once or in several steps, to the same file. Each \
        counts once: one that is given twice is refused.
        """)

    @Argument(help: "Digests of the same period, configuration and prices.")
    var digests: [String]

    @Option(
      name: .shortAndLong,
      help: ArgumentHelp("The file to write, or - for standard output.", valueName: "file"))
    var output: String

    @Flag(help: "Say nothing but errors.")
    var quiet = false

    func run() throws {
      try reporting {
        let tables = RecordTables()
        let merged = try mergedDigest(digests, tables)
        try write(merged, tables, to: output)
        Progress(isQuiet: quiet).note("wrote \(words(output)): \(merged.digest.traces) traces")
      }
    }
  }

  struct Map: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "map",
      abstract: "Write the records of a part of a log, to count them on another machine.",
      discussion: """
        The part is all lines that start in the range of bytes, so that ranges that touch and cover \
        the file give every line once. One file for each partition of the trace ids is written into \
        the folder. All files of a partition, from all ranges of all logs, go into one digest:

          casebook map week.jsonl --range 0-50000000 --partitions 2 -o a
          casebook map week.jsonl --range 50000000-100000000 --partitions 2 -o b
          casebook digest --records [ab]/00000-* --week 2026-W47 -o 0.digest
          casebook digest --records [ab]/00001-* --week 2026-W47 -o 1.digest
          casebook merge 0.digest 1.digest -o week.digest
          casebook report --digest week.digest

        Where two events have the same ids, casebook digest reads their lines again: keep the log \
        where it was mapped. Logs that name a request by different trace ids are only joined where \
        one machine reads them all, with report or digest.
        """)

    @Argument(help: "A log that is not compressed.")
    var file: String

    @Option(
      help: ArgumentHelp(
        "The bytes whose lines to read, from the first one up to one behind the last, such as"
          + " 0-50000000; an end behind that of the file is the file's (default: all).",
        valueName: "first-end"))
    var range: String?

    @Option(
      help: ArgumentHelp(
        "How many partitions: 1, 2, 4 and so on up to 4096; the same for all logs of a week.",
        valueName: "count"))
    var partitions = 16

    @Option(help: "What reports call the log, where two have one file name (default: that name).")
    var name: String?

    @Option(help: "The configuration whose limits of lines hold (default: none).")
    var config: String?

    @Option(
      name: .shortAndLong,
      help: ArgumentHelp(
        "The folder to write into, another one for each range of each log.", valueName: "folder"))
    var output: String

    @Flag(help: "Say nothing but errors.")
    var quiet = false

    func run() throws {
      try reporting {
        guard partitions > 0, partitions <= 4096, partitions.nonzeroBitCount == 1 else {
          throw UsageError("--partitions \(partitions): give 1, 2, 4 and so on up to 4096")
        }
        var options = WeekOptions(inputs: [file], threads: 1)
        options.configuration = config
        let inputs = try Inputs([file])
        guard inputs.files.count == 1, let log = inputs.files.first, log.isPlain else {
          throw UsageError("\(file): map reads one log that is not compressed; unpack it first")
        }
        let bytes = try byteRange(of: log)
        guard try bytes == 0..<log.size || log.hasRecordALine else {
          throw UsageError("\(file): its records go over several lines; map it without --range")
        }
        let rules = try readConfiguration(options, inputs).reading
        try makeRecordFiles(
          of: log, named: name ?? log.name, range: bytes, partitions: partitions,
          MapOptions(threads: 1, rules)
        ) { name, bytes in
          try makeFolders(output)
          try publish(bytes, toFile: "\(output)/\(name)")
        }
        Progress(isQuiet: quiet).note("wrote \(partitions) files of records to \(output)")
      }
    }

    private func byteRange(of log: SourceFile) throws -> Range<Int> {
      guard let range else { return 0..<log.size }
      let ends = range.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, let start = Int(ends[0]), let end = Int(ends[1]), start <= end else {
        throw UsageError("--range \(range) is none; write it as 0-50000000, first byte to end")
      }
      return min(start, log.size)..<min(end, log.size)
    }
  }
}

private func write(_ week: WeekDigest, _ tables: RecordTables, to path: String) throws {
  var bytes = try week.encoded(behind: SealedKind.digest.firstLine, tables)
  seal(&bytes)
  try publish(toFile: path) { write in try write(bytes) }
}

private func words(_ output: String) -> String { output == "-" ? "standard output" : output }
