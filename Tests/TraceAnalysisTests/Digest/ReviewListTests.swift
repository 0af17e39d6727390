import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis

struct ReviewListTests {
  /// 400 traces: half of `orders`, three in ten of `refunds`, and so on; every fifth is rare.
  private static let features: [(Name, Int)] = [
    ("orders", 200), ("refunds", 120), ("returns", 60), ("accounts", 20),
  ]

  private struct Drawn {
    var byFeature: [Name: Int] = [:]
    var rare = 0
    var all = 0
    var byTrace: [Name: Int] = [:]
  }

  private func digest(_ tables: RecordTables, seed: UInt64, hashes: [UInt64]) -> Digest {
    var digest = Digest()
    var number = 0
    for (feature, count) in Self.features {
      var group = GroupDigest()
      group.traces = count
      let drawn = (number..<number + count).map {
        TraceReference(hash: DigestBuilder.drawn(hashes[$0], seed), id: Name("\($0)"))
      }
      group.drawn = Array(drawn.sorted().prefix(GroupDigest.mostDrawn))
      digest.features[tables.number(of: feature)] = group
      digest.traces += count
      number += count
    }
    return digest
  }

  @Test func `over a thousand weeks the random part has the mix of the traffic`() {
    let tables = RecordTables()
    var numbers = SeededNumbers(seed: 5)
    let hashes = (0..<400).map { _ in numbers.next() }
    let monday = 1_794_787_200_000_000_000 as UInt64
    var drawn = Drawn()
    for week in 0..<1000 as Range<UInt64> {
      let seed = monday + week * 604_800_000_000_000
      let (traces, strata) = digest(tables, seed: seed, hashes: hashes)
        .draw(4, seed: seed, tables)
      #expect(traces.count == 4 && strata.map(\.drawn).reduce(0, +) == 4)
      for stratum in strata {
        let share = Double(stratum.traces) / 100
        #expect(abs(Double(stratum.drawn) - share) < 1, "\(stratum)")
        drawn.byFeature[stratum.feature, default: 0] += stratum.drawn
      }
      for trace in traces {
        drawn.all += 1
        if Int(trace.id.text)! % 5 == 0 { drawn.rare += 1 }
        drawn.byTrace[trace.id, default: 0] += 1
      }
    }
    // Within four standard deviations of what independent draws would give.
    func isNear(_ count: Int, _ share: Double, of all: Int) -> Bool {
      abs(Double(count) - share * Double(all)) < 4
        * (share * (1 - share) * Double(all)).squareRoot()
    }
    for (feature, count) in Self.features {
      #expect(isNear(drawn.byFeature[feature] ?? 0, Double(count) / 400, of: drawn.all))
    }
    // What the draw knows nothing of, and each single trace.
    #expect(isNear(drawn.rare, 0.2, of: drawn.all))
    let most = drawn.byTrace.values.max() ?? 0
    #expect(drawn.byTrace.count == 400 && most < 30, "\(drawn.byTrace.count) \(most)")
  }

  @Test func `a list has five to ten traces, at least half of them random, each with its reason`()
    throws
  {
    let lines =
      compared("a", 30, good: 20) + compared("b", 20, good: 3) { $0.feature = "refunds" }
      + compared("f", 9, good: 2) { $0.fallback = "boreal" }
      + compared("h", 4, good: 0) { $0.isHandedOff = true }
    let log = try count(files: ["log.jsonl": lines])
    for size in 5...10 {
      let list = log.counted.digest.reviewList(of: size, log.summary, log.mapped.tables)
      #expect(list.count == size)
      #expect(list.count(where: \.isRandom) * 2 >= size)
      #expect(Set(list.map(\.traceID)).count == size)
      #expect(list.allSatisfy { !$0.why.isEmpty })
      #expect(list.contains { $0.why.hasPrefix("the path that threw most away") })
    }
    let draw = try #require(log.summary.reviewDraw)
    #expect(draw.population == 63)
    #expect(draw.strata.map(\.traces).reduce(0, +) == 63)
    #expect(draw.seed == UInt64(bitPattern: log.summary.period.start.nanoseconds))
    let few = try count(files: ["log.jsonl": compared("a", 3, good: 1)])
    #expect(few.summary.review.count == 3 && few.summary.review.allSatisfy(\.isRandom))
  }

  @Test func `the loudest trace is the one with most notes and human verdicts, with its place`()
    throws
  {
    var lines = compared("a", 99, good: 60)
    lines += ComparedTrace { $0.cost = "0.5" }.lines("loud")
    for number in 0..<3 {
      lines.append(
        event("n\(number)", .verdict, at: 50, .trace("loud"), .verdict("success", by: "human")))
    }
    lines.append(event("n", .verdict, at: 50, .trace("a-7"), .verdict("success", by: "human")))
    let summary = try count(files: ["log.jsonl": lines]).summary
    let loudest = try #require(summary.loudest)
    #expect(loudest.traceID == "loud" && loudest.humanVerdicts == 3 && loudest.notes == 0)
    #expect(loudest.cheaper == 0.99 && loudest.faster == 0)
    #expect(try count(files: ["log.jsonl": compared("a", 9, good: 6)]).summary.loudest == nil)
  }
}
