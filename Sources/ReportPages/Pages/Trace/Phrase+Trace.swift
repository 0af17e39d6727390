import TraceModel

extension Phrase.StringInterpolation {
  /// Logged words in quotes, cut where they are long.
  mutating func appendInterpolation(quote text: String, upTo limit: Int = 90) {
    appendInterpolation(Phrase(html: .quoted(text, upTo: limit)))
  }

  /// Logged words as they stand, cut where they are long.
  mutating func appendInterpolation(logged text: String, upTo limit: Int = 90) {
    appendInterpolation(Phrase(html: .logged(oneLine(text, upTo: limit))))
  }

  mutating func appendInterpolation(actor: Actor) {
    appendInterpolation(Phrase(html: actor.html))
  }
}

extension HTML {
  /// Logged text, kept from moving the text around it.
  static func logged(_ text: String) -> HTML {
    var builder = HTMLBuilder()
    builder.markup("<bdi dir=\"auto\">")
    builder.text(text)
    builder.markup("</bdi>")
    return builder.html
  }

  static func quoted(_ text: String, upTo limit: Int) -> HTML {
    var builder = HTMLBuilder()
    builder.text("“")
    builder.markup(logged(oneLine(text, upTo: limit)))
    builder.text("”")
    return builder.html
  }
}

/// The text with its line ends and tabs as blanks, cut after so many letters.
func oneLine(_ text: String, upTo limit: Int) -> String {
  if text.utf8.count <= limit, text.isOneLine { return text }
  var line = String.UnicodeScalarView()
  var isBlank = true
  for scalar in clipped(text, to: limit * 2).unicodeScalars {
    let isSpace = scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r"
    if !isSpace || !isBlank { line.append(isSpace ? " " : scalar) }
    isBlank = isSpace
  }
  if line.last == " " { line.removeLast() }
  return clipped(String(line), to: limit)
}

extension String {
  /// Whether it is ASCII with single blanks inside, as nearly all short texts are.
  fileprivate var isOneLine: Bool {
    var before = UInt8(ascii: " ")
    for byte in utf8 {
      if byte >= 0x7F || byte < 0x20 || byte == 0x20 && before == 0x20 { return false }
      before = byte
    }
    return before != 0x20 || isEmpty
  }
}
