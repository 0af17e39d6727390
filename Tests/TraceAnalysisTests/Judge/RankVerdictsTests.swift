import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis

struct RankVerdictsTests {
  /// Verdicts in the order of their time.
  private func summary(
    _ verdicts: EventPart..., notes: [(label: Name?, at: Double?)] = [],
    map: [Name: Name] = [:]
  ) throws -> VerdictSummary {
    var settings = LogSettings()
    settings.configuration.verdicts.map = map
    settings.notes = notes.map { label, at in
      var note = Note(markdown: "")
      note.label = label
      note.at = at.flatMap { Instant(time($0)) }
      return TraceNote(traceID: "t", note: note)
    }
    let lines = verdicts.enumerated().map { index, part in
      event("v\(index)", .verdict, at: Double(index) + 1, part)
    }
    return try count(files: ["log": [event("r", .request)] + lines], with: settings).summary
      .verdicts
  }

  @Test func `without a verdict a trace is not judged`() throws {
    let verdicts = try summary()
    #expect(verdicts.judged == 0)
    #expect(verdicts.unjudged == 1)
    #expect(verdicts.goodRate == nil)
  }

  @Test func `a later verdict outranks an earlier one of the same kind`() throws {
    let verdicts = try summary(.verdict("failed"), .verdict("success"))
    #expect(verdicts.outcomes == ["success": 1])
    #expect(verdicts.good == 1)
  }

  @Test func `a person outranks a later automated verdict`() throws {
    let verdicts = try summary(
      .verdict("failed", label: "wrong", by: "human"), .verdict("success", label: "correct"))
    #expect(verdicts.outcomes == ["failed": 1])
    #expect(verdicts.labels == ["wrong": 1])
    #expect(verdicts.classes == [.bad: 1])
    #expect(verdicts.judgedByPeople == 1)
  }

  @Test func `outcome and label rank each by itself, and the label decides`() throws {
    let verdicts = try summary(
      .verdict("failed", by: "human"), .verdict("success", label: "correct"))
    #expect(verdicts.outcomes == ["failed": 1])
    #expect(verdicts.labels == ["correct": 1])
    #expect(verdicts.classes == [.good: 1])
  }

  @Test func `an unknown word is passed over where another verdict has a known one`() throws {
    let labels = try summary(
      .verdict(label: "correct"), .verdict(label: "billing"),
      .verdict(label: "superb", by: "human"))
    #expect(labels.labels == ["correct": 1])
    #expect(labels.unknown.isEmpty)
    #expect(labels.classes == [.good: 1])
    let outcomes = try summary(.verdict("failed"), .verdict("resolved"))
    #expect(outcomes.outcomes == ["failed": 1])
    #expect(outcomes.classes == [.bad: 1])
  }

  @Test func `an unknown label is passed over, and the outcome decides`() throws {
    let verdicts = try summary(.verdict("success", label: "superb"))
    #expect(verdicts.unknown == ["superb": 1])
    #expect(verdicts.labels.isEmpty)
    #expect(verdicts.classes == [.good: 1])
  }

  @Test func `a trace with unknown words only is judged, and of no class`() throws {
    let verdicts = try summary(.verdict("meh", label: "superb"))
    #expect(verdicts.judged == 1)
    #expect(verdicts.unknown == ["meh": 1, "superb": 1])
    #expect(verdicts.classes.isEmpty)
    #expect(verdicts.good == 0)
  }

  @Test func `words of another vocabulary are mapped`() throws {
    let verdicts = try summary(
      .verdict(label: "needs human follow-up"),
      map: ["needs human follow-up": "needs_human_follow_up"])
    #expect(verdicts.labels == ["needs_human_follow_up": 1])
    #expect(verdicts.handedOff == 1)
  }

  @Test func `a word may be mapped to an outcome or a label, whichever it was logged as`() throws {
    let resolved = try summary(.verdict(label: "resolved"), map: ["resolved": "success"])
    #expect(resolved.outcomes == ["success": 1] && resolved.unknown.isEmpty)
    #expect(resolved.good == 1)
    let failed = try summary(.verdict("no"), map: ["no": "wrong"])
    #expect(failed.labels == ["wrong": 1] && failed.unknown.isEmpty)
    // Without the map a label of our format is a label.
    #expect(try summary(.verdict(label: "success")).unknown == ["success": 1])
  }

  @Test func `a word of another format is of whichever set has it`() throws {
    var settings = LogSettings()
    settings.configuration.verdicts.outcomes = ["resolved", "open"]
    settings.configuration.verdicts.labels = ["failed", "passed"]
    settings.configuration.verdicts.classes = [
      "resolved": .good, "open": .bad, "failed": .bad, "passed": .good,
    ]
    let score =
      #"{"id":"%","name":"verdict","dataType":"CATEGORICAL","source":"EVAL","traceId":"%","#
      + #""timestamp":"2026-11-16T09:00:00Z","value":"%"}"#
    let lines = ["resolved", "failed"].map { score.replacing("%", with: $0) }
    let verdicts = try count(files: ["log": lines], with: settings).summary.verdicts
    #expect(verdicts.outcomes == ["resolved": 1] && verdicts.labels == ["failed": 1])
    #expect(verdicts.unknown.isEmpty)
  }

  @Test(
    arguments: [("escalated", nil), ("escalated", "correct"), ("success", "needs_human_follow_up")]
      as [(String?, String?)])
  func `handed off is what outcome or label says, whatever the other`(
    outcome: String?, label: String?
  ) throws {
    #expect(try summary(.verdict(outcome, label: label)).handedOff == 1)
  }

  @Test func `a label in a note is a person's verdict at its time`() throws {
    #expect(
      try summary(.verdict(label: "correct"), notes: [("wrong", 0.5)]).labels == ["wrong": 1])
    #expect(
      try summary(.verdict(label: "correct", by: "human"), notes: [("wrong", 0.5)]).labels
        == ["correct": 1])
    #expect(
      try summary(.verdict(label: "correct", by: "human"), notes: [("wrong", nil)]).labels
        == ["wrong": 1])
    #expect(try summary(notes: [(nil, 1)]).judged == 0)
  }

  @Test func `a verdict event that says neither word judges nothing`() throws {
    #expect(try summary(.verdict()).judged == 0)
  }
}
