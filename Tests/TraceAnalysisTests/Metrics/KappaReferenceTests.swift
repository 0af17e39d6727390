import Foundation
import Testing
import TraceAnalysis
import TraceModel

/// Kappa beside that of statsmodels and scikit-learn; see `Fixtures/Statistics`.
struct KappaReferenceTests {
  private struct Reference: Decodable {
    struct Case: Decodable {
      var table: [[Int]]
      var kappa: Double
      var low: Double
      var high: Double
    }

    var origin: String
    var cases: [Case]
  }

  @Test func `kappa and its interval are those of statsmodels`() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/Statistics/kappa.json")
    let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: path))
    #expect(reference.cases.count == 28)
    let classes = VerdictClass.allCases
    for example in reference.cases {
      var counts: [ClassPair: Int] = [:]
      for (row, columns) in example.table.enumerated() {
        for (column, count) in columns.enumerated() where count > 0 {
          counts[ClassPair(machine: classes[row], human: classes[column])] = count
        }
      }
      let agreement = Agreement(counts)
      let (kappa, low, high) = (
        try #require(agreement.kappa), try #require(agreement.low), try #require(agreement.high)
      )
      #expect(abs(kappa - example.kappa) < 2e-9, "\(example.table)")
      #expect(abs(low - max(-1, example.low)) < 2e-9, "\(example.table)")
      #expect(abs(high - min(1, example.high)) < 2e-9, "\(example.table)")
    }
  }
}
