import Foundation
import TestSupport
import Testing
import TraceModel

@testable import casebook

struct BuildWeekTests {
  private func pages(of traces: Int, _ choice: PageChoice) throws -> Int {
    let folder = try TemporaryFolder()
    let lines = (0..<traces).map { event("r", .request, at: 0, .trace("t\($0)")) }
    var options = WeekOptions(inputs: [try folder.write(lines, to: "week.jsonl")], threads: 2)
    options.pages = choice
    return try buildWeek(options, Progress(isQuiet: true)).week.cases.count
  }

  @Test(arguments: [
    (PageChoice.automatic, 12), (.all, 12), (.atMost(5), 5), (.atMost(0), 0), (.only("t3"), 1),
  ])
  func `a small week has the pages that are asked for`(choice: PageChoice, count: Int) throws {
    #expect(try pages(of: 12, choice) == count)
  }

  @Test func `all traces have a page if asked for, also beyond a thousand`() throws {
    #expect(try pages(of: 1100, .all) == 1100)
    #expect(try pages(of: 1100, .atMost(1050)) == 1050)
    #expect(try pages(of: 1100, .automatic) == 1000)
  }

  @Test func `a note file that can't be read is a finding, and the week goes on`() throws {
    let folder = try TemporaryFolder()
    try folder.write([event("r", .request)], to: "week/a.jsonl")
    try folder.write("no head", to: "week/notes/n.md")
    let built = try buildWeek(
      WeekOptions(inputs: [folder("week")], threads: 1), Progress(isQuiet: true))
    #expect(built.week.summary.rejected.map(\.file) == ["notes/n.md"])
    #expect(
      built.week.summary.findings.first { $0.code == "input-rejected" }?.events == 1)
  }
}
