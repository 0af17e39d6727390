import TraceModel

/// A joined trace with its money, its verdict and what the rules noticed.
package struct JudgedTrace: Sendable {
  package var joined: JoinedTrace
  package var charges: [CountedCharge]
  /// Model events that used tokens and have neither charge nor price, by place in the trace.
  package var unpriced: [Int32]
  package var verdicts: RankedVerdicts
  /// `direct`, or the attempts of the calls that took more than one.
  package var path: String
  package var cause: JudgedCause?
  package var findings: [Finding]
}

/// One charge that counts, with the event it belongs to.
package struct CountedCharge: Sendable {
  /// The event's place in the trace; -1 for a charge of the whole trace.
  package var place: Int32
  package var source: CostSource
  package var basis: CostBasis
  package var amount: ExactDecimal
  /// In the report's currency; nil where there is no rate.
  package var converted: ExactDecimal?
  /// As logged; none where the log says none, and for charges that were not logged.
  package var currency: NameID
  package var detail: Detail

  package enum Detail: Sendable {
    /// Its place in the batch's charges.
    case recorded(Int)
    case made(Charge)
  }
}

/// The first step that went wrong.
package struct JudgedCause: Sendable {
  package var layer: String
  package var what: String
  package var place: Int32?
  package var isSaid: Bool
}

/// One reason not to trust, or not to compare, a trace.
package struct Finding: Sendable {
  package var code: String
  package var message: String
  package var place: Int32?

  package init(_ code: String, _ message: String, place: Int32? = nil) {
    self.code = code
    self.message = message
    self.place = place
  }
}
