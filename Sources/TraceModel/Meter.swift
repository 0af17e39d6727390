import Synchronization

/// How far a piece of work has come, for whoever waits for it; no figure depends on it.
package final class Meter: Sendable {
  package let total: Int
  private let counted = Atomic(0)

  package init(total: Int) { self.total = total }

  package var done: Int { min(counted.load(ordering: .relaxed), total) }

  package func add(_ amount: Int) { counted.add(amount, ordering: .relaxed) }
}
