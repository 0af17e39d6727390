import TestSupport
import Testing
import TraceModel

struct InstantReaderTests {
  private func read(_ text: String, _ reader: inout InstantReader) -> Int64? {
    Array(text.utf8).withUnsafeBufferPointer { reader.nanoseconds($0) }
  }

  @Test func `one time after another is read as each by itself`() {
    var numbers = SeededNumbers(seed: 5)
    var reader = InstantReader()
    var times = 0
    for _ in 0..<20_000 {
      let text = numbers.chance(60) ? numbers.time() : numbers.damaged(numbers.time())
      let expected = Instant(text)?.nanoseconds
      #expect(read(text, &reader) == expected, "\(text)")
      if expected != nil { times += 1 }
    }
    #expect(times > 10_000)
  }

  @Test(arguments: [
    "1678-01-01T00:00:00Z", "1677-12-31T23:59:59.999999999Z", "2261-12-31T23:59:59.999999999Z",
    "2261-12-31T23:59:59-00:01", "2262-01-01T00:00:00Z", "1678-01-01T00:30:00+01:00",
    "2016-12-31T23:59:60Z", "2016-12-31T22:59:60-01:00", "2016-12-31T23:58:60Z",
    "2026-02-29T00:00:00Z", "2024-02-29T24:00:00Z", "2026-11-16t09:12:03z",
    "2026-11-16T09:12:03.1234567890Z", "2026-11-16T09:12:03.1234567891Z", "2026-11-16T09:12:03.Z",
    "2026-11-16 09:12:03Z", "2026-11-16T09:12:03", "2026-11-16T09:12:03+0100", "",
    "\0\0\0\0\0\0\0\0\0\0T00:00:00Z",
  ])
  func `an odd time is read as it is by itself, also behind others`(text: String) {
    var reader = InstantReader()
    for before in ["", "2026-11-16T09:12:03.5Z", "1678-01-01T12:00:00Z", text] {
      _ = read(before, &reader)
      #expect(read(text, &reader) == Instant(text)?.nanoseconds, "\(text) behind \(before)")
    }
  }
}

extension SeededNumbers {
  private mutating func number(_ range: ClosedRange<Int>, digits: Int) -> String {
    let text = String(Int.random(in: range, using: &self))
    return String(repeating: "0", count: digits - text.count) + text
  }

  fileprivate mutating func time() -> String {
    let year = chance(5) ? number(1600...2300, digits: 4) : "2026"
    let date =
      "\(year)-\(number(1...12, digits: 2))-\(number(1...(chance(5) ? 32 : 28), digits: 2))"
    let time =
      "\(number(0...(chance(3) ? 24 : 23), digits: 2)):\(number(0...59, digits: 2))"
      + ":\(number(0...(chance(3) ? 60 : 59), digits: 2))"
    let fraction =
      chance(70) ? "." + number(0...999_999_999, digits: 9).prefix(Int(next() % 9) + 1) : ""
    let zone =
      chance(60) ? "Z" : "\(pick(["+", "-"]))\(number(0...14, digits: 2)):\(pick(["00", "30"]))"
    return "\(date)T\(time)\(fraction)\(zone)"
  }

  fileprivate mutating func damaged(_ text: String) -> String {
    var bytes = Array(text.utf8)
    let place = Int.random(in: bytes.indices, using: &self)
    switch next() % 3 {
    case 0: bytes[place] = UInt8(pick(Array("0123459:-+.TZtz \u{7F}".utf8)))
    case 1: bytes.remove(at: place)
    default: bytes.insert(pick(Array("0:-.Z".utf8)), at: place)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
