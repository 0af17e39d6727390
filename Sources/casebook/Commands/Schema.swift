import ArgumentParser
import ReportPages
import TraceReading

extension Casebook {
  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "schema",
      abstract: "Print the JSON Schema of the events to log, of summary.json or of casebook.yml.")

    enum Subject: String, ExpressibleByArgument, CaseIterable {
      case event, summary, config
    }

    @Argument(help: "What to describe.")
    var subject = Subject.event

    func run() throws {
      print(text, terminator: "")
    }

    var text: String {
      switch subject {
      case .event: eventSchema()
      case .summary: summarySchema()
      case .config: configurationSchema()
      }
    }
  }
}
