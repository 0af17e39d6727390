import TestSupport
import Testing
import TraceModel

@testable import casebook

/// What rules about the week leave on the pages of single traces.
struct WeekFindingsTests {
  private func model(_ trace: String, _ prompt: String, at seconds: Int) -> String {
    eventLine(
      trace, "r", "request", at: seconds,
      #""input_summary":"where?","context":{"session_id":"s"}"#)
      + eventLine(
        trace, "m", "model", at: seconds, #""prompt":{"name":"p","version":"1",\#(prompt)}"#)
  }

  @Test func `a changed prompt has its words, its traces and its finding`() throws {
    let log =
      model("a", #""text":"one\nsame""#, at: 1) + model("b", #""text":"two\nsame""#, at: 10)
      + model("c", #""text":"two\nsame""#, at: 20)
    let week = try LogFolder(["log.jsonl": log]).week()
    let uses = try #require(week.summary.prompts.first).uses
    #expect(uses.map(\.wording?.text) == ["one\nsame", "two\nsame"])
    #expect(uses.map(\.firstTrace) == ["a", "b"])
    #expect(uses.map(\.lastTrace) == ["a", "c"])
    #expect(uses.map(\.events) == [1, 2])
    for trace in week.cases {
      #expect(trace.findings.contains { $0.code == "prompt-changed" && $0.step == 0 })
    }
  }

  @Test func `the traces of a session name those before and after`() throws {
    let log = ["a", "b", "c"].enumerated().map {
      model($1, #""text":"one""#, at: 10 * $0)
    }.joined()
    let week = try LogFolder(["log.jsonl": log]).week()
    let middle = try #require(week.cases.first { $0.id == "b" })
    #expect(middle.neighbours.before.map(\.id) == ["a"])
    #expect(middle.neighbours.after.map(\.id) == ["c"])
  }

  @Test func `both traces of a split request name each other`() throws {
    let log = model("a", #""text":"one""#, at: 1) + model("b", #""text":"one""#, at: 3)
    let week = try LogFolder(["log.jsonl": log]).week()
    for (trace, other) in [("a", "b"), ("b", "a")] {
      let found = try #require(week.cases.first { $0.id == Name(trace) }).findings
      #expect(found.contains { $0.code == "trace-split" && $0.message.hasSuffix("as \(other)") })
    }
  }

  @Test func `coverage counts the events that should have a field`() throws {
    let log = model("a", #""text":"one""#, at: 1) + eventLine("a", "t", "tool", at: 2)
    let rows = try LogFolder(["log.jsonl": log]).week().summary.coverage
    let input = try #require(rows.first { $0.field == .input })
    #expect((input.events, input.present) == (3, 1))
    let version = try #require(rows.first { $0.field == .modelVersion })
    #expect((version.events, version.present) == (1, 0))
    #expect(rows.first { $0.field == .label } == nil)
    #expect(rows.map(\.blocked) == rows.map(\.blocked).sorted(by: >))
  }
}
