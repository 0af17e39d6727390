import ArgumentParser
import ReportPages
import ReportPublishing
import TraceModel
import TraceRedaction

extension Casebook {
  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "compare",
      abstract: "Write a page of two traces side by side: conditions first, then what came of them."
    )

    @Argument(help: "The one trace's id.")
    var a: String

    @Argument(help: "The other trace's id.")
    var b: String

    @OptionGroup var input: InputOptions

    @Option(name: .shortAndLong, help: "The file to write (default: compare.html).")
    var output = "compare.html"

    func validate() throws {
      if Name(a) == Name(b) { throw ValidationError("name two different traces") }
    }

    func run() throws {
      try reporting {
        var options = input.weekOptions
        options.pages = .both(Name(a), Name(b))
        let built = try buildWeek(options, input.progress)
        let edition = redact(built.week, for: .review)
        let cases = try [a, b].map { id in
          guard let found = edition.week.cases.first(where: { $0.id == Name(id) }) else {
            throw NoDataError.noSuchTrace(Name(id))
          }
          return found
        }
        try publish(
          try comparePageAlone(cases[0], cases[1], of: edition, TemplateSources()),
          toFile: output)
        input.progress.note("wrote \(output)")
      }
    }
  }
}
