import TraceModel

/// Weeks at the edges of what a page must cope with.
enum EdgeWeek {
  static var all: [(name: String, week: Week)] {
    [
      ("rich", WeekStub.rich), ("no-verdicts", noVerdicts), ("one-trace", oneTrace),
      ("no-cost", noCost), ("many-groups", manyGroups), ("empty", empty), ("followed", followed()),
    ]
  }

  static var noVerdicts: Week {
    var week = WeekStub.rich
    week.summary.verdicts = VerdictSummary()
    week.summary.verdicts.unjudged = 1284
    week.summary.causes = []
    for kind in GroupKind.allCases {
      week.summary.groups[kind] = week.summary.groups[kind]?.map { group in
        var group = group
        (group.judged, group.good, group.handedOff) = (0, 0, 0)
        (group.classes, group.goodRate) = ([:], nil)
        return group
      }
    }
    for index in week.summary.paths.indices {
      week.summary.paths[index].judged = 0
      week.summary.paths[index].good = 0
    }
    for index in week.cases.indices { week.cases[index].verdict = TraceVerdict() }
    return week
  }

  static var oneTrace: Week {
    let only = WeekStub.cases[1]
    var summary = WeekSummary(period: WeekStub.period)
    summary.title = "Support assistant"
    summary.traces = 1
    summary.events = 5
    summary.cost.total = only.cost.total
    summary.cost.bySource = only.cost.bySource
    summary.verdicts.judged = 1
    summary.verdicts.classes = [.bad: 1]
    summary.latency = LatencySummary(p50: 6100, p90: 6100, p95: 6100, p99: 6100, max: 6100)
    return Week(summary: summary, cases: [only])
  }

  static var noCost: Week {
    var week = WeekStub.rich
    week.summary.cost = CostSummary()
    for index in week.summary.paths.indices { week.summary.paths[index].cost = .zero }
    for index in week.cases.indices { week.cases[index].cost = TraceCost() }
    return week
  }

  static var manyGroups: Week {
    var week = WeekStub.rich
    week.summary.groups[.feature] = (0..<1000).map { index in
      WeekStub.group(
        Name("feature-\(index)"), traces: 2000 - index, judged: 40, good: 30, 0.6, 0.86,
        handedOff: 2)
    }
    week.summary.groups[.model] = (0..<1000).map { index in
      WeekStub.group(
        Name("model-\(index)"), traces: 2000 - index, judged: 10, good: 8, 0.5, 0.9, handedOff: 0)
    }
    for index in 0..<1000 {
      week.summary.cost.byModel[Name("model-\(index)")] = WeekStub.amount("0.001\(index)")
      week.summary.cost.byFeature[Name("feature-\(index)")] = WeekStub.amount("0.0013")
    }
    return week
  }

  static var empty: Week {
    Week(summary: WeekSummary(period: WeekStub.period), cases: [])
  }
}
