import Foundation
import Testing
import TraceModel
import TraceRedaction

@testable import ReportPages

struct ComparePageTests {
  private func week(_ count: Int, textBytes: Int = 10) -> Week {
    let start = Instant(nanoseconds: 1_794_787_200_000_000_000)
    var summary = WeekSummary(
      period: ReportPeriod(start: start, end: start, timeZone: "UTC", week: "2026-W47"))
    summary.traces = count
    let cases = (0..<count).map { number in
      var trace = TraceCase(id: Name("t-\(number)"), slug: "s\(number)")
      var event = Event(
        traceID: trace.id, eventID: "m", stage: .model, stageWord: "model", status: .ok,
        statusWord: "ok", provenance: Provenance(file: "f", offset: 0, length: 0))
      event.model = ModelCall()
      event.model?.name = number % 2 == 0 ? "aster" : "boreal"
      event.prompt = Prompt()
      event.prompt?.name = "answer"
      event.prompt?.text = "\(number) " + String(repeating: "x", count: textBytes)
      event.prompt?.tools = number % 3 == 0 ? ["a", "b"] : ["b", "a"]
      var step = Step(event: event)
      step.attempt = StepAttempt(
        call: 0, number: 1, kind: .first, previous: nil, trigger: nil, isInferred: false,
        isUsed: true, result: "ok")
      trace.steps = [step]
      trace.calls = [CallSummary(steps: [0], stage: .model)]
      return trace
    }
    summary.review = [5, 3].map {
      ReviewItem(traceID: Name("t-\($0)"), why: "w", isRandom: true)
    }
    return Week(summary: summary, cases: cases)
  }

  @Test func `it holds the review list and at most 200 more traces`() {
    let list = CompareRecordList(week(300)) { _ in nil }
    #expect(list.records.count == 202)
    #expect(list.records.prefix(2).map(\.id) == ["t-5", "t-3"])
  }

  @Test func `it stays under three megabytes, whatever the prompts`() throws {
    let list = CompareRecordList(week(300, textBytes: 40_000)) { _ in nil }
    #expect(list.records.count > 50 && list.records.count < 202)
    #expect(list.island(MoneyFormat(currency: "USD")).bytes.count < 3_000_000)
  }

  @Test func `conditions come first, and what differs is marked`() throws {
    let week = week(4)
    let pair = ComparedPair(
      CompareRecord(week.cases[0], in: week, address: nil),
      CompareRecord(week.cases[1], in: week, address: nil), MoneyFormat(currency: "USD"))
    #expect(!pair.isAlike)
    let differing = pair.conditions.filter(\.differs).map(\.name)
    #expect(differing == ["Text of that prompt", "Model that answered"])
    #expect(pair.verdictOnFairness == "Not like for like: 2 of 11 conditions differ")
    // Tools are a set.
    #expect(pair.conditions.first { $0.name == "Tools offered" }?.differs == false)
  }

  @Test func `a report without pages of traces prints the command`() throws {
    let page = ComparePage(redact(week(0), for: .finance))
    #expect(page.pair == nil && page.records == nil)
    #expect(page.command.hasPrefix("casebook compare"))
  }

  @Test func `no logged text becomes markup of the page or of its data`() throws {
    var week = week(2)
    week.cases[0].steps[0].event.prompt?.text = "</script><b>&\u{2028}"
    let edition = redact(week, for: .review)
    let files = try planPages(of: edition, TemplateSources())
    let planned = try #require(files.first { $0.path == "compare.html" })
    let file = try planned.render()
    let text = String(decoding: file.bytes, as: UTF8.self)
    #expect(!text.contains("</script><b>"))
    #expect(text.contains(#"\u003c/script\u003e\u003cb\u003e"#))
    #expect(text.contains("&lt;/script&gt;&lt;b&gt;"))
  }
}
