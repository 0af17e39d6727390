import TraceModel

// Rows and columns share cells, so rounding each row alone would leave the feet of the columns off
// by a cent. Rows are rounded first; then a unit moves inside a row, from a column that is too
// large to one that is too small, in the row where that is nearest to the truth.

/// Amounts in rows and columns, rounded so that they add up both ways.
struct AmountMatrix: Sendable {
  let exact: [[ExactDecimal]]
  let decimals: Int
  private(set) var cells: [[Int128]]
  let rowTotals: [Int128]
  let feet: ShownParts
  /// How many amounts are not their own value rounded.
  private(set) var moved = 0

  /// - Parameter exact: rows of as many amounts as there are columns.
  init(_ exact: [[ExactDecimal]], columns: Int, decimals: Int) {
    let sums = (0..<columns).map { column in exact.map { $0[column] }.reduce(.zero, +) }
    let feet = ShownParts(sums, decimals: decimals)
    let totals = ShownParts(
      exact.map { $0.reduce(.zero, +) }, adding: feet.total, decimals: decimals)
    self.exact = exact
    self.decimals = decimals
    self.feet = feet
    rowTotals = totals.parts
    cells = zip(exact, totals.parts).map { row, total in
      ShownParts(row, adding: total, decimals: decimals).parts
    }
    balance()
    moved = totals.moved.count + feet.moved.count
    for (row, amounts) in exact.enumerated() {
      moved += amounts.indices.count { cells[row][$0] != amounts[$0].scaled(decimals: decimals) }
    }
  }

  private mutating func balance() {
    let step = ExactDecimal.step(decimals: decimals)
    while let (high, low) = unevenColumns {
      func error(_ row: Int, _ column: Int) -> Int128 {
        cells[row][column] * step - exact[row][column].units
      }
      let best = cells.indices.max {
        error($0, high) - error($0, low) < error($1, high) - error($1, low)
      }
      guard let best else { return }
      cells[best][high] -= 1
      cells[best][low] += 1
    }
  }

  /// A column whose cells add up to more than its foot, and one with less.
  private var unevenColumns: (high: Int, low: Int)? {
    let excess = feet.parts.indices.map { column in
      cells.reduce(Int128(0)) { $0 + $1[column] } - feet.parts[column]
    }
    guard let high = excess.firstIndex(where: { $0 > 0 }),
      let low = excess.firstIndex(where: { $0 < 0 })
    else { return nil }
    return (high, low)
  }
}
