import Testing
import TraceReading

struct ReadYAMLTests {
  @Test func `values keep their text and their line`() throws {
    let value = try #require(
      readYAML(Array("version: 1.10\nlist:\n- yes\n- ~\n- \"~\"\n".utf8)).value)
    guard case .map(let entries) = value.content, entries.count == 2,
      case .list(let values) = entries[1].value.content
    else {
      Issue.record("not a map with a list: \(value)")
      return
    }
    #expect(entries.map(\.key) == ["version", "list"])
    #expect(entries.map(\.line) == [1, 2])
    #expect(entries[0].value.content == .text("1.10"))
    #expect(values.map(\.content) == [.text("yes"), .nothing, .text("~")])
    #expect(values.map(\.line) == [3, 4, 5])
  }

  @Test(arguments: [
    ("a: 1\nb: 2\na: 3\na: 4\nb: 5", [3, 4, 5]),
    ("x: {a: 1, \"a\": 2}", [1]),
    ("a: 1\r\na: 2\r\n", [2]),
    ("- a: 1\n  é: 2\n  é: 3\n- a: 1", [3]),
    ("data: {a: 1, data: 2, a: 3}\ndata: 1", [1, 2]),
  ])
  func `every repeated key is named`(text: String, lines: [Int]) {
    let (_, problems) = readYAML(Array(text.utf8))
    #expect(problems.map(\.line).sorted() == lines)
    for problem in problems {
      #expect(problem.message.contains("is already in line"), "\(problem)")
    }
  }

  @Test(arguments: [
    ("a: 1\nb: \u{7F}", 2), ("a: 1\n\nb: \u{0}", 3),
  ])
  func `a control character is named with its line`(text: String, line: Int) {
    #expect(readYAML(Array(text.utf8)).problems.map(\.line) == [line])
  }

  @Test func `what is not UTF-8 is named with its line`() {
    let (value, problems) = readYAML(Array("a: é\nb: ".utf8) + [0xC3, 0x28, 0x0A, 0xFF])
    #expect(value == nil)
    #expect(problems.map(\.line) == [2])
    #expect(problems.first?.message == "this line is not UTF-8; save the file as UTF-8")
  }

  @Test func `a file over 1 MB is refused`() {
    let (value, problems) = readYAML(Array(repeating: UInt8(ascii: "#"), count: 1_000_001))
    #expect(value == nil)
    #expect(problems.count == 1)
  }

  @Test(.timeLimit(.minutes(15)), arguments: HostileFile.all)
  func `a hostile file ends soon and without harm`(file: HostileFile) {
    let (_, problems) = readYAML(Array(file.text.utf8))
    #expect(problems.count <= 5000)
  }
}

struct HostileFile: CustomTestStringConvertible {
  let testDescription: String
  let text: String

  init(_ name: String, _ text: String) {
    testDescription = name
    self.text = text
  }

  static let all = [
    HostileFile("open brackets", String(repeating: "[", count: 999_999)),
    HostileFile("open braces", String(repeating: "{a: ", count: 200_000)),
    HostileFile("lists in lists", String(repeating: "- ", count: 400_000)),
    HostileFile("keys in keys", String(repeating: "? ", count: 400_000)),
    HostileFile(
      "deep indentation",
      (0..<1200).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")),
    HostileFile(
      "alias bomb",
      "a: &a [x]\n" + (0..<40).map { "b\($0): &a [*a, *a, *a]" }.joined(separator: "\n")),
    HostileFile("alias bomb as a key", "? &a [x]\n: 1\n? &b [*a, *a]\n: 1\n? [*b, *b]\n: 1"),
    HostileFile("one key repeated", (0..<30_000).map { "a: \($0)" }.joined(separator: "\n")),
    HostileFile("repeated keys", (0..<5000).map { "a\($0 / 2): x" }.joined(separator: "\n")),
    HostileFile("the private mark", "\u{E000}: 1\n\u{E000}1.1\u{E000}b: 2\n\u{E000}: 1"),
    HostileFile("a repeated key behind an escape", "\"a\\x62\": 1\nab: 2\n"),
    HostileFile("other line ends", "a\u{85}a: 1\u{2028}a: 2\u{2028}a: 3\r a: 4"),
    HostileFile("another version", "%YAML 9.9\n---\na: 1"),
    HostileFile("half a pair", "a: \"\\ud800\""),
    HostileFile("a tab", "\t- x"),
    HostileFile("a lone alias", "*"),
    HostileFile("a lone anchor", "&a"),
    HostileFile("a lone tag", "!<"),
  ]
}
