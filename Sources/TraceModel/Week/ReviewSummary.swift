package struct ReviewItem: Sendable {
  package var traceID: Name
  package var why: String
  package var isRandom: Bool
  package init(traceID: Name, why: String, isRandom: Bool) {
    self.traceID = traceID
    self.why = why
    self.isRandom = isRandom
  }
}

/// How the random part of the review list was drawn.
package struct ReviewDraw: Sendable, Equatable {
  package struct Stratum: Sendable, Equatable {
    package var feature: Name
    package var traces: Int
    package var drawn: Int
    package init(feature: Name, traces: Int, drawn: Int) {
      self.feature = feature
      self.traces = traces
      self.drawn = drawn
    }
  }

  /// The period's start, in nanoseconds since 1970.
  package var seed: UInt64
  package var population: Int
  /// By the feature's name.
  package var strata: [Stratum]
  package init(seed: UInt64, population: Int, strata: [Stratum]) {
    self.seed = seed
    self.population = population
    self.strata = strata
  }
}

/// The trace with the most notes and human verdicts, and where it stands among all.
package struct LoudestTrace: Sendable, Equatable {
  package var traceID: Name
  package var notes: Int
  package var humanVerdicts: Int
  /// The share of traces that cost less, and that were answered faster; from 0 to 1.
  package var cheaper: Double?
  package var faster: Double?
  package init(
    traceID: Name, notes: Int, humanVerdicts: Int, cheaper: Double?, faster: Double?
  ) {
    self.traceID = traceID
    self.notes = notes
    self.humanVerdicts = humanVerdicts
    self.cheaper = cheaper
    self.faster = faster
  }
}
