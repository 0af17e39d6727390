import ArgumentParser
import Foundation
import TraceModel

/// What to read, and for which period.
struct InputOptions: ParsableArguments {
  @Argument(help: "Logs: files, folders, or - for standard input.")
  var inputs: [String]

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

  @Option(help: "How many threads read and count (default: one for each core).")
  var threads: Int?

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads takes a number from 1 on") }
    if week != nil, from != nil || to != nil {
      throw ValidationError("--week and --from exclude each other; give one of them")
    }
  }

  var weekOptions: WeekOptions {
    WeekOptions(
      inputs: inputs, configuration: config, notes: notes, prices: prices, week: week, from: from,
      to: to, threads: threads ?? min(ProcessInfo.processInfo.activeProcessorCount, 64))
  }

  var progress: Progress { Progress(isQuiet: quiet) }
}
