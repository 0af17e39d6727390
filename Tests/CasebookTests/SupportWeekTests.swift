import Foundation
import TestSupport
import Testing
import TraceModel

@testable import casebook

/// What the report of the example week says by itself, on its pages.
struct SupportWeekTests {
  private static let week = CasebookProgram.packageFolder.appending(path: "examples/support-week")

  /// The text of a page: no markup, one space between words.
  private func text(_ folder: TemporaryFolder, _ path: String) throws -> String {
    let page = String(decoding: try folder.read("report/\(path)"), as: UTF8.self)
    let start = page.range(of: "<main")?.lowerBound ?? page.startIndex
    return String(page[start...]).replacing(/<[^>]*>/, with: "").replacing(/\s+/, with: " ")
      .replacing("&#39;", with: "’").replacing("&quot;", with: "”")
  }

  @Test func `the report says what was stale, what changed when, and what was not alike`() throws {
    let folder = try TemporaryFolder()
    let run = try CasebookProgram.run([
      "report", Self.week.path, "-o", folder("report"), "--quiet",
    ])
    #expect(run.exitCode == 0)

    let findings = try text(folder, "findings.html")
    #expect(findings.contains("refund.rewrite 7 had 2 texts; another one since 2026-11-19."))
    #expect(
      findings.contains(
        "fern-8b was never offered kb_search, as gpt-5.4-mini was (product_question, local-first).")
    )
    #expect(findings.contains("order_lookup in 2 requests, refund_status in 1 request."))
    #expect(findings.contains("A card number in the input: 1 request."))

    let overview = try text(folder, "index.html")
    #expect(overview.contains("refund.rewrite version 7 had 2 texts"))
    #expect(overview.contains("refund_status returned old data"))
    #expect(overview.contains("handed to a person, and no step failed"))
    // Beside the number that each undermines.
    let page = String(decoding: try folder.read("report/index.html"), as: UTF8.self)
    #expect(page.contains("<dd class=\"caveat\">"))
    #expect(page.contains("<a href=\"findings.html#f-verdict-conflict\">The judges disagree</a>"))

    let traces = try FileManager.default.contentsOfDirectory(atPath: folder("report/traces"))
    let refund = try #require(
      try traces.map { try text(folder, "traces/\($0)") }
        .first { $0.prefix(600).contains("4417006844d8b56a28f3135df62c9201") })
    #expect(refund.contains("refund_status, answered from old data"))
    #expect(refund.contains("with data 2 d 1 h old. The limit is 1 h."))
    #expect(refund.contains("Models and prompts were consistent"))
    #expect(refund.contains("tool returned stale account data"))
  }
}
