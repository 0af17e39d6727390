import ReportPages
import TraceModel

/// Writes `rejected.jsonl`: one object a line or value that could not be read.
///
/// There may be as many as a log has lines, so they are handed over in parts.
///
/// `text` gives the line itself, for the editions that may hold it; nil elsewhere.
package func writeRejected(
  _ problems: [InputProblem], to taker: PlannedFile.Taker, text: (InputProblem) -> String?
) throws {
  var bytes: [UInt8] = []
  // A file that is no log has as many of them as lines, all for one reason.
  var file = WrittenText()
  var reason = WrittenText()
  for problem in problems {
    bytes += "{\"file\":".utf8
    bytes += file.json(of: problem.file)
    bytes += ",\"line\":\(problem.line),\"offset\":\(problem.offset)".utf8
    bytes += ",\"bytes\":\(problem.bytes),\"reason\":".utf8
    bytes += reason.json(of: problem.reason)
    if let text = text(problem) {
      bytes += ",\"text\":".utf8
      bytes += JSONValue.string(text).compactBytes
    }
    bytes += "}\n".utf8
    if bytes.count >= 1 << 20 {
      try taker(bytes)
      bytes.removeAll(keepingCapacity: true)
    }
  }
  try taker(bytes)
}

/// The JSON of one text after another, kept while it is the same.
private struct WrittenText {
  private var text = ""
  private var written = JSONValue.string("").compactBytes

  mutating func json(of text: String) -> [UInt8] {
    if text != self.text {
      self.text = text
      written = JSONValue.string(text).compactBytes
    }
    return written
  }
}
