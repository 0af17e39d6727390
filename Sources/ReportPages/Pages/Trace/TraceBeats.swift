import TraceModel

/// What happened, in at most eight sentences made by rule.
struct TraceBeats: TemplateData {
  var beats: [TraceBeat]

  static let most = 8

  init(_ facts: TraceFacts) {
    let all = BeatRules(facts: facts).beats()
    let kept = all.enumerated().sorted {
      ($0.element.weight, $1.offset) > ($1.element.weight, $0.offset)
    }
    .prefix(Self.most).map(\.offset).sorted()
    beats = kept.map { all[$0] }
  }

  static let fields: [TemplateField<TraceBeats>] = [.list("beats") { $0.beats }]
}

/// One sentence, when it happened and where to read on.
struct TraceBeat: TemplateData {
  var step: Int
  var offset: String
  var sentence: HTML
  /// Where the request went wrong first.
  var isCrux: Bool
  /// The heavier ones stay where there are too many.
  var weight: Int

  static let fields: [TemplateField<TraceBeat>] = [
    .text("step") { String($0.step + 1) },
    .text("offset") { $0.offset },
    .html("sentenceHTML") { $0.sentence },
    .flag("isCrux") { $0.isCrux },
  ]
}

private struct BeatRules {
  let facts: TraceFacts

  func beats() -> [TraceBeat] {
    var beats: [TraceBeat] = []
    var told: Set<Int> = []
    for index in facts.steps.indices where !told.contains(index) && !facts.steps[index].isSuperseded
    {
      guard let (sentence, weight, steps) = beat(at: index) else { continue }
      told.formUnion(steps)
      let isCrux = facts.firstBroken.map { steps.contains($0) || $0 == index } ?? false
      beats.append(
        TraceBeat(
          step: index, offset: facts.shownOffset(of: index), sentence: sentence.html,
          isCrux: isCrux, weight: isCrux ? 10 : weight))
    }
    return beats
  }

  private typealias Beat = (sentence: Phrase, weight: Int, steps: [Int])

  private func beat(at index: Int) -> Beat? {
    switch facts.steps[index].event.stage {
    case .request: return followUp(index)
    case .route: return route(index)
    case .model, .tool:
      if facts.steps[index].hasFailed { return failures(from: index) }
      if facts.steps[index].attempt?.kind == .fallback { return fallback(index) }
      if facts.rejection(of: index) != nil { return rejectedDraft(index) }
      return facts.steps[index].event.stage == .tool ? tools(from: index) : model(index)
    case .guardrail:
      guard facts.steps[index].hasFailed else { return nil }
      return (
        "\(actor: facts.actors[index]): \(StepWords(facts: facts).sentence(for: index)).", 8,
        [index]
      )
    case .answer: return answer(index)
    case .infrastructure, .unknown, .prompt:
      guard facts.steps[index].hasFailed else { return nil }
      return (
        "\(actor: facts.actors[index]): \(StepWords(facts: facts).sentence(for: index)).", 7,
        [index]
      )
    case .verdict, .note: return nil
    }
  }

  private func followUp(_ index: Int) -> Beat? {
    guard facts.steps.firstIndex(where: { $0.event.stage == .request }) != index else { return nil }
    let attached = facts.steps[index].event.attachments.isEmpty ? "" : ", with an attachment"
    let words: Phrase =
      facts.steps[index].event.question.map { ": \(quote: $0, upTo: 60)" } ?? "."
    // Of a long conversation the steps between are worth more than every turn.
    let isTalk = facts.steps.count { $0.event.stage == .request } > 3
    return ("The user wrote again\(attached)\(words)", isTalk ? 3 : 6, [index])
  }

  private func route(_ index: Int) -> Beat? {
    guard let route = facts.steps[index].event.route, let chosen = route.chosen else { return nil }
    let reason = remark(route.reason, upTo: 70)
    return ("The router picked \(name: Name(chosen))\(reason)", 3, [index])
  }

  /// The end of a sentence: what the log says of it, and the full stop where it isn't cut.
  private func remark(_ text: String?, upTo limit: Int) -> Phrase {
    guard let text else { return "." }
    let line = oneLine(text, upTo: limit)
    let stop = line.hasSuffix("…") || line.hasSuffix(".") ? "" : "."
    return ": \(logged: line, upTo: limit + 1)\(stop)"
  }

  /// A failure and the failures of the same call after it.
  private func failures(from index: Int) -> Beat {
    let actor = facts.actors[index]
    let attempts = facts.attempts(after: index)
    let again = attempts.prefix { facts.steps[$0].hasFailed && facts.actors[$0] == actor }
    let step = facts.steps[index]
    let took =
      step.event.durationNanoseconds.map { " after \(Shown.duration(nanoseconds: $0))" } ?? ""
    var sentence: Phrase
    switch step.event.status {
    case .timeout: sentence = "\(actor: actor) timed out\(took)."
    case .cancelled: sentence = "\(actor: actor) was cancelled\(took)."
    case .blocked: sentence = "\(actor: actor) was blocked."
    case .error, .ok, .unknown:
      let message = step.event.error?.message ?? step.event.error?.type
      let why: Phrase = message.map { remark($0, upTo: 60) } ?? "\(took)."
      sentence = "\(actor: actor) failed\(why)"
    }
    if again.count == 1 { sentence = "\(sentence) One retry failed too." }
    if again.count > 1 { sentence = "\(sentence) \(again.count) retries failed too." }
    let next = attempts.dropFirst(again.count).first
    guard let next, facts.steps[next].attempt?.kind == .retry, facts.rejection(of: next) == nil,
      !facts.isStale(next), !facts.steps[next].hasFailed
    else { return (sentence, 9, [index] + again) }
    return ("\(sentence) The retry answered.", 9, [index] + again + [next])
  }

  private func fallback(_ index: Int) -> Beat {
    let attempt = facts.steps[index].attempt
    let because: Phrase = attempt?.trigger.map { " after \(quote: $0, upTo: 50)" } ?? ""
    let version: Phrase =
      facts.steps[index].event.prompt?.version.map { ", with prompt version \(name: $0)" } ?? ""
    return ("\(actor: facts.actors[index]) took over\(because)\(version).", 8, [index])
  }

  private func rejectedDraft(_ index: Int) -> Beat {
    let check = facts.rejection(of: index)
    let reason = check.flatMap {
      facts.steps[$0].event.error?.message ?? facts.steps[$0].event.outputSummary
    }
    let words = remark(reason, upTo: 80)
    let steps = [index] + [check].compactMap { $0 }
    return ("A check rejected the draft of \(actor: facts.actors[index])\(words)", 8, steps)
  }

  /// Tools that ran one after the other, or at once, with nothing between; old data stands alone.
  private func tools(from index: Int) -> Beat {
    if facts.isStale(index) { return stale(index) }
    var run: [Int] = []
    for next in index..<facts.steps.count {
      guard facts.steps[next].event.stage == .tool else { break }
      let isFallback = facts.steps[next].attempt?.kind == .fallback
      if !facts.steps[next].hasFailed, !isFallback, !facts.isStale(next) { run.append(next) }
    }
    var seen: Set<Actor> = []
    let names = run.map { facts.actors[$0] }.filter { seen.insert($0).inserted }
    if run.count == 1 {
      let words = StepWords(facts: facts).sentence(for: index)
      return ("\(actor: facts.actors[index]): \(words).", 4, run)
    }
    let list = Phrase(list: names.prefix(3).map { "\(actor: $0)" })
    let more = names.count > 3 ? " and \(names.count - 3) more" : ""
    return ("\(run.count, "tool call", "tool calls"): \(list)\(more).", 4, run)
  }

  private func stale(_ index: Int) -> Beat {
    let age = Shown.duration(nanoseconds: facts.dataAge(of: index) ?? 0)
    let limit = facts.ageLimit(of: index).map { facts.shownLimit($0) } ?? "not set"
    let said: Phrase =
      facts.steps[index].event.outputSummary.map { " said \(quote: $0, upTo: 50)," } ?? " answered"
    return (
      "\(actor: facts.actors[index])\(said) with data \(age) old. The limit is \(limit).", 9,
      [index]
    )
  }

  private func model(_ index: Int) -> Beat {
    if let tools = facts.steps[index].event.output?.calledTools, !tools.isEmpty {
      let list = Phrase(list: tools.prefix(3).map { "\(name: $0)" })
      let more = tools.count > 3 ? " and \(tools.count - 3) more" : ""
      return ("\(actor: facts.actors[index]) asked for \(list)\(more).", 3, [index])
    }
    let isLast = !facts.steps[(index + 1)...].contains { $0.event.stage == .model }
    if isLast { return ("\(actor: facts.actors[index]) wrote the answer.", 5, [index]) }
    let words =
      facts.steps[index].event.outputSummary ?? facts.steps[index].event.output?.spokenText
    guard let words else { return ("\(actor: facts.actors[index]) answered.", 2, [index]) }
    return ("\(actor: facts.actors[index]) wrote \(quote: words, upTo: 70).", 3, [index])
  }

  private func answer(_ index: Int) -> Beat {
    if facts.steps[(index + 1)...].contains(where: { $0.event.stage == .answer }) {
      let words: Phrase =
        facts.steps[index].event.reply.map { "\(quote: $0, upTo: 60)" } ?? "an answer"
      return ("The user saw \(words).", 2, [index])
    }
    let ending: Phrase =
      switch facts.trace.verdict.verdictClass {
      case .handedOff: "The user was handed to a person."
      default: "The user saw the answer."
      }
    return (ending, 7, [index])
  }
}
