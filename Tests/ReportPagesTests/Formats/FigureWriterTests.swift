import Foundation
import Testing
import TraceModel

@testable import ReportPages

/// Figures are written byte by byte; these tell the same rules by strings.
struct FigureWriterTests {
  @Test func `figures are those that strings would give`() {
    var numbers = Numbers(state: 11)
    for _ in 0..<20_000 {
      let number =
        Int64(truncatingIfNeeded: numbers.next()) >> Int64.random(in: 0...63, using: &numbers)
      let decimals = Int.random(in: 0...20, using: &numbers)
      let money = MoneyFormat(currency: ["USD", "EUR", "", "A long currency"][decimals % 4])
      let wide = Int128(number) * Int128(Int64(truncatingIfNeeded: numbers.next()) >> 3)
      let expected = (wide < 0 ? "−" : "") + money.sign + grouped(wide.magnitude, decimals)
      #expect(money.text(wide, decimals: decimals) == expected)
      #expect(
        Shown.count(Int(number)) == (number < 0 ? "−" : "") + grouped(UInt128(number.magnitude), 0))
    }
    #expect(Shown.count(.min) == "−9,223,372,036,854,775,808")
    let largest = MoneyFormat(currency: "USD").text(Int128.min, decimals: 18)
    #expect(largest == "−$170,141,183,460,469,231,731.687303715884105728")
  }

  @Test func `amounts are rounded half to even in 64 bits and in 128`() {
    var numbers = Numbers(state: 5)
    for _ in 0..<20_000 {
      let small =
        Int64(truncatingIfNeeded: numbers.next()) >> Int64.random(in: 0...60, using: &numbers)
      let units = numbers.next() % 2 == 0 ? Int128(small) : Int128(small) * 1_000_003
      let decimals = Int.random(in: 0...20, using: &numbers)
      let step = (0..<max(0, 18 - decimals)).reduce(Int128(1)) { step, _ in step * 10 }
      let (quotient, rest) = units.quotientAndRemainder(dividingBy: step)
      let isUp =
        rest.magnitude * 2 > step.magnitude
        || (rest.magnitude * 2 == step.magnitude && quotient % 2 != 0)
      let expected = isUp ? quotient + units.signum() : quotient
      #expect(ExactDecimal(units: units).scaled(decimals: decimals) == expected)
    }
    #expect(ExactDecimal(units: .min).scaled(decimals: 18) == .min)
  }

  @Test func `moments are those of the calendar`() throws {
    var numbers = Numbers(state: 3)
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.calendar = Calendar(identifier: .gregorian)
    formatter.dateFormat = "EEE d MMM yyyy, HH:mm:ss"
    for name in ["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia"] {
      let zone = try #require(TimeZone(identifier: name))
      formatter.timeZone = zone
      for _ in 0..<500 {
        // From 1970 on: DateFormatter rounds offsets of earlier years to minutes.
        let second = Int64(numbers.next() % 4_000_000_000)
        let expected = formatter.string(from: Date(timeIntervalSince1970: Double(second)))
        #expect(Shown.moment(nanoseconds: second * 1_000_000_000, in: zone) == expected)
      }
    }
  }

  @Test(arguments: [
    (0.0, "0"), (100.0, "100"), (250.0, "100"), (-3.0, "0"), (6.849, "6.85"), (7.5, "7.50"),
    (0.004, "0"),
  ])
  func `a place in percent has two decimals or none`(value: Double, expected: String) {
    #expect(shownPercentage(value) == expected)
  }

  private func grouped(_ magnitude: UInt128, _ decimals: Int) -> String {
    let short = String(magnitude)
    let digits = String(repeating: "0", count: max(0, decimals + 1 - short.count)) + short
    var whole = String(digits.dropLast(decimals))
    var groups: [String] = []
    while whole.count > 3 {
      groups.insert(String(whole.suffix(3)), at: 0)
      whole.removeLast(3)
    }
    groups.insert(whole, at: 0)
    let shown = groups.joined(separator: ",")
    return decimals > 0 ? shown + "." + digits.suffix(decimals) : shown
  }
}
