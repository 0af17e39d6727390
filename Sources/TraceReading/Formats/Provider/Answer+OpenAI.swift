// OpenAI's chat and text completions, its Responses and assistants' runs, and all who speak the
// same language.

extension Answer {
  /// A chat or text completion, or a piece of one.
  mutating func readChoices(
    _ choices: JSONNode, of value: JSONNode, _ events: inout EventWriter
  ) {
    isKnown = true
    take(id: value["id"])
    take(model: value["model"])
    take(created: value["created"])
    for (place, choice) in choices.elements.enumerated() where choice.isObject {
      let number = Int(clamping: choice["index"]?.integer ?? Int64(place))
      if let reason = choice["finish_reason"] {
        take(finish: reason)
        isWhole = true
      }
      let delta = choice["delta"]
      if let message = choice["message"], !isRepetition(message, of: delta, choice: number) {
        readMessage(message, choice: number)
      } else if let delta {
        readMessage(delta, choice: number)
      } else {
        add(choice["text"], choice: number)
      }
      if let error = choice["error"] { readFailure(error, value) }
    }
    if let usage = value["usage"] ?? value["x_groq", "usage"] {
      self.usage.read(usage, &events)
      self.usage.take(tier: value["service_tier"])
      // The counts come last, in a piece of their own.
      if choices.first == nil { isWhole = true }
    }
    if usage.isEmpty, let timings = value["timings"] { readTimings(timings, &events) }
  }

  /// Whether a message says again what the pieces of a stream said so far, as Perplexity's do beside
  /// each piece.
  private func isRepetition(_ message: JSONNode, of delta: JSONNode?, choice: Int) -> Bool {
    guard let delta else { return false }
    return delta["content"]?.rawBytes.isEmpty == false || texts.has(choice: choice)
  }

  /// llama.cpp counts under `timings`.
  private mutating func readTimings(_ timings: JSONNode, _ events: inout EventWriter) {
    if let prompt = timings["prompt_n"] { usage.take(prompt, as: .prompt, &events) }
    if let predicted = timings["predicted_n"] { usage.take(predicted, as: .completion, &events) }
  }

  private mutating func readMessage(_ message: JSONNode, choice: Int) {
    readContent(message["content"], choice: choice)
    add(message["refusal"], choice: choice)
    addReasoning(message["reasoning_content"] ?? message["reasoning"])
    for (place, call) in message["tool_calls"].elements.enumerated() {
      let function = call["function"] ?? call["custom"]
      withCall(at: .tool(choice: choice, call["index"]?.integer ?? Int64(place))) { known in
        if let id = call["id"], id.isText { known.id = id.asText }
        if let name = function?["name"], name.isText { known.name = name.asText }
        if let arguments = function?["arguments"] ?? function?["input"] {
          known.arguments += Self.jsonText(arguments)
        }
      }
    }
    if let call = message["function_call"], call.saysCall {
      withCall(at: .function(choice: choice)) { known in
        if let name = call["name"], name.isText { known.name = name.asText }
        if let arguments = call["arguments"] { known.arguments += Self.jsonText(arguments) }
      }
    }
    if let audio = message["audio"] {
      add(audio["transcript"], choice: choice)
      addOther(audio)
    }
  }

  // MARK: - Responses

  mutating func readResponse(_ value: JSONNode, _ events: inout EventWriter) {
    isKnown = true
    take(id: value["id"])
    take(model: value["model"])
    take(created: value["created_at"])
    if let time = ExchangeTime.nanoseconds(value["completed_at"]) { completed = time }
    state = value["status"]?.string ?? state
    finishReason = value["incomplete_details", "reason"]?.string ?? finishReason
    if let usage = value["usage"] {
      self.usage.read(usage, &events)
      self.usage.take(tier: value["service_tier"])
    }
    guard let output = value["output"], output.isArray else { return }
    texts = Texts()
    reasoning = QuotedText()
    calls = []
    for item in output.elements { readItem(item) }
    // Pages that are opened and looked through cost nothing by themselves.
    let searches = output.elements.reduce(0) { count, item in
      let action = item["action", "type"]
      let isSearch = action == nil || action?.isText("search") == true
      return count + (isSearch && item["type"]?.isText("web_search_call") == true ? 1 : 0)
    }
    if searches > 0 { usage[.webSearches] = Int64(searches) }
    if value["object"]?.isText("response.compaction") == true { state = "completed" }
  }

  private mutating func readItem(_ item: JSONNode) {
    guard let type = item["type"], type.isString else { return addOther(item) }
    if type.isText("message") {
      // What is left of a conversation that was made shorter has the user's words too.
      if item["role"]?.isText("user") == true { return addOther(item) }
      texts.breakLine()
      readContent(item["content"])
    } else if type.isText("reasoning") {
      for part in item["summary"].elements { addReasoning(part["text"]) }
      for part in item["content"].elements { addReasoning(part["text"]) }
    } else if type.isText("function_call") || type.isText("custom_tool_call") {
      addCall(item["call_id"] ?? item["id"], item["name"], item["arguments"] ?? item["input"])
    } else {
      addOther(item)
    }
  }

  /// `response.created`, `response.output_text.delta` … `response.completed`.
  mutating func readResponsePiece(
    _ value: JSONNode, _ type: JSONNode, _ events: inout EventWriter
  ) {
    isKnown = true
    if let response = value["response"], response.isObject {
      if let error = response["error"], !error.saysNothing { readFailure(error, response) }
      // The first pieces repeat an empty answer.
      readResponse(response, &events)
      let isLast =
        type.isText("response.completed") || type.isText("response.incomplete")
        || type.isText("response.failed")
      if isLast { isWhole = true }
      return
    }
    if type.isText("response.output_text.delta") || type.isText("response.refusal.delta") {
      add(value["delta"])
    } else if type.isText("response.reasoning_text.delta")
      || type.isText("response.reasoning_summary_text.delta")
    {
      addReasoning(value["delta"])
    } else if type.isText("response.output_item.done"), let item = value["item"],
      item["type"]?.isText("function_call") == true
    {
      addCall(item["call_id"] ?? item["id"], item["name"], item["arguments"])
    }
  }

  // MARK: - Assistants

  /// A run says what it used when it is done.
  mutating func readRun(_ value: JSONNode, _ events: inout EventWriter) {
    isKnown = true
    take(id: value["id"])
    take(model: value["model"])
    take(created: value["started_at"] ?? value["created_at"])
    if let time = ExchangeTime.nanoseconds(value["completed_at"]) { completed = time }
    state = value["status"]?.string
    if let error = value["last_error"], error.isObject { readFailure(error, value) }
    if let usage = value["usage"] { self.usage.read(usage, &events) }
    let wanted = value["required_action", "submit_tool_outputs"]?["tool_calls"]
    for call in wanted.elements {
      addCall(call["id"], call["function", "name"], call["function", "arguments"])
    }
    if usage.isEmpty { stage = .housekeeping }
  }

  // MARK: - Embeddings

  /// `{"data":[{"embedding":[…]}]}` and `{"embeddings":…}`; the numbers themselves say nothing.
  mutating func readEmbeddings(_ value: JSONNode, _ events: inout EventWriter) -> Bool {
    let count: Int
    if let data = value["data"], data.first?["embedding"] != nil {
      count = data.elements.reduce(0) { number, _ in number + 1 }
    } else if let list = value["embeddings"] ?? value["embedding"] ?? value["predictions"] {
      let vectors = list.isObject ? list["float"] ?? list["int8"] ?? list["values"] ?? list : list
      count =
        vectors.elements.first { !$0.isContainer } == nil
        ? vectors.elements.reduce(0) { number, _ in number + 1 } : 1
    } else {
      return false
    }
    isKnown = true
    hasOnlyInput = true
    made = count == 1 ? "1 embedding" : "\(count) embeddings"
    take(id: value["id"])
    take(model: value["model"])
    take(created: value["created"])
    if let counted = value["usage"] ?? value["meta"] ?? value["usageMetadata"] {
      usage.read(counted, &events)
    }
    let counts = value["predictions"].elements.compactMap {
      $0["embeddings", "statistics"]?["token_count"]?.integer
    }
    if !counts.isEmpty { usage[.prompt] = counts.reduce(0) { $0.plus($1) ?? $0 } }
    if let tokens = value["inputTextTokenCount"] { usage.take(tokens, as: .prompt, &events) }
    if let tokens = value["prompt_eval_count"] { usage.take(tokens, as: .prompt, &events) }
    return true
  }
}

extension JSONNode {
  /// Whether any member of a call says something; Snowflake's answers have one that is empty.
  fileprivate var saysCall: Bool {
    self["name"]?.rawBytes.isEmpty == false || self["arguments"]?.rawBytes.isEmpty == false
  }
}
