extension Shown {
  /// A share, as exact as its base allows: `2 of 7` under 10, `64%` under 100, else `64.6%`.
  package static func percent(_ part: Int, of base: Int) -> String {
    switch base {
    case ..<10: "\(count(part)) of \(count(base))"
    case ..<100: "\(rounded(part, times: 100, over: base))%"
    default: tenths(rounded(part, times: 1000, over: base)) + "%"
    }
  }

  /// A share with its base beside it: `64.6% of 257 judged`, `2 of 7 judged`.
  package static func rate(_ part: Int, of base: Int, _ what: String) -> String {
    base < 10
      ? "\(percent(part, of: base)) \(what)"
      : "\(percent(part, of: base)) of \(count(base)) \(what)"
  }

  /// The difference of two shares: `+1.2 points`, `−5.0 points`.
  ///
  /// Nil if a base is under 10, where shares are shown as counts only.
  package static func points(
    from old: (part: Int, base: Int), to new: (part: Int, base: Int)
  ) -> String? {
    guard old.base >= 10, new.base >= 10 else { return nil }
    let difference =
      Int128(new.part) * Int128(old.base) - Int128(old.part) * Int128(new.base)
    let change = rounded(difference * 1000, over: Int128(new.base) * Int128(old.base))
    let sign = change > 0 ? "+" : change < 0 ? "−" : ""
    return "\(sign)\(tenths(abs(change))) points"
  }

  private static func rounded(_ part: Int, times factor: Int, over base: Int) -> Int {
    rounded(Int128(part) * Int128(factor), over: Int128(base))
  }

  /// Half away from zero.
  private static func rounded(_ value: Int128, over divisor: Int128) -> Int {
    let quotient = (2 * value.magnitude + divisor.magnitude) / (2 * divisor.magnitude)
    let result = Int(clamping: quotient)
    return value < 0 ? -result : result
  }

  private static func tenths(_ value: Int) -> String {
    "\(value < 0 ? "−" : "")\(count(Int(value.magnitude / 10))).\(value.magnitude % 10)"
  }
}
