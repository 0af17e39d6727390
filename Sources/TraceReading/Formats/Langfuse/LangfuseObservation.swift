import TraceModel

/// One observation: a span, a generation, or the creation or an update of one.
struct LangfuseObservation {
  let record: JSONNode
  private var members: LangfuseMembers
  private let trace: LangfuseTrace?
  /// It stands for the whole request.
  var isRequest = false
  /// Where it names no parent, the trace's own event is it.
  var hangsBelowTrace = false
  /// What it says of tokens and costs is the sum of what is inside it.
  var isSum = false
  /// A model asked for it as a tool.
  var isCalled = false
  /// Of a create or update: when it was written, and the type that its envelope says.
  var writtenAt: Int64?
  var type: LangfuseType?
  /// An update, which may leave out everything but its ids.
  var isPart = false

  init(_ record: JSONNode, trace: LangfuseTrace? = nil) {
    self.record = record
    self.trace = trace
    members = LangfuseMembers(record)
    type = LangfuseType(members[.type])
  }

  /// Takes what an update adds, so that both are one event; false where it says anything otherwise.
  mutating func add(_ update: JSONNode) -> Bool { members.add(update) }

  static func hasFigures(_ record: JSONNode) -> Bool {
    (record["usageDetails"]?.rawBytes.count ?? 0) > 2
      || (record["costDetails"]?.rawBytes.count ?? 0) > 2 || record["usage"] != nil
      || (record["totalCost"] ?? record["calculatedTotalCost"])?.decimal ?? .zero != .zero
  }

  private func stage(_ hasAttempt: Bool, _ spans: JSONNode?) -> Stage {
    if isRequest { return .request }
    switch type {
    case .generation, .embedding: return isSum ? .infrastructure : .model
    case .tool, .retriever: return .tool
    case .guardrail: return .guardrail
    case .event:
      let name = members[.name]
      return name?.contains("fallback") == true || name?.contains("route") == true
        ? .route : .infrastructure
    case .span where hasAttempt || isCalled || SpanRole.isTool(spans): return .tool
    // Its creation says what it is, and an update only what became of it.
    case .span where isPart && !hangsBelowTrace: return .unknown
    default: return .infrastructure
    }
  }

  private enum Stage {
    case request, infrastructure, model, tool, guardrail, route, unknown

    var word: StaticString {
      switch self {
      case .request: "request"
      case .infrastructure: "infrastructure"
      case .model: "model"
      case .tool: "tool"
      case .guardrail: "guardrail"
      case .route: "route"
      case .unknown: "unknown"
      }
    }
  }

  func write(to translation: inout Translation) {
    let metadata = translation.json(members[.metadata])
    let traceMetadata = translation.json(trace?.record["metadata"])
    let logged = TeamAttempt(ofObservation: metadata, translation)
    let spans = metadata?["attributes"]
    let stage = stage(logged.number != nil, spans)
    let isModel = stage == .model
    let input = members[.input] ?? (isRequest ? trace?.record["input"] : nil)
    let output = members[.output] ?? (isRequest ? trace?.record["output"] : nil)
    let asked = Asked(input, translation, isChat: isModel)
    let answered = Answered(output, translation, isChat: isModel)
    let settings = translation.json(members[.modelParameters])
    let figures = isSum ? nil : LangfuseFigures(members, &translation)
    translation.events.begin()
    writeIDs(stage, figures?.tokens, to: &translation.events)
    translation.events.put(asked)
    translation.events.put(answered)
    writeContext(metadata, traceMetadata, &translation)
    if isModel {
      writeModel(settings, spans, translation.json(output), to: &translation.events)
      writePrompt(asked, metadata, translation.json(input), to: &translation.events)
    } else if stage == .tool {
      translation.events.open("tool")
      let named = spans?["gen_ai.tool.name"] ?? spans?["tool.name"] ?? members[.name]
      translation.events.put("name", text: named)
      translation.events.close()
    } else if stage == .route {
      translation.events.open("route")
      translation.events.put("reason", text: metadata?["reason"])
      translation.events.close()
    }
    logged.write(ofObservationTo: &translation.events)
    if let figures {
      if isModel { translation.events.put(usage: figures.tokens) }
      if isModel || stage == .tool {
        figures.writeCharges(isTool: !isModel, logged.toolCost, to: &translation.events)
      }
    }
    writeError(metadata, to: &translation.events)
    writeRest(metadata, isModel: isModel && !isSum, to: &translation.events)
    if isAlone {
      translation.events.end(about: "update", "an observation")
    } else {
      translation.events.end()
    }
  }

  private var traceID: JSONNode? { members[.traceID] ?? trace?.record["id"] }

  /// Whether it is an update that names only its observation.
  private var isAlone: Bool { isPart && traceID == nil && members[.id]?.isText == true }

  private func writeIDs(_ stage: Stage, _ tokens: TokenWholes?, to events: inout EventWriter) {
    events.put("trace_id", text: traceID, orOf: members[.id])
    events.put("event_id", text: members[.id])
    if let parent = firstText(members[.parent]) {
      events.put("parent_id", text: parent)
    } else if hangsBelowTrace {
      events.put("parent_id", text: traceID)
    }
    let end = members[.endTime]
    let endTime = events.time(end)
    if let start = events.time(members[.startTime]) {
      events.put(start: start, end: endTime)
    } else {
      events.putNull("timestamp")
      events.put("sequence", 0 as Int64)
      if let endTime { events.put("end_timestamp", time: endTime) }
      if let start = members[.startTime], !start.saysNothing {
        events.leave("startTime", "not a time")
      }
    }
    if let end, endTime == nil, !end.saysNothing { events.leave("endTime", "not a time") }
    events.put("stage", stage.word)
    events.put("name", text: members[.name])
    events.put("status", status)
    events.putPart(
      writtenAt: writtenAt ?? events.time(members[.updatedAt]), isAlone: isAlone,
      holdsUsage: holdsUsage(stage, tokens))
  }

  /// Whether it says what calls used and is none itself. What does not say what it is may be one.
  private func holdsUsage(_ stage: Stage, _ tokens: TokenWholes?) -> Bool {
    guard let tokens, type != nil, stage == .request || stage == .infrastructure else {
      return false
    }
    return (tokens.prompt ?? 0) > 0 || (tokens.completion ?? 0) > 0
  }

  private var status: StaticString {
    guard members[.level]?.isText("ERROR") == true else { return isPart ? "unknown" : "ok" }
    guard let message = members[.statusMessage] else { return "error" }
    if message.contains("timeout") || message.contains("timed out") { return "timeout" }
    if message.contains("cancelled") || message.contains("canceled") { return "cancelled" }
    return "error"
  }

  private func writeContext(
    _ metadata: JSONNode?, _ traceMetadata: JSONNode?, _ translation: inout Translation
  ) {
    let own = LangfuseTrace.names(metadata, translation)
    let shared = LangfuseTrace.names(traceMetadata, translation)
    let names = (own.feature ?? shared.feature, own.route ?? shared.route)
    if trace == nil {
      LangfuseTrace.writeContext(
        names, session: members[.sessionID], user: members[.userID],
        environment: members[.environment], tags: members[.tags] ?? members[.traceTags],
        to: &translation.events)
    } else if isRequest {
      trace?.writeContext(names, to: &translation.events)
    } else if own.feature != nil || own.route != nil {
      translation.events.open("context")
      translation.events.put("feature", text: own.feature)
      translation.events.put("route", text: own.route)
      translation.events.close()
    }
  }

  private func writeModel(
    _ settings: JSONNode?, _ spans: JSONNode?, _ answer: JSONNode?, to events: inout EventWriter
  ) {
    events.open("model")
    if spans != nil { writeProvider(spans, to: &events) }
    let model = firstText(members[.model], members[.providedModel])
    let answered = firstText(spans?["gen_ai.response.model"])
    events.put(modelName: answered ?? model)
    events.put(
      "requested",
      text: firstText(spans?["gen_ai.request.model"]) ?? (answered == nil ? nil : model))
    if settings != nil { writeSettings(settings, to: &events) }
    events.close()
    events.open("ids")
    events.put("response", text: firstText(spans?["gen_ai.response.id"], answer?.answerID))
    events.close()
  }

  private func writeProvider(_ spans: JSONNode?, to events: inout EventWriter) {
    events.put(
      "provider",
      text: firstText(
        spans?["gen_ai.provider.name"], spans?["gen_ai.system"], spans?["llm.provider"],
        spans?["llm.system"], spans?["ai.model.provider"]))
  }

  private func writeSettings(_ settings: JSONNode?, to events: inout EventWriter) {
    events.put("temperature", number: settings?["temperature"])
    events.put("top_p", number: settings?["top_p"] ?? settings?["topP"])
    events.put(
      "max_tokens",
      number: settings?["max_tokens"] ?? settings?["maxTokens"]
        ?? settings?["max_completion_tokens"] ?? settings?["max_output_tokens"])
    events.put("tool_choice", text: settings?["tool_choice"] ?? settings?["toolChoice"])
    events.put("finish_reason", text: settings?["finishReason"])
    if let tier = settings?.any("service_tier", "serviceTier") { events.put(ServiceTier(tier)) }
  }

  private func writePrompt(
    _ asked: Asked, _ metadata: JSONNode?, _ input: JSONNode?, to events: inout EventWriter
  ) {
    events.open("prompt")
    events.put("name", text: members[.promptName])
    events.put("version", text: members[.promptVersion])
    events.put("text", asked.system)
    if let definitions = members[.toolDefinitions], definitions.isObject,
      definitions.rawBytes.count > 2
    {
      events.array("tools") { events in
        definitions.forEachRawMember { name, _ in events.element(name) }
      }
      events.put("tool_schema_version", definitions.shortHash)
    } else if let input, input.isObject {
      events.putTools(input["tools"])
    }
    events.close()
  }

  private func writeError(_ metadata: JSONNode?, to events: inout EventWriter) {
    guard let message = firstText(members[.statusMessage]) else { return }
    events.open("error")
    if let named = firstText(metadata?["attributes"]?["error.type"]) {
      events.put("type", text: named)
    } else if message.rawBytes.count > 40 || message.rawBytes.starts(with: "Error: ".utf8),
      let code = SpanOutcome.code(in: message.rawBytes)
    {
      events.put("type", rawText: code)
    } else if let length = message.errorTypeLength {
      let type = UnsafeBufferPointer(rebasing: message.rawBytes[..<length])
      // A sentence names no error, and a timeout needs none.
      let isSentence = length == message.rawBytes.count && type.contains(UInt8(ascii: " "))
      if length > 0, !isSentence || status.description != "timeout" {
        events.put("type", quoted: type)
      }
    } else {
      events.put("type", message.string.flatMap(Self.errorType))
    }
    events.put("message", text: message)
    events.close()
  }

  /// `TimeoutError` of `TimeoutError: no answer`, and a short message itself.
  private static func errorType(_ message: String) -> String? {
    if let colon = message.firstIndex(of: ":") {
      let head = message[..<colon]
      if head.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }) {
        return String(head)
      }
    }
    return message.utf8.count <= 40 && !message.contains("\n") ? message : nil
  }

  private func writeRest(_ metadata: JSONNode?, isModel: Bool, to events: inout EventWriter) {
    events.putRest(of: record, members.update) { events in
      events.put("metadata", metadata)
      members.forEachMember { key, value, use in
        guard use != .shown, !value.saysNothing else { return }
        switch use {
        case .shown: return
        case .figure: if isModel { return }
        case .level: if value.isText("DEFAULT") { return }
        case .none: break
        }
        if value.isNumber, value.decimal == .zero { return }
        events.put(key, value)
      }
    }
  }
}

extension TeamAttempt {
  /// What the metadata of an observation says.
  fileprivate init(ofObservation metadata: JSONNode?, _ translation: borrowing Translation) {
    let spans = metadata?["attributes"]
    let names = translation.attributes
    self.init(
      number: translation.named(names.attempt, or: "attempt", in: metadata, spans),
      trigger: translation.named(names.trigger, or: "retry_reason", in: metadata, spans),
      toolCost: names.toolCost.isEmpty
        ? nil : translation.named(names.toolCost, or: "", in: metadata, spans))
  }

  fileprivate func write(ofObservationTo events: inout EventWriter) {
    events.open("attempt")
    writeMembers(to: &events)
    if number == 1 { events.put("kind", "first") }
    events.close()
  }
}

extension JSONNode {
  /// So many bytes of an error's message are its type, 0 for none; nil where letters beyond ASCII or
  /// escapes need a closer look.
  fileprivate var errorTypeLength: Int? {
    guard isString, !isEscaped else { return nil }
    let text = rawBytes
    let whole = text.count <= 40 ? text.count : 0
    for (place, byte) in text.enumerated() {
      if byte >= 0x80 { return nil }
      if byte == UInt8(ascii: ":") {
        return place + 1 < text.count && text[place + 1] >= 0x80 ? nil : place
      }
      let isPlain =
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
        || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
      if !isPlain { return whole }
    }
    return whole
  }
}
