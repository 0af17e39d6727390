// A model that may ask another one for advice does so by a tool of its provider's. The other one's call
// is a step below that tool, so that what it used is no part of what the call around it did:
//
//   chat claude-sonnet-5            250 tokens
//   └─ advisor                      a tool
//      └─ advisor claude-opus-4-8   2000 tokens

extension ExchangeWriter {
  /// - Parameter parent: the exchange's own event.
  func writeAdvices(_ traceID: String, _ parent: String, _ events: inout EventWriter) {
    for (place, advice) in reader.answer.advices.enumerated() {
      let tool = "\(parent):\(place + 1)"
      write(traceID, tool, below: parent, "tool", &events) { events in
        events.put("name", "advisor")
        events.put("status", "ok")
        events.open("tool")
        events.put("name", "advisor")
        events.close()
      }
      write(traceID, "\(tool):model", below: tool, "model", &events) { events in
        if let model = advice.model { events.put("name", "advisor", " ", model) }
        events.put("status", "ok")
        events.open("model")
        events.put("provider", provider)
        events.put(modelName: advice.model)
        events.put("requested", advice.model)
        events.close()
        events.put(usage: advice.usage.wholes())
      }
    }
  }

  private func write(
    _ traceID: String, _ id: String, below parent: String, _ stage: StaticString,
    _ events: inout EventWriter, _ body: (inout EventWriter) -> Void
  ) {
    events.begin()
    events.put("trace_id", traceID)
    events.put("event_id", id)
    events.put("parent_id", parent)
    // Nobody says when it was asked, only that it was on the way to the answer.
    if let start = exchange.start ?? reader.answer.created {
      events.put(start: start)
    } else {
      events.putNull("timestamp")
      events.put("sequence", 1)
    }
    events.put("stage", stage)
    body(&events)
    events.open("join")
    writeKey(&events)
    events.close()
    events.end()
  }
}
