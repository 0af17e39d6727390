/// The words a verdict may use, and what each counts as.
package struct VerdictVocabulary: Sendable, Hashable {
  /// What the system may say happened, in the order pages show it.
  package var outcomes: [Name] = [
    "success", "partial", "failed", "escalated", "blocked", "timeout",
  ]

  /// What a reviewer may say of the answer, in the order pages show it.
  package var labels: [Name] = [
    "correct", "acceptable", "wrong", "unsafe", "needs_human_follow_up",
  ]

  /// The class of every outcome and label.
  package var classes: [Name: VerdictClass] = [
    "success": .good, "correct": .good, "acceptable": .good,
    "partial": .partial,
    "failed": .bad, "timeout": .bad, "blocked": .bad, "wrong": .bad,
    "unsafe": .unsafe,
    "escalated": .handedOff, "needs_human_follow_up": .handedOff,
  ]

  /// Words of other vocabularies, and the outcome or label each stands for.
  package var map: [Name: Name] = [:]

  /// Where a score becomes a label.
  package var thresholds: [ScoreThreshold] = []

  package init() {}
}

/// Turns a score of one name into a label.
package struct ScoreThreshold: Sendable, Hashable {
  package var name: Name
  package var atLeast: ExactDecimal
  package var label: Name

  /// The label of a lower score; absent where a lower score says nothing.
  package var otherwise: Name?

  package init(name: Name, atLeast: ExactDecimal, label: Name, otherwise: Name? = nil) {
    self.name = name
    self.atLeast = atLeast
    self.label = label
    self.otherwise = otherwise
  }
}
