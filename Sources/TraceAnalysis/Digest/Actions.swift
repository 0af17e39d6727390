import TraceModel

/// The task-list items of notes: one for each trace and text, done if the latest note that has it
/// says so.
package struct ActionDigest: Sendable {
  var tasks: [Key: State] = [:]

  struct Key: Hashable {
    var trace: Name
    var text: Name
  }

  struct State {
    var at: Int64
    var isDone: Bool
  }

  package init() {}

  package mutating func add(_ text: Name, isDone: Bool, at: Int64, of trace: Name) {
    let key = Key(trace: trace, text: text)
    guard var state = tasks[key] else {
      tasks[key] = State(at: at, isDone: isDone)
      return
    }
    // Of two at the same time, done wins: nobody unticks and ticks in one moment.
    if (at, isDone ? 1 : 0) > (state.at, state.isDone ? 1 : 0) {
      state.at = at
      state.isDone = isDone
    }
    tasks[key] = state
  }

  /// The tasks of a trace's note events, and of the note files about it.
  package mutating func add(_ trace: JudgedTrace, _ tables: RecordTables, notes: [Note]) {
    let joined = trace.joined
    for event in joined.events where !event.isSuperseded {
      let record = joined.records.events[Int(event.record)]
      for index in Int(record.firstTask)..<Int(record.firstTask) + Int(record.taskCount) {
        let task = joined.records.tasks[index]
        add(tables.name(task.text), isDone: task.isDone, at: record.start, of: joined.id)
      }
    }
    if !notes.isEmpty { add(notes, of: joined.id, endingAt: joined.end) }
  }

  /// - Parameter end: stands for the time of a note that has none.
  package mutating func add(_ notes: [Note], of trace: Name, endingAt end: Int64? = nil) {
    for note in notes {
      let at = note.at?.nanoseconds ?? end ?? .max
      for task in note.tasks { add(Name(task.text), isDone: task.done, at: at, of: trace) }
    }
  }

  package mutating func merge(_ other: ActionDigest) {
    for (key, state) in other.tasks {
      add(key.text, isDone: state.isDone, at: state.at, of: key.trace)
    }
  }

  /// The actions of a week, in order of trace and text.
  ///
  /// A trace of this week has no note before it, so a new action is listed since this week; a note
  /// that came later is still about it.
  ///
  /// An open action of the previous report stays, with the week that first listed it, until a
  /// later note has it ticked; then it is listed as done, for this week only.
  ///
  /// - Parameter elsewhere: what notes say about traces of the previous report's open actions that
  ///   are not counted this week. Of their tasks the open ones count, and what they say of carried
  ///   ones; other done ones are of weeks before.
  package func actions(
    since week: String, carrying open: [Action] = [],
    notedElsewhere elsewhere: ActionDigest = .init()
  ) -> [Action] {
    var actions: [Key: Action] = [:]
    func list(_ key: Key, _ state: State) {
      actions[key] = Action(
        text: key.text.text, isDone: state.isDone, traceID: key.trace, since: week)
    }
    for (key, state) in elsewhere.tasks where !state.isDone { list(key, state) }
    for (key, state) in tasks { list(key, state) }
    for action in open {
      let key = Key(trace: action.traceID, text: Name(action.text))
      var carried = action
      carried.isDone = (tasks[key] ?? elsewhere.tasks[key])?.isDone ?? false
      actions[key] = carried
    }
    return actions.sorted { ($0.key.trace, $0.key.text) < ($1.key.trace, $1.key.text) }
      .map(\.value)
  }
}
