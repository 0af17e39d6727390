import TraceModel

/// A task of tau-bench: a conversation with a simulated user, its tool calls, and the reward.
enum TauBench: LogFormat {
  static let name = "tau-bench"
  static let description = "tau-bench trajectories"

  static func recognises(_ record: JSONNode) -> Bool {
    record["traj"]?.isArray == true && record.has("reward") && record.has("task_id")
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    let traceID = record.runID("tau-bench", record["task_id"], record["trial"])
    var run = TauRun(Trajectory(traceID), record)
    for message in record["traj"]?.elements ?? JSONNode.noElements {
      run.write(message, to: &translation)
    }
    run.writeVerdict(to: &translation.events)
  }
}

private struct TauRun {
  private var steps: Trajectory
  private let record: JSONNode
  private var system: String?
  private var turn = 0
  private var hasBegun = false
  /// Calls that no tool has answered yet: what they asked, and of which step.
  private var calls: [String: (call: ChatMessage.Call, step: String)] = [:]
  private var lastStep: String?

  init(_ steps: Trajectory, _ record: JSONNode) {
    self.steps = steps
    self.record = record
  }

  mutating func write(_ node: JSONNode, to translation: inout Translation) {
    let id = "turn-\(turn)"
    turn += 1
    guard let message = ChatMessage(node) else {
      translation.events.leave("traj[\(turn - 1)]", "no message")
      return
    }
    switch message.role {
    case "system": system = [system, message.text].compactMap { $0 }.joined(separator: "\n\n")
    case "user": writeUser(message, id, to: &translation.events)
    case "tool": writeTool(message, id, to: &translation)
    default: writeAssistant(message, id, to: &translation)
    }
  }

  private mutating func writeUser(
    _ message: ChatMessage, _ id: String, to events: inout EventWriter
  ) {
    // The simulated user's sign that it is done is nothing that anybody asks.
    let isEnd = message.text.hasPrefix("###") && message.text.hasSuffix("###")
    steps.parent = nil
    steps.begin(
      id, isEnd ? "infrastructure" : "request", name: isEnd ? "end of conversation" : "user",
      &events)
    events.put(inputText: message.text)
    if !hasBegun {
      hasBegun = true
      events.open("context")
      events.put("user_id", text: record["info", "task"]?["user_id"])
      events.close()
      events.open("attributes")
      events.put(record, "task_id", "trial")
      events.put("info", record["info"])
      events.close()
    }
    events.end()
    steps.parent = id
  }

  private mutating func writeAssistant(
    _ message: ChatMessage, _ id: String, to translation: inout Translation
  ) {
    if message.calls.isEmpty {
      steps.begin(id, "answer", name: "assistant", &translation.events)
      translation.events.put(outputText: message.text)
    } else {
      steps.begin(id, "model", name: "assistant", &translation.events)
      translation.events.put(Answered(message, translation))
      for call in message.calls { calls[call.id ?? ""] = (call, id) }
      if let system {
        translation.events.open("prompt")
        translation.events.put("text", system)
        translation.events.close()
        self.system = nil
      }
    }
    translation.events.end()
    lastStep = id
  }

  private mutating func writeTool(
    _ message: ChatMessage, _ id: String, to translation: inout Translation
  ) {
    let asked = calls.removeValue(forKey: message.callID ?? "")
    let name = message.name ?? asked?.call.name
    let hasFailed = message.text.hasPrefix("Error")
    steps.begin(
      id, "tool", name: name, status: hasFailed ? "error" : "ok", below: asked?.step ?? lastStep,
      &translation.events)
    translation.events.open("join")
    translation.events.put("call", message.callID)
    translation.events.close()
    if let arguments = asked?.call.arguments {
      translation.events.put("input", translation.json(arguments) ?? arguments)
    }
    translation.events.put(outputText: message.text)
    translation.events.open("tool")
    translation.events.put("name", name)
    translation.events.close()
    if hasFailed {
      translation.events.open("error")
      translation.events.put("type", "tool error")
      translation.events.put("message", message.text.clipped)
      translation.events.close()
    }
    translation.events.end()
  }

  mutating func writeVerdict(to events: inout EventWriter) {
    guard let reward = record["reward"] else { return }
    guard let value = reward.decimal else {
      events.leave("reward", "not a number")
      return
    }
    steps.parent = nil
    steps.begin("reward", "verdict", name: "reward", &events)
    events.open("verdict")
    if value == ExactDecimal(1) { events.put("outcome", "success") }
    if value == .zero { events.put("outcome", "failed") }
    events.put("reason", reason(hasFailed: value == .zero))
    events.putJudge(isHuman: false)
    events.open("score")
    events.put("name", "reward")
    events.put("value", number: reward)
    events.close()
    events.close()
    events.end()
  }

  /// What the reward was computed of, in words.
  private func reason(hasFailed: Bool) -> String? {
    guard let parts = record["info", "reward_info"]?["info"] else { return nil }
    guard hasFailed else { return "the data and the answers are as the task expects" }
    if parts["r_outputs"]?.decimal == .zero {
      var missing: [String] = []
      parts["outputs"]?.forEachMember { text, found in
        if found.bool == false { missing.append(text) }
      }
      return "the answers lack what the task expects: \(missing.joined(separator: ", "))"
    }
    if parts["r_actions"]?.decimal == .zero {
      return "the actions left other data than the task expects"
    }
    return nil
  }
}
