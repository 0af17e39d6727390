import TraceModel
import TraceRedaction

// index.html holds the week's summary for the next week's run and for other programs, short enough
// for a page:
//
//   <script type="application/json" id="summary">{…,"cut":{"cost.by_model":12,"paths":410},…}</script>
//
// It is summary.json without white space, with at most 50 rows of each list and 100 keys of each map.
// `cut` counts what that left out, by the place it is missing from; it is not there if nothing is.
// Lists keep their first rows, and open actions before done ones; maps keep the largest amounts. The
// history is bounded by itself and stays whole. Nothing that stays is shortened.

/// The short form of the summary as a data block.
func summaryIsland(_ edition: Edition) -> HTML {
  let whole = summaryValue(edition.week.summary, edition: edition.audience.rawValue)
  let short = shortSummary(whole, within: 80_000)
  return .dataIsland(String(decoding: short.canonicalBytes, as: UTF8.self))
}

/// The summary with at most 50 rows a list and 100 keys a map.
///
/// Where long names make even that too much, lists get shorter still, last of all those that the
/// next week's report draws on.
///
/// - Parameter limit: bytes of the data block.
func shortSummary(_ summary: JSONValue, within limit: Int) -> JSONValue {
  let steps = [50, 25, 12, 6, 3, 0]
  var short = JSONValue.null
  for (needed, others) in steps.map({ (50, $0) }) + steps.map({ ($0, 0) }) {
    var cutter = SummaryCutter(needed: needed, others: others)
    short = cutter.cut(summary)
    if dataIslandLength(short) <= limit { break }
  }
  return short
}

private func dataIslandLength(_ json: JSONValue) -> Int {
  HTML.dataIsland(String(decoding: json.canonicalBytes, as: UTF8.self)).bytes.count
}

private struct SummaryCutter {
  /// How many rows the lists keep that the next week's report draws on, and all others.
  let needed: Int
  let others: Int
  private var left: [String: Int] = [:]

  init(needed: Int, others: Int) {
    self.needed = needed
    self.others = others
  }

  mutating func cut(_ summary: JSONValue) -> JSONValue {
    guard case .object(let members) = summary else { return summary }
    var kept = members.map { JSONValue.Member($0.key, cut($0.value, at: $0.key)) }
    if !left.isEmpty {
      kept.append(
        .init("cut", .object(left.map { .init($0.key, .number(String($0.value))) })))
    }
    return .object(kept)
  }

  private mutating func cut(_ value: JSONValue, at place: String) -> JSONValue {
    switch value {
    case .null, .bool, .number, .string: return value
    case .array where place == "history": return value
    case .array(let rows):
      let isNeeded = place == "actions" || place.hasPrefix("groups.")
      let limit = isNeeded ? needed : others
      let ordered = place == "actions" && rows.count > limit ? openFirst(rows) : rows
      return .array(kept(ordered, limit, at: place).map { cut($0, at: "\(place)[]") })
    case .object(let members):
      let limit = isMap(place) ? 2 * others : .max
      let few =
        members.count > limit ? kept(largestFirst(members), limit, at: place) : members
      return .object(few.map { .init($0.key, cut($0.value, at: "\(place).\($0.key)")) })
    }
  }

  /// Whether the keys of the object there are what was logged, not ours.
  private func isMap(_ place: String) -> Bool {
    let key = place.split(separator: ".").last.map(String.init) ?? place
    return Self.maps.contains(key)
  }

  private static let maps: Set = [
    "by_provider", "by_model", "by_tool", "by_feature", "by_route", "by_day", "by_currency",
    "by_trigger", "outcomes", "labels", "unknown", "triggers", "findings", "matrix",
    "outcome_label_matrix",
  ]

  private mutating func kept<Row>(_ rows: [Row], _ limit: Int, at place: String) -> [Row] {
    if rows.count > limit { left[place, default: 0] += rows.count - limit }
    return Array(rows.prefix(limit))
  }

  private func openFirst(_ actions: [JSONValue]) -> [JSONValue] {
    actions.filter { $0["done"] != .bool(true) } + actions.filter { $0["done"] == .bool(true) }
  }

  private func largestFirst(_ members: [JSONValue.Member]) -> [JSONValue.Member] {
    func amount(_ value: JSONValue) -> ExactDecimal {
      switch value {
      case .number(let digits), .string(let digits): ExactDecimal(digits) ?? .zero
      default: .zero
      }
    }
    return members.map { ($0, amount($0.value)) }.sorted {
      $0.1 != $1.1 ? $0.1 > $1.1 : Name($0.0.key) < Name($1.0.key)
    }.map(\.0)
  }
}
