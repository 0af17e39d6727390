// What may be compared with what is only known when all is counted, so every trace is counted under
// all its conditions at once: who asked for what, by which prompt, model, tools and settings it was
// answered. Two models are compared later by the cells that differ in nothing but the model.
//
// Conditions come from strangers' logs, so there is a bound, and it may not show in which order
// digests were merged. Each set of conditions has a hash of its own names; the 1024 smallest stay.
// One of them stays small in every part of the week, so it was never dropped and its counts are
// whole. Texts of a prompt are bounded apart: beyond 16 of them under the same conditions they are
// one cell, which no comparison uses. Whether there are more is a question of the whole set too.

import TraceModel

/// Under what conditions a trace was answered, all but its prompt's text.
package struct CohortKey: Hashable, Sendable {
  package var feature = NameID.none
  package var route = NameID.none
  package var environment = NameID.none
  package var model = NameID.none
  package var promptName = NameID.none
  package var promptVersion = NameID.none
  package var toolSchemaVersion = NameID.none
  package var settings = NameID.none
  /// Of the set of tools offered; none where unknown.
  package var tools = ContentHash.none
  package var otherCalls = OtherCalls()
  /// A later attempt answered: the conditions are that attempt's.
  package var isLate = false

  package init() {}

  /// All numbers in one: a trace is looked up by its conditions, and these are many.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(
      (UInt64(feature.number) << 32 | UInt64(route.number))
        .folded(with: UInt64(environment.number) << 32 | UInt64(model.number))
        .folded(with: UInt64(promptName.number) << 32 | UInt64(promptVersion.number))
        .folded(with: UInt64(toolSchemaVersion.number) << 32 | UInt64(settings.number))
        .folded(with: tools.low ^ (isLate ? 1 : 0)).folded(with: otherCalls.models))
  }
}

/// Hashes of what else ran in a trace beside the call that answered; 0 without other calls.
package struct OtherCalls: Hashable, Sendable {
  /// Of the prompts' names and versions, each once.
  package var prompts: UInt64 = 0
  /// Of the same with their models.
  package var models: UInt64 = 0
  /// The same, but the model that answered stands for itself: traces all of whose calls went to one
  /// model are in this like traces all of whose calls went to another.
  package var relativeModels: UInt64 = 0

  package init() {}
}

/// What the traces of the same conditions and the same text add up to.
package struct CohortCell: Sendable, Equatable {
  /// Answered by first attempts; all other counts but `retried` are of these.
  package var traces = 0
  package var judged = 0
  package var good = 0
  package var handedOff = 0
  package var cost = ExactDecimal.zero
  package var latency = Histogram()
  /// Began under these conditions and took more than the first attempts.
  package var retried = 0

  package init() {}

  mutating func add(_ trace: CohortTrace) {
    if trace.isRetried {
      retried += 1
      return
    }
    traces += 1
    if trace.isJudged { judged += 1 }
    if trace.isGood { good += 1 }
    if trace.isHandedOff { handedOff += 1 }
    cost += trace.cost
    if let latency = trace.latency { self.latency.add(latency) }
  }

  mutating func merge(_ other: CohortCell) {
    traces += other.traces
    judged += other.judged
    good += other.good
    handedOff += other.handedOff
    cost += other.cost
    latency.merge(other.latency)
    retried += other.retried
  }
}

/// What a cell counts of a trace.
struct CohortTrace {
  /// It took more than first attempts, and counts only as that.
  var isRetried = false
  var isJudged = false
  var isGood = false
  var isHandedOff = false
  var cost = ExactDecimal.zero
  var latency: Int64?

  init() {}

  init(_ trace: JudgedTrace) {
    isJudged = trace.verdicts.isJudged
    isGood = trace.verdicts.verdictClass == .good
    isHandedOff = trace.verdicts.isHandedOff
    cost = trace.money.total
    latency = trace.joined.latency
  }
}

/// The cells of one set of conditions, by the prompt's text.
package struct CohortTexts: Sendable {
  package static let most = 16
  /// Says which conditions stay where there are too many.
  var order: UInt64
  package private(set) var cells: [ContentHash: CohortCell] = [:]
  /// All there is, where there were more texts than may be kept.
  package private(set) var varied: CohortCell?

  init(order: UInt64) { self.order = order }

  init(order: UInt64, cells: [ContentHash: CohortCell], varied: CohortCell?) {
    self.order = order
    self.cells = cells
    self.varied = varied
    if varied != nil || cells.count > Self.most { joinCells() }
  }

  mutating func add(_ trace: CohortTrace, answeredBy text: ContentHash) {
    guard varied == nil else {
      varied?.add(trace)
      return
    }
    cells[text, default: CohortCell()].add(trace)
    if cells.count > Self.most { joinCells() }
  }

  mutating func merge(_ other: CohortTexts) {
    if let more = other.varied { varied = varied?.merging(more) ?? more }
    cells.merge(other.cells) { $0.merging($1) }
    if varied != nil || cells.count > Self.most { joinCells() }
  }

  private mutating func joinCells() {
    varied = cells.values.reduce(varied ?? CohortCell()) { $0.merging($1) }
    cells = [:]
  }
}

extension CohortCell {
  func merging(_ other: CohortCell) -> CohortCell {
    var merged = self
    merged.merge(other)
    return merged
  }
}

/// The traces of a week by the conditions under which they were answered.
package struct CohortDigest: Sendable {
  package static let most = 1024

  private var kept: [CohortKey: CohortTexts] = [:]
  /// No conditions of a larger hash can stay.
  private var bound = UInt64.max

  package init() {}

  /// Only those that stay, whatever was met on the way.
  package var cohorts: [CohortKey: CohortTexts] {
    guard kept.count > Self.most else { return kept }
    var cut = self
    cut.cut()
    return cut.kept
  }

  init(_ cohorts: [CohortKey: CohortTexts]) {
    kept = cohorts
    cut()
  }

  /// - Parameter order: a hash of the key's names, asked for where the key is new.
  mutating func add(
    _ trace: CohortTrace, under key: CohortKey, answeredBy text: ContentHash, order: () -> UInt64
  ) {
    if let place = kept.index(forKey: key) {
      kept.values[place].add(trace, answeredBy: text)
      return
    }
    let order = order()
    guard order <= bound else { return }
    var texts = CohortTexts(order: order)
    texts.add(trace, answeredBy: text)
    kept[key] = texts
    if kept.count >= 2 * Self.most { cut() }
  }

  mutating func merge(_ other: CohortDigest) {
    kept.merge(other.kept) { $0.merging($1) }
    cut()
  }

  private mutating func cut() {
    guard kept.count > Self.most else { return }
    let orders = kept.values.map(\.order).sorted()
    // Two keys of one hash stay or go together.
    let last = orders[Self.most - 1]
    let isCut = orders[Self.most] == last
    bound = isCut ? last - (last > 0 ? 1 : 0) : last
    kept = kept.filter { $0.value.order <= bound }
  }
}

extension CohortTexts {
  fileprivate func merging(_ other: CohortTexts) -> CohortTexts {
    var merged = self
    merged.merge(other)
    return merged
  }
}
