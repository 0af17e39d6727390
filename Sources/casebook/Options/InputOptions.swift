import ArgumentParser
import Foundation
import TraceModel

/// What to read, and for which period.
struct InputOptions: ParsableArguments {
  @Argument(help: "Logs: files, folders, or - for standard input.")
  var inputs: [String]

  @OptionGroup var week: WeekSelection
  @OptionGroup var running: RunOptions

  var weekOptions: WeekOptions { casebook.weekOptions(inputs, week, running) }
  var progress: Progress { running.progress }
}

/// The period, and what lies beside the logs.
struct WeekSelection: ParsableArguments {
  @Option(help: "The ISO week to report, such as 2026-W47 (default: that of the latest trace).")
  var week: String?

  @Option(help: "The first day, or the time, at which the period starts.")
  var from: String?

  @Option(help: "The last day of the period, or the time at which it ends.")
  var to: String?

  @Option(help: "The configuration (default: casebook.yml in the given folder).")
  var config: String?

  @Option(help: "The folder of reviewers' notes (default: notes/ in the given folder).")
  var notes: String?

  @Option(help: "A price table (default: prices.json in the given folder).")
  var prices: String?

  func validate() throws {
    if week != nil, from != nil || to != nil {
      throw ValidationError("--week and --from exclude each other; give one of them")
    }
  }
}

/// How a run goes about it, which no figure shows.
struct RunOptions: ParsableArguments {
  @Option(help: "How many threads read and count (default: one for each core).")
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "About how much memory reading a week may take, such as 256MB; records beyond go to disk.",
      valueName: "size"),
    transform: memorySize)
  var memory = 256 << 20

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  @Flag(help: "Say how long each phase took.")
  var verbose = false

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads takes a number from 1 on") }
  }

  var progress: Progress { Progress(isQuiet: quiet, isVerbose: verbose) }
}

func weekOptions(_ inputs: [String], _ week: WeekSelection, _ run: RunOptions) -> WeekOptions {
  var options = WeekOptions(
    inputs: inputs, configuration: week.config, notes: week.notes, prices: week.prices,
    week: week.week, from: week.from, to: week.to,
    threads: run.threads ?? min(ProcessInfo.processInfo.activeProcessorCount, 64))
  options.memoryInBytes = run.memory
  return options
}

/// Bytes of a size such as `256MB`, `1GB` or `300000000`; a unit is a power of 1,000.
private func memorySize(_ text: String) throws -> Int {
  let units = [("kB", 1000), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000)]
  let unit = units.first { text.hasSuffix($0.0) } ?? ("", 1)
  guard let number = Int(text.dropLast(unit.0.count)), number > 0, number <= 1 << 30 || unit.1 == 1
  else {
    throw ValidationError("--memory \(text) is no size; write it as 256MB or 1GB")
  }
  let (bytes, isTooMuch) = number.multipliedReportingOverflow(by: unit.1)
  guard !isTooMuch, bytes >= 1_000_000 else {
    throw ValidationError("--memory \(text) is out of range; give at least 1MB")
  }
  return bytes
}
