import TraceModel

extension Agreement {
  /// How often two judges agree beyond chance: Cohen's kappa with its 95 % interval.
  ///
  /// With p(i, j) the share of traces that the first judge puts in class i and the second in j, and
  /// p(i, ·), p(·, i) the sums of row and column:
  ///
  ///     observed  po = Σ p(i, i)          by chance  pe = Σ p(i, ·) p(·, i)
  ///     κ = (po − pe) / (1 − pe)          interval   κ ± 1.96 s, cut at −1 and 1
  ///
  ///     s² = (A + B − C) / ((1 − pe)² n)
  ///     A = Σ p(i, i) (1 − (p(i, ·) + p(·, i)) (1 − κ))²
  ///     B = (1 − κ)² Σ over i ≠ j of p(i, j) (p(·, i) + p(j, ·))²
  ///     C = (κ − pe (1 − κ))²
  ///
  /// Cohen, *A coefficient of agreement for nominal scales*, 1960; the error s is that of Fleiss,
  /// Cohen and Everitt, *Large sample standard errors of kappa and weighted kappa*, 1969, as in
  /// Fleiss, Levin and Paik, *Statistical Methods for Rates and Proportions*, 3rd ed., ch. 18.
  package init(_ counts: [ClassPair: Int]) {
    self.init()
    let classes = VerdictClass.allCases
    pairs = counts.values.reduce(0, +)
    guard pairs > 0 else { return }
    let n = Double(pairs)
    let shares = classes.map { machine in
      classes.map { Double(counts[ClassPair(machine: machine, human: $0)] ?? 0) / n }
    }
    let rows = shares.map { $0.reduce(0, +) }
    let columns = classes.indices.map { column in shares.reduce(0) { $0 + $1[column] } }
    let observed = classes.indices.reduce(0) { $0 + shares[$1][$1] }
    let chance = classes.indices.reduce(0) { $0 + rows[$1] * columns[$1] }
    // Both judges used one class only: chance explains everything, and kappa says nothing.
    guard chance < 1 - 1e-12 else { return }
    let kappa = (observed - chance) / (1 - chance)
    self.kappa = Self.rounded(kappa)

    var sum = -square(kappa - chance * (1 - kappa))
    for i in classes.indices {
      for j in classes.indices {
        sum +=
          i == j
          ? shares[i][i] * square(1 - (rows[i] + columns[i]) * (1 - kappa))
          : square(1 - kappa) * shares[i][j] * square(columns[i] + rows[j])
      }
    }
    // Where all agree the formula finds no error at all, however few the pairs: no interval then.
    guard sum > 1e-12 else { return }
    let spread = 1.959963984540054 * (sum / n).squareRoot() / (1 - chance)
    low = Self.rounded(max(-1, kappa - spread))
    high = Self.rounded(min(1, kappa + spread))
  }

  /// Of traces by two words each.
  init(_ cells: [AgreementCell]) {
    var classes: [ClassPair: Int] = [:]
    var matrix: [Name: [Name: Int]] = [:]
    for cell in cells {
      matrix[cell.first, default: [:]][cell.second, default: 0] += cell.traces
      if let machine = cell.firstClass, let human = cell.secondClass {
        classes[ClassPair(machine: machine, human: human), default: 0] += cell.traces
      }
    }
    self.init(classes)
    self.matrix = matrix
    self.cells = cells.sorted {
      if $0.isDisagreement != $1.isDisagreement { return $0.isDisagreement }
      if $0.traces != $1.traces { return $0.traces > $1.traces }
      return ($0.first, $0.second) < ($1.first, $1.second)
    }
  }

  /// At nine decimals, so that the last bits of a square root do not show.
  private static func rounded(_ value: Double) -> Double {
    (value * 1e9).rounded(.toNearestOrEven) / 1e9
  }
}

/// The classes that an automated and a human judge put one trace in.
package struct ClassPair: Hashable, Sendable {
  package var machine: VerdictClass
  package var human: VerdictClass

  package init(machine: VerdictClass, human: VerdictClass) {
    self.machine = machine
    self.human = human
  }
}

private func square(_ value: Double) -> Double { value * value }
