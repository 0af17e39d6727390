import TraceModel

// Beside what it says by names of its own OpenInference keeps the whole answer, as a client or a
// framework gave it:
//
//   {"id":"msg_1","usage":{"input_tokens":500,"cache_creation_input_tokens":1500,…},…}   OpenAI, Anthropic …
//   {"generations":[[{"message":{"kwargs":{"response_metadata":{"id":"chatcmpl-1",…}, LangChain
//     "usage_metadata":{…}}}}]],"llm_output":{"token_usage":{…}}}
//   {"embedding":"<3-dimensional vector>","meta":{"usage":{…}}}                          Haystack
//
// Only there stand the answer's id, how long what was written to the cache stays, a refusal, and what
// older instrumentations don't say: the cache, reasoning, and of LangChain who answered.

extension TelemetryReader {
  /// Reads what only the whole answer of a model's call says.
  func readAnswer(_ kind: JSONNode?, _ translation: borrowing Translation) {
    hasReadAnswer = false
    guard let kind = kind?.rawBytes, kind.equalsFolded("llm") || kind.equalsFolded("embedding"),
      let answer = object(.outputValue, translation)
    else { return }
    hasReadAnswer = true
    if let generation = answer["generations"]?.first?.first {
      readLangChain(generation["message", "kwargs"], answer["llm_output"])
      return
    }
    let usage = answer.any("usage", "usage_metadata", "usageMetadata") ?? answer["meta", "usage"]
    attributes.imply(.answerUsage, usage.flatMap { $0.isObject ? $0 : nil })
    attributes.imply(.responseID, answer["id"].flatMap { $0.isString ? $0 : nil })
    if let refusal = answer["choices"]?.first?["message", "refusal"], refusal.isString {
      attributes.imply(.refusal, refusal)
    }
  }

  private func readLangChain(_ message: JSONNode?, _ output: JSONNode?) {
    let said = message?["response_metadata"]
    let counted = message?["usage_metadata"]
    let billed = output?["token_usage"] ?? said?["token_usage"]
    let hasParts =
      counted?["input_token_details"] != nil || counted?["output_token_details"] != nil
    let usage = hasParts ? counted : billed ?? counted
    attributes.imply(.answerUsage, usage.flatMap { $0.isObject ? $0 : nil })
    attributes.imply(.responseID, (said?["id"] ?? output?["id"]).flatMap { $0.isString ? $0 : nil })
    attributes.imply(
      .responseModel,
      (said?["model_name"] ?? output?["model_name"]).flatMap { $0.isString ? $0 : nil })
  }

  /// A refusal where the message says nothing, as OpenAI's has no content then.
  func orRefusal(_ answered: Said?) -> Said? {
    guard attributes.has(.refusal), let refusal = attributes.takeText(.refusal) else {
      return answered
    }
    guard let answered else { return .text(refusal) }
    guard case .turns(let conversation) = answered, conversation.answerTexts.isEmpty else {
      return answered
    }
    return .text(refusal)
  }
}
