import Testing

@testable import TraceAnalysis

@Suite("Byte strings are put in the order of their bytes")
struct SortByBytesTests {
  @Test("as comparing them byte by byte does, whatever they share")
  func order() {
    var random = SystemRandomNumberGenerator()
    for round in 0..<300 {
      let stem = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 0...(round % 2 == 0 ? 1 : 255), using: &random)
      }
      var texts: Set<[UInt8]> = [[], [0], [0, 0], Array(repeating: 0, count: 8)]
      for _ in 0..<Int.random(in: 0...200, using: &random) {
        let own = (0..<Int.random(in: 0...20, using: &random)).map { _ in
          UInt8.random(in: 0...(round % 3 == 0 ? 1 : 255), using: &random)
        }
        texts.insert(stem.prefix(Int.random(in: 0...stem.count, using: &random)) + own)
        texts.insert(stem + own)
      }
      let list = texts.shuffled(using: &random)
      var ends = [0]
      for text in list { ends.append((ends.last ?? 0) + text.count) }
      let places = list.flatMap(\.self).withUnsafeBytes { placesInOrder(ofBytes: $0, ends: ends) }
      let expected = list.sorted { $0.lexicographicallyPrecedes($1) }
      #expect(places.map { list[Int($0)] } == expected)
    }
  }

  @Test("of none and of one")
  func few() {
    #expect([UInt8]().withUnsafeBytes { placesInOrder(ofBytes: $0, ends: [0]) } == [])
    #expect([UInt8](7...9).withUnsafeBytes { placesInOrder(ofBytes: $0, ends: [0, 3]) } == [0])
  }
}
