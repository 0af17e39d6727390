import TraceModel

extension TelemetryReader {
  /// Writes the span's event, and one of each verdict in it.
  ///
  /// - Parameter row: of a data frame, where its columns are the attributes.
  func translate(_ logged: Span, row: JSONNode? = nil, _ translation: inout Translation) {
    var span = logged
    attributes.clear()
    // Some tables keep them as JSON in a string.
    attributes.add(span.attributes.flatMap { $0.isString ? translation.json($0) : $0 })
    row?.forEachRawMember { name, value in
      let name = name.rawBytes
      if name.starts(with: "attributes.".utf8), !value.isNull {
        attributes.add(UnsafeBufferPointer(rebasing: name[11...]), AnyValue(plain: value))
      }
    }
    addContentEvents(of: span)
    let vendorRole = readVendor(&span, translation)
    let team = teamValues(events: span.events, translation)
    var role = vendorRole ?? SpanRole(attributes, span.kind)
    if role == .verdict, !holdsVerdict(translation) { role = .other }
    if role == .model, span.code != .error, onlyBeginsStream(translation) { role = .group }
    if role == .model || role == .tool, isInnerStep(span) { role = .group }
    let stage = Self.stage(of: role, span)

    translation.events.begin()
    translation.events.put("trace_id", id: span.traceID)
    translation.events.put("event_id", id: span.spanID)
    translation.events.put("parent_id", id: span.parentID)
    if let start = span.start {
      translation.events.put(
        start: role == .model ? begin(ofStreamAt: start) : start, end: span.end)
    }
    translation.events.put("stage", stage.spelling)
    translation.events.put("name", text: span.name)
    let outcome = outcome(of: span)
    translation.events.put(outcome)
    putContext(team, &translation)
    let attempt = attempt(of: span, role, team, outcome)
    switch role {
    case .model:
      putModelCall(team, attempt, events: span.events, &translation)
      translation.events.open("join")
      if isSentCall { translation.events.put("role", "client" as StaticString) }
      translation.events.putRetry(after: attempt)
      translation.events.close()
    case .tool: putToolCall(span, team, attempt, &translation)
    case .verdict:
      putVerdict(of: span, &translation)
      let isCharged = putStepCosts(source: "model", &translation)
      translation.events.putHoldsUsage(isCharged || saysTokens)
    case .guardrail, .prompt, .group, .other:
      putAttempt(ofStep: role, team, &translation)
      putTexts(team, events: role == .group ? span.events : nil, &translation)
      putToolCost(team, &translation)
      let isCharged =
        team.toolCost == nil
        && (role == .group
          ? putSums(&translation) : putStepCosts(source: "model", &translation))
      translation.events.putHoldsUsage(isCharged || saysTokens)
    }
    putIDs(ofModel: role == .model, &translation)
    attributes.writeRest(to: &translation.events)
    if span.isRoot { translation.events.put("resource", json: resource.json) }
    translation.events.end()

    putVerdicts(in: span, role, &translation)
    translation.releaseDocuments()
  }

  /// The call that attributes alone tell of: without ids and times it is a trace of its own.
  func translate(attributesOnly node: JSONNode, _ translation: inout Translation) {
    attributes.clear()
    // Nothing of what was read before is said of it.
    resource = Resource()
    countsCacheBeside = false
    isOfOpenLIT = false
    isOfBedrock = false
    isSentCall = false
    hasReadAnswer = false
    attributes.add(node)
    let team = teamValues(translation)
    let role = SpanRole(attributes)
    translation.events.begin()
    translation.events.put("trace_id", "attributes-" + node.shortHash)
    translation.events.put("event_id", "span" as StaticString)
    translation.events.putNull("timestamp")
    translation.events.put("sequence", 0 as Int64)
    translation.events.put("stage", Self.stage(of: role, Span()).spelling)
    translation.events.put(outcome(of: Span()))
    putContext(team, &translation)
    switch role {
    case .model: putModelCall(team, SpanAttempt(team), &translation)
    case .tool: putToolCall(Span(), team, SpanAttempt(team), &translation)
    case .guardrail, .prompt, .verdict, .group, .other: putTexts(team, &translation)
    }
    putIDs(ofModel: role == .model, &translation)
    attributes.writeRest(to: &translation.events)
    translation.events.end()
    translation.releaseDocuments()
  }

  private static func stage(of role: SpanRole, _ span: Span) -> Stage {
    switch role {
    case .model: .model
    case .tool: .tool
    case .guardrail: .guardrail
    case .prompt: .prompt
    case .verdict: .verdict
    case .group, .other: span.isRoot ? .request : .infrastructure
    }
  }

  // MARK: - How it ended

  /// A span that says nothing of its end went well, whatever was raised and caught inside of it,
  /// unless it names the error that ended it.
  private func outcome(of span: Span) -> SpanOutcome {
    var type = attributes.takeText(.errorType)
    let namesError = type != nil
    var message = span.message
    var stack: JSONNode?
    for event in span.events.elements {
      guard event["name"]?.isText("exception") == true else { continue }
      eventAttributes.clear()
      eventAttributes.add(event["attributes"])
      type = type ?? eventAttributes[.exceptionType]?.text
      let said = eventAttributes[.exceptionMessage]?.text
      message = message.map { holdsStack($0) ? said ?? $0 : $0 } ?? said
      stack = eventAttributes[.exceptionStack]?.text
    }
    let level = attributes.takeText(.langfuseLevel)
    message = message ?? attributes[.langfuseMessage]?.text
    let saysError = span.code == .error || level?.rawBytes.equalsFolded("error") == true
    let hasFailed = saysError || span.code == .unset && namesError
    if hasFailed { _ = attributes.take(.langfuseMessage) }
    var outcome = SpanOutcome(hasFailed: hasFailed, type: type, message: message, stack: stack)
    if span.isBlocked { outcome.status = .blocked }
    return outcome
  }

  /// LangChain's status has the whole way to the error behind its message.
  private func holdsStack(_ message: JSONNode) -> Bool {
    message.rawBytes.count > 60 && message.rawBytes.has("Traceback (most recent call last)")
  }

  // MARK: - For whom

  func putContext(_ team: TeamValues, _ translation: inout Translation) {
    let session = attributes.takeText(.sessionID, .langfuseSession, .conversationID)
    let user = attributes.takeText(.userID, .langfuseUser, .endUserID)
    let environment =
      attributes.takeText(.environment, .langfuseEnvironment) ?? resource.environment
    let tags = attributes.take(.tags) ?? attributes.take(.langfuseTags)
    translation.events.open("context")
    if let session {
      translation.events.put("session_id", text: session)
    } else {
      translation.events.put("session_id", rawText: team.session)
    }
    if let user {
      translation.events.put("user_id", text: user)
    } else {
      translation.events.put("user_id", rawText: team.user)
    }
    translation.events.put("feature", rawText: team.feature)
    translation.events.put("route", rawText: team.route)
    translation.events.put("environment", text: environment)
    if let tags {
      translation.events.open("tags")
      translation.events.put("tags", json(of: tags, translation).map(AnyValue.init(plain:)) ?? tags)
      translation.events.close()
    }
    translation.events.close()
  }

  /// - Parameter isModel: whether an answer that stands in the span as it came is a provider's.
  func putIDs(ofModel isModel: Bool, _ translation: inout Translation) {
    var response = attributes.takeText(.responseID, .vercelResponseID)
    if response == nil, isModel { response = answerID(translation) }
    // A header may come several times, so its values are a list.
    let request = attributes.take(.requestIDHeader)?.firstText
    guard response != nil || request != nil else { return }
    translation.events.open("ids")
    translation.events.put("response", text: response)
    translation.events.put("request", text: request)
    translation.events.close()
  }

  /// OpenInference keeps the whole answer, whose id nothing else of the span says.
  private func answerID(_ translation: borrowing Translation) -> JSONNode? {
    guard !hasReadAnswer, let answer = attributes[.outputValue], answer.form == .plain,
      answer.node.isString,
      let id = json(of: answer, translation)?["id"], id.isString
    else { return nil }
    return id
  }

  // MARK: - Tools

  func putToolCall(
    _ span: Span, _ team: TeamValues, _ attempt: SpanAttempt, _ translation: inout Translation
  ) {
    let name =
      attributes.takeText(.toolName, .vercelToolName)
      ?? attributes.takeText(.traceloopName) ?? attributes.takeText(.dataSource)
    translation.events.open("tool")
    if let name {
      translation.events.put("name", text: name)
    } else {
      translation.events.put("name", rawText: span.name?.rawBytes.withoutCallOperator)
    }
    translation.events.close()
    let arguments =
      [
        .toolArguments, .vercelArguments, .langfuseInput, .traceloopInput, .retrievalQuery,
        .inputValue, .toolParameters,
      ].lazy.compactMap { self.attributes.take($0) }.first
      ?? said(toTool: span.events, isAnswer: false, translation)
    let result =
      [
        .toolResult, .vercelResult, .langfuseOutput, .retrievalDocuments, .traceloopOutput,
        .outputValue,
      ].lazy.compactMap { self.attributes.take($0) }.first
      ?? said(toTool: span.events, isAnswer: true, translation)
    letGoOfRepeats()
    putPayload("input", arguments, &translation)
    if let result {
      putPayload("output", result, &translation)
    } else if let documents = unflattened(.documentParts, translation) {
      attributes.takeAll(.documentParts)
      translation.events.put("output", documents)
    }
    translation.events.put(attempt)
    let costs = attributes.take(.langfuseCost).flatMap { json(of: $0, translation) }
    if let costs, team.toolCost == nil {
      LangfuseFigures(usage: nil, costs: costs, &translation.events)
        .writeCharges(isTool: true, nil, to: &translation.events)
    }
    putToolCost(team, &translation)
    let isPaid = costs != nil || team.toolCost != nil
    let saysSum = !isPaid && (putStepCosts(source: "tool", &translation) || saysTokens)
    translation.events.open("join")
    if saysSum { translation.events.put("used", true) }
    translation.events.put("call", text: attributes.takeText(.toolCallID, .vercelToolID))
    translation.events.putRetry(after: attempt)
    translation.events.close()
  }

  /// JSON out of its string; a text as it is.
  func putPayload(_ key: StaticString, _ value: AnyValue?, _ translation: inout Translation) {
    guard let value else { return }
    if value.form == .plain, value.node.isString, let json = translation.json(value.node) {
      translation.events.put(key, json)
    } else {
      translation.events.put(key, value)
    }
  }

  /// OpenInference says input and output once more as one text.
  func letGoOfRepeats() {
    _ = attributes.take(.inputType)
    _ = attributes.take(.outputType)
  }

  /// What the team's own attribute says that a step cost.
  func putToolCost(_ team: TeamValues, _ translation: inout Translation) {
    guard let cost = team.toolCost else { return }
    _ = attributes.take(.teamToolCost)
    let list = translation.events.beginList("charges")
    translation.events.putCharge("tool", "call", cost, currency: nil)
    translation.events.endList(list)
  }

  // MARK: - What was said to it and by it

  /// Input and output of what is neither a model nor a tool.
  func putTexts(
    _ team: TeamValues, events: JSONNode? = nil, _ translation: inout Translation
  ) {
    let asked = attributes.take(.teamRequest) ?? team.request.map { AnyValue(plain: $0) }
    let answered = attributes.take(.teamAnswer) ?? team.answer.map { AnyValue(plain: $0) }
    unquoteEntity(translation)
    let input =
      asked
      ?? [
        .langfuseTraceInput, .langfuseInput, .inputMessages, .inputValue, .traceloopInput,
        .vercelMessages, .vercelPrompt, .vercelValue,
      ].lazy.compactMap { self.attributes.take($0) }.first
    let output =
      answered
      ?? [
        .langfuseTraceOutput, .langfuseOutput, .outputMessages, .outputValue, .traceloopOutput,
        .vercelText, .vercelObject, .finalResult,
      ].lazy.compactMap { self.attributes.take($0) }.first
    letGoOfRepeats()
    putSaid("input", "input_summary", input, in: events, &translation)
    putSaid("output", "output_summary", output, in: events, &translation)
  }

  /// OpenLLMetry writes all that a function was given and gave as JSON, a text in quotes.
  private func unquoteEntity(_ translation: borrowing Translation) {
    for key in [AttributeKey.traceloopInput, .traceloopOutput] {
      guard let value = attributes[key], value.form == .plain, value.node.isString,
        value.node.rawBytes.first == UInt8(ascii: "\\"),
        let text = translation.json(value.node), text.isString
      else { continue }
      attributes.replace(key, with: AnyValue(plain: text))
    }
  }

  private func putSaid(
    _ key: StaticString, _ summary: StaticString, _ value: AnyValue?, in events: JSONNode?,
    _ translation: inout Translation
  ) {
    let isInput = key.utf8CodeUnitCount == 5
    let start = translation.events.length
    guard let value else {
      if case .turns(let turns)? = said(in: events, isAnswer: !isInput, translation) {
        put(turns, key, summary, isInput: isInput, &translation)
      }
      return
    }
    if let json = json(of: value, translation) {
      let conversation = Conversation(json)
      if conversation.isConversation {
        put(conversation, key, summary, isInput: isInput, &translation)
      } else {
        translation.events.put(key, json)
        translation.events.put(
          summary, of: start, text: json.spokenText ?? json.spokenTextOfCall)
      }
    } else if let text = value.text {
      translation.events.open(key)
      translation.events.put("text", text: text)
      translation.events.close()
      translation.events.put(summary, of: start, text: text)
    }
  }

  private func put(
    _ conversation: Conversation, _ key: StaticString, _ summary: StaticString, isInput: Bool,
    _ translation: inout Translation
  ) {
    let start = translation.events.length
    if isInput {
      translation.events.put(key, messages: conversation)
    } else {
      translation.events.put(key, answer: conversation)
    }
    translation.events.put(
      summary, of: start, texts: isInput ? conversation.lastUserTexts : conversation.answerTexts)
  }

  /// The value as JSON that can be looked into; nil for a plain text.
  func json(of value: AnyValue, _ translation: borrowing Translation) -> JSONNode? {
    switch value.form {
    case .plain: return translation.json(value.node).flatMap { $0.isContainer ? $0 : nil }
    case .integer, .bytes: return nil
    case .list, .members:
      scratch.clear()
      scratch.write(value)
      return translation.document(scratch.written)
    }
  }
}

extension JSONNode {
  /// What a person said or read, where the value wraps it in an object.
  var spokenText: JSONNode? {
    let names: [StaticString] = [
      "text", "content", "message", "question", "query", "answer", "reply", "output_text", "prompt",
      "input", "output", "result", "response",
    ]
    for name in names {
      if let text = self[name], text.isString { return text }
    }
    return nil
  }

  /// The same of what a function was called with or gave back, as OpenLLMetry has it:
  /// `{"inputs":{"question":"Hi"}}`, `{"args":["Hi"],"kwargs":{}}`, `{"outputs":"Hello"}`.
  var spokenTextOfCall: JSONNode? {
    let said =
      [self["outputs"], self["inputs"]].compactMap { $0 }
      + (self["args"]?.elements.map { $0 } ?? [])
      + [self["kwargs"]].compactMap { $0 }
    return said.lazy.compactMap { $0.isString ? $0 : $0.spokenText }.first
  }
}
