import ReportPages
import Testing

@Test(arguments: markupCases)
func `a note is written as markup of our own`(markdown: String, html: String) {
  #expect(rendered(markdown) == html + "\n")
}

private let markupCases: [(String, String)] = [
  ("# One", "<h3>One</h3>"),
  ("## Two", "<h4>Two</h4>"),
  ("###### Six", "<h6>Six</h6>"),
  ("a *b* **c** ~~d~~", "<p>a <em>b</em> <strong>c</strong> <del>d</del></p>"),
  ("`<b>`", "<p><code>&lt;b&gt;</code></p>"),
  ("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>"),
  ("<div id=x>\n", "<pre class=\"note-html\" tabindex=\"0\">&lt;div id=x&gt;\n</pre>"),
  ("```swift\nlet a\n```", "<pre><code class=\"language-swift\">let a\n</code></pre>"),
  ("```\"><script> x\na\n```", "<pre><code>a\n</code></pre>"),
  ("3. a\n4. b", "<ol start=\"3\">\n<li>a\n</li>\n<li>b\n</li>\n</ol>"),
  (
    "- [x] a\n- [ ] b",
    """
    <ul>
    <li class="task"><input type="checkbox" aria-label="done" disabled checked> a
    </li>
    <li class="task"><input type="checkbox" aria-label="open" disabled> b
    </li>
    </ul>
    """
  ),
  (
    "|a|b|c|d|\n|-|:-|:-:|-:|\n|1|2|3|4|\n|5|\n",
    """
    <table>
    <thead>
    <tr><th>a</th><th class="align-left">b</th><th class="align-center">c</th>\
    <th class="align-right">d</th></tr>
    </thead>
    <tbody>
    <tr><td>1</td><td class="align-left">2</td><td class="align-center">3</td>\
    <td class="align-right">4</td></tr>
    <tr><td>5</td><td class="align-left"></td><td class="align-center"></td>\
    <td class="align-right"></td></tr>
    </tbody>
    </table>
    """
  ),
  ("www.a.example http://a.example", "<p>www.a.example http://a.example</p>"),
  ("a[^1]\n\n[^1]: b c", "<p>a[^1]</p>\n<p>[^1]: b c</p>"),
]

@Test(arguments: linkCases)
func `a link shows where it goes and goes nowhere unusual`(markdown: String, html: String) {
  #expect(rendered(markdown) == "<p>\(html)</p>\n")
}

private let linkCases: [(String, String)] = [
  ("<http://a.example/>", "\(link("http://a.example/"))http://a.example/</a>"),
  ("<a@b.example>", "\(link("mailto:a@b.example"))a@b.example</a>"),
  ("[x](#cost)", "\(link("#cost"))x</a>\(url("#cost"))"),
  ("[x](HTTPS://a.example)", "\(link("HTTPS://a.example"))x</a>\(url("HTTPS://a.example"))"),
  (
    "[http://good.example](http://evil.example)",
    "\(link("http://evil.example"))http://good.example</a>\(url("http://evil.example"))"
  ),
  (
    "[x](http://a.example/é \"a \\\" title\")",
    """
    \(link("http://a.example/%C3%A9"))x</a>\
    \(url("http://a.example/%C3%A9 &quot;a &quot; title&quot;"))
    """
  ),
  (
    "![a *chart*](https://a.example/p.png)",
    "\(link("https://a.example/p.png"))image: a chart</a>\(url("https://a.example/p.png"))"
  ),
  ("![](/p.png)", "image\(url("/p.png"))"),
  (
    "[![a](http://a.example/1)](http://a.example/2)",
    """
    \(link("http://a.example/2"))image: a\(url("http://a.example/1"))</a>\
    \(url("http://a.example/2"))
    """
  ),
  ("[x](javascript:alert(1))", "x\(url("javascript:alert(1)"))"),
  ("[x](//a.example)", "x\(url("//a.example"))"),
  ("[x](http:a.example)", "x\(url("http:a.example"))"),
  ("[x](<http:///a.example>)", "x\(url("http:///a.example"))"),
  ("[x](<\u{A0}http://a.example>)", "x\(url("\u{A0}http://a.example"))"),
  ("<irc://a.example>", "irc://a.example"),
]

@Test func `a quote with an accent on it stays escaped`() {
  let attack = "\"\u{301} onmouseover=alert(1) x=\"\u{301}"
  let escaped = "&quot;\u{301} onmouseover=alert(1) x=&quot;\u{301}"
  #expect(rendered(attack) == "<p>\(escaped)</p>\n")
  #expect(rendered("[x](<http://a.example/\(attack)>)").contains("\" onmouseover") == false)
  #expect(rendered("```\(attack)\n```") == "<pre><code></code></pre>\n")
}

@Test func `hostile notes give no tag, attribute or scheme that is not on the list`() throws {
  struct Case: Decodable { var s: String }
  let cases = try fixtureLines("hostile-notes.jsonl", of: Case.self)
  #expect(cases.count == 601)
  for note in cases.map(\.s) {
    let html = renderMarkdown(note).bytes
    let tokens = try #require(try? scanHTML(html), "\(note)")
    #expect(tokens.unlisted.isEmpty, "\(note)")
    #expect(tokens.isBalanced, "\(note)")
  }
}

private func rendered(_ markdown: String) -> String {
  String(decoding: renderMarkdown(markdown).bytes, as: UTF8.self)
}

private func link(_ address: String) -> String {
  "<a href=\"\(address)\" rel=\"noopener noreferrer nofollow\">"
}

private func url(_ address: String) -> String { "<span class=\"note-url\"> (\(address))</span>" }

extension [HTMLToken] {
  /// Tags with something about them that no note may have.
  var unlisted: [HTMLToken] {
    filter { token in
      guard case .start(let name, let attributes) = token else { return false }
      guard let keys = Self.allowed[name] else { return true }
      return attributes.contains { !keys.contains($0) || !Self.isHarmless($0, $1) }
    }
  }

  var isBalanced: Bool {
    var open: [String] = []
    for token in self {
      switch token {
      case .start(let name, _): if !["hr", "br", "input"].contains(name) { open.append(name) }
      case .end(let name): if open.popLast() != name { return false }
      case .text: break
      }
    }
    return open.isEmpty
  }

  private static let allowed: [String: Set<String>] = [
    "h3": [], "h4": [], "h5": [], "h6": [], "p": ["class"], "blockquote": [], "hr": [], "br": [],
    "ul": [], "ol": ["start"], "li": ["class"], "pre": ["class", "tabindex"], "code": ["class"],
    "em": [], "strong": [], "del": [], "span": ["class"], "a": ["href", "rel"],
    "input": ["type", "aria-label", "disabled", "checked"],
    "table": [], "thead": [], "tbody": [], "tr": [], "th": ["class"], "td": ["class"],
  ]

  private static func isHarmless(_ key: String, _ value: String) -> Bool {
    switch key {
    case "href":
      value.wholeMatch(of: /(?i)(https?:\/\/[^\/\\?#]|mailto:|#)[!-~]*/) != nil
    case "rel": value == "noopener noreferrer nofollow"
    case "type": value == "checkbox"
    default: value.wholeMatch(of: /[a-z0-9-]*/) != nil
    }
  }
}
