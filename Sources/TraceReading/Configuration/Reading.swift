import TraceModel

/// What was found wrong so far, and the key that is being read.
struct Reading {
  private(set) var problems: [YAMLProblem]
  private var path: [String] = []

  init(problems: [YAMLProblem] = []) { self.problems = problems }

  /// Says what is wrong with the value of the present key.
  mutating func add(line: Int, _ message: String) {
    let key = path.map { visible($0) }.joined(separator: ".")
    problems.append(
      YAMLProblem(line: line, message: key.isEmpty ? message : "\(key): \(message)"))
  }

  /// Says what was expected instead of a value.
  mutating func add(_ value: YAMLValue, isNo expected: String, write advice: String) {
    add(line: value.line, "\(value.shown) is no \(expected); write \(advice)")
  }

  mutating func inside<Result>(_ key: String, _ read: (inout Reading) -> Result) -> Result {
    path.append(key)
    defer { path.removeLast() }
    return read(&self)
  }
}

extension YAMLValue {
  /// The value as a message names it.
  fileprivate var shown: String {
    switch content {
    case .text(let text): quoted(text)
    case .nothing: "nothing"
    case .list: "a list"
    case .map: "a map"
    }
  }
}

/// A text from a file within a message: in quotes, visible, and cut if it is long.
func quoted(_ text: String) -> String {
  let start = text.unicodeScalars.prefix(60)
  let isCut = start.endIndex != text.unicodeScalars.endIndex
  return "'\(visible(String(start)))\(isCut ? "…" : "")'"
}
