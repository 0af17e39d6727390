import TraceModel

// An agent's span says what the calls inside of it used and cost in all. Where no call says any of it,
// that is all there is to count, so it is written, and the join leaves it out where one does
// (`dropStepSums`). Its attributes stay among the rest, as what the agent said.

extension TelemetryReader {
  /// What a step around calls says that they used and cost. Returns whether it is charged.
  func putSums(_ translation: inout Translation) -> Bool {
    guard saysTokens || attributes.has(.cost) else {
      return putStepCosts(source: "model", &translation)
    }
    translation.events.open("model")
    putModelNames(nil, &translation)
    translation.events.close()
    if saysTokens { translation.events.put(usage: counts(&translation)) }
    let isCharged = putCosts(&translation)
    for key in Self.saidKeys { attributes.giveBack(key) }
    return isCharged
  }

  /// Whether a step says that tokens were used, by it or by what it holds.
  var saysTokens: Bool {
    Self.tokenKeys.contains { attributes.has($0) && (attributes[$0]?.text?.integer ?? 0) > 0 }
  }

  private static let tokenKeys: [AttributeKey] = [
    .inputTokens, .promptTokens, .vercelInput, .outputTokens, .completionTokens, .vercelOutput,
    .totalTokens,
  ]

  /// What the names of the model, the tokens and the cost are read from.
  private static let saidKeys: [AttributeKey] =
    tokenKeys + [
      .system, .provider, .llmSystem, .llmProvider, .vercelProvider, .requestModel, .vercelModel,
      .responseModel, .vercelResponseModel, .langfuseModel, .modelName,
      .cost, .vercelEmbedTokens, .cacheRead, .promptCacheRead, .vercelCached, .cacheWrite,
      .promptCacheWrite, .vercelCacheWrite, .cacheWrite1h, .reasoning, .completionReasoning,
      .vercelReasoning, .audioInput, .promptAudio, .audioOutput, .completionAudio,
    ]
}
