import Foundation
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

  // MARK: Against the parser of whole documents

  private let paths = ["a", "b.c", "list[]", "list[].a", "a much longer key", "c", "c.c.c", ""]

  /// What a path leads to in a whole value, keys that repeat included.
  private func values(_ path: Substring, in value: JSONValue) -> [JSONValue] {
    if path.isEmpty { return [value] }
    if path.hasPrefix("[]") {
      guard case .array(let elements) = value else { return [] }
      return elements.flatMap { values(path.dropFirst(2), in: $0) }
    }
    let path = path.first == "." ? path.dropFirst() : path
    let key = path.prefix { $0 != "." && $0 != "[" }
    guard case .object(let members) = value else { return [] }
    return members.filter { $0.key == key }.flatMap {
      values(path.dropFirst(key.count), in: $0.value)
    }
  }

  private func all(_ value: LineValue) -> [LineValue] { [value] + value.inside.flatMap(all) }

  @Test func `what is found in a line is what the whole line has there`() throws {
    var json = RandomJSON(seed: 11)
    let paths = self.paths.filter { !$0.isEmpty }
    let parser = LineParser(paths: paths, maxDepth: 16)
    for _ in 0..<5_000 {
      let line = json.object()
      let whole = try readJSON(Array(line.utf8))
      let text = Array((line + "\n").utf8) + Array(repeating: 0, count: LineParser.padding)
      try text.withUnsafeBufferPointer { text in
        parser.begin(UnsafeBufferPointer(rebasing: text[...line.utf8.count]))
        let parsed = try #require(
          try parser.parse(UnsafeBufferPointer(rebasing: text[..<line.utf8.count])))
        for (number, path) in zip(1..., paths) {
          let expected = values(path[...], in: whole)
          let found = parsed.root.inside.flatMap(all).filter { Int($0.path) == number }
          #expect(try found.map { try value(of: $0) } == expected, "\(path) of \(line)")
          let last = try parsed.last(at: number).map { try value(of: $0) }
          #expect(last == expected.last, "\(path) of \(line)")
          for (value, expected) in zip(found, expected) {
            #expect(value.contentHash == (try hash(expected)), "\(path) of \(line)")
            #expect(value.saysNothing == saysNothing(expected), "\(path) of \(line)")
          }
        }
      }
    }
  }

  private func value(of found: LineValue) throws -> JSONValue {
    guard found.isString else { return try readJSON(Array(found.rawBytes)) }
    return .string(String(decoding: found.textBytes, as: UTF8.self))
  }

  private func hash(_ value: JSONValue) throws -> ContentHash {
    let parser = JSONParser()
    return try withExtendedLifetime(parser) {
      try value.canonicalBytes.withUnsafeBufferPointer { try parser.parse($0).contentHash }
    }
  }

  private func saysNothing(_ value: JSONValue) -> Bool {
    switch value {
    case .null: true
    case .string(let text): text.isEmpty
    case .array(let elements): elements.allSatisfy(saysNothing)
    case .object(let members): members.allSatisfy { saysNothing($0.value) }
    default: false
    }
  }

  @Test func `damaged lines among good ones are judged as each by itself`() throws {
    var json = RandomJSON(seed: 12)
    let parser = LineParser(paths: ["a", "list[].a"], maxDepth: 16)
    var rejected = 0
    for _ in 0..<500 {
      let lines = (0..<12).map { _ in
        let line = json.object()
        return json.isDamaged() ? json.damaged(line) : Array(line.utf8)
      }
      let text = lines.joined(separator: [0x0A]) + [0x0A]
      let padded = Array(text) + Array(repeating: 0x22, count: LineParser.padding)
      padded.withUnsafeBufferPointer { padded in
        let block = UnsafeBufferPointer(rebasing: padded[..<text.count])
        parser.begin(block)
        for line in block.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
          let line = UnsafeBufferPointer(rebasing: line)
          let expected = Result { try readJSON(line, maxDepth: 16) }
          let found = Result { try parser.parse(line).map { _ in } }
          let text = String(decoding: line, as: UTF8.self)
          switch (expected, found) {
          case (.success, .success(.some)): break
          case (.failure(let one), .failure(let other)):
            rejected += 1
            #expect(one as? JSONProblem == other as? JSONProblem, "\(text)")
          case (.failure(let one), .success(nil)):
            #expect((one as? JSONProblem)?.reason == "an empty line", "\(text)")
          default: Issue.record("\(expected) by itself, \(found) among others: \(text)")
          }
        }
      }
    }
    #expect(rejected > 500)
  }

  @Test func `what is JSON is what Foundation takes for it`() {
    var json = RandomJSON(seed: 13)
    var rejected = 0
    for _ in 0..<10_000 {
      let line = json.damaged(json.object())
      // Foundation refuses cut surrogates and numbers too large for a double, which a log may have,
      // and takes a NUL behind the end for the end.
      guard !line.contains(0), !line.contains(UInt8(ascii: "u")), !line.isEmpty else { continue }
      let isTaken = (try? readJSON(line)) != nil
      let isJSON =
        (try? JSONSerialization.jsonObject(with: Data(line), options: .fragmentsAllowed)) != nil
      #expect(isTaken == isJSON, "\(String(decoding: line, as: UTF8.self)) \(line)")
      if !isJSON { rejected += 1 }
    }
    #expect(rejected > 2000)
  }
}
