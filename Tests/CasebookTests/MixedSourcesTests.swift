import Foundation
import TestSupport
import Testing
import TraceModel

@testable import casebook

/// What the report of four vendors' logs of the same requests counts, and says of how they were joined.
struct MixedSourcesTests {
  private static let week = CasebookProgram.packageFolder.appending(path: "examples/mixed-sources")

  @Test func `each request is one trace of all that the files know of it`() throws {
    var options = WeekOptions(inputs: [Self.week.path], threads: 2, pages: .atMost(0))
    options.configuration = Self.week.appending(path: "casebook.yml").path
    let summary = try buildWeek(options, Progress(isQuiet: true)).week.summary
    // One exchange is of another program that used the same key.
    #expect(summary.traces == 37)
    #expect(summary.inputs.flatMap(\.joins.values).map(\.alone).reduce(0, +) == 1)
    #expect(summary.attempts.triggers == ["overloaded_error": 10])
    #expect(summary.tokens.prompt == 66_005)
    #expect(summary.tokens.completion == 2719)
    #expect(summary.cost.total.description == "0.1527638")
    #expect(summary.verdicts.judged == 31)
  }

  @Test func `the findings page says what stands alone`() throws {
    let folder = try TemporaryFolder()
    let run = try CasebookProgram.run(["report", Self.week.path, "-o", folder("report"), "--quiet"])
    #expect(run.exitCode == 0)
    let page = String(decoding: try folder.read("report/findings.html"), as: UTF8.self)
    #expect(
      page.contains("278 of 279 events share their request with another file; 1 stands alone."))
  }
}
