import Testing
import TraceModel

@testable import ReportPages

struct MoneyTests {
  private let dollars = MoneyFormat(currency: "USD")

  @Test(arguments: [
    ("0.19", "$0.19"), ("0.190012", "$0.19"), ("0.0403", "$0.0403"), ("0.037", "$0.037"),
    ("0.00012345", "$0.000123"), ("0.9999", "$1.00"), ("1", "$1.00"), ("12.345", "$12.34"),
    ("1204.5", "$1,204.50"), ("1234567.891", "$1,234,567.89"), ("0", "$0.00"),
    ("-0.5", "−$0.50"), ("0.1005", "$0.10"), ("0.1015", "$0.102"),
    ("0.000000000000000001", "$0.000000000000000001"),
  ])
  func `an amount has cents, or three figures below one`(digits: String, shown: String) throws {
    #expect(dollars.amount(try #require(ExactDecimal(digits))) == shown)
  }

  @Test(arguments: [("USD", "$1.50"), ("EUR", "€1.50"), ("CHF", "CHF\u{A0}1.50"), ("", "1.50")])
  func `a currency has its sign or its code`(currency: String, shown: String) {
    #expect(MoneyFormat(currency: Name(currency)).amount(amount("1.5")) == shown)
  }

  @Test func `a ledger has four decimals, more below a cent`() {
    #expect(dollars.text(amount("0.19"), decimals: 4) == "$0.1900")
    #expect(MoneyFormat.ledgerDecimals(of: amount("31.2")) == 4)
    #expect(MoneyFormat.ledgerDecimals(of: amount("0.19")) == 4)
    #expect(MoneyFormat.ledgerDecimals(of: amount("0.000123")) == 6)
  }

  @Test func `a token is priced by the million, all else as logged`() {
    #expect(
      dollars.unitPrice(amount("0.0000004"), unit: "token")
        == ShownUnitPrice(amount: "$0.40", per: "per M"))
    #expect(dollars.unitPrice(amount("0.00000015"), unit: "Tokens").amount == "$0.15")
    #expect(
      dollars.unitPrice(amount("0.00062"), unit: "GPU second")
        == ShownUnitPrice(amount: "$0.00062", per: nil))
    #expect(dollars.unitPrice(amount("0.00000010005"), unit: "token").amount == "$0.10005")
  }

  @Test func `a quantity keeps every digit`() {
    #expect(grouped(amount("31904")) == "31,904")
    #expect(grouped(amount("0.35")) == "0.35")
    #expect(grouped(amount("-1234.5")) == "−1,234.5")
  }

  @Test func `the greatest and the smallest amount do not trap`() {
    #expect(dollars.amount(ExactDecimal(units: .max)) == "$170,141,183,460,469,231,731.69")
    #expect(dollars.amount(ExactDecimal(units: .min)) == "−$170,141,183,460,469,231,731.69")
  }
}

struct ShownPartsTests {
  @Test func `parts add up to the rounded total`() {
    let parts = ShownParts(Array(repeating: amount("0.00005"), count: 5), decimals: 4)
    #expect(parts.total == 2)
    #expect(parts.parts == [1, 1, 0, 0, 0])
    #expect(parts.moved == [0, 1])
  }

  @Test func `parts that add up by themselves are not moved`() {
    let parts = ShownParts(["0.1429", "0.038", "0.0091"].map(amount), decimals: 4)
    #expect(parts.parts == [1429, 380, 91])
    #expect(!parts.isAnyMoved)
  }

  @Test func `a credit is a part like any other`() {
    let parts = ShownParts(["-0.00016", "0.00033", "0.00033"].map(amount), decimals: 4)
    #expect(parts.parts.reduce(0, +) == parts.total)
    #expect(parts.total == 5)
    #expect(ShownParts([], decimals: 4).total == 0)
  }

  @Test func `parts of parts add up to what their part shows`() {
    let groups = [["0.00006", "0.00006"], ["0.00004"], ["0.00009", "0.00001", "0.00003"]]
      .map { $0.map(amount) }
    let sums = ShownParts(groups.map { $0.reduce(.zero, +) }, decimals: 4)
    for (group, sum) in zip(groups, sums.parts) {
      let lines = ShownParts(group, adding: sum, decimals: 4)
      #expect(lines.parts.reduce(0, +) == sum)
    }
    #expect(sums.parts.reduce(0, +) == sums.total)
  }
}

private func amount(_ digits: String) -> ExactDecimal { ExactDecimal(digits)! }
