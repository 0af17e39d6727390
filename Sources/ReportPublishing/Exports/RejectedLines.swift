import TraceModel

/// The bytes of `rejected.jsonl`: one object a line or value that could not be read.
///
/// `text` gives the line itself, for the editions that may hold it; nil elsewhere.
package func rejectedJSONL(
  _ problems: [InputProblem], text: (InputProblem) -> String?
) -> [UInt8] {
  var bytes: [UInt8] = []
  for problem in problems {
    var members: [JSONValue.Member] = [
      .init("file", .string(problem.file)), .init("line", .number(String(problem.line))),
      .init("offset", .number(String(problem.offset))),
      .init("bytes", .number(String(problem.bytes))), .init("reason", .string(problem.reason)),
    ]
    if let text = text(problem) { members.append(.init("text", .string(text))) }
    bytes += JSONValue.object(members).compactBytes
    bytes.append(UInt8(ascii: "\n"))
  }
  return bytes
}
