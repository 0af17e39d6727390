import TraceModel

extension TelemetryReader {
  /// What the attributes at hand say of a call.
  ///
  /// - Parameter events: of the span, which may have said it one by one.
  func putModelCall(
    _ team: TeamValues, _ attempt: SpanAttempt, events: JSONNode? = nil,
    _ translation: inout Translation
  ) {
    let asked = conversation(
      [.inputMessages, .langfuseInput], [.inputParts, .promptParts, .promptTexts],
      [.vercelMessages, .promptJSON, .vercelPrompt, .vercelValue, .inputValue, .traceloopInput],
      translation)
    let answered = conversation(
      [.outputMessages, .langfuseOutput], [.outputParts, .completionParts, .choiceTexts],
      [.completionJSON, .outputValue, .traceloopOutput], translation)
    putModelCall(
      team, attempt,
      asked: asked ?? said(inEvents: events, isAnswer: false, translation) ?? sent(translation),
      answered: orRefusal(answered) ?? said(inEvents: events, isAnswer: true, translation)
        ?? received(translation),
      &translation)
  }

  func putModelCall(
    _ team: TeamValues, _ attempt: SpanAttempt, asked: Said?, answered: Said?,
    _ translation: inout Translation
  ) {
    let parameters = attributes.take(.invocation) ?? attributes.take(.langfuseParameters)
    let settings = parameters.flatMap { json(of: $0, translation) } ?? takeSentData(translation)
    putConversation(asked, answered, team, &translation)
    var finish: JSONNode?
    if case .turns(let conversation) = answered { finish = conversation.finishReason }
    putModel(settings, finish, &translation)
    translation.events.put(attempt)
    putUsage(&translation)
  }

  // MARK: - Which model

  private func putModel(
    _ settings: JSONNode?, _ finish: JSONNode?, _ translation: inout Translation
  ) {
    translation.events.open("model")
    putModelNames(settings, &translation)
    translation.events.put(
      "temperature",
      number: number(.temperature, .vercelTemperature) ?? settings?["temperature"])
    translation.events.put(
      "max_tokens",
      number: number(.maxTokens, .vercelMaxTokens) ?? settings?["max_tokens"]
        ?? settings?["max_completion_tokens"] ?? settings?["max_output_tokens"])
    translation.events.put("top_p", number: number(.topP, .vercelTopP) ?? settings?["top_p"])
    let choice = attributes.takeText(.toolChoice, .vercelToolChoice) ?? settings?["tool_choice"]
    translation.events.put("tool_choice", text: choice)
    let reason = finishReason(translation)
    let logged = attributes.takeText(.finishReason, .vercelFinish)
    translation.events.put("finish_reason", text: reason ?? logged ?? finish)
    if let settings { putRest(of: settings, &translation) }
    translation.events.close()
  }

  func putModelNames(_ settings: JSONNode?, _ translation: inout Translation) {
    translation.events.put(serviceTier(settings, translation))
    let system = attributes.takeText(.system)
    let provider =
      attributes.takeText(.provider) ?? system ?? attributes.takeText(.llmSystem)
      ?? attributes.takeText(.llmProvider)
    let vercelProvider = attributes.takeText(.vercelProvider)
    var requested = attributes.takeText(.requestModel, .vercelModel) ?? settings?["model"]
    let answered = attributes.takeText(.responseModel, .vercelResponseModel)
    let name = attributes.takeText(.langfuseModel) ?? attributes.takeText(.modelName)
    if requested == nil, answered == nil { requested = name }
    let model = answered ?? name ?? requested
    if let vercelProvider {
      translation.events.put("provider", rawText: vercelProvider.rawBytes.beforeDot)
    } else if let provider {
      translation.events.put(provider: provider)
    }
    translation.events.put(modelName: model)
    translation.events.put("requested", text: requested)
  }

  /// The first of a list, which may stand in a string.
  private func finishReason(_ translation: borrowing Translation) -> JSONNode? {
    guard let reasons = attributes.take(.finishReasons) else { return nil }
    if reasons.node.isString, reasons.node.rawBytes.first == UInt8(ascii: "["),
      let list = translation.json(reasons.node), list.isArray
    {
      return AnyValue(plain: list).firstText
    }
    return reasons.firstText
  }

  private func number(_ key: AttributeKey, _ other: AttributeKey) -> JSONNode? {
    attributes.takeText(key, other)
  }

  /// Settings that an event has no place of its own for.
  private func putRest(of settings: JSONNode, _ translation: inout Translation) {
    translation.events.open("settings")
    settings.forEachRawMember { key, value in
      let name = key.rawBytes
      let isSaid =
        name.equals("model") || name.equals("temperature") || name.equals("top_p")
        || name.equals("max_tokens") || name.equals("max_completion_tokens")
        || name.equals("max_output_tokens") || name.equals("tool_choice")
        || name.equals("messages") || name.equals("tools") || name.equals("system")
        || name.equals("prompt") || name.equals("input") || name.equals("system_instruction")
      if !isSaid, !value.isNull {
        translation.events.put(rawKey: name, AnyValue(plain: value))
      }
    }
    translation.events.close()
  }

  // MARK: - What was asked and answered

  private func putConversation(
    _ asked: Said?, _ answered: Said?, _ team: TeamValues, _ translation: inout Translation
  ) {
    putPrompt(asked, team, &translation)
    var start = translation.events.length
    switch asked {
    case .turns(let conversation):
      translation.events.put("input", messages: conversation)
      translation.events.put("input_summary", of: start, texts: conversation.lastUserTexts)
    case .json(let json):
      translation.events.put("input", json)
      translation.events.put("input_summary", of: start, text: json.spokenText)
    case .text(let text):
      putText("input", "input_summary", text, &translation)
    case nil: break
    }
    start = translation.events.length
    switch answered {
    case .turns(let conversation):
      translation.events.put("output", answer: conversation)
      translation.events.put("output_summary", of: start, texts: conversation.answerTexts)
    case .json(let json):
      translation.events.put("output", json)
      translation.events.put("output_summary", of: start, text: json.spokenText)
    case .text(let text):
      putText("output", "output_summary", text, &translation)
    case nil: putVercelAnswer(&translation)
    }
    var media: [MessagePart.MediaPart] = []
    if case .turns(let conversation) = asked { media += conversation.media }
    if case .turns(let conversation) = answered { media += conversation.media }
    translation.events.put(attachments: media)
  }

  private func putText(
    _ key: StaticString, _ summary: StaticString, _ text: JSONNode, _ translation: inout Translation
  ) {
    let start = translation.events.length
    translation.events.open(key)
    translation.events.put("text", text: text)
    translation.events.close()
    translation.events.put(summary, of: start, text: text)
  }

  /// What was said, as far as its form is known.
  enum Said {
    case turns(Conversation)
    case json(JSONNode)
    case text(JSONNode)
  }

  /// What was said, from the first place that has it; the others only repeat it.
  private func conversation(
    _ keys: [AttributeKey], _ families: [AttributeKey], _ others: [AttributeKey],
    _ translation: borrowing Translation
  ) -> Said? {
    var said: Said?
    for key in keys {
      guard let value = attributes.take(key), said == nil else { continue }
      said = self.said(value, translation)
    }
    for family in families where attributes.has(family) {
      attributes.takeAll(family)
      guard said == nil else { continue }
      said = unflattened(family, translation).map {
        family == .promptTexts || family == .choiceTexts || $0.isCompletion(family)
          ? completion($0, translation) : .turns(Conversation($0))
      }
    }
    for key in others where attributes.has(key) {
      guard let value = attributes.take(key), said == nil else { continue }
      said = self.said(value, translation)
    }
    letGoOfRepeats()
    return said
  }

  private func said(_ value: AnyValue, _ translation: borrowing Translation) -> Said? {
    guard let json = json(of: value, translation) else { return value.text.map { .text($0) } }
    let conversation = Conversation(json)
    return conversation.isConversation ? .turns(conversation) : .json(json)
  }

  private func putVercelAnswer(_ translation: inout Translation) {
    let text = attributes.takeText(.vercelText)
    let object = attributes.take(.vercelObject)
    let calls = attributes.take(.vercelCalls).flatMap { json(of: $0, translation) }
    if let calls, calls.isArray {
      translation.events.open("output")
      translation.events.put("role", "assistant" as StaticString)
      translation.events.put("content", text: text)
      translation.events.put(calls: calls)
      translation.events.close()
    } else if let object {
      putPayload("output", object, &translation)
    } else if let text {
      translation.events.open("output")
      translation.events.put("text", text: text)
      translation.events.close()
    }
    translation.events.put("output_summary", text: text)
  }

  // MARK: - The prompt

  private func putPrompt(_ asked: Said?, _ team: TeamValues, _ translation: inout Translation) {
    let name = attributes.takeText(.promptName, .langfusePromptName, .templateName)
    let version = attributes.takeText(.promptVersion, .langfusePromptVersion, .templateVersion)
    let template = attributes.takeText(.template) ?? team.promptText
    let instructions = attributes.take(.systemInstructions)
    var texts: [JSONNode] = []
    if case .turns(let conversation)? = asked { texts = conversation.systemTexts }
    if let instructions {
      if let json = json(of: instructions, translation) {
        texts = []
        for part in json.elements {
          if case .text(let text) = MessagePart(part) { texts.append(text) }
        }
      } else if let text = instructions.text {
        texts = [text]
      }
    } else if texts.isEmpty, let system = sentSystemTexts(translation) {
      texts = system
    }
    translation.events.open("prompt")
    if let name {
      translation.events.put("name", text: name)
    } else {
      translation.events.put("name", rawText: team.promptName)
    }
    if let version {
      translation.events.put("version", text: version)
    } else {
      translation.events.put("version", rawText: team.promptVersion)
    }
    if let template {
      translation.events.put("text", text: template)
    } else {
      translation.events.put("text", texts: texts)
    }
    putTools(&translation)
    translation.events.close()
  }

  private func putTools(_ translation: inout Translation) {
    var definitions: JSONNode?
    if let value = attributes.take(.toolDefinitions) ?? attributes.take(.vercelTools) {
      let isAll = !attributes.has(.toolParts) && !attributes.has(.functionParts)
      if isAll, value.form == .plain { return putTools(value, &translation) }
      definitions = json(of: value, translation)
    }
    for family in [AttributeKey.toolParts, .functionParts] where attributes.has(family) {
      attributes.takeAll(family)
      definitions = definitions ?? unflattened(family, translation)
    }
    definitions = definitions ?? sentData(translation)?["tools"] ?? requestedTools(translation)
    guard let definitions, definitions.isArray else { return }
    translation.events.put(tools: ToolDefinitions(definitions, translation))
  }

  /// Writes the tools of definitions in one value; most calls offer what another did.
  private func putTools(_ value: AnyValue, _ translation: inout Translation) {
    let text = value.node.rawBytes
    let hash = ContentHash(of: text)
    if let known = offered[hash], known.isOf(text) {
      translation.events.put(members: known.written)
      return
    }
    let start = translation.events.lines.count
    if let definitions = json(of: value, translation), definitions.isArray {
      translation.events.put(tools: ToolDefinitions(definitions, translation))
    }
    guard text.count < 1 << 16, offered.count < 64 else { return }
    let written = translation.events.written[start...].drop { $0 == UInt8(ascii: ",") }
    offered[hash] = OfferedTools(definitions: Array(text), written: Array(written))
  }

  /// Definitions of tools, and what an event says of them.
  struct OfferedTools {
    var definitions: [UInt8]
    var written: [UInt8]

    func isOf(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
      definitions.withUnsafeBufferPointer { known in
        known.count == text.count
          && (known.isEmpty || areEqual(known.baseAddress!, text.baseAddress!, known.count))
      }
    }
  }

  // MARK: - What it used and cost

  private func putUsage(_ translation: inout Translation) {
    let details = takeObject(.langfuseUsage, "usage_details", &translation)
    let costs = takeObject(.langfuseCost, "cost_details", &translation)
    let hasDetails = details.map { $0.isObject && $0.rawBytes.count > 2 } ?? false
    let counted = hasDetails ? TokenWholes() : counts(&translation)
    guard details != nil || costs != nil else {
      translation.events.put(usage: counted)
      putCosts(&translation)
      return
    }
    let figures = LangfuseFigures(
      usage: hasDetails ? details : nil, hasOnlyInput: isEmbedding, counted: counted, costs: costs,
      &translation.events)
    translation.events.put(usage: figures.tokens)
    if figures.hasCharges {
      figures.writeCharges(isTool: false, nil, to: &translation.events)
    } else {
      putCosts(&translation)
    }
  }

  func counts(_ translation: inout Translation) -> TokenWholes {
    var usage = TokenWholes()
    usage.prompt = tokens(
      &translation, .inputTokens, .promptTokens, .vercelInput, .vercelEmbedTokens)
    usage.completion = tokens(&translation, .outputTokens, .completionTokens, .vercelOutput)
    usage.cached = tokens(&translation, .cacheRead, .promptCacheRead, .vercelCached)
    usage.cacheWrite = tokens(
      &translation, .cacheWrite, .promptCacheWrite, .vercelCacheWrite)
    usage.cacheWrite1h = tokens(&translation, .cacheWrite1h)
    usage.reasoning = tokens(&translation, .reasoning, .completionReasoning, .vercelReasoning)
    usage.audioPrompt = tokens(&translation, .audioInput, .promptAudio)
    usage.audioCompletion = tokens(&translation, .audioOutput, .completionAudio)
    includeCache(in: &usage)
    addCompactions(to: &usage)
    addProviderMetadata(to: &usage, &translation)
    addAnswerUsage(to: &usage, &translation)
    if usage == TokenWholes() { usage = receivedTokens(&translation) }
    useTotal(&usage, &translation)
    usage.includeParts()
    return usage
  }

  /// What is known of input or output alone is left of the total for the other; of both, it tells
  /// whether their parts are counted beside them.
  private func useTotal(_ usage: inout TokenWholes, _ translation: inout Translation) {
    guard usage.prompt == nil || usage.completion == nil else {
      if let total = attributes[.totalTokens]?.text?.integer {
        usage.includeParts(by: total)
        if isOfGoogle { usage.includeThoughts(by: total) }
      }
      return
    }
    guard attributes.has(.totalTokens), let total = tokens(&translation, .totalTokens) else {
      return
    }
    if let prompt = usage.prompt {
      usage.completion = total.minus(prompt)
    } else if let completion = usage.completion {
      usage.prompt = total.minus(completion)
    } else if isEmbedding {
      usage.prompt = total
    }
  }

  /// Whether what is called takes tokens and gives none back.
  private var isEmbedding: Bool {
    attributes[.spanKind]?.text?.rawBytes.equalsFolded("embedding") == true
      || attributes[.operation]?.text?.rawBytes.equals("embeddings") == true
      || attributes[.requestType]?.text?.rawBytes.equals("embedding") == true
      || attributes[.langfuseType]?.text?.rawBytes.equalsFolded("embedding") == true
      || attributes[.vercelOperation]?.text?.rawBytes.hasSuffix(".doEmbed") == true
  }

  /// The count under the first of the keys; the others only repeat it.
  private func tokens(_ translation: inout Translation, _ keys: AttributeKey...) -> Int64? {
    var count: Int64?
    for key in keys {
      guard let value = attributes[key] else { continue }
      if let number = value.text?.integer {
        _ = attributes.take(key)
        count = count ?? number
      } else {
        translation.events.leave("usage", "not a whole number of tokens")
      }
    }
    return count
  }
}
