import ArgumentParser
import ReportPages
import ReportPublishing
import TraceModel
import TraceRedaction

extension Casebook {
  struct Trace: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "trace",
      abstract: "Write the page of one trace.")

    @Argument(help: "The trace's id.")
    var id: String

    @OptionGroup var input: InputOptions

    @Option(name: .shortAndLong, help: "The file to write (default: trace.html).")
    var output = "trace.html"

    func run() throws {
      try reporting {
        var options = input.weekOptions
        options.pages = .only(Name(id))
        let built = try buildWeek(options, input.progress)
        let edition = redact(built.week, for: .review)
        guard let trace = edition.week.cases.first(where: { $0.id == Name(id) }) else {
          throw NoDataError.noSuchTrace(Name(id))
        }
        try publish(
          try tracePageAlone(trace, of: edition, TemplateSources()), toFile: output)
        input.progress.note("wrote \(output)")
      }
    }
  }
}
