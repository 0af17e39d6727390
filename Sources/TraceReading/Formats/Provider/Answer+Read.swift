// Which vendor's shape a body or a piece of a stream has is told by its keys.

extension Answer {
  /// Whether an object says by itself that a provider answered it.
  static func recognises(_ value: JSONNode) -> Bool {
    guard value.isObject else { return false }
    if let object = value["object"], object.isString {
      if object.isText("list") { return value.isEmbeddingList }
      return objects.contains { object.isText($0) }
    }
    if let type = value["type"], type.isString {
      if type.isText("message") {
        return value["role"]?.isText("assistant") == true && value["content"]?.isArray == true
      }
      if type.isText("completion") { return value["completion"]?.isString == true }
      if type.isText("error") { return value["error"]?.isObject == true }
    }
    if let candidate = value["candidates"]?.first, candidate.isObject {
      return candidate["content", "parts"] != nil || candidate["finishReason"] != nil
    }
    if value["usageMetadata"]?.isObject == true, value["modelVersion"] != nil { return true }
    if value["done"]?.bool != nil, value["model"]?.isString == true {
      return value["created_at"] != nil
    }
    if value["stopReason"] != nil { return value["output", "message"]?.isObject == true }
    if let first = value["completion"]?.first { return isAgentPiece(first) }
    if let error = value["error"], error.isObject, error["message"]?.isString == true {
      return value.isOnlyAnError && error.any("type", "code", "status") != nil
    }
    return value["finish_reason"] != nil && value["usage", "billed_units"] != nil
  }

  private static let objects: [StaticString] = [
    "chat.completion", "text_completion", "text.completion", "response", "thread.run",
    "response.compaction", "chat.completion.chunk", "error", "interaction",
  ]

  /// Reads a whole body, or the next piece of a stream.
  mutating func read(_ value: JSONNode, _ events: inout EventWriter) {
    if value.isArray {
      for element in value.elements where element.isObject { read(element, &events) }
      return
    }
    guard value.isObject else { return }
    if let error = value["error"], !error.saysNothing { readFailure(error, value) }
    let object = value["object"]
    // Mistral and vLLM put the error's members beside each other.
    if object?.isText("error") == true { return readFailure(value, value) }
    if Self.isHousekeeping(object) {
      isKnown = true
      stage = .housekeeping
      take(id: value["run_id"] ?? value["id"])
      take(created: value["created_at"])
      return
    }
    if let type = value["type"], type.isString {
      if type.rawBytes.begins(with: "response.") {
        return readResponsePiece(value, type, &events)
      }
      if readAnthropicPiece(value, type, &events) { return }
      if readCoherePiece(value, type, &events) { return }
    }
    if let event = value["event_type"] {
      if !readInteractionPiece(value, event, &events) { readOldCoherePiece(value, &events) }
      return
    }
    if object?.isText("interaction") == true { return readInteraction(value, &events) }
    if let choices = value["choices"], choices.isArray {
      return readChoices(choices, of: value, &events)
    }
    if object?.isText("response") == true || object?.isText("response.compaction") == true {
      return readResponse(value, &events)
    }
    if value["candidates"] != nil || value.any("usageMetadata", "usage_metadata") != nil
      || value["promptFeedback"] != nil
    {
      return readGemini(value, &events)
    }
    if value["done"]?.bool != nil { return readOllama(value, &events) }
    if object?.isText("thread.run") == true { return readRun(value, &events) }
    if readEmbeddings(value, &events) { return }
    if readAgent(value) { return }
    if readBedrock(value, &events) { return }
    if readCohere(value, &events) { return }
    readAnything(value, &events)
  }

  /// Whether it is about what was asked or will be: a file of calls, with the sum of what they used,
  /// a turn that was written down, or a step of a run, which says what it used itself.
  private static func isHousekeeping(_ object: JSONNode?) -> Bool {
    guard let object, object.isString else { return false }
    return object.isText("batch") || object.isText("thread.run.step")
      || object.rawBytes.begins(with: "conversation")
  }

  /// An answer of no known shape: what most have is taken all the same.
  private mutating func readAnything(_ value: JSONNode, _ events: inout EventWriter) {
    take(id: value["id"])
    take(model: value["model"])
    take(created: value["created"] ?? value["created_at"])
    take(finish: value["finish_reason"] ?? value["stop_reason"])
    if let usage = value["usage"] ?? value["usageMetadata"], usage.isObject {
      self.usage.read(usage, &events)
      isKnown = true
    }
  }

  /// The error of an answer's body, in the vendor's own words.
  mutating func readFailure(_ error: JSONNode, _ body: JSONNode) {
    isKnown = true
    var failure = Failure()
    if error.isObject {
      failure.message = error["message"]?.asText
      // Of a limit OpenAI's type only says what ran out, and of what it won't answer, that it was
      // asked.
      let type = error["type"]
      let isUnit =
        type?.isText("tokens") == true || type?.isText("requests") == true
        || error["code"]?.isText("content_policy_violation") == true
      let words = [isUnit ? nil : type, error["status"], error["code"], error["error_type"], type]
      // Azure's code may be the digits of a status.
      let word = words.first {
        $0?.isString == true && $0?.rawBytes.isEmpty == false && $0?.integer == nil
      }
      failure.type = ContextWindow.isExceeded(in: error) ? ContextWindow.name : word??.string
      if let code = error["code"]?.integer, (400..<600).contains(code) { failure.code = code }
    } else {
      failure.message = error.asText
      // xAI names the error beside what it says of it.
      if let code = body["code"], code.isString, code.integer == nil { failure.type = code.string }
    }
    if failure.message == nil { failure.message = body["message"]?.asText }
    self.failure = failure
  }
}

extension JSONNode {
  /// Whether nothing stands beside the error but what providers put there; a log line has more.
  fileprivate var isOnlyAnError: Bool {
    var isOnly = true
    forEachRawMember { key, _ in
      if Self.besideErrors[key.rawBytes] == nil { isOnly = false }
    }
    return isOnly
  }

  private static let besideErrors = ByteTable<Bool>([
    ("error", true), ("type", true), ("request_id", true), ("user_id", true), ("status", true),
  ])

  fileprivate var isEmbeddingList: Bool {
    self["data"]?.first?["object"]?.isText("embedding") == true
  }
}

extension JSONNode {
  /// The first of these members that is there.
  @inline(__always)
  func any(_ one: StaticString, _ other: StaticString) -> JSONNode? { self[one] ?? self[other] }

  @inline(__always)
  func any(_ one: StaticString, _ two: StaticString, _ three: StaticString) -> JSONNode? {
    any(one, two) ?? self[three]
  }

  @inline(__always)
  func any(
    _ one: StaticString, _ two: StaticString, _ three: StaticString, _ four: StaticString
  ) -> JSONNode? {
    any(one, two) ?? any(three, four)
  }
}

extension JSONNode? {
  /// The elements of an array; none of any other value, and of none.
  var elements: JSONNode.Elements { self?.elements ?? JSONNode.noElements }
}
