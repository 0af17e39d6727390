import TraceModel

/// Everything but the records that a count depends on.
package struct CountingRules: Sendable {
  package var currency: Name
  package var vocabulary: VerdictVocabulary
  package var calendar: ReportCalendar
  package var infrastructure: InfrastructureRates
  package var exchange: Exchange
  package var prices: PriceBook
  package var freshness: Freshness
  /// By which part of itself a recorded amount may be off.
  package var tolerance: ExactDecimal
  package var handOff: HandOffCost?
  /// The fewest judged traces a side for a comparison to name a winner.
  package var leastSample = 20
  package var retentionInDays: Int?
  /// The time to measure ages against; nil for that of the newest event.
  package var now: Instant?
  package var seed: UInt64 = 0

  package init(_ configuration: Configuration, calendar: ReportCalendar, prices: PriceBook) {
    currency = Name(configuration.currency)
    vocabulary = configuration.verdicts
    self.calendar = calendar
    infrastructure = configuration.infrastructure
    exchange = Exchange(configuration.exchangeRates, to: configuration.currency)
    self.prices = prices
    freshness = configuration.freshness
    tolerance = configuration.prices.tolerance
    handOff = configuration.handOff
    leastSample = configuration.review.leastSample
    retentionInDays = configuration.retentionInDays
  }
}

/// A reviewer's note, or a verdict given in a note file, about one trace.
package struct TraceNote: Sendable {
  package var traceID: Name
  package var note: Note
  package init(traceID: Name, note: Note) {
    self.traceID = traceID
    self.note = note
  }
}

/// Notes by the trace they are about, each trace's in order of time.
package struct NotesByTrace: Sendable {
  private let notes: [Name: [Note]]

  package init(_ all: [TraceNote]) {
    notes = Dictionary(grouping: all, by: \.traceID).mapValues { list in
      list.map(\.note).sorted {
        if $0.at != $1.at { return ($0.at?.nanoseconds ?? .max) < ($1.at?.nanoseconds ?? .max) }
        return Name($0.file ?? "") < Name($1.file ?? "")
      }
    }
  }

  package var traceIDs: [Name] { notes.keys.sorted() }
  package var isEmpty: Bool { notes.isEmpty }
  package func notes(about trace: Name) -> [Note] { notes[trace] ?? [] }
}
