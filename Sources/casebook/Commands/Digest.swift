import ArgumentParser
import Foundation
import ReportPublishing
import TraceAnalysis
import TraceModel
import TraceReading

extension Casebook {
  struct Digest: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write what a week of logs adds up to, to merge it and make a report of it later.",
      discussion: """
        A digest holds figures, names and ids, and no text of the logs. Digests of the same period, \
        configuration and prices are put together with casebook merge.
        """)

    @Argument(help: "Logs: files, folders, or - for standard input.")
    var inputs: [String] = []

    @Option(
      parsing: .upToNextOption,
      help: "Files that casebook map wrote, in place of logs; name the period with --week.")
    var records: [String] = []

    @OptionGroup var week: WeekSelection
    @OptionGroup var running: RunOptions

    @Option(name: .shortAndLong, help: "The file to write.")
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
          "wrote \(output): \(digested.week.digest.traces) traces of"
            + " \(digested.week.basis.period.week?.description ?? "the period")")
      }
    }
  }

  struct Merge: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put digests together, in any order and any tree.")

    @Argument(help: "Digests of the same period, configuration and prices.")
    var digests: [String]

    @Option(name: .shortAndLong, help: "The file to write.")
    var output: String

    @Flag(help: "Say nothing but errors.")
    var quiet = false

    func run() throws {
      try reporting {
        let tables = RecordTables()
        let merged = try mergedDigest(digests, tables)
        try write(merged, tables, to: output)
        Progress(isQuiet: quiet).note("wrote \(output): \(merged.digest.traces) traces")
      }
    }
  }

  struct Map: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the records of a part of a log, to count them on another machine.",
      discussion: """
        The part is all lines that start in the range of bytes; ranges that touch and cover the \
        file give every line once. One file for each partition of the trace ids is written into \
        the folder: the files of one partition, from all ranges of all logs, go into one \
        casebook digest --records.
        """)

    @Argument(help: "A log that is not compressed.")
    var file: String

    @Option(help: "The bytes whose lines to read, such as 0-16777216 (default: all).")
    var range: String?

    @Option(help: "How many partitions; the same for all parts of a week.")
    var partitions = 16

    @Option(help: "What reports call the file (default: its name).")
    var name: String?

    @Option(help: "The configuration, for its limits (default: none).")
    var config: String?

    @Option(name: .shortAndLong, help: "The folder to write into.")
    var output: String

    @Flag(help: "Say nothing but errors.")
    var quiet = false

    func run() throws {
      try reporting {
        guard partitions > 0, partitions <= 4096, partitions.nonzeroBitCount == 1 else {
          throw UsageError("--partitions takes a power of two up to 4096")
        }
        var options = WeekOptions(inputs: [file], threads: 1)
        options.configuration = config
        let inputs = try Inputs([file])
        guard inputs.files.count == 1, let log = inputs.files.first, log.isPlain else {
          throw UsageError("\(file): map reads one log that is not compressed; unpack it first")
        }
        let limits = try readConfiguration(options, inputs).limits
        let files = try recordFiles(
          of: log, named: name ?? log.name, range: try byteRange(of: log), partitions: partitions,
          MapOptions(threads: 1, limits: limits))
        try makeFolder()
        for (name, bytes) in files { try publish(bytes, toFile: "\(output)/\(name)") }
        Progress(isQuiet: quiet).note("wrote \(files.count) files of records to \(output)")
      }
    }

    private func byteRange(of log: SourceFile) throws -> Range<Int> {
      guard let range else { return 0..<log.size }
      let ends = range.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, let start = Int(ends[0]), let end = Int(ends[1]), start <= end else {
        throw UsageError("--range \(range) is none; write it as 0-16777216, first byte to end")
      }
      return min(start, log.size)..<min(end, log.size)
    }

    private func makeFolder() throws {
      do {
        try FileManager.default.createDirectory(
          atPath: output, withIntermediateDirectories: true)
      } catch {
        throw UsageError("\(output): no folder can be made there; check the path and the rights")
      }
    }
  }
}

private func write(_ week: WeekDigest, _ tables: RecordTables, to path: String) throws {
  try publish(sealed(try week.encoded(tables), as: .digest), toFile: path)
}
