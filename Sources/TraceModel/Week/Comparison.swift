/// Two models, prompts or routes under equal conditions, and what may be said of them.
package struct Comparison: Sendable {
  package var of: ComparedKind
  package var cohort: Cohort
  /// In the order of their names.
  package var a: ComparedArm
  package var b: ComparedArm
  /// Of the good rates, a minus b; nil where nothing was judged on one side.
  package var difference: RateDifference?
  /// Of the shares handed to a person, a minus b.
  package var handOffDifference: RateDifference?
  /// How likely chance alone makes a difference of this size; nil below the least sample.
  package var chance: Double?
  /// The same, corrected for all comparisons of the report.
  package var correctedChance: Double?
  package var reading = ComparisonReading.tooFew

  package init(of kind: ComparedKind, in cohort: Cohort, a: ComparedArm, b: ComparedArm) {
    of = kind
    self.cohort = cohort
    self.a = a
    self.b = b
  }
}

package enum ComparedKind: String, CaseIterable, Sendable {
  case model, prompt, route
}

package enum ComparisonReading: Sendable, Equatable {
  case higher(Name)
  case noClearDifference
  case tooFew

  /// As `summary.json` says it.
  package var words: String {
    switch self {
    case .higher(let name): "\(name) higher"
    case .noClearDifference: "no clear difference"
    case .tooFew: "too few to tell"
    }
  }
}

/// What was equal on both sides, by name; nil where it differed as that which is compared, or was
/// not logged.
package struct Cohort: Sendable, Equatable {
  package var feature: Name?
  package var route: Name?
  package var environment: Name?
  package var model: Name?
  package var promptName: Name?
  package var promptVersion: Name?
  /// The first digits of the text's hash; tells texts of one version apart.
  package var promptText: String?
  /// In order; nil where the log says nothing of them.
  package var tools: [Name]?
  package var toolSchemaVersion: Name?
  package var settings: Name?
  package init() {}
}

/// One side of a comparison.
package struct ComparedArm: Sendable {
  package var name: Name
  /// Answered by first attempts; all figures but the last are of these.
  package var traces = 0
  package var judged = 0
  package var good = 0
  package var goodRate: Rate?
  package var handedOff = 0
  package var handOffRate: Rate?
  package var cost = ExactDecimal.zero
  /// Assumed; nil where the configuration has no rate.
  package var handOffCost: ExactDecimal?
  package var p50Milliseconds: Double?
  package var p95Milliseconds: Double?
  /// Began under the same conditions and took a retry or a fallback.
  package var retried = 0

  package init(name: Name) { self.name = name }

  package var costPerTrace: ExactDecimal? { cost.divided(by: traces) }
  package var costPerGood: ExactDecimal? { cost.divided(by: good) }
  package var costPerGoodWithHandOffs: ExactDecimal? {
    handOffCost.flatMap { (cost + $0).divided(by: good) }
  }
  /// Of all that began under these conditions, from 0 to 1.
  package var retryShare: Double? {
    let began = traces + retried
    return began > 0 ? Double(retried) / Double(began) : nil
  }
}

/// Two models, prompts or routes that served the same feature and did not run alike.
package struct UnfairPair: Sendable {
  package var of: ComparedKind
  package var a: Name
  package var b: Name
  package var feature: Name?
  /// What differed where they were most alike.
  package var differs: [Condition]
  /// Tools that only one side was offered.
  package var toolsOnlyOfA: [Name] = []
  package var toolsOnlyOfB: [Name] = []
  /// The sides that answered only where an earlier attempt had failed.
  package var onlyLater: [Name] = []
  /// Traces of both sides that did run alike in this feature; they have a comparison of their own.
  package var matched: (a: Int, b: Int)?
  /// Traces of this feature.
  package var traces: (a: Int, b: Int)

  package init(
    _ kind: ComparedKind, _ a: Name, _ b: Name, feature: Name?, differs: [Condition],
    traces: (a: Int, b: Int)
  ) {
    of = kind
    self.a = a
    self.b = b
    self.feature = feature
    self.differs = differs
    self.traces = traces
  }
}

/// What has to be equal for a fair comparison; the words are those of `summary.json`.
package enum Condition: String, CaseIterable, Sendable {
  case attempts, route, environment, prompt
  case promptVersion = "prompt version"
  case promptText = "prompt text"
  case model, tools
  case toolSchema = "tool schema"
  case settings
  case otherCalls = "other calls"
}
