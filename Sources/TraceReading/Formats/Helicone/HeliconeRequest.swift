// A request as Helicone exports it, by its documentation; no file of a real export was at hand.
//
//   {"request_id":…,"request_created_at":…,"response_status":200,"model":…,"prompt_tokens":…,
//    "request_properties":{"Helicone-Session-Id":…,"Helicone-Session-Path":"/plan/search"}}
//
// The session is the trace; a request outside of one is a trace by itself. Paths are no events, so
// requests of one session stand beside each other.

import TraceModel

enum HeliconeRequest: LogFormat {
  static let name = "helicone"
  static let description = "Helicone exports"

  static func recognises(_ record: JSONNode) -> Bool {
    isRequest(record) || record["data"]?.first.map { isRequest($0) } == true
  }

  private static func isRequest(_ record: JSONNode) -> Bool {
    record["request_id"]?.isString == true && record["request_created_at"] != nil
      && (record.has("response_status") || record.has("response_created_at"))
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    guard !record.has("request_id"), let page = record["data"] else {
      return write(record, to: &translation)
    }
    for request in page.elements {
      write(request, to: &translation)
      translation.releaseDocuments()
    }
  }

  private static func write(_ record: JSONNode, to translation: inout Translation) {
    let properties = translation.json(record["request_properties"] ?? record["properties"])
    let request = translation.json(record["request_body"])
    let response = translation.json(record["response_body"])
    let asked = Asked(request, translation)
    let status = record["response_status"]?.integer
    let hasFailed = status.map { $0 >= 400 || $0 < 0 } ?? false
    let answered = Answered(hasFailed ? nil : response, translation)
    let names = translation.attributes
    let feature = translation.named(names.feature, or: "feature", in: [properties])
    let route = translation.named(names.route, or: "route", in: [properties])
    let session = firstText(
      properties?["Helicone-Session-Id"], properties?["helicone-session-id"], record["session_id"])
    translation.events.begin()
    translation.events.put("trace_id", text: session ?? record["request_id"])
    translation.events.put("event_id", text: record["request_id"])
    if let start = record["request_created_at"]?.time {
      let end =
        record["response_created_at"]?.time ?? start.plus(record["delay_ms"]?.timeInMilliseconds)
      translation.events.put(start: start, end: end)
    }
    translation.events.put("stage", "model")
    let path = properties?["Helicone-Session-Path"] ?? properties?["helicone-session-path"]
    translation.events.put("name", text: firstText(path, record["request_path"]))
    translation.events.put("status", Self.word(of: status, hasFailed: hasFailed))
    translation.events.open("join")
    translation.events.put("by", session == nil ? "none" : "session")
    translation.events.close()
    translation.events.open("ids")
    translation.events.put("response", text: firstText(response?["id"]))
    translation.events.close()
    translation.events.put(asked)
    translation.events.put(answered)
    translation.events.open("context")
    translation.events.put("session_id", text: session)
    translation.events.put(
      "user_id", text: firstText(record["request_user_id"], record["user_id"]))
    translation.events.put("feature", text: feature)
    translation.events.put("route", text: route)
    translation.events.open("tags")
    properties?.forEachRawMember { key, value in translation.events.put(key, value) }
    translation.events.close()
    translation.events.close()
    writeModel(record, request, properties, asked, to: &translation.events)
    let attempt = TeamAttempt(translation, in: [properties])
    if attempt.isLater { attempt.write(to: &translation.events) }
    writeFigures(record, response, hasFailed: hasFailed, to: &translation.events)
    if hasFailed {
      translation.events.open("error")
      var answer = Answer()
      if let response, let error = response["error"] { answer.readFailure(error, response) }
      let type = answer.failure?.type ?? status.map { Self.ownStatuses[$0]?.type ?? "\($0)" }
      translation.events.put("type", type)
      translation.events.put("message", answer.failure?.message)
      translation.events.close()
    }
    translation.events.open("attributes")
    record.forEachRawMember { key, value in
      guard !Self.used.contains(where: { key.isText($0) }), !value.saysNothing else { return }
      translation.events.put(key, value)
    }
    translation.events.close()
    translation.events.end()
    writeVerdicts(record, session, to: &translation)
  }

  /// What Helicone writes in place of a status where no answer came.
  private static let ownStatuses: [Int64: (status: StaticString, type: String)] = [
    -1: ("timeout", "timeout"), -2: ("cancelled", "pending"), -3: ("cancelled", "cancelled"),
    -4: ("blocked", "threat"),
  ]

  private static func word(of status: Int64?, hasFailed: Bool) -> StaticString {
    guard hasFailed, let status else { return "ok" }
    switch status {
    case 408, 504: return "timeout"
    case 499: return "cancelled"
    default: return ownStatuses[status]?.status ?? "error"
    }
  }

  private static let used: [StaticString] = [
    "request_id", "request_created_at", "response_created_at", "request_properties", "properties",
    "request_body", "response_body", "model", "provider", "prompt_tokens", "completion_tokens",
    "total_tokens", "cost", "cost_usd", "request_user_id", "user_id", "feedback_rating", "scores",
    "prompt_cache_read_tokens", "prompt_cache_write_tokens",
  ]

  private static func writeModel(
    _ record: JSONNode, _ request: JSONNode?, _ properties: JSONNode?, _ asked: Asked,
    to events: inout EventWriter
  ) {
    events.open("model")
    events.put("provider", record["provider"]?.asText?.lowercased())
    events.put(
      modelName: firstText(record["response_model"], record["model"], record["request_model"]))
    events.put("requested", text: firstText(record["request_model"], request?["model"]))
    events.put("temperature", number: request?["temperature"])
    events.put("top_p", number: request?["top_p"])
    events.put(
      "max_tokens", number: request?["max_tokens"] ?? request?["max_completion_tokens"])
    if let tier = request?["service_tier"] { events.put(ServiceTier(tier)) }
    events.close()
    events.open("prompt")
    events.put("name", text: firstText(record["prompt_id"], properties?["Helicone-Prompt-Id"]))
    events.put("version", text: record["prompt_version"])
    events.put("text", asked.system)
    events.putTools(request?["tools"])
    events.close()
  }

  /// Tokens and cost; what Helicone's own cache answered cost nothing.
  private static func writeFigures(
    _ record: JSONNode, _ response: JSONNode?, hasFailed: Bool, to events: inout EventWriter
  ) {
    let isCached =
      record["cache_enabled"]?.bool == true && record["cache_reference_id"] != nil
      && record["cache_reference_id"]?.asText != "00000000-0000-0000-0000-000000000000"
    if isCached {
      events.array("charges") { $0.putCacheHit() }
      return
    }
    var tokens = TokenWholes()
    tokens.prompt = events.tokens("prompt_tokens", record["prompt_tokens"])
    tokens.completion = events.tokens("completion_tokens", record["completion_tokens"])
    tokens.cached = events.tokens("prompt_cache_read_tokens", record["prompt_cache_read_tokens"])
    tokens.cacheWrite = events.tokens(
      "prompt_cache_write_tokens", record["prompt_cache_write_tokens"])
    if record["provider"]?.asText?.lowercased().contains("anthropic") == true {
      tokens.prompt = tokens.prompt?.plus(tokens.cached ?? 0)?.plus(tokens.cacheWrite ?? 0)
    }
    var answered = UsageCounts()
    answered.read(response?["usage"] ?? response?["usageMetadata"], &events)
    tokens.take(answered.wholes())
    if !hasFailed || (tokens.prompt ?? 0) > 0 { events.put(usage: tokens) }
    events.putCharge("cost", record["cost"] ?? record["cost_usd"])
  }

  private static func writeVerdicts(
    _ record: JSONNode, _ session: JSONNode?, to translation: inout Translation
  ) {
    let id = record["request_id"]?.asText ?? ""
    var scores: [(String, JSONNode)] = []
    if let rating = record["feedback_rating"] { scores.append(("feedback_rating", rating)) }
    translation.json(record["scores"])?.forEachMember { scores.append(($0, $1)) }
    for (name, score) in scores {
      let value = score.isObject ? score["value"] ?? score : score
      guard value.isNumber || value.bool != nil else { continue }
      translation.events.begin()
      translation.events.put("trace_id", text: session ?? record["request_id"])
      translation.events.put("event_id", "\(id):score:\(name)")
      translation.events.put("parent_id", id)
      let time =
        record["feedback_created_at"]?.time ?? record["response_created_at"]?.time
        ?? record["request_created_at"]?.time
      if let time { translation.events.put(start: time) }
      translation.events.put("stage", "verdict")
      translation.events.put("name", name)
      translation.events.put("status", "ok")
      translation.events.open("verdict")
      translation.events.putJudge(isHuman: false)
      translation.events.open("score")
      translation.events.put("name", name)
      if let flag = value.bool { translation.events.put("value", flag ? 1 as Int64 : 0) }
      if value.isNumber { translation.events.put("value", number: value) }
      translation.events.close()
      translation.events.close()
      translation.events.end()
    }
  }
}

extension TokenWholes {
  /// Takes the counts of the answer itself, which have all parts, where they mean the same tokens: a
  /// row may be without the cache that stands beside the input.
  fileprivate mutating func take(_ answered: TokenWholes) {
    let isUnknown = (prompt ?? 0) + (completion ?? 0) == 0
    let uncached = answered.prompt.map { $0 - (answered.cached ?? 0) - (answered.cacheWrite ?? 0) }
    let isSame =
      completion == answered.completion && (prompt == answered.prompt || prompt == uncached)
    if answered != TokenWholes(), isUnknown || isSame { self = answered }
  }
}
