import NoteMarkdown

/// A reviewer's note as markup for a page, or as plain text with a notice if it is over a cap.
package func renderMarkdown(_ text: String, limit: Int = MarkdownCap.defaultBytes) -> HTML {
  switch parseMarkdown(text, limit: limit) {
  case .failure(let cap): return plainNote(text, because: cap)
  case .success(let blocks):
    var writer = MarkdownWriter()
    writer.write(blocks)
    return writer.isFull ? plainNote(text, because: .output) : HTML(safe: writer.bytes)
  }
}

/// The note's text in full, or as much of it as the size of a note's markup allows.
private func plainNote(_ text: String, because cap: MarkdownCap) -> HTML {
  var shown = MarkdownWriter()
  var rest = text.unicodeScalars[...]
  while !rest.isEmpty, !shown.isFull {
    shown.text(String(rest.prefix(4096)))
    rest = rest.dropFirst(4096)
  }

  var note = MarkdownWriter()
  note.markup("<p class=\"note-notice\">")
  note.text("This note is shown as plain text, because \(cap.reason).")
  if !rest.isEmpty {
    let total = text.utf8.count
    note.text(" These are the first \(total - String(rest).utf8.count) of its \(total) bytes.")
  }
  note.markup("</p>\n<pre class=\"note-plain\">")
  note.append(shown)
  note.markup("</pre>\n")
  return HTML(safe: note.bytes)
}
