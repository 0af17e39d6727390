import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis

/// Weeks whose truth is known, read as the report reads them.
///
/// `Tests/Benchmarks/simulate` draws many more and prints the figures.
struct SimulatedWeeksTests {
  /// Comparisons by the true good rates of both sides and the number judged of each.
  private struct Week {
    var comparisons: [(a: Double, b: Double, judged: Int)]

    func read(_ numbers: inout SeededNumbers) -> [ComparisonReading] {
      var drawn = comparisons.map { truth in
        var a = ComparedArm(name: "a")
        var b = ComparedArm(name: "b")
        (a.judged, b.judged) = (truth.judged, truth.judged)
        a.good = Self.draw(truth.a, truth.judged, &numbers)
        b.good = Self.draw(truth.b, truth.judged, &numbers)
        var comparison = Comparison(of: .model, in: Cohort(), a: a, b: b)
        comparison.difference = RateDifference(a.good, of: a.judged, from: b.good, of: b.judged)
        return comparison
      }
      drawn.read(leastSample: 20)
      return drawn.map(\.reading)
    }

    private static func draw(_ rate: Double, _ count: Int, _ numbers: inout SeededNumbers) -> Int {
      let bound = UInt64(rate * 18_446_744_073_709_549_568)
      var good = 0
      for _ in 0..<count where numbers.next() < bound { good += 1 }
      return good
    }
  }

  /// The share of weeks in which `isTrue`.
  private func share(
    of runs: Int, _ what: String, _ week: Week, _ isTrue: ([ComparisonReading]) -> Bool
  ) -> Double {
    var numbers = SeededNumbers(seed: 20_261_116)
    var count = 0
    for _ in 0..<runs where isTrue(week.read(&numbers)) { count += 1 }
    let share = Double(count) / Double(runs)
    if Self.isMeasured { print("| \(what) | \(runs) | \(Int((share * 10_000).rounded()))e-4 |") }
    return share
  }

  private static let isMeasured = ProcessInfo.processInfo.environment["CASEBOOK_SIMULATE"] != nil
  private func runs(_ count: Int) -> Int { Self.isMeasured ? count * 20 : count }

  /// What few runs may be off by chance; nothing where enough are made to measure.
  private func allowance(_ count: Int) -> Double {
    Self.isMeasured ? 0 : 3 * (0.05 * 0.95 / Double(count)).squareRoot()
  }

  private func namesAny(_ readings: [ComparisonReading]) -> Bool {
    readings.contains { if case .higher = $0 { true } else { false } }
  }

  @Test(arguments: [20, 50, 300], [0.5, 0.8, 0.95])
  func `without a difference, fewer than one week in twenty names a winner`(
    judged: Int, rate: Double
  ) {
    let week = Week(comparisons: [(rate, rate, judged)])
    #expect(
      share(of: runs(500), "no difference, \(rate) good, \(judged) judged each", week, namesAny)
        < 0.05 + allowance(500))
  }

  @Test func `nor do forty comparisons at once`() {
    let rates = [0.5, 0.65, 0.8, 0.9, 0.97]
    let judged = [20, 40, 80, 150, 300]
    let mixed = Week(
      comparisons: (0..<40).map { (rates[$0 % 5], rates[$0 % 5], judged[$0 / 5 % 5]) })
    #expect(share(of: runs(100), "no difference in 40, 20 to 300 judged", mixed, namesAny) < 0.05)
    let large = Week(comparisons: (0..<40).map { (rates[$0 % 5], rates[$0 % 5], 300) })
    #expect(share(of: runs(100), "no difference in 40, 300 judged each", large, namesAny) < 0.05)
  }

  @Test(arguments: [(0.5, 0.65), (0.65, 0.8), (0.75, 0.9), (0.84, 0.99)])
  func `fifteen points are found with 300 judged each, and never turned round`(
    low: Double, high: Double
  ) {
    let week = Week(comparisons: [(low, high, 300)])
    #expect(
      share(of: runs(300), "\(low) against \(high), 300 judged each", week) {
        $0 == [.higher("b")]
      } > 0.9)
    #expect(share(of: runs(300), "the same, the wrong one", week) { $0 == [.higher("a")] } < 0.001)
    // Among forty, all of which differ: how many of them are found.
    let many = Week(comparisons: Array(repeating: (low, high, 300), count: 40))
    var numbers = SeededNumbers(seed: 7)
    var found = 0
    let weeks = runs(10)
    for _ in 0..<weeks { found += many.read(&numbers).count { $0 == .higher("b") } }
    let share = Double(found) / Double(40 * weeks)
    if Self.isMeasured {
      print("| found of 40, each \(low) against \(high) | \(weeks) | \(share) |")
    }
    #expect(share > 0.9)
    // Among forty of which it is the only one.
    if Self.isMeasured {
      let one = Week(
        comparisons: [(low, high, 300)] + Array(repeating: (0.8, 0.8, 300), count: 39))
      _ = self.share(of: runs(50), "\(low) against \(high), the only one of 40", one) {
        $0.first == .higher("b")
      }
    }
  }
}
