import TraceModel

/// A sentence of the report: our words, with figures set strong and logged names set apart.
///
/// ```swift
/// let care: Phrase = "\(111, "request has", "requests have") no verdict, \(name: prompt) changed"
/// ```
struct Phrase: ExpressibleByStringInterpolation, Sendable, Equatable {
  let html: HTML

  init(html: HTML) { self.html = html }
  init(stringLiteral value: String) { html = .text(value) }
  init(stringInterpolation: StringInterpolation) { html = stringInterpolation.builder.html }

  /// Sentences one after the other.
  init(sentences: [Phrase]) { self.init(sentences, separator: " ", last: " ") }

  /// “a, b and c”
  init(list: [Phrase]) { self.init(list, separator: ", ", last: " and ") }

  private init(_ phrases: [Phrase], separator: String, last: String) {
    var builder = HTMLBuilder(capacity: phrases.reduce(0) { $0 + $1.html.bytes.count + 5 })
    for (index, phrase) in phrases.enumerated() {
      if index > 0 { builder.text(index == phrases.count - 1 ? last : separator) }
      builder.markup(phrase.html)
    }
    html = builder.html
  }

  struct StringInterpolation: StringInterpolationProtocol {
    /// For pieces that write their markup straight into the sentence.
    var builder: HTMLBuilder

    init(literalCapacity: Int, interpolationCount: Int) {
      builder = HTMLBuilder(capacity: literalCapacity + interpolationCount * 40)
    }

    mutating func appendLiteral(_ literal: String) { builder.text(literal) }
    mutating func appendInterpolation(_ text: String) { builder.text(text) }
    mutating func appendInterpolation(_ phrase: Phrase) { builder.markup(phrase.html) }
    mutating func appendInterpolation(_ count: Int) { builder.text(Shown.count(count)) }

    /// “1 request”, “1,284 requests”
    mutating func appendInterpolation(_ count: Int, _ one: String, _ many: String) {
      builder.text(Shown.count(count, one, many))
    }

    mutating func appendInterpolation(strong text: String) {
      builder.markup("<b>")
      builder.text(text)
      builder.markup("</b>")
    }

    mutating func appendInterpolation(name: Name) { builder.name(name) }

    mutating func appendInterpolation(link text: String, to address: String) {
      builder.markup("<a href=\"")
      builder.plain(address)
      builder.markup("\">")
      builder.text(text)
      builder.markup("</a>")
    }
  }
}

extension HTML {
  /// A logged name in mono, kept from moving the text around it, cut after 80 letters.
  static func name(_ name: Name) -> HTML {
    var builder = HTMLBuilder(capacity: name.text.utf8.count + 24)
    builder.name(name)
    return builder.html
  }

  /// A key of a `by…` map: the name, or our words where nothing was logged.
  static func name(_ name: Name, orIfEmpty words: String) -> HTML {
    guard name.isEmpty else { return .name(name) }
    return .soft(words)
  }

  static func soft(_ words: String) -> HTML {
    var builder = HTMLBuilder()
    builder.markup("<span class=\"soft\">")
    builder.text(words)
    builder.markup("</span>")
    return builder.html
  }
}

extension HTMLBuilder {
  fileprivate mutating func name(_ name: Name) {
    markup("<code><bdi>")
    text(clipped(name.text))
    markup("</bdi></code>")
  }
}
