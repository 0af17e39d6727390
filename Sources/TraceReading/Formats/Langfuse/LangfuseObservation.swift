import TraceModel

/// One observation: a span, a generation, or the creation or an update of one.
struct LangfuseObservation {
  let record: JSONNode
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
  var type: String?
  /// An update, which may leave out everything but its ids.
  var isPart = false

  init(_ record: JSONNode, trace: LangfuseTrace? = nil) {
    self.record = record
    self.trace = trace
    type = record["type"]?.string
  }

  static func isModelCall(_ type: String?) -> Bool { type == "GENERATION" || type == "EMBEDDING" }

  static func isGroup(_ type: String?) -> Bool {
    type == "SPAN" || type == "AGENT" || type == "CHAIN"
  }

  static func hasFigures(_ record: JSONNode) -> Bool {
    (record["usageDetails"]?.rawBytes.count ?? 0) > 2
      || (record["costDetails"]?.rawBytes.count ?? 0) > 2 || record["usage"] != nil
      || (record["totalCost"] ?? record["calculatedTotalCost"])?.decimal ?? .zero != .zero
  }

  private func stage(_ hasAttempt: Bool) -> String {
    if isRequest { return "request" }
    switch type {
    case "GENERATION", "EMBEDDING": return isSum ? "infrastructure" : "model"
    case "TOOL", "RETRIEVER": return "tool"
    case "GUARDRAIL": return "guardrail"
    case "EVENT":
      let name = record["name"]?.string?.lowercased() ?? ""
      return name.contains("fallback") || name.contains("route") ? "route" : "infrastructure"
    case "SPAN" where hasAttempt || isCalled: return "tool"
    // Its creation says what it is, and an update only what became of it.
    case "SPAN" where isPart && !hangsBelowTrace: return "unknown"
    default: return "infrastructure"
    }
  }

  func write(to translation: inout Translation) {
    let metadata = translation.json(record["metadata"])
    let traceMetadata = translation.json(trace?.record["metadata"])
    let logged = LangfuseAttempt(metadata, translation)
    let stage = stage(logged.number != nil)
    let isModel = stage == "model"
    let input = record["input"] ?? (isRequest ? trace?.record["input"] : nil)
    let output = record["output"] ?? (isRequest ? trace?.record["output"] : nil)
    let asked = Asked(input, translation, isChat: isModel)
    let answered = Answered(output, translation, isChat: isModel)
    let settings = translation.json(record["modelParameters"])
    translation.events.begin()
    writeIDs(stage, to: &translation.events)
    translation.events.put(asked)
    translation.events.put(answered)
    writeContext(metadata, traceMetadata, &translation)
    if isModel {
      let spans = metadata?["attributes"]
      writeModel(settings, spans, to: &translation.events)
      writePrompt(asked, metadata, translation.json(input), to: &translation.events)
    } else if stage == "tool" {
      translation.events.open("tool")
      let named = metadata?["attributes"]?["gen_ai.tool.name"] ?? record["name"]
      translation.events.put("name", text: named)
      translation.events.close()
    } else if stage == "route" {
      translation.events.open("route")
      translation.events.put("reason", text: metadata?["reason"])
      translation.events.close()
    }
    logged.write(to: &translation.events)
    if !isSum {
      let figures = LangfuseFigures(record, &translation)
      if isModel { translation.events.put(usage: figures.tokens) }
      if isModel || stage == "tool" {
        figures.writeCharges(isTool: !isModel, logged.toolCost, to: &translation.events)
      }
    }
    writeError(metadata, to: &translation.events)
    writeRest(metadata, isModel: isModel && !isSum, to: &translation.events)
    translation.events.end()
  }

  private func writeIDs(_ stage: String, to events: inout EventWriter) {
    let traceID = record["traceId"] ?? trace?.record["id"]
    events.put("trace_id", text: traceID)
    events.put("event_id", text: record["id"])
    if let parent = firstText(record["parentObservationId"]) {
      events.put("parent_id", text: parent)
    } else if hangsBelowTrace {
      events.put("parent_id", text: traceID)
    }
    let end = record["endTime"]
    if let start = record["startTime"]?.time {
      events.put(start: start, end: end?.time)
    } else {
      events.putNull("timestamp")
      events.put("sequence", 0 as Int64)
      if let end = end?.time { events.put("end_timestamp", time: end) }
      if let start = record["startTime"], !start.saysNothing {
        events.leave("startTime", "not a time")
      }
    }
    if let end, end.time == nil, !end.saysNothing { events.leave("endTime", "not a time") }
    events.put("stage", stage)
    events.put("name", text: record["name"])
    events.put("status", status)
    events.putPart(writtenAt: writtenAt ?? record["updatedAt"]?.time)
  }

  private var status: StaticString {
    guard record["level"]?.isText("ERROR") == true else { return isPart ? "unknown" : "ok" }
    let message = record["statusMessage"]?.string?.lowercased() ?? ""
    if message.contains("timeout") || message.contains("timed out") { return "timeout" }
    if message.contains("cancelled") || message.contains("canceled") { return "cancelled" }
    return "error"
  }

  private func writeContext(
    _ metadata: JSONNode?, _ traceMetadata: JSONNode?, _ translation: inout Translation
  ) {
    let whole = trace ?? LangfuseTrace(record)
    let own = whole.names(metadata, translation)
    let shared = whole.names(traceMetadata, translation)
    if isRequest || trace == nil {
      let names = (own.feature ?? shared.feature, own.route ?? shared.route)
      whole.writeContext(names, to: &translation.events)
    } else if own.feature != nil || own.route != nil {
      translation.events.open("context")
      translation.events.put("feature", text: own.feature)
      translation.events.put("route", text: own.route)
      translation.events.close()
    }
  }

  private func writeModel(
    _ settings: JSONNode?, _ spans: JSONNode?, to events: inout EventWriter
  ) {
    events.open("model")
    events.put(
      "provider",
      text: firstText(
        spans?["gen_ai.provider.name"], spans?["gen_ai.system"], spans?["llm.provider"],
        spans?["llm.system"], spans?["ai.model.provider"]))
    events.put("name", text: firstText(record["model"], record["providedModelName"]))
    events.put("requested", text: firstText(spans?["gen_ai.request.model"]))
    events.put("temperature", number: settings?["temperature"])
    events.put("top_p", number: settings?["top_p"] ?? settings?["topP"])
    events.put(
      "max_tokens",
      number: settings?["max_tokens"] ?? settings?["maxTokens"]
        ?? settings?["max_completion_tokens"] ?? settings?["max_output_tokens"])
    events.put("tool_choice", text: settings?["tool_choice"] ?? settings?["toolChoice"])
    events.put("finish_reason", text: settings?["finishReason"])
    events.close()
    events.open("ids")
    events.put("response", text: firstText(spans?["gen_ai.response.id"]))
    events.close()
  }

  private func writePrompt(
    _ asked: Asked, _ metadata: JSONNode?, _ input: JSONNode?, to events: inout EventWriter
  ) {
    events.open("prompt")
    events.put("name", text: record["promptName"])
    events.put("version", text: record["promptVersion"])
    events.put("text", asked.system)
    if let definitions = record["toolDefinitions"], definitions.isObject,
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
    guard let message = firstText(record["statusMessage"]) else { return }
    events.open("error")
    let named = firstText(metadata?["attributes"]?["error.type"])
    if let named {
      events.put("type", text: named)
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
    events.open("attributes")
    events.put("metadata", metadata)
    record.forEachRawMember { key, value in
      guard !value.saysNothing, !Self.used.contains(where: { key.isText($0) }) else { return }
      if isModel, Self.figures.contains(where: { key.isText($0) }) { return }
      if value.isNumber, value.decimal == .zero { return }
      if key.isText("level"), value.isText("DEFAULT") { return }
      events.put(key, value)
    }
    events.close()
  }

  private static let used: [StaticString] = [
    "id", "traceId", "projectId", "parentObservationId", "type", "name", "startTime", "endTime",
    "statusMessage", "input", "output", "metadata", "model", "providedModelName", "promptName",
    "promptVersion", "environment", "userId", "sessionId", "createdAt", "updatedAt", "latency",
    "toolCalls", "toolCallNames", "scores", "comments", "tags",
  ]
  private static let figures: [StaticString] = [
    "usageDetails", "costDetails", "providedCostDetails", "inputCost", "outputCost", "totalCost",
    "inputUsage", "outputUsage", "totalUsage", "usage", "promptTokens", "completionTokens",
    "totalTokens", "calculatedInputCost", "calculatedOutputCost", "calculatedTotalCost", "unit",
  ]
}

/// What the metadata of an observation says of its attempt.
struct LangfuseAttempt {
  let number: Int64?
  private let trigger: JSONNode?
  let toolCost: JSONNode?

  init(_ metadata: JSONNode?, _ translation: borrowing Translation) {
    let own = [metadata, metadata?["attributes"]]
    number = translation.named(translation.attributes.attempt, or: "attempt", in: own)?.integer
    trigger = translation.named(translation.attributes.trigger, or: "retry_reason", in: own)
    toolCost =
      translation.attributes.toolCost.isEmpty
      ? nil : translation.named(translation.attributes.toolCost, or: "", in: own)
  }

  func write(to events: inout EventWriter) {
    guard let number, number > 0 else { return }
    events.open("attempt")
    events.put("number", number)
    if number == 1 { events.put("kind", "first") }
    events.put("trigger", text: trigger)
    events.close()
  }
}
