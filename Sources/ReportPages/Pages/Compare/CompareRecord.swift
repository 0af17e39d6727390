import TraceModel

/// One trace as the compare page shows it: every value ready, so that any two can stand side by side.
struct CompareRecord: Sendable {
  /// A value with its name; rows of two records meet by the name.
  struct Entry: Sendable, Equatable {
    var name: String
    var value: String
    /// What the difference of two values is made of.
    var amount: Amount?
  }

  enum Amount: Sendable, Equatable {
    case money(ExactDecimal)
    case count(Int)
    case nanoseconds(Int64)
  }

  var id: Name
  /// From the top folder; nil where it has no page.
  var address: String?
  var when: String
  var question: String
  var verdict: VerdictMark
  var verdictClass: VerdictClass?
  var judgedBy: String
  var cost: String
  var thrownAway: String
  var waited: String
  var steps: String
  var feature: Name?
  var conditions: [Entry]
  var figures: [Entry]
  var settings: [Entry]
  var tools: [Entry]
  /// `support.answer 15`, and its text with the tool instructions.
  var promptName: String
  var promptText: String?
  var reply: String?
  var notes: [NoteBox]
  var plainNotes: [(author: String, text: String)]
  var bars: [TimelineBar]
  /// The end of the last bar.
  var end: Int64 { bars.map(\.span.upperBound).max() ?? 0 }

  init(_ trace: TraceCase, in week: Week, address: String?) {
    let facts = TraceFacts(trace, in: week)
    let answering = trace.answeringStep
    let event = answering.map { trace.steps[$0].event }
    id = trace.id
    self.address = address
    when =
      facts.origin.map { Shown.moment(nanoseconds: $0.nanoseconds, in: facts.zone) }
      ?? "No time was logged"
    question = oneLine(
      trace.question ?? "What was asked is not in the log", upTo: 160)
    verdict = VerdictMark(trace.verdict.judgement, class: trace.verdict.verdictClass)
    verdictClass = trace.verdict.verdictClass
    judgedBy =
      trace.verdict.deciding.map { $0.by.isHuman ? "by a reviewer" : "by an automatic check" }
      ?? "nobody judged it"
    cost = trace.cost.bySource.isEmpty ? "no cost" : facts.money.amount(trace.cost.total)
    let lost = trace.steps.count { $0.attempt?.isUsed == false && !$0.isSuperseded }
    thrownAway =
      lost == 0 ? "nothing thrown away" : "\(Shown.count(lost, "attempt", "attempts")) thrown away"
    waited = trace.latencyNanoseconds.map { Shown.duration(nanoseconds: $0) } ?? "not logged"
    steps = Shown.count(trace.steps.count, "step", "steps")
    feature = trace.feature
    promptName = Self.promptName(event?.prompt)
    promptText = Self.promptText(event?.prompt)
    conditions = facts.compareConditions(answering)
    figures = facts.compareFigures
    settings = event?.model.map(Self.settings) ?? []
    tools = facts.compareTools(event?.prompt?.tools)
    reply =
      trace.steps.last { $0.event.stage == .answer && !$0.isSuperseded }?.event.reply
      ?? trace.verdict.all.compactMap(\.shownToUser).last
    notes = trace.notes.map { NoteBox($0, facts) }
    plainNotes = trace.notes.map { ($0.author?.text ?? "Without a name", $0.markdown) }
    bars = facts.timelineBars
  }

  static func promptName(_ prompt: Prompt?) -> String {
    guard let prompt, prompt.name != nil || prompt.version != nil else { return "not logged" }
    return [prompt.name?.text ?? "without a name", prompt.version.map { "version \($0)" }]
      .compactMap { $0 }.joined(separator: ", ")
  }

  /// Template and tool instructions, as far as they are logged.
  static func promptText(_ prompt: Prompt?) -> String? {
    let parts = [prompt?.text, prompt?.toolInstructions].compactMap { $0 }.filter { !$0.isEmpty }
    return parts.isEmpty ? nil : parts.joined(separator: "\n\n")
  }

  private static func settings(_ model: ModelCall) -> [Entry] {
    let all: [(String, String?)] = [
      ("Provider", model.provider?.text), ("Model", model.name?.text),
      ("Requested", model.requested?.text), ("Snapshot", model.version),
      ("Temperature", model.temperature), ("Top p", model.topP),
      ("Max output", model.maxTokens.map { "\($0) tokens" }), ("Tool choice", model.toolChoice),
      ("Picked by", model.chosenBy), ("Stopped by", model.finishReason),
    ]
    return all.compactMap { name, value in
      value.map { Entry(name: name, value: oneLine($0, upTo: 80)) }
    }
  }
}

extension TraceCase {
  /// The last model step that was used: it wrote the reply.
  var answeringStep: Int? {
    steps.lastIndex { $0.event.stage == .model && $0.attempt?.isUsed == true && !$0.isSuperseded }
  }
}

extension TraceFacts {
  /// What has to be equal for two traces to be alike, in the order of the contract.
  fileprivate func compareConditions(_ answering: Int?) -> [CompareRecord.Entry] {
    let event = answering.map { steps[$0].event }
    let model = event?.model
    let prompt = event?.prompt
    func entry(_ name: String, _ value: String?) -> CompareRecord.Entry {
      CompareRecord.Entry(name: name, value: value.map { oneLine($0, upTo: 160) } ?? "not logged")
    }
    let settings = [
      model?.temperature.map { "temperature \($0)" }, model?.topP.map { "top p \($0)" },
      model?.maxTokens.map { "\($0) tokens" }, model?.toolChoice.map { "tool choice \($0)" },
    ].compactMap { $0 }
    let text = CompareRecord.promptText(prompt) ?? prompt?.hash
    let others = Set(
      steps.filter {
        $0.event.stage == .model && !$0.isSuperseded && $0.attempt?.kind == .first
          && $0.event.prompt?.name != prompt?.name
      }.map {
        "\(CompareRecord.promptName($0.event.prompt)) by \($0.event.model?.name?.text ?? "?")"
      }
      .map { Name($0) })
    let attempt = answering.flatMap { steps[$0].attempt }
    return [
      entry("Feature", trace.feature?.text), entry("Route", trace.route?.text),
      entry("Environment", trace.environment?.text),
      entry("Prompt of the answer", prompt.map { CompareRecord.promptName($0) }),
      entry(
        "Text of that prompt",
        text.map {
          "fingerprint \(pageSlug(of: Name($0)).prefix(4)), \(Shown.count($0.count)) letters"
        }
      ),
      entry("Model that answered", model?.name?.text),
      entry(
        "Tools offered",
        prompt?.tools.map { $0.isEmpty ? "none" : $0.sorted().joined(separator: ", ") }),
      entry("Tool schema", prompt?.toolSchemaVersion),
      entry("Settings", settings.isEmpty ? nil : settings.joined(separator: ", ")),
      entry(
        "Other model calls",
        others.isEmpty ? "none" : others.sorted().map(\.text).joined(separator: "; ")),
      entry(
        "Answered by",
        attempt.map {
          switch $0.kind {
          case .first: trace.path == "direct" ? "first attempts" : "a first attempt, others retried"
          case .retry: "a retry"
          case .fallback: "a fallback"
          }
        }),
    ]
  }

  fileprivate var compareFigures: [CompareRecord.Entry] {
    var entries: [CompareRecord.Entry] = []
    func words(_ name: String, _ value: String) {
      entries.append(CompareRecord.Entry(name: name, value: value))
    }
    func amount(_ name: String, _ value: ExactDecimal) {
      entries.append(
        CompareRecord.Entry(
          name: name, value: money.text(value, decimals: ledgerDecimals), amount: .money(value)))
    }
    func count(_ name: String, _ value: Int) {
      entries.append(
        CompareRecord.Entry(name: name, value: Shown.count(value), amount: .count(value)))
    }
    let live = steps.filter { !$0.isSuperseded }
    words(
      "Verdict",
      VerdictMark(trace.verdict.judgement, class: trace.verdict.verdictClass).word)
    words("Reason", oneLine(trace.verdict.deciding?.reason ?? "–", upTo: 160))
    amount("Cost", trace.cost.total)
    for source in CostSource.allCases {
      amount("  \(source.word)", trace.cost.bySource[source] ?? .zero)
    }
    amount("Thrown away", trace.cost.retries)
    if let latency = trace.latencyNanoseconds {
      entries.append(
        CompareRecord.Entry(
          name: "Waiting time", value: Shown.duration(nanoseconds: latency),
          amount: .nanoseconds(latency)))
    } else {
      words("Waiting time", "not logged")
    }
    count("Model calls", live.count { $0.event.stage == .model })
    count("Tool calls", live.count { $0.event.stage == .tool })
    count("Retries", live.count { $0.attempt?.kind == .retry })
    count("Fallbacks", live.count { $0.attempt?.kind == .fallback })
    count("Input tokens", live.reduce(0) { $0.orMost(with: $1.event.usage?.prompt) })
    count("Output tokens", live.reduce(0) { $0.orMost(with: $1.event.usage?.completion) })
    return entries
  }

  /// What each tool did that was offered or asked.
  fileprivate func compareTools(_ offered: [String]?) -> [CompareRecord.Entry] {
    var did: [Name: [String]] = [:]
    var order: [Name] = []
    for index in steps.indices where !steps[index].isSuperseded {
      guard case .tool(let name) = actors[index] else { continue }
      if did[name] == nil { order.append(name) }
      did[name, default: []].append(toolWords(index))
    }
    for tool in (offered ?? []).map({ Name($0) }).sorted() where did[tool] == nil {
      order.append(tool)
      did[tool] = ["offered, not asked"]
    }
    return order.map { name in
      let words = did[name] ?? []
      let shown = words.prefix(3).joined(separator: "; ")
      let more = words.count > 3 ? "; and \(words.count - 3) more times" : ""
      return CompareRecord.Entry(
        name: name.isEmpty ? "without a name" : oneLine(name.text, upTo: 60), value: shown + more)
    }
  }

  private func toolWords(_ index: Int) -> String {
    let step = steps[index]
    let took =
      step.event.durationNanoseconds.map { " in \(Shown.duration(nanoseconds: $0))" } ?? ""
    if step.hasFailed {
      return "\(StepWords.failureWord(of: step))"
        + (step.event.durationNanoseconds.map { ", \(Shown.duration(nanoseconds: $0))" } ?? "")
    }
    let age = dataAge(of: index).map { ", data \(Shown.duration(nanoseconds: $0)) old" } ?? ""
    return "answered\(took)\(age)"
  }
}

extension Int {
  /// The sum, or the largest number where that is no Int.
  fileprivate func orMost(with other: Int?) -> Int {
    let (sum, overflow) = addingReportingOverflow(other ?? 0)
    return overflow ? .max : sum
  }
}
