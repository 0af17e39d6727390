import Testing
import TraceModel
import TraceReading

@Test func `a note has a head and a Markdown body`() throws {
  let note = try read(
    """
    ---
    trace_id: 8f3c
    author: r.meyer
    team: care
    label: wrong
    reason: "tool returned: stale data"
    at: 2026-11-18T14:00:00Z
    ---
    The tool handed it **old** information.

    - [ ] ask the order team

    """)
  #expect(note.traceID == "8f3c")
  #expect(note.author == "r.meyer")
  #expect(note.team == "care")
  #expect(note.label == "wrong")
  #expect(note.reason == "tool returned: stale data")
  #expect(note.at == "2026-11-18T14:00:00Z")
  #expect(note.markdown.hasPrefix("The tool handed it"))
  #expect(note.markdown.hasSuffix("order team\n"))
  #expect(note.bodyLine == 9)
  #expect(note.tasks == [TaskItem(text: "ask the order team", done: false)])
}

@Test(arguments: ["0012", "no", "1e3", "~", "null", "2026-11-18", "0x1F", "'12'", "é", "e\u{301}"])
func `a value of the head stays the text that was written`(value: String) throws {
  let note = try read("---\ntrace_id: \(value)\nlabel: \(value)\n---\n")
  let text = value.replacing("'", with: "")
  #expect(note.traceID == Name(text))
  #expect(note.label == Name(text))
}

@Test func `a file with carriage returns reads like one without`() throws {
  let note = try read("---\r\ntrace_id: a\r\nlabel: wrong\r\n---\r\nBody\r\n")
  #expect(note.traceID == "a")
  #expect(note.label == "wrong")
  #expect(note.markdown == "Body\r\n")
  #expect(note.bodyLine == 5)
}

@Test func `a byte order mark and a missing body do no harm`() throws {
  #expect(try read("\u{FEFF}---\ntrace_id: a\n---").markdown == "")
}

@Test func `a key without a value is absent`() throws {
  #expect(try read("---\ntrace_id: a\nlabel:\n---\n").label == nil)
}

@Test(
  arguments: [
    ("", nil, .empty),
    (" \n\n", nil, .empty),
    ("Only text", 1, .noHead),
    ("---\ntrace_id: a\n", 1, .headNotClosed),
    ("---\n---\nBody", 1, .noTraceID),
    ("---\nlabel: wrong\n---\n", 1, .noTraceID),
    ("---\ntrace_id:\n---\n", 1, .noTraceID),
    ("---\ntrace_id: a\nlable: wrong\n---\n", 3, .unknownKey("lable")),
    ("---\ntrace_id: a\nlabel: b\nlabel: c\n---\n", 4, .repeatedKey("label")),
    ("---\ntrace_id: a\nlabel: [b, c]\n---\n", 3, .notText(key: "label")),
    ("---\ntrace_id: a\nat: yesterday\n---\n", 3, .notATime("yesterday")),
    ("---\ntrace_id: a\nat: 2026-13-01T00:00:00Z\n---\n", 3, .notATime("2026-13-01T00:00:00Z")),
    ("---\njust words\n---\n", 2, .brokenHead("it has no keys")),
  ] as [(String, Int?, NoteFileError.Reason)])
func `a note that can't be read says where and why`(
  text: String, line: Int?, reason: NoteFileError.Reason
) {
  #expect(throws: NoteFileError(path: "notes/a.md", line: line, reason: reason)) {
    try read(text)
  }
}

@Test func `broken YAML is reported with its line in the file`() throws {
  let error = try #require(throws: NoteFileError.self) {
    try read("---\ntrace_id: a\nlabel: a: b\n---\n")
  }
  guard case .brokenHead = error.reason else { return #expect(Bool(false), "\(error)") }
  #expect(error.line == 3)
  #expect(error.description.hasPrefix("notes/a.md:3: the head is not YAML ("))
}

@Test func `a byte that is not UTF-8 is reported with its line`() {
  #expect(throws: NoteFileError(path: "notes/a.md", line: 4, reason: .notUTF8)) {
    try NoteFile(Array("---\ntrace_id: a\n---\n".utf8) + [0xC3, 0x28], path: "notes/a.md")
  }
}

@Test func `a note over the limit is refused`() {
  let reason = NoteFileError.Reason.tooLarge(bytes: 24, limit: 20)
  #expect(throws: NoteFileError(path: "notes/a.md", reason: reason)) {
    try NoteFile(Array("---\ntrace_id: a\n---\nBody".utf8), path: "notes/a.md", limit: 20)
  }
}

@Test(arguments: [
  ("aliases", "a: &a [x]\n" + String(repeating: "b: [*a, *a]\n", count: 90)),
  ("flow nesting", "trace_id: " + String(repeating: "[", count: 4_000)),
  ("block nesting", String(repeating: "- ", count: 2_000)),
  ("keys nesting", String(repeating: "? ", count: 2_000)),
  ("size", "trace_id: " + String(repeating: "x", count: 5_000)),
])
func `a head made to exhaust the reader is refused`(name: String, head: String) {
  #expect(throws: NoteFileError.self) { try read("---\n\(head)\n---\n") }
}

@discardableResult
private func read(_ text: String) throws -> NoteFile {
  try NoteFile(Array(text.utf8), path: "notes/a.md")
}
