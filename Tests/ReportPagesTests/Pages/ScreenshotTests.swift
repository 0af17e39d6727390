import Foundation
import ReportPages
import Testing
import TraceModel
import TraceRedaction

/// Writes the pages of some weeks to `$CASEBOOK_SHOTS/WEEK/`, to be looked at.
@Test(.enabled(if: ProcessInfo.processInfo.environment["CASEBOOK_SHOTS"] != nil))
func `pages of stub weeks are written to be looked at`() throws {
  let folder = try #require(ProcessInfo.processInfo.environment["CASEBOOK_SHOTS"])
  for (name, week) in EdgeWeek.all {
    for file in try render(redact(week, for: .review), templates: TemplateSources()) {
      let url = URL(filePath: folder).appending(path: name).appending(path: file.path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.bytes).write(to: url)
    }
  }
}
