import TraceModel

/// What rules about the week say of single traces, for their pages.
///
/// Everything is by name: a digest out of a file numbers names in its own way.
package struct WeekFindings: Sendable {
  private struct Prompt: Hashable {
    var name: Name
    var version: Name
  }

  private struct Offer: Hashable {
    var feature: Name
    var route: Name
    var prompt: Name
    var model: Name
    var tools: ContentHash
  }

  private var changed: [Prompt: Int] = [:]
  private var unequal: [Offer: String] = [:]
  private var chargedTools: Set<Name> = []
  /// By the hash of stage, name and tool.
  private var unclear: [UInt64: String] = [:]
  /// What is said of a label that is used for different outcomes.
  private var drifts: [Name: String] = [:]
  private let split: Set<RequestStarts.Start>
  private let splitTraces: [RequestStarts.Known]
  private let endless: EndlessTraces

  package init(_ digest: Digest, _ summary: WeekSummary, _ tables: RecordTables) {
    for prompt in summary.prompts where prompt.hasChanged {
      changed[Prompt(name: prompt.name, version: prompt.version)] = prompt.texts
    }
    let evidence = digest.evidence
    for pair in UnequalTools.all(in: evidence, tables) {
      for key in pair.keys {
        guard let offer = evidence.offers[key] else { continue }
        let missing = pair.missing.map { tables.text($0) }.sorted()
        let what =
          missing.isEmpty ? "the same tools" : missing.prefix(3).joined(separator: ", ")
        let named = Offer(
          feature: tables.name(offer.feature), route: tables.name(offer.route),
          prompt: tables.name(offer.prompt), model: tables.name(offer.model), tools: offer.tools)
        let message =
          "\(tables.text(pair.model)) was never offered \(what),"
          + " as \(tables.text(pair.other)) was for the same feature and route"
        unequal[named] = unequal[named].map { min($0, message) } ?? message
      }
    }
    for name in UnclearName.all(in: evidence, tables) {
      unclear[name.step] = "this name stands for different things: \(name.sentence(tables))"
    }
    for drift in LabelDrift.all(in: evidence, tables) {
      let label = tables.name(drift.label)
      let message =
        "\(tables.text(drift.one.group)) and \(tables.text(drift.other.group)) use the label"
        + " “\(label)” for different outcomes"
      drifts[label] = drifts[label].map { min($0, message) } ?? message
    }
    chargedTools = Set(
      evidence.tools.values.filter { $0.isCharged && $0.uncharged > 0 }.map {
        tables.name($0.tool)
      })
    split = Set(evidence.starts.split)
    splitTraces = evidence.starts.splitTraces
    endless = evidence.endless
  }

  /// In the order of the codes; `tables` are those the trace was read with.
  package func findings(of trace: ChosenTrace, _ tables: RecordTables) -> [TraceFinding] {
    let judged = trace.judged
    var found = toolCosts(of: judged, tables)
    found += models(of: judged, tables)
    found += names(of: judged, tables)
    if !drifts.isEmpty, let label = judged.verdicts.label, judged.verdicts.all[label].isHuman,
      let message = drifts[tables.name(judged.verdicts.labelWord)]
    {
      found.append(
        TraceFinding(
          code: VerdictDrift.code, message: message,
          step: judged.verdicts.all[label].place.map { Int($0) }))
    }
    if judged.hasNoEnd, let last = judged.joined.lastStart,
      endless.isOver(EndlessTraces.second(last))
    {
      found.append(
        TraceFinding(
          code: TraceEndless.code, message: "it has neither an answer nor a verdict", step: nil))
    }
    if let start = judged.requestStart?(tables.contentHash(of: judged.joined.feature)),
      split.contains(start)
    {
      let others = splitTraces.filter { $0.start.isSplit(from: start) && $0.trace.id != trace.id }
      let other = others.first.map { ", as \($0.trace.id)" } ?? ""
      found.append(
        TraceFinding(
          code: TraceSplit.code,
          message: "the same request was logged under another id within five seconds\(other)",
          step: nil))
    }
    return found
  }

  private func toolCosts(of trace: JudgedTrace, _ tables: RecordTables) -> [TraceFinding] {
    guard !chargedTools.isEmpty else { return [] }
    return trace.joined.events.indices.compactMap { place in
      let record = trace.joined.record(place)
      let event = trace.joined.events[place]
      guard record.stage == .tool, record.status == .ok, !event.isCharged, !event.isSuperseded,
        chargedTools.contains(tables.name(record.target))
      else { return nil }
      return TraceFinding(
        code: ToolCostMissing.code,
        message: "\(tables.text(record.target)) has no charge here and has one elsewhere",
        step: place)
    }
  }

  /// Once for each name, at its first step.
  private func names(of trace: JudgedTrace, _ tables: RecordTables) -> [TraceFinding] {
    guard !unclear.isEmpty else { return [] }
    var seen: Set<UInt64> = []
    return trace.joined.events.indices.compactMap { place in
      let record = trace.joined.record(place)
      guard !trace.joined.events[place].isSuperseded, record.shape != .none, record.name != .none
      else { return nil }
      let step = record.step { tables.contentHash(of: $0) }
      guard let message = unclear[step], seen.insert(step).inserted else { return nil }
      return TraceFinding(code: NameUnclear.code, message: message, step: place)
    }
  }

  /// Once for each prompt and each model, at its first call.
  private func models(of trace: JudgedTrace, _ tables: RecordTables) -> [TraceFinding] {
    var found: [TraceFinding] = []
    var seenPrompts: Set<Prompt> = []
    var seenOffers: Set<Offer> = []
    for place in trace.joined.events.indices where !trace.joined.events[place].isSuperseded {
      let record = trace.joined.record(place)
      guard record.stage == .model, record.prompt != .none else { continue }
      let prompt = tables[record.prompt]
      let key = Prompt(name: tables.name(prompt.name), version: tables.name(prompt.version))
      if let texts = changed[key], seenPrompts.insert(key).inserted {
        found.append(
          TraceFinding(
            code: PromptChanged.code,
            message: "\(key.name) \(key.version) had \(texts) texts under one version this week",
            step: place))
      }
      let offer = Offer(
        feature: tables.name(trace.joined.feature), route: tables.name(trace.joined.route),
        prompt: key.name, model: tables.name(record.model), tools: prompt.tools)
      if let message = unequal[offer], seenOffers.insert(offer).inserted {
        found.append(TraceFinding(code: ToolsUnequal.code, message: message, step: place))
      }
    }
    return found
  }
}
