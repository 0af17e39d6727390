import Foundation
import Testing
import TraceModel
import TraceRedaction

@testable import ReportPages

struct ShortSummaryTests {
  private func short(_ summary: WeekSummary, within limit: Int = 80_000) -> JSONValue {
    shortSummary(summaryValue(summary, edition: "review"), within: limit)
  }

  private func rows(_ value: JSONValue?) -> [JSONValue] {
    if case .array(let rows) = value { rows } else { [] }
  }

  private func keys(_ value: JSONValue?) -> [String] {
    if case .object(let members) = value { members.map(\.key) } else { [] }
  }

  @Test func `a small week stays whole`() {
    let summary = WeekStub.rich.summary
    #expect(short(summary) == summaryValue(summary, edition: "review"))
  }

  @Test func `lists keep 50 rows and maps their 100 largest keys, and the rest is counted`() {
    var summary = WeekStub.rich.summary
    summary.paths = (0..<460).map { PathSummary(path: Name("p\($0)")) }
    summary.cost.byModel = Dictionary(
      uniqueKeysWithValues: (0..<120).map { (Name("m\($0)"), ExactDecimal($0)) })
    let short = short(summary)
    #expect(rows(short["paths"]).count == 50)
    #expect(rows(short["paths"]).last?["path"] == .string("p49"))
    let models = keys(short["cost"]?["by_model"])
    #expect(models.count == 100 && models.contains("m119") && !models.contains("m19"))
    #expect(short["cut"]?["paths"] == .number("410"))
    #expect(short["cut"]?["cost.by_model"] == .number("20"))
    #expect(keys(short["cut"]).count == 2)
  }

  @Test func `open actions come before done ones and the history stays whole`() {
    var summary = WeekStub.rich.summary
    summary.actions = (0..<80).map {
      Action(text: "\($0)", isDone: $0 < 40, traceID: "t", since: "2026-W47")
    }
    summary.history = (0..<52).map { HistoryWeek(week: "2026-W\($0)", cost: .zero) }
    let short = short(summary)
    #expect(rows(short["actions"]).prefix(40).allSatisfy { $0["done"] == .bool(false) })
    #expect(rows(short["history"]).count == 52)
  }

  @Test func `long names make lists shorter, those of the next week's report last`() {
    var summary = EdgeWeek.manyGroups.summary
    let long = String(repeating: "<x>", count: 200)
    summary.paths = (0..<100).map { PathSummary(path: Name("\($0)\(long)")) }
    summary.cost.byTool = Dictionary(
      uniqueKeysWithValues: (0..<100).map { (Name("\(long)\($0)"), ExactDecimal($0)) })
    let short = short(summary)
    #expect(short.canonicalBytes.count < 80_000)
    #expect(rows(short["groups"]?["feature"]).count == 50)
    #expect(rows(short["paths"]).count < 50)
    #expect(short["cut"]?["groups.feature"] == .number("950"))
  }

  @Test func `only the overview holds the summary, and no name can end its block`() throws {
    let name = "</script><script>alert(1)</script><!--"
    for page in try render(redact(hostileWeek(name), for: .review), templates: TemplateSources()) {
      let text = String(decoding: page.bytes, as: UTF8.self)
      let blocks = text.ranges(of: #"<script type="application/json" id="summary">"#)
      #expect(blocks.count == (page.path == "index.html" ? 1 : 0), "\(page.path)")
      guard let block = blocks.first else { continue }
      let rest = text[block.upperBound...]
      let end = try #require(rest.firstRange(of: "</script>"))
      let json = try JSONDecoder().decode(JSON.self, from: Data(rest[..<end.lowerBound].utf8))
      #expect(json["title"]?.string == name)
    }
  }
}
