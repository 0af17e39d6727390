import Testing
import TraceModel

@testable import TraceReading

struct ShortHashTests {
  /// Of 4,000 random hashes of 48 bits two are equal once in 35 million times; of 16 bits always.
  @Test func `lists of tools that differ in little have different hashes`() throws {
    let parser = JSONParser()
    var hashes: Set<String> = []
    var heads: Set<Substring> = []
    var tails: Set<Substring> = []
    for number in 0..<4000 {
      let text =
        #"[{"type":"function","function":{"name":"tool","parameters":{"size":\#(number)}}}]"#
      let hash = try Array(text.utf8).withUnsafeBufferPointer { try parser.parse($0).shortHash }
      #expect(hash.count == 12)
      hashes.insert(hash)
      heads.insert(hash.prefix(6))
      tails.insert(hash.suffix(6))
    }
    #expect(hashes.count == 4000)
    // Both halves are as spread as 24 bits are: half a pair of equal ones is to be expected.
    #expect(heads.count > 3990 && tails.count > 3990)
  }

  @Test func `the order of keys does not show`() throws {
    let parser = JSONParser()
    let hashes = try [#"[{"a":1,"b":[2]}]"#, #"[ {"b":[2],"a":1} ]"#].map {
      try Array($0.utf8).withUnsafeBufferPointer { try parser.parse($0).shortHash }
    }
    #expect(hashes[0] == hashes[1])
  }
}
