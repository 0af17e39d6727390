import TraceModel
import Yams

// What test recorders keep, in YAML as most of them write it:
//
//   interactions:
//   - request:
//       body: '{"model":"gpt-4o",…}'
//       method: POST
//       uri: https://api.openai.com/v1/chat/completions
//     response:
//       body:
//         string: !!binary |
//           H4sIAAAAAAAA…
//       status: {code: 200, message: OK}
//   version: 1
//
// It is read as the same in JSON. Anchors are refused, since a few lines of them can stand for gigabytes;
// so is a file in which a text only looks like one.

enum Cassette {
  /// Whether a text begins as a cassette does.
  static func recognises(_ text: some Collection<UInt8>) -> Bool {
    let lines = text.prefix(400).split(separator: 0x0A, maxSplits: 4)
    for line in lines {
      if starts.contains(where: { line.starts(with: $0.utf8) }) { return true }
      guard others.contains(where: { line.starts(with: $0.utf8) }) else { return false }
    }
    return false
  }

  private static let starts = ["interactions:", "http_interactions:"]
  private static let others = ["---", "#", "version:", "recorded_with:"]

  /// The same as one JSON value, or why it can't be read.
  static func json(of text: UnsafeBufferPointer<UInt8>) -> (bytes: [UInt8], problem: String?) {
    guard !holdsAnchor(text) else { return ([], "anchors of YAML are not read") }
    do {
      // The encoding is named because the library otherwise asks the environment for it.
      let parser = try Parser(
        yaml: String(decoding: text, as: UTF8.self), resolver: .basic, encoding: .utf8)
      // Each value takes a byte at least, so more of them are repeated ones.
      var room = text.count + 1
      let root = try withExtendedLifetime(parser) {
        try parser.singleRoot().map { json(of: $0, &room) }
      }
      guard room > 0 else { return ([], "anchors of YAML are not read") }
      return (root?.canonicalBytes ?? [], nil)
    } catch {
      return ([], "it is no YAML")
    }
  }

  /// Whether a value may have a name by which others repeat it: `headers: &id001`.
  private static func holdsAnchor(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var rest = text[...]
    while let place = rest.firstIndex(of: UInt8(ascii: "&")) {
      rest = text[(place + 1)...]
      let before = text[..<place].suffix(2)
      let isInFlow = before.last.map { "[{,\t".utf8.contains($0) } ?? true
      guard
        isInFlow || before.last == 0x20 || before.last == 0x0A,
        isInFlow || before.first.map({ ":-?[{, \n".utf8.contains($0) }) ?? true
      else { continue }
      let word = rest.prefix { $0 > 0x20 }
      if !word.isEmpty, word.allSatisfy({ isWordOfYAML($0) }) { return true }
    }
    return false
  }

  /// - Parameter room: how many more values may come.
  private static func json(of node: Node, _ room: inout Int) -> JSONValue {
    room -= 1
    guard room > 0 else { return .null }
    switch node {
    case .scalar(let scalar): return value(of: scalar)
    case .sequence(let nodes): return .array(nodes.map { json(of: $0, &room) })
    case .mapping(let pairs):
      return .object(pairs.map { .init($0.scalar?.string ?? "", json(of: $1, &room)) })
    case .alias: return .null
    }
  }

  private static func value(of scalar: Node.Scalar) -> JSONValue {
    let text = scalar.string
    guard scalar.style == .plain, scalar.tag.rawValue != "tag:yaml.org,2002:binary" else {
      return .string(text)
    }
    switch text {
    case "", "~", "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default:
      let isNumber = text.utf8.count < 16 && text.utf8.allSatisfy { $0 &- 0x30 < 10 }
      return isNumber && (text == "0" || !text.hasPrefix("0")) ? .number(text) : .string(text)
    }
  }
}
