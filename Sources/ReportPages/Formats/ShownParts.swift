import TraceModel

// A total of 0.00025 with five equal parts, shown with four decimals: each part alone would round
// to $0.0000 (half to even: 0.00005 → 0), the total to $0.0002. The largest remainders get the
// units that are missing, so the parts become 1 1 0 0 0 and add up.

/// Parts rounded so that they add up to their rounded total.
package struct ShownParts: Sendable, Equatable {
  package let decimals: Int
  /// Each part in units of 10⁻ᵈᵉᶜⁱᵐᵃˡˢ, in the order given.
  package let parts: [Int128]
  /// The exact sum, rounded half to even; equal to the sum of `parts`.
  package let total: Int128
  /// The parts that are not their own value rounded.
  package let moved: Set<Int>

  package var isAnyMoved: Bool { !moved.isEmpty }

  package init(_ amounts: [ExactDecimal], decimals: Int) {
    self.init(
      amounts, adding: amounts.reduce(.zero, +).scaled(decimals: decimals), decimals: decimals)
  }

  /// Parts of a total that is itself a shown part of something larger.
  package init(_ amounts: [ExactDecimal], adding total: Int128, decimals: Int) {
    let step = ExactDecimal.step(decimals: decimals)
    var parts = amounts.map { $0.units.dividedDown(by: step) }
    let missing = total - parts.reduce(0, +)
    let byRemainder = amounts.indices.sorted {
      let left = amounts[$0].units - parts[$0] * step
      let right = amounts[$1].units - parts[$1] * step
      return left == right ? $0 < $1 : left > right
    }
    for index in byRemainder.prefix(Int(clamping: max(0, missing))) { parts[index] += 1 }
    self.decimals = decimals
    self.total = total
    self.parts = parts
    moved = Set(amounts.indices.filter { parts[$0] != amounts[$0].scaled(decimals: decimals) })
  }
}

extension Int128 {
  fileprivate func dividedDown(by step: Int128) -> Int128 {
    let (quotient, remainder) = divided(by: step)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
