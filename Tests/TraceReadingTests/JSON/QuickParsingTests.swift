import CSimdJSON
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// What is read in a quicker way is read as it is in the plain one.
struct QuickParsingTests {
  private func read(_ text: [UInt8], isPadded: Bool) -> Result<JSONValue, JSONProblem> {
    let parser = JSONParser(maxDepth: 6)
    let padding = [0x0A] + Array(repeating: UInt8(ascii: "]"), count: LineParser.padding)
    return (text + (isPadded ? padding : [])).withUnsafeBufferPointer { bytes in
      do throws(JSONProblem) {
        let text = UnsafeBufferPointer(rebasing: bytes[..<text.count])
        return .success(try parser.parse(text, isPadded: isPadded).value)
      } catch { return .failure(error) }
    }
  }

  @Test func `a document with room behind it is read, or refused, as without`() {
    var json = RandomJSON(seed: 21)
    for _ in 0..<5_000 {
      let document = json.value(depth: 8)
      let text = json.isDamaged() ? json.damaged(document) : Array(document.utf8)
      #expect(read(text, isPadded: true) == read(text, isPadded: false), "\(document)")
    }
  }

  private func found(in line: String, by parser: LineParser) throws(JSONProblem) -> [String] {
    let text = Array((line + "\n").utf8) + Array(repeating: 0, count: LineParser.padding)
    return try text.withUnsafeBufferPointer { (text) throws(JSONProblem) -> [String] in
      parser.begin(UnsafeBufferPointer(rebasing: text[...line.utf8.count]))
      let line = try parser.parse(UnsafeBufferPointer(rebasing: text[..<line.utf8.count]))
      func described(_ value: LineValue) -> [String] {
        let bytes = String(decoding: value.rawBytes, as: UTF8.self)
        return ["\(value.path) \(bytes) \(value.contentHash)"] + value.inside.flatMap(described)
      }
      return line.map { described($0.root) } ?? []
    }
  }

  @Test func `in a line that was written by us the same is found as in any other`() throws {
    var json = RandomJSON(seed: 22)
    let paths = ["a", "b.c", "list[]", "list[].a", "c"]
    let checking = LineParser(paths: paths, maxDepth: 16)
    let trusting = LineParser(paths: paths, maxDepth: 16, isWritten: true)
    for _ in 0..<5_000 {
      let line = json.object(depth: 6)
      #expect(try found(in: line, by: trusting) == found(in: line, by: checking), "\(line)")
    }
  }

  @Test(arguments: 1...6)
  func `a line of ours that is nested too deeply is refused like any other`(depth: Int) throws {
    let line =
      #"{"x":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
    let parser = LineParser(paths: ["a"], maxDepth: 4, isWritten: true)
    if depth < 4 {
      #expect(try found(in: line, by: parser).count == 1)
    } else {
      #expect(throws: JSONProblem.self) { try found(in: line, by: parser) }
    }
  }

  @Test func `escapes are checked and read wherever they stand in a string`() throws {
    let good: [(String, String)] = [
      (#"\""#, "\""), (#"\\"#, "\\"), (#"\/"#, "/"), (#"\n"#, "\n"), (#"\t"#, "\t"),
      (#"\u0041"#, "A"), (#"\u00e9"#, "é"), (#"\ud83d\ude00"#, "😀"), (#"\ud83d"#, "\u{FFFD}"),
    ]
    let bad = [#"\x"#, #"\u12g4"#, #"\u-"#, #"\ "#, #"\N"#, #"\é"#]
    // Some processors do it by instructions that few have; on those the usual way counts too.
    defer { cjson_use_plain_escapes(false) }
    for isPlain in [false, true] {
      cjson_use_plain_escapes(isPlain)
      var numbers = SeededNumbers(seed: 23)
      for _ in 0..<5_000 {
        var (written, expected) = ("", "")
        for _ in 0..<Int(numbers.next() % 8) {
          let plain = String(repeating: "a", count: Int(numbers.next() % 40))
          let (escape, text) = numbers.pick(good)
          written += plain + escape
          expected += plain + text
        }
        let text = Array("[\"\(written)-\"]".utf8)
        #expect(try read(text, isPadded: false).get() == .array([.string(expected + "-")]))
        let damaged = Array("[\"\(written)\(numbers.pick(bad))\(written)\"]".utf8)
        #expect(throws: JSONProblem.self) { try read(damaged, isPadded: false).get() }
      }
    }
  }

  @Test func `each of many members is found by its name, and no other`() throws {
    var numbers = SeededNumbers(seed: 24)
    let parser = JSONParser()
    for count in [0, 1, 2, 5, 31, 33, 200] {
      let members = (0..<count).map { number in
        let key = numbers.chance(20) ? "\\u0061\(number % 40)" : "a\(number % 40)"
        return "\"\(key)\":\(number)"
      }
      let text = Array("{\(members.joined(separator: ","))}".utf8)
      try text.withUnsafeBufferPointer { text in
        let object = try parser.parse(text)
        func last(_ name: Int) -> Int64? { (0..<count).last { $0 % 40 == name }.map(Int64.init) }
        #expect(object["a0"]?.integer == last(0))
        #expect(object["a1"]?.integer == last(1))
        #expect(object["a17"]?.integer == last(17))
        #expect(object["a39"]?.integer == last(39))
        #expect(object["a40"] == nil && object["a"] == nil && object[""] == nil)
      }
    }
  }
}
