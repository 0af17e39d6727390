import ArgumentParser
import TraceModel

extension Casebook {
  struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "convert",
      abstract: "Write the events of any logs as version-1 events, one JSON object a line.",
      discussion: """
        Every event is written once, trace by trace in order of their starts. Of events that share \
        their ids and differ, all are written. Settings, prices and notes that lie beside the logs \
        are not events: keep them beside the new file too.
        """)

    @OptionGroup var logs: LogOptions

    @Option(name: .shortAndLong, help: "The file to write, or - for standard output.")
    var output: String

    @Flag(help: "Fail with exit code 1 if any line could not be read.")
    var strict = false

    func run() throws {
      try reporting {
        let rejected = try convertEvents(of: logs.weekOptions, to: output, logs.progress)
        for line in rejected.prefix(100) {
          Console.write("\(line.reason); the line is left out", file: line.file, line: line.line)
        }
        if rejected.count > 100 {
          Console.write("\(rejected.count - 100) more lines could not be read; they are left out")
        }
        if strict, !rejected.isEmpty { throw ExitCode(Exit.gateFailed.rawValue) }
      }
    }
  }
}
