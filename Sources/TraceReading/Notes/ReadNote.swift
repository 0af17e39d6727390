import CPrivateText
import TraceModel

/// A note file as a note about its trace.
package struct ReadNote: Sendable {
  package var traceID: Name
  package var note: Note
}

/// Reads a note file; a label in it is a verdict by a person.
package func readNoteFile(_ path: String, limit: Int) throws -> ReadNote {
  let file = try NoteFile(try readWhole(path, limit: max(limit * 4, 1 << 20)), path: path)
  var note = Note(markdown: file.markdown)
  note.author = file.author
  note.team = file.team
  note.at = file.at.flatMap { Instant($0) }
  note.label = file.label
  note.reason = file.reason
  note.tasks = file.tasks
  note.privates = privateMarks(in: [file.reason ?? "", file.markdown])
  note.file = path.split(separator: "/").last.map(String.init)
  return ReadNote(traceID: file.traceID, note: note)
}

/// What is private in the words of a note.
private func privateMarks(in texts: [String]) -> PrivateMarks {
  var marks = PrivateMarks()
  for text in texts where !text.isEmpty {
    // The scanner may read 64 bytes more.
    let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 64)
    marks.insert(cprivate_kinds(bytes, bytes.count - 64), in: .review)
  }
  return marks
}
