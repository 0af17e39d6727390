/// The list of traces for the weekly review.
package struct ReviewSettings: Sendable, Hashable {
  /// How many traces are read together, 5 to 10.
  package var size = 8

  /// The fewest judged traces on each side for which a comparison names a winner.
  package var leastSample = 20

  package init() {}
}
