// Logfire keeps what went through the clients of OpenAI, Anthropic and LiteLLM in two attributes:
//
//   request_data  = "{\"model\":\"m\",\"messages\":[…],\"temperature\":0.2,\"tools\":[…]}"
//   response_data = "{\"message\":{\"role\":\"assistant\",…},\"usage\":{…}}"
//
// The span of an answer that is streamed ends where the stream begins. A log behind it, a span without
// length, has the request once more, the answer, its tokens and how long it took in seconds:
//
//   response_data = "{\"combined_chunk_content\":\"Hi\",\"chunk_count\":3}"
//
// The log is the call then, and the span a step that says nothing more of it. Newer ones keep only the
// model's name of the request, as other attributes say the rest.

extension TelemetryReader {
  func sentData(_ translation: borrowing Translation) -> JSONNode? {
    attributes[.sentData].flatMap { json(of: $0, translation) }.flatMap { $0.isObject ? $0 : nil }
  }

  private func receivedData(_ translation: borrowing Translation) -> JSONNode? {
    attributes[.gotData].flatMap { json(of: $0, translation) }.flatMap { $0.isObject ? $0 : nil }
  }

  /// The request, whose messages and settings stand elsewhere in the event.
  func takeSentData(_ translation: borrowing Translation) -> JSONNode? {
    guard let data = sentData(translation) else { return nil }
    _ = attributes.take(.sentData)
    return data
  }

  func sent(_ translation: borrowing Translation) -> Said? {
    guard let data = sentData(translation) else { return nil }
    if data["messages"] != nil {
      let conversation = Conversation(data)
      return conversation.isConversation ? .turns(conversation) : nil
    }
    return (data["prompt"] ?? data["input"]).map { $0.isText ? .text($0) : .json($0) }
  }

  /// What Anthropic is told beside the messages.
  func sentSystemTexts(_ translation: borrowing Translation) -> [JSONNode]? {
    guard let system = sentData(translation)?["system"] else { return nil }
    if system.isText { return [system] }
    return system.elements.compactMap { part in
      if case .text(let text) = MessagePart(part) { text } else { nil }
    }
  }

  /// Pydantic AI before version 2 says what it offers only in its own request:
  /// `{"function_tools":[{"name":…,"parameters_json_schema":{…}}],"output_tools":[…],…}`.
  func requestedTools(_ translation: borrowing Translation) -> JSONNode? {
    guard let text = attributes[.requestParameters]?.node.rawBytes,
      text.has("parameters_json_schema"), let request = object(.requestParameters, translation)
    else { return nil }
    let lists = [request["function_tools"], request["output_tools"]].compactMap { list in
      list.flatMap { $0.isArray && $0.first != nil ? $0 : nil }
    }
    guard lists.count > 1 else { return lists.first }
    scratch.clear()
    scratch.lines.append(UInt8(ascii: "["))
    for (place, list) in lists.enumerated() {
      if place > 0 { scratch.lines.append(UInt8(ascii: ",")) }
      scratch.lines.append(contentsOf: list.rawBytes.dropFirst().dropLast())
    }
    scratch.lines.append(UInt8(ascii: "]"))
    return translation.document(scratch.written)
  }

  func received(_ translation: borrowing Translation) -> Said? {
    guard let data = receivedData(translation) else { return nil }
    var said: Said?
    if data["message"]?.isObject == true {
      said = .turns(Conversation(data))
    } else if let text = data["combined_chunk_content"] ?? data["text"], text.isText {
      said = .text(text)
    }
    if said != nil { _ = attributes.take(.gotData) }
    return said
  }

  /// The tokens of an answer that no attribute of their own says.
  func receivedTokens(_ translation: inout Translation) -> TokenWholes {
    var counts = UsageCounts()
    counts.read(receivedData(translation)?["usage"], &translation.events)
    return counts.wholes()
  }

  /// Whether it is the span of a streamed answer, which says nothing of the answer.
  func onlyBeginsStream(_ translation: borrowing Translation) -> Bool {
    guard attributes.has(.sentData), !attributes.has(.gotData), !attributes.has(.outputMessages),
      !attributes.has(.inputTokens), !attributes.has(.outputTokens), !attributes.has(.errorType),
      attributes[.logfireType]?.text?.isText("log") != true
    else { return false }
    guard let data = sentData(translation) else { return false }
    return data["stream"]?.bool == true || isTrimmed(data) && !saysAnswer
  }

  /// Whether only the model is left of a request.
  private func isTrimmed(_ data: JSONNode) -> Bool {
    var hasOnlyModel = true
    data.forEachRawMember { name, _ in
      if !name.isText("model") { hasOnlyModel = false }
    }
    return hasOnlyModel && data["model"] != nil
  }

  /// Whether it says anything of an answer to words, which the span of a whole one always does. The model
  /// that was asked stands for the one that answered until that is known.
  private var saysAnswer: Bool {
    let operation = attributes[.operation]?.text
    let isChat =
      operation?.isText("chat") == true || operation?.isText("text_completion") == true
    let answered = attributes[.responseModel]?.text?.rawBytes
    let asked = attributes[.requestModel]?.text?.rawBytes
    let isOtherModel = answered.map { answered in asked.map { !$0.elementsEqual(answered) } ?? true
    }
    return !isChat || isOtherModel == true || attributes.has(.responseID)
      || attributes.has(.finishReasons)
  }

  /// When the stream began that a log is about; the log's own time for any other.
  func begin(ofStreamAt time: Int64) -> Int64 {
    guard attributes[.logfireType]?.text?.isText("log") == true,
      let length = attributes[.logfireDuration]?.text?.seconds
    else { return time }
    _ = attributes.take(.logfireDuration)
    return time.plus(-length) ?? time
  }
}
