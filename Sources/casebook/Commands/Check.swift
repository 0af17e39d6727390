import ArgumentParser
import Foundation
import ReportPages
import TraceAnalysis
import TraceModel
import TraceReading

extension Casebook {
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Say what a week of traces lacks or contradicts, and fail where a gate is set.",
      discussion: """
        Writes no pages. A finding fails the check only if a gate names it: --fail-on, or gates in \
        casebook.yml or in a file of their own:

          gates: {fail_on: [prompt-changed], unpriced_share: 0.02, unsafe_rate_rise: 0.01}

        The exit code is 1 if a gate failed.
        """)

    @OptionGroup var input: InputOptions

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp("Findings that may not occur, such as prompt-changed.", valueName: "rule"))
    var failOn: [String] = []

    @Option(
      help: ArgumentHelp(
        "A file with gates in place of those of casebook.yml, written the same way.",
        valueName: "file"))
    var gates: String?

    @Option(
      help: ArgumentHelp(
        "An earlier week's report, for gates on what changed.", valueName: "report"))
    var previous: String?

    @Option(help: "How to write it: text, json or junit.")
    var format = Format.text

    enum Format: String, ExpressibleByArgument, CaseIterable {
      case text, json, junit
    }

    func run() throws {
      try reporting {
        var options = input.weekOptions
        options.pages = .atMost(0)
        options.previous = previous
        try checkCodes()
        let own = try gates.map { try readConfiguration(try readGates($0), file: $0).gates }
        let built = try buildWeek(options, input.progress)
        var gates = own ?? built.configuration.gates
        gates.failOn += failOn
        let report = CheckReport(
          built.week.summary, gates: judge(gates, built.week.summary))
        FileHandle.standardOutput.write(Data(bytes(of: report)))
        if report.hasFailed { throw ExitCode(Exit.gateFailed.rawValue) }
      }
    }

    private func bytes(of report: CheckReport) -> [UInt8] {
      switch format {
      case .text: Array(report.text.utf8)
      case .json: report.json
      case .junit: report.junit
      }
    }

    private func readGates(_ path: String) throws -> [UInt8] { try readWhole(path, limit: 1 << 20) }

    private func checkCodes() throws {
      for code in failOn where !knownFindingCodes.contains(code) {
        let advice =
          nearestFindingCode(to: code).map { "did you mean \($0)?" }
          ?? "they are \(knownFindingCodes.joined(separator: ", "))"
        throw UsageError("--fail-on \(code) is no finding; \(advice)")
      }
    }
  }
}
