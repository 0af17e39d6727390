// Bedrock: Converse, its stream, and the bodies of models that have none of a vendor's own; and
// watsonx, which has such too.

extension Answer {
  mutating func readBedrock(_ value: JSONNode, _ events: inout EventWriter) -> Bool {
    if let failed = exception(in: value) {
      readFailure(failed.error, value)
      failure?.type = failed.type
      return true
    }
    guard readConverse(value, &events) || readModelsOwn(value, &events) else { return false }
    isKnown = true
    if let counted = value["usage"] { usage.read(counted, &events) }
    usage.take(tier: value["serviceTier", "type"])
    readBedrockMetrics(value, &events)
    return true
  }

  private mutating func readConverse(_ value: JSONNode, _ events: inout EventWriter) -> Bool {
    if let message = value["output", "message"] ?? value["output"]?["message"] {
      readContent(message["content"])
      take(finish: value["stopReason"])
    } else if let delta = value["contentBlockDelta"] {
      add(delta["delta", "text"])
      addReasoning(delta["delta", "reasoningContent"]?["text"])
      if let input = delta["delta", "toolUse"]?["input"]?.string {
        withCall(at: .block(delta["contentBlockIndex"]?.integer ?? 0)) { $0.arguments += input }
      }
    } else if let start = value["contentBlockStart"] {
      if let tool = start["start", "toolUse"] {
        withCall(at: .block(start["contentBlockIndex"]?.integer ?? 0)) { call in
          call.id = tool["toolUseId"]?.asText
          call.name = tool["name"]?.asText
        }
      }
    } else if let stop = value["messageStop"] {
      take(finish: stop["stopReason"])
      isWhole = true
    } else if let data = value["metadata"], data["usage"] != nil {
      usage.read(data["usage"], &events)
      usage.take(tier: data["serviceTier", "type"])
    } else {
      return value["messageStart"] != nil || value["contentBlockStop"] != nil
    }
    return true
  }

  /// Bodies and pieces of models that each have words of their own.
  private mutating func readModelsOwn(_ value: JSONNode, _ events: inout EventWriter) -> Bool {
    if let text = value["generation"] {
      // Llama
      add(text)
      take(last: value["stop_reason"])
      usage.read(value, &events)
    } else if let results = value["results"], value["inputTextTokenCount"] != nil {
      // Titan
      for (place, result) in results.elements.enumerated() {
        add(result["outputText"], choice: place)
        take(last: result["completionReason"])
        if let tokens = result["tokenCount"] { usage.take(tokens, as: .completion, &events) }
      }
      usage.read(value, &events)
    } else if let text = value["outputText"] {
      // A piece of Titan's, with the count of all that it said so far.
      add(text)
      take(last: value["completionReason"])
      usage.read(value, &events)
      if let tokens = value["totalOutputTextTokenCount"], !tokens.isNull {
        usage.take(tokens, as: .completion, &events)
      }
    } else if let results = value["results"], results.first?["generated_text"] != nil {
      readWatsonx(results, of: value, &events)
    } else if let outputs = value["outputs"], outputs.first?["text"] != nil {
      // Mistral
      for (place, output) in outputs.elements.enumerated() {
        add(output["text"], choice: place)
        take(last: output["stop_reason"])
      }
    } else if let text = value["completion"], text.isString {
      // Claude before it had messages
      add(text)
      take(last: value["stop_reason"])
    } else if let isFinished = value["is_finished"]?.bool {
      // A piece of Command's; one that is asked for several answers tells them by a number.
      add(value["text"], choice: Int(clamping: value["index"]?.integer ?? 0))
      take(finish: value["finish_reason"])
      if isFinished { isWhole = true }
    } else {
      return false
    }
    return true
  }

  /// A generation of IBM's watsonx, or a piece of one, of which the first counts the input and each all
  /// that was said so far.
  private mutating func readWatsonx(
    _ results: JSONNode, of value: JSONNode, _ events: inout EventWriter
  ) {
    take(model: value["model_id"])
    if created == nil { take(created: value["created_at"]) }
    var counts = UsageCounts()
    for (place, result) in results.elements.enumerated() {
      add(result["generated_text"], choice: place)
      if result["stop_reason"]?.isText("not_finished") != true { take(last: result["stop_reason"]) }
      var more = UsageCounts()
      if let tokens = result["input_token_count"] { more.take(tokens, as: .prompt, &events) }
      if let tokens = result["generated_token_count"] {
        more.take(tokens, as: .completion, &events)
      }
      counts.addTokens(of: more)
    }
    for count in [UsageCount.prompt, .completion] {
      if let tokens = counts[count] { usage[count] = max(usage[count] ?? 0, tokens) }
    }
  }

  /// The reason that comes with the last piece; those before it have null.
  private mutating func take(last reason: JSONNode?) {
    guard let reason, reason.isText else { return }
    take(finish: reason)
    isWhole = true
  }

  /// What Bedrock adds to the last piece of any vendor's: its own counts, which at times are less
  /// than the vendor's.
  mutating func readBedrockMetrics(_ value: JSONNode, _ events: inout EventWriter) {
    if let metrics = value["amazon-bedrock-invocationMetrics"] {
      isWhole = true
      if !hasLastCounts { usage.read(metrics, &events) }
    }
    if value["amazon-bedrock-guardrailAction"]?.isText("INTERVENED") == true {
      readIntervention(value["amazon-bedrock-trace"])
    }
  }

  /// What a guardrail did, which may also have only masked some words of the answer.
  private mutating func readIntervention(_ trace: JSONNode?) {
    let hasBlocked = trace.map { $0.rawBytes.has("\"BLOCKED\"") } ?? true
    guard hasBlocked else { return }
    isWhole = true
    finishReason = "guardrail_intervened"
  }

  /// The vendor's own counts of a whole answer, which stay.
  mutating func readLastCounts(_ counts: JSONNode, _ events: inout EventWriter) {
    usage.read(counts, &events)
    if let iterations = counts["iterations"] { readIterations(iterations, &events) }
    hasLastCounts = true
  }

  /// What ends a stream: `{"throttlingException":{"message":"Too many tokens"}}`.
  private func exception(in value: JSONNode) -> (type: String?, error: JSONNode)? {
    var found: (type: String?, error: JSONNode)?
    value.forEachRawMember { key, error in
      if error.isObject, key.rawBytes.hasSuffix("Exception") { found = (key.string, error) }
    }
    return found
  }
}
