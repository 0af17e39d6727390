import TraceModel

/// One step name for different things: its steps were given objects that share no key.
///
/// Keys that are there or not are no different thing, so only shapes count that have none in common,
/// each in at least a few steps.
struct NameUnclear: WeekRule {
  static let code = "name-unclear"

  func find(in week: WeekFacts, _ finding: inout FindingSummary) {
    let unclear = UnclearName.all(in: week.evidence, week.tables)
    guard !unclear.isEmpty else { return }
    let steps = Set(unclear.map(\.step))
    finding.traces = week.evidence.shaped.traces(with: steps.contains)
    let uses = week.evidence.shapes.sorted { $0.key < $1.key }.map(\.value)
      .filter { steps.contains($0.step) }
    finding.events = uses.reduce(0) { $0 + $1.events }
    finding.add(examples: unclear.flatMap(\.examples))
    finding.details = unclear.map { $0.sentence(week.tables) }.sorted()
  }
}

/// A step name with two shapes that have nothing in common.
struct UnclearName {
  var step: UInt64
  var name: NameID
  var one: NameID
  var other: NameID
  var examples: [TraceReference]

  /// Steps that each of the two shapes is given in, at least.
  private static let least = 5

  static func all(in evidence: EvidenceDigest, _ tables: RecordTables) -> [UnclearName] {
    var shapes: [UInt64: [(use: ShapeUse, keys: Set<Substring>, text: Name)]] = [:]
    for use in evidence.shapes.values where use.events >= least {
      let text = tables.text(use.shape)
      let keys = Set(text.split(separator: ", ").map { $0 })
      shapes[use.step, default: []].append((use, keys, Name(text)))
    }
    return shapes.values.compactMap { uses in
      // The two commonest tell the most.
      let uses = uses.sorted { ($1.use.events, $0.text) < ($0.use.events, $1.text) }.prefix(100)
      for (index, one) in uses.enumerated() {
        for other in uses.dropFirst(index + 1) where one.keys.isDisjoint(with: other.keys) {
          return UnclearName(
            step: one.use.step, name: one.use.name, one: one.use.shape, other: other.use.shape,
            examples: one.use.examples + other.use.examples)
        }
      }
      return nil
    }
  }

  func sentence(_ tables: RecordTables) -> String {
    "“\(tables.text(name))” is given (\(tables.text(one))) and (\(tables.text(other)))."
  }
}
