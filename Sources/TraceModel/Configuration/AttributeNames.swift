/// The names under which a team's own instrumentation logs what no convention names.
///
/// The first name that an event has wins.
package struct AttributeNames: Sendable, Hashable {
  package var feature: [Name] = []
  package var route: [Name] = []

  /// What the user asked, and what the user was answered, on the span of the whole request.
  package var request: [Name] = []
  package var answer: [Name] = []

  /// The number of an attempt.
  package var attempt: [Name] = []

  /// What made an attempt necessary.
  package var trigger: [Name] = []

  /// What a call of a tool cost, in the report's currency.
  package var toolCost: [Name] = []

  package init() {}
}
