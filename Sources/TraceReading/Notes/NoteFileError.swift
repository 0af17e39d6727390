/// Why a reviewer's note could not be read, where, and what to do about it.
package struct NoteFileError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    case empty
    case tooLarge(bytes: Int, limit: Int)
    case notUTF8
    case noHead
    case headNotClosed
    case headTooLarge(limit: Int)
    case brokenHead(String)
    case repeatedKey(String)
    case unknownKey(String)
    case notText(key: String)
    case noTraceID
    case notATime(String)
  }

  package var path: String
  /// Counted from 1; absent where the whole file is meant.
  package var line: Int?
  package var reason: Reason

  package init(path: String, line: Int? = nil, reason: Reason) {
    self.path = path
    self.line = line
    self.reason = reason
  }

  package var description: String {
    "\(path)\(line.map { ":\($0)" } ?? ""): \(message)"
  }

  /// What is wrong and what to do, without the place.
  package var message: String { reason.advice }
}

extension NoteFileError.Reason {
  fileprivate var advice: String {
    switch self {
    case .empty: "the note is empty; write a head with its trace_id, or delete the file"
    case .tooLarge(let bytes, let limit):
      "the note has \(bytes) bytes; shorten it to \(limit), or split it into several"
    case .notUTF8: "the note is not UTF-8; save it with that encoding"
    case .noHead: "the note has no head; begin it with a line ---, then trace_id: and the id"
    case .headNotClosed: "the head has no end; put a line --- below its last key"
    case .headTooLarge(let limit):
      "the head is longer than \(limit) bytes; move its text below the second line ---"
    case .brokenHead(let problem): "the head is not YAML (\(problem)); write key: value lines"
    case .repeatedKey(let key): "the head gives \(key) twice; keep one of the two"
    case .unknownKey(let key):
      "no key of a note is called \"\(key)\"; there are \(NoteFile.keys.joined(separator: ", "))"
    case .notText(let key): "\(key) is a list or a mapping; write a single value"
    case .noTraceID: "the head has no trace_id; add the id of the trace that the note is about"
    case .notATime(let text):
      "at is \"\(text)\"; write a time with its offset, like 2026-11-18T14:00:00Z"
    }
  }
}
