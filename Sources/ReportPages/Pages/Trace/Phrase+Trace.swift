import TraceModel

extension Phrase.StringInterpolation {
  /// Logged words in quotes, cut where they are long.
  mutating func appendInterpolation(quote text: String, upTo limit: Int = 90) {
    builder.quoted(text, upTo: limit)
  }

  /// Logged words as they stand, cut where they are long.
  mutating func appendInterpolation(logged text: String, upTo limit: Int = 90) {
    builder.logged(text, upTo: limit)
  }

  mutating func appendInterpolation(actor: Actor) {
    if let word = actor.word {
      appendInterpolation(word)
    } else {
      appendInterpolation(name: actor.loggedName ?? "")
    }
  }
}

extension HTML {
  /// Logged text, kept from moving the text around it.
  static func logged(_ text: String) -> HTML {
    var builder = HTMLBuilder(capacity: text.utf8.count + 32)
    builder.markup("<bdi dir=\"auto\">")
    builder.text(text)
    builder.markup("</bdi>")
    return builder.html
  }

  /// The same on one line, cut where it is long.
  static func logged(_ text: String, upTo limit: Int) -> HTML {
    var builder = HTMLBuilder(capacity: min(text.utf8.count, 2 * limit) + 32)
    builder.logged(text, upTo: limit)
    return builder.html
  }
}

extension HTMLBuilder {
  fileprivate mutating func logged(_ text: String, upTo limit: Int) {
    markup("<bdi dir=\"auto\">")
    withOneLine(text, upTo: limit) { self.text($0) }
    markup("</bdi>")
  }

  fileprivate mutating func quoted(_ text: String, upTo limit: Int) {
    markup("“")
    logged(text, upTo: limit)
    markup("”")
  }
}
