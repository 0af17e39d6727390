import TraceModel

/// Who did a step: a lane of the timeline, and the name in the list of steps.
enum Actor: Hashable, Sendable {
  case app
  case router
  case model(Name)
  case tool(Name)
  case guardrail
  case infrastructure
  case reviewer
  /// A program that judges: a score, an evaluator, a rule.
  case automaticCheck
  /// A stage outside the set, as logged.
  case other(Name)

  init(of event: Event) {
    self =
      switch event.stage {
      case .request, .answer, .prompt: .app
      case .route: .router
      case .model: .model(event.model?.name ?? event.model?.requested ?? "")
      case .tool: .tool(event.tool?.name ?? event.name.map { Name($0) } ?? "")
      case .guardrail: .guardrail
      case .infrastructure: .infrastructure
      case .verdict: event.verdict?.by.isHuman == true ? .reviewer : .automaticCheck
      case .note: .reviewer
      case .unknown: .other(Name(event.stageWord))
      }
  }

  /// Lanes stand in this order, then in order of their first step.
  var rank: Int {
    switch self {
    case .app: 0
    case .router: 1
    case .model: 2
    case .tool: 3
    case .guardrail: 4
    case .infrastructure: 5
    case .other: 6
    case .automaticCheck: 7
    case .reviewer: 8
    }
  }

  /// Our word, or nil where the actor goes by its logged name.
  var word: String? {
    switch self {
    case .app: "App"
    case .router: "Router"
    case .model(let name): name.isEmpty ? "Model without a name" : nil
    case .tool(let name): name.isEmpty ? "Tool without a name" : nil
    case .guardrail: "Guardrail"
    case .infrastructure: "Infrastructure"
    case .reviewer: "Reviewer"
    case .automaticCheck: "Automatic check"
    case .other(let name): name.isEmpty ? "Step without a stage" : nil
    }
  }

  var loggedName: Name? {
    switch self {
    case .model(let name), .tool(let name), .other(let name): name.isEmpty ? nil : name
    case .app, .router, .guardrail, .infrastructure, .reviewer, .automaticCheck: nil
    }
  }

  var html: HTML {
    if let word { return .text(word) }
    return .name(loggedName ?? "")
  }

  var icon: String {
    switch self {
    case .app, .reviewer: "k-user"
    case .router: "k-router"
    case .model: "k-model"
    case .tool: "k-tool"
    case .guardrail, .automaticCheck: "k-guard"
    case .infrastructure, .other: "k-infra"
    }
  }
}
