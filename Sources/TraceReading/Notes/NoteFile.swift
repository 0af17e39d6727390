import NoteMarkdown
import TraceModel
import Yams

/// A reviewer's note: a Markdown file with a YAML head that names its trace.
package struct NoteFile: Sendable, Equatable {
  package let traceID: Name
  package let author: Name?
  package let team: Name?
  package let label: Name?
  package let reason: String?
  /// RFC 3339, as written.
  package let at: String?
  package let markdown: String
  /// Where the Markdown begins in the file, counted from 1.
  package let bodyLine: Int

  /// What the note asks somebody to do.
  package var tasks: [TaskItem] { taskItems(in: markdown) }
}

extension NoteFile {
  package static let defaultLimit = 1 << 20
  static let headLimit = 4096
  static let keys = ["trace_id", "author", "team", "label", "reason", "at"]

  /// Reads a file's bytes; `path` is only for messages.
  package init(
    _ bytes: [UInt8], path: String, limit: Int = defaultLimit
  ) throws(NoteFileError) {
    do {
      let text = try NoteText(bytes, limit: limit)
      let head = try NoteHead(yaml: text.head)
      traceID = Name(try head.traceID)
      author = head["author"].map { Name($0) }
      team = head["team"].map { Name($0) }
      label = head["label"].map { Name($0) }
      reason = head["reason"]
      at = try head.time
      markdown = text.body
      bodyLine = text.bodyLine
    } catch {
      throw NoteFileError(path: path, line: error.line, reason: error.reason)
    }
  }
}

/// A problem at a line; the file's name is added where it is known.
private struct Problem: Error {
  var line: Int?
  var reason: NoteFileError.Reason
}

/// A note's text, cut in two.
private struct NoteText {
  let head: String
  let body: String
  let bodyLine: Int

  init(_ bytes: [UInt8], limit: Int) throws(Problem) {
    guard bytes.count <= limit else {
      throw Problem(line: nil, reason: .tooLarge(bytes: bytes.count, limit: limit))
    }
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(3) : bytes[...]
    guard bytes.contains(where: { !" \t\r\n".utf8.contains($0) }) else {
      throw Problem(line: nil, reason: .empty)
    }

    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if let bad = lines.firstIndex(where: { String(validating: $0, as: UTF8.self) == nil }) {
      throw Problem(line: bad + 1, reason: .notUTF8)
    }
    guard Self.isFence(lines[0]) else { throw Problem(line: 1, reason: .noHead) }
    guard let end = lines.dropFirst().firstIndex(where: Self.isFence) else {
      throw Problem(line: 1, reason: .headNotClosed)
    }
    let head = bytes[lines[0].endIndex..<lines[end].startIndex]
    guard head.count <= NoteFile.headLimit else {
      throw Problem(line: 1, reason: .headTooLarge(limit: NoteFile.headLimit))
    }
    // Keeps the first line's break, so that YAML's line numbers are the file's.
    self.head = String(decoding: head, as: UTF8.self)
    body = String(decoding: bytes[lines[end].endIndex...].dropFirst(), as: UTF8.self)
    bodyLine = end + 2
  }

  private static func isFence(_ line: ArraySlice<UInt8>) -> Bool {
    line.starts(with: "---".utf8) && line.dropFirst(3).allSatisfy { " \t\r".utf8.contains($0) }
  }
}

/// The head's values as they are written: `0012` and `no` are words, no number and no "false".
private struct NoteHead {
  private var values: [String: (text: String, line: Int?)] = [:]

  init(yaml: String) throws(Problem) {
    for (key, value) in try Self.pairs(in: yaml) {
      guard let name = key.scalar?.string else {
        throw Problem(line: key.mark?.line, reason: .brokenHead("a key is not a word"))
      }
      guard NoteFile.keys.contains(name) else {
        throw Problem(line: key.mark?.line, reason: .unknownKey(name))
      }
      guard let text = value.scalar?.string else {
        throw Problem(line: key.mark?.line, reason: .notText(key: name))
      }
      if !text.isEmpty { values[name] = (text, key.mark?.line) }
    }
  }

  subscript(key: String) -> String? { values[key]?.text }

  var traceID: String {
    get throws(Problem) {
      guard let id = self["trace_id"] else { throw Problem(line: 1, reason: .noTraceID) }
      return id
    }
  }

  var time: String? {
    get throws(Problem) {
      guard let (text, line) = values["at"] else { return nil }
      guard Instant(text) != nil else {
        throw Problem(line: line, reason: .notATime(text))
      }
      return text
    }
  }

  private static func pairs(in yaml: String) throws(Problem) -> [(Node, Node)] {
    do {
      guard let node = try Yams.compose(yaml: yaml) else { return [] }
      guard let mapping = node.mapping else {
        throw Problem(line: node.mark?.line, reason: .brokenHead("it has no keys"))
      }
      return mapping.map { ($0.key, $0.value) }
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem(error, in: yaml)
    }
  }
}

extension Problem {
  fileprivate init(_ error: any Error, in yaml: String) {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(line: mark.line, reason: .brokenHead(problem))
    case .duplicatedKeysInMapping(let keys, _):
      let key = keys.first ?? ""
      let lines = yaml.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      let last = lines.lastIndex { $0.hasPrefix(key) }
      self.init(line: last.map { $0 + 1 }, reason: .repeatedKey(key))
    case .reader(let problem, _, _, _):
      self.init(line: nil, reason: .brokenHead(problem))
    default: self.init(line: nil, reason: .brokenHead("it can't be read"))
    }
  }
}
