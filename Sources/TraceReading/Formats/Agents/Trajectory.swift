/// Writes the steps of a run in the order in which they stand, as most have no clock.
struct Trajectory {
  let traceID: String
  private var sequence: Int64 = 0
  /// The event that the next step works for.
  var parent: String?

  init(_ traceID: String) { self.traceID = traceID }

  /// Begins an event; who calls it ends it.
  ///
  /// - Parameter time: when it began and ended, where the run has a clock.
  mutating func begin(
    _ id: String, _ stage: StaticString, name: String? = nil, status: StaticString = "ok",
    below: String? = nil, at time: (start: Int64, end: Int64?)? = nil, _ events: inout EventWriter
  ) {
    events.begin()
    events.put("trace_id", traceID)
    events.put("event_id", id)
    if let parent = below ?? parent, parent != id { events.put("parent_id", parent) }
    if let time {
      events.put(start: time.start, end: time.end)
    } else {
      events.putNull("timestamp")
      events.put("sequence", sequence)
    }
    events.put("stage", stage)
    events.put("name", name)
    events.put("status", status)
    sequence += 1
  }

  /// An id whose order is that of the steps, as those at the same time have no other.
  static func id(_ kind: String, _ number: Int) -> String {
    let digits = String(number)
    return "\(kind)-\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)"
  }
}

extension EventWriter {
  /// A text under `input` or `output`, and the start of it in the summary.
  mutating func put(inputText text: String?) { put("input", "input_summary", text) }
  mutating func put(outputText text: String?) { put("output", "output_summary", text) }

  private mutating func put(_ key: StaticString, _ summary: StaticString, _ text: String?) {
    guard let text else { return }
    open(key)
    put("text", text)
    close()
    put(summary, text.clipped)
  }
}

extension EventWriter {
  /// The name of a model, which may stand behind that of its provider: `openai/gpt-4.1`.
  mutating func put(model name: String?, finish: JSONNode? = nil) {
    let parts = name?.split(separator: "/", maxSplits: 1) ?? []
    open("model")
    if parts.count == 2 { put("provider", String(parts[0])) }
    put(modelName: parts.last.map(String.init))
    put("finish_reason", text: finish)
    close()
  }

  /// The words of a tool's result, or that it failed.
  mutating func put(tool name: String?, result: JSONNode?, hasFailed: Bool = false) {
    put(outputText: result?.words)
    open("tool")
    put("name", name)
    close()
    guard hasFailed else { return }
    open("error")
    put("type", "tool error")
    put("message", result?.words.clipped)
    close()
  }
}

extension JSONNode {
  /// An id of its own parts, and of all it says, so that two runs of one task stay two.
  func runID(_ kind: String, _ parts: JSONNode?...) -> String {
    let named = parts.compactMap { $0?.asText }.filter { !$0.isEmpty && $0.utf8.count < 200 }
    return ([kind] + named + [shortHash]).joined(separator: "-")
  }
}
