import Foundation
import Testing
import TraceModel
import TraceRedaction

@testable import ReportPages

struct TracePageTests {
  /// Writes pages to look at into the folder that CASEBOOK_SHOTS names.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["CASEBOOK_SHOTS"] != nil))
  func `pages can be looked at`() throws {
    let folder = URL(filePath: ProcessInfo.processInfo.environment["CASEBOOK_SHOTS"] ?? "")
    let cases = [TraceCase.timedOut, .stale, .long(412), .hostile]
    let edition = Edition.stub(cases)
    let sources = TemplateSources()
    let pages = try TracePages(from: sources)
    let layout = try PageLayout(
      sections: TracePages.styles, printTitle: "Support assistant", from: sources)
    for trace in cases {
      let shell = PageShell(
        title: TracePages.title(of: trace), reportTitle: "Week 8", project: "Support assistant",
        edition: "Full edition",
        tabs: [
          .init(href: "index.html", name: "Overview"),
          .init(href: "traces.html", name: "Traces", count: "1,284", isCurrent: true),
        ], footer: ["Support assistant, Week 8. All times UTC."], pathPrefix: "../")
      let page = layout.page(pages.body(of: trace, in: edition), in: shell)
      try Data(page).write(to: folder.appending(path: "\(trace.slug).html"))
    }
  }
}

extension TraceCase {
  static var hostile: TraceCase { .timedOut }
}
