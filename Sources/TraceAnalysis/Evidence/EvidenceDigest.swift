import TraceModel

/// What the findings need that no single trace can tell.
///
/// Every part merges to the same in any order. What names of the logs could make grow without end
/// keeps the entries of the smallest content hashes: an entry that is among them in the whole is
/// among them in every part, so its figures are always complete.
package struct EvidenceDigest: Sendable {
  var endless = EndlessTraces()
  var starts = RequestStarts()
  var sightings = Sightings()
  /// By a hash of name, version and text.
  var texts: [UInt64: PromptUse] = [:]
  /// By a hash of feature, route, prompt, model and the tools offered.
  var offers: [UInt64: ToolOffer] = [:]
  /// Traces by the offers they had.
  var offered = MarkTally()
  /// By a hash of the tool's name.
  var tools: [UInt64: ToolCharging] = [:]
  /// Traces by the tools that they called without a charge, and by a call without a cost.
  var uncharged = MarkTally()
  /// By a hash of all that it says.
  var shapes: [UInt64: ShapeUse] = [:]
  /// Traces by the steps, of a stage, name and tool, that were given an object.
  var shaped = MarkTally()
  /// By a hash of all that it says.
  var labels: [UInt64: LabelUse] = [:]
  /// Traces with both, by their words.
  var bridge: [WordPair: WordDigest] = [:]
  /// One trace of each pair of an automated and a human word.
  var judgedTwice: [WordPair: TraceReference] = [:]
  /// In billionths of the report's currency.
  var costs = Histogram()
  var costsOfJudged = Histogram()
  /// Traces of the input outside the period, by the day they start.
  var elsewhere: [Day: Int] = [:]
  /// By a hash of rule and name.
  var subjects: [UInt64: FindingSubject] = [:]
  /// Traces by the private data in their texts, by its place in `PrivateMarks`.
  var privates: [UInt8: Int] = [:]

  static let mostTexts = 16_384
  static let mostOffers = 16_384
  static let mostTools = 16_384
  static let mostLabels = 4_096
  static let mostShapes = 8_192
  static let mostSubjects = 4_096

  mutating func merge(_ other: EvidenceDigest) {
    endless.merge(other.endless)
    starts.merge(other.starts)
    sightings.merge(other.sightings)
    texts.merge(other.texts) { $0.merging($1) }
    offers.merge(other.offers) { $0.merging($1) }
    offered.merge(other.offered)
    tools.merge(other.tools) { $0.merging($1) }
    uncharged.merge(other.uncharged)
    shapes.merge(other.shapes) { $0.merging($1) }
    shaped.merge(other.shaped)
    labels.merge(other.labels) { $0.merging($1) }
    bridge.merge(other.bridge) { $0.merging($1) }
    judgedTwice.merge(other.judgedTwice) { min($0, $1) }
    costs.merge(other.costs)
    costsOfJudged.merge(other.costsOfJudged)
    elsewhere.add(other.elsewhere)
    privates.add(other.privates)
    subjects.merge(other.subjects) { $0.merging($1) }
    cut()
  }

  /// Drops what is beyond the bounds.
  mutating func cut() {
    sightings.cut()
    texts.keepSmallest(Self.mostTexts)
    offers.keepSmallest(Self.mostOffers)
    tools.keepSmallest(Self.mostTools)
    labels.keepSmallest(Self.mostLabels)
    shapes.keepSmallest(Self.mostShapes)
    subjects.keepSmallest(Self.mostSubjects)
  }
}

extension Dictionary where Key == UInt64 {
  /// Keeps the entries of the smallest hashes.
  mutating func keepSmallest(_ most: Int) {
    guard count > most else { return }
    let kept = keys.sorted().prefix(most)
    self = Dictionary(uniqueKeysWithValues: kept.compactMap { key in self[key].map { (key, $0) } })
  }

  /// Changes one entry; now and then, when there are twice as many as may stay, drops the others.
  @inline(__always)
  mutating func change(_ key: UInt64, most: Int, new: Value, _ change: (inout Value) -> Void) {
    change(&self[key, default: new])
    if count > 2 * most { keepSmallest(most) }
  }
}

/// Two words that were said of one trace.
package struct WordPair: Hashable, Sendable {
  package var first: NameID
  package var second: NameID
}

/// What one text of a prompt did.
struct PromptUse: Sendable {
  var name = NameID.none
  var version = NameID.none
  /// Of template and tool instructions; none where the log has neither.
  var text = ContentHash.none
  var hash = ContentHash.none
  /// Model events, retries included.
  var events = 0
  var traces = 0
  var judged = 0
  var good = 0
  var cost = ExactDecimal.zero
  var firstSeen = Int64.max
  var lastSeen = Int64.min
  var first: TraceReference?
  var last: TraceReference?

  mutating func see(at start: Int64, _ candidate: Candidate) {
    if start < firstSeen {
      firstSeen = start
      first = candidate.reference
    } else if start == firstSeen {
      candidate.offer(to: &first)
    }
    if start > lastSeen {
      lastSeen = start
      last = candidate.reference
    } else if start == lastSeen {
      candidate.offer(to: &last)
    }
  }

  func merging(_ other: PromptUse) -> PromptUse {
    var merged = self
    merged.events += other.events
    merged.traces += other.traces
    merged.judged += other.judged
    merged.good += other.good
    merged.cost += other.cost
    if other.firstSeen <= firstSeen {
      merged.first =
        other.firstSeen < firstSeen ? other.first : .smallest(first, other.first)
      merged.firstSeen = other.firstSeen
    }
    if other.lastSeen >= lastSeen {
      merged.last = other.lastSeen > lastSeen ? other.last : .smallest(last, other.last)
      merged.lastSeen = other.lastSeen
    }
    return merged
  }
}

/// The tools that one model was offered for one kind of request.
struct ToolOffer: Sendable {
  var feature = NameID.none
  var route = NameID.none
  var prompt = NameID.none
  var model = NameID.none
  var tools = ContentHash.none
  var schemaVersion = NameID.none
  var events = 0
  /// Of them, attempts that were used.
  var answers = 0
  var examples: [TraceReference] = []

  func merging(_ other: ToolOffer) -> ToolOffer {
    var merged = self
    merged.events += other.events
    merged.answers += other.answers
    merged.examples = .smallest(examples, other.examples)
    return merged
  }
}

/// Whether a tool is ever charged for, and how often it was not.
struct ToolCharging: Sendable {
  var tool = NameID.none
  var isCharged = false
  var uncharged = 0
  var examples: [TraceReference] = []

  func merging(_ other: ToolCharging) -> ToolCharging {
    var merged = self
    merged.isCharged = isCharged || other.isCharged
    merged.uncharged += other.uncharged
    merged.examples = .smallest(examples, other.examples)
    return merged
  }
}

/// In how many traces a rule has found something of one tool or model.
struct FindingSubject: Sendable {
  /// The rule's place in `Findings.all`.
  var rule = 0
  var name = NameID.none
  var traces = 0

  func merging(_ other: FindingSubject) -> FindingSubject {
    var merged = self
    merged.traces += other.traces
    return merged
  }
}

/// How often the steps of one name were given an object of one shape.
struct ShapeUse: Sendable {
  /// Of stage, name and tool.
  var step: UInt64 = 0
  var name = NameID.none
  /// The keys, as `order_id, since`.
  var shape = NameID.none
  var events = 0
  var examples: [TraceReference] = []

  func merging(_ other: ShapeUse) -> ShapeUse {
    var merged = self
    merged.events += other.events
    merged.examples = .smallest(examples, other.examples)
    return merged
  }
}

/// How often a person, or a team, put a label on an outcome.
struct LabelUse: Sendable {
  var label = NameID.none
  var outcome = NameID.none
  /// The team, or the reviewer where no team is named.
  var group = NameID.none
  var isTeam = false
  var traces = 0
  var example: TraceReference?

  func merging(_ other: LabelUse) -> LabelUse {
    var merged = self
    merged.traces += other.traces
    merged.example = .smallest(example, other.example)
    return merged
  }
}

extension [TraceReference] {
  static func smallest(_ left: Self, _ right: Self) -> Self {
    Array(Set(left + right).sorted().prefix(FindingDigest.exampleCount))
  }
}
