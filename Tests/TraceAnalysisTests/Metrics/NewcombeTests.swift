import Testing
import TraceModel

@testable import TraceAnalysis

struct NewcombeTests {
  /// The examples of Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10.
  @Test(arguments: [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
  ])
  func `the interval of a difference is that of Newcombe's paper`(
    good: Int, judged: Int, oldGood: Int, oldJudged: Int, low: Double, high: Double
  ) throws {
    let difference = try #require(
      RateDifference(good, of: judged, from: oldGood, of: oldJudged))
    #expect(abs(difference.low - low) < 0.00006, "\(difference)")
    #expect(abs(difference.high - high) < 0.00006, "\(difference)")
    let exact = Double(good) / Double(judged) - Double(oldGood) / Double(oldJudged)
    #expect(abs(difference.value - exact) < 1e-8)
  }

  @Test func `a difference turned round has its interval turned round`() throws {
    let there = try #require(RateDifference(64, of: 100, from: 80, of: 90))
    let back = try #require(RateDifference(80, of: 90, from: 64, of: 100))
    #expect(there.value == -back.value && there.low == -back.high && there.high == -back.low)
    #expect(there.excludesZero && back.excludesZero)
  }

  @Test func `where nothing was judged there is no difference`() {
    #expect(RateDifference(0, of: 0, from: 3, of: 4) == nil)
    #expect(RateDifference(3, of: 4, from: 0, of: 0) == nil)
  }
}
