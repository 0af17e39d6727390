import NoteMarkdown

/// Writes a note's tree as HTML.
///
/// Markup comes from this file's own literals and nothing else: `markup` takes a `StaticString`,
/// and whatever a note says goes through `text`, which escapes it.
struct MarkdownWriter {
  private(set) var bytes: [UInt8] = []
  private var isInsideLink = false

  /// More than a page should carry; one long link named often multiplies a note's bytes.
  var isFull: Bool { bytes.count > 4 << 20 }

  mutating func markup(_ literal: StaticString) {
    literal.withUTF8Buffer { bytes += $0 }
  }

  mutating func text(_ text: String) { appendEscaped(text, to: &bytes, in: .plain) }

  mutating func append(_ other: MarkdownWriter) { bytes += other.bytes }

  mutating func write(_ blocks: [MarkdownBlock]) {
    for block in blocks where !isFull {
      write(block)
      markup("\n")
    }
  }
}

extension MarkdownWriter {
  private mutating func write(_ block: MarkdownBlock) {
    switch block {
    case .heading(let level, let words): write(words, asHeading: level)
    case .paragraph(let words):
      markup("<p>")
      write(words)
      markup("</p>")
    case .quote(let blocks):
      markup("<blockquote>\n")
      write(blocks)
      markup("</blockquote>")
    case .list(let list): write(list)
    case .code(let code, let info): write(code: code, info: info)
    case .rawHTML(let source):
      markup("<pre class=\"note-html\" tabindex=\"0\">")
      text(source)
      markup("</pre>")
    case .rule: markup("<hr>")
    case .table(let table): write(table)
    }
  }

  /// Two levels down, below the page's title and its section's.
  private mutating func write(_ words: [MarkdownInline], asHeading level: Int) {
    let level = String(min(level + 2, 6))
    markup("<h")
    text(level)
    markup(">")
    write(words)
    markup("</h")
    text(level)
    markup(">")
  }

  private mutating func write(_ list: MarkdownList) {
    if let start = list.start {
      markup("<ol")
      if start != 1 {
        markup(" start=\"")
        text(String(start))
        markup("\"")
      }
      markup(">\n")
    } else {
      markup("<ul>\n")
    }
    for item in list.items where !isFull { write(item, isTight: list.isTight) }
    if list.start == nil { markup("</ul>") } else { markup("</ol>") }
  }

  private mutating func write(_ item: MarkdownList.Item, isTight: Bool) {
    switch item.isDone {
    case nil: markup("<li>")
    case true:
      markup("<li class=\"task\"><input type=\"checkbox\" aria-label=\"done\" disabled checked> ")
    case false:
      markup("<li class=\"task\"><input type=\"checkbox\" aria-label=\"open\" disabled> ")
    }
    for block in item.blocks where !isFull {
      if isTight, case .paragraph(let words) = block { write(words) } else { write(block) }
      markup("\n")
    }
    markup("</li>\n")
  }

  private mutating func write(code: String, info: String) {
    markup("<pre><code")
    if let language = language(in: info) {
      markup(" class=\"language-")
      text(language)
      markup("\"")
    }
    markup(">")
    text(code)
    markup("</code></pre>")
  }

  /// The info string's first word, if it is a plain one.
  private func language(in info: String) -> String? {
    let word = info.utf8.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    let isPlain = word.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return isPlain && (1...32).contains(word.count) ? String(word)?.lowercased() : nil
  }

  private mutating func write(_ table: MarkdownTable) {
    markup("<table>\n<thead>\n<tr>")
    for (cell, alignment) in zip(table.head, table.alignments) {
      switch alignment {
      case nil: markup("<th>")
      case .left: markup("<th class=\"align-left\">")
      case .center: markup("<th class=\"align-center\">")
      case .right: markup("<th class=\"align-right\">")
      }
      write(cell)
      markup("</th>")
    }
    markup("</tr>\n</thead>\n")
    if !table.rows.isEmpty { markup("<tbody>\n") }
    for row in table.rows where !isFull { write(row, aligned: table.alignments) }
    if !table.rows.isEmpty { markup("</tbody>\n") }
    markup("</table>")
  }

  private mutating func write(
    _ row: [MarkdownTable.Cell], aligned alignments: [MarkdownTable.Alignment?]
  ) {
    markup("<tr>")
    for (cell, alignment) in zip(row, alignments) {
      switch alignment {
      case nil: markup("<td>")
      case .left: markup("<td class=\"align-left\">")
      case .center: markup("<td class=\"align-center\">")
      case .right: markup("<td class=\"align-right\">")
      }
      write(cell)
      markup("</td>")
    }
    markup("</tr>\n")
  }
}

extension MarkdownWriter {
  private mutating func write(_ words: [MarkdownInline]) {
    for inline in words where !isFull { write(inline) }
  }

  private mutating func write(_ inline: MarkdownInline) {
    switch inline {
    case .text(let words), .rawHTML(let words): text(words)
    case .softBreak: markup("\n")
    case .lineBreak: markup("<br>\n")
    case .code(let code):
      markup("<code>")
      text(code)
      markup("</code>")
    case .emphasis(let words):
      markup("<em>")
      write(words)
      markup("</em>")
    case .strong(let words):
      markup("<strong>")
      write(words)
      markup("</strong>")
    case .struck(let words):
      markup("<del>")
      write(words)
      markup("</del>")
    case .link(let address, let title, let words): write(words, linkedTo: address, title: title)
    case .image(let address, let title, let words):
      // Never loaded: a remote picture tells its server who reads the report, and when.
      let label = words.plainText.isEmpty ? "image" : "image: " + words.plainText
      write([.text(label)], linkedTo: address, title: title)
    }
  }

  /// A link shows where it goes, unless its text already says so.
  private mutating func write(
    _ words: [MarkdownInline], linkedTo written: String, title: String
  ) {
    let address = LinkAddress(written)
    if let address, !isInsideLink {
      markup("<a href=\"")
      text(address.text)
      markup("\" rel=\"noopener noreferrer nofollow\">")
      isInsideLink = true
      write(words)
      isInsideLink = false
      markup("</a>")
    } else {
      write(words)
    }
    let target = address?.text ?? written
    guard !title.isEmpty || !words.plainText.says(target) else { return }
    markup("<span class=\"note-url\"> (")
    text(target)
    if !title.isEmpty { text(" \"\(title)\"") }
    markup(")</span>")
  }
}

extension String {
  /// Compared by bytes, so that no look-alike passes for the address.
  fileprivate func says(_ address: String) -> Bool {
    utf8.elementsEqual(address.utf8) || "mailto:\(self)".utf8.elementsEqual(address.utf8)
  }
}
