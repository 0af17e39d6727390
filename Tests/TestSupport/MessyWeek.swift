import TraceModel

/// A random week with all that goes wrong in logs: lines that repeat or contradict each other,
/// orphans, cycles, clocks that are missing, odd charges, words nobody knows, broken lines.
///
/// The same seed gives the same lines.
package struct MessyWeek {
  package private(set) var lines: [String] = []
  private var numbers: SeededNumbers

  private let features = ["refunds", "search", "e\u{301}t\u{E9}", "\u{E9}t\u{E9}", "<b>\"\u{301}"]
  private let models = ["fern-8b", "fern-70b", "maple", "maple\u{301}"]
  private let errors = ["timeout", "rate_limit", "overloaded"]
  private let words = ["success", "failed", "escalated", "correct", "wrong", "unsafe", "très bien"]

  package init(seed: UInt64, traces: Int = 30) {
    numbers = SeededNumbers(seed: seed)
    for number in 0..<traces { addTrace(number) }
    for _ in 0..<traces / 5 { lines.append(numbers.pick(["{", "", "null", "{\"trace_id\":1}"])) }
    lines.shuffle(using: &numbers)
  }

  /// The lines dealt out to files at random, repeated ones never twice in one.
  package func files(_ count: Int, seed: UInt64) -> [String: [String]] {
    var numbers = SeededNumbers(seed: seed)
    var files: [String: [String]] = [:]
    for line in lines.shuffled(using: &numbers) {
      files["log-\(Int.random(in: 0..<count, using: &numbers)).jsonl", default: []].append(line)
    }
    return files
  }

  private mutating func addTrace(_ number: Int) {
    let id = "trace-\(number)"
    let start = Double.random(in: 0..<600_000, using: &numbers).rounded()
    let count = Int.random(in: 1...12, using: &numbers)
    var ids: [String] = []
    for step in 0..<count {
      let event = "e\(step)"
      var parts: [EventPart] = [.trace(id), .took(Double(numbers.next() % 5000) / 8)]
      if let parent = ids.randomElement(using: &numbers), numbers.chance(80) {
        parts.append(.parent(numbers.chance(5) ? "nobody" : numbers.chance(3) ? event : parent))
      }
      if numbers.chance(3) { parts.append(.sequence(step)) }
      let stage = step == 0 ? .request : numbers.pick(stages)
      parts += self.parts(of: stage, after: ids)
      // Steps often start together.
      let at = start + Double(Int.random(in: 0...step, using: &numbers))
      let line = TestSupport.event(event, stage, at: at, parts)
      ids.append(event)
      lines.append(line)
      if numbers.chance(6) { lines.append(line) }
      if numbers.chance(4) {
        lines.append(TestSupport.event(event, stage, at: at, parts + [.costs("0.5")]))
      }
    }
  }

  private let stages: [Stage] = [
    .model, .model, .model, .model, .tool, .tool, .route, .guardrail, .answer, .verdict,
    .infrastructure,
  ]

  private mutating func parts(of stage: Stage, after ids: [String]) -> [EventPart] {
    var parts: [EventPart] = []
    if numbers.chance(40) {
      parts.append(
        .context(
          feature: numbers.pick(features), route: numbers.pick(["cheap-first", "direct"]),
          session: "s\(numbers.next() % 9)"))
    }
    if numbers.chance(30) { parts.append(.failed(numbers.pick(errors))) }
    switch stage {
    case .model:
      parts += [.model(numbers.pick(models)), .input(numbers.pick(["refund?", "order?"]))]
      parts.append(.tokens(Int(numbers.next() % 4000), Int(numbers.next() % 900)))
    case .tool:
      parts += [.tool(numbers.pick(["lookup", "search"])), .input("4417")]
    case .verdict:
      parts.append(
        .verdict(
          numbers.chance(70) ? numbers.pick(words) : nil,
          label: numbers.chance(50) ? numbers.pick(words) : nil,
          by: numbers.pick(["human", "automated"])))
    default: break
    }
    if stage == .model || stage == .tool, let previous = ids.last, numbers.chance(15) {
      parts.append(
        .attempt(of: previous, number: Int(numbers.next() % 5), trigger: numbers.pick(errors)))
    }
    if stage != .verdict, numbers.chance(60) { parts.append(charges(of: stage)) }
    return parts
  }

  private mutating func charges(of stage: Stage) -> EventPart {
    let source = stage == .model ? "model" : stage == .tool ? "tool" : "infrastructure"
    let price = "0.\(String(numbers.next() % 1_000_000_000))"
    let quantity = "\(numbers.next() % 3000)"
    switch numbers.next() % 8 {
    case 0: return .charges(.line(source, amount: "-" + price))
    case 1: return .charges(.line(source, amount: price, currency: "EUR"))
    case 2: return .charges(.line(source, amount: "0.1234567890123456789"))
    case 3: return .charges(.line(source, quantity: quantity, unitPrice: price))
    case 4: return .charges(.line(source, amount: "0"), .line(source, amount: price))
    default:
      return .charges(
        .line(source, amount: price, quantity: quantity, unitPrice: price, currency: "USD"))
    }
  }
}
