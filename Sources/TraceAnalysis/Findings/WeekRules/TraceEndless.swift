import TraceModel

/// A trace with neither answer nor verdict whose last event is older than an hour.
struct TraceEndless: WeekRule {
  static let code = TraceBroken.code

  func find(in week: WeekFacts, _ finding: inout FindingSummary) {
    let endless = week.evidence.endless
    let over = endless.waiting.filter { endless.isOver($0.key) }.map(\.value) + [endless.ended]
    finding.traces += over.reduce(0) { $0 + $1.traces }
    finding.add(examples: over.flatMap(\.examples))
  }
}
