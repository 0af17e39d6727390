import TraceModel

// OpenInference says what a call cost in all, by input and output, and by the parts of these:
//
//   llm.cost.prompt 0.2, llm.cost.completion 0.3, llm.cost.total 0.6
//   → prompt tokens 0.2, completion tokens 0.3, other cost 0.1
//   llm.cost.prompt_details.input 0.2, llm.cost.prompt_details.cache_read 0.1
//   → prompt tokens 0.2, cached tokens 0.1
//
// The total is what counts. Where the parts are more than it, as with a discount, it is charged in
// one. The others only say the call in one. A step that is no call of a model may say what it cost, as
// a reranker does; where it is the sum of what is inside of it, the join leaves it out.

extension TelemetryReader {
  private typealias CostPart = (item: StaticString, amount: ExactDecimal)

  /// Returns whether anything is charged.
  @discardableResult
  func putCosts(_ translation: inout Translation) -> Bool {
    let known = costParts(&translation)
    let sum = amount(.costTotal, &translation) ?? costInProviderMetadata(&translation)
    return put(known, of: amount(.cost, &translation) ?? sum, source: "model", &translation)
  }

  /// What a step that is no call of a model says that it cost. Returns whether it does.
  func putStepCosts(source: StaticString, _ translation: inout Translation) -> Bool {
    guard
      attributes.has(.costTotal) || attributes.has(.costPrompt) || attributes.has(.costCompletion)
        || attributes.has(.costInput) || attributes.has(.costOutput)
    else { return false }
    let known = costParts(&translation)
    return put(known, of: amount(.costTotal, &translation), source: source, &translation)
  }

  /// An object of figures, mostly in a string; nil for what is none, which is said to be left out.
  func takeObject(
    _ key: AttributeKey, _ field: String, _ translation: inout Translation
  ) -> JSONNode? {
    guard let value = attributes.take(key) else { return nil }
    let object = json(of: value, translation)
    translation.events.expectObject(field, object ?? value.node)
    return object.flatMap { $0.isObject ? $0 : nil }
  }

  private func costParts(_ translation: inout Translation) -> [CostPart] {
    let prompt = costs(
      .costPrompt, "prompt tokens",
      [
        (.costInput, "prompt tokens"), (.costCacheRead, "cached tokens"),
        (.costCacheWrite, "cache write tokens"), (.costPromptAudio, "audio prompt tokens"),
      ], &translation)
    let completion = costs(
      .costCompletion, "completion tokens",
      [
        (.costOutput, "completion tokens"), (.costReasoning, "reasoning tokens"),
        (.costCompletionAudio, "audio completion tokens"),
      ], &translation)
    return prompt + completion
  }

  private func put(
    _ known: [CostPart], of total: ExactDecimal?, source: StaticString,
    _ translation: inout Translation
  ) -> Bool {
    // A cost of 0 is what a model without a price gets.
    let parts = self.parts(known, of: total.flatMap { $0 == .zero ? nil : $0 })
    guard parts.contains(where: { $0.amount != .zero }) else { return false }
    translation.events.array("charges") { events in
      for part in parts { events.put(cost: part.amount, item: part.item, source: source) }
    }
    return true
  }

  /// The parts as they make up the total.
  private func parts(_ parts: [CostPart], of total: ExactDecimal?) -> [CostPart] {
    guard let total else { return parts }
    let known = parts.reduce(.zero) { $0 + $1.amount }
    let rest = total - known
    // Equal but for what binary floats add.
    if rest.units.magnitude <= total.units.magnitude / 1_000_000 { return parts }
    if known == .zero || rest < .zero { return [("model call", total)] }
    return parts + [("other cost", rest)]
  }

  /// What input or output cost: in one, or else by its parts.
  private func costs(
    _ whole: AttributeKey, _ item: StaticString, _ keys: [(AttributeKey, StaticString)],
    _ translation: inout Translation
  ) -> [CostPart] {
    var parts: [CostPart] = []
    for (key, item) in keys {
      if let amount = amount(key, &translation), amount != .zero { parts.append((item, amount)) }
    }
    return amount(whole, &translation).map { [(item, $0)] } ?? parts
  }

  private func amount(_ key: AttributeKey, _ translation: inout Translation) -> ExactDecimal? {
    guard let value = attributes.takeText(key) else { return nil }
    return translation.events.money("\(key)", value)
  }
}
