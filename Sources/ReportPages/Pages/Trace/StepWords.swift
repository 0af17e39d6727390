import TraceModel

/// What a step did, in one short sentence made by rule.
struct StepWords: Sendable {
  let facts: TraceFacts

  func sentence(for index: Int) -> Phrase {
    if facts.steps[index].hasFailed { return failure(of: index) }
    switch facts.steps[index].event.stage {
    case .request:
      let isFirst = facts.steps.firstIndex { $0.event.stage == .request } == index
      return isFirst
        ? "Request received" : "Wrote again: \(quote: facts.steps[index].event.question ?? "")"
    case .route: return route(index)
    case .prompt: return named("Prompt filled", index)
    case .model: return model(index)
    case .tool: return tool(index)
    case .guardrail: return named("Check passed", index)
    case .answer: return "Reply shown to the user"
    case .verdict: return verdict(at: index)
    case .note: return facts.steps[index].event.note?.author.map { "Note by \(name: $0)" } ?? "Note"
    case .infrastructure, .unknown: return named("Done", index)
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

  private func failure(of index: Int) -> Phrase {
    let took = facts.steps[index].event.durationNanoseconds.map { Shown.duration(nanoseconds: $0) }
    let message =
      facts.steps[index].event.error?.message ?? facts.steps[index].event.outputSummary
      ?? facts.steps[index].event.error?.type
    switch facts.steps[index].event.status {
    case .timeout:
      return took.map { "No answer within \($0)" } ?? "No answer in time"
    case .blocked:
      let what: Phrase = facts.steps[index].event.stage == .guardrail ? "Check failed" : "Blocked"
      return message.map { "\(what): \(logged: $0)" } ?? named(what, index)
    case .cancelled: return took.map { "Cancelled after \($0)" } ?? "Cancelled"
    case .error, .ok, .unknown:
      return message.map { "\(logged: $0)" } ?? "Failed without a message"
    }
  }

  private func route(_ index: Int) -> Phrase {
    guard let chosen = facts.steps[index].event.route?.chosen else {
      return named("Route chosen", index)
    }
    guard let reason = facts.steps[index].event.route?.reason else {
      return "Chose \(name: Name(chosen))"
    }
    return "Chose \(name: Name(chosen)): \(logged: reason)"
  }

  private func model(_ index: Int) -> Phrase {
    if let tools = facts.steps[index].event.output?.calledTools, !tools.isEmpty {
      return "Asked for \(Phrase(list: tools.prefix(4).map { "\(name: $0)" }))"
    }
    if let summary = facts.steps[index].event.outputSummary { return "\(quote: summary)" }
    if let text = facts.steps[index].event.output?.spokenText, !text.isEmpty {
      return "\(quote: text)"
    }
    return named("Answered", index)
  }

  private func tool(_ index: Int) -> Phrase {
    if let summary = facts.steps[index].event.outputSummary { return "\(logged: summary)" }
    switch facts.steps[index].event.output {
    case nil, .null?: return "Returned nothing that was logged"
    case .array(let values)?:
      return values.isEmpty ? "Found nothing" : "Returned \(values.count, "entry", "entries")"
    case .object(let members)? where members.isEmpty: return "Returned nothing"
    case let output?: return "Returned \(logged: output.lineText)"
    }
  }

  private func verdict(at index: Int) -> Phrase {
    // As it was ranked: in the words of the sets, and with the label that a score became.
    let ranked = facts.trace.verdict.all.first { $0.step == index }
    let word =
      ranked?.label ?? ranked?.outcome ?? facts.steps[index].event.verdict?.label
      ?? facts.steps[index].event.verdict?.outcome
    let by: Phrase =
      facts.steps[index].event.verdict?.by.name.map { " by \(logged: $0.text)" } ?? ""
    guard let word else {
      guard let value = facts.steps[index].event.verdict?.scoreValue else {
        return "Verdict without a word"
      }
      let name =
        facts.steps[index].event.verdict?.scoreName ?? facts.steps[index].event.name ?? "score"
      return "Scored \(logged: value) for \(name: Name(name))\(by)"
    }
    let score: Phrase = ranked?.labelScore.map { ", from the score \(logged: $0)" } ?? ""
    let what: Phrase =
      facts.steps[index].event.verdict?.scoreName.map { " for \(name: Name($0))" } ?? ""
    return "Judged \(name: word)\(what)\(by)\(score)"
  }

  private func named(_ what: Phrase, _ index: Int) -> Phrase {
    if let summary = facts.steps[index].event.outputSummary ?? facts.steps[index].event.inputSummary
    {
      return "\(what): \(logged: summary)"
    }
    if let name = facts.steps[index].event.name { return "\(what): \(name: Name(name))" }
    return what
  }
}
