import TraceModel

/// A run of mini-swe-agent: the messages between a model and a shell, alone or with what it cost.
enum MiniSWEAgent: LogFormat {
  static let name = "mini-swe-agent"
  static let description = "mini-swe-agent trajectories"

  static func recognises(_ record: JSONNode) -> Bool {
    if record.isArray { return record.first.map { $0.isObject && $0["role"] != nil } ?? false }
    guard record["messages"]?.isArray == true, let info = record["info"], info.isObject else {
      return false
    }
    return info["model_stats"] != nil || info["exit_status"] != nil
      || record["trajectory_format"] != nil
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    let info = record["info"]
    var steps = Trajectory(
      record.runID("mini-swe-agent", record["instance_id"] ?? info?["instance_id"]))
    var system: String?
    var hasAsked = false
    var number = 0
    var lastCall: String?
    let turns = (record.isArray ? record : record["messages"])?.elements ?? JSONNode.noElements
    let calls = MiniSWECalls(turns, info, &translation.events)
    for turn in turns {
      let id = "turn-\(number)"
      number += 1
      guard let message = ChatMessage(turn) else {
        translation.events.leave("message \(number)", "no message")
        continue
      }
      switch message.role {
      case "system": system = [system, message.text].compactMap { $0 }.joined(separator: "\n\n")
      case "assistant":
        steps.begin(id, "model", name: "agent", &translation.events)
        translation.events.put(Answered(message, translation))
        if let given = system {
          translation.events.open("prompt")
          translation.events.put("text", given)
          translation.events.close()
          system = nil
        }
        calls.write(turn, at: number - 1, to: &translation.events)
        translation.events.end()
        lastCall = id
      case "user" where !message.isObservation || !hasAsked:
        steps.parent = nil
        steps.begin(id, "request", name: "task", &translation.events)
        translation.events.put(inputText: message.text)
        if !hasAsked {
          RunTotals(info, beside: calls.steps, &translation.events)
            .write(to: &translation.events)
          translation.events.open("attributes")
          translation.events.put("info", info)
          translation.events.close()
        }
        translation.events.end()
        hasAsked = true
        steps.parent = id
      default:
        write(message, id, lastCall, &steps, to: &translation.events)
      }
    }
    RunEnd(info).write(&steps, to: &translation.events)
  }

  /// What the shell gave back.
  private static func write(
    _ message: ChatMessage, _ id: String, _ call: String?, _ steps: inout Trajectory,
    to events: inout EventWriter
  ) {
    let code = message.returnCode
    let hasFailed = code.map { $0 != 0 } ?? false
    let name = message.name ?? "bash"
    steps.begin(id, "tool", name: name, status: hasFailed ? "error" : "ok", below: call, &events)
    events.put(outputText: message.text)
    events.open("tool")
    events.put("name", name)
    events.close()
    if let code, hasFailed {
      events.open("error")
      events.put("type", "exit code \(code)")
      events.close()
    }
    events.end()
  }
}

/// What the calls of a run say of themselves, beside what was said:
/// `"extra":{"response":{"model":…,"usage":{…}},"cost":0.25}`.
private struct MiniSWECalls {
  private(set) var steps = RunSteps()
  /// By the place of its message.
  private var tokens: [Int: TokenWholes] = [:]

  init(_ turns: JSONNode.Elements, _ info: JSONNode?, _ events: inout EventWriter) {
    let total = info?["model_stats"]?["instance_cost"]?.amount ?? .zero
    for (place, turn) in turns.enumerated() {
      guard let extra = turn["extra"] else { continue }
      var counts = UsageCounts()
      counts.read(extra["response"]?["usage"], &events)
      let used = counts.wholes()
      if used != TokenWholes() { steps.haveTokens = true }
      let cost = events.money("extra.cost", extra["cost"]) ?? .zero
      steps.cost = steps.cost + cost
      if cost == .zero, total != .zero {
        steps.tokensInTotal.add(used)
      } else {
        tokens[place] = used
      }
    }
  }

  func write(_ turn: JSONNode, at place: Int, to events: inout EventWriter) {
    events.open("model")
    events.put(modelName: firstText(turn["extra", "response"]?["model"]))
    events.close()
    if let used = tokens[place] { events.put(usage: used) }
    let cost = turn["extra", "cost"]?.amount ?? .zero
    if cost != .zero { events.array("charges") { $0.put(cost: cost, item: "model call") } }
  }
}

extension ChatMessage {
  /// The shell speaks as the user does, in tags or behind its name.
  fileprivate var isObservation: Bool {
    role == "tool" || text.contains("<returncode>") || text.contains("<output>")
      || text.hasPrefix("Observation:")
  }

  fileprivate var returnCode: Int? {
    guard let start = text.firstRange(of: "<returncode>"),
      let end = text.firstRange(of: "</returncode>"), start.upperBound <= end.lowerBound
    else { return nil }
    return Int(text[start.upperBound..<end.lowerBound])
  }
}
