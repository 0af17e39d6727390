import TraceModel

/// Everything that is wrong with a configuration, in order of line.
package struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
  package typealias Problem = YAMLProblem

  package let file: String

  /// At least one and at most twenty.
  package let problems: [Problem]

  init(file: String, problems: [Problem]) {
    self.file = file
    let inOrder = problems.enumerated().sorted {
      ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
    }
    self.problems = inOrder.prefix(20).map(\.element)
  }

  /// One line a problem: `FILE:LINE: what; what to do`.
  package var description: String {
    problems.map { "\(visible(file)):\($0.line): \($0.message)" }.joined(separator: "\n")
  }
}
