import Foundation
import TestSupport
import TraceAnalysis
import TraceModel
import TraceReading

/// Logs of another format as a vendor's own program wrote them, read under names that say nothing.
struct FormatSample {
  let counted: CountedLog
  /// All events as version-1 lines, in order.
  let lines: [String]
  let events: [JSONValue]

  /// - Parameter files: below `Fixtures`.
  init(_ files: String..., with settings: LogSettings = LogSettings()) throws {
    try self.init(try files.map { try fixture($0) }, with: settings)
  }

  init(_ texts: [Data], with settings: LogSettings = LogSettings()) throws {
    let folder = try TemporaryFolder()
    for (place, text) in texts.enumerated() {
      try text.write(to: URL(filePath: "\(folder.path)/\(place).bin"))
    }
    counted = try count([folder.path], with: settings)
    let files = try Inputs([folder.path]).files
    let rules = settings.configuration.reading
    let mapped = try joinTraces(of: try map(files, MapOptions(threads: 1, rules)))
    let order = try eventsInOrder(of: mapped, lines: lineLookup(in: files, rules))
    var lines: [String] = []
    try forEachEventLine(of: order, from: files, rules) {
      lines.append(String(decoding: $0.dropLast(), as: UTF8.self))
    }
    self.lines = lines
    events = try lines.map { try readJSONLine($0) }
  }

  func events(_ stage: String) -> [JSONValue] { events.filter { $0["stage"]?.string == stage } }
}

/// A file below `Fixtures`.
func fixture(_ path: String) throws -> Data {
  let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return try Data(contentsOf: tests.appending(path: "Fixtures/\(path)"))
}

extension JSONValue {
  /// A number's digits, or a string.
  var words: String? {
    if case .number(let digits) = self { return digits }
    return string
  }

  var members: [String: JSONValue] {
    guard case .object(let members) = self else { return [:] }
    return Dictionary(members.map { ($0.key, $0.value) }) { $1 }
  }
}
