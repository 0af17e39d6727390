/// A value of a YAML file, with the line it starts on.
package struct YAMLValue: Sendable, Hashable {
  package enum Content: Sendable, Hashable {
    /// The text as it was written, so that `1.10` keeps its zero.
    case text(String)
    /// Nothing, or `null` or `~` without quotes.
    case nothing
    case list([YAMLValue])
    case map([YAMLEntry])
  }

  package let content: Content
  package let line: Int

  package init(_ content: Content, line: Int) {
    self.content = content
    self.line = line
  }
}

/// A key and its value; no two of a map have the same key.
package struct YAMLEntry: Sendable, Hashable {
  package let key: String
  package let line: Int
  package let value: YAMLValue
}

/// What is wrong in a line of a YAML file, and what to do about it.
package struct YAMLProblem: Sendable, Hashable {
  package let line: Int
  package let message: String

  package init(line: Int, message: String) {
    self.line = line
    self.message = message
  }
}
