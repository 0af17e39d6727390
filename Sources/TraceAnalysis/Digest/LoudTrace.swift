import TraceModel

/// The trace that people said most about, which says nothing of how usual it is.
package struct LoudTrace: Sendable {
  package var notes = 0
  package var humanVerdicts = 0
  package var cost = ExactDecimal.zero
  package var latency: Int64?
  package var trace = TraceReference(hash: 0, id: "")

  package init() {}

  var voices: Int { notes &+ humanVerdicts }

  func isAsLoud(as other: LoudTrace) -> Bool {
    voices != other.voices ? voices > other.voices : cost >= other.cost
  }

  /// The most notes and human verdicts, then the highest cost, then the smallest hash.
  static func louder(_ one: LoudTrace?, _ other: LoudTrace?) -> LoudTrace? {
    guard let one, let other else { return one ?? other }
    if one.voices != other.voices { return one.voices > other.voices ? one : other }
    if one.cost != other.cost { return one.cost > other.cost ? one : other }
    return one.trace < other.trace ? one : other
  }
}

extension ExactDecimal {
  /// In units of 10⁻⁹, as a histogram counts them; what is less than nothing is nothing.
  var nanoUnits: Int64 { Int64(clamping: units / (Self.unitsPerOne / 1_000_000_000)) }
}

extension Digest {
  /// The loudest trace with its place among all.
  package var loudestTrace: LoudestTrace? {
    guard let loudest, traces > 1 else { return nil }
    return LoudestTrace(
      traceID: loudest.trace.id, notes: loudest.notes, humanVerdicts: loudest.humanVerdicts,
      cheaper: costs.share(below: loudest.cost.nanoUnits),
      faster: loudest.latency.flatMap { latency.share(below: $0) })
  }
}
