import Yams

// Of YAML we take what a person writes by hand: maps, lists and texts. Anchors, aliases and tags
// are refused, since a few lines of them can stand for gigabytes:
//
//   a: &a [x, x, x]
//   b: &b [*a, *a, *a]      → "anchors and aliases are not read; write the value out"
//
// The library resolves aliases before it shows them, and compares the keys of a map by all they
// hold, so a file with more than a few is refused before the library sees it. How deep values may
// stand inside each other is limited by the library, to 1000.

/// Reads one YAML document; an empty one is no value.
///
/// The problems are in no order. A document that isn't YAML has no value.
package func readYAML(_ bytes: [UInt8]) -> (value: YAMLValue?, problems: [YAMLProblem]) {
  if let problem = problemBeforeParsing(bytes) { return (nil, [problem]) }
  var bytes = bytes
  // Each duplicate costs a parse, so a large file is told of one only.
  var remaining = bytes.count > 100_000 ? 0 : 20
  while true {
    do throws(Stop) {
      var builder = Builder()
      let value = try builder.value(of: String(decoding: bytes, as: UTF8.self))
      return (value, builder.problems)
    } catch {
      switch error {
      case .notYAML(let line, let reason):
        let advice = "check the indentation, and quote special characters"
        let message = "this is not YAML: \(reason); \(advice)"
        return (nil, [YAMLProblem(line: line, message: message)])
      case .duplicate(let key, let mark):
        remaining -= 1
        guard remaining > 0, setAside(key, at: mark, of: &bytes) else {
          let message = "\(quoted(key)) is there more than once; keep one of them"
          return (nil, [YAMLProblem(line: mark.line, message: message)])
        }
      }
    }
  }
}

/// Renames a key that comes again, in the copy of the text that is parsed once more.
///
/// The library stops at the first duplicate. False where the key isn't written as it reads.
private func setAside(_ key: String, at mark: Mark, of text: inout [UInt8]) -> Bool {
  var start = 0
  for _ in 1..<max(1, mark.line) {
    guard let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) else { return false }
    start = end + 1
  }
  for _ in 1..<max(1, mark.column) where start < text.count {
    start += 1
    while start < text.count, UTF8.isContinuation(text[start]) { start += 1 }
  }
  if start < text.count, text[start] == UInt8(ascii: "'") || text[start] == UInt8(ascii: "\"") {
    start += 1
  }
  guard text[start...].starts(with: key.utf8) else { return false }
  let name = "\(markOfDuplicate)\(mark.line).\(mark.column)\(markOfDuplicate)"
  text.insert(contentsOf: name.utf8, at: start)
  return true
}

/// Stands around the place of a key that was set aside; a private character that nobody types.
private let markOfDuplicate: Character = "\u{E000}"

private enum Stop: Error {
  case notYAML(line: Int, reason: String)
  case duplicate(key: String, mark: Mark)
}

/// Turns the library's nodes into values.
private struct Builder {
  var problems: [YAMLProblem] = []

  mutating func value(of text: String) throws(Stop) -> YAMLValue? {
    do {
      // The encoding is named because the library otherwise asks the environment for it.
      let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      // A node knows its anchor only as long as the parser lives.
      return try withExtendedLifetime(parser) { try parser.singleRoot().flatMap { value(of: $0) } }
    } catch {
      throw stop(for: error)
    }
  }

  /// Absent where the node was refused.
  private mutating func value(of node: Node) -> YAMLValue? {
    let line = node.mark?.line ?? 1
    guard node.anchor == nil else {
      return refuse(line, "anchors and aliases are not read; write the value out where it is used")
    }
    switch node {
    case .scalar(let scalar):
      guard ["", "!", "tag:yaml.org,2002:str"].contains(scalar.tag.rawValue) else {
        return refuse(line, "tags such as \(scalar.tag.rawValue) are not read; leave it out")
      }
      let isNothing = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
      return YAMLValue(isNothing ? .nothing : .text(scalar.string), line: line)
    case .sequence(let nodes):
      return YAMLValue(.list(nodes.compactMap { value(of: $0) }), line: line)
    case .mapping(let pairs):
      let entries = pairs.compactMap { entry(of: $0, $1) }
      return YAMLValue(.map(withoutDuplicates(entries)), line: line)
    case .alias:
      return refuse(line, "aliases are not read; write the value out where it is used")
    }
  }

  private mutating func entry(of key: Node, _ node: Node) -> YAMLEntry? {
    let line = key.mark?.line ?? 1
    guard case .text(let text)? = value(of: key)?.content else {
      problems.append(YAMLProblem(line: line, message: "a key is a word; give this one a name"))
      return nil
    }
    return value(of: node).map { YAMLEntry(key: text, line: line, value: $0) }
  }

  /// Keeps the last of equal keys, and reports each but the first.
  private mutating func withoutDuplicates(_ entries: [YAMLEntry]) -> [YAMLEntry] {
    var firstLines: [String: Int] = [:]
    var kept: [YAMLEntry] = []
    for entry in entries {
      let parts = entry.key.split(separator: markOfDuplicate, omittingEmptySubsequences: false)
      let isSetAside = parts.count == 3 && parts[0].isEmpty
      let key = isSetAside ? String(parts[2]) : entry.key
      if let first = firstLines[key] {
        problems.append(
          YAMLProblem(
            line: entry.line,
            message: "\(quoted(key)) is already in line \(first); keep one of them"))
      }
      firstLines[key] = firstLines[key] ?? entry.line
      if !isSetAside { kept.append(entry) }
    }
    return kept
  }

  private mutating func refuse(_ line: Int, _ message: String) -> YAMLValue? {
    problems.append(YAMLProblem(line: line, message: message))
    return nil
  }

  private func stop(for error: any Error) -> Stop {
    switch error as? YamlError {
    case .scanner(_, let reason, let mark, _), .parser(_, let reason, let mark, _),
      .composer(_, let reason, let mark, _):
      .notYAML(line: mark.line, reason: reason)
    case .duplicatedKeysInMapping(let keys, let context):
      // The mark is that of the first of the keys, in alphabetical order.
      .duplicate(key: keys.min() ?? "", mark: context.mark)
    case .reader(let reason, _, _, _):
      .notYAML(line: 1, reason: reason)
    default:
      .notYAML(line: 1, reason: "values stand too deep inside each other")
    }
  }
}
