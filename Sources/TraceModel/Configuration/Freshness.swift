/// How old a tool's data may be.
package struct Freshness: Sendable, Hashable {
  /// By the name of the tool.
  package var nanosecondsByTool: [Name: Int64] = [:]

  /// For the tools that aren't named; absent where they have no limit.
  package var nanosecondsOfOthers: Int64?

  package init() {}

  /// Absent where the tool has no limit.
  package func nanoseconds(of tool: Name) -> Int64? {
    nanosecondsByTool[tool] ?? nanosecondsOfOthers
  }
}
