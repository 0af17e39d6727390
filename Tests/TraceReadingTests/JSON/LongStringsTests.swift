import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// Lines that were put together by us, whose long strings are passed over.
struct LongStringsTests {
  @Test(arguments: 0..<20)
  func `what is found is the same as where every byte was looked at`(seed: Int) throws {
    var random = SeededNumbers(seed: UInt64(seed))
    var lines = Lines()
    for _ in 0..<8 { lines.add(&random) }
    #expect(!lines.strings.isEmpty)
    let passed = try found(in: lines.bytes, around: lines.strings)
    #expect(passed == (try found(in: lines.bytes, around: [])))
    #expect(passed.count == 24)
  }

  @Test func `strings that are none are not believed`() throws {
    var random = SeededNumbers(seed: 1)
    var lines = Lines()
    for _ in 0..<3 { lines.add(&random) }
    let expected = try found(in: lines.bytes, around: [])
    let one = lines.strings[0]
    for wrong in [
      LongString(start: one.start + 1, length: one.length),
      LongString(start: one.start, length: one.length - 2),
      LongString(start: 0, length: 4), LongString(start: .max, length: .max),
      LongString(start: one.start, length: .max),
    ] {
      #expect(try found(in: lines.bytes, around: [wrong]) == expected)
    }
    #expect(try found(in: lines.bytes, around: lines.strings.reversed()) == expected)
  }

  /// The hash of each line, of the object in it and of the text in that.
  private func found(in bytes: [UInt8], around strings: [LongString]) throws -> [ContentHash] {
    let parser = LineParser(paths: ["a", "a.text"], maxDepth: 20, isWritten: true)
    var padded = bytes + Array(repeating: 0, count: LineParser.padding)
    return try padded.withUnsafeMutableBufferPointer { padded in
      let block = UnsafeBufferPointer(rebasing: padded[..<bytes.count])
      return try strings.withUnsafeBufferPointer { strings in
        parser.begin(block, around: strings)
        var hashes: [ContentHash] = []
        var start = 0
        while let end = block[start...].firstIndex(of: 0x0A) {
          let line = try #require(try parser.parse(.init(rebasing: block[start..<end])))
          let object = try #require(line.last(at: 1))
          let text = try #require(line.last(at: 2))
          hashes += [line.root.contentHash, object.contentHash, text.contentHash]
          start = end + 1
        }
        return hashes
      }
    }
  }

  private struct Lines {
    var bytes: [UInt8] = []
    var strings: [LongString] = []

    mutating func add(_ random: inout SeededNumbers) {
      bytes += Array(#"{"n":1.5,"a":{"list":["#.utf8)
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        write(&random)
        bytes.append(UInt8(ascii: ","))
      }
      bytes += Array(#"{"x":null}],"text":"#.utf8)
      write(&random)
      bytes += Array("},\"after\" : \"\\\\\"}\n".utf8)
    }

    private mutating func write(_ random: inout SeededNumbers) {
      let pieces = [
        "word ", "{", "]", ",", #"\""#, #"\\"#, #"\n"#, "ü", "東", "\u{1F45F}", #"\u00e9"#,
      ]
      let text = (0..<Int.random(in: 0...900, using: &random)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &random)]
      }.joined()
      bytes.append(UInt8(ascii: "\""))
      if text.utf8.count >= 64 {
        strings.append(LongString(start: UInt32(bytes.count), length: UInt32(text.utf8.count)))
      }
      bytes += Array(text.utf8)
      bytes.append(UInt8(ascii: "\""))
    }
  }
}
