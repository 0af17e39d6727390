import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis

/// The bounds of what is kept for comparisons.
struct CohortDigestTests {
  private func key(_ number: Int) -> CohortKey {
    var key = CohortKey()
    key.feature = NameID(UInt32(number))
    return key
  }

  private func order(_ number: Int) -> UInt64 {
    UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15
  }

  private func text(_ number: Int) -> ContentHash { ContentHash(high: 1, low: UInt64(number)) }

  private struct Seen: Equatable {
    var counts: [Int]
    var varied: Int?
  }

  private func seen(_ digest: CohortDigest) -> [CohortKey: Seen] {
    digest.cohorts.mapValues { texts in
      Seen(
        counts: texts.cells.sorted { $0.key < $1.key }.map(\.value.traces),
        varied: texts.varied?.traces)
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `however the traces are cut up, the same conditions stay, with whole counts`(
    seed: UInt64
  ) throws {
    var numbers = SeededNumbers(seed: seed)
    // More conditions than stay, some with more texts than stay.
    var traces = (0..<12_000).map { _ in
      let number = Int.random(in: 0..<3000, using: &numbers)
      let texts = number % 5 == 0 ? 40 : 3
      return (number, Int.random(in: 0..<texts, using: &numbers))
    }
    for text in 0..<30 { traces.append((7, text)) }
    func digest(_ parts: some Sequence<(Int, Int)>) -> CohortDigest {
      var digest = CohortDigest()
      for (number, text) in parts {
        digest.add(CohortTrace(), under: key(number), answeredBy: self.text(text)) {
          order(number)
        }
      }
      return digest
    }
    let whole = seen(digest(traces))
    #expect(whole.count == CohortDigest.most)
    let stays = Set(
      Set(traces.map(\.0)).sorted { order($0) < order($1) }.prefix(CohortDigest.most))
    #expect(Set(whole.keys.map { Int($0.feature.number) }) == stays)
    for (key, seen) in whole {
      let own = traces.filter { $0.0 == Int(key.feature.number) }
      let isVaried = Set(own.map(\.1)).count > CohortTexts.most
      #expect((seen.varied != nil) == isVaried)
      #expect(seen.counts.reduce(seen.varied ?? 0, +) == own.count)
    }
    for parts in [2, 5, 9] {
      traces.shuffle(using: &numbers)
      var pieces = (0..<parts).map { part in
        digest(traces.enumerated().filter { $0.offset % parts == part }.map(\.element))
      }
      while pieces.count > 1 {
        let place = Int.random(in: 1..<pieces.count, using: &numbers)
        let piece = pieces.remove(at: place)
        pieces[Int.random(in: 0..<pieces.count, using: &numbers)].merge(piece)
      }
      #expect(seen(pieces[0]) == whole)
    }
  }

  @Test func `a prompt with more texts than may be kept is compared with nothing`() throws {
    func week(_ texts: Int) throws -> WeekSummary {
      let lines = ["aster", "boreal"].flatMap { model in
        (0..<60).flatMap { number in
          ComparedTrace {
            $0.model = model
            $0.text = "You help \(number % texts)."
            $0.isGood = model == "aster"
          }.lines("\(model)-\(number)", at: Double(number))
        }
      }
      return try count(files: ["log.jsonl": lines]).summary
    }
    #expect(try week(2).comparisons.filter { $0.of == .model }.count == 2)
    #expect(try week(17).comparisons.isEmpty)
  }

  @Test func `comparisons are the same from a digest that was written and read`() throws {
    let lines =
      compared("a", 30, good: 20) + compared("b", 30, good: 5) { $0.model = "boreal" }
      + compared("c", 5, good: 5) {
        $0.model = "cedar"
        $0.tools = ["other", "another"]
      }
    let log = try count(files: ["log.jsonl": lines])
    var digest = WeekDigest(
      DigestBasis(
        period: try Period(from: "2026-01-01", to: "2026-12-31", in: .utc), timeZone: "UTC",
        hasTracesWithoutClock: false))
    digest.digest = log.counted.digest
    let tables = RecordTables()
    for word in ["zebra", "boreal", "another"] { _ = tables.number(of: Name(word)) }
    let read = try WeekDigest(decoding: try digest.encoded(log.mapped.tables), tables)
    let summary = read.digest.summary(of: log.summary.period, tables: tables, rules: log.rules)
    #expect(summary.comparisons.count == 1 && !summary.unfair.isEmpty)
    #expect(
      ReportBytes.summary(summary)
        == ReportBytes.summary(
          digest.digest.summary(
            of: log.summary.period, tables: log.mapped.tables, rules: log.rules)))
  }
}
