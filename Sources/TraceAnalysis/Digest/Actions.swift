import TraceModel

/// The task-list items of notes: one for each trace and text, done if the latest note that has it
/// says so.
package struct ActionDigest: Sendable {
  private var tasks: [Key: State] = [:]

  private struct Key: Hashable {
    var trace: Name
    var text: Name
  }

  private struct State {
    var at: Int64
    var isDone: Bool
    var first: Int64
  }

  package init() {}

  package mutating func add(_ text: Name, isDone: Bool, at: Int64, of trace: Name) {
    let key = Key(trace: trace, text: text)
    guard var state = tasks[key] else {
      tasks[key] = State(at: at, isDone: isDone, first: at)
      return
    }
    // Of two at the same time, done wins: nobody unticks and ticks in one moment.
    if (at, isDone ? 1 : 0) > (state.at, state.isDone ? 1 : 0) {
      state.at = at
      state.isDone = isDone
    }
    state.first = min(state.first, at)
    tasks[key] = state
  }

  package mutating func merge(_ other: ActionDigest) {
    for (key, state) in other.tasks {
      add(key.text, isDone: state.isDone, at: state.at, of: key.trace)
      if var merged = tasks[key] {
        merged.first = min(merged.first, state.first)
        tasks[key] = merged
      }
    }
  }

  /// In order of trace and text.
  package func actions(since week: String) -> [Action] {
    tasks.sorted { ($0.key.trace, $0.key.text) < ($1.key.trace, $1.key.text) }.map {
      Action(text: $0.key.text.text, isDone: $0.value.isDone, traceID: $0.key.trace, since: week)
    }
  }
}
