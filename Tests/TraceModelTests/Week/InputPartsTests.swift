import TestSupport
import Testing
import TraceModel

struct InputPartsTests {
  @Test(arguments: [91, 92, 93] as [UInt64])
  func `ranges in any order make a whole, and without one of them name what is missing`(
    seed: UInt64
  ) throws {
    var numbers = SeededNumbers(seed: seed)
    var cuts = [0, 100]
    for _ in 0..<5 { cuts.append(Int.random(in: 0...100, using: &numbers)) }
    cuts.sort()
    let ranges = zip(cuts, cuts.dropFirst()).map { $0..<$1 }.shuffled(using: &numbers)
    var parts = InputParts(ranges[0], partition: 1, of: 2)
    for range in ranges.dropFirst() {
      try parts.merge(InputParts(range, partition: 1, of: 2))
    }
    #expect(parts.ranges == [1: [0..<100]])
    #expect(parts.gap(inFileOf: 100)?.partition == 0)
    try parts.merge(InputParts(0..<100, partition: 0, of: 2))
    #expect(parts.gap(inFileOf: 100) == nil)
    let missing = try #require(ranges.first { !$0.isEmpty })
    var others = InputParts(0..<0)
    for range in ranges where range != missing { try others.merge(InputParts(range)) }
    #expect(others.gap(inFileOf: 100)?.range == missing)
    #expect(throws: InputParts.Overlap.self) { try parts.merge(InputParts(missing, of: 2)) }
  }

  @Test func `an empty range is no gap and no overlap, and an empty file is whole`() throws {
    var parts = InputParts(0..<10)
    try parts.merge(InputParts(5..<5))
    #expect(parts.gap(inFileOf: 10) == nil)
    #expect(InputParts(0..<0).gap(inFileOf: 0) == nil)
    #expect(InputParts(0..<0, partition: 1, of: 2).gap(inFileOf: 0)?.partition == 0)
  }
}
