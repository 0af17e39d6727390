import Foundation
import Testing
import TraceModel

@testable import TraceReading

struct JSONLineTests {
  // MARK: What is JSON

  private struct Case: Decodable {
    let name: String
    let b64: Data
    let expect: String
  }

  @Test func `the whole of JSONTestSuite is accepted and rejected as RFC 8259 says`() throws {
    let fixture = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/json-test-suite.jsonl")
    let lines = try Data(contentsOf: fixture).split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 161)
    for line in lines {
      let test = try JSONDecoder().decode(Case.self, from: line)
      let isAccepted = (try? readJSON(Array(test.b64), maxDepth: 1000)) != nil
      switch test.expect {
      case "accept": #expect(isAccepted, "\(test.name)")
      case "reject": #expect(!isAccepted, "\(test.name)")
      default: break  // to read it without a crash is enough
      }
    }
  }

  @Test(arguments: [
    ("", "an empty line"), ("{", "the line ends before its JSON does"),
    ("[1,]", "not JSON"), ("[1] 2", "more text after the JSON value"),
    ("{\"a\":tru}", "not a JSON value"), ("[01]", "not a JSON number"),
    ("[\"\\x\"]", "not a JSON escape"), ("[\"a\tb\"]", "a control character inside a string"),
    ("{\"a\":\"b", "a string without its closing quote; the line may be cut off"),
  ])
  func `a line that is no JSON says why`(text: String, reason: String) {
    #expect { try readJSON(Array(text.utf8)) } throws: {
      ($0 as? JSONProblem)?.reason == reason
    }
  }

  @Test func `text that is not UTF-8 is no JSON`() {
    for bytes: [UInt8] in [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
    ] {
      #expect { try readJSON(bytes) } throws: { ($0 as? JSONProblem)?.reason == "not UTF-8" }
    }
  }

  @Test func `as many brackets may be open as the limit says, and no more`() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array(String(repeating: "[", count: depth).utf8)
        + Array(String(repeating: "]", count: depth).utf8)
    }
    _ = try readJSON(nested(256))
    #expect(throws: JSONProblem(reason: "nested too deeply", offset: 256)) {
      try readJSON(nested(257))
    }
    #expect(throws: JSONProblem.self) { try readJSON(Array(repeating: 0x5B, count: 100_000)) }
  }

  // MARK: What a value says

  @Test(arguments: ["0.10", "-0", "1e400", "12345678901234567890123456789.000", "1E+2"])
  func `a number keeps its digits`(digits: String) throws {
    #expect(try readJSON(Array("[\(digits)]".utf8)) == .array([.number(digits)]))
  }

  @Test(arguments: [
    (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u20AC""#, "é€"),
    (#""\ud83d\ude00""#, "😀"), (#""\ud83d""#, "\u{FFFD}"), (#""\ude00x""#, "\u{FFFD}x"),
    (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), (#""\ud83dA""#, "\u{FFFD}A"),
    (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\u0000""#, "\0"), (#""😀\u0301""#, "😀\u{301}"),
  ])
  func `a string's escapes are undone, and a cut surrogate becomes a mark`(
    json: String, text: String
  ) throws {
    guard case .string(let read) = try readJSON(Array(json.utf8)) else {
      Issue.record("not a string")
      return
    }
    #expect(Array(read.utf8) == Array(text.utf8))
  }

  // MARK: The content's hash

  private func hash(_ json: String) throws -> ContentHash {
    let parser = JSONParser()
    return try Array(json.utf8).withUnsafeBufferPointer { try parser.parse($0).contentHash }
  }

  @Test(arguments: [
    (#"{"a":1,"b":[true,null]}"#, #" { "b" : [ true , null ] , "a" : 1 } "#),
    (#"{"a":"é/\n"}"#, #"{"\u0061":"\u00e9\/\u000a"}"#),
    ("[1,100,0,0.5]", "[1.0,1e2,-0.00,5E-1]"), ("[1e3]", "[1000.000]"),
    ("[120]", "[12e+1]"), (#"["\ud800"]"#, #"["\ufffd"]"#),
    (
      "[1\(String(repeating: "0", count: 60))]", "[1e60]"
    ),
  ])
  func `the same content in another spelling has the same hash`(one: String, other: String) throws {
    #expect(try hash(one) == hash(other))
  }

  @Test func `other content has another hash`() throws {
    let values = [
      "null", "true", "false", "0", "1", "-1", "10", "0.1", "1e1000", "1e1001", "\"\"", "\"0\"",
      "\"null\"", "[]", "{}", "[[]]", "[{}]", "[null]", "[0]", "[1,2]", "[2,1]", "[12]",
      "[[1],2]", "[1,[2]]", #"{"a":1}"#, #"{"a":"1"}"#, #"{"a":2}"#, #"{"b":1}"#,
      #"{"a":{"b":1}}"#, #"{"a":1,"b":2}"#, #"{"a":2,"b":1}"#, #"["\u0065\u0301"]"#, #"["\u00e9"]"#,
      "[\"\(String(repeating: "a", count: 32))\"]", "[\"\(String(repeating: "a", count: 33))\"]",
    ]
    let hashes = try values.map(hash)
    #expect(Set(hashes).count == values.count)
    #expect(!hashes.contains(.none))
  }

  // MARK: Canonical bytes

  @Test func `canonical bytes have sorted keys, no white space and only needed escapes`() throws {
    let value = try readJSON(
      Array(#" { "b" : 1.50 , "a" : [ "\u00e9\/\u0001" , { } ] , "B" : null } "#.utf8))
    #expect(
      String(decoding: value.canonicalBytes, as: UTF8.self)
        == #"{"B":null,"a":["é/\u0001",{}],"b":1.50}"#)
  }
}
