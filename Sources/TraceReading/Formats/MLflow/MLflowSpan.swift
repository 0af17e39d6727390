import TraceModel

/// One span of an MLflow trace.
struct MLflowSpan {
  private let span: JSONNode
  private let trace: MLflowInfo
  private let attributes: JSONNode?
  private let parent: String?

  init(_ span: JSONNode, _ trace: MLflowInfo) {
    self.span = span
    self.trace = trace
    attributes = span["attributes"]
    parent = firstText(span["parent_span_id"], span["parent_id"])?.spanDigits
  }

  /// An attribute's text, out of the JSON in its string.
  private func text(_ name: StaticString) -> String? {
    guard let text = attributes?[name]?.asText, !text.isEmpty, text != "null" else { return nil }
    guard text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count >= 2 else { return text }
    let inner = text.dropFirst().dropLast()
    guard inner.contains("\\") else { return String(inner) }
    let parser = JSONParser()
    return withExtendedLifetime(parser) {
      Array(text.utf8).withUnsafeBufferPointer { (try? parser.parse($0))?.string }
    }
  }

  private var stage: StaticString {
    switch text("mlflow.spanType") {
    case "CHAT_MODEL", "LLM", "EMBEDDING": "model"
    case "TOOL", "RETRIEVER", "RERANKER": "tool"
    case "GUARDRAIL": "guardrail"
    default: parent == nil ? "request" : "infrastructure"
    }
  }

  func write(to translation: inout Translation) {
    let stage = stage.description
    let isModel = stage == "model"
    let input = translation.json(attributes?["mlflow.spanInputs"])
    let asked = Asked(
      input ?? attributes?["mlflow.spanInputs"], translation, isChat: isModel)
    let answered = Answered(
      attributes?["mlflow.spanOutputs"], translation, isChat: isModel)
    translation.events.begin()
    writeIDs(to: &translation.events)
    translation.events.put(asked)
    translation.events.put(answered)
    if parent == nil {
      trace.writeContext(with: attributes, to: &translation)
    } else {
      trace.writeNames(in: attributes, to: &translation)
    }
    let attempt = TeamAttempt(translation, in: [attributes])
    if isModel || stage == "tool" { attempt.write(to: &translation.events) }
    if isModel {
      writeModel(input, asked, to: &translation)
    } else if stage == "tool" {
      translation.events.open("tool")
      translation.events.put("name", text: span["name"])
      translation.events.close()
      attempt.writeToolCost(to: &translation.events)
    } else {
      let used = translation.json(attributes?["mlflow.chat.tokenUsage"])
      let counts = ["input_tokens", "output_tokens", "total_tokens"].map { used?[$0]?.integer ?? 0 }
      translation.events.putHoldsUsage(counts.contains { $0 > 0 })
    }
    writeError(to: &translation.events)
    writeRest(to: &translation.events)
    translation.events.end()
    translation.releaseDocuments()
  }

  private func writeIDs(to events: inout EventWriter) {
    events.put("trace_id", trace.id)
    events.put("event_id", (span["span_id"] ?? span["context"]?["span_id"])?.spanDigits)
    events.put("parent_id", parent)
    if let start = (span["start_time_unix_nano"] ?? span["start_time"])?.integer {
      events.put(start: start, end: (span["end_time_unix_nano"] ?? span["end_time"])?.integer)
    } else {
      events.putNull("timestamp")
      events.put("sequence", 0 as Int64)
      events.leave("start_time_unix_nano", "not a whole number of nanoseconds")
    }
    events.put("stage", stage)
    events.put("name", text: span["name"])
    let outcome = SpanOutcome(
      hasFailed: hasFailed, type: thrown?["attributes"]?["exception.type"], message: message,
      stack: nil)
    events.put("status", outcome.status.word)
  }

  private var hasFailed: Bool {
    let code = span["status"]?["code"] ?? span["status_code"]
    return code?.isText("STATUS_CODE_ERROR") == true || code?.isText("ERROR") == true
      || code?.integer == 2
  }

  /// What was raised inside of it.
  private var thrown: JSONNode? {
    span["events"]?.elements.first { $0["name"]?.isText("exception") == true }
  }

  private var message: JSONNode? {
    firstText(
      thrown?["attributes"]?["exception.message"], span["status"]?["message"],
      span["status_message"])
  }

  private func writeModel(
    _ input: JSONNode?, _ asked: Asked, to translation: inout Translation
  ) {
    let settings = translation.json(attributes?["mlflow.invocation_params"]) ?? input
    let counts = translation.json(attributes?["mlflow.chat.tokenUsage"])
    let tools = translation.json(attributes?["mlflow.chat.tools"]) ?? input?["tools"]
    let costs = translation.json(attributes?["mlflow.llm.cost"])
    let output = translation.json(attributes?["mlflow.spanOutputs"])
    let answer = output?.isObject == true ? output : lastPiece(translation) ?? output
    let answerID = answer?["id"]
    translation.events.expectObject("attributes", span["attributes"])
    translation.events.expectObject(
      "mlflow.chat.tokenUsage", counts ?? attributes?["mlflow.chat.tokenUsage"])
    translation.events.expectObject("mlflow.llm.cost", costs ?? attributes?["mlflow.llm.cost"])
    let provider = text("mlflow.llm.provider")
    translation.events.open("model")
    translation.events.put("provider", provider)
    translation.events.put(
      modelName: text("mlflow.llm.model") ?? text("model") ?? firstText(answer?["model"])?.asText
        ?? input?["model"]?.asText)
    translation.events.put("requested", text: firstText(input?["model"]))
    translation.events.put("temperature", number: settings?["temperature"])
    translation.events.put("top_p", number: settings?["top_p"])
    translation.events.put(
      "max_tokens", number: settings?["max_tokens"] ?? settings?["max_completion_tokens"])
    translation.events.put("tool_choice", text: settings?["tool_choice"])
    if let tier = answer?["service_tier"] ?? settings?["service_tier"] {
      translation.events.put(ServiceTier(tier))
    }
    translation.events.close()
    let linked = trace.prompt(ofSpan: span, below: parent, translation)
    translation.events.open("prompt")
    translation.events.put("name", text: linked?["name"])
    translation.events.put("version", text: linked?["version"])
    translation.events.put("text", asked.system)
    translation.events.putTools(tools)
    translation.events.close()
    var answered = UsageCounts()
    let usage = answer?.any("usage", "usageMetadata", "usage_metadata")
    if counts == nil || usage?.isObject == true { answered.read(usage, &translation.events) }
    if counts == nil {
      translation.events.put(
        usage: answered.wholes(hasOnlyInput: text("mlflow.spanType") == "EMBEDDING"))
    } else {
      var tokens = tokens(counts, provider, &translation.events)
      if saysSame(answered, as: tokens) { tokens.takeParts(of: answered) }
      translation.events.put(usage: tokens)
    }
    writeCharges(costs, to: &translation.events)
    // Of an answer that was kept as it came.
    if let answerID, answerID.isString {
      translation.events.open("ids")
      translation.events.put("response", text: answerID)
      translation.events.close()
    }
  }

  /// Of a streamed answer, of which only the text was put together, the piece that says what it used:
  /// the last but for a few, each in an event of its own, `chunk_7` or `mlflow.chunk.item.7`.
  private func lastPiece(_ translation: borrowing Translation) -> JSONNode? {
    guard let events = span["events"], events.isArray else { return nil }
    for event in events.elements.suffix(3).reversed() {
      guard let name = event["name"]?.rawBytes,
        name.starts(with: "chunk_".utf8) || name.starts(with: "mlflow.chunk.item.".utf8)
      else { continue }
      var piece: JSONNode?
      event["attributes"]?.forEachRawMember { _, value in piece = piece ?? translation.json(value) }
      if let whole = piece?["response"], whole["usage"]?.isObject == true { return whole }
      if piece?["usage"]?.isObject == true { return piece }
    }
    return nil
  }

  /// MLflow counts the cache inside of the input, but where it copies what Anthropic counted.
  private func tokens(
    _ counts: JSONNode?, _ provider: String?, _ events: inout EventWriter
  ) -> TokenWholes {
    var tokens = TokenWholes()
    tokens.prompt = events.tokens("input_tokens", counts?["input_tokens"])
    tokens.completion = events.tokens("output_tokens", counts?["output_tokens"])
    tokens.cached = events.tokens("cache_read_input_tokens", counts?["cache_read_input_tokens"])
    tokens.cacheWrite = events.tokens(
      "cache_creation_input_tokens", counts?["cache_creation_input_tokens"])
    tokens.reasoning = events.tokens("reasoning_tokens", counts?["reasoning_tokens"])
    let format = text("mlflow.message.format") ?? provider ?? ""
    if format.lowercased().contains("anthropic") || format.lowercased().contains("bedrock") {
      tokens.prompt = tokens.prompt?.plus(tokens.cached ?? 0)?.plus(tokens.cacheWrite ?? 0)
    }
    return tokens
  }

  /// Whether the answer counts what MLflow copied of it, which has fewer parts.
  private func saysSame(_ answered: UsageCounts, as tokens: TokenWholes) -> Bool {
    let said = answered.wholes()
    return (said.prompt == tokens.prompt || answered[.input] == tokens.prompt)
      && (said.completion == tokens.completion || answered[.candidates] == tokens.completion)
  }

  private func writeCharges(_ costs: JSONNode?, to events: inout EventWriter) {
    guard let costs, costs.isObject else { return }
    let input = events.money("input_cost", costs["input_cost"])
    let output = events.money("output_cost", costs["output_cost"])
    let total = events.money("total_cost", costs["total_cost"])
    var parts: [(String, ExactDecimal)] = []
    if let input, let output, total == nil || total == input + output {
      parts = [("prompt tokens", input), ("completion tokens", output)]
    } else if let whole = total ?? input ?? output {
      parts = [("model call", whole)]
    }
    parts.removeAll { $0.1 == .zero }
    events.array("charges") { events in
      for (item, amount) in parts {
        events.element { events in
          events.put("source", "model")
          events.put("item", item)
          events.put("amount", number: amount)
          events.put("currency", "USD")
        }
      }
    }
  }

  private func writeError(to events: inout EventWriter) {
    guard hasFailed else { return }
    events.open("error")
    events.put("type", text: thrown?["attributes"]?["exception.type"])
    events.put("message", text: message)
    events.close()
  }

  private func writeRest(to events: inout EventWriter) {
    events.open("attributes")
    if parent == nil { trace.writeAttributes(to: &events) }
    attributes?.forEachRawMember { key, value in
      guard !Self.used.contains(where: { key.isText($0) }) else { return }
      events.put(key, value)
    }
    events.close()
  }

  private static let used: [StaticString] = [
    "mlflow.spanInputs", "mlflow.spanOutputs", "mlflow.spanType", "mlflow.traceRequestId",
    "mlflow.chat.tokenUsage", "mlflow.llm.model", "mlflow.llm.provider", "mlflow.llm.cost",
    "mlflow.spanLogLevel", "mlflow.spanFunctionName",
  ]
}
