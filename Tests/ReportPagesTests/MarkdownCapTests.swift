import ReportPages
import Testing

@Test(arguments: overACap)
private func `a note over a cap is shown as plain text and says which`(note: LongNote) throws {
  let html = String(decoding: renderMarkdown(note.text).bytes, as: UTF8.self)
  #expect(html.hasPrefix("<p class=\"note-notice\">This note is shown as plain text, because "))
  #expect(html.prefix(200).contains(note.about))
  #expect(try scanHTML(html.utf8).contains(.text(note.text)))
}

private let overACap: [LongNote] = [
  LongNote("longer than 65536 bytes", repeated("word\n", 14_000)),
  LongNote("nested too deeply", "\(repeated("> ", 33))a"),
  LongNote("nested too deeply", steps(40)),
  LongNote("nested too deeply", "\(repeated("*a **b ", 50))\(repeated("c** d* ", 50))"),
  LongNote("tables are too large", "\(repeated("|x", 101))|\n\(repeated("|-", 101))|\n"),
  LongNote(
    "tables are too large",
    "\(repeated("|x", 50))|\n\(repeated("|-", 50))|\n\(repeated("|a\n", 400))"
  ),
  LongNote("brackets, emphasis", repeated("![[]()", 1_600)),
  LongNote("brackets, emphasis", repeated("*a_ ", 1_600)),
  LongNote("brackets, emphasis", repeated("![[]()\r\n", 1_600)),
  LongNote("brackets, emphasis", repeated("![[]()\n2. x", 1_600)),
  LongNote("brackets, emphasis", repeated("![[]()\n*\n", 1_600)),
  LongNote("brackets, emphasis", repeated("![[]()\n    >\n", 1_600)),
  LongNote("brackets, emphasis", repeated("![[]()\n    - a\n", 1_600)),
  LongNote(
    "definitions", "[a]: http://a.example/\(repeated("x", 20_000))\n\n\(repeated("[a]\n\n", 500))"),
]

@Test(arguments: underEveryCap)
private func `a long but ordinary note is under every cap`(note: LongNote) {
  let html = String(decoding: renderMarkdown(note.text).bytes, as: UTF8.self)
  #expect(!html.contains("note-notice"))
}

private let underEveryCap: [LongNote] = [
  LongNote("many tasks", repeated("- [ ] ask *somebody* about [this](http://a.example)\n", 1_200)),
  LongNote(
    "a long table",
    "|a|b|c|d|e|f|g|h|\n|-|-|-|-|-|-|-|-|\n\(repeated("|1|2|3|4|5|6|7|8|\n", 1_500))"
  ),
  LongNote("many paragraphs", repeated("*One* [word](http://a.example) of **many**.\n\n", 1_400)),
  LongNote("nested lists", steps(16)),
  LongNote(
    "a source file", "```python\n\(repeated("    print(a[0], '-', b['x'])  # **\n", 1_000))```"),
]

@Test func `markup that would grow past a page is shown as plain text`() {
  let address = "http://a.example/" + repeated("\u{1F600}", 400)
  let note = "[a]: \(address)\n\n\(repeated("[a]\n\n", 2_400))"
  let html = renderMarkdown(note).bytes
  #expect(String(decoding: html, as: UTF8.self).contains("its HTML would be too large"))
}

@Test func `a plain note too long for a page is cut and says so`() {
  let html = String(decoding: renderMarkdown(repeated("&", 1_000_000)).bytes, as: UTF8.self)
  #expect(html.contains("These are the first 839680 of its 1000000 bytes."))
}

/// A note named by what is special about it, to keep its text out of the test log.
private struct LongNote: CustomTestStringConvertible {
  var about: String
  var text: String

  init(_ about: String, _ text: String) {
    self.about = about
    self.text = text
  }

  var testDescription: String { about }
}

private func repeated(_ text: String, _ count: Int) -> String {
  String(repeating: text, count: count)
}

/// A list item below another, `depth` times.
private func steps(_ depth: Int) -> String {
  (0..<depth).map { "\(repeated("  ", $0))* a\n" }.joined()
}
