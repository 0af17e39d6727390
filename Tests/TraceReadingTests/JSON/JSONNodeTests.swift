import Testing
import TraceModel

@testable import TraceReading

struct JSONNodeTests {
  private func withDocument(_ text: String, _ body: (JSONNode) throws -> Void) throws {
    let parser = JSONParser()
    try Array(text.utf8).withUnsafeBufferPointer { try body(parser.parse($0)) }
  }

  @Test(arguments: [
    (#"{"a":1,"b":2,"a":3}"#, "3"), (#"{"a":1,"a":null}"#, nil), (#"{"b":1}"#, nil),
    (#"{"\u0061":1}"#, "1"), (#"{"a":1,"\u0061":2}"#, "2"), (#"{"aa":1,"A":2,"":3}"#, nil),
    (#"{"b":{"a":1}}"#, nil), (#"["a",1]"#, nil), ("{}", nil),
  ])
  func `a member is the last of its name, unless that is null`(
    text: String, value: String?
  ) throws {
    try withDocument(text) { document in
      // Asked again, it is no longer looked for in the same way.
      for _ in 0..<2 {
        let found = document["a"].map { String(decoding: $0.rawBytes, as: UTF8.self) }
        #expect(found == value)
      }
    }
  }

  @Test func `an object that was looked into is not taken for another`() throws {
    let objects = (0..<40).map { #"{"name":{"id":\#($0)},"n\#($0 % 3)":\#($0)}"# }
    try withDocument("[\(objects.joined(separator: ","))]") { document in
      for _ in 0..<2 {
        for (number, object) in document.elements.enumerated() {
          #expect(object["name", "id"]?.integer == Int64(number))
          #expect(object["n0"]?.integer == (number % 3 == 0 ? Int64(number) : nil))
          #expect(object["n1"]?.integer == (number % 3 == 1 ? Int64(number) : nil))
          #expect(object["id"] == nil)
        }
      }
    }
  }

  @Test(arguments: [1, 30_000, 70_000])
  func `a member is found behind any number of values`(count: Int) throws {
    let many = String(repeating: "0,", count: count) + "0"
    let text = #"{"a":1,"b":2,"many":[\#(many)],"a":3,"c":{"d":4},"cd":5}"#
    try withDocument(text) { document in
      #expect(document["a"]?.integer == 3 && document["b"]?.integer == 2)
      #expect(document["c", "d"]?.integer == 4 && document["cd"]?.integer == 5)
      #expect(
        document["d"] == nil && document["many"]?.elements.reduce(0) { n, _ in n + 1 } == count + 1)
    }
  }

  @Test func `documents after one another are not mixed up`() throws {
    let parser = JSONParser()
    for name in ["first", "other", "third"] {
      let text = Array(#"{"\#(name)":{"x":"\#(name)"}}"#.utf8)
      try text.withUnsafeBufferPointer { text in
        let document = try parser.parse(text)
        #expect(document["first"]?["x"]?.string == (name == "first" ? name : nil))
        #expect(document["other"]?["x"]?.string == (name == "other" ? name : nil))
      }
    }
  }

  @Test(
    arguments: [
      ("0", 0), ("-7", -7), ("12345678", 12_345_678), ("-123456789", -123_456_789),
      ("1794211843382152277", 1_794_211_843_382_152_277), ("9223372036854775807", .max),
      ("9223372036854775808", nil), ("12345678901234567890123", nil), ("\"12345678\"", 12_345_678),
      ("\"1234567x\"", nil), ("\"123456é8\"", nil), ("\"1234567890-2345678\"", nil), ("\"\"", nil),
      ("\"12345678/\"", nil), ("\"12345678:\"", nil), ("\"1234:678\"", nil), ("1.5", nil),
      ("1e3", 1000),
    ] as [(String, Int64?)])
  func `a whole number is what its digits say`(text: String, number: Int64?) throws {
    try withDocument("[\(text)]") { document in #expect(document.first?.integer == number) }
  }

  @Test(arguments: [
    // The digits of a binary float behind the 18th decimal say nothing.
    ("7.999999999999999e-05", "0.00008"), ("0.00043759999999999996", "0.0004376"),
    ("0.0000000000000000015", "0.000000000000000002"), ("1.5e-18", "0.000000000000000002"),
    ("2.5e-18", "0.000000000000000002"), ("25.00001e-19", "0.000000000000000003"),
    ("-7.999999999999999e-05", "-0.00008"), ("999.99999999999999999999", nil),
    ("99.99999999999999999999", "100"), ("1000.0000000000000000001", nil), ("1e-30", "0"),
    ("0.1", "0.1"), ("12", "12"), ("\"0.5\"", "0.5"), ("\"0.00043759999999999996\"", nil),
    ("\"05\"", "5"), ("\"+5\"", "5"), ("\"5.\"", "5"), ("\".5\"", "0.5"), ("\"--5\"", nil),
    ("\"5e\"", nil), ("\"\"", nil), ("true", nil),
  ])
  func `an amount is what its digits say`(text: String, amount: String?) throws {
    try withDocument("[\(text)]") { document in
      #expect(document.first?.amount?.description == amount)
    }
  }
}
