import TraceModel

/// The charges added up by one of their columns; every view ends on the same total.
package enum CostView: String, CaseIterable, Sendable {
  case source, basis, provider, model, tool, feature, route, day

  /// `By provider`
  package var title: String { "By \(rawValue)" }

  /// `Provider`
  package var heading: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

  /// What to call the part of the total that no name accounts for.
  package var unnamed: String {
    switch self {
    case .source: "of no source"
    case .basis: "on no basis"
    case .provider: "without a provider"
    case .model: "not on a model"
    case .tool: "not on a tool"
    case .feature: "without a feature"
    case .route: "without a route"
    case .day: "without a time"
    }
  }

  /// The amounts by name, without the part that has none.
  package func amounts(in cost: CostSummary) -> [Name: ExactDecimal] {
    switch self {
    case .source: cost.bySource.named(\.key)
    case .basis: cost.byBasis.named(\.key)
    case .provider: cost.byProvider
    case .model: cost.byModel
    case .tool: cost.byTool
    case .feature: cost.byFeature
    case .route: cost.byRoute
    case .day: cost.byDay.named { $0 }
    }
  }

  /// The requests of each name, where names divide the requests; else empty.
  package func traces(in summary: WeekSummary) -> [Name: Int] {
    let groups: [GroupSummary]
    switch self {
    case .feature: groups = summary.groups[.feature] ?? []
    case .route: groups = summary.groups[.route] ?? []
    case .day: return summary.cost.tracesByDay.named { $0 }
    case .source, .basis, .provider, .model, .tool: return [:]
    }
    return Dictionary(groups.map { ($0.name, $0.traces) }) { first, _ in first }
  }

  /// The parts of the total, largest first (days in their order), and last what has no name.
  package func parts(of summary: WeekSummary) -> [CostViewPart] {
    let amounts = amounts(in: summary.cost)
    let traces = traces(in: summary)
    var parts = amounts.filter { !$0.key.isEmpty }.map {
      CostViewPart(name: $0.key, amount: $0.value, traces: traces[$0.key])
    }
    parts.sort {
      self == .day
        ? ($0.name ?? "") < ($1.name ?? "")
        : ($1.amount, $0.name ?? "") < ($0.amount, $1.name ?? "")
    }
    let rest = summary.cost.total - parts.reduce(ExactDecimal.zero) { $0 + $1.amount }
    if rest != .zero { parts.append(CostViewPart(name: nil, amount: rest, traces: traces[""])) }
    return parts
  }
}

/// A part of the total; without a name, what no other part accounts for.
package struct CostViewPart: Sendable, Equatable {
  package var name: Name?
  package var amount: ExactDecimal
  package var traces: Int?
}

extension Dictionary {
  fileprivate func named(_ name: (Key) -> String) -> [Name: Value] {
    [Name: Value](map { (Name(name($0.key)), $0.value) }) { first, _ in first }
  }
}
