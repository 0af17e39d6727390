// Older releases wrote what was said as events of the span: in one, or a message each. Of a tool's span,
// as Strands writes it, the tool's message is what it was called with, and the choice what it gave back.
//
//   {"name":"gen_ai.content.prompt","attributes":{"gen_ai.prompt":"[…]"}}
//   {"name":"gen_ai.user.message","attributes":{"gen_ai.event.content":"{\"content\":\"Hi\"}"}}
//   {"name":"gen_ai.choice","attributes":{"message":"[{\"text\":\"Hi\"}]","finish_reason":"end_turn"}}
//
// Pydantic AI listed them in an attribute:
//
//   events = "[{\"event.name\":\"gen_ai.user.message\",\"content\":\"Hi\",\"role\":\"user\"}]"
//
// and so does Logfire, for OpenAI's Responses with the answer as one more message of the assistant's, and
// for Gemini without names:
//
//   events = "[{\"content\":\"Hi\",\"role\":\"user\"},{\"index\":0,\"message\":{\"role\":\"assistant\",…}}]"

extension TelemetryReader {
  /// Adds the attributes of events that hold all that was asked or answered to the span's.
  func addContentEvents(of span: Span) {
    for event in span.events.elements {
      guard let name = event["name"]?.rawBytes else { continue }
      if name.equals("gen_ai.content.prompt") || name.equals("gen_ai.content.completion")
        || name.equals("gen_ai.client.inference.operation.details")
      {
        attributes.add(event["attributes"])
      }
    }
  }

  /// What the messages among a span's events say, or among those that an attribute lists.
  func said(
    inEvents events: JSONNode?, isAnswer: Bool, _ translation: borrowing Translation
  ) -> Said? {
    if let said = said(in: events, isAnswer: isAnswer, translation) { return said }
    guard let list = attributes[.messageEvents].flatMap({ json(of: $0, translation) }),
      let said = said(inList: list, isAnswer: isAnswer, translation)
    else { return nil }
    _ = attributes.take(.messageEvents)
    return said
  }

  /// What the assistant said behind all others is the answer where no choice is listed.
  private func said(
    inList list: JSONNode, isAnswer: Bool, _ translation: borrowing Translation
  ) -> Said? {
    let events = list.elements.compactMap { event in
      HeldMessage.Kind(listed: event).map { (event: event, kind: $0) }
    }
    var messages = events.filter { ($0.kind == .choice) == isAnswer }
    if messages.count == (isAnswer ? 0 : events.count) {
      let rest = events.lastIndex { $0.kind != .assistant }.map { $0 + 1 } ?? 0
      messages = Array(isAnswer ? events[rest...] : events[..<rest])
    }
    let held = messages.enumerated().map { place, message in
      var record = LogRecord(message.event)
      record.body = AnyValue(attributes: message.event)
      return HeldMessage(record: record, kind: message.kind, place: place)
    }
    return document(held, translation).map { .turns(Conversation($0)) }
  }

  /// What a tool's messages, or the messages among its span's events, say that it was called with or gave
  /// back.
  func said(
    toTool events: JSONNode?, isAnswer: Bool, _ translation: borrowing Translation
  ) -> AnyValue? {
    let key: AttributeKey = isAnswer ? .outputMessages : .inputMessages
    if let messages = attributes[key].flatMap({ json(of: $0, translation) }) {
      for turn in Conversation(messages).turns {
        guard let said = turn.saidToTool(isAnswer: isAnswer) else { continue }
        _ = attributes.take(key)
        return AnyValue(plain: said)
      }
    }
    guard let events else { return nil }
    for event in events.elements
    where event["name"]?.isText(isAnswer ? "gen_ai.choice" : "gen_ai.tool.message") == true {
      eventAttributes.clear()
      eventAttributes.add(event["attributes"])
      for entry in eventAttributes.entries
      where entry.name.equals(isAnswer ? "message" : "content") { return entry.value }
    }
    return nil
  }

  /// In order of their times; nil for none.
  func said(
    in events: JSONNode?, isAnswer: Bool, _ translation: borrowing Translation
  ) -> Said? {
    guard let events else { return nil }
    var messages: [HeldMessage] = []
    for event in events.elements {
      guard let name = event["name"]?.rawBytes, let kind = HeldMessage.Kind(name),
        (kind == .choice) == isAnswer, let said = event["attributes"]
      else { continue }
      var record = LogRecord(event)
      record.body = AnyValue(attributes: said)
      eventAttributes.clear()
      eventAttributes.add(said)
      for entry in eventAttributes.entries where entry.name.equals("gen_ai.event.content") {
        record.body = entry.value
      }
      messages.append(HeldMessage(record: record, kind: kind, place: messages.count))
    }
    messages.sort { ($0.record.time ?? 0, $0.place) < ($1.record.time ?? 0, $1.place) }
    return document(messages, translation).map { .turns(Conversation($0)) }
  }

  /// The texts of a completion, as messages of who said them:
  /// `[{"prompt":{"text":"Hi"}}]`, `[{"completion":{"text":"Hello"}}]`, and of OpenLLMetry
  /// `[{"user":"Hi"}]`, `[{"content":"Hello","finish_reason":"stop"}]`.
  func completion(_ texts: JSONNode, _ translation: borrowing Translation) -> Said {
    scratch.clear()
    scratch.isFirst = true
    scratch.lines.append(UInt8(ascii: "["))
    for text in texts.elements {
      let asked = text["prompt"]?["text"] ?? text["user"]
      let element = scratch.beginElement()
      scratch.put("role", asked == nil ? "assistant" : "user")
      let said = asked ?? text["completion"]?["text"] ?? text["content"]
      if let parts = said, parts.isArray {
        scratch.put("content", parts)
      } else {
        scratch.put("content", text: said)
      }
      scratch.put("finish_reason", text: text["finish_reason"])
      scratch.endElement(element)
    }
    scratch.lines.append(UInt8(ascii: "]"))
    return translation.document(scratch.written).map { .turns(Conversation($0)) } ?? .json(texts)
  }
}

extension JSONNode {
  /// Whether it is a list of texts of which OpenLLMetry names no role.
  func isCompletion(_ family: AttributeKey) -> Bool {
    guard let text = first, text["role"] == nil, text["tool_calls"] == nil else { return false }
    return family == .promptParts && text["user"]?.isString == true
      || family == .completionParts
        && (text["content"]?.isString == true || text["content"]?.isArray == true)
  }
}

extension Turn {
  /// The arguments of the call in it, or the tool's result.
  fileprivate func saidToTool(isAnswer: Bool) -> JSONNode? {
    for part in parts {
      switch part {
      case .call(let call) where !isAnswer: if let arguments = call.arguments { return arguments }
      case .result(let result) where isAnswer: if let content = result.content { return content }
      default: break
      }
    }
    return text
  }
}
