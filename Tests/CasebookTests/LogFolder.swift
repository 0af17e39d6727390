import TestSupport
import TraceModel

@testable import casebook

/// A folder with logs in it that is there as long as the value is held.
struct LogFolder {
  private let folder: TemporaryFolder
  var path: String { folder.path }

  init(_ files: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    for (name, text) in files { try folder.write(text, to: name) }
  }

  func callAsFunction(_ name: String) -> String { folder(name) }
  func write(_ text: String, to name: String) throws { try folder.write(text, to: name) }
  func text(_ name: String) throws -> String { try folder.text(name) }

  /// The week of the folder's logs, with a page for every trace.
  func week(settings: String? = nil) throws -> Week {
    if let settings { try write(settings, to: "casebook.yml") }
    return try buildWeek(
      WeekOptions(inputs: [path], threads: 2, pages: .all), Progress(isQuiet: true)
    ).week
  }
}

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
