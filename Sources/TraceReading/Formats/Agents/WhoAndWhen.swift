import TraceModel

/// A failed run of several agents, with who made which mistake at which step (Who&When).
enum WhoAndWhen: LogFormat {
  static let name = "who-and-when"
  static let description = "Who&When failure logs"

  static func recognises(_ record: JSONNode) -> Bool {
    record["history"]?.isArray == true && record.has("mistake_step") && record.has("mistake_agent")
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    var steps = Trajectory(record.runID("who-and-when", record["question_ID"]))
    let history = record["history"]?.elements ?? JSONNode.noElements
    let asksFirst = history.first { _ in true }?["role"]?.isText("human") == true
    if !asksFirst {
      steps.begin("question", "request", name: "question", &translation.events)
      translation.events.put(inputText: record["question"]?.asText)
      writeContext(record, to: &translation.events)
      translation.events.end()
      steps.parent = "question"
    }
    var number = 0
    let mistake = record["mistake_step"]?.integer
    var mistakenLayer: StaticString = "model"
    for turn in history {
      let isFirst = asksFirst && number == 0
      let stage = stage(of: turn, isRequest: isFirst)
      if Int64(number) == mistake { mistakenLayer = layer(of: stage) }
      write(turn, stage, number, record, isFirst, &steps, to: &translation.events)
      number += 1
    }
    let cause = mistake.flatMap { $0 >= 0 && $0 < Int64(number) ? "step-\($0)" : nil }
    if mistake != nil, cause == nil {
      translation.events.leave("mistake_step", "no step of the history")
    }
    writeVerdict(record, cause, mistakenLayer, &steps, to: &translation.events)
    writeNote(record, cause, &steps, to: &translation.events)
  }

  private static func speaker(_ turn: JSONNode) -> String {
    firstText(turn["name"], turn["role"])?.asText ?? "agent"
  }

  /// `Orchestrator (-> WebSurfer)` chooses who goes on; a terminal runs what it is given.
  private static func stage(of turn: JSONNode, isRequest: Bool) -> StaticString {
    if isRequest { return "request" }
    let speaker = speaker(turn).lowercased()
    if speaker.contains("(->") { return "route" }
    if speaker.contains("terminal") || speaker.contains("executor") { return "tool" }
    return speaker == "human" ? "request" : "model"
  }

  private static func layer(of stage: StaticString) -> StaticString {
    switch stage.description {
    case "route": "router"
    case "tool": "tool"
    default: "model"
    }
  }

  private static func write(
    _ turn: JSONNode, _ stage: StaticString, _ number: Int, _ record: JSONNode, _ isFirst: Bool,
    _ steps: inout Trajectory, to events: inout EventWriter
  ) {
    let id = "step-\(number)"
    let speaker = speaker(turn)
    let text = ChatMessage(turn)?.text ?? turn.words
    let hasFailed = stage.description == "tool" && text.contains("(execution failed)")
    steps.begin(id, stage, name: speaker, status: hasFailed ? "error" : "ok", &events)
    switch stage.description {
    case "request":
      events.put(inputText: text)
      if isFirst { writeContext(record, to: &events) }
      steps.parent = id
    case "route":
      events.put(outputText: text)
      events.open("route")
      let chosen = speaker.split(separator: ">").last?.filter { $0 != ")" && $0 != " " }
      events.put("chosen", chosen)
      events.close()
    case "tool":
      events.put(outputText: text)
      events.open("tool")
      events.put("name", speaker)
      events.close()
      if hasFailed {
        events.open("error")
        events.put("type", "execution failed")
        events.put("message", text.clipped)
        events.close()
      }
    default:
      events.put(outputText: text)
      if let prompt = systemPrompt(of: speaker, record) {
        events.open("prompt")
        events.put("name", speaker)
        events.put("text", text: prompt)
        events.close()
      }
    }
    events.end()
  }

  private static func systemPrompt(of speaker: String, _ record: JSONNode) -> JSONNode? {
    var found: JSONNode?
    record["system_prompt"]?.forEachRawMember { key, value in
      if key.string == speaker { found = value }
    }
    return found
  }

  private static func writeContext(_ record: JSONNode, to events: inout EventWriter) {
    events.open("attributes")
    events.put(record, "question_ID", "level", "ground_truth")
    events.close()
  }

  private static func writeVerdict(
    _ record: JSONNode, _ cause: String?, _ layer: StaticString, _ steps: inout Trajectory,
    to events: inout EventWriter
  ) {
    guard let logged = record["is_correct"] ?? record["is_corrected"] else { return }
    guard let isCorrect = logged.bool else {
      events.leave("is_correct", "neither true nor false")
      return
    }
    steps.parent = nil
    steps.begin("verdict", "verdict", name: "is_correct", &events)
    events.open("verdict")
    events.put("outcome", isCorrect ? "success" : "failed")
    if let truth = record["ground_truth"]?.asText {
      events.put("reason", "\(isCorrect ? "the expected answer" : "expected"): \(truth)")
    }
    events.putJudge(isHuman: false)
    if let cause, !isCorrect {
      events.open("cause")
      events.put("event_id", cause)
      events.put("layer", layer)
      events.close()
    }
    events.close()
    events.end()
  }

  private static func writeNote(
    _ record: JSONNode, _ cause: String?, _ steps: inout Trajectory, to events: inout EventWriter
  ) {
    guard let reason = firstText(record["mistake_reason"]) else { return }
    steps.begin("mistake", "note", name: "mistake", below: cause, &events)
    events.open("note")
    events.put("markdown", text: reason)
    events.close()
    events.open("attributes")
    events.put(record, "mistake_agent", "mistake_step")
    events.close()
    events.end()
  }
}
