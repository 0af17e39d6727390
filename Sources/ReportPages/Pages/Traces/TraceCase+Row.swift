import TraceModel

// What a list says of a trace.

extension TraceCase {
  /// What was asked, as a line or two; nil where the log holds no text of it.
  var question: String? { asked?.asTitle }

  /// The models of the attempts that were used, in order, each once.
  var models: [Name] {
    var models: [Name] = []
    for step in steps where step.event.stage == .model && !step.isSuperseded {
      guard let name = step.event.model?.name, step.attempt?.isUsed ?? true else { continue }
      if !models.contains(name) { models.append(name) }
    }
    return models
  }

  var isDirect: Bool { path.utf8.elementsEqual("direct".utf8) }

  /// The farthest that its attempts went, as the filter of the list says it.
  var pathKind: PathKind {
    let attempts = steps.compactMap(\.attempt)
    if attempts.contains(where: { $0.kind == .fallback }) { return .fallback }
    if attempts.contains(where: { $0.kind == .retry }) { return .retry }
    return isDirect ? .direct : .retry
  }

  var ending: Ending { Ending(verdict.verdictClass) }
}

enum PathKind: String, CaseIterable, Sendable {
  case direct = "first"
  case retry
  case fallback = "fall"

  var word: String {
    switch self {
    case .direct: "direct"
    case .retry: "retry"
    case .fallback: "fallback"
    }
  }
}
