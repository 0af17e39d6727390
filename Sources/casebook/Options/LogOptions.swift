import ArgumentParser
import Foundation

/// What to read, where no period is asked for.
struct LogOptions: ParsableArguments {
  @Argument(help: "Logs: files, folders, or - for standard input.")
  var inputs: [String]

  @Option(help: "The configuration (default: casebook.yml in the given folder).")
  var config: String?

  @Option(help: "How many threads read (default: one for each core).")
  var threads: Int?

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads takes a number from 1 on") }
  }

  var weekOptions: WeekOptions {
    WeekOptions(
      inputs: inputs, configuration: config,
      threads: threads ?? min(ProcessInfo.processInfo.activeProcessorCount, 64))
  }

  var progress: Progress { Progress(isQuiet: quiet) }
}
