import Testing
import TraceModel

@testable import casebook

struct AgreementTests {
  @Test func `each side speaks with the word of it that ranks highest`() throws {
    let log = [
      // The later automated verdict, and its label before its outcome.
      verdictLine("a", "e1", by: "automated", #""outcome":"failed""#),
      verdictLine("a", "e2", by: "automated", at: 1, #""outcome":"success","label":"correct""#),
      verdictLine("a", "e3", by: "human", at: 2, #""label":"wrong""#),
      verdictLine("b", "e1", by: "automated", #""outcome":"success""#),
      verdictLine("b", "e2", by: "human", at: 2, #""label":"unsafe""#),
      verdictLine("b", "e3", by: "human", at: 3, #""label":"correct""#),
      verdictLine("c", "e1", by: "automated", #""outcome":"success""#),
      verdictLine("d", "e1", by: "human", #""label":"wrong""#),
    ]
    let agreement = try LogFolder(["log.jsonl": log.joined()]).week().summary.verdicts.agreement

    #expect(agreement.pairs == 2)
    #expect(agreement.matrix == ["correct": ["wrong": 1], "success": ["correct": 1]])
    // po = 0.5, pe = 1 · 0.5 + 0 · 0.5 = 0.5.
    #expect(agreement.kappa == 0)
  }

  @Test func `a word outside the sets stands in the matrix and in no pair`() throws {
    let log = [
      verdictLine("a", "e1", by: "automated", #""outcome":"splendid""#),
      verdictLine("a", "e2", by: "human", at: 2, #""label":"correct""#),
      // The known outcome decides where the label is unknown.
      verdictLine("b", "e1", by: "automated", #""outcome":"failed","label":"hm""#),
      verdictLine("b", "e2", by: "human", at: 2, #""label":"wrong""#),
    ]
    let week = try LogFolder(["log.jsonl": log.joined()]).week()
    let agreement = week.summary.verdicts.agreement

    #expect(agreement.pairs == 1)
    #expect(week.cases.map(\.verdict.judgement) == ["correct", "wrong"])
    #expect(agreement.matrix == ["splendid": ["correct": 1], "failed": ["wrong": 1]])
    #expect(agreement.kappa == nil)
  }

  @Test func `an unknown label is passed over, and the word shown is the outcome`() throws {
    let log = verdictLine("a", "e1", by: "automated", #""outcome":"failed","label":"hm""#)
    let week = try LogFolder(["log.jsonl": log]).week()

    #expect(week.cases.first?.verdict.judgement == "failed")
    #expect(week.summary.verdicts.classes == [.bad: 1])
    #expect(week.summary.verdicts.unknown == ["hm": 1])
  }

  @Test func `the label of a note is the human side`() throws {
    let folder = try LogFolder([
      "log.jsonl": verdictLine("a", "e1", by: "automated", #""outcome":"success""#)
    ])
    try folder.write("---\ntrace_id: a\nauthor: r\nlabel: wrong\n---\nNo.\n", to: "n.md")
    let built = try buildWeek(
      WeekOptions(inputs: [folder("log.jsonl")], notes: folder.path, threads: 1),
      Progress(isQuiet: true))

    #expect(built.week.summary.verdicts.agreement.matrix == ["success": ["wrong": 1]])
  }
}
