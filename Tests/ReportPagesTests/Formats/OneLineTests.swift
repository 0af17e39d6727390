import Testing

@testable import ReportPages

/// Texts are cut on bytes; these are the same rules told by code points.
struct OneLineTests {
  @Test(arguments: [
    ("short", 10, "short"), ("a word too long", 10, "a word…"), ("abcdefghijklmnop", 4, "abcd…"),
    ("ééééé", 4, "éééé…"), ("", 0, ""), ("x", 0, "…"),
  ])
  func `a long text is cut at the end of a word`(text: String, limit: Int, expected: String) {
    #expect(clipped(text, to: limit) == expected)
  }

  @Test(arguments: [
    ("a\n b\t\tc ", 10, "a b c"), ("  \r\n ", 10, ""), ("one two three", 8, "one two…"),
    ("nbsp\u{A0}stays", 20, "nbsp\u{A0}stays"),
  ])
  func `line ends and tabs become one blank`(text: String, limit: Int, expected: String) {
    #expect(oneLine(text, upTo: limit) == expected)
  }

  @Test func `bytes are cut where code points would be`() {
    var numbers = Numbers(state: 7)
    let letters: [Unicode.Scalar] = [
      " ", " ", "a", "b", ".", "\n", "\t", "\r", "é", "\u{301}", "€", "😀", "\u{200D}", "\u{A0}",
      "\u{7F}", "\u{0}",
    ]
    for _ in 0..<20_000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...70, using: &numbers) {
        text.append(letters[Int.random(in: 0..<letters.count, using: &numbers)])
      }
      let limit = Int.random(in: 0...40, using: &numbers)
      #expect(clipped(String(text), to: limit).utf8.elementsEqual(cut(text, limit).utf8))
      #expect(oneLine(String(text), upTo: limit).utf8.elementsEqual(folded(text, limit).utf8))
      let paragraphs = String(text).paragraphs
      #expect(paragraphs.map { Array($0.utf8) } == lines(String(text)).map { Array($0.utf8) })
    }
  }

  private func cut(_ text: String.UnicodeScalarView, _ limit: Int) -> String {
    guard text.count > limit else { return String(text) }
    let end = text.index(text.startIndex, offsetBy: limit)
    let cut = text[..<end].suffix(20).lastIndex { $0 == " " } ?? end
    return String(text[..<cut]) + "…"
  }

  private func folded(_ text: String.UnicodeScalarView, _ limit: Int) -> String {
    let isPlain = text.allSatisfy { $0.isASCII && $0.value >= 0x20 && $0.value < 0x7F }
    if text.count <= limit, isPlain, text.first != " ", text.last != " ",
      !String(text).contains("  ")
    {
      return String(text)
    }
    var line = String.UnicodeScalarView()
    for scalar in cut(text, limit * 2).unicodeScalars {
      let isSpace = " \n\t\r".unicodeScalars.contains(scalar)
      if isSpace, line.last == " " || line.isEmpty { continue }
      line.append(isSpace ? " " : scalar)
    }
    if line.last == " " { line.removeLast() }
    return cut(line, limit)
  }

  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map(String.init).filter { $0.contains { !$0.isWhitespace } }
  }
}
