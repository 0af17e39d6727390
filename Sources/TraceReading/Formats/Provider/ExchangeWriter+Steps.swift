// The steps of an agent that runs at Bedrock, below the exchange that asked it.

extension ExchangeWriter {
  /// - Parameter parent: the exchange's own event.
  func writeSteps(_ traceID: String, _ parent: String, _ translation: inout Translation) {
    let pieces = reader.answer.agentPieces.compactMap { piece in
      piece.withUnsafeBufferPointer { translation.document($0) }
    }
    for (place, step) in AgentSteps(pieces).steps.enumerated() {
      translation.events.begin()
      translation.events.put("trace_id", traceID)
      translation.events.put("event_id", "\(parent):\(place + 1)")
      translation.events.put("parent_id", parent)
      writeTimes(of: step, Int64(place + 1), &translation.events)
      switch step.kind {
      case .model: writeModelStep(step, &translation)
      case .tool: writeToolStep(step, &translation)
      case .guardrail: writeGuardrailStep(step, &translation.events)
      }
      if let agent = step.agent, agent.isText {
        translation.events.open("attributes")
        translation.events.put("agent", agent)
        translation.events.close()
      }
      translation.events.open("join")
      writeKey(&translation.events)
      translation.events.close()
      translation.events.end()
    }
  }

  /// A step without a time of its own began with the exchange, or nobody knows when.
  private func writeTimes(
    of step: AgentSteps.Step, _ place: Int64, _ events: inout EventWriter
  ) {
    if let start = step.start ?? exchange.start {
      events.put(start: start, end: step.start == nil ? nil : step.end)
    } else {
      events.putNull("timestamp")
      events.put("sequence", place)
    }
  }

  /// A step that nothing came of ended as the exchange did.
  private func writeOutcome(of step: AgentSteps.Step, _ events: inout EventWriter) {
    guard step.output == nil else { return events.put("status", "ok") }
    events.put("status", result.status)
    events.open("error")
    events.put("type", result.type)
    events.put("message", result.message)
    events.close()
  }

  // MARK: - Models

  private func writeModelStep(_ step: AgentSteps.Step, _ translation: inout Translation) {
    var said = Answer()
    let raw = step.output?["rawResponse", "content"]
    if let body = translation.json(raw), body.isObject { said.read(body, &translation.events) }
    // Bedrock's own counts leave out what only some vendors' have.
    said.usage.read(AgentSteps.metadata(of: step.output)?["usage"], &translation.events)
    let asked = step.input?["text"]
    let prompt = translation.json(asked).flatMap { $0.isObject ? SentCall($0) : nil }
    let settings = step.input?["inferenceConfiguration"]
    let model = Self.model(step.input?["foundationModel"])

    translation.events.put("stage", "model")
    translation.events.put("name", text: step.input?["type"])
    writeOutcome(of: step, &translation.events)
    if let prompt {
      translation.events.put("input_summary", prompt.question?.clipped)
      translation.events.put("input", prompt.input)
      translation.events.open("prompt")
      translation.events.put("text", prompt.system)
      translation.events.close()
    } else {
      translation.events.put(inputText: asked?.asText)
    }
    writeOutput(of: step, said, &translation)
    translation.events.open("model")
    translation.events.put("provider", "bedrock")
    translation.events.put(modelName: model ?? said.model)
    translation.events.put("requested", model)
    translation.events.put("temperature", number: settings?["temperature"])
    translation.events.put("max_tokens", number: settings?["maximumLength"])
    translation.events.put("top_p", number: settings?["topP"])
    translation.events.put("finish_reason", said.finishReason)
    translation.events.close()
    translation.events.open("ids")
    translation.events.put("response", said.id)
    translation.events.close()
    translation.events.put(usage: said.usage.wholes(hasOnlyInput: false))
  }

  private func writeOutput(
    of step: AgentSteps.Step, _ said: Answer, _ translation: inout Translation
  ) {
    if said.isKnown {
      return writeOutput(of: said, &translation)
    }
    let text =
      step.output?["rawResponse", "content"] ?? step.rationale
      ?? step.output?["parsedResponse", "rationale"] ?? step.output?["parsedResponse", "text"]
    translation.events.put(outputText: text?.asText)
  }

  /// The model's own id, also out of an address such as
  /// `arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0`.
  private static func model(_ name: JSONNode?) -> String? {
    name?.asText?.split(separator: "/").last.map(String.init)
  }

  // MARK: - Tools

  private func writeToolStep(_ step: AgentSteps.Step, _ translation: inout Translation) {
    let input = AgentSteps.arguments(of: step.input)
    let output = AgentSteps.result(of: step.output)
    let tool = AgentSteps.tool(step)
    translation.events.put("stage", "tool")
    translation.events.put("name", tool ?? "tool")
    writeOutcome(of: step, output, &translation.events)
    translation.events.put("input", input)
    if let text = output?.any("text", "executionOutput") {
      translation.events.put(outputText: text.asText)
    } else {
      translation.events.put("output", output)
    }
    translation.events.open("tool")
    translation.events.put("name", tool)
    translation.events.close()
  }

  private func writeOutcome(
    of step: AgentSteps.Step, _ output: JSONNode?, _ events: inout EventWriter
  ) {
    if let error = output?["executionError"], error.isText {
      events.put("status", "error")
      events.open("error")
      events.put("type", "tool error")
      events.put("message", text: error)
      events.close()
    } else if output?["executionTimeout"]?.bool == true {
      events.put("status", "timeout")
    } else {
      writeOutcome(of: step, &events)
    }
  }

  // MARK: - Guardrails

  private func writeGuardrailStep(_ step: AgentSteps.Step, _ events: inout EventWriter) {
    let hasBlocked = step.output?["action"]?.isText("INTERVENED") == true
    events.put("stage", "guardrail")
    events.put("name", "guardrail")
    events.put("status", hasBlocked ? "blocked" : "ok" as StaticString)
    events.put("output", step.output)
  }
}
