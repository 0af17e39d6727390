import TraceModel

/// Writes an exchange as an event.
struct ExchangeWriter {
  let exchange: Exchange
  let sent: SentCall
  let reader: AnswerReader
  let result: ExchangeResult
  private let parent: TraceParent?
  private let explicitTrace: String?
  let isCacheHit: Bool
  private let requestID: String?
  let whole: Whole

  /// All that was kept of an exchange; most have an id of their own, and are not told by their content.
  enum Whole {
    case record(JSONNode)
    case text(ContentHash)
  }

  var endpoint: Endpoint { exchange.endpoint }

  init(
    _ exchange: consuming Exchange, _ sent: consuming SentCall, _ reader: consuming AnswerReader,
    of whole: Whole
  ) {
    self.whole = whole
    explicitTrace = Self.explicitTrace(of: exchange)
    isCacheHit = Self.isCacheHit(exchange)
    result = .of(exchange, reader)
    parent =
      TraceParent(exchange.envelope?["traceparent"])
      ?? TraceParent(exchange.sentHeaders["traceparent"])
      ?? TraceParent(exchange.headers["traceparent"])
    let body = reader.answer.body
    requestID =
      (exchange.headers.requestID ?? body?["request_id"] ?? body?["x_groq", "id"]
      ?? exchange.envelope?["response", "request_id"]
      ?? body?["ResponseMetadata", "RequestId"])?.asText
    self.exchange = exchange
    self.sent = sent
    self.reader = reader
  }

  private var hash: String {
    let hash =
      switch whole {
      case .record(let record): exchange.hash(or: record)
      case .text(let hash): hash
      }
    return Self.hex(hash.high) + Self.hex(hash.low)
  }

  private static func hex(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Whether a model was asked.
  private var isCall: Bool {
    let usage = reader.answer.usage
    if !usage.isEmpty || usage.cost != nil || exchange.isBatched { return true }
    let isRead = exchange.method.map { $0 == "GET" || $0 == "DELETE" || $0 == "HEAD" } ?? false
    if isRead || reader.answer.stage == .housekeeping || endpoint.kind == .housekeeping {
      return false
    }
    if endpoint.kind == .model || endpoint.kind == .embeddings || reader.answer.isKnown {
      return true
    }
    return sent.model != nil
  }

  /// What was asked for earlier and is fetched now, maybe several times.
  private var isFetched: Bool { fetchedID != nil }

  /// What has no id of its own and says what it cost, as a video, is known by its address.
  private var fetchedID: String? {
    guard exchange.method == "GET" else { return nil }
    return reader.answer.id ?? (reader.answer.usage.cost == nil ? nil : endpoint.address)
  }

  /// A chunk of a streamed answer that was kept by itself, one of several; the last has the counts.
  private var isPiece: Bool {
    guard exchange.envelope == nil, reader.answer.id != nil else { return false }
    if reader.hasOthers { return reader.isCut || reader.answer.usage.isEmpty }
    guard !reader.isStream, let body = reader.answer.body else { return false }
    if body["object"]?.isText("chat.completion.chunk") == true
      || body["object"]?.isText("text_completion") == true && body.isPieceOfCompletion
    {
      return reader.answer.usage.isEmpty
    }
    return body["candidates"]?.isArray == true && body["responseId"]?.isText == true
      && reader.answer.finishReason == nil
  }

  func write(_ translation: inout Translation) {
    let isCall = isCall
    let isPiece = isPiece
    // An agent that tells its steps asks the models in them.
    let isAsked = isCall && reader.answer.agentPieces.isEmpty
    translation.events.begin()
    let ids = ids(ofCall: isCall)
    writeIDs(ids.trace, ids.event, &translation.events)
    writeTimes(&translation.events)
    if isCall, !isAsked {
      translation.events.put("stage", holdsTrace ? "request" : "infrastructure" as StaticString)
    } else {
      translation.events.put("stage", isCall ? "model" : "infrastructure" as StaticString)
    }
    writeName(isCall, &translation.events)
    // Whether an answer was cut off is not to be seen by some of its pieces.
    let isOpen = isPiece && reader.isCut
    translation.events.put("status", isOpen ? "unknown" : result.status)
    if isCall { writeTexts(&translation) }
    if isAsked { writeModel(&translation.events) }
    if isCall { writeContext(&translation) }
    if isAsked, !isPiece { writeUsage(&translation.events) }
    if !isOpen { writeError(&translation.events) }
    writeRest(&translation.events)
    translation.events.open("join")
    // Housekeeping is no attempt of the call whose span it happened in.
    if isAsked {
      translation.events.put("role", isFetched || isPiece ? "part" : "exchange" as StaticString)
    }
    if isCall, isFetched {
      translation.events.put("at", reader.answer.completed ?? reader.answer.created)
    }
    writeKey(&translation.events)
    translation.events.close()
    translation.events.end()
    if isCall, !isAsked {
      writeSteps(ids.trace.description, ids.event.description, &translation)
    }
    if isAsked, !reader.answer.advices.isEmpty, !isCacheHit {
      writeAdvices(ids.trace.description, ids.event.description, &translation.events)
    }
  }

  private func writeName(_ isCall: Bool, _ events: inout EventWriter) {
    if isCall {
      let isAgent = !reader.answer.agentPieces.isEmpty
      let operation =
        endpoint.operation
        ?? (reader.answer.hasOnlyInput ? "embeddings" : isAgent ? "invoke_agent" : "chat")
      guard let model = sent.model ?? endpoint.model ?? reader.answer.model else {
        return events.put("name", operation)
      }
      events.put("name", operation, " ", model)
    } else if let method = exchange.method {
      events.put("name", method, " ", endpoint.path)
    } else {
      events.put("name", endpoint.path)
    }
  }

  // MARK: - Ids

  /// Of an event, or of a trace that nobody gave one.
  private struct ID: CustomStringConvertible {
    var prefix: StaticString = "exchange:"
    var text: String

    var description: String { "\(prefix)\(text)" }
  }

  private func writeIDs(_ trace: ID, _ event: ID, _ events: inout EventWriter) {
    events.put("trace_id", "", trace.prefix, trace.text)
    events.put("event_id", "", event.prefix, event.text)
    if let parent {
      events.put("parent_id", parent.span)
    } else if explicitTrace != nil {
      let span = exchange.envelope?.any("parent_id", "parentId", "span_id", "spanId")
      events.put("parent_id", text: span)
    }
  }

  /// Whether nothing else says what trace the exchange is part of.
  private var holdsTrace: Bool { parent == nil && explicitTrace == nil }

  private func ids(ofCall isCall: Bool) -> (trace: ID, event: ID) {
    let answerID = fetchedID ?? reader.answer.id.map { unrepeated($0) }
    let event = ID(text: eventID(isCall ? answerID : nil))
    if let trace = parent?.trace ?? explicitTrace { return (ID(prefix: "", text: trace), event) }
    // What is known by its answer's id is a trace of that id, and so is a request about it.
    guard !isCall, !isCacheHit, let answerID else { return (event, event) }
    return (ID(text: answerID), event)
  }

  private func eventID(_ call: String?) -> String {
    let attempt = parent.map { "\($0.span):\(timeText ?? hash)" }
    return isCacheHit
      ? (call ?? "") + ":" + (attempt ?? hash) : call ?? requestID ?? attempt ?? hash
  }

  /// An id of few digits, which some servers draw again and again, with the time of its call.
  private func unrepeated(_ id: String) -> String {
    var text = id
    return text.withUTF8 { $0.isTellingID } ? id : "\(id):\(timeText ?? chunkTime ?? hash)"
  }

  /// When the answer was begun that this is a piece of, which all its pieces say.
  private var chunkTime: String? {
    guard exchange.envelope == nil, let created = reader.answer.created else { return nil }
    let body = reader.answer.body
    let isChunk =
      reader.hasOthers || body?["object"]?.isText("chat.completion.chunk") == true
      || body?["object"]?.isText("text_completion") == true && body?.isPieceOfCompletion == true
    return isChunk ? Instant(nanoseconds: created).description : nil
  }

  /// What the envelope, or a header of a tracer's own, says the trace is.
  private static func explicitTrace(of exchange: Exchange) -> String? {
    let value =
      exchange.envelope?["trace_id"] ?? exchange.envelope?["traceId"]
      ?? exchange.sentHeaders["x-trace-id"] ?? exchange.sentHeaders["x-b3-traceid"]
    guard let value, value.isText, let text = value.asText else { return nil }
    let isHex = text.utf8.count == 32 && text.allSatisfy(\.isHexDigit)
    return isHex ? text.lowercased() : text
  }

  func writeKey(_ events: inout EventWriter) {
    if parent != nil {
      events.put("by", "traceparent" as StaticString)
    } else if explicitTrace == nil {
      events.put("by", "none" as StaticString)
    }
  }

  // MARK: - Times

  private var timeText: String? { exchange.start.map { Instant(nanoseconds: $0).description } }

  /// When the answer was there.
  var end: Int64? {
    guard let start = exchange.start else {
      return ExchangeTime.nanoseconds(exchange.headers["date"])
    }
    return start.addingReportingOverflow(exchange.duration ?? 0).partialValue
  }

  private func writeTimes(_ events: inout EventWriter) {
    if let start = exchange.start {
      events.put(start: start)
      if let duration = exchange.duration { events.put("duration_ms", milliseconds: duration) }
    } else if let created = reader.answer.created {
      events.put(start: created)
      // Most say both in whole seconds, so that a short call seems to take none.
      if let end = reader.answer.completed, end > created {
        events.put("duration_ms", milliseconds: end - created)
      } else if let duration = exchange.duration {
        events.put("duration_ms", milliseconds: duration)
      }
    } else if let date = ExchangeTime.nanoseconds(exchange.headers["date"]) {
      events.put(start: date)
      if let duration = exchange.duration { events.put("duration_ms", milliseconds: duration) }
    } else if let fetched = exchange.fetched {
      // Some answers of a batch say no time; they were there when they were fetched.
      events.put(start: fetched)
    } else {
      events.putNull("timestamp")
      events.put("sequence", 0)
    }
  }

  // MARK: - Model

  private func writeModel(_ events: inout EventWriter) {
    let asked = sent.model ?? endpoint.model
    events.open("model")
    events.put("provider", provider)
    events.put(modelName: reader.answer.model ?? asked, version: fingerprint)
    events.put("requested", asked)
    events.put("temperature", number: sent.temperature)
    events.put("max_tokens", number: sent.maxTokens)
    events.put("top_p", number: sent.topP)
    events.put("tool_choice", sent.toolChoice)
    events.put("finish_reason", reader.answer.finishReason)
    events.put(serviceTier)
    events.close()
    events.open("ids")
    events.put("response", reader.answer.id)
    events.put("request", requestID)
    events.close()
  }

  /// What the servers of some say in place of a version; Ollama's is always the same.
  private var fingerprint: JSONNode? {
    guard let body = reader.answer.body, let said = body["system_fingerprint"],
      said.isString, !said.isText("fp_ollama")
    else { return nil }
    return said
  }

  /// What the answer says counts before what was asked for, which a busy server may not keep to.
  private var serviceTier: ServiceTier {
    if exchange.isBatched { return .batch }
    return reader.answer.usage.tier ?? sent.serviceTier.map { ServiceTier($0) } ?? .standard
  }

  var provider: String? { endpoint.provider ?? loggedProvider ?? guessedProvider }

  /// Who the envelope says was called, where the address is of a proxy or nobody kept it.
  private var loggedProvider: String? {
    firstText(exchange.envelope?["provider"])?.asText?.lowercased()
  }

  /// Where nothing else tells it, some answers name their vendor by their shape.
  private var guessedProvider: String? {
    if let vendor = reader.answer.vendor { return "\(vendor)" }
    guard let id = reader.answer.id else { return nil }
    if id.hasPrefix("msg_bdrk") { return "bedrock" }
    if id.hasPrefix("msg_") { return "anthropic" }
    if id.hasPrefix("gen-") { return "openrouter" }
    let isOpenAI = reader.answer.model.map {
      $0.hasPrefix("gpt-") || $0.hasPrefix("o1") || $0.hasPrefix("o3")
    }
    return isOpenAI == true && (id.hasPrefix("chatcmpl-") || id.hasPrefix("resp_")) ? "openai" : nil
  }

  private func writeError(_ events: inout EventWriter) {
    guard result.type != nil || result.message != nil else { return }
    events.open("error")
    events.put("type", result.type)
    events.put("message", result.message)
    events.close()
  }

  // MARK: - Texts

  private func writeTexts(_ translation: inout Translation) {
    if translation.events.wantsSummary(of: !sent.input.bytes.isEmpty) {
      translation.events.put("input_summary", sent.question.map { Self.short($0) })
    }
    translation.events.put("input", sent.input)
    translation.events.open("prompt")
    translation.events.put("name", text: sent.savedPrompt?["id"])
    translation.events.put("version", text: sent.savedPrompt?["version"])
    translation.events.put("text", sent.system)
    if !sent.tools.isEmpty {
      translation.events.array("tools") { events in
        for tool in sent.tools { events.element(tool) }
      }
    }
    translation.events.put("tool_schema_version", sent.toolVersion)
    translation.events.close()
    writeOutput(of: reader.answer, &translation)
  }

  private func summary(of answer: Answer, _ text: QuotedText?) -> String? {
    if let text { return Self.short(text.string) }
    if let made = answer.made { return made }
    let calls = answer.calls.compactMap(\.name)
    return calls.isEmpty ? nil : "asked for " + calls.joined(separator: ", ")
  }

  func writeOutput(of answer: Answer, _ translation: inout Translation) {
    let texts = answer.texts.inOrder
    if translation.events.wantsSummary(of: !texts.isEmpty) {
      translation.events.put("output_summary", summary(of: answer, texts.first))
    }
    var calls = CleanJSON()
    for call in answer.calls {
      calls.write(calls.bytes.isEmpty ? "[{\"id\":" : ",{\"id\":")
      calls.writeString(call.id ?? "")
      calls.write(",\"name\":")
      calls.writeString(call.name ?? "")
      let arguments = call.partial?.json ?? call.arguments
      if !arguments.isEmpty {
        calls.write(",\"arguments\":")
        calls.write(arguments: arguments, translation.passing)
      }
      calls.write("}")
    }
    if !calls.bytes.isEmpty { calls.write("]") }
    translation.events.open("output")
    translation.events.put("text", texts.first)
    if texts.count > 1 {
      translation.events.array("more") { events in
        for text in texts.dropFirst() { events.element(text) }
      }
    }
    translation.events.put("reasoning", answer.reasoning)
    translation.events.put("tool_calls", json: calls.bytes)
    if answer.otherCount > 0 {
      translation.events.put(
        "parts", json: [UInt8(ascii: "[")] + answer.others.bytes + [UInt8(ascii: "]")])
    }
    translation.events.close()
  }

  private static func short(_ text: String) -> String {
    guard text.utf8.count > 300 else { return text }
    return text.beginning(280) + " …"
  }
}
