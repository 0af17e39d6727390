import TraceModel

/// What opens under a step: everything the log says of it.
struct StepInside: TemplateData {
  /// What weakens the record, in words.
  var warnings: [String]
  var settings: [StepSetting]
  var panes: [StepPane]
  var freshness: StepFreshness?
  var usage: String?
  var ids: [StepSetting]
  /// File, byte offset and event id.
  var provenance: HTML

  static let fields: [TemplateField<StepInside>] = [
    .texts("warnings") { $0.warnings },
    .flag("hasSettings") { !$0.settings.isEmpty },
    .list("settings") { $0.settings },
    .flag("hasPanes") { !$0.panes.isEmpty },
    .list("panes") { $0.panes },
    .optionalObject("freshness") { $0.freshness },
    .optionalText("usage") { $0.usage },
    .flag("hasIds") { !$0.ids.isEmpty },
    .list("ids") { $0.ids },
    .html("provenanceHTML") { $0.provenance },
  ]
}

/// A name of ours and a logged value.
struct StepSetting: TemplateData {
  var name: String
  var value: HTML

  init(_ name: String, _ value: Phrase) {
    self.name = name
    self.value = value.html
  }

  static let fields: [TemplateField<StepSetting>] = [
    .text("name") { $0.name },
    .html("valueHTML") { $0.value },
  ]
}

/// How old a tool's data was, against how old it may be.
struct StepFreshness: TemplateData {
  /// `old`, `unk` or nothing, as the stylesheet has them.
  var style: String
  var word: String
  var sentence: HTML

  static let fields: [TemplateField<StepFreshness>] = [
    .text("style") { $0.style },
    .text("word") { $0.word },
    .html("sentenceHTML") { $0.sentence },
  ]
}

extension TraceFacts {
  func inside(of index: Int) -> StepInside {
    return StepInside(
      warnings: warnings(of: index), settings: settings(of: index), panes: panes(of: index),
      freshness: freshness(of: index), usage: steps[index].event.usage.flatMap(usageSentence),
      ids: ids(of: index), provenance: provenance(of: index))
  }

  private func warnings(of index: Int) -> [String] {
    var warnings: [String] = []
    if steps[index].isSuperseded {
      warnings.append(
        "The same event was logged again with other content. This one ranks behind it: its money, "
          + "usage and verdict do not count.")
    }
    if steps[index].isOrphan, let parent = steps[index].event.parentID {
      warnings.append("Its parent \(oneLine(parent.text, upTo: 60)) is not in this trace.")
    }
    if steps[index].isUnpriced {
      warnings.append("It used tokens, but no cost was logged and no price is known.")
    }
    if steps[index].event.stage == .unknown {
      warnings.append(
        "The stage \(oneLine(steps[index].event.stageWord, upTo: 60)) is not of the set.")
    }
    return warnings
  }

  private func settings(of index: Int) -> [StepSetting] {
    var settings = steps[index].event.model.map(modelSettings) ?? []
    if let route = steps[index].event.route {
      if let chosen = route.chosen {
        settings.append(StepSetting("Chosen", "\(name: Name(chosen))"))
      }
      if let reason = route.reason { settings.append(StepSetting("Reason", "\(logged: reason)")) }
      if !route.candidates.isEmpty {
        let names = route.candidates.map { Phrase("\(name: Name($0))") }
        settings.append(StepSetting("Candidates", Phrase(list: names)))
      }
    }
    if steps[index].event.stage == .guardrail || steps[index].event.stage == .infrastructure,
      let name = steps[index].event.name
    {
      let title = steps[index].event.stage == .guardrail ? "Rule" : "Name"
      settings.append(StepSetting(title, "\(name: Name(name))"))
    }
    if steps[index].event.stage == .guardrail {
      settings.append(StepSetting("Result", "\(logged: steps[index].event.statusWord)"))
    }
    if let prompt = steps[index].event.prompt {
      if let tools = prompt.tools {
        settings.append(
          StepSetting(
            "Tools offered",
            tools.isEmpty ? "none" : Phrase(list: tools.map { "\(name: Name($0))" })))
      }
      if let schema = prompt.toolSchemaVersion {
        settings.append(StepSetting("Tool schema", "\(logged: schema)"))
      }
    }
    return settings + attachments(of: index)
  }

  private func modelSettings(_ model: ModelCall) -> [StepSetting] {
    var settings: [StepSetting] = []
    func add(_ name: String, _ value: Name?) {
      if let value, !value.isEmpty { settings.append(StepSetting(name, "\(name: value)")) }
    }
    func add(_ name: String, logged value: String?, unit: String = "") {
      if let value { settings.append(StepSetting(name, "\(logged: value)\(unit)")) }
    }
    add("Provider", logged: model.provider?.text)
    add("Model", model.name)
    if let requested = model.requested, requested != model.name { add("Requested", requested) }
    add("Snapshot", model.version.map { Name($0) })
    add("Temperature", logged: model.temperature)
    add("Top p", logged: model.topP)
    add("Max output", logged: model.maxTokens, unit: " tokens")
    add("Tool choice", logged: model.toolChoice)
    add("Service tier", logged: model.serviceTier)
    add("Picked by", logged: model.chosenBy)
    add("Stopped by", logged: model.finishReason)
    return settings
  }

  private func attachments(of index: Int) -> [StepSetting] {
    steps[index].event.attachments.map { StepSetting("Attachment", "\(logged: $0.sentence)") }
  }

  private func freshness(of index: Int) -> StepFreshness? {
    guard case .tool = actors[index] else { return nil }
    guard let asOf = steps[index].event.tool?.dataAsOf, let age = dataAge(of: index) else {
      let isEmpty = steps[index].hasFailed && steps[index].event.output == nil
      let why: Phrase =
        isEmpty ? "The tool returned nothing." : "The tool did not say how old its data is."
      let billed: Phrase =
        isEmpty && !steps[index].charges.isEmpty ? " The call is billed all the same." : ""
      return StepFreshness(
        style: "unk", word: "Freshness unknown",
        sentence: ("\(why)\(billed)\(limitWords(of: index))" as Phrase).html)
    }
    let moment = Shown.moment(nanoseconds: asOf.nanoseconds, in: zone)
    let shownAge = Shown.duration(nanoseconds: age)
    let isOld = isStale(index)
    let ageWords: Phrase = isOld ? "\(strong: shownAge)" : "\(shownAge)"
    let sentence: Phrase =
      "Data from \(moment), which was \(ageWords) before use.\(limitWords(of: index))"
    let hasLimit = ageLimit(of: index) != nil
    return StepFreshness(
      style: isOld ? "old" : hasLimit ? "" : "unk",
      word: isOld ? "Old data" : hasLimit ? "Fresh enough" : "Age known", sentence: sentence.html)
  }

  private func limitWords(of index: Int) -> Phrase {
    guard let limit = ageLimit(of: index) else { return " No limit is set for this tool." }
    return " Limit for this tool: \(shownLimit(limit))."
  }

  /// `15 min`, `24 h`: a limit is a round number.
  func shownLimit(_ limit: Int64) -> String {
    let minute: Int64 = 60_000_000_000
    if limit > 0, limit % (60 * minute) == 0 { return "\(limit / (60 * minute)) h" }
    if limit > 0, limit % minute == 0 { return "\(limit / minute) min" }
    return Shown.duration(nanoseconds: limit)
  }

  private func usageSentence(_ usage: Usage) -> String? {
    var parts: [String] = []
    if let prompt = usage.prompt {
      var text = Shown.count(prompt, "input token", "input tokens")
      if let cached = usage.cached {
        text += cached == 0 ? ", none cached" : ", \(Shown.count(cached)) of them cached"
      }
      if let written = usage.cacheWrite, written > 0 {
        text += ", \(Shown.count(written)) written to the cache"
      }
      parts.append(text)
    }
    if let completion = usage.completion {
      var text = Shown.count(completion, "output token", "output tokens")
      if let reasoning = usage.reasoning, reasoning > 0 {
        text += ", \(Shown.count(reasoning)) of them reasoning"
      }
      parts.append(text)
    }
    let audio = (usage.audioPrompt ?? 0).addingReportingOverflow(usage.audioCompletion ?? 0)
    if !audio.overflow, audio.partialValue > 0 {
      parts.append(Shown.count(audio.partialValue, "audio token", "audio tokens"))
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ") + "."
  }

  private func ids(of index: Int) -> [StepSetting] {
    var ids = [StepSetting("event_id", "\(name: steps[index].event.eventID)")]
    if let parent = steps[index].event.parentID {
      ids.append(StepSetting("parent_id", "\(name: parent)"))
    }
    ids += steps[index].event.ids.map {
      StepSetting(clipped($0.key, to: 40), "\(name: Name($0.value.words))")
    }
    if let start = steps[index].event.start {
      let moment = Shown.moment(nanoseconds: start.nanoseconds, in: zone)
      ids.append(StepSetting("Start", "\(moment)"))
    } else if let sequence = steps[index].event.sequence {
      ids.append(StepSetting("sequence", "\(String(sequence))"))
    }
    return ids
  }

  private func provenance(of index: Int) -> HTML {
    let file = steps[index].event.provenance.file
    let offset = Shown.count(steps[index].event.provenance.offset)
    let line: Phrase = "\(name: Name(file)), from byte \(offset)"
    let others = steps[index].event.sources.filter { !$0.utf8.elementsEqual(file.utf8) }
    guard !others.isEmpty else { return line.html }
    return ("\(line); source \(Phrase(list: others.map { "\(name: Name($0))" }))" as Phrase).html
  }
}

extension Attachment {
  /// `screenshot.png, image/png, 48 kB (not loaded)`
  var sentence: String {
    var parts = [name.map { oneLine($0, upTo: 60) } ?? "without a name"]
    if let type { parts.append(oneLine(type, upTo: 40)) }
    if let bytes { parts.append(Shown.size(bytes)) }
    return parts.joined(separator: ", ") + " (not loaded)"
  }
}

extension Shown {
  /// `48 kB`, `1.2 MB`, `900 bytes`
  static func size(_ bytes: Int) -> String {
    switch bytes {
    case ..<1000: return count(bytes, "byte", "bytes")
    case ..<1_000_000: return "\((bytes + 500) / 1000) kB"
    default:
      let tenths = bytes / 100_000 + (bytes % 100_000 >= 50_000 ? 1 : 0)
      return "\(count(tenths / 10)).\(tenths % 10) MB"
    }
  }
}
