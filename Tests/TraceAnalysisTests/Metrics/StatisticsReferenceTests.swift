import Foundation
import Testing
import TraceModel

@testable import TraceAnalysis

/// Intervals and chances beside those of scipy and statsmodels; see `Fixtures/Statistics`.
struct StatisticsReferenceTests {
  private struct Reference: Decodable {
    var origin: String
    var rates: [[Double]]
    var corrected: [[[Double]]]
  }

  private let reference: Reference

  init() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/Statistics/reference.json")
    reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: path))
  }

  @Test func `Wilson's and Newcombe's intervals are those of statsmodels`() throws {
    #expect(reference.rates.count == 200)
    for row in reference.rates {
      let (a, n, b, m) = (Int(row[0]), Int(row[1]), Int(row[2]), Int(row[3]))
      let rate = try #require(Rate(a, of: n))
      #expect(abs(rate.low - row[4]) < 2e-9 && abs(rate.high - row[5]) < 2e-9, "\(row)")
      let difference = try #require(RateDifference(a, of: n, from: b, of: m))
      #expect(
        abs(difference.low - row[6]) < 2e-9 && abs(difference.high - row[7]) < 2e-9, "\(row)")
    }
  }

  @Test func `the chance of a difference is that of scipy's exact test`() {
    for row in reference.rates {
      let (a, n, b, m) = (Int(row[0]), Int(row[1]), Int(row[2]), Int(row[3]))
      let chance = chanceOfDifference(a, of: n, and: b, of: m)
      #expect(abs(chance - row[8]) < 1e-8, "\(row) \(chance)")
    }
  }

  @Test func `chances of many are corrected as statsmodels does`() {
    #expect(reference.corrected.count == 5)
    for pair in reference.corrected {
      for (ours, theirs) in zip(correctedForMany(pair[0]), pair[1]) {
        #expect(abs(ours - theirs) < 2e-9)
      }
    }
  }

  @Test func `where counting every table takes too long, the normal curve says nearly the same`() {
    // 49,000 on each side is counted, 51,000 is not.
    for (good, other) in [(24_500, 24_500), (24_500, 24_800), (24_500, 25_200), (490, 560)] {
      let exact = chanceOfDifference(good, of: 49_000, and: other, of: 49_000)
      let scale = 51.0 / 49
      let normal = chanceOfDifference(
        Int(Double(good) * scale), of: 51_000, and: Int(Double(other) * scale), of: 51_000)
      #expect(abs(exact - normal) < 0.02)
    }
    #expect(chanceOfDifference(1 << 43, of: 1 << 44, and: 0, of: 1 << 44) == 0)
  }
}
