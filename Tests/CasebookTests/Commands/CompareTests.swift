import Foundation
import TestSupport
import Testing

@testable import casebook

struct CompareTests {
  private let week = CasebookProgram.packageFolder.appending(
    path: "examples/support-week"
  ).path
  /// The stale refund, and the nineteen cents.
  private let stale = "4417006844d8b56a28f3135df62c9201"
  private let cents = "48213a05b6ca40894175fa904083230a"

  @Test func `two traces stand side by side in one file, conditions first`() throws {
    let folder = try TemporaryFolder()
    let run = try CasebookProgram.run(
      ["compare", stale, cents, week, "-o", folder("two.html")])
    #expect(run.exitCode == 0)
    let page = try folder.text("two.html")
    let conditions = try #require(page.range(of: "Not like for like"))
    let timelines = try #require(page.range(of: "Timelines on one scale"))
    let prompts = try #require(page.range(of: "id=\"s3-h\""))
    #expect(conditions.lowerBound < timelines.lowerBound)
    #expect(timelines.lowerBound < prompts.lowerBound)
    #expect(page.contains(stale) && page.contains(cents))
    #expect(!page.contains("href=\"traces/"))
  }

  @Test func `one trace twice, and one that is not there, are errors that say so`() throws {
    #expect(try CasebookProgram.run(["compare", stale, stale, week]).exitCode == 64)
    #expect(try CasebookProgram.run(["compare", stale, "nobody", week]).exitCode == 65)
  }
}
