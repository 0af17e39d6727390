import Testing
import TraceModel

@testable import casebook

struct VerdictScoresTests {
  private static let settings = """
    verdicts:
      map: {"needs human follow-up": needs_human_follow_up, fine: success}
      thresholds:
        - {name: helpfulness, at_least: 0.9, label: correct}
        - {name: helpfulness, at_least: 0.7, label: acceptable, else: wrong}
        - {name: tone, at_least: 0.5, label: acceptable}
    """

  @Test(arguments: [
    (#""helpfulness","value":0.95"#, "correct"), (#""helpfulness","value":0.9"#, "correct"),
    (#""helpfulness","value":0.899999999999999999"#, "acceptable"),
    (#""helpfulness","value":"0.70""#, "acceptable"),
    (#""helpfulness","value":7e-1"#, "acceptable"),
    (#""helpfulness","value":0.6999999999999999"#, "wrong"), (#""tone","value":1"#, "acceptable"),
  ])
  func `a score becomes the label of the highest threshold it reaches`(
    score: String, label: String
  ) throws {
    let week = try LogFolder([
      "log.jsonl": eventLine("t", "e1", "answer")
        + verdictLine("t", "e2", by: "automated", #""score":{"name":\#(score)}"#)
    ]).week(settings: Self.settings)

    #expect(week.summary.verdicts.labels == [Name(label): 1])
    #expect(week.summary.verdicts.judged == 1)
    #expect(week.cases.first?.verdict.deciding?.label == Name(label))
    #expect(week.cases.first?.verdict.deciding?.labelScore?.isEmpty == false)
  }

  @Test(arguments: [#""tone","value":0.4"#, #""speed","value":0.4"#, #""tone","value":"high""#])
  func `a score that no threshold speaks of is no verdict`(score: String) throws {
    let week = try LogFolder([
      "log.jsonl": eventLine("t", "e1", "answer")
        + verdictLine("t", "e2", by: "automated", #""score":{"name":\#(score)}"#)
    ]).week(settings: Self.settings)

    #expect(week.summary.verdicts.judged == 0)
    #expect(week.cases.first?.verdict.deciding == nil)
  }

  @Test func `a label that was logged wins over the score beside it`() throws {
    let week = try LogFolder([
      "log.jsonl": verdictLine(
        "t", "e1", by: "human", #""label":"unsafe","score":{"name":"helpfulness","value":0.99}"#)
    ]).week(settings: Self.settings)

    #expect(week.summary.verdicts.labels == ["unsafe": 1])
    #expect(week.cases.first?.verdict.deciding?.labelScore == nil)
  }

  @Test func `words of another vocabulary count and show as those they stand for`() throws {
    let folder = try LogFolder([
      "log.jsonl": verdictLine("t", "e1", by: "automated", #""outcome":"fine""#)
        + verdictLine("t", "e2", by: "human", at: 1, #""label":"needs human follow-up""#)
    ])
    let week = try folder.week(settings: Self.settings)

    #expect(week.summary.verdicts.outcomes == ["success": 1])
    #expect(week.summary.verdicts.labels == ["needs_human_follow_up": 1])
    #expect(week.summary.verdicts.unknown.isEmpty)
    #expect(week.summary.verdicts.agreement.matrix == ["success": ["needs_human_follow_up": 1]])
    #expect(week.cases.first?.verdict.all.map(\.outcome) == ["success", nil])
    #expect(week.cases.first?.verdict.label?.word == "needs_human_follow_up")
  }

  @Test func `the page says which score a label came from`() throws {
    let folder = try LogFolder([
      "log.jsonl": eventLine("t", "e1", "answer")
        + verdictLine("t", "e2", by: "automated", #""score":{"name":"helpfulness","value":0.40}"#),
      "casebook.yml": Self.settings,
    ])
    let run = try runCasebook("trace", "t", folder.path, "-o", folder("t.html"), "--quiet")
    try #require(run.exitCode == 0, "\(run.errors)")
    let page = try folder.text("t.html")
    #expect(page.contains("from the score"))
    #expect(page.contains("helpfulness 0.40"))
  }
}
