import Foundation
import Testing
import TraceModel
import TraceRedaction

@testable import ReportPages

@Suite struct PagesTests {
  private struct Hostile: Decodable { var s: String }

  private func pages(of week: Week) throws -> [RenderedFile] {
    try render(redact(week, for: .review), templates: TemplateSources())
  }

  /// The tags and texts between `<main>` and its end, read strictly.
  private func main(of page: RenderedFile) throws -> [HTMLToken] {
    let text = String(decoding: page.bytes, as: UTF8.self)
    let start = try #require(text.firstRange(of: "<main")).lowerBound
    let end = try #require(text.firstRange(of: "</main>")).upperBound
    // Logged text cannot hold a bare `>`, so this touches our own empty elements only.
    return try scanHTML(text[start..<end].replacing("/>", with: ">").utf8)
  }

  private func overview(_ week: Week) throws -> String {
    let page = try #require(try pages(of: week).first { $0.path == "index.html" })
    return String(decoding: page.bytes, as: UTF8.self)
  }

  @Test func `names of any kind in any field stay text`() throws {
    let texts = try fixtureLines("hostile.jsonl", of: Hostile.self).map(\.s)
    let shell: Set = ["script", "style", "iframe", "object", "embed", "meta", "link", "base"]
    for text in texts {
      for page in try pages(of: hostileWeek(text)) {
        for case .start(let name, let attributes) in try main(of: page) {
          #expect(!shell.contains(name), "\(page.path) <\(name)> of \(text)")
          let unsafe = attributes.keys.filter { $0.hasPrefix("on") || $0 == "style" }
          #expect(unsafe.isEmpty, "\(page.path) <\(name)> of \(text)")
        }
      }
    }
  }

  @Test func `markup in a name is shown as it was logged`() throws {
    let name = "<b onclick=1>\"a' & {{b}}"
    // Nothing to compare is named there.
    for page in try pages(of: hostileWeek(name)) where page.path != "compare.html" {
      let texts = try main(of: page).compactMap { token in
        if case .text(let text) = token { text } else { nil }
      }
      #expect(texts.contains { $0.contains(name) }, "\(page.path)")
    }
  }

  @Test(arguments: EdgeWeek.all.map(\.name))
  func `every page of a week at the edge is whole`(_ name: String) throws {
    let week = try #require(EdgeWeek.all.first { $0.name == name }?.week)
    let files = try pages(of: week)
    #expect(
      files.prefix(4).map(\.path) == ["index.html", "traces.html", "findings.html", "costs.html"])
    for file in files { #expect(try main(of: file).count > 10, "\(file.path)") }
    #expect(try pages(of: week) == files)
  }

  @Test func `links lead to pages and places that are there`() throws {
    let files = try pages(of: WeekStub.rich)
    // The exports are written beside the pages.
    var places: Set<String> = ["charges.csv", "charges.xlsx", "focus.csv"]
    var links: Set<String> = []
    for file in files where !file.path.contains("/") {
      places.insert(file.path)
      for case .start(_, let attributes) in try main(of: file) {
        if let id = attributes["id"] { places.insert("\(file.path)#\(id)") }
        guard let address = attributes["href"],
          !["#v-", "#i-", "#k-"].contains(where: address.hasPrefix)
        else { continue }
        links.insert(address.hasPrefix("#") ? file.path + address : address)
      }
    }
    places.formUnion(files.map(\.path))
    #expect(links.subtracting(places).sorted() == [])
  }

  @Test func `an overview stays under 250 kB with 100,000 paths`() throws {
    var week = EdgeWeek.manyGroups
    let long = String(repeating: "<x>", count: 400)
    week.summary.paths += (0..<100_000).map { index in
      var path = PathSummary(path: Name("\(index)\(long) timeout → \(long) ok"))
      path.traces = index % 50 + 1
      return path
    }
    week.summary.prompts = (0..<10_000).map { index in
      var prompt = PromptSummary(name: Name("\(index)\(long)"), version: Name(long))
      prompt.texts = 2
      return prompt
    }
    week.summary.causes = (0..<10_000).map { CauseSummary(layer: "\($0)\(long)", what: long) }
    week.summary.actions = (0..<1000).map {
      Action(text: "\(long)\($0)", isDone: false, traceID: Name(long), since: long)
    }
    let page = try #require(
      try planPages(of: redact(week, for: .review), TemplateSources())
        .first { $0.path == "index.html" }?.render())
    #expect(page.bytes.count < 250_000)
  }

  @Test func `without a verdict the overview shows no rate`() throws {
    let page = try overview(EdgeWeek.noVerdicts)
    #expect(page.contains("No verdicts yet"))
    #expect(page.contains("0 of 1,284 judged"))
    #expect(!page.contains("of judged answers were good"))
  }

  @Test func `one trace is shown without percentages`() throws {
    let figures = OverviewFigures(redact(EdgeWeek.oneTrace, for: .review))
    let shown = figures.keyFigures.flatMap { [$0.figure, $0.unit ?? "", $0.detail ?? ""] }
    #expect(!shown.contains { $0.contains("%") })
    #expect(OverviewBlock.shown(for: figures) == [.reading, .gaps, .more])
  }

  @Test func `a cost nobody logged is not zero`() throws {
    let figures = OverviewFigures(redact(EdgeWeek.noCost, for: .review))
    let cost = figures.keyFigures.filter { $0.detail == "no cost logged" }.map(\.figure)
    #expect(cost == ["–", "–", "–"])
    #expect(!(try overview(EdgeWeek.noCost)).contains("$0.00"))
  }

  @Test func `of many groups eight are listed and the rest counted`() throws {
    let groups = try #require(EdgeWeek.manyGroups.summary.groups[.feature])
    let kept = KeptGroups(groups)
    #expect(kept.groups.map(\.name.text) == (0..<8).map { "feature-\($0)" })
    #expect(kept.otherCount == 992)
    #expect(kept.others?.judged == 992 * 40)
    #expect(try overview(EdgeWeek.manyGroups).contains("992 others"))
  }

  @Test func `a list is cut after 500 rows and says how many there are`() throws {
    var week = WeekStub.rich
    week.summary.traces = 900
    week.cases = (0..<700).map { index in
      var trace = WeekStub.trace(Name("t-\(index)"), "a question", .good, "correct")
      trace.steps = []
      return trace
    }
    week.summary.inputs[0].rejected = 1234
    week.summary.rejected = (0..<1000).map {
      InputProblem(file: "a.jsonl", line: $0, offset: 0, bytes: 1, reason: "no JSON")
    }
    let edition = redact(week, for: .review)
    #expect(TracesPage(edition).rows.count == 500)
    #expect(
      TracesPage(edition).lede.html
        == .text(
          "700 of them have a page; the first 500 stand here. The reading list comes first, then unsafe, wrong and the other bad endings by cost."
        ))
    let rejected = try #require(RejectedList(week.summary))
    #expect(rejected.rows.count == 500)
    #expect(String(decoding: rejected.take.html.bytes, as: UTF8.self).hasPrefix("1,236 lines"))
  }
}
