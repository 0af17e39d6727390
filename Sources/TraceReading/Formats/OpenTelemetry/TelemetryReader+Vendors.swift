import TraceModel

// Spans that say what they are by their vendor's own names. Each is read as if it said it by those that
// all vocabularies share, where it does not do so itself:
//
//   claude_code.llm_request   input_tokens 2, cache_read_tokens 84562    Claude Code
//   call_llm                  gcp.vertex.agent.llm_response "{\"usage_metadata\":{…}}"    Google's ADK
//   llm_request               lk.llm_metrics "{\"prompt_cached_tokens\":400,…}"     LiveKit
//   genkit-action             genkit:metadata:subtype model, genkit:output "{\"usage\":{…}}"    Genkit
//   agent.support             mastra.span.type agent_run, input, output     Mastra
//   ai.embedMany.doEmbed      ai.values ["\"refund\"","\"parcel\""]     Vercel's AI SDK
//   Function: {name}          name, input, output     Logfire, of OpenAI's Agents SDK
//   case: {case_name}         assertions, scores, labels     Pydantic Evals
//   feedback: factuality      logfire.feedback.name factuality, factuality 0.1     Logfire
//   handle_responses          model, gen_ai.usage.input_tokens …, and no operation     Codex
//   anthropic.messages.create   anthropic.usage.compaction.input_tokens 5000     Anthropic's client library

extension TelemetryReader {
  /// Reads the vendor's own names; returns what the span is where they tell.
  func readVendor(_ span: inout Span, _ translation: borrowing Translation) -> SpanRole? {
    countsCacheBeside = false
    isSentCall = false
    readAnswer(attributes[.spanKind]?.text ?? span.kind, translation)
    if let name = span.name?.rawBytes, name.count > 9 {
      switch name[0] {
      case UInt8(ascii: "c"):
        if let kind = name.behindClaudeCode { return readClaudeCode(&span, kind) }
        if name.equals("case: {case_name}") { return readEvaluatedCase() }
      case UInt8(ascii: "a") where name.starts(with: "anthropic.".utf8):
        if name.equals("anthropic.messages.create") {
          isSentCall = true
        } else if name.equals("anthropic.messages.count_tokens")
          || name.equals("anthropic.sessions.create")
        {
          // They name a model that they do not ask.
          return .other
        }
      case UInt8(ascii: "F") where name.equals("Function: {name}"):
        return readAgentsFunction(&span, translation)
      case UInt8(ascii: "G") where name.equals("Guardrail {name!r} {triggered=}"):
        return readAgentsGuardrail(&span)
      case UInt8(ascii: "C") where name.starts(with: "Chat completion with {".utf8):
        attributes.read(as: AttributeKey.ofOpenAIAgentsChat)
      case UInt8(ascii: "R") where name.starts(with: "Responses API with {".utf8):
        attributes.read(as: AttributeKey.ofOpenAIAgents)
      default: break
      }
    }
    // All that it logs are calls; one that raised an error has nothing but its name.
    if isOfBedrock, span.code == .error, attributes.entries.isEmpty { return .model }
    if isOfOpenLIT, span.code == .error, readFailure(inNameOf: span, translation) { return .model }
    if attributes.has(.adkResponse) || attributes.has(.adkRequest) { readADK(translation) }
    if attributes.has(.livekitMetrics) {
      attributes.imply(.answerUsage, object(.livekitMetrics, translation))
    }
    if attributes[.toolFailed]?.bool == true {
      span.fail(attributes[.toolResult]?.text)
    }
    if attributes.has(.mastraKind), !attributes.has(.requestModel), !attributes.has(.toolName) {
      attributes.read(as: AttributeKey.ofMastra)
    }
    if attributes.has(.vercelValue) { readVercelValues(translation) }
    if attributes.has(.genkitKind), let role = readGenkit(translation) { return role }
    if attributes.has(.plainModel) { readPlainModel() }
    return attributes.has(.feedbackName) ? readFeedback() : nil
  }

  /// A call of a model may say by a plain name whom it asked, and no operation. A span of an agent
  /// rather says what those below it used.
  private func readPlainModel() {
    let isStep =
      attributes.has(.operation) || attributes.has(.toolName) || attributes.has(.agentName)
      || attributes.has(.agent) || attributes.has(.allMessages)
      || attributes.has(.modelName) || attributes.has(.responseModel)
    guard !isStep, attributes.has(.inputTokens) || attributes.has(.outputTokens) else { return }
    attributes.imply(.requestModel, attributes[.plainModel]?.text)
  }

  func object(
    _ key: AttributeKey, _ translation: borrowing Translation
  ) -> JSONNode? {
    attributes[key].flatMap { json(of: $0, translation) }.flatMap { $0.isObject ? $0 : nil }
  }

  /// Texts stand in quotes of their own inside of the values.
  private func readVercelValues(_ translation: borrowing Translation) {
    guard let value = attributes.take(.vercelValue) else { return }
    scratch.clear()
    if value.isList {
      scratch.isFirst = true
      scratch.lines.append(UInt8(ascii: "["))
      for element in value.node.elements {
        let text = value.form == .list ? AnyValue(wrapped: element)?.node : element
        guard let text, text.isString else { return }
        scratch.separate()
        scratch.lines.append(quoted: text.unquoted)
      }
      scratch.lines.append(UInt8(ascii: "]"))
    } else if value.node.isString {
      scratch.lines.append(quoted: value.node.unquoted)
    } else {
      return
    }
    guard let texts = translation.document(scratch.written) else { return }
    attributes.forget(.vercelValue)
    attributes.imply(.vercelValue, texts)
  }

  // MARK: - Claude Code

  private func readClaudeCode(
    _ span: inout Span, _ kind: UnsafeBufferPointer<UInt8>
  ) -> SpanRole? {
    readClaudeCodeNames()
    if attributes[.success]?.bool == false { span.fail(attributes[.plainError]?.text) }
    if kind.equals("llm_request") { return .model }
    if kind.equals("tool") { return .tool }
    return kind.equals("interaction") ? .group : .other
  }

  /// What its spans and its log records have in common.
  func readClaudeCodeNames() {
    countsCacheBeside = true
    attributes.read(as: AttributeKey.ofClaudeCode)
    // The prompt's id is that of what the user said, and no name of ours.
    attributes.forget(.templateName)
    if attributes[.success]?.bool == true { attributes.forget(.errorType) }
    // Its spans call the request's id the answer's.
    if attributes.has(.requestIDHeader) {
      attributes.imply(.responseID, attributes[.requestIDHeader]?.text)
    }
  }

  // MARK: - Logfire

  private func readAgentsFunction(
    _ span: inout Span, _ translation: borrowing Translation
  ) -> SpanRole {
    attributes.read(as: AttributeKey.ofOpenAIAgentsTool)
    if let error = object(.plainError, translation) {
      span.fail(error["message"])
    } else if let error = attributes[.plainError]?.text {
      span.fail(error)
    }
    return .tool
  }

  private func readAgentsGuardrail(_ span: inout Span) -> SpanRole {
    attributes.read(as: AttributeKey.ofOpenAIAgents)
    span.name = attributes.takeText(.stepName) ?? span.name
    span.isBlocked = attributes[.triggered]?.bool == true
    return .guardrail
  }

  /// What was found stands under the name of what was looked at.
  private func readFeedback() -> SpanRole? {
    guard let name = attributes[.feedbackName]?.text,
      let place = attributes.entries.firstIndex(where: {
        $0.name.elementsEqual(name.rawBytes) && !$0.value.isContainer
      })
    else { return nil }
    let value = attributes.entries[place].value.node
    attributes.imply(
      value.isString && value.decimal == nil ? .evaluationLabel : .evaluationValue, value)
    attributes.take(at: place)
    attributes.imply(.evaluationName, attributes.takeText(.feedbackName))
    attributes.imply(.evaluationReason, attributes.takeText(.feedbackComment))
    return .verdict
  }

  // MARK: - Google's Agent Development Kit

  private func readADK(_ translation: borrowing Translation) {
    if let response = object(.adkResponse, translation), let content = response["content"] {
      _ = attributes.take(.adkResponse)
      attributes.imply(.outputMessages, content)
      attributes.imply(.answerUsage, response["usage_metadata"])
      attributes.imply(.responseModel, response["model_version"])
      attributes.imply(.finishReason, response["finish_reason"])
    }
    if let request = object(.adkRequest, translation), let contents = request["contents"] {
      _ = attributes.take(.adkRequest)
      attributes.imply(.inputMessages, contents)
      attributes.imply(.systemInstructions, request["config", "system_instruction"])
      attributes.imply(.toolDefinitions, request["config", "tools"])
      attributes.imply(.invocation, request["config"])
    }
  }

  // MARK: - Genkit

  private func readGenkit(_ translation: borrowing Translation) -> SpanRole? {
    guard let kind = attributes[.genkitKind]?.text?.rawBytes else { return nil }
    if kind.equals("model") || kind.equals("embedder") {
      readGenkitModel(translation)
      return .model
    }
    if kind.equals("tool") || kind.equals("retriever") || kind.equals("reranker") {
      attributes.imply(.toolName, attributes[.genkitName]?.text)
      return .tool
    }
    return .group
  }

  private func readGenkitModel(_ translation: borrowing Translation) {
    if let name = attributes[.genkitName]?.text, let parts = divided(name, translation) {
      attributes.imply(.provider, parts["provider"])
      attributes.imply(.requestModel, parts["model"])
    } else {
      attributes.imply(.requestModel, attributes[.genkitName]?.text)
    }
    if let request = object(.inputValue, translation) {
      attributes.imply(.invocation, request["config"])
      attributes.imply(.toolDefinitions, request["tools"])
    }
    if let response = object(.outputValue, translation) {
      attributes.imply(.outputMessages, response["message"])
      attributes.imply(.finishReason, response["finishReason"])
      attributes.imply(.answerUsage, response["usage"])
    }
  }

  /// Of `openai/gpt-5-mini` what stands before and behind the slash; nil without one.
  private func divided(_ name: JSONNode, _ translation: borrowing Translation) -> JSONNode? {
    let text = name.rawBytes
    guard let slash = text.firstIndex(of: UInt8(ascii: "/")), slash > 0, slash + 1 < text.count
    else { return nil }
    scratch.clear()
    scratch.isFirst = true
    scratch.lines.append(UInt8(ascii: "{"))
    scratch.put("provider", rawText: UnsafeBufferPointer(rebasing: text[..<slash]))
    scratch.put("model", rawText: UnsafeBufferPointer(rebasing: text[(slash + 1)...]))
    scratch.lines.append(UInt8(ascii: "}"))
    return translation.document(scratch.written)
  }

  // MARK: - OpenLIT

  /// A call that raised an error has nothing but its name, `chat claude-sonnet-4-5`.
  private func readFailure(inNameOf span: Span, _ translation: borrowing Translation) -> Bool {
    guard !attributes.has(.operation), !attributes.has(.requestModel),
      let name = span.name?.rawBytes, let space = name.firstIndex(of: UInt8(ascii: " ")),
      case let operation = UnsafeBufferPointer(rebasing: name[..<space]),
      operation.equals("chat") || operation.equals("text_completion")
        || operation.equals("embeddings")
    else { return false }
    scratch.clear()
    scratch.isFirst = true
    scratch.lines.append(UInt8(ascii: "{"))
    scratch.put("model", rawText: UnsafeBufferPointer(rebasing: name[(space + 1)...]))
    scratch.lines.append(UInt8(ascii: "}"))
    attributes.imply(.requestModel, translation.document(scratch.written)?["model"])
    return true
  }

  // MARK: - Tokens

  /// Adds to the input what came from the cache, where that is counted beside it as Anthropic and Bedrock
  /// do.
  func includeCache(in usage: inout TokenWholes) {
    guard usage.cached != nil || usage.cacheWrite != nil, let prompt = usage.prompt,
      countsCacheBeside || isOfBedrock || isOfAnthropicInOpenLIT
    else { return }
    usage.prompt = prompt &+ (usage.cached ?? 0) &+ (usage.cacheWrite ?? 0)
  }

  private var isOfAnthropicInOpenLIT: Bool {
    guard isOfOpenLIT || attributes[.sdkName]?.text?.isText("openlit") == true else { return false }
    return (attributes[.provider] ?? attributes[.system])?.text?.isText("anthropic") == true
  }

  /// Whether a model of Google's answered, as far as it says.
  var isOfGoogle: Bool {
    guard let name = (attributes[.provider] ?? attributes[.system])?.text?.rawBytes else {
      return false
    }
    return name.hasFoldedPrefix("gcp.") || name.hasFoldedPrefix("google")
      || name.hasFoldedPrefix("gemini") || name.hasFoldedPrefix("vertex")
  }

  /// Adds what it took to make a conversation shorter before it was answered, which is counted beside
  /// the answer's own tokens.
  func addCompactions(to usage: inout TokenWholes) {
    guard attributes.has(.compactionInput) || attributes.has(.compactionOutput) else { return }
    if let prompt = usage.prompt {
      usage.prompt = prompt &+ (attributes[.compactionInput]?.text?.integer ?? 0)
    }
    if let completion = usage.completion {
      usage.completion = completion &+ (attributes[.compactionOutput]?.text?.integer ?? 0)
    }
  }

  /// Adds what the answer itself, or the vendor in a value of its own, says of the tokens.
  func addAnswerUsage(to usage: inout TokenWholes, _ translation: inout Translation) {
    guard let object = object(.answerUsage, translation) else { return }
    var counts = UsageCounts()
    counts.read(object, &translation.events)
    guard usage.prompt != nil || usage.completion != nil else {
      usage = counts.wholes()
      return
    }
    usage.takeParts(of: counts)
  }
}

extension Span {
  /// Notes that it failed although its status may not say so.
  fileprivate mutating func fail(_ message: JSONNode?) {
    code = .error
    self.message = self.message ?? message.flatMap { $0.isText ? $0 : nil }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether it names a library that logs calls of Bedrock: OpenLLMetry's, OpenLIT's, or that of botocore.
  var isOfBedrock: Bool {
    equals("opentelemetry.instrumentation.bedrock") || equals("openlit.instrumentation.bedrock")
      || starts(with: "opentelemetry.instrumentation.botocore.bedrock".utf8)
  }

  /// Of `claude_code.tool` what stands behind the dot; nil for other names.
  var behindClaudeCode: Self? {
    guard count > 12, self[11] == UInt8(ascii: "."), starts(with: "claude_code.".utf8) else {
      return nil
    }
    return Self(rebasing: self[12...])
  }
}
