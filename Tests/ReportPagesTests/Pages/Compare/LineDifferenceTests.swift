import Testing

@testable import ReportPages

struct LineDifferenceTests {
  private func shown(_ a: String, _ b: String) -> [String] {
    LineDifference(a, b).lines.map { line in
      line.isSame ? "  \(line.a!.text)" : "\(line.a?.text ?? "") | \(line.b?.text ?? "")"
    }
  }

  @Test func `what both have stands side by side, and changed lines beside each other`() {
    #expect(shown("a\nb\nc", "a\nx\nc") == ["  a", "b | x", "  c"])
    #expect(shown("a\nc", "a\nb\nc") == ["  a", " | b", "  c"])
    #expect(shown("a\nb\nb2\nc", "a\nx\nc\nd") == ["  a", "b | x", "b2 | ", "  c", " | d"])
    #expect(shown("same", "same") == ["  same"])
  }

  @Test func `lines that differ only in how an accent is written differ`() {
    #expect(LineDifference("caf\u{E9}", "cafe\u{301}").onlyInA == 1)
  }

  @Test func `a prompt of very many lines is compared in their order`() {
    let long = (0..<5000).map { "line \($0)" }
    var other = long
    other[17] = "changed"
    let difference = LineDifference(
      long.joined(separator: "\n"), other.joined(separator: "\n"))
    #expect(difference.onlyInA == 1 && difference.onlyInB == 1)
    #expect(difference.lines.count == 5000)
  }
}
