/// Requests of some inputs that may be those of others, though no id says so.
///
/// A suggestion joins nothing and changes no figure.
package struct JoinSuggestion: Sendable, Hashable {
  /// The inputs that know the one trace, and those that know the other; none knows both.
  package var sources: [Name]
  package var others: [Name]
  package var likeness: Likeness
  /// How many pairs of traces.
  package var pairs: Int
  /// More requests than are looked through: there may be more pairs.
  package var isOfSample: Bool
  package var examples: [Example]

  /// Two traces, one of the sources and one of the others.
  package struct Example: Sendable, Hashable {
    package var trace: Name
    package var other: Name
    package init(trace: Name, other: Name) {
      self.trace = trace
      self.other = other
    }
  }

  package init(
    _ sources: [Name], _ others: [Name], by likeness: Likeness, pairs: Int = 0,
    isOfSample: Bool = false, examples: [Example] = []
  ) {
    self.sources = sources
    self.others = others
    self.likeness = likeness
    self.pairs = pairs
    self.isOfSample = isOfSample
    self.examples = examples
  }

  /// With other names of the traces.
  package func renamed(_ name: (Name) -> Name) -> JoinSuggestion {
    var renamed = self
    renamed.examples = examples.map { Example(trace: name($0.trace), other: name($0.other)) }
    return renamed
  }
}

/// What two traces have in common beside their time, the strongest first.
package enum Likeness: UInt8, Sendable, CaseIterable {
  case session, user, text

  package var word: String {
    switch self {
    case .session: "session"
    case .user: "user_and_feature"
    case .text: "text"
    }
  }
}
