/// A piece of running text in a parsed note.
package indirect enum MarkdownInline: Sendable, Equatable {
  case text(String)
  case softBreak
  case lineBreak
  case code(String)
  case rawHTML(String)
  case emphasis([MarkdownInline])
  case strong([MarkdownInline])
  case struck([MarkdownInline])
  /// The address is as written, whatever its scheme.
  case link(to: String, title: String, [MarkdownInline])
  case image(at: String, title: String, [MarkdownInline])
}

extension [MarkdownInline] {
  /// The words alone: code and raw HTML as written, an image by its description.
  package var plainText: String {
    var text = ""
    appendPlainText(to: &text)
    return text
  }

  private func appendPlainText(to result: inout String) {
    for inline in self {
      switch inline {
      case .text(let text), .code(let text), .rawHTML(let text): result += text
      case .softBreak, .lineBreak: result += "\n"
      case .emphasis(let inner), .strong(let inner), .struck(let inner),
        .link(_, _, let inner), .image(_, _, let inner):
        inner.appendPlainText(to: &result)
      }
    }
  }
}
