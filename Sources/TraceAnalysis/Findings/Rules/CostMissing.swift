import TraceModel

/// A model call of which no attempt has a charge or a price: the cost is too low.
///
/// A failed attempt that used nothing may well be free. Tools are free unless the log charges for
/// them elsewhere, which no single trace can tell. Nor is a call's cost missing that a step around it
/// says for all of its calls. What such a step says that they used is missing too where none is inside
/// of it, and it has no cost.
struct CostMissing: FindingRule {
  static let code = "cost-missing"

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    var places: [Int32] = []
    for call in trace.joined.calls {
      let attempts = trace.joined.attempts(of: call)
      guard let last = attempts.last,
        trace.joined.records.events[trace.joined.index(Int(last))].stage == .model
      else { continue }
      var isOwed = false
      var isCharged = false
      for place in attempts {
        if trace.joined.events[Int(place)].isCharged { isCharged = true }
        if isCostOwed(at: place, in: trace) { isOwed = true }
      }
      if isOwed, !isCharged, !isInSum(last, of: trace.joined) { places.append(last) }
    }
    let steps = uncountedSteps(of: trace.joined)
    if !steps.isEmpty { places = (places + steps).sorted() }
    for place in places { found.append(Finding(place: place)) }
  }

  /// Whether a step around a call says what the calls inside of it used, and is charged for it.
  private func isInSum(_ place: Int32, of trace: JoinedTrace) -> Bool {
    let usage = trace.records.events[trace.index(Int(place))].usage
    var around = trace.events[Int(place)].parent
    for _ in 0..<Self.deepest where usage < 0 && around >= 0 {
      let step = trace.records.events[trace.index(Int(around))]
      if step.stage != .model, step.usage >= 0, trace.events[Int(around)].isCharged { return true }
      around = trace.events[Int(around)].parent
    }
    return false
  }

  /// A chain beyond all use ends here.
  private static let deepest = 32

  private func isCostOwed(at place: Int32, in trace: JudgedTrace) -> Bool {
    let index = trace.joined.index(Int(place))
    let usage = trace.joined.records.events[index].usage
    guard usage >= 0 else { return trace.joined.records.events[index].status == .ok }
    let tokens = trace.joined.records.usages[Int(usage)]
    return tokens == UsageRecord()
      ? trace.joined.records.events[index].status == .ok : tokens.isAnyUsed
  }

  /// The innermost steps that say what calls used, and hold none.
  private func uncountedSteps(of trace: JoinedTrace) -> [Int32] {
    let steps = trace.events.indices.filter { trace.holdsUsage(at: $0) }
    guard !steps.isEmpty else { return [] }
    var holdsCall = [Bool](repeating: false, count: trace.events.count)
    for place in trace.events.indices
    where trace.records.events[trace.index(place)].stage == .model || trace.holdsUsage(at: place) {
      // What is marked has marked all that is around it.
      var around = trace.events[place].parent
      while around >= 0, !holdsCall[Int(around)] {
        holdsCall[Int(around)] = true
        around = trace.events[Int(around)].parent
      }
    }
    return steps.filter { !holdsCall[$0] && !trace.events[$0].isCharged }.map { Int32($0) }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    if trace.joined.holdsUsage(at: Int(finding.place)) {
      let step = trace.joined.record(Int(finding.place))
      let gap = step.usage < 0 ? "not counted" : "they have neither a charge nor a price"
      return
        "\(tables.text(step.name)) says that tokens were used, and holds no call that used them: "
        + gap
    }
    return "\(tables.text(trace.target(of: finding))) has neither a charge nor a price"
  }
}

extension JoinedTrace {
  /// Whether it is a step around calls that says what they used.
  fileprivate func holdsUsage(at place: Int) -> Bool {
    let link = records.events[index(place)].link
    return link >= 0 && records.links[Int(link)].holdsUsage && !events[place].isSuperseded
  }
}

extension UsageRecord {
  /// Whether the log says that tokens were used.
  var isAnyUsed: Bool {
    func isUsed(_ count: UInt32) -> Bool { count != Self.unknown && count > 0 }
    return isUsed(prompt) || isUsed(completion) || isUsed(reasoning) || isUsed(audioPrompt)
      || isUsed(audioCompletion)
  }
}
