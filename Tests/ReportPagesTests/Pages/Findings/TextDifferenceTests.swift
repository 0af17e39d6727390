import Testing

@testable import ReportPages

struct TextDifferenceTests {
  /// Each line with its sign, what went or came within it in brackets.
  private func shown(_ old: String, _ new: String) -> [String]? {
    difference(from: old, to: new)?.map { line in
      let words = line.parts.map { $0.isChanged ? "[\($0.text)]" : $0.text }.joined()
      switch line.kind {
      case .same: return "  \(words)"
      case .removed: return "- \(words)"
      case .added: return "+ \(words)"
      case .skipped(let count): return "… \(count)"
      }
    }
  }

  @Test func `texts that are equal have no difference`() {
    #expect(shown("a\nb", "a\nb") == [])
  }

  @Test func `a changed word stands out in its line`() {
    #expect(
      shown("Answer in two sentences.", "Answer in three sentences.")
        == ["- Answer in [two] sentences.", "+ Answer in [three] sentences."])
  }

  @Test func `a line of other words is another line`() {
    #expect(
      shown("Be polite.", "Never guess numbers") == ["- Be polite.", "+ Never guess numbers"])
  }

  @Test func `lines far from a change are counted`() {
    let old = (1...9).map { "line \($0)" }.joined(separator: "\n")
    #expect(
      shown(old, old + "\nAlways say so.") == ["… 8", "  line 9", "+ Always say so."])
    #expect(
      shown(old, "Always say so.\n" + old) == ["+ Always say so.", "  line 1", "… 8"])
  }

  @Test func `letters that only look alike are a change`() {
    #expect(shown("caf\u{E9}", "cafe\u{301}")?.count == 2)
  }

  @Test func `lines that end in a carriage return are lines`() {
    #expect(shown("a\r\nb", "a\r\nc") == ["  a\r", "- b", "+ c"])
  }

  @Test func `texts too long to be compared say so`() {
    #expect(difference(from: String(repeating: "a", count: 70_000), to: "b") == nil)
    #expect(difference(from: String(repeating: "\n", count: 1001), to: "b") == nil)
  }
}
