import TraceModel

/// A recorded amount that is not quantity × unit price, or, without a unit price, not what the price
/// table says for the tokens; it counts as it stands.
struct CostMismatch: FindingRule {
  static let code = "cost-mismatch"

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    for charge in trace.charges where charge.basis == .recorded && charge.place >= 0 {
      guard let quantity = charge.quantity else { continue }
      let kind = facts.kinds[charge.kind.number]
      guard kind.hasUnitPrice,
        isOff(charge.amount, quantity, kind.unitPriceUnits, by: facts.tolerance)
      else { continue }
      found.append(Finding(place: charge.place, word: kind.item))
    }
    for place in trace.offTable { found.append(Finding(place: place, variant: 1)) }
  }

  /// Whether an amount is further from the product than the tolerance allows.
  private func isOff(
    _ amount: ExactDecimal, _ quantity: ExactDecimal, _ unitPrice: Int128, by tolerance: Double
  ) -> Bool {
    // Nearly every line is exact, which takes two products to see.
    let (product, isLarge) = quantity.units.multipliedReportingOverflow(by: unitPrice)
    let (scaled, isWide) = amount.units.multipliedReportingOverflow(by: ExactDecimal.unitsPerOne)
    if !isLarge, !isWide, product == scaled { return false }
    let expected = Double(quantity.units) * Double(unitPrice) / 1e36
    let difference = abs(Double(amount.units) / 1e18 - expected)
    // The last bits are not the log's.
    return difference > abs(expected) * max(tolerance, 1e-14)
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    if finding.variant == 1 {
      return "the recorded cost of \(tables.text(trace.target(of: finding)))"
        + " is not what the price table says for its tokens"
    }
    let item = tables.known(finding.word).map { "the amount of \($0)" } ?? "an amount"
    return "\(item) is not quantity × unit price"
  }
}
