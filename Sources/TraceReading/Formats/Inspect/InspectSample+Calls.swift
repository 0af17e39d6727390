import TraceModel

extension InspectSample {
  mutating func writeModel(
    _ event: JSONNode, below parent: String, to translation: inout Translation
  ) {
    let output = event["output"]
    let failure = firstText(event["error"], output?["error"])
    let isPending = event["pending"]?.bool == true
    let start = event["timestamp"]?.time
    _ = begin(
      event, "model", name: event["role"]?.asText ?? "generate",
      status: failure != nil ? "error" : isPending ? "cancelled" : "ok", below: parent,
      end: event["completed"]?.time ?? start?.plus(output?["time"]?.seconds),
      to: &translation.events)
    let asked = given(event, translation)
    translation.events.put(asked)
    if let answer = output?["choices"]?.first?["message"].flatMap({ ChatMessage($0) }) {
      translation.events.put(Answered(texts.whole(answer), translation))
    }
    writeSettings(event, asked, to: &translation.events)
    let usage = output?["usage"]
    translation.events.expectObject("output", output)
    let isCached = event["cache"]?.isText("read") == true
    if isCached {
      translation.events.array("charges") { $0.putCacheHit() }
    } else if failure == nil || usage != nil {
      var counts = UsageCounts()
      counts.read(usage, &translation.events)
      translation.events.put(usage: counts.inspectWholes(of: version))
      translation.events.putCharge("usage.total_cost", usage?["total_cost"])
    }
    translation.events.open("error")
    translation.events.put("type", failure?.asText.map { Self.errorType($0) })
    translation.events.put("message", text: failure)
    translation.events.close()
    translation.events.open("attributes")
    translation.events.put(event, "role", "retries", "cache", "working_time", "traceback")
    translation.events.close()
    translation.events.end()
  }

  /// The messages of a call: its own, or those whose numbers it names.
  private func given(_ event: JSONNode, _ translation: borrowing Translation) -> Asked {
    guard let ranges = event["input_refs"],
      let pool = sample["events_data", "messages"] ?? sample["message_pool"]
    else { return asked(event["input"], translation) }
    let messages = Array(pool.elements)
    var turns: [ChatMessage] = event["input"]?.chat ?? []
    for range in ranges.elements {
      let bounds = range.isArray ? range.elements.compactMap(\.integer) : []
      let first = bounds.first ?? range.integer ?? -1
      let behind = bounds.count == 2 ? bounds[1] : first.plus(1) ?? first
      guard first >= 0, first <= behind, behind <= messages.count else { continue }
      turns += messages[Int(first)..<Int(behind)].compactMap { ChatMessage($0) }
    }
    return asked(turns.map { texts.whole($0) })
  }

  private func writeSettings(
    _ event: JSONNode, _ question: Asked, to events: inout EventWriter
  ) {
    let config = event["config"]
    let requested = event["model"]?.asText ?? ""
    let slash = requested.firstIndex(of: "/")
    events.open("model")
    events.put("provider", slash.map { String(requested[..<$0]) })
    let asked = slash.map { String(requested[requested.index(after: $0)...]) } ?? requested
    let answered = event["output"]?["model"]?.asText ?? requested
    events.put(modelName: answered == requested ? asked : answered)
    events.put("requested", asked)
    events.put("temperature", number: config?["temperature"])
    events.put("top_p", number: config?["top_p"])
    events.put("max_tokens", number: config?["max_tokens"])
    let choice = event["tool_choice"]
    events.put("tool_choice", text: choice?.isObject == true ? choice?["name"] : choice)
    events.put("finish_reason", text: event["output"]?["choices"]?.first?["stop_reason"])
    events.close()
    events.open("prompt")
    let version = sample["metadata"]?["prompt_version"] ?? eval?["metadata"]?["prompt_version"]
    if let version {
      events.put("name", text: eval?["task"])
      events.put("version", text: version)
    }
    events.put("text", question.system)
    events.putTools(event["tools"])
    events.close()
    if let retries = event["retries"]?.integer, retries > 0 {
      events.open("attempt")
      events.put("number", retries.plus(1))
      events.close()
    }
    events.open("ids")
    events.put("response", text: firstText(event["call"]?["response"]?["id"]))
    events.close()
  }

  /// `RateLimitError` of `RateLimitError('429 …')` and of `RateLimitError: 429 …`.
  private static func errorType(_ message: String) -> String {
    let word = message.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    return word.isEmpty ? "model error" : String(word)
  }

  mutating func writeTool(
    _ event: JSONNode, below parent: String, to translation: inout Translation
  ) {
    let name = event["function"]?.asText
    let failure = event["error"]
    let kind = failure?["type"]?.asText
    let status: StaticString =
      failure == nil
      ? "ok" : kind == "timeout" ? "timeout" : kind == "approval" ? "blocked" : "error"
    let id = begin(
      event, "tool", name: name, status: status, below: parent, to: &translation.events)
    translation.events.open("join")
    translation.events.put("call", event["id"]?.asText)
    translation.events.close()
    translation.events.put("input", event["arguments"])
    writeResult(event["result"], to: &translation)
    translation.events.open("tool")
    translation.events.put("name", name)
    if event["truncated"] != nil { translation.events.put("truncated", true) }
    translation.events.close()
    translation.events.open("error")
    translation.events.put("type", kind ?? (failure == nil ? nil : "tool error"))
    translation.events.put("message", text: failure?["message"])
    translation.events.close()
    translation.events.end()
    writeCalls(inside: event, below: id, to: &translation)
  }

  /// Older logs have what an agent did as a tool inside of its call, and so the calls of a subtask.
  mutating func writeCalls(
    inside event: JSONNode, below parent: String, to translation: inout Translation
  ) {
    for inner in event["events"]?.elements ?? JSONNode.noElements {
      switch inner["event"]?.string {
      case "model": writeModel(inner, below: parent, to: &translation)
      case "tool": writeTool(inner, below: parent, to: &translation)
      case "subtask": writeCalls(inside: inner, below: parent, to: &translation)
      default: break
      }
    }
  }

  private func writeResult(_ result: JSONNode?, to translation: inout Translation) {
    guard let result, !result.saysNothing else { return }
    if let structured = translation.json(result), structured.isObject {
      translation.events.put("output", structured)
      translation.events.put("output_summary", structured.words.clipped)
    } else {
      translation.events.put(outputText: texts.whole(result.words))
    }
  }

  /// The messages of a sample that has no transcript.
  mutating func writeMessages(to translation: inout Translation) {
    for node in sample["messages"]?.elements ?? JSONNode.noElements {
      guard let message = ChatMessage(node).map({ texts.whole($0) }) else { continue }
      if message.role == "assistant" {
        _ = begin(node, "model", name: "generate", below: "sample", to: &translation.events)
        translation.events.put(Answered(message, translation))
        translation.events.open("model")
        translation.events.put(modelName: node["model"] ?? eval?["model"])
        translation.events.close()
        translation.events.end()
      } else if message.role == "tool" {
        let failure = node["error"]
        let kind = failure?["type"]?.asText
        _ = begin(
          node, "tool", name: message.name,
          status: failure == nil ? "ok" : kind == "timeout" ? "timeout" : "error",
          below: "sample", to: &translation.events)
        translation.events.open("join")
        translation.events.put("call", message.callID)
        translation.events.close()
        translation.events.put(outputText: message.text)
        translation.events.open("tool")
        translation.events.put("name", message.name)
        translation.events.close()
        translation.events.open("error")
        translation.events.put("type", kind)
        translation.events.put("message", text: failure?["message"])
        translation.events.close()
        translation.events.end()
      }
    }
  }
}

extension EventWriter {
  /// What a cache answered cost nothing.
  mutating func putCacheHit() {
    element { events in
      events.put("source", "model")
      events.put("item", "gateway cache hit")
      events.put("amount", number: ExactDecimal.zero)
      events.put("currency", "USD")
    }
  }
}
