extension Shown {
  /// A share that was computed elsewhere, such as the end of an interval: `58.6%`.
  package static func percent(share: Double) -> String {
    tenths(share * 100).map { $0 + "%" } ?? "–"
  }

  /// The size of a difference of shares, without its sign: `5.0 points`.
  package static func points(_ difference: Double) -> String {
    tenths(abs(difference) * 100).map { $0 + " points" } ?? "–"
  }

  /// The ends of an interval of such a difference: `−8.0 to −2.0 points`, `−1.0 to +3.0 points`.
  package static func points(from low: Double, to high: Double) -> String {
    func end(_ share: Double) -> String {
      (share >= 0.0005 ? "+" : "") + (tenths(share * 100) ?? "–")
    }
    return "\(end(low)) to \(end(high)) points"
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
