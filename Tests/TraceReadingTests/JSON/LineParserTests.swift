import Testing
import TraceModel

@testable import TraceReading

struct LineParserTests {
  /// What is found in each line of a block: paths by number, with the bytes as written.
  private func found(_ paths: [String], in lines: [String]) -> [String] {
    let parser = LineParser(paths: paths, maxDepth: 16)
    var text = Array(lines.map { $0 + "\n" }.joined().utf8)
    let count = text.count
    text += Array(repeating: 0, count: LineParser.padding)
    return text.withUnsafeBufferPointer { text in
      let block = UnsafeBufferPointer(rebasing: text[..<count])
      parser.begin(block)
      return block.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map {
        line in
        do throws(JSONProblem) {
          guard let line = try parser.parse(UnsafeBufferPointer(rebasing: line)) else {
            return "blank"
          }
          return line.root.inside.map(described).joined(separator: " ")
        } catch {
          return "\(error.reason), at \(error.offset)"
        }
      }
    }
  }

  private func described(_ value: LineValue) -> String {
    let inside = value.inside.map(described).joined(separator: " ")
    return "\(value.path)=\(String(decoding: value.rawBytes, as: UTF8.self))"
      + (inside.isEmpty ? "" : "(\(inside))")
  }

  @Test func `of a line only the values at the paths asked for are found`() {
    let found = found(
      ["a", "b.c", "list[].x", "list", "list[]", "b"],
      in: [
        #"{"a":1,"z":{"a":2,"b":{"c":3}},"b":{"a":4,"c":"five"},"list":[{"x":6,"a":7},8,[9]]}"#,
        #"{"b":[{"c":1}],"list":{"x":2},"a":{"a":[3]}}"#, " [1] ", "", #"{"a":null}"#,
      ])
    #expect(
      found == [
        #"1=1 6={"a":4,"c":"five"}(2=five) 4=[{"x":6,"a":7},8,[9]](5={"x":6,"a":7}(3=6) 5=8 5=[9])"#,
        #"6=[{"c":1}] 4={"x":2} 1={"a":[3]}"#, "", "blank", "1=null",
      ])
  }

  @Test func `a key that is written with escapes is found all the same`() {
    let found = found(
      ["trace_id", "name"], in: [#"{"n\u0061me":1,"trace\u005fid":2,"nam":3,"":4,"names":5}"#])
    #expect(found == ["2=1 1=2"])
  }

  @Test(arguments: [
    (#"{"a":"torn"#, "a string without its closing quote; the line may be cut off, at 0"),
    (#"{"a":1,"#, "the line ends before its JSON does, at 7"),
    ("{", "the line ends before its JSON does, at 1"),
    ("{\"a\":\"\u{1}\"}", "a control character inside a string, at 0"),
    ("\0", "not a JSON value, at 0"), ("}", "not JSON, at 0"),
    (#"{"a":1}{"a":2}"#, "more text after the JSON value, at 7"),
    (#"{"a":01}"#, "not a JSON number, at 5"), (#"{"a":"\x"}"#, "not a JSON escape, at 5"),
  ])
  func `a bad line in a block rejects only itself, wherever it stands`(bad: String, reason: String)
  {
    let good = #"{"a":2}"#
    for place in 0...3 {
      var lines = Array(repeating: good, count: 3)
      var expected = Array(repeating: "1=2", count: 3)
      lines.insert(bad, at: place)
      expected.insert(reason, at: place)
      #expect(found(["a"], in: lines) == expected, "as line \(place)")
    }
  }
}
