import TestSupport
import Testing
import TraceModel

@testable import TraceReading

struct EventWriterTests {
  /// What one event says after `body` has put something into it.
  private func written(_ body: (inout EventWriter) throws -> Void) rethrows -> String {
    var events = EventWriter()
    events.begin()
    try body(&events)
    events.end()
    return String(decoding: events.written.dropLast(), as: UTF8.self)
  }

  @Test func `a text is read as it was written, wherever something must be escaped`() throws {
    let parser = JSONParser()
    for special in ["\"", "\\", "\n", "\t", "\u{0}", "\u{1F}", "\u{7F}", "é", "😀", "/"] {
      for length in 0..<20 {
        for place in 0...length {
          let text =
            String(repeating: "a", count: place) + special
            + String(repeating: "b", count: length - place) + special
          let line = Array(written { $0.put("text", text) }.utf8)
          let read = try line.withUnsafeBufferPointer { try parser.parse($0)["text"]?.string }
          #expect(read == text)
        }
      }
    }
  }

  @Test func `a text of two is one, whatever of it must be escaped`() {
    let line = written { events in
      events.put("name", "GET", " ", "/v1/models")
      events.put("odd", "a\"", ":", "\\b")
      events.put("id", "", "exchange:", "c1")
    }
    #expect(line == #"{"name":"GET /v1/models","odd":"a\":\\b","id":"exchange:c1"}"#)
  }

  @Test func `names and words of any length stay themselves`() {
    let line = written { events in
      events.open("a")
      events.put("bc", "x" as StaticString)
      events.put("def", "xy" as StaticString)
      events.put("twelve_long_", "seventeen letters" as StaticString)
      events.put("a_name_of_more_than_sixteen", "" as StaticString)
      events.close()
    }
    #expect(
      line
        == #"{"a":{"bc":"x","def":"xy","twelve_long_":"seventeen letters","a_name_of_more_than_sixteen":""}}"#
    )
  }

  @Test func `numbers are written with the digits that say them`() throws {
    var numbers = SeededNumbers(seed: 9)
    let parser = JSONParser()
    for _ in 0..<5_000 {
      // Of any size, with zeros at the end or without.
      let number = Int64(bitPattern: numbers.next() >> (numbers.next() % 64))
      let count = number / (numbers.chance(50) ? 1 : 1000) &* (numbers.chance(50) ? 1 : 1000)
      #expect(written { $0.put("n", count) } == "{\"n\":\(count)}")
      let sum = ExactDecimal(units: Int128(count) * (numbers.chance(20) ? 1_000_000 : 1))
      #expect(written { $0.put("n", number: sum) } == "{\"n\":\(sum)}")
      let nanoseconds = Int64(count.magnitude >> 1)
      let line = Array(written { $0.put("n", milliseconds: nanoseconds) }.utf8)
      let value = try line.withUnsafeBufferPointer { try parser.parse($0)["n"]?.decimal }
      #expect(value?.units == Int128(nanoseconds) * 1_000_000_000_000)
    }
  }

  @Test(arguments: [Int64.min, -1, 0, 1, 9, 10, 99, 100, 999_999_999_999_999_999, .max])
  func `a whole number of any size is written`(number: Int64) {
    #expect(written { $0.put("n", number) } == "{\"n\":\(number)}")
  }

  @Test func `hexadecimal ids are written in small letters, and others as they are`() throws {
    let parser = JSONParser()
    let digits = Array("0123456789ABCDEFabcdef")
    for length in [16, 32] {
      for place in 0..<length {
        for character in digits + Array("Gg@`/:x-é") {
          var id = Array(repeating: Character("A"), count: length)
          id[place] = character
          let text = String(id)
          let isID = digits.contains(character)
          let line = try Array(#"["\#(text)"]"#.utf8).withUnsafeBufferPointer { json in
            let node = try parser.parse(json).first
            return written { $0.put("id", id: node) }
          }
          #expect(line == #"{"id":"\#(isID ? text.lowercased() : text)"}"#)
        }
      }
    }
  }

  @Test(arguments: [
    "0", "1", "-1", "0.1", "0.000000000000000001", "12.000000000000000001", "-0.05", "18.446744",
    "18.446744073709551615", "18.446744073709551616", "170000000000", "-170000000000.5",
  ])
  func `an amount is written with the shortest digits that say it`(digits: String) throws {
    let amount = try #require(ExactDecimal(digits))
    #expect(written { $0.put("amount", number: amount) } == #"{"amount":\#(digits)}"#)
  }
}
