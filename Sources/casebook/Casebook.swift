import ArgumentParser

@main
struct Casebook: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "casebook",
    abstract: "Reads a week of LLM and agent traces and writes a report that a meeting can read.",
    subcommands: [
      Report.self, Trace.self, Digest.self, Merge.self, Map.self, Convert.self, Schema.self,
      Init.self,
    ])
}
