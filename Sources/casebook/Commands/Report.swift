import ArgumentParser
import Foundation
import ReportPages
import ReportPublishing
import TraceModel
import TraceRedaction

extension Casebook {
  struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "report",
      abstract: "Write the report of a week of traces: pages to open by double-click.")

    @Argument(help: "Logs: files, folders, or - for standard input.")
    var inputs: [String] = []

    @OptionGroup var week: WeekSelection
    @OptionGroup var running: RunOptions

    @Option(
      help: ArgumentHelp(
        "A file that casebook digest or merge wrote, to report in place of logs; logs given beside"
          + " it are read only for the pages of traces, and without them there are none.",
        valueName: "file"))
    var digest: String?

    @Option(name: .shortAndLong, help: "The folder to write; an earlier report in it is replaced.")
    var output = "casebook-report"

    @Option(
      help: ArgumentHelp(
        "An earlier week's report, for changes, history and open actions: its folder, its summary.json or its index.html.",
        valueName: "report"))
    var previous: String?

    @Option(
      help: "Which traces get a page: all, selected, or at most so many (default: all up to 1000).")
    var tracePages: String?

    @Option(
      help: ArgumentHelp(
        "Who the report is for: review (as logged) or finance (money and counts; no content, no"
          + " users, no pages of traces).",
        valueName: "edition"))
    var edition = Audience.review

    @Option(help: "A folder with templates and assets to use instead of the built-in ones.")
    var templates: String?

    @Flag(help: "Fail with exit code 1 if any line, value or note could not be read.")
    var strict = false

    func validate() throws {
      guard digest != nil || !inputs.isEmpty else {
        throw ValidationError("report takes logs, or --digest with a file that digest wrote")
      }
      // Its rules are not written yet, and an edition that leaves things out by accident is none.
      guard edition != .share else {
        throw ValidationError("--edition takes review or finance")
      }
      guard edition != .finance || tracePages == nil else {
        throw ValidationError("the finance edition has no pages of traces; leave out --trace-pages")
      }
      let isSet = [week.week, week.from, week.to, week.config].contains { $0 != nil }
      guard digest == nil || !isSet else {
        throw ValidationError(
          "a digest has its period and configuration; leave out --week, --from, --to and --config")
      }
    }

    func run() throws {
      try reporting {
        guard !output.isEmpty else { throw UsageError("-o needs the name of a folder") }
        var options = weekOptions(inputs, week, running)
        let progress = running.progress
        options.pages = edition == .finance ? .atMost(0) : try pageChoice()
        try checkTarget(output)
        options.previous = previous
        let built =
          try digest.map { try buildWeek(fromDigest: $0, options, progress) }
          ?? buildWeek(options, progress)
        let sources = TemplateSources(
          overriddenBy: templates.map { URL(fileURLWithPath: $0, isDirectory: true) })
        let files = try reportFiles(built, for: edition, sources)
        let meter = Meter(total: files.count)
        try progress.phase("writing", meter) {
          try publish(files, to: output, threads: options.threads, meter)
        }
        progress.wrote(files, to: output)
        if strict, !built.week.summary.rejected.isEmpty {
          Console.write("--strict: a part of the input was rejected; see \(output)/rejected.jsonl")
          throw ExitCode(Exit.gateFailed.rawValue)
        }
      }
    }

    private func pageChoice() throws -> PageChoice {
      switch tracePages {
      case nil: return .automatic
      case "all": return .all
      case "selected": return .selected
      case let text?:
        guard let count = Int(text), count >= 0 else {
          throw UsageError("--trace-pages \(text) is none of all, selected and a number")
        }
        return .atMost(count)
      }
    }
  }
}

extension Audience: ExpressibleByArgument {
  package static var allValueStrings: [String] { ["review", "finance"] }
}
