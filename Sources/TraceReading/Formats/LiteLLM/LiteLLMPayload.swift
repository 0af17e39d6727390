// LiteLLM's StandardLoggingPayload: one call of a model through the gateway.
//
// The gateway knows no parents, only which calls belong together. Its `trace_id` may be the caller's
// session; then what the user said last tells the session's requests apart. A failure stands by itself; that another
// call went on where it ended shows by the same input under the same trace, and by the other
// `model_group`.
//
// What the gateway's cache answered has the id and the tokens of the first answer and costs nothing:
// it is charged with 0, and its tokens count only where they were used.
//
// A row of the gateway's own table of what was spent says less of the same under other names:
//
//   {"request_id":"chatcmpl-…","spend":0.25,"startTime":"2026-11-10T10:00:00Z","session_id":…,
//    "metadata":{"status":"failure","error_information":{…},"usage_object":{…}}}

import TraceModel

enum LiteLLMPayload: LogFormat {
  static let name = "litellm"
  static let description = "LiteLLM logging payloads"

  static func recognises(_ record: JSONNode) -> Bool {
    guard record["startTime"]?.isText == true else {
      if let payload = record["standard_logging_object"] { return recognises(payload) }
      return record["data"]?.first.map { isSpending($0) } ?? false
    }
    return isSpending(record) || isPayload(record)
  }

  /// A row of the gateway's table.
  private static func isSpending(_ record: JSONNode) -> Bool {
    record["request_id"]?.isString == true && record.has("spend")
      && record["call_type"]?.isString == true
  }

  private static func isPayload(_ record: JSONNode) -> Bool {
    record["call_type"]?.isString == true
      && (record["litellm_call_id"] != nil || record["model_map_information"] != nil)
      || record["custom_llm_provider"] != nil && record["response_cost"] != nil
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    if let payload = record["standard_logging_object"] { return write(payload, to: &translation) }
    guard !record.has("startTime"), let rows = record["data"] else {
      return write(record, to: &translation)
    }
    for row in rows.elements {
      write(row, to: &translation)
      translation.releaseDocuments()
    }
  }

  private static func write(_ record: JSONNode, to translation: inout Translation) {
    let call = LiteLLMCall(record, translation)
    let metadata = call.metadata
    var names = call.names(translation)
    let asked = Asked(call.messages, translation)
    let answered = Answered(call.hasFailed ? nil : call.answer, translation)
    translation.events.begin()
    let turns = UserTurns(call.messages)
    call.writeIDs(turns, to: &translation.events)
    translation.events.put(asked)
    if call.isTool {
      translation.events.put("output", metadata?["mcp_tool_call_metadata"]?["result"])
    } else {
      translation.events.put(answered)
    }
    names.system = asked.system
    call.writeContext(names, to: &translation.events)
    call.writeModel(names, to: &translation.events)
    let tokens = call.isTool ? TokenWholes() : call.tokens(&translation.events)
    if !call.isCacheHit { translation.events.put(usage: tokens) }
    call.writeCharges(tokens, to: &translation.events)
    call.writeError(to: &translation.events)
    call.writeRest(to: &translation.events)
    translation.events.end()
  }
}

/// A payload and what its parts are for.
struct LiteLLMCall {
  let record: JSONNode
  let isCacheHit: Bool
  let hasFailed: Bool
  let isTool: Bool
  /// What may stand in strings, out of them.
  let metadata, response, messages: JSONNode?
  private let sent, requestTags: JSONNode?
  /// What the provider and the gateway said beside the answer.
  private let headers: JSONNode?
  /// The answer as logged, which may be a text.
  let answer: JSONNode?

  init(_ record: JSONNode, _ translation: borrowing Translation) {
    self.record = record
    metadata = translation.json(record["metadata"]) ?? record["metadata"]
    response = translation.json(record["response"])
    let logged = response ?? record["response"]
    answer = logged.flatMap { $0.isEmptyContainer || $0.isRedacted ? nil : $0 }
    sent = translation.json(record["proxy_server_request"])
    let asked = translation.json(record["messages"]) ?? record["messages"]
    let told = asked?.isEmptyContainer == false ? asked : sent?["messages"]
    messages = told?.first?.isRedacted == true ? nil : told
    requestTags = translation.json(record["request_tags"])
    headers = record["hidden_params", "additional_headers"]
    isCacheHit = record["cache_hit"]?.bool == true || record["cache_hit"]?.isText("True") == true
    hasFailed = (record["status"] ?? metadata?["status"])?.isText("failure") == true
    isTool = metadata?["mcp_tool_call_metadata"]?.isObject == true
  }

  /// What the caller named, under the names of its own.
  struct Names {
    var feature, route, environment, promptName, promptVersion: JSONNode?
    var attempt: TeamAttempt
    var system: String?
  }

  func names(_ translation: borrowing Translation) -> Names {
    let own = [metadata?["spend_logs_metadata"], metadata?["requester_metadata"], metadata]
    var names = Names(attempt: TeamAttempt(translation, in: own))
    names.feature = translation.named(translation.attributes.feature, or: "feature", in: own)
    names.route = translation.named(translation.attributes.route, or: "route", in: own)
    names.environment = translation.named([], or: "environment", in: own)
    let managed = metadata?["prompt_management_metadata"]
    names.promptName = managed?["prompt_id"] ?? translation.named([], or: "prompt_name", in: own)
    names.promptVersion =
      managed?["prompt_version"] ?? translation.named([], or: "prompt_version", in: own)
    return names
  }

  private var requested: String? {
    guard let model = record["model"]?.asText, !model.isEmpty else { return nil }
    guard let slash = model.utf8.firstIndex(of: UInt8(ascii: "/")) else { return model }
    return String(model[model.utf8.index(after: slash)...])
  }

  /// Where a server of one's own answered in OpenAI's language, which the gateway takes for OpenAI.
  private var ownHost: String? {
    guard record["custom_llm_provider"]?.isText("openai") == true,
      let address = record["api_base"]?.string
    else { return nil }
    return Endpoint.ownServer(of: address)
  }

  func writeIDs(_ turns: UserTurns, to events: inout EventWriter) {
    let (traceID, key, isSession) = trace
    events.put("trace_id", text: traceID)
    writeEventID(to: &events)
    if let start = record["startTime"]?.timeInSeconds ?? record["startTime"]?.time {
      let end = record["endTime"]?.timeInSeconds ?? record["endTime"]?.time
      events.put(start: start, end: end ?? start.plus(record["response_time"]?.seconds))
    }
    events.put("stage", isTool ? "tool" : "model")
    events.put("name", text: firstText(record["model_group"], record["call_type"]))
    events.put("status", status)
    events.open("join")
    if let key { events.put("by", key) }
    if isSession, !isTool {
      events.put("turn", turns.last)
      events.put("turn_before", turns.before)
    }
    if !isTool { events.put("group", text: firstText(record["model_group"])) }
    events.close()
    events.open("ids")
    if !hasFailed {
      events.put("response", text: firstText(response?["id"], record["id"], requestID))
    }
    events.put(
      "request",
      text: firstText(
        headers?["llm_provider-x-request-id"], headers?["llm_provider-request-id"],
        headers?["request-id"], headers?["x-request-id"]))
    events.close()
  }

  /// What a row is known by, which is the answer's id but for what the cache answered.
  private var requestID: JSONNode? { isCacheHit ? nil : record["request_id"] }

  /// The call's own id. Older payloads have only the answer's, which the cache gives again; and the
  /// proxy gives a call one id however often it tries, so that a failed attempt is told by its time too.
  private func writeEventID(to events: inout EventWriter) {
    let own = firstText(record["litellm_call_id"], record["request_id"])
    let isRepeated = own == nil ? isCacheHit : hasFailed
    if isRepeated, let id = (own ?? record["id"])?.asText, let time = record["startTime"]?.asText {
      events.put("event_id", id, ":", time)
    } else {
      events.put("event_id", text: own ?? firstText(record["id"]))
    }
  }

  /// The trace that the caller named, else its session, else the call by itself; and by what that joins.
  private var trace: (id: JSONNode?, key: StaticString?, isSession: Bool) {
    let session = firstText(record["session_id"])
    if let trace = firstText(record["trace_id"]) {
      guard let session, trace.rawBytes.elementsEqual(session.rawBytes) else {
        return (trace, nil, false)
      }
      let own = [metadata, metadata?["requester_metadata"], metadata?["spend_logs_metadata"]]
      if let named = own.lazy.compactMap({ firstText($0?["trace_id"]) }).first {
        return (named, nil, false)
      }
      return (trace, "session", true)
    }
    if let session { return (session, "session", true) }
    return (firstText(record["litellm_call_id"], record["request_id"], record["id"]), "none", false)
  }

  private var error: JSONNode? {
    record["error_information"] ?? metadata?["error_information"]
  }

  private var status: StaticString {
    guard hasFailed else { return "ok" }
    if record["status_fields", "guardrail_status"]?.isText("guardrail_intervened") == true {
      return "blocked"
    }
    // The client went away.
    if error?["error_code"]?.integer == 499 { return "cancelled" }
    guard let error = error?["error_class"], error.isString else {
      return "error"
    }
    return error.withText { error in
      if error.has("Timeout") { return "timeout" }
      if error.has("ContentPolicy") || error.has("Guardrail") { return "blocked" }
      return error.has("Cancel") ? "cancelled" : "error"
    }
  }

  func writeContext(_ names: Names, to events: inout EventWriter) {
    events.open("context")
    events.put("session_id", text: record["session_id"])
    events.put(
      "user_id",
      text: firstText(
        record["end_user"], metadata?["user_api_key_end_user_id"],
        record["model_parameters", "user"],
        firstText(metadata?["user_api_key_user_id"], record["user"])))
    events.put("feature", text: names.feature)
    events.put("route", text: firstText(names.route, record["model_group"]))
    events.put("environment", text: names.environment)
    events.open("tags")
    events.put(
      "team",
      text: firstText(
        metadata?["user_api_key_team_alias"], metadata?["team_alias"], record["team_id"]))
    if requestTags?.first != nil { events.put("request_tags", requestTags) }
    events.close()
    events.close()
  }

  func writeModel(_ names: Names, to events: inout EventWriter) {
    if isTool {
      events.open("tool")
      events.put("name", text: metadata?["mcp_tool_call_metadata"]?["name"])
      events.close()
      names.attempt.write(to: &events)
      return
    }
    let settings = record["model_parameters"] ?? sent
    let isFallback = attempted("x-litellm-attempted-fallbacks") > 0
    events.open("model")
    if let host = ownHost {
      events.put("provider", host)
    } else {
      events.put("provider", text: record["custom_llm_provider"])
    }
    let requested = requested
    if let answered = firstText(response?["model"]), !hasFailed {
      events.put(
        modelName: answered,
        version: response?["system_fingerprint"].flatMap { $0.isString ? $0 : nil })
    } else {
      events.put(modelName: requested)
    }
    events.put("requested", requested)
    events.put("temperature", settings?["temperature"])
    events.put("top_p", settings?["top_p"])
    events.put(
      "max_tokens",
      settings?["max_tokens"] ?? settings?["max_completion_tokens"]
        ?? settings?["max_output_tokens"])
    events.put("tool_choice", text: settings?["tool_choice"])
    events.put("finish_reason", text: response?["choices"]?.first?["finish_reason"])
    if let tier = response?["service_tier"] ?? settings?["service_tier"] {
      events.put(ServiceTier(tier))
    }
    if metadata?["routing_decision"] != nil {
      events.put("chosen_by", "router")
    } else if isFallback {
      events.put("chosen_by", "fallback")
    }
    events.close()
    events.open("prompt")
    events.put("name", text: names.promptName)
    events.put("version", text: names.promptVersion)
    events.put("text", names.system)
    events.putTools(settings?["tools"])
    events.close()
    let retries = attempted("x-litellm-attempted-retries")
    events.open("attempt")
    if retries > 0 {
      events.put("number", retries + 1)
    } else if !isFallback, names.attempt.isLater {
      names.attempt.writeMembers(to: &events)
    }
    if isFallback { events.put("kind", "fallback") }
    events.close()
  }

  /// A count that the gateway gives with its answer, of what it did before without a record each.
  private func attempted(_ header: StaticString) -> Int64 {
    let count = headers?[header]?.integer ?? 0
    return count < 10_000 ? count : 0
  }

  func writeError(to events: inout EventWriter) {
    guard hasFailed else { return }
    events.open("error")
    events.put("type", text: firstText(error?["error_class"], error?["error_code"]))
    events.put("message", text: firstText(error?["error_message"], record["error_str"]))
    events.close()
  }

  /// What stands nowhere else; the price table's row is the vendor's, and long.
  func writeRest(to events: inout EventWriter) {
    events.putRest(of: record) { events in
      record.forEachRawMember { key, value in
        guard !value.isNull, key.withText({ Self.used[$0] }) == nil else { return }
        if value.isString || value.isContainer, value.rawBytes.count <= (value.isString ? 0 : 2) {
          return
        }
        if key.isText("model_map_information") {
          events.put("model_map_key", text: value["model_map_key"])
        } else if key.isText("metadata"), let metadata {
          events.put(key, metadata)
        } else {
          events.put(key, value)
        }
      }
    }
  }

  private static let used = ByteTable<Bool>([
    ("id", true), ("litellm_call_id", true), ("trace_id", true), ("session_id", true),
    ("startTime", true), ("endTime", true), ("status", true), ("messages", true),
    ("response", true), ("custom_llm_provider", true), ("model_parameters", true),
    ("prompt_tokens", true), ("completion_tokens", true), ("total_tokens", true),
    ("response_cost", true), ("end_user", true), ("request_tags", true), ("error_str", true),
    ("request_id", true), ("spend", true), ("user", true), ("api_key", true),
    ("proxy_server_request", true),
  ])
}

/// The first that is a text and not an empty one.
@inline(__always)
func firstText(
  _ first: JSONNode?, _ second: @autoclosure () -> JSONNode? = nil,
  _ third: @autoclosure () -> JSONNode? = nil, _ fourth: @autoclosure () -> JSONNode? = nil,
  _ fifth: @autoclosure () -> JSONNode? = nil
) -> JSONNode? {
  if let first, first.isText { return first }
  if let second = second(), second.isText { return second }
  if let third = third(), third.isText { return third }
  if let fourth = fourth(), fourth.isText { return fourth }
  if let fifth = fifth(), fifth.isText { return fifth }
  return nil
}

extension JSONNode {
  /// `{}` and `[]`, which stand for what was not kept.
  fileprivate var isEmptyContainer: Bool { isContainer && rawBytes.count <= 2 }

  /// Whether the gateway put a word of its own in the place of a message or an answer.
  fileprivate var isRedacted: Bool {
    let text =
      isString
      ? self : self["content"] ?? self["text"] ?? self["choices"]?.first?["message", "content"]
    return text?.isText("redacted-by-litellm") == true
  }
}

/// What the user said in the messages that a call was sent, by hashes.
struct UserTurns {
  private(set) var last: String?
  private(set) var before: String?

  init(_ messages: JSONNode?) {
    for message in messages?.elements ?? JSONNode.noElements {
      guard message["role"]?.isText("user") == true, let content = message["content"],
        !content.saysNothing, content.first?["type"]?.isText("tool_result") != true
      else { continue }
      before = last
      last = String(content.contentHash.low, radix: 16)
    }
  }
}
