/// Markup that is already safe to show.
///
/// Only this module makes one: out of literals, out of text it escaped, or out of a template.
package struct HTML: Sendable, Equatable {
  package let bytes: [UInt8]

  /// The caller vouches for every byte.
  init(safe bytes: [UInt8]) { self.bytes = bytes }

  package static let empty = HTML(safe: [])

  package var isEmpty: Bool { bytes.isEmpty }

  /// The text as it stands, with nothing in it that a browser would take for markup.
  package static func text(_ text: String) -> HTML {
    var builder = HTMLBuilder(capacity: text.utf8.count)
    builder.text(text)
    return builder.html
  }

  /// JSON for a `<script type="application/json">` block.
  ///
  /// `< > &` and the two line separators can only stand inside strings there, so they are written
  /// as `\u` escapes and no `</script>` or `<!--` can appear.
  package static func dataIsland(_ json: String) -> HTML {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(json.utf8.count + json.utf8.count / 16)
    appendDataIsland(json, to: &bytes)
    return HTML(safe: bytes)
  }
}

/// Writes markup piece by piece: our own literals as they are, everything else escaped.
struct HTMLBuilder {
  private(set) var bytes: [UInt8] = []

  init() {}

  /// - Parameter capacity: bytes that are likely to be written.
  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  var html: HTML { HTML(safe: bytes) }

  /// Markup written in our own source; a `StaticString` cannot hold logged text.
  mutating func markup(_ literal: StaticString) {
    literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  mutating func markup(_ html: HTML) { bytes.append(contentsOf: html.bytes) }

  /// Between tags, but not inside `<title>`, `<option>` or SVG: use `plain` there.
  mutating func text(_ text: String) { appendEscaped(text, to: &bytes, in: .text) }

  /// The same, of valid UTF-8.
  mutating func text(_ utf8: UnsafeBufferPointer<UInt8>) {
    appendEscaped(utf8, to: &bytes, asSpan: true)
  }

  /// Inside a quoted attribute value, `<title>`, `<option>` or SVG text.
  mutating func plain(_ text: String) { appendEscaped(text, to: &bytes, in: .plain) }

  mutating func number(_ number: Int) {
    let text = String {
      if number < 0 { $0.text("-") }
      $0.digits(UInt64(number.magnitude))
    }
    bytes.append(contentsOf: text.utf8)
  }
}
