import TraceModel

/// A label that was put on one outcome much more, or less, often than in the week before.
///
/// Found only where it is clear: each week has at least twenty requests with the outcome and a label,
/// and the two shares differ by more than ten points beyond chance.
struct LabelShift {
  var outcome: Name
  var label: Name
  var new: (count: Int, base: Int)
  var old: (count: Int, base: Int)

  private static let least = 20
  private static let clear = 0.1

  static func all(from old: [Name: [Name: Int]], to new: [Name: [Name: Int]]) -> [LabelShift] {
    new.keys.sorted().flatMap { outcome -> [LabelShift] in
      let (now, before) = (new[outcome] ?? [:], old[outcome] ?? [:])
      let bases = (now.values.reduce(0, +), before.values.reduce(0, saturating))
      guard bases.0 >= least, bases.1 >= least else { return [] }
      return Set(now.keys).union(before.keys).sorted().compactMap { label in
        let shift = LabelShift(
          outcome: outcome, label: label, new: (now[label] ?? 0, bases.0),
          old: (before[label] ?? 0, bases.1))
        return shift.isClear ? shift : nil
      }
    }
  }

  private static func saturating(_ sum: Int, _ next: Int) -> Int {
    let (result, overflow) = sum.addingReportingOverflow(next)
    return overflow ? .max : result
  }

  private var isClear: Bool {
    guard let difference = RateDifference(new.count, of: new.base, from: old.count, of: old.base)
    else { return false }
    return difference.low > Self.clear || difference.high < -Self.clear
  }

  func sentence(since week: String) -> String {
    "Of requests that ended “\(outcome)”, \(new.count) of \(new.base) were labelled “\(label)”;"
      + " in \(week) \(old.count) of \(old.base)."
  }
}

extension WeekSummary {
  /// Adds to the drift of labels what differs from the week before.
  mutating func addLabelShifts(from previous: PreviousReport) {
    let shifts = LabelShift.all(from: previous.labels, to: verdicts.bridge.matrix)
    guard !shifts.isEmpty else { return }
    var place = findings.firstIndex { $0.code == VerdictDrift.code }
    if place == nil {
      findings.append(FindingSummary(code: VerdictDrift.code))
      findings.sort { Name($0.code) < Name($1.code) }
      place = findings.firstIndex { $0.code == VerdictDrift.code }
    }
    guard let place else { return }
    findings[place].details += shifts.map { $0.sentence(since: previous.week.description) }
    // A request has one outcome, so none is in two of them.
    let touched = Set(shifts.map(\.outcome)).reduce(0) { sum, outcome in
      sum + (verdicts.bridge.matrix[outcome]?.values.reduce(0, +) ?? 0)
    }
    findings[place].traces = max(findings[place].traces, touched)
  }
}
