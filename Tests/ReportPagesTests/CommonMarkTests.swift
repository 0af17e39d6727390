import ReportPages
import Testing

@Test func `the examples of CommonMark without raw HTML come out as specified`() throws {
  let examples = try fixtureLines("commonmark-0.29.jsonl", of: Example.self)
    .filter { !$0.hasRawHTML }
  #expect(examples.count == 569)
  for example in examples {
    let ours = try scanHTML(renderMarkdown(example.markdown).bytes).withoutOurWays
    #expect(ours == example.tokens.asOursWithoutOurWays, "example \(example.example)")
  }
}

private struct Example: Decodable {
  var example: Int
  var section: String
  var markdown: String
  var html: String

  /// Whether the example passes markup through, which we show as text; some of it is beyond the
  /// scanner.
  var hasRawHTML: Bool {
    ["HTML blocks", "Raw HTML"].contains(section) || markdown.contains("<a href")
      || tokens.contains { token in
        if case .start(let name, _) = token { !Self.names.contains(name) } else { false }
      }
      || (tokens.isEmpty && !html.isEmpty)
  }

  private static let names: Set<String> = [
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "blockquote", "hr", "br", "ul", "ol", "li", "pre",
    "code", "em", "strong", "a", "img",
  ]

  var tokens: [HTMLToken] {
    (try? scanHTML(html.replacing(" />", with: ">").utf8)) ?? []
  }
}

extension [HTMLToken] {
  /// Without what we add to links, and with white space between tags folded.
  fileprivate var withoutOurWays: [HTMLToken] {
    var result: [HTMLToken] = []
    var isInURL = false
    for token in self {
      switch token {
      case .start("span", _): isInURL = true
      case .end("span"): isInURL = false
      case _ where isInURL: break
      case .start("a", let attributes):
        result.append(.start("a", attributes.filter { $0.key == "href" }))
      default: result.append(token)
      }
    }
    return result.folded
  }

  /// The specification's tokens with headings two levels down, other links as text, and images
  /// as links.
  fileprivate var asOursWithoutOurWays: [HTMLToken] {
    var result: [HTMLToken] = []
    var openLinks: [Bool] = []
    for token in self {
      switch token {
      case .start(let name, let attributes) where name.isHeading:
        result.append(.start(name.twoLevelsDown, attributes))
      case .end(let name) where name.isHeading: result.append(.end(name.twoLevelsDown))
      case .start("a", let attributes):
        let address = attributes["href"] ?? ""
        openLinks.append(address.isAllowed)
        if address.isAllowed { result.append(.start("a", ["href": address])) }
      case .end("a"): if openLinks.popLast() == true { result.append(token) }
      case .start("img", let attributes):
        let alt = attributes["alt"] ?? ""
        result.append(.text(alt.isEmpty ? "image" : "image: \(alt)"))
      case .start("code", let attributes):
        let isPlain = attributes["class"]?.wholeMatch(of: /language-[a-zA-Z0-9-]+/) != nil
        result.append(.start("code", isPlain ? attributes : [:]))
      default: result.append(token)
      }
    }
    return result.folded
  }

  /// Neighbouring texts joined, and white space that separates blocks taken out.
  private var folded: [HTMLToken] {
    var result: [HTMLToken] = []
    for token in self {
      if case .text(let next) = token, case .text(let text) = result.last {
        result[result.count - 1] = .text(text + next)
      } else {
        result.append(token)
      }
    }
    var isCode = false
    return result.compactMap { token in
      switch token {
      case .start("pre", _): isCode = true
      case .end("pre"): isCode = false
      case .text(let text) where !isCode:
        let words = text.split(whereSeparator: { " \n".contains($0) }).joined(separator: " ")
        return words.isEmpty ? nil : .text(words)
      default: break
      }
      return token
    }
  }
}

extension String {
  fileprivate var isHeading: Bool { wholeMatch(of: /h[1-6]/) != nil }
  fileprivate var twoLevelsDown: String { "h\(min((Int(suffix(1)) ?? 6) + 2, 6))" }
  fileprivate var isAllowed: Bool {
    prefixMatch(of: /(?i)https?:\/\/[^\/\\?#]|mailto:.|#/) != nil
  }
}
