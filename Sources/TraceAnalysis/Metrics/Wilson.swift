import TraceModel

extension Rate {
  /// The share with its 95 % Wilson interval; nil where nothing was judged.
  package init?(_ good: Int, of judged: Int) {
    guard judged > 0 else { return nil }
    let z = 1.959963984540054
    let n = Double(judged)
    let share = Double(good) / n
    let middle = share + z * z / (2 * n)
    let spread = z * ((share * (1 - share) + z * z / (4 * n)) / n).squareRoot()
    let scale = 1 + z * z / n
    self.init(
      value: Rate.rounded(share), low: Rate.rounded(max(0, (middle - spread) / scale)),
      high: Rate.rounded(min(1, (middle + spread) / scale)))
  }

  /// At nine decimals, so that the last bits of a square root do not show.
  static func rounded(_ value: Double) -> Double {
    (value * 1e9).rounded(.toNearestOrEven) / 1e9
  }
}
