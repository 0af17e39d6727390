import Testing
import TraceModel
import TraceRedaction

@testable import ReportPages

struct TraceLedgerTests {
  private func ledger(_ trace: TraceCase) -> TraceLedger {
    TraceLedger(TraceFacts(trace, in: Edition.stub([trace]).week))
  }

  private func units(_ shown: String) -> Int {
    Int(shown.filter(\.isNumber)) ?? 0
  }

  @Test func `lines add up to their source and sources to the total`() {
    let ledger = ledger(.timedOut)
    for group in ledger.groups {
      #expect(group.lines.reduce(0) { $0 + units($1.amount) } == units(group.sum))
    }
    #expect(ledger.groups.reduce(0) { $0 + units($1.sum) } == units(ledger.total))
    #expect(ledger.total == "$0.1900")
  }

  @Test func `a total that its lines do not hold gets a line for the rest`() {
    var trace = TraceCase.timedOut
    trace.cost.bySource[.tool] = (trace.cost.bySource[.tool] ?? .zero) + ExactDecimal("0.5")!
    let tool = ledger(trace).groups[1]
    #expect(tool.sum == "$0.5380")
    #expect(tool.lines.reduce(0) { $0 + units($1.amount) } == 5380)
  }

  @Test func `another currency stands apart and is not in the total`() {
    var trace = TraceCase.timedOut
    trace.steps[0].charges = [
      Charge(source: .tool, basis: .recorded, amount: ExactDecimal(2), currency: "CHF")
    ]
    trace.cost.otherCurrencies = ["CHF": ExactDecimal(2)]
    let ledger = ledger(trace)
    #expect(ledger.total == "$0.1900")
    #expect(ledger.foreign.map(\.amount) == ["CHF\u{A0}2.00"])
    #expect(ledger.foreignTotals == "CHF\u{A0}2.00")
  }

  @Test func `a superseded event costs nothing, an unpriced one is listed apart`() {
    var trace = TraceCase.timedOut
    trace.steps[4].isSuperseded = true
    trace.steps[7].isUnpriced = true
    let ledger = ledger(trace)
    #expect(!ledger.groups.flatMap(\.lines).contains { $0.step == 4 })
    #expect(
      ledger.unpriced.map { String(decoding: $0.bytes, as: UTF8.self) }?.contains("step 8") == true)
  }

  @Test func `a free item shows a dash`() {
    var trace = TraceCase.timedOut
    trace.steps[0].charges = [
      Charge(source: .tool, basis: .priced, item: "cache", amount: .zero, currency: "USD")
    ]
    let line = ledger(trace).groups[1].lines[0]
    #expect(line.amount == "–")
    #expect(line.basis == "priced")
  }
}
