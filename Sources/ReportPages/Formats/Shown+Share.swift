extension Shown {
  /// A share that was computed elsewhere, such as the end of an interval: `58.6%`.
  package static func percent(share: Double) -> String {
    tenths(share * 100).map { $0 + "%" } ?? "–"
  }

  /// How many times as much: `1.5×`.
  package static func times(_ factor: Double) -> String { tenths(factor).map { $0 + "×" } ?? "–" }

  /// A wait as the latency histogram gives it.
  package static func duration(milliseconds: Double) -> String {
    guard milliseconds.isFinite, abs(milliseconds) < 9e12 else { return "–" }
    return duration(nanoseconds: Int64((milliseconds * 1_000_000).rounded()))
  }

  private static func tenths(_ value: Double) -> String? {
    guard value.isFinite, abs(value) < 1e12 else { return nil }
    let tenths = Int((value * 10).rounded())
    return "\(tenths < 0 ? "−" : "")\(count(Int(tenths.magnitude / 10))).\(tenths.magnitude % 10)"
  }
}
