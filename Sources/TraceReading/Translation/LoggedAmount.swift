import TraceModel

extension JSONNode {
  /// A sum of money that a program wrote with a binary float, at most 18 decimals of it.
  ///
  ///     0.006682499999999999   → itself
  ///     0.00043759999999999996 → 0.0004376, as the last digits of a float say nothing
  ///
  /// A number of up to 18 decimals stays as it is written. Text is no float, and is never rounded.
  var amount: ExactDecimal? {
    if let exact = decimal { return exact }
    guard isNumber else { return nil }
    let digits = String(decoding: rawBytes, as: UTF8.self)
    guard let value = Double(digits), abs(value) < 1000 else { return nil }
    return rounded(digits)
  }

  /// Cuts the digits behind the 18th decimal off, half to even.
  private func rounded(_ digits: String) -> ExactDecimal? {
    let parts = digits.split(separator: "e", omittingEmptySubsequences: false).flatMap {
      $0.split(separator: "E", omittingEmptySubsequences: false)
    }
    guard let mantissa = parts.first, parts.count <= 2 else { return nil }
    let exponent = parts.count == 2 ? Int(parts[1]) : 0
    guard let exponent, exponent > -60, exponent < 20 else { return nil }
    let isNegative = mantissa.hasPrefix("-")
    let bare = isNegative ? mantissa.dropFirst() : mantissa
    let point = bare.firstIndex(of: ".") ?? bare.endIndex
    let decimals = bare[point...].dropFirst()
    let all = bare[..<point] + decimals
    // As a whole number of 10⁻¹⁸, this many of its digits lie behind the point.
    let behind = decimals.count - exponent - ExactDecimal.fractionDigits
    guard behind > 0, all.count < 60 else { return nil }
    let kept = all.dropLast(behind)
    let dropped = all.suffix(behind)
    guard var units = kept.isEmpty ? 0 : Int128(kept) else { return nil }
    let isHalf = dropped.first == "5" && dropped.dropFirst().allSatisfy { $0 == "0" }
    let hasAll = behind <= all.count
    if hasAll, let first = dropped.first, first > "5" || first == "5" && (!isHalf || units & 1 == 1)
    {
      units += 1
    }
    return ExactDecimal(units: isNegative ? -units : units)
  }
}
