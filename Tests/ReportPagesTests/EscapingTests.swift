import Foundation
import Testing

@testable import ReportPages

@Suite struct EscapingTests {
  @Test func `a quote with an accent on it cannot end an attribute`() throws {
    let value = "\"\u{301} onmouseover=alert(1) x=\"\u{301}"
    let page = try render("<p title=\"{{value}}\">{{value}}</p>", value)

    #expect(
      page == """
        <p title="&quot;\u{301} onmouseover=alert(1) x=&quot;\u{301}">\
        &quot;\u{301} onmouseover=alert(1) x=&quot;\u{301}</p>
        """)
  }

  @Test(arguments: hostileTexts)
  func `hostile text is shown and nothing else`(_ text: String) throws {
    let texts = try render("{{value}}", text)
    let plain = try render("<a title=\"{{value}}\">", text).dropFirst(10).dropLast(2)

    let markup = texts.replacing(label, with: "").utf8
    #expect(!markup.contains { "<>\"'`".utf8.contains($0) })
    #expect(!plain.utf8.contains { "<>\"'`".utf8.contains($0) })
    #expect(!texts.unicodeScalars.contains(where: isForbidden))
    #expect(!plain.unicodeScalars.contains(where: isForbidden))
    #expect(Array(decoded(texts).utf8) == Array(text.utf8))
  }

  @Test(arguments: [
    ("refund\u{202E}fdp", "refund<span class=\"ctl\">U+202E</span>fdp"),
    ("a\u{0}b\u{1B}[31m\rc", "a[U+0000]b[U+001B][31m[U+000D]c"),
    ("line\r\nline\tend", "line\r\nline\tend"),
    ("mod\u{200D}el", "mod<span class=\"ctl\">U+200D</span>el"),
    ("👩\u{200D}💻", "👩\u{200D}💻"),
    ("می\u{200C}خواهم", "می\u{200C}خواهم"),
    ("क्\u{200D}ष", "क्\u{200D}ष"),
    ("soft\u{AD}hyphen é ü 漢字 かな", "soft<span class=\"ctl\">U+00AD</span>hyphen é ü 漢字 かな"),
    ("tag\u{E0041}", "tag<span class=\"ctl\">U+E0041</span>"),
    ("שלום عليكم", "שלום عليكم"),
  ])
  func `what would not show becomes a label and other text stays`(
    _ text: String, _ expected: String
  ) throws {
    let context: EscapeContext = expected.contains("[U+") ? .plain : .text
    var buffer: [UInt8] = []
    appendEscaped(text, to: &buffer, in: context)

    #expect(buffer == Array(expected.utf8))
  }

  @Test(arguments: [
    ("traces/a-1.html#step-2", true), ("../index.html", true), ("#step-2", true),
    ("https://example.test/?q=a:b", true), ("mailto:a@b.example", true), ("", true),
    ("javascript:alert(1)", false), ("JaVaScRiPt:alert(1)", false), (" javascript:x", false),
    ("java\tscript:alert(1)", false), ("\u{1}javascript:x", false), ("//host/x", false),
    ("/\\host", false), ("\\\\host", false), ("data:text/html,x", false), ("vscode://x", false),
  ])
  func `only relative, web and mail addresses become links`(
    _ address: String, _ isKept: Bool
  ) throws {
    #expect(
      try render("<a href=\"{{value}}\">x</a>", address)
        == "<a href=\"\(isKept ? address : "#")\">x</a>")
  }

  @Test func `an address is checked behind parts that may be empty`() throws {
    #expect(
      try render("<a href=\"{{^isFar}}../{{/isFar}}{{value}}\">", "javascript:x")
        == "<a href=\"../#\">")
    #expect(
      try render("<a href=\"t.html#{{value}}\">", "a:b") == "<a href=\"t.html#a:b\">")
  }

  @Test func `only the first value behind a pre gets a line end`() throws {
    #expect(try render("<pre>{{value}}{{value}}</pre>", "x") == "<pre>\nxx</pre>")
  }

  @Test func `a data block cannot end its script`() {
    let island = HTML.dataIsland(#"{"a":"</script><!--&"# + "\u{2028}\u{2029}\"}")

    #expect(
      String(decoding: island.bytes, as: UTF8.self)
        == #"{"a":"\u003c/script\u003e\u003c!--\u0026\u2028\u2029"}"#)
  }

  @Test func `text in a title or a drawing carries no tags`() throws {
    let value = "a\u{202E}b"
    #expect(try render("<title>{{value}}</title>", value) == "<title>a[U+202E]b</title>")
    #expect(
      try render("<svg><text>{{value}}</text></svg>{{value}}", value)
        == "<svg><text>a[U+202E]b</text></svg>a<span class=\"ctl\">U+202E</span>b")
  }

  @Test func `a line end at the start of preformatted text is kept`() throws {
    #expect(
      try render("<pre class=\"raw\">{{value}}</pre>", "\nx") == "<pre class=\"raw\">\n\nx</pre>")
  }
}

private struct One: TemplateData {
  var value: String
  static let fields: [TemplateField<One>] = [
    .text("value") { $0.value },
    .flag("isFar") { _ in false },
  ]
}

private func render(_ source: String, _ value: String) throws -> String {
  let template = try Template<One>("t", from: TemplateSources(["templates/t.mustache": source]))
  return String(decoding: template.render(One(value: value)).bytes, as: UTF8.self)
}

private nonisolated(unsafe) let label = /<span class="ctl">U\+([0-9A-F]{4,6})<\/span>/
  .matchingSemantics(.unicodeScalar)

/// The text a browser shows, with labels turned back into what they stand for.
private func decoded(_ html: String) -> String {
  var text = html.replacing(label) { match in
    UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? "?"
  }
  let references = [
    ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#96;", "`"), ("&amp;", "&"),
  ]
  for (reference, character) in references {
    text = String(decoding: replace(reference, character, in: Array(text.utf8)), as: UTF8.self)
  }
  return text
}

/// By bytes, because a reference followed by an accent is not found by `Character`.
private func replace(_ reference: String, _ character: String, in bytes: [UInt8]) -> [UInt8] {
  let pattern = Array(reference.utf8)
  var result: [UInt8] = []
  var index = 0
  while index < bytes.count {
    if bytes[index...].starts(with: pattern) {
      result += character.utf8
      index += pattern.count
    } else {
      result.append(bytes[index])
      index += 1
    }
  }
  return result
}

private func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x00...0x08, 0x0B, 0x0C, 0x0E...0x1F, 0x7F...0x9F, 0x61C, 0x200B, 0x200E, 0x200F: true
  case 0x2028...0x202E, 0x2060, 0x2066...0x2069, 0xFEFF, 0xAD, 0xE0000...0xE007F: true
  default: false
  }
}

/// Our own cases, and the shared collections when they are beside the package.
private let hostileTexts: [String] = {
  let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let hostile = package.deletingLastPathComponent().appending(path: "shared/data/hostile")
  let shared = ["xss", "unicode"].flatMap { folder in
    let folder = hostile.appending(path: folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().flatMap { texts(in: folder.appending(path: $0)) }
  }
  return texts(in: package.appending(path: "Tests/ReportPagesTests/Fixtures/hostile.jsonl"))
    + shared
}()

private func texts(in file: URL) -> [String] {
  guard let data = try? Data(contentsOf: file) else { return [] }
  return data.split(separator: 0x0A).compactMap { line in
    (try? JSONDecoder().decode([String: JSON].self, from: line))?["s"]?.string
  }
}
