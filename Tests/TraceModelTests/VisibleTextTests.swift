import Testing
import TraceModel

struct VisibleTextTests {
  // Not as arguments of the test, which would print them to the log.
  private let hostileTexts = [
    ("\u{1B}[2J\u{1B}[H", #"\u{1B}[2J\u{1B}[H"#),
    ("\u{1B}]0;pwned\u{7}", #"\u{1B}]0;pwned\u{7}"#),
    ("\u{9B}31mred", #"\u{9B}31mred"#),
    ("FAIL\u{8}\u{8}PASS\u{7F}", #"FAIL\u{8}\u{8}PASS\u{7F}"#),
    ("3 leaks\r0 leaks", #"3 leaks\u{D}0 leaks"#),
    ("a\nforged: line\r\n", #"a\u{A}forged: line\u{D}\u{A}"#),
    ("tab\tnull\u{0}", #"tab\u{9}null\u{0}"#),
    ("user\u{202E}gpj.exe\u{2066}", #"user\u{202E}gpj.exe\u{2066}"#),
    ("a\u{2028}b\u{2029}c\u{85}", #"a\u{2028}b\u{2029}c\u{85}"#),
    ("\u{200E}\u{200F}\u{61C}", #"\u{200E}\u{200F}\u{61C}"#),
  ]

  @Test func `what steers a terminal is written out`() {
    for (text, shown) in hostileTexts {
      #expect(visible(text) == shown)
    }
  }

  @Test(arguments: ["", "plain", "naïve café", "e\u{301}", "שלום", "日本語", "👩‍👩‍👧", #"C:\new"#])
  func `what people write stays as it is`(text: String) {
    #expect(Array(visible(text).utf8) == Array(text.utf8))
  }

  @Test func `no character below the letters of a script gets through`() {
    for value in UInt32(0)...0x2FFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let isForbidden =
        value < 0x20 || (0x7F...0x9F).contains(value) || [0x2028, 0x2029].contains(value)
        || scalar.properties.isBidiControl
      #expect(visible(String(scalar)).unicodeScalars.contains(scalar) != isForbidden)
    }
  }
}
