import Testing
import TraceModel

@testable import TraceReading

struct ReadPreviousReportTests {
  private static let whole = #"""
    {"schema":"casebook.summary/1","title":"Support","edition":"review",
     "period":{"week":"2026-W46"},"traces":10,
     "cost":{"currency":"USD","total":"0.100000000000000001","retries":"0.01","per_good":"0.02",
             "per_good_with_handoffs":null},
     "verdicts":{"judged":8,"good":5,"handed_off":2,"good_rate":{"value":0.625}},
     "latency_ms":{"p95":950.5},
     "groups":{"feature":[{"name":"refunds","judged":7,"good_rate":{"value":0.714285714}}]},
     "actions":[{"text":"ask","done":false,"trace_id":"t1","since":"2026-W44"},
                {"text":"told","done":true,"trace_id":"t1","since":"2026-W44"}],
     "history":[{"week":"2026-W45","cost":"3","good_rate":null}]}
    """#

  private func read(_ text: String) throws(PreviousReportError) -> PreviousReport {
    try previousReport(Array(text.utf8), path: "old.json")
  }

  /// The whole summary with one piece of it replaced.
  private func read(_ old: String, as new: String) throws -> PreviousReport {
    try #require(Self.whole.contains(old))
    return try read(Self.whole.replacing(old, with: new))
  }

  @Test func `a summary gives its figures exactly`() throws {
    let report = try read(Self.whole)
    #expect(report.week.description == "2026-W46")
    #expect(report.figures.cost.digits == "0.100000000000000001")
    #expect(report.figures.judged == 8)
    #expect(report.figures.perGoodWithHandOffs == nil)
    #expect(report.figures.p95Milliseconds == 950.5)
    #expect(report.groups[.feature] == [PreviousGroup(name: "refunds", judged: 7, good: 5)])
    #expect(
      report.openActions
        == [Action(text: "ask", isDone: false, traceID: "t1", since: "2026-W44")])
    #expect(report.history.map(\.week) == ["2026-W45"])
    #expect(report.actionsLeftOut == 0)
  }

  @Test func `a page that holds the summary gives the same`() throws {
    let page =
      "<!doctype html><p>\u{3C}script></p>\n<script type=\"application/json\" id=\"summary\">"
      + Self.whole + "</script></body>"
    #expect(try read(page) == read(Self.whole))
  }

  @Test(arguments: [
    ("", PreviousReportError.Reason.noSummary),
    ("[]", .noSummary),
    ("<html><script id=\"summary\">{}</script>", .noSummary),
    ("<script type=\"application/json\" id=\"summary\">{\"schema\":", .noSummary),
    ("{}", .noSummary),
    (#"{"schema":"casebook.summary/2"}"#, .otherSchema("casebook.summary/2")),
    (#"{"schema":"casebook.summary/1"}"#, .unusable("period")),
    (#"{"schema":"casebook.summary/1","period":{"week":null}}"#, .noWeek),
  ])
  func `what is no report is refused`(text: String, reason: PreviousReportError.Reason) {
    #expect(throws: PreviousReportError(path: "old.json", reason: reason)) { try read(text) }
  }

  @Test(arguments: [
    (#""traces":10"#, #""traces":"10""#, "traces"),
    (#""traces":10"#, #""traces":-1"#, "traces"),
    (#""traces":10"#, #""traces":99999999999999999999"#, "traces"),
    (#""traces":10"#, #""traces":1e3"#, "traces"),
    (#""judged":8,"good":5"#, #""judged":8,"good":9"#, "verdicts.good"),
    (#""judged":8,"good":5"#, #""judged":11,"good":5"#, "verdicts.judged"),
    (#""handed_off":2"#, #""handed_off":[2]"#, "verdicts.handed_off"),
    (#""total":"0.100000000000000001""#, #""total":0.1"#, "cost.total"),
    (#""total":"0.100000000000000001""#, #""total":"NaN""#, "cost.total"),
    (#""currency":"USD""#, #""currency":{}"#, "cost.currency"),
  ])
  func `figures of a wrong kind, and such that contradict each other, are refused`(
    old: String, new: String, member: String
  ) {
    #expect(throws: PreviousReportError(path: "old.json", reason: .unusable(member))) {
      try read(old, as: new)
    }
  }

  @Test(arguments: [100, 1_000_000])
  func `deep nesting is refused`(depth: Int) {
    let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(
      throws: PreviousReportError(path: "old.json", reason: .notJSON("nested too deeply"))
    ) {
      try read(#""title":"Support""#, as: #""title":\#(deep)"#)
    }
  }

  @Test func `damaged JSON is refused with its reason`() {
    #expect(throws: PreviousReportError.self) { try read(String(Self.whole.dropLast(2))) }
  }

  @Test func `texts are bounded and stay text`() throws {
    let long = String(repeating: "<script>", count: 10_000)
    let report = try read(#""title":"Support""#, as: #""title":"\#(long)""#)
    #expect(report.title.unicodeScalars.count == 200)
    let named = try read(#""name":"refunds""#, as: #""name":"\#(long)""#)
    #expect(named.groups[.feature] == [])
    let markup = try read(#""text":"ask""#, as: #""text":"<img src=x onerror=alert(1)>""#)
    #expect(markup.openActions.map(\.text) == ["<img src=x onerror=alert(1)>"])
  }

  @Test func `huge lists are cut and what is missing is counted`() throws {
    let action = #"{"text":"ask","done":false,"trace_id":"t1","since":"2026-W44"}"#
    let many = Array(repeating: action, count: 12_000).joined(separator: ",")
    let report = try read(action, as: many)
    #expect(report.openActions.count == 10_000)
    #expect(report.actionsLeftOut == 2000)
  }

  @Test func `rows of a wrong kind are left out`() throws {
    let report = try read(
      #""history":[{"week":"2026-W45","cost":"3","good_rate":null}]"#,
      as: #"""
        "history":[7,null,[],{},{"week":"2026-W46","cost":"3"},{"week":"2027-W02","cost":"3"},
          {"week":"<b>","cost":"3"},{"week":"2026-W44","cost":"3","good_rate":1.5,"p95_ms":-1,
          "traces":"x"}]
        """#)
    #expect(report.history == [HistoryWeek(week: "2026-W44", cost: ExactDecimal(3))])
  }

  @Test(arguments: ["<b>2026-W44</b>", "2026-W47", "", "2026-W99"])
  func `a week that no action can be of becomes the report's own`(since: String) throws {
    let report = try read(#""since":"2026-W44"},"#, as: #""since":"\#(since)"},"#)
    #expect(report.openActions.map(\.since) == ["2026-W46"])
  }

  @Test(arguments: ["share", "finance"])
  func `actions of an edition with pseudonyms are counted and not carried on`(
    edition: String
  ) throws {
    let report = try read(#""edition":"review""#, as: #""edition":"\#(edition)""#)
    #expect(report.openActions == [])
    #expect(report.actionsLeftOut == 1)
  }

  @Test func `a report follows an earlier one of its currency only`() throws {
    let report = try read(Self.whole)
    func follow(_ week: String, _ currency: Name) throws {
      try report.checkFollowing(
        week: try #require(ISOWeek(week)), currency: currency, path: "old.json")
    }
    #expect(throws: Never.self) { try follow("2026-W47", "USD") }
    for week in ["2026-W46", "2026-W45"] {
      #expect(throws: PreviousReportError.self) { try follow(week, "USD") }
    }
    #expect(throws: PreviousReportError.self) { try follow("2026-W47", "EUR") }
  }
}
