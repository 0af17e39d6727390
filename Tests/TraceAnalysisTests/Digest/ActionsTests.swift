import Testing
import TraceModel

@testable import TraceAnalysis

struct ActionsTests {
  private func note(_ tasks: (String, Bool)..., at: Int64 = 1) -> Note {
    var note = Note(markdown: "")
    note.at = Instant(nanoseconds: at)
    note.tasks = tasks.map { TaskItem(text: $0.0, done: $0.1) }
    return note
  }

  private func digest(_ notes: Note..., of trace: Name = "t1") -> ActionDigest {
    var digest = ActionDigest()
    digest.add(notes, of: trace)
    return digest
  }

  private let open = Action(text: "ask", isDone: false, traceID: "t1", since: "2026-W44")

  @Test func `an open action stays open with the week that first listed it`() {
    let actions = ActionDigest().actions(since: "2026-W47", carrying: [open])
    #expect(actions == [open])
  }

  @Test func `a later note ticks a carried action`() {
    let week = digest(note(("ask", false), at: 1), note(("ask", true), at: 2))
    let actions = week.actions(since: "2026-W47", carrying: [open])
    #expect(actions.map(\.isDone) == [true])
    #expect(actions.map(\.since) == ["2026-W44"])
  }

  @Test func `a note about a trace of an earlier week ticks its action too`() {
    let actions = ActionDigest().actions(
      since: "2026-W47", carrying: [open], notedElsewhere: digest(note(("ask", true))))
    #expect(actions.map(\.isDone) == [true])
  }

  @Test func `the same text about another trace is another action`() {
    let actions = digest(note(("ask", true)), of: "t2").actions(
      since: "2026-W47", carrying: [open])
    #expect(actions.map(\.isDone) == [false, true])
    #expect(actions.map(\.since) == ["2026-W44", "2026-W47"])
  }

  @Test func `texts are equal byte by byte`() {
    let carried = Action(text: "caf\u{E9}", isDone: false, traceID: "t1", since: "2026-W44")
    let actions = digest(note(("cafe\u{301}", true))).actions(
      since: "2026-W47", carrying: [carried])
    #expect(actions.count == 2)
  }

  @Test func `of an earlier week's trace a new open task is listed and an old done one is not`() {
    let actions = ActionDigest().actions(
      since: "2026-W47", carrying: [open],
      notedElsewhere: digest(note(("new", false), ("old", true))))
    #expect(actions.map(\.text) == ["ask", "new"])
    #expect(actions.map(\.since) == ["2026-W44", "2026-W47"])
  }
}
