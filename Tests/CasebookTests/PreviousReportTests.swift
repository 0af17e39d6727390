import Foundation
import ReportPages
import ReportPublishing
import Testing
import TraceModel
import TraceReading

@testable import casebook

/// Weeks of an assistant, each written as a folder of its own and reported after the one before.
struct PreviousReportTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "casebook-previous-\(UUID().uuidString)").path

  private func write(_ text: String, to path: String) throws {
    let url = URL(filePath: "\(folder)/\(path)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// A week of 30 requests; the first `good` of them ended well.
  private func writeWeek(_ week: String, good: Int, notes: [String: String] = [:]) throws {
    let monday = try #require(ISOWeek(week)).monday
    let lines = (0..<30).map { index in
      let trace = "\(week)-\(index)"
      return """
        {"trace_id":"\(trace)","event_id":"a","timestamp":"\(monday)T10:00:00Z","stage":"request","status":"ok","context":{"feature":"refunds </script>"}}
        {"trace_id":"\(trace)","event_id":"b","timestamp":"\(monday)T10:00:01Z","duration_ms":800,"stage":"model","status":"ok","model":{"provider":"p","name":"m"},"charges":[{"source":"model","amount":"0.0\(index + 10)","currency":"USD"}]}
        {"trace_id":"\(trace)","event_id":"c","timestamp":"\(monday)T10:00:02Z","stage":"answer","status":"ok"}
        {"trace_id":"\(trace)","event_id":"d","timestamp":"\(monday)T10:00:03Z","stage":"verdict","status":"ok","verdict":{"label":"\(index < good ? "correct" : "wrong")","reason":"r","by":{"kind":"human","name":"a"}}}
        """
    }
    try write(lines.joined(separator: "\n"), to: "\(week)/log.jsonl")
    for (name, text) in notes { try write(text, to: "\(week)/notes/\(name).md") }
  }

  private func note(about trace: String, at: String, _ tasks: String) -> String {
    "---\ntrace_id: \(trace)\nauthor: a\nat: \(at)\n---\nSeen.\n\n\(tasks)\n"
  }

  /// The week's figures, with its report written beside it.
  private func report(_ week: String, after previous: String? = nil) throws -> WeekSummary {
    var options = WeekOptions(inputs: ["\(folder)/\(week)"], threads: 2)
    options.previous = previous.map { "\(folder)/\($0)" }
    let built = try buildWeek(options, Progress(isQuiet: true))
    let files = try reportFiles(built, for: .review, TemplateSources())
    try publish(files, to: "\(folder)/\(week)-report")
    return built.week.summary
  }

  private func withFolder(_ body: () throws -> Void) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body()
  }

  @Test func `a folder, its summary.json and its index.html give the same earlier report`() throws {
    try withFolder {
      try writeWeek(
        "2026-W46", good: 24,
        notes: [
          "n": note(
            about: "2026-W46-3", at: "2026-11-10T10:00:00Z",
            "- [ ] ask \"them\" about </script>&lt;\n- [x] told")
        ])
      _ = try report("2026-W46")
      let read = try ["", "/summary.json", "/index.html"].map {
        try readPreviousReport("\(folder)/2026-W46-report\($0)")
      }
      #expect(read[0] == read[1] && read[1] == read[2])
      #expect(read[0].figures.good == 24)
      #expect(read[0].figures.cost.digits == "0.735")
      var group = PreviousGroup(name: "refunds </script>", judged: 30, good: 24)
      group.traces = 30
      group.cost = ExactDecimal("0.735")
      #expect(read[0].groups[.feature] == [group])
      #expect(read[0].openActions.map(\.since) == ["2026-W46"])
    }
  }

  @Test func `three weeks in a row carry on history, changes and open actions`() throws {
    try withFolder {
      try writeWeek(
        "2026-W45", good: 28,
        notes: [
          "n": note(
            about: "2026-W45-1", at: "2026-11-03T10:00:00Z",
            "- [ ] ask\n- [ ] wait\n- [x] told")
        ])
      try writeWeek("2026-W46", good: 27)
      // A note of the third week about a trace of the first, and one about a trace nobody knows.
      try writeWeek(
        "2026-W47", good: 12,
        notes: [
          "done": note(about: "2026-W45-1", at: "2026-11-17T10:00:00Z", "- [x] **ask**"),
          "lost": note(about: "nowhere", at: "2026-11-17T10:00:00Z", "- [ ] look"),
        ])

      let first = try report("2026-W45")
      #expect(first.change == nil && first.history.isEmpty)

      let second = try report("2026-W46", after: "2026-W45-report/index.html")
      #expect(second.history.map(\.week) == ["2026-W45"])
      #expect(second.change?.goodRate?.reading == .asUsual)
      #expect(second.actions.map(\.text) == ["ask", "wait"])
      #expect(second.actions.map(\.since) == ["2026-W45", "2026-W45"])
      #expect(second.actions.map(\.isDone) == [false, false])

      let third = try report("2026-W47", after: "2026-W46-report")
      #expect(third.history.map(\.week) == ["2026-W45", "2026-W46"])
      #expect(third.history.map(\.good) == [28, 27])
      #expect(third.change?.goodRate?.difference.value == -0.5)
      #expect(third.change?.goodRate?.reading == .clear)
      #expect(third.actions.map(\.isDone) == [true, false])
      #expect(third.orphanNotes == ["nowhere"])

      // A done one is dropped by the week after.
      let read = try readPreviousReport("\(folder)/2026-W47-report")
      #expect(read.openActions.map(\.text) == ["wait"])
    }
  }

  @Test func `a tick in an older trace of the same input counts`() throws {
    try withFolder {
      try writeWeek(
        "2026-W46", good: 20,
        notes: ["n": note(about: "2026-W46-1", at: "2026-11-10T10:00:00Z", "- [ ] ask")])
      _ = try report("2026-W46")
      try writeWeek("2026-W47", good: 20)
      let old = try String(contentsOfFile: "\(folder)/2026-W46/log.jsonl", encoding: .utf8)
      try write(
        old
          + #"\#n{"trace_id":"2026-W46-1","event_id":"n","timestamp":"2026-11-18T10:00:00Z","stage":"note","status":"ok","note":{"author":"a","markdown":"- [x] ask"}}"#,
        to: "2026-W47/older.jsonl")
      let next = try report("2026-W47", after: "2026-W46-report")
      #expect(next.traces == 30)
      #expect(next.actions.map(\.isDone) == [true])
    }
  }

  @Test(arguments: [
    ("2026-W47-report", "is about 2026-W47, which is not before 2026-W47"),
    ("2026-W47", "is no casebook report"),
    ("2026-W47/log.jsonl", "damaged"),
    ("nowhere", "no such file"),
  ])
  func `a report that can't be followed is named with what to do`(
    previous: String, words: String
  ) throws {
    try withFolder {
      try writeWeek("2026-W47", good: 20)
      _ = try report("2026-W47")
      let error = #expect(throws: (any Error).self) {
        try report("2026-W47", after: previous)
      }
      #expect("\(try #require(error))".contains(words), "\(error as Any)")
    }
  }

  @Test func `a period that is no week can't follow a report`() throws {
    try withFolder {
      try writeWeek("2026-W46", good: 20)
      _ = try report("2026-W46")
      var options = WeekOptions(inputs: ["\(folder)/2026-W46"], threads: 1)
      (options.from, options.to) = ("2026-11-09", "2026-11-11")
      options.previous = "\(folder)/2026-W46-report"
      #expect(throws: UsageError.self) {
        try buildWeek(options, Progress(isQuiet: true))
      }
    }
  }
}
