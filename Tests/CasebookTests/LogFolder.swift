import Foundation
import TraceModel

@testable import casebook

/// A folder with logs in it that is there as long as the value is held.
final class LogFolder {
  let path: String

  init(_ files: [String: String] = [:]) throws {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "casebook-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
    for (name, text) in files { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: self(name)))
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: URL(filePath: self(name)), encoding: .utf8)
  }

  /// The week of the folder's logs, with a page for every trace.
  func week(settings: String? = nil) throws -> Week {
    if let settings { try write(settings, to: "casebook.yml") }
    return try buildWeek(
      WeekOptions(inputs: [path], threads: 2, pages: .all), Progress(isQuiet: true)
    ).week
  }
}

/// The top of the repository.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// A line of a log: an event of a trace that starts on Monday 2026-11-16, with more members.
func eventLine(
  _ trace: String, _ event: String, _ stage: String, at seconds: Int = 0, _ more: String = ""
) -> String {
  let start = "2026-11-16T09:00:\(seconds < 10 ? "0" : "")\(seconds)Z"
  let rest = more.isEmpty ? "" : ",\(more)"
  // A later status takes the place of this one.
  return #"{"trace_id":"\#(trace)","event_id":"\#(event)","timestamp":"\#(start)","#
    + #""stage":"\#(stage)","status":"ok"\#(rest)}"# + "\n"
}

func verdictLine(
  _ trace: String, _ event: String, by kind: String, at seconds: Int = 0, _ words: String
) -> String {
  eventLine(
    trace, event, "verdict", at: seconds,
    #""verdict":{"by":{"kind":"\#(kind)","name":"j"},"reason":"r",\#(words)}"#)
}
