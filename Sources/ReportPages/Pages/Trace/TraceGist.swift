import TraceModel

/// The trace in a paragraph, made by rules from its events: what was asked, what happened, what it
/// cost, why it passed or failed, and what the user saw. Each clause links to its step; what can't
/// be said names the field that is missing.
struct TraceGist: TemplateData {
  var clauses: [HTML]
  /// What the log lacks to say more.
  var gaps: [String]

  static let fields: [TemplateField<TraceGist>] = [
    .list("clauses") { $0.clauses.map(Markup.init) },
    .texts("gaps") { $0.gaps },
  ]

  init(_ facts: TraceFacts) {
    let rules = GistRules(facts: facts)
    clauses = [
      rules.asked, rules.happened, rules.cause, rules.consistency, rules.cost, rules.judged,
      rules.seen,
    ].compactMap { $0?.html }
    gaps = facts.trace.findings.filter { $0.code == "summary-gap" }.map(\.message)
  }
}

private struct GistRules {
  let facts: TraceFacts

  private var steps: [Step] { facts.steps }

  private func counted(_ stage: Stage) -> [Int] {
    steps.indices.filter { steps[$0].event.stage == stage && !steps[$0].isSuperseded }
  }

  private func link(_ words: String, _ step: Int) -> Phrase {
    "\(link: words, to: TraceFacts.address(of: step))"
  }

  var asked: Phrase? {
    let requests = counted(.request)
    if let said = facts.asked, said.isFromModelCall {
      return
        "What the user asked stands only in what \(link("a model call", said.step)) was sent."
    }
    guard let first = requests.first else { return nil }
    guard requests.count > 1 else { return "The user \(link("asked once", first))." }
    let more = requests.count - 1
    return
      "The user \(link("asked", first)) and \(link("wrote again", requests[1])) \(more == 1 ? "once" : "\(Shown.count(more)) times")."
  }

  var happened: Phrase? {
    let models = counted(.model)
    let tools = counted(.tool)
    guard let first = (models + tools).min() else { return nil }
    let retries = steps.indices.filter { steps[$0].attempt?.kind == .retry }
    let fallbacks = steps.indices.filter { steps[$0].attempt?.kind == .fallback }
    var parts: [Phrase] = []
    if !models.isEmpty { parts.append("\(models.count, "model call", "model calls")") }
    if !tools.isEmpty { parts.append("\(tools.count, "tool call", "tool calls")") }
    if let retry = retries.first {
      parts.append(link(Shown.count(retries.count, "retry", "retries"), retry))
    }
    if let fallback = fallbacks.first {
      parts.append(link(Shown.count(fallbacks.count, "fallback", "fallbacks"), fallback))
    }
    return "\(link("It took", first)) \(Phrase(list: parts))."
  }

  var cause: Phrase? {
    guard let cause = facts.trace.cause, let step = cause.step, steps.indices.contains(step) else {
      return nil
    }
    let how = cause.isSaid ? "as a verdict says" : "found by rule"
    let words: Phrase =
      facts.isStale(step)
      ? "answered from old data" : StepWords(facts: facts).sentence(for: step)
    return
      "It first went wrong at \(link("step \(step + 1)", step)), \(logged: cause.layer), \(how): \(actor: facts.actors[step]), \(words)."
  }

  /// Whether models and prompts were what they were asked to be.
  var consistency: Phrase? {
    let models = counted(.model).filter { !steps[$0].hasFailed }
    guard let first = models.first else { return nil }
    let codes = Set(facts.trace.findings.map(\.code))
    let odd = [
      "hidden-fallback", "prompt-unversioned", "settings-missing",
      "tools-unequal",
    ].filter(codes.contains)
    guard odd.isEmpty else {
      return "Models and prompts were not as logged or not alike: \(odd.joined(separator: ", "))."
    }
    var names: [Name] = []
    var prompts: [Name] = []
    var texts: [Name: Set<String>] = [:]
    for index in models {
      if let name = steps[index].event.model?.name, !names.contains(name) { names.append(name) }
      guard let prompt = steps[index].event.prompt, let name = prompt.name else { continue }
      let full = Name(
        ([name.text] + [prompt.version?.text].compactMap(\.self)).joined(separator: " "))
      if !prompts.contains(full) { prompts.append(full) }
      if let text = prompt.text ?? prompt.hash { texts[full, default: []].insert(text) }
    }
    guard !names.isEmpty, !prompts.isEmpty else { return nil }
    if let changed = prompts.first(where: { texts[$0, default: []].count > 1 }) {
      return "Prompts were not alike: \(name: changed) had several texts in this request."
    }
    let elsewhere: Phrase =
      codes.contains("prompt-changed") ? " here; another text of one was in use at other times" : ""
    let listedModels = Phrase(list: names.prefix(4).map { "\(name: $0)" })
    let listedPrompts = Phrase(list: prompts.prefix(4).map { "\(name: $0)" })
    return
      "\(link("Models and prompts", first)) were consistent: \(listedModels) answered as requested, and \(listedPrompts) had one text each\(elsewhere)."
  }

  var cost: Phrase? {
    let cost = facts.trace.cost
    guard cost.total != .zero || !cost.bySource.isEmpty else { return nil }
    let amount = facts.money.amount(cost.total)
    let dearest = steps.indices.max {
      (facts.cost(of: $0) ?? .zero, $1) < (facts.cost(of: $1) ?? .zero, $0)
    }
    var sentence: Phrase = "It cost \(strong: amount)"
    if let dearest, let most = facts.cost(of: dearest), most > .zero, steps.count > 1 {
      let part = most.share(of: cost.total) > 0.5 ? "most of it" : "the most"
      sentence =
        "\(sentence), \(part) at \(link("step \(dearest + 1)", dearest)) (\(facts.money.amount(most)))"
    }
    if let usual = facts.trace.usual {
      sentence = "\(sentence); the average is \(facts.money.amount(usual.averageCost))"
    }
    return "\(sentence)."
  }

  var judged: Phrase? {
    guard let deciding = facts.trace.verdict.deciding, let word = facts.trace.verdict.judgement
    else { return nil }
    let mark = VerdictMark(word, class: facts.trace.verdict.verdictClass)
    let verdict: Phrase =
      deciding.step.map { link("judged", $0) } ?? "judged"
    let reason: Phrase = deciding.reason.map { ", because \(quote: $0, upTo: 120)" } ?? ""
    return "It was \(verdict) \(mark: mark)\(reason)."
  }

  var seen: Phrase? {
    if let answer = counted(.answer).last {
      guard let text = steps[answer].event.reply ?? steps[answer].event.outputSummary,
        !oneLine(text, upTo: 20).isEmpty
      else { return nil }
      return "The user \(link("saw", answer)) \(quote: text, upTo: 120)."
    }
    if let shown = facts.trace.verdict.all.compactMap(\.shownToUser).last {
      return "The user saw \(quote: shown, upTo: 120)."
    }
    guard facts.trace.givenBack == nil, let said = facts.trace.lastModelText else { return nil }
    return
      "Nothing says what the user saw; \(link("the last model call", said.step)) wrote \(quote: said.text, upTo: 120)."
  }
}

/// The other requests of the session, before and after this one.
struct SessionTurns: TemplateData {
  var before: [SessionTurn]
  var after: [SessionTurn]

  static let fields: [TemplateField<SessionTurns>] = [
    .flag("hasBefore") { !$0.before.isEmpty },
    .list("before") { $0.before },
    .flag("hasAfter") { !$0.after.isEmpty },
    .list("after") { $0.after },
  ]

  /// Nil for the only one of its session.
  init?(_ facts: TraceFacts, _ links: TraceLinks) {
    let neighbours = facts.trace.neighbours
    guard !neighbours.before.isEmpty || !neighbours.after.isEmpty else { return nil }
    func shown(_ neighbour: SessionNeighbours.Neighbour) -> SessionTurn {
      var link = TraceLink(neighbour.id, TraceLinks([]))
      link.address = links.besides(neighbour.id)
      return SessionTurn(
        at: Shown.moment(nanoseconds: neighbour.start.nanoseconds, in: facts.zone), link: link)
    }
    before = neighbours.before.map(shown)
    after = neighbours.after.map(shown)
  }
}

struct SessionTurn: TemplateData {
  var at: String
  var link: TraceLink

  static let fields: [TemplateField<SessionTurn>] = [
    .text("at") { $0.at },
    .object("link") { $0.link },
  ]
}
