import TraceModel

/// Writes one sample as a trace.
struct InspectSample {
  let sample: JSONNode
  let eval: JSONNode?
  let texts: InspectTexts
  let traceID: String
  /// The spans with anything in them, and the span around each.
  private var spans = InspectSpans()
  /// What comes next in a sample without clocks.
  var sequence: Int64 = 0
  private var number = 0

  init(_ sample: JSONNode, _ eval: JSONNode?) {
    self.sample = sample
    self.eval = eval
    texts = InspectTexts(sample)
    let run = firstText(eval?["run_id"], eval?["eval_id"])
    let epoch = sample["epoch"]?.asText ?? "1"
    traceID =
      firstText(sample["uuid"])?.asText
      ?? ["inspect", run?.asText, eval?["task_id"]?.asText, sample["id"]?.asText, epoch]
      .compactMap { $0 }.joined(separator: "-")
  }

  private var logged: JSONNode.Elements {
    (sample["events"] ?? sample["transcript", "events"])?.elements ?? JSONNode.noElements
  }

  mutating func write(to translation: inout Translation) {
    spans = InspectSpans(logged)
    writeRequest(to: &translation)
    var hasEvents = false
    for event in logged {
      hasEvents = true
      let parent = spans.enter(event)
      write(event, below: parent ?? "sample", to: &translation)
    }
    if !hasEvents { writeMessages(to: &translation) }
    writeScores(to: &translation)
  }

  // MARK: - The sample itself

  private var start: Int64? {
    sample["started_at"]?.time ?? logged.lazy.compactMap { $0["timestamp"]?.time }.first
  }

  private func writeRequest(to translation: inout Translation) {
    let own = [sample["metadata"], eval?["metadata"], eval?["task_args"]]
    let names = translation.attributes
    let feature = translation.named(names.feature, or: "feature", in: own) ?? eval?["task"]
    let route = translation.named(names.route, or: "route", in: own)
    translation.events.begin()
    translation.events.put("trace_id", traceID)
    translation.events.put("event_id", "sample")
    if let start {
      let end = sample["completed_at"]?.time ?? start.plus(sample["total_time"]?.seconds)
      translation.events.put(start: start, end: end)
    } else {
      translation.events.putNull("timestamp")
      translation.events.put("sequence", -1 as Int64)
    }
    translation.events.put("stage", "request")
    translation.events.put("name", text: eval?["task"])
    translation.events.put("status", status)
    translation.events.put(asked(sample["input"], translation))
    if let answer = sample["output"]?.answer, !answer.text.isEmpty {
      translation.events.put(outputText: texts.whole(answer.text))
    }
    translation.events.open("context")
    translation.events.put("feature", text: feature)
    translation.events.put("route", text: route)
    translation.events.open("tags")
    translation.events.put("task", text: eval?["task"])
    translation.events.put("run_id", text: eval?["run_id"])
    translation.events.close()
    translation.events.close()
    writeError(to: &translation.events)
    if !hasTranscript { writeUsage(to: &translation.events) }
    translation.events.open("attributes")
    translation.events.put(
      sample, "id", "epoch", "target", "metadata", "limit", "error_retries", "working_time")
    translation.events.close()
    translation.events.end()
  }

  /// Of the Inspect that wrote the log.
  var version: JSONNode? { eval?["packages", "inspect_ai"] }

  private var hasTranscript: Bool { logged.contains { _ in true } }

  /// What all calls used by model, which no step says in a sample without a transcript.
  private func writeUsage(to events: inout EventWriter) {
    var tokens = TokenWholes()
    sample["model_usage"]?.forEachRawMember { _, usage in
      var counts = UsageCounts()
      counts.read(usage, &events)
      tokens.add(counts.inspectWholes(of: version))
    }
    events.put(usage: tokens)
  }

  private var status: StaticString {
    if sample["error"] != nil { return "error" }
    guard let limit = sample["limit"] else { return "ok" }
    return limit["type"]?.isText("time") == true || limit["type"]?.isText("working") == true
      ? "timeout" : "cancelled"
  }

  private func writeError(to events: inout EventWriter) {
    events.open("error")
    if let error = sample["error"] {
      events.put("type", "sample error")
      events.put("message", text: error.isObject ? error["message"] : error)
    } else if let limit = sample["limit"] {
      events.put("type", (limit["type"]?.asText).map { "\($0) limit" })
    }
    events.close()
  }

  func asked(_ value: JSONNode?, _ translation: borrowing Translation) -> Asked {
    if let text = value?.string {
      return Asked([ChatMessage(role: "user", text: texts.whole(text))], system: nil)
    }
    guard let chat = value?.chat else { return Asked(value, translation) }
    return asked(chat.map { texts.whole($0) })
  }

  func asked(_ turns: [ChatMessage]) -> Asked {
    let system = turns.filter { $0.role == "system" }.map(\.text).joined(separator: "\n\n")
    return Asked(turns.filter { $0.role != "system" }, system: system.isEmpty ? nil : system)
  }

  // MARK: - Events

  /// Begins an event; who calls it ends it.
  mutating func begin(
    _ event: JSONNode, _ stage: StaticString, name: String?, status: StaticString = "ok",
    below parent: String, end: Int64? = nil, to events: inout EventWriter
  ) -> String {
    let id = firstText(event["uuid"])?.asText ?? "event-\(number)"
    number += 1
    events.begin()
    events.put("trace_id", traceID)
    events.put("event_id", id)
    events.put("parent_id", parent)
    if let start = event["timestamp"]?.time {
      events.put(start: start, end: end ?? event["completed"]?.time)
    } else {
      events.putNull("timestamp")
      events.put("sequence", sequence)
      sequence += 1
    }
    events.put("stage", stage)
    events.put("name", name)
    events.put("status", status)
    return id
  }

  private mutating func write(
    _ event: JSONNode, below parent: String, to translation: inout Translation
  ) {
    switch event["event"]?.string {
    case "model": writeModel(event, below: parent, to: &translation)
    case "tool": writeTool(event, below: parent, to: &translation)
    case "span_begin", "step": writeSpan(event, below: parent, to: &translation.events)
    case "subtask":
      let id = writeOther(event, below: parent, to: &translation.events)
      writeCalls(inside: event, below: id, to: &translation)
    case "error", "info", "logger", "sample_limit", "approval", "input", "sandbox":
      writeOther(event, below: parent, to: &translation.events)
    case "score" where sample["scores"] == nil || event["intermediate"]?.bool == true:
      writeOther(event, below: parent, to: &translation.events)
    default: break
    }
  }

  private mutating func writeSpan(
    _ event: JSONNode, below parent: String, to events: inout EventWriter
  ) {
    guard let (id, around, end) = spans.opening(event) else { return }
    events.begin()
    events.put("trace_id", traceID)
    events.put("event_id", id)
    events.put("parent_id", around ?? "sample")
    if let start = event["timestamp"]?.time {
      events.put(start: start, end: end)
    } else {
      events.putNull("timestamp")
      events.put("sequence", sequence)
      sequence += 1
    }
    events.put("stage", "infrastructure")
    let name = event["name"]?.asText ?? ""
    let type = event["type"]?.asText ?? ""
    events.put("name", type == name || type.isEmpty ? name : "\(type) \(name)")
    events.put("status", "ok")
    events.end()
  }

  @discardableResult
  private mutating func writeOther(
    _ event: JSONNode, below parent: String, to events: inout EventWriter
  ) -> String {
    let kind = event["event"]?.string
    let id = begin(
      event, "infrastructure", name: kind, status: kind == "error" ? "error" : "ok", below: parent,
      to: &events)
    if kind == "error" {
      events.open("error")
      events.put("type", "sample error")
      events.put("message", text: event["error"]?["message"])
      events.close()
    }
    let message = event["message"] ?? event["data"]
    events.put(
      "output_summary",
      message.map { texts.whole(($0.isObject ? $0["message"] ?? $0 : $0).words).clipped })
    events.open("attributes")
    event.forEachRawMember { key, value in
      if key.isText("event") || key.isText("timestamp") || key.isText("uuid") { return }
      if key.isText("events") { return }
      events.put(key, value)
    }
    events.close()
    events.end()
    return id
  }

  // MARK: - Scores

  private mutating func writeScores(to translation: inout Translation) {
    var times: [String: JSONNode] = [:]
    for event in logged where event["event"]?.isText("score") == true {
      if event["intermediate"]?.bool != true { times[event["scorer"]?.asText ?? ""] = event }
    }
    let fallback = times.count == 1 ? times.first?.value : nil
    let scores = sample["scores"]
    let end =
      sample["completed_at"]?.time
      ?? logged.reduce(into: Int64?.none) {
        if let time = $1["timestamp"]?.time { $0 = time }
      }
    var list: [(String, JSONNode)] = []
    scores?.forEachMember { list.append(($0, $1)) }
    for (name, score) in list {
      let event = times[name] ?? fallback
      let time = event?["timestamp"]?.time ?? end
      let (traceID, sequence) = (traceID, sequence)
      let begin = { (name: String, events: inout EventWriter) in
        events.begin()
        events.put("trace_id", traceID)
        events.put("event_id", "score:\(name)")
        events.put("parent_id", "sample")
        if let time {
          events.put(start: time)
        } else {
          events.putNull("timestamp")
          events.put("sequence", sequence)
        }
        events.put("stage", "verdict")
        events.put("name", name)
        events.put("status", "ok")
      }
      InspectScore(name: name, score: score).write(texts, begin: begin, to: &translation.events)
    }
  }
}
