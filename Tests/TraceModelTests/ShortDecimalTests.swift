import TestSupport
import Testing
import TraceModel

struct ShortDecimalTests {
  /// The figure as the short reader takes it; what stands behind it must make no difference.
  private func short(_ text: String) -> ShortDecimal? {
    let found = ["", "9999999999", ".5e-17777", "\0\0\0\0\0\0\0\0"].map { behind in
      let bytes = Array((text + behind).utf8) + Array(repeating: 0x20, count: 8)
      return bytes.withUnsafeBufferPointer {
        ShortDecimal(paddedDigits: UnsafeBufferPointer(rebasing: $0[..<text.utf8.count]))
      }
    }
    #expect(found.allSatisfy { $0 == found[0] }, "\(text)")
    return found[0]
  }

  @Test(arguments: [
    ("0", 0, 0), ("12", 12, 0), ("-7", -7, 0), ("0.0001244", 1244, 7), ("12.50", 125, 1),
    ("0.000000090000", 9, 8), ("3.1e-07", 31, 8), ("1e3", 1000, 0), ("-0.0", 0, 0),
    ("4623.743", 4_623_743, 3), ("12345678", 12_345_678, 0),
    ("1234567890123456", 1_234_567_890_123_456, 0),
    ("0.1234567890123456", 1_234_567_890_123_456, 16), ("12345678.5", 123_456_785, 1),
    ("100.0", 100, 0), ("0.10e1", 1, 0),
  ])
  func `a figure as logs write it is read by the short reader`(
    text: String, mantissa: Int64, scale: Int
  ) {
    #expect(short(text)?.mantissa == mantissa)
    #expect(short(text)?.scale == scale)
  }

  @Test(arguments: [
    "", "-", ".", "1.", ".5", "1,5", "1e", "e1", "1e+", "1.2.3", " 1", "1 ", "--1", "0x1",
    "1e99999", "é",
  ])
  func `what it does not take is left to the exact reader`(text: String) {
    #expect(short(text) == nil)
  }

  @Test func `what it takes is what the exact reader reads`() {
    var numbers = SeededNumbers(seed: 3)
    var taken = 0
    for _ in 0..<20_000 {
      let text = numbers.chance(50) ? numbers.figure() : numbers.nearlyFigure()
      guard let short = short(text) else { continue }
      taken += 1
      #expect(ExactDecimal(short) == ExactDecimal(text), "\(text)")
      #expect(short.scale == 0 || short.mantissa % 10 != 0, "\(text)")
    }
    #expect(taken > 7_000)
  }
}

extension SeededNumbers {
  fileprivate mutating func digits(_ most: Int) -> String {
    String((0..<Int.random(in: 1...most, using: &self)).map { _ in pick(Array("0000123456789")) })
  }

  fileprivate mutating func figure() -> String {
    (chance(10) ? "-" : "") + digits(chance(90) ? 4 : 20)
      + (chance(70) ? "." + digits(chance(90) ? 12 : 22) : "")
      + (chance(20) ? pick(["e", "E"]) + pick(["-", "+", ""]) + digits(2) : "")
  }

  fileprivate mutating func nearlyFigure() -> String {
    String((0..<Int.random(in: 0...12, using: &self)).map { _ in pick(Array("0012345678.-+eE x")) })
  }
}
