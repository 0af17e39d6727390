import TraceModel

/// A joined trace with its money, its verdict and what the rules noticed.
///
/// Like the joined one it is used for trace after trace. It says everything by numbers of names;
/// text is made only of what a page or a summary shows.
package struct JudgedTrace: Sendable {
  package var joined = JoinedTrace()
  package var charges: [CountedCharge] = []
  /// Model events that used tokens and have neither charge nor price, by place in the trace.
  package var unpriced: [Int32] = []
  /// Places of model events whose recorded amount is not what the price table says.
  package var offTable: [Int32] = []
  package var money = TraceMoney()
  package var verdicts = RankedVerdicts()
  /// What its calls of more than one attempt tried, as `PathStep`s; empty for a direct one.
  package var path: [UInt64] = []
  package var cause: JudgedCause?
  package var findings: [Finding] = []
  /// Private data in the note files about it.
  package var notePrivates = PrivateMarks()

  package init() {}
}

/// A trace's charges in the report's currency, added up.
package struct TraceMoney: Sendable {
  package var total = ExactDecimal.zero
  package var bySource = AmountsBySource()
  package var byBasis = AmountsByBasis()
  /// Of all attempts that were not used.
  package var retries = ExactDecimal.zero
}

/// One charge that counts, with the event it belongs to.
package struct CountedCharge: Sendable {
  /// The event's place in the trace; -1 for a charge of the whole trace.
  package var place: Int32
  package var kind: ChargeKindID
  package var source: CostSource
  package var basis: CostBasis
  package var quantity: ExactDecimal?
  package var amount: ExactDecimal
  /// In the report's currency; nil where there is no rate.
  package var converted: ExactDecimal?
  /// The first day of the rate that converted it; `.min` where none did.
  package var rateDay = Int32.min
}

/// An amount for each source.
package struct AmountsBySource: Sendable, Equatable {
  package var model = ExactDecimal.zero
  package var tool = ExactDecimal.zero
  package var infrastructure = ExactDecimal.zero
  package init() {}

  package subscript(source: CostSource) -> ExactDecimal {
    get {
      switch source {
      case .model: model
      case .tool: tool
      case .infrastructure: infrastructure
      }
    }
    set {
      switch source {
      case .model: model = newValue
      case .tool: tool = newValue
      case .infrastructure: infrastructure = newValue
      }
    }
  }

  package mutating func add(_ other: Self) {
    model += other.model
    tool += other.tool
    infrastructure += other.infrastructure
  }

  package var total: ExactDecimal { model + tool + infrastructure }
}

/// An amount for each basis.
package struct AmountsByBasis: Sendable, Equatable {
  package var recorded = ExactDecimal.zero
  package var priced = ExactDecimal.zero
  package var estimated = ExactDecimal.zero
  package init() {}

  package subscript(basis: CostBasis) -> ExactDecimal {
    get {
      switch basis {
      case .recorded: recorded
      case .priced: priced
      case .estimated: estimated
      }
    }
    set {
      switch basis {
      case .recorded: recorded = newValue
      case .priced: priced = newValue
      case .estimated: estimated = newValue
      }
    }
  }
}

/// One attempt of a path: what was asked and how it ended; a call begins with its first one.
package struct PathStep: Sendable, Hashable {
  package var target: NameID
  package var result: NameID

  /// Two names in one number; the highest bit says that a call begins.
  package func packed(beginsCall: Bool) -> UInt64 {
    UInt64(target.number) << 32 | UInt64(result.number) | (beginsCall ? 1 << 63 : 0)
  }

  package init(target: NameID, result: NameID) {
    self.target = target
    self.result = result
  }

  package init(packed: UInt64) {
    target = NameID(UInt32(packed >> 32 & 0x7FFF_FFFF))
    result = NameID(UInt32(packed & 0xFFFF_FFFF))
  }
}

extension [UInt64] {
  /// The words of a path: `direct`, or its attempts with arrows, calls apart.
  package func path(_ tables: RecordTables) -> String {
    guard !isEmpty else { return "direct" }
    var text = ""
    for (index, packed) in enumerated() {
      let step = PathStep(packed: packed)
      if index > 0 { text += packed >> 63 == 1 ? " · " : " → " }
      text += "\(tables.text(step.target)) \(tables.text(step.result))"
    }
    return text
  }
}

/// The first step that went wrong.
package struct JudgedCause: Sendable, Hashable {
  package var layer: NameID
  package var what: What
  package var target = NameID.none
  package var result = NameID.none
  package var place: Int32?
  package var isSaid: Bool

  package enum What: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    case oldData, cutOff, wrong, timedOut, blocked, cancelled, failed
    /// A verdict names a layer and no step.
    case saidWithoutStep
    case notRecorded
    case returnedNothing
    /// It went to a person, and no step failed: that may well have been right.
    case handedOver
  }
}

/// One reason not to trust, or not to compare, a trace.
package struct Finding: Sendable, BitwiseCopyable {
  /// Its rule's place in `Findings.all`.
  package var rule: UInt8 = 0
  /// What of several things the rule noticed.
  package var variant: UInt8 = 0
  /// A word that the message quotes.
  package var word = NameID.none
  package var place: Int32

  package init(place: Int32 = -1, variant: UInt8 = 0, word: NameID = .none) {
    self.place = place
    self.variant = variant
    self.word = word
  }
}
