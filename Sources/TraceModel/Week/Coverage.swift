/// A field of events whose absence makes conclusions impossible.
package enum CoverageField: Int, CaseIterable, Sendable {
  case timestamp, duration, parent, input, output
  case session, user, feature, route, environment
  case promptName, promptVersion, promptText, promptTools
  case provider, modelName, modelVersion, settings, requested
  case usage, charges, attempt
  case toolName, dataAsOf
  case outcome, label, reason, judge

  /// Its name in the format.
  package var name: String {
    switch self {
    case .timestamp: "timestamp"
    case .duration: "duration_ms"
    case .parent: "parent_id"
    case .input: "input_summary"
    case .output: "output_summary"
    case .session: "context.session_id"
    case .user: "context.user_id"
    case .feature: "context.feature"
    case .route: "context.route"
    case .environment: "context.environment"
    case .promptName: "prompt.name"
    case .promptVersion: "prompt.version"
    case .promptText: "prompt.text"
    case .promptTools: "prompt.tools"
    case .provider: "model.provider"
    case .modelName: "model.name"
    case .modelVersion: "model.version"
    case .settings: "model.temperature"
    case .requested: "model.requested"
    case .usage: "usage"
    case .charges: "charges"
    case .attempt: "attempt"
    case .toolName: "tool.name"
    case .dataAsOf: "tool.data_as_of"
    case .outcome: "verdict.outcome"
    case .label: "verdict.label"
    case .reason: "verdict.reason"
    case .judge: "verdict.by.name"
    }
  }

  /// The kinds of event that should have it.
  package var stages: [Stage] {
    switch self {
    case .timestamp:
      [
        .request, .route, .prompt, .model, .tool, .guardrail, .answer, .verdict, .infrastructure,
      ]
    case .duration: [.model, .tool, .answer]
    case .parent: [.route, .prompt, .model, .tool, .guardrail, .answer]
    case .input: [.request, .model, .tool]
    case .output: [.model, .tool, .answer]
    case .session, .user, .feature, .environment: [.request]
    // Known when the request comes, or chosen after it.
    case .route: [.route]
    case .promptName, .promptVersion, .promptText, .promptTools: [.model]
    case .provider, .modelName, .modelVersion, .settings, .requested: [.model]
    case .usage, .charges: [.model]
    case .attempt: [.model, .tool]
    case .toolName, .dataAsOf: [.tool]
    case .outcome, .label, .reason, .judge: [.verdict]
    }
  }

  /// What can't be said where it is missing.
  package var blocks: [String] {
    switch self {
    case .timestamp: ["latency", "days", "order", "prices"]
    case .duration: ["latency"]
    case .parent: ["order", "retries"]
    case .input: ["summary", "retries"]
    case .output: ["summary", "findings"]
    case .session: ["sessions", "split requests"]
    case .user: ["split requests"]
    case .feature: ["rates by feature", "cost by feature", "comparisons"]
    case .route: ["rates by route", "cost by route", "comparisons"]
    case .environment: ["comparisons"]
    case .promptName, .promptVersion: ["prompts", "comparisons"]
    case .promptText: ["prompts"]
    case .promptTools: ["comparisons"]
    case .provider: ["cost", "comparisons"]
    case .modelName: ["cost", "rates by model", "comparisons"]
    case .modelVersion, .settings: ["comparisons"]
    case .requested: ["hidden fallbacks"]
    case .usage: ["cost", "tokens"]
    case .charges: ["recorded cost"]
    case .attempt: ["retries"]
    case .toolName: ["causes", "cost by tool"]
    case .dataAsOf: ["stale data", "causes"]
    case .outcome: ["rates"]
    case .label: ["agreement"]
    case .reason: ["summary"]
    case .judge: ["agreement", "drift"]
    }
  }
}

/// How many events of a source have each field.
package struct FieldCounts: Sendable, Equatable {
  /// By stage; empty where there is no event.
  package private(set) var stages: [Int] = []
  /// By field, of the events that should have it.
  package private(set) var fields: [Int] = []

  package init() {}

  /// Nil where a field is on more events than there are.
  package init?(stages: [Int], fields: [Int]) {
    self.stages = stages
    self.fields = fields
    guard !stages.isEmpty || !fields.isEmpty else { return }
    guard stages.count == Stage.allCases.count, fields.count == CoverageField.allCases.count,
      CoverageField.allCases.allSatisfy({ fields[$0.rawValue] <= expected($0) })
    else { return nil }
  }

  /// Of fields, as bits, those that a kind of event should have.
  package static let expected: [UInt64] = Stage.allCases.map { stage in
    CoverageField.allCases.reduce(0) {
      $0 | ($1.stages.contains(stage) ? UInt64(1) << UInt64($1.rawValue) : 0)
    }
  }

  /// Counts an event of a stage with these fields, given as bits.
  @inline(__always)
  package mutating func add(_ stage: Stage, _ present: UInt64) {
    if stages.isEmpty {
      stages = Array(repeating: 0, count: Stage.allCases.count)
      fields = Array(repeating: 0, count: CoverageField.allCases.count)
    }
    stages[Int(stage.rawValue)] += 1
    var rest = present & Self.expected[Int(stage.rawValue)]
    while rest != 0 {
      fields[rest.trailingZeroBitCount] += 1
      rest &= rest - 1
    }
  }

  package mutating func merge(_ other: FieldCounts) {
    if stages.isEmpty {
      self = other
    } else {
      for index in other.stages.indices { stages[index] += other.stages[index] }
      for index in other.fields.indices { fields[index] += other.fields[index] }
    }
  }

  package func events(_ stage: Stage) -> Int { stages.isEmpty ? 0 : stages[Int(stage.rawValue)] }

  /// How many events should have a field.
  package func expected(_ field: CoverageField) -> Int {
    field.stages.reduce(0) { $0 + events($1) }
  }

  package func present(_ field: CoverageField) -> Int {
    fields.isEmpty ? 0 : fields[field.rawValue]
  }
}

/// How many of a source's events have a field.
package struct CoverageRow: Sendable, Equatable {
  package var source: String
  package var field: CoverageField
  /// The events that should have it.
  package var events: Int
  package var present: Int

  package init(source: String, field: CoverageField, events: Int, present: Int) {
    self.source = source
    self.field = field
    self.events = events
    self.present = present
  }

  package var share: Double { Double(present) / Double(events) }

  /// How much its absence keeps from being said: the missing share for each conclusion.
  package var blocked: Double { (1 - share) * Double(field.blocks.count) }
}

extension [InputDigest] {
  /// Every field of every source that has events of its kind; what blocks most comes first.
  package var coverage: [CoverageRow] {
    flatMap { input in
      CoverageField.allCases.compactMap { field in
        let events = input.coverage.expected(field)
        guard events > 0 else { return nil as CoverageRow? }
        return CoverageRow(
          source: input.name, field: field, events: events, present: input.coverage.present(field))
      }
    }.sorted {
      if $0.blocked != $1.blocked { return $0.blocked > $1.blocked }
      if $0.source != $1.source { return Name($0.source) < Name($1.source) }
      return $0.field.rawValue < $1.field.rawValue
    }
  }
}
