import Testing

@testable import casebook

struct ConsoleTests {
  @Test func `a message names its file and line`() {
    #expect(
      Console.line("'x' is no date; write it as 2026-11-16", file: "casebook.yml", line: 3)
        == "casebook: casebook.yml:3: 'x' is no date; write it as 2026-11-16\n")
    #expect(
      Console.line("cannot be opened; check its name", file: "a.jsonl")
        == "casebook: a.jsonl: cannot be opened; check its name\n")
    #expect(
      Console.line("no input is named; give one") == "casebook: no input is named; give one\n")
  }

  // Not as arguments of the test, which would print them to the log.
  private let hostileTexts = [
    "\u{1B}[2J", "a\n::error::b", "\r", "\u{9D}0;t\u{9C}", "\u{202E}", "\u{2028}",
  ]

  @Test func `a message is one line without control characters`() {
    for text in hostileTexts {
      let line = Console.line(text, file: text, line: 1)
      #expect(line.last == "\n")
      let isClean = line.dropLast().unicodeScalars.allSatisfy {
        $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0x2028
          && !$0.properties.isBidiControl
      }
      #expect(isClean, "\(line)")
    }
  }

  @Test(arguments: [
    (Exit.done, Int32(0)), (.gateFailed, 1), (.usage, 64), (.noUsableData, 65),
    (.cannotOpenInput, 66),
    (.cannotWriteOutput, 73), (.failedHalfWay, 74), (.locked, 75), (.denied, 77),
    (.badConfiguration, 78),
  ])
  func `an exit code has its number`(exit: Exit, number: Int32) {
    #expect(exit.rawValue == number)
  }
}
