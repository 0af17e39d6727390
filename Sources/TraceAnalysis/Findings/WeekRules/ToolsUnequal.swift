import TraceModel

/// Two models that answered the same kind of request and were offered different tools.
///
/// Only models count that were never offered the same: where tools are chosen for each request,
/// two models that share a set once may share all. It points at the model calls with the smaller
/// set, or with either where both are as large.
struct ToolsUnequal: WeekRule {
  static let code = "tools-unequal"

  func find(in week: WeekFacts, _ finding: inout FindingSummary) {
    let unequal = UnequalTools.all(in: week.evidence, week.tables)
    let keys = Set(unequal.flatMap(\.keys))
    guard !keys.isEmpty else { return }
    finding.traces = week.evidence.offered.traces(with: keys.contains)
    let offers = keys.compactMap { week.evidence.offers[$0] }
    finding.events = offers.reduce(0) { $0 + $1.events }
    finding.add(examples: offers.flatMap(\.examples))
    finding.details = Set(unequal.map { $0.sentence(week.tables) }).sorted()
  }
}

/// Two models of one feature, route and prompt that were never offered the same tools.
struct UnequalTools {
  var feature: NameID
  var route: NameID
  var prompt: NameID
  /// The one whose offers are pointed at.
  var model: NameID
  var other: NameID
  /// Tools that only the other one was offered.
  var missing: [NameID]
  /// Of the offers pointed at.
  var keys: [UInt64]

  private struct Task: Hashable {
    var feature: NameID
    var route: NameID
    var prompt: NameID
  }

  private struct Offered: Hashable {
    var tools: ContentHash
    var schemaVersion: NameID
  }

  private struct Side {
    var model = NameID.none
    var offers: Set<Offered> = []
    var keys: [UInt64] = []
    var answers = 0
    /// The tools of its largest set; nil where nobody named them.
    var tools: Set<NameID>?
  }

  static func all(in evidence: EvidenceDigest, _ tables: RecordTables) -> [UnequalTools] {
    var tasks: [Task: [NameID: Side]] = [:]
    for (key, offer) in evidence.offers.sorted(by: { $0.key < $1.key }) {
      let task = Task(feature: offer.feature, route: offer.route, prompt: offer.prompt)
      var side = tasks[task]?[offer.model] ?? Side(model: offer.model)
      side.offers.insert(Offered(tools: offer.tools, schemaVersion: offer.schemaVersion))
      side.keys.append(key)
      side.answers += offer.answers
      if let tools = tables.tools(of: offer.tools), tools.count >= side.tools?.count ?? 0 {
        side.tools = Set(tools)
      }
      tasks[task, default: [:]][offer.model] = side
    }
    var found: [UnequalTools] = []
    for (task, models) in tasks where models.count > 1 {
      let sides = models.values.filter { $0.answers > 0 }
        .sorted { tables.name($0.model) < tables.name($1.model) }
      for (index, one) in sides.enumerated() {
        for other in sides[(index + 1)...] where one.offers.isDisjoint(with: other.offers) {
          let (left, right) = (one.tools?.count ?? 0, other.tools?.count ?? 0)
          if left <= right { found.append(UnequalTools(task, one, other)) }
          if right <= left { found.append(UnequalTools(task, other, one)) }
        }
      }
    }
    return found
  }

  /// Who was not offered what.
  func sentence(_ tables: RecordTables) -> String {
    let names = missing.map { tables.text($0) }.sorted()
    let what = names.isEmpty ? "the same tools" : names.prefix(4).joined(separator: ", ")
    let place = [tables.text(feature), tables.text(route)].filter { !$0.isEmpty }
      .joined(separator: ", ")
    return "\(tables.text(model)) was never offered \(what), as \(tables.text(other)) was"
      + (place.isEmpty ? "." : " (\(place)).")
  }

  private init(_ task: Task, _ smaller: Side, _ larger: Side) {
    feature = task.feature
    route = task.route
    prompt = task.prompt
    model = smaller.model
    other = larger.model
    missing = Array((larger.tools ?? []).subtracting(smaller.tools ?? []))
    keys = smaller.keys
  }
}
