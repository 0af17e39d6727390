// Gemini's Interactions, whose answers are steps:
//
//   {"object":"interaction","status":"completed","steps":[{"type":"thought"},
//    {"type":"model_output","content":[{"type":"text","text":"Hi"}]}],"usage":{"total_input_tokens":9,…}}
//
// Before May 2026 the steps were `outputs`, and the text stood in them without a content around it.

extension Answer {
  mutating func readInteraction(_ value: JSONNode, _ events: inout EventWriter) {
    isKnown = true
    vendor = "gemini"
    take(id: value["id"])
    take(model: value["model"] ?? value["agent"])
    take(created: value["created"])
    state = value["status"]?.string ?? state
    if let usage = value["usage"] { self.usage.read(usage, &events) }
    guard let steps = value.any("steps", "outputs"), steps.isArray else { return }
    texts = Texts()
    reasoning = QuotedText()
    calls = []
    var searches = 0
    for step in steps.elements {
      readStep(step)
      searches += Self.searches(in: step)
    }
    if searches > 0 { usage[.webSearches] = Int64(searches) }
  }

  private mutating func readStep(_ step: JSONNode) {
    guard let type = step["type"], type.isString else { return addOther(step) }
    if type.isText("model_output") {
      readContent(step["content"])
    } else if type.isText("text") {
      add(step["text"])
    } else if type.isText("thought") {
      for part in step["summary"].elements { addReasoning(part["text"]) }
    } else if type.isText("function_call") {
      addCall(step["id"], step["name"], step["arguments"])
    } else if !type.isText("user_input") {
      addOther(step)
    }
  }

  private static func searches(in step: JSONNode) -> Int {
    guard step["type"]?.isText("google_search_call") == true else { return 0 }
    return step["arguments", "queries"].elements.reduce(0) { count, _ in count + 1 }
  }

  /// `interaction.created`, `step.start`, `step.delta` … `interaction.completed`; false for a piece
  /// of another vendor's.
  mutating func readInteractionPiece(
    _ value: JSONNode, _ event: JSONNode, _ events: inout EventWriter
  ) -> Bool {
    let name = event.rawBytes
    if let interaction = value["interaction"], interaction.isObject {
      readInteraction(interaction, &events)
      if event.isText("interaction.completed") || event.isText("interaction.complete") {
        isWhole = true
      }
    } else if event.isText("step.start") || event.isText("content.start") {
      readStepStart(value, &events)
    } else if event.isText("step.delta") || event.isText("content.delta") {
      readStepDelta(value)
    } else {
      return name.starts(with: "interaction.".utf8) || name.starts(with: "step.".utf8)
        || name.starts(with: "content.".utf8) || event.isText("error")
    }
    isKnown = true
    return true
  }

  private mutating func readStepStart(_ value: JSONNode, _ events: inout EventWriter) {
    guard let step = value.any("step", "content") else { return }
    if step["type"]?.isText("function_call") == true {
      withCall(at: .block(value["index"]?.integer ?? 0)) { call in
        call.id = step["id"]?.asText
        call.name = step["name"]?.asText
        call.begin(step["arguments"])
      }
    } else {
      readStep(step)
      let searches = Self.searches(in: step)
      if searches > 0 { usage[.webSearches] = (usage[.webSearches] ?? 0) + Int64(searches) }
    }
  }

  private mutating func readStepDelta(_ value: JSONNode) {
    guard let delta = value["delta"], let type = delta["type"] else { return }
    if type.isText("text") {
      add(delta["text"])
    } else if type.isText("thought_summary") {
      addReasoning(delta["content", "text"])
    } else if type.isText("arguments_delta") {
      withCall(at: .block(value["index"]?.integer ?? 0)) {
        $0.arguments += delta["arguments"]?.string ?? ""
      }
    } else if type.isText("function_call") {
      addCall(delta["id"], delta["name"], delta["arguments"])
    }
  }
}
