// A conversation of any vendor, in the one form that pages read:
//
//   {"role":"user","content":"Where is it?"}
//   {"role":"assistant","content":"…","tool_calls":[{"id":"c1","function":{"name":"f","arguments":{…}}}]}
//   {"role":"tool","tool_call_id":"c1","content":…}
//
// What the system said is the prompt's text, and is not repeated among the messages. Bytes of
// pictures and sounds are not copied.

/// The messages of a request or an answer.
struct Conversation {
  /// One message after another.
  let turns: [Turn]
  /// Whether it looks like a conversation at all.
  let isConversation: Bool

  init(_ value: JSONNode) {
    let list =
      value["messages"] ?? value["contents"] ?? value["input"].flatMap { $0.isArray ? $0 : nil }
      ?? value
    var turns: [Turn] = []
    if list.isArray {
      turns.reserveCapacity(8)
      for message in list.elements { turns.append(Turn(message)) }
    } else {
      turns.append(Turn(list))
    }
    self.turns = turns
    isConversation = !turns.isEmpty && turns.allSatisfy(\.hasRole)
  }

  /// What the system said.
  var systemTexts: [JSONNode] {
    var texts: [JSONNode] = []
    for turn in turns where turn.role == .system { turn.add(to: &texts) }
    return texts
  }

  /// What the user said last.
  var lastUserTexts: [JSONNode] {
    for turn in turns.reversed() where turn.role == .user {
      var said: [JSONNode] = []
      turn.add(to: &said)
      if !said.isEmpty { return said }
    }
    return []
  }

  /// What the model said.
  var answerTexts: [JSONNode] {
    var texts: [JSONNode] = []
    for turn in turns where turn.role == .assistant { turn.add(to: &texts) }
    return texts
  }

  var finishReason: JSONNode? {
    for turn in turns {
      if let reason = turn.node["finish_reason"] ?? turn.node["finishReason"] {
        return reason.isText ? reason : nil
      }
    }
    return nil
  }

  var media: [MessagePart.MediaPart] {
    var media: [MessagePart.MediaPart] = []
    for turn in turns {
      for part in turn.parts {
        if case .media(let part) = part { media.append(part) }
      }
    }
    return media
  }
}

/// One message.
struct Turn {
  enum Role { case system, user, assistant, tool, other }

  let node: JSONNode
  let role: Role
  let hasRole: Bool
  /// What was said, where it is one text and no more, as mostly.
  let text: JSONNode?
  /// Its parts where they are others, tool calls behind.
  let parts: [MessagePart]

  init(_ message: JSONNode) {
    node = message["message"].flatMap { $0.isObject ? $0 : nil } ?? message
    let said = node["role"] ?? node["message.role"]
    let type = said == nil ? node["type"] : nil
    role = (said ?? type).map { Self.role($0.rawBytes) } ?? .other
    hasRole = said?.isText == true || type?.isText == true && role != .other
    let content = Content(node)
    text = said == nil ? nil : content.onlyText
    parts = text == nil ? Self.parts(of: node, content, isNamed: said != nil) : []
  }

  static func role(_ word: UnsafeBufferPointer<UInt8>) -> Role {
    if word.equals("user") || word.equals("human") { return .user }
    if word.equals("assistant") || word.equals("model") || word.equals("ai")
      || word.equals("function_call") || word.equals("message") || word.equals("reasoning")
    {
      return .assistant
    }
    if word.equals("system") || word.equals("developer") { return .system }
    if word.equals("tool") || word.equals("function") || word.equals("function_call_output") {
      return .tool
    }
    return .other
  }

  /// Where a message has its parts.
  private struct Content {
    let contents: JSONNode?
    let value: JSONNode?
    let calls: JSONNode?
    let call: JSONNode?

    init(_ node: JSONNode) {
      contents = node["contents"]
      value =
        node["parts"] ?? contents ?? node["content"] ?? node["text"]
        ?? node["message.contents"] ?? node["message.content"]
      calls = (node["tool_calls"] ?? node["toolCalls"] ?? node["message.tool_calls"])
        .flatMap { $0.isArray ? $0 : nil }
      call = node["function_call"].flatMap { $0.isObject ? $0 : nil }
    }

    /// The text that is all of it; nil for more, and for anything else.
    var onlyText: JSONNode? {
      guard let value, calls == nil, call == nil else { return nil }
      var part = value
      if value.isArray {
        guard let first = value.first, first.behind == value.behind else { return nil }
        part = first
      }
      if case .text(let text) = MessagePart(part) { return text }
      return nil
    }
  }

  /// - Parameter isNamed: somebody is said to have said it.
  private static func parts(
    of node: JSONNode, _ content: Content, isNamed: Bool
  ) -> [MessagePart] {
    if !isNamed, case let part = MessagePart(node), part.isCallOrResult { return [part] }
    var parts: [MessagePart] = []
    let contents = content.contents
    if let value = content.value {
      if value.isArray {
        for element in value.elements {
          let part = MessagePart(element)
          // OpenInference repeats the calls of `contents` in `tool_calls`.
          if case .call = part, contents?.isArray == true, node["tool_calls"] != nil { continue }
          parts.append(part)
        }
      } else {
        parts.append(MessagePart(value))
      }
    }
    if let calls = content.calls {
      for call in calls.elements {
        let inner = call["tool_call"].flatMap { $0.isObject ? $0 : nil } ?? call
        parts.append(.call(.init(inner)))
      }
    }
    if let call = content.call { parts.append(.call(.init(call))) }
    return parts
  }

  /// Adds what was said in words.
  func add(to texts: inout [JSONNode]) {
    if let text { texts.append(text) }
    for case .text(let text) in parts { texts.append(text) }
  }
}

extension MessagePart {
  var isCallOrResult: Bool {
    switch self {
    case .call, .result: true
    case .text, .reasoning, .media, .other: false
    }
  }
}

// MARK: - Writing

extension EventWriter {
  /// The messages that nobody but the user, the model and tools said.
  mutating func put(_ key: StaticString, messages conversation: Conversation) {
    open(key)
    let messages = beginList("messages")
    putTurns(of: conversation)
    endList(messages)
    close()
  }

  /// An answer: its text where it is no more, else the message, or all choices.
  mutating func put(_ key: StaticString, answer conversation: Conversation) {
    let turns = conversation.turns
    if turns.count == 1 {
      open(key)
      if let text = turns[0].text ?? onlyText(of: turns[0]) {
        put("text", text: text)
      } else {
        putMembers(of: turns[0])
      }
      close()
    } else {
      put(key, messages: conversation)
    }
  }

  private mutating func putTurns(of conversation: Conversation) {
    for turn in conversation.turns where turn.role != .system { putElement(turn) }
  }

  private func onlyText(of turn: Turn) -> JSONNode? {
    if turn.parts.count == 1, case .text(let text) = turn.parts[0] { return text }
    return nil
  }

  /// A message; results of tools that stand in one are messages of their own.
  private mutating func putElement(_ turn: Turn) {
    var results: [MessagePart.ToolResultPart] = []
    var others = 0
    for part in turn.parts {
      if case .result(let result) = part { results.append(result) } else { others += 1 }
    }
    for result in results {
      let element = beginElement()
      put("role", "tool" as StaticString)
      put("tool_call_id", text: result.id)
      if let content = result.content { putWords("content", content) }
      endElement(element)
    }
    guard others > 0 || results.isEmpty else { return }
    let element = beginElement()
    putMembers(of: turn)
    endElement(element)
  }

  private mutating func putMembers(of turn: Turn) {
    switch turn.role {
    case .system: put("role", "system" as StaticString)
    case .user: put("role", "user" as StaticString)
    case .assistant: put("role", "assistant" as StaticString)
    case .tool: put("role", "tool" as StaticString)
    case .other: put("role", text: turn.node["role"] ?? turn.node["type"])
    }
    put("name", text: turn.node["name"])
    put("tool_call_id", text: turn.node["tool_call_id"])
    if let text = turn.text { return put("content", text) }
    var parts: [MessagePart] = []
    var calls: [MessagePart.ToolCallPart] = []
    for part in turn.parts {
      switch part {
      case .call(let call): calls.append(call)
      case .result: break
      default: parts.append(part)
      }
    }
    put(parts)
    guard !calls.isEmpty else { return }
    let list = beginList("tool_calls")
    for call in calls {
      let element = beginElement()
      put("id", text: call.id)
      open("function")
      put("name", text: call.name)
      put("arguments", call.arguments)
      close()
      endElement(element)
    }
    endList(list)
  }

  private mutating func put(_ parts: [MessagePart]) {
    if parts.count == 1 {
      switch parts[0] {
      case .text(let text): return put("content", text)
      case .other(let node): return put("content", node)
      default: break
      }
    }
    guard !parts.isEmpty else { return }
    let list = beginList("content")
    for part in parts {
      switch part {
      case .other(let node): element(node)
      case .call, .result: break
      case .text(let text):
        let element = beginElement()
        put("type", "text" as StaticString)
        put("text", text)
        endElement(element)
      case .reasoning(let text):
        let element = beginElement()
        put("type", "reasoning" as StaticString)
        put("text", text)
        endElement(element)
      case .media(let media):
        let element = beginElement()
        putMembers(of: media)
        endElement(element)
      }
    }
    endList(list)
  }

  private mutating func putMembers(of media: MessagePart.MediaPart) {
    put("type", text: media.type)
    put("name", text: media.name)
    put("media_type", text: media.mediaType)
    put("uri", text: media.address)
    put("bytes", media.bytes.map { Int64($0) })
  }

  /// What a tool gave back: its text where it is one, else as it is.
  private mutating func putWords(_ key: StaticString, _ content: JSONNode) {
    if content.isArray {
      var texts: [JSONNode] = []
      var others = false
      for part in content.elements {
        if case .text(let text) = MessagePart(part) { texts.append(text) } else { others = true }
      }
      if !others, !texts.isEmpty { return put(key, texts: texts) }
    }
    put(key, content)
  }

  /// What was named among the messages and is not shown.
  mutating func put(attachments media: [MessagePart.MediaPart]) {
    guard !media.isEmpty else { return }
    let list = beginList("attachments")
    for part in media {
      let element = beginElement()
      put("name", text: part.name ?? part.address ?? part.type)
      put("type", text: part.mediaType)
      put("bytes", part.bytes.map { Int64($0) })
      endElement(element)
    }
    endList(list)
  }
}
