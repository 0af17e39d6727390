import ArgumentParser
import Glibc

@main
enum Program {
  static func main() {
    // A file that reaches the limit of its size is an error that says what to do, not the end.
    signal(SIGXFSZ, SIG_IGN)
    Casebook.main()
  }
}

/// Each command gives its name, as to take it from its type costs every start of the program
/// 12 M instructions.
struct Casebook: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "casebook",
    abstract: "Reads a week of LLM and agent traces and writes a report that a meeting can read.",
    subcommands: [
      Report.self, Trace.self, Compare.self, Check.self, Digest.self, Merge.self, Map.self,
      Convert.self,
      Schema.self,
      Init.self,
    ])
}
