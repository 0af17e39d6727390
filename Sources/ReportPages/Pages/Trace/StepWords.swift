import TraceModel

/// What a step did, in one short sentence made by rule.
struct StepWords: Sendable {
  let facts: TraceFacts

  func sentence(for index: Int) -> Phrase {
    let step = facts.steps[index]
    if step.hasFailed { return failure(of: step) }
    let event = step.event
    switch event.stage {
    case .request:
      let isFirst = facts.steps.firstIndex { $0.event.stage == .request } == index
      return isFirst ? "Request received" : "Wrote again: \(quote: event.question ?? "")"
    case .route: return route(event)
    case .prompt: return named("Prompt filled", event)
    case .model: return model(event)
    case .tool: return tool(event)
    case .guardrail: return named("Check passed", event)
    case .answer: return "Reply shown to the user"
    case .verdict: return verdict(event, at: index)
    case .note: return event.note?.author.map { "Note by \(name: $0)" } ?? "Note"
    case .infrastructure, .unknown: return named("Done", event)
    }
  }

  /// How a failed step ended, as a word for a tag: `timed out`.
  static func failureWord(of step: Step) -> String {
    switch step.event.status {
    case .timeout: "timed out"
    case .blocked: step.event.stage == .guardrail ? "check failed" : "blocked"
    case .cancelled: "cancelled"
    case .error, .ok, .unknown: "failed"
    }
  }

  private func failure(of step: Step) -> Phrase {
    let event = step.event
    let took = event.durationNanoseconds.map { Shown.duration(nanoseconds: $0) }
    let message = event.error?.message ?? event.outputSummary ?? event.error?.type
    switch event.status {
    case .timeout:
      return took.map { "No answer within \($0)" } ?? "No answer in time"
    case .blocked:
      let what: Phrase = event.stage == .guardrail ? "Check failed" : "Blocked"
      return message.map { "\(what): \(logged: $0)" } ?? named(what, event)
    case .cancelled: return took.map { "Cancelled after \($0)" } ?? "Cancelled"
    case .error, .ok, .unknown:
      return message.map { "\(logged: $0)" } ?? "Failed without a message"
    }
  }

  private func route(_ event: Event) -> Phrase {
    guard let chosen = event.route?.chosen else { return named("Route chosen", event) }
    guard let reason = event.route?.reason else { return "Chose \(name: Name(chosen))" }
    return "Chose \(name: Name(chosen)): \(logged: reason)"
  }

  private func model(_ event: Event) -> Phrase {
    if let tools = event.output?.calledTools, !tools.isEmpty {
      return "Asked for \(Phrase(list: tools.prefix(4).map { "\(name: $0)" }))"
    }
    if let summary = event.outputSummary { return "\(quote: summary)" }
    if let text = event.output?.spokenText, !text.isEmpty { return "\(quote: text)" }
    return named("Answered", event)
  }

  private func tool(_ event: Event) -> Phrase {
    if let summary = event.outputSummary { return "\(logged: summary)" }
    switch event.output {
    case nil, .null?: return "Returned nothing that was logged"
    case .array(let values)?:
      return values.isEmpty ? "Found nothing" : "Returned \(values.count, "entry", "entries")"
    case .object(let members)? where members.isEmpty: return "Returned nothing"
    case let output?: return "Returned \(logged: output.lineText)"
    }
  }

  private func verdict(_ event: Event, at index: Int) -> Phrase {
    // As it was ranked: in the words of the sets, and with the label that a score became.
    let ranked = facts.trace.verdict.all.first { $0.step == index }
    let word =
      ranked?.label ?? ranked?.outcome ?? event.verdict?.label ?? event.verdict?.outcome
    let by: Phrase = event.verdict?.by.name.map { " by \(logged: $0.text)" } ?? ""
    guard let word else {
      guard let value = event.verdict?.scoreValue else { return "Verdict without a word" }
      let name = event.verdict?.scoreName ?? event.name ?? "score"
      return "Scored \(logged: value) for \(name: Name(name))\(by)"
    }
    let score: Phrase = ranked?.labelScore.map { ", from the score \(logged: $0)" } ?? ""
    let what: Phrase = event.verdict?.scoreName.map { " for \(name: Name($0))" } ?? ""
    return "Judged \(name: word)\(what)\(by)\(score)"
  }

  private func named(_ what: Phrase, _ event: Event) -> Phrase {
    if let summary = event.outputSummary ?? event.inputSummary {
      return "\(what): \(logged: summary)"
    }
    if let name = event.name { return "\(what): \(name: Name(name))" }
    return what
  }
}
