import Testing
import TraceModel
import TraceReading

struct VerdictKeysTests {
  @Test func `a team may bring words of its own`() throws {
    let verdicts = try configuration(
      """
      verdicts:
        outcomes: [done, stuck]
        labels: [fine, correct]
        classes: {good: [done, fine, correct], bad: [stuck]}
        map: {ok: fine}
        thresholds: [{name: helpfulness, at_least: 0.7, label: fine}]
      """
    ).verdicts

    #expect(verdicts.outcomes == ["done", "stuck"])
    #expect(verdicts.labels == ["fine", "correct"])
    #expect(verdicts.classes == ["done": .good, "fine": .good, "correct": .good, "stuck": .bad])
    #expect(verdicts.map == ["ok": "fine"])
    #expect(verdicts.thresholds.map(\.label) == ["fine"])
    #expect(verdicts.thresholds.first?.otherwise == nil)
  }

  @Test func `a class that isn't named keeps its usual words`() throws {
    let verdicts = try configuration("verdicts: {classes: {partial: [partial, blocked]}}").verdicts
    #expect(verdicts.classes["blocked"] == .partial)
    #expect(verdicts.classes["failed"] == .bad)
    #expect(verdicts.classes.count == 11)
  }

  @Test func `fewer words need no classes`() throws {
    let verdicts = try configuration("verdicts: {labels: [correct, wrong]}").verdicts
    #expect(verdicts.classes["wrong"] == .bad)
    #expect(verdicts.classes["unsafe"] == nil)
  }

  @Test(arguments: [
    (
      "  labels:\n  - correct\n  - splendid", 4,
      "verdicts: 'splendid' has no class; add it to one under 'classes'"
    ),
    (
      "  classes:\n    good: [success]", 3,
      "verdicts: 'correct' has no class; add it to one under 'classes'"
    ),
    (
      "  classes:\n    good: [sucess]", 3,
      "verdicts.classes: 'sucess' is no known outcome or label; did you mean 'success'?"
    ),
    (
      "  classes: {bad: [unsafe, failed], unsafe: [unsafe]}", 2,
      "verdicts.classes: 'unsafe' is in bad already; keep it in one class"
    ),
    (
      "  map:\n    ok: fine", 3,
      "verdicts.map: 'fine' is no known outcome or label; use one of success, partial, failed, "
        + "escalated, blocked, timeout, correct, acceptable, wrong, unsafe, needs_human_follow_up"
    ),
    (
      "  thresholds:\n  - {name: s, at_least: 1, label: success}", 3,
      "verdicts.thresholds: 'success' is no known label; use one of correct, acceptable, wrong, "
        + "unsafe, needs_human_follow_up"
    ),
    (
      "  thresholds: [{name: s, at_least: 1, label: correct, else: wrnog}]", 2,
      "verdicts.thresholds: 'wrnog' is no known label; did you mean 'wrong'?"
    ),
    ("  labels: [wrong, wrong]", 2, "verdicts.labels: 'wrong' is there twice; keep it once"),
    (
      "  classes: {worse: [failed]}", 2,
      "verdicts.classes: 'worse' is no known key; use one of good, partial, bad, unsafe, handed_off"
    ),
  ])
  func `a word that doesn't fit is named with its line`(
    text: String, line: Int, message: String
  ) throws {
    let error = try #require(mistakes(in: "verdicts:\n" + text))
    #expect(error.problems.contains { $0.line == line && $0.message == message }, "\(error)")
  }
}
