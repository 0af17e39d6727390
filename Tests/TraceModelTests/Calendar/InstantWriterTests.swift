import TestSupport
import Testing
import TraceModel

struct InstantWriterTests {
  private func written(_ nanoseconds: Int64, by writer: inout InstantWriter) -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Instant.longestText) { text in
      let count = writer.write(nanoseconds, to: text.baseAddress!)
      return String(decoding: text[..<count], as: UTF8.self)
    }
  }

  @Test func `one time after another is written as each by itself`() {
    var numbers = SeededNumbers(seed: 6)
    var writer = InstantWriter()
    for _ in 0..<20_000 {
      let unit: Int64 = [1, 1000, 1_000_000, 1_000_000_000][Int(numbers.next() % 4)]
      let isNear = numbers.chance(70)
      let second = Int64(numbers.next() % (isNear ? 200_000 : 1_000_000_000))
      let part = Int64(numbers.next() % 1_000_000_000) / unit * unit
      let time = (numbers.chance(20) ? -1 : 1) * (second * 1_000_000_000 + part)
      #expect(written(time, by: &writer) == Instant(nanoseconds: time).description)
    }
  }

  @Test(arguments: [
    0, -1, 1, 999_999_999, 1_000_000_000, -86_400_000_000_000, 86_399_999_999_999,
    -9_214_560_000_000_000_000, 9_214_646_399_999_999_999, .min, .max,
  ])
  func `the ends of the calendar are written too`(time: Int64) {
    var writer = InstantWriter()
    #expect(written(time, by: &writer) == Instant(nanoseconds: time).description)
  }
}
