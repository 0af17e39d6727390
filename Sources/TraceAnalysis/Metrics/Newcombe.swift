import TraceModel

extension RateDifference {
  /// How much higher a rate is than an earlier one, with Newcombe's 95 % interval; nil where
  /// nothing was judged in one of them.
  ///
  /// Newcombe's method 10 (1998) joins the two Wilson intervals, so it holds for small samples and
  /// for rates near 0 and 1 too:
  ///
  ///     low  = d − √((p₁ − l₁)² + (u₂ − p₂)²)
  ///     high = d + √((u₁ − p₁)² + (p₂ − l₂)²)
  package init?(_ good: Int, of judged: Int, from oldGood: Int, of oldJudged: Int) {
    guard let new = Rate(good, of: judged), let old = Rate(oldGood, of: oldJudged) else {
      return nil
    }
    let difference = new.value - old.value
    func length(_ first: Double, _ second: Double) -> Double {
      (first * first + second * second).squareRoot()
    }
    self.init(
      value: Rate.rounded(difference),
      low: Rate.rounded(difference - length(new.value - new.low, old.high - old.value)),
      high: Rate.rounded(difference + length(new.high - new.value, old.value - old.low)))
  }
}
