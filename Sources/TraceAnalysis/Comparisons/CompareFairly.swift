// Cells → what may be compared → what may be said of it.
//
//   route cheap, prompt answer@15, tools kb_search   model a: 131 judged   model b: 211 judged
//     → equal in all but the model: a cohort, so a − b with its interval and its chance
//
// The chances of all comparisons with enough judged traces are corrected together, whatever they
// are of, and a winner is named only where the corrected chance is at most 0.05 and the interval of
// the difference leaves out zero.

import TraceModel

extension WeekSummary {
  /// Sets the fair comparisons, and the pairs that were not alike.
  mutating func compare(_ digest: Digest, _ tables: RecordTables, _ rules: CountingRules) {
    let rows = digest.comparedRows(tables)
    comparisons = []
    for kind in ComparedKind.allCases {
      comparisons += FairComparisons(rows, of: kind, tables, rules).comparisons
    }
    comparisons.keepMostJudged(Self.mostComparisons)
    comparisons.read(leastSample: rules.leastSample)
    unfair = ComparedKind.allCases.flatMap { UnfairPairs(rows, of: $0, tables).pairs }
  }

  static let mostComparisons = 1000
}

/// All comparisons of one kind.
struct FairComparisons {
  let comparisons: [Comparison]

  /// More sides of one cohort than anybody can hold against each other.
  static let mostArms = 12

  init(
    _ rows: [ComparedRow], of kind: ComparedKind, _ tables: RecordTables, _ rules: CountingRules
  ) {
    let handOff = rules.handOff.flatMap { $0.minutes.multiplied(by: $0.ratePerMinute) }
    var cohorts: [Conditions: [Arm: [ComparedRow]]] = [:]
    var order: [Conditions] = []
    for row in rows where !row.conditions.isLate {
      let arm = row.conditions.arm(of: kind)
      // What was not logged has no name to be told by.
      guard !arm.name.isEmpty else { continue }
      let cohort = row.conditions.cohort(for: kind)
      if cohorts[cohort] == nil { order.append(cohort) }
      cohorts[cohort, default: [:]][arm, default: []].append(row)
    }
    var comparisons: [Comparison] = []
    for conditions in order {
      let all = (cohorts[conditions] ?? [:]).filter { $0.value.traces > 0 }
      guard all.count > 1 else { continue }
      let largest = all.sorted {
        $0.value.judged != $1.value.judged ? $0.value.judged > $1.value.judged : $0.key < $1.key
      }
      let arms: [Arm] = largest.prefix(Self.mostArms).map { $0.key }.sorted()
      let cohort = Cohort(conditions, kind, tables)
      for (index, a) in arms.enumerated() {
        for b in arms[(index + 1)...] {
          for (one, other) in strata(all[a] ?? [], all[b] ?? [], of: kind) {
            comparisons.append(
              Comparison(
                kind, in: cohort, ComparedArm(named: a.shown(among: arms), one, handOff),
                ComparedArm(named: b.shown(among: arms), other, handOff)))
          }
        }
      }
    }
    self.comparisons = comparisons
  }
}

/// The cells of two sides of one cohort, added up where all else was alike.
///
/// Two models may each have written the other calls of their traces too, or a third one may have
/// written them for both; what has the same company in one way or the other is compared.
private func strata(_ a: [ComparedRow], _ b: [ComparedRow], of kind: ComparedKind)
  -> [(CohortCell, CohortCell)]
{
  guard kind == .model else { return [(a.sum, b.sum)] }
  var strata: [(CohortCell, CohortCell)] = []
  var (a, b) = (a, b)
  for company in [\OtherCalls.models, \.relativeModels] {
    func key(_ row: ComparedRow) -> UInt64 { row.conditions.otherCalls[keyPath: company] }
    let shared = Set(a.map(key)).intersection(b.map(key))
    for value in shared.sorted() {
      strata.append((a.filter { key($0) == value }.sum, b.filter { key($0) == value }.sum))
    }
    a.removeAll { shared.contains(key($0)) }
    b.removeAll { shared.contains(key($0)) }
  }
  return strata.filter { $0.0.traces > 0 && $0.1.traces > 0 }
}

extension [ComparedRow] {
  var traces: Int { reduce(0) { $0 + $1.cell.traces } }
  var judged: Int { reduce(0) { $0 + $1.cell.judged } }
  fileprivate var sum: CohortCell { reduce(CohortCell()) { $0.merging($1.cell) } }
}

extension Comparison {
  fileprivate init(_ kind: ComparedKind, in cohort: Cohort, _ a: ComparedArm, _ b: ComparedArm) {
    self.init(of: kind, in: cohort, a: a, b: b)
    difference = RateDifference(a.good, of: a.judged, from: b.good, of: b.judged)
    handOffDifference = RateDifference(a.handedOff, of: a.judged, from: b.handedOff, of: b.judged)
  }
}

extension [Comparison] {
  /// The largest ones first; those of equal size in the order they were found in.
  fileprivate mutating func keepMostJudged(_ most: Int) {
    let ranked = enumerated().sorted {
      let (left, right) = ($0.element.leastJudged, $1.element.leastJudged)
      return left != right ? left > right : $0.offset < $1.offset
    }
    self = ranked.prefix(most).map(\.element)
  }

  /// Says what each means, all of them taken together.
  package mutating func read(leastSample: Int) {
    let told = indices.filter { self[$0].leastJudged >= Swift.max(1, leastSample) }
    let chances = told.map { index in
      let (a, b) = (self[index].a, self[index].b)
      return Rate.rounded(chanceOfDifference(a.good, of: a.judged, and: b.good, of: b.judged))
    }
    for (place, corrected) in correctedForMany(chances).enumerated() {
      let index = told[place]
      self[index].chance = chances[place]
      self[index].correctedChance = Rate.rounded(corrected)
      let difference = self[index].difference
      let isClear = corrected <= 0.05 && difference?.excludesZero == true
      let winner = (difference?.value ?? 0) > 0 ? self[index].a.name : self[index].b.name
      self[index].reading = isClear ? .higher(winner) : .noClearDifference
    }
  }
}

extension Comparison {
  package var leastJudged: Int { min(a.judged, b.judged) }
}

// MARK: - Sides and cohorts by name

extension Arm {
  /// `rewrite@12`; with the text's mark where one version has several: `rewrite@12 (1a2b)`.
  func shown(among others: [Arm]) -> Name {
    guard !version.isEmpty || text != .none else { return name }
    let isVersionTwice = others.contains { $0.version == version && $0.text != text }
    let mark = isVersionTwice ? " (\(text.mark))" : ""
    return Name("\(name)@\(version)\(mark)")
  }
}

extension ContentHash {
  /// Four digits that tell one text from another on a page.
  var mark: String {
    self == .none ? "no text" : String(String(high | 1 << 63, radix: 16).suffix(4))
  }
}

extension ComparedArm {
  fileprivate init(named name: Name, _ cell: CohortCell, _ handOff: ExactDecimal?) {
    self.init(name: name)
    traces = cell.traces
    judged = cell.judged
    good = cell.good
    goodRate = Rate(cell.good, of: cell.judged)
    handedOff = cell.handedOff
    handOffRate = Rate(cell.handedOff, of: cell.judged)
    cost = cell.cost
    handOffCost = handOff.flatMap { $0.multiplied(by: ExactDecimal(cell.handedOff)) }
    p50Milliseconds = cell.latency.percentile(50)?.milliseconds
    p95Milliseconds = cell.latency.percentile(95)?.milliseconds
    retried = cell.retried
  }
}

extension Cohort {
  fileprivate init(_ conditions: Conditions, _ kind: ComparedKind, _ tables: RecordTables) {
    self.init()
    func known(_ name: Name) -> Name? { name.isEmpty ? nil : name }
    feature = known(conditions.feature)
    route = known(conditions.route)
    environment = known(conditions.environment)
    model = known(conditions.model)
    promptName = known(conditions.promptName)
    promptVersion = known(conditions.promptVersion)
    promptText = conditions.promptText == .none ? nil : conditions.promptText.mark
    tools = tables.toolNames(of: conditions.tools)
    toolSchemaVersion = known(conditions.toolSchemaVersion)
    settings = known(conditions.settings)
  }
}

extension RecordTables {
  /// In order; nil where the log says nothing of them.
  func toolNames(of set: ContentHash) -> [Name]? {
    set == .none ? nil : tools(of: set)?.map { name($0) }.sorted()
  }
}
