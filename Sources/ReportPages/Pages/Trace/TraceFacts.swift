import Foundation
import TraceModel

/// What several parts of a trace's page need to know of it, found once.
///
/// A class, since a dozen parts of the page hold it, and a copy of a trace counts references to all
/// its parts.
final class TraceFacts: Sendable {
  let trace: TraceCase
  let period: ReportPeriod
  let zone: TimeZone
  let money: MoneyFormat
  let ledgerDecimals: Int
  let actors: [Actor]
  /// What the offsets count from.
  let origin: Instant?
  /// What was asked, where the log says it.
  let asked: Said?
  /// The step to read first: the cause, or else the first one that failed.
  let firstBroken: Int?
  private let allowedAge: [Name: Int64]
  private let rejections: [Int: Int]
  private let calls: [[Int]]
  private let costs: [ExactDecimal?]

  init(_ trace: TraceCase, in week: Week) {
    self.trace = trace
    period = week.summary.period
    zone = TimeZone(identifier: week.summary.period.timeZone) ?? .gmt
    money = MoneyFormat(currency: trace.cost.currency)
    ledgerDecimals = MoneyFormat.ledgerDecimals(of: trace.cost.total)
    actors = trace.steps.map { Actor(of: $0.event) }
    origin = trace.start ?? trace.steps.compactMap(\.event.start).min()
    allowedAge = week.allowedAge
    rejections = trace.rejections()
    asked = trace.asked
    let steps = trace.steps.indices
    calls = trace.calls.map { $0.steps.filter(steps.contains) }
    let currency = trace.cost.currency
    costs = trace.steps.map { $0.cost(in: currency) }
    firstBroken =
      trace.cause?.step.flatMap { steps.contains($0) ? $0 : nil }
      ?? steps.first { trace.steps[$0].hasFailed }
  }

  /// Mostly asked for a part of one step, as `steps[index].event.stage`: a copy of a step counts
  /// some sixty references.
  var steps: [Step] { trace.steps }

  /// Since the first step, in nanoseconds; nil without a clock.
  func offset(of step: Int) -> Int64? {
    guard let origin, let start = steps[step].event.start else { return nil }
    return start.nanoseconds.subtractingClamped(origin.nanoseconds)
  }

  /// `31.2 s`, `1 min 07 s`, or nothing where the log has no clock.
  func shownOffset(of step: Int) -> String {
    guard let offset = offset(of: step) else { return "" }
    return offset.magnitude < 59_950_000_000
      ? Shown.offset(nanoseconds: offset) : Shown.duration(nanoseconds: offset)
  }

  /// Whether the step went wrong, by its own word, its cause or a guardrail's.
  func isBad(_ step: Int) -> Bool {
    steps[step].hasFailed || trace.cause?.step == step || rejections[step] != nil
  }

  /// The guardrail step that blocked this draft.
  func rejection(of step: Int) -> Int? { rejections[step] }

  /// How old the data of a tool was when it was asked; nil if it did not say.
  func dataAge(of step: Int) -> Int64? {
    guard let start = steps[step].event.start, let asOf = steps[step].event.tool?.dataAsOf else {
      return nil
    }
    return max(0, start.nanoseconds.subtractingClamped(asOf.nanoseconds))
  }

  /// How old the data of this step's tool may be; nil if nobody set it.
  func ageLimit(of step: Int) -> Int64? {
    guard case .tool(let name) = actors[step] else { return nil }
    return allowedAge[name] ?? allowedAge["*"]
  }

  func isStale(_ step: Int) -> Bool {
    guard let age = dataAge(of: step), let limit = ageLimit(of: step) else { return false }
    return age > limit
  }

  /// The steps of the same call, if there is more than one.
  func attempts(with step: Int) -> [Int] {
    guard let attempt = steps[step].attempt, trace.calls.indices.contains(attempt.call) else {
      return []
    }
    return calls[attempt.call].count > 1 ? calls[attempt.call] : []
  }

  /// The steps of the same call that came after this one.
  func attempts(after step: Int) -> ArraySlice<Int> {
    let attempts = attempts(with: step)
    // Mostly its number says where it stands; a call of thousands is not searched for each.
    let place = (steps[step].attempt?.number ?? 1) - 1
    if attempts.indices.contains(place), attempts[place] == step {
      return attempts[(place + 1)...]
    }
    return (attempts.firstIndex(of: step)).map { attempts[($0 + 1)...] } ?? []
  }

  /// The sum of a step's charges in the report's currency; nil where it has none.
  func cost(of step: Int) -> ExactDecimal? { costs[step] }

  static func address(of step: Int) -> String { "#step-\(step + 1)" }
}

extension Step {
  fileprivate func cost(in currency: Name) -> ExactDecimal? {
    var sum: ExactDecimal?
    for charge in charges where charge.currency == currency {
      sum = (sum ?? .zero) + charge.amount
    }
    return sum
  }

  var hasFailed: Bool {
    switch event.status {
    case .ok, .unknown: false
    case .error, .timeout, .blocked, .cancelled: true
    }
  }

  /// Part of the request's run; verdicts and notes come days later.
  var isOfTheRun: Bool { event.stage != .verdict && event.stage != .note }
}

extension TraceCase {
  /// For each draft that a guardrail blocked: the step that blocked it.
  ///
  /// A blocked check is about the last model step before it.
  fileprivate func rejections() -> [Int: Int] {
    var rejections: [Int: Int] = [:]
    var draft: Int?
    for index in steps.indices {
      switch steps[index].event.stage {
      case .model where steps[index].event.status == .ok: draft = index
      case .guardrail where steps[index].event.status == .blocked:
        if let draft, rejections[draft] == nil { rejections[draft] = index }
      default: break
      }
    }
    return rejections
  }
}

extension Int64 {
  func subtractingClamped(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }

  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}
