/// Writes the steps of a run that has no clock, in the order in which they stand.
struct Trajectory {
  let traceID: String
  private var sequence: Int64 = 0
  /// The event that the next step works for.
  var parent: String?

  init(_ traceID: String) { self.traceID = traceID }

  /// Begins an event; who calls it ends it.
  mutating func begin(
    _ id: String, _ stage: StaticString, name: String? = nil, status: StaticString = "ok",
    below: String? = nil, _ events: inout EventWriter
  ) {
    events.begin()
    events.put("trace_id", traceID)
    events.put("event_id", id)
    if let parent = below ?? parent, parent != id { events.put("parent_id", parent) }
    events.putNull("timestamp")
    events.put("sequence", sequence)
    events.put("stage", stage)
    events.put("name", name)
    events.put("status", status)
    sequence += 1
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

extension JSONNode {
  /// An id of its own parts, and of all it says, so that two runs of one task stay two.
  func runID(_ kind: String, _ parts: JSONNode?...) -> String {
    let named = parts.compactMap { $0?.asText }.filter { !$0.isEmpty && $0.utf8.count < 200 }
    return ([kind] + named + [shortHash]).joined(separator: "-")
  }
}
