import TraceModel

/// What a call was asked: a conversation, or whatever its log has in its place.
struct Asked {
  /// The text that the system gave, which is not repeated among the turns.
  private(set) var system: String?
  private var turns: [ChatMessage]?
  private var other: JSONNode?

  /// - Parameter isChat: the value may be a conversation; else it is kept as it is.
  init(_ value: JSONNode?, _ translation: borrowing Translation, isChat: Bool = true) {
    guard let value, !(value.isString && value.rawBytes.isEmpty) else { return }
    let node = translation.json(value) ?? value
    if node.isString, node.rawBytes.isEmpty { return }
    if isChat, let text = node.string {
      // The same words as text and as a message are the same input.
      turns = [ChatMessage(role: "user", text: text)]
      return
    }
    guard isChat, let chat = node.chat ?? ChatMessage(node).map({ [$0] }) else {
      other = node
      return
    }
    let given = chat.filter { $0.role == "system" }.map(\.text).filter { !$0.isEmpty }
    system = given.isEmpty ? nil : given.joined(separator: "\n\n")
    turns = chat.filter { $0.role != "system" }.map { $0.unpacked(by: translation) }
  }

  init(_ turns: [ChatMessage], system: String?) {
    self.turns = turns
    self.system = system
  }

  /// What the user asked last, short enough for a line.
  var summary: String? {
    if let turns { return (turns.last { $0.role == "user" } ?? turns.last)?.text.clipped }
    return other?.saidText(depth: 4)?.clipped
  }

  fileprivate func write(to events: inout EventWriter) {
    guard let turns else {
      events.put(text: "input", of: other)
      return
    }
    events.open("input")
    events.array("messages") { events in
      for turn in turns { events.element { turn.write(to: &$0) } }
    }
    events.close()
  }
}

/// What a call answered.
struct Answered {
  init(_ message: ChatMessage, _ translation: borrowing Translation) {
    self.message = message.unpacked(by: translation)
  }

  private var message: ChatMessage?
  private var other: JSONNode?

  init(_ value: JSONNode?, _ translation: borrowing Translation, isChat: Bool = true) {
    guard let value, !(value.isString && value.rawBytes.isEmpty) else { return }
    let node = translation.json(value) ?? value
    if node.isString, node.rawBytes.isEmpty { return }
    if isChat, let answer = node.answer {
      message = answer.unpacked(by: translation)
    } else {
      other = node
    }
  }

  var summary: String? {
    guard let message else { return other?.saidText(depth: 4, by: .assistant)?.clipped }
    if message.text.isEmpty, !message.calls.isEmpty {
      return "asked for " + message.calls.map(\.name).joined(separator: ", ")
    }
    return message.text.clipped
  }

  fileprivate func write(to events: inout EventWriter) {
    guard let message else {
      events.put(text: "output", of: other)
      return
    }
    events.open("output")
    events.put("text", message.text)
    message.writeCalls(to: &events)
    events.close()
  }
}

extension EventWriter {
  mutating func put(_ asked: Asked) {
    let start = length
    asked.write(to: &self)
    put("input_summary", of: start, asked.summary)
  }

  mutating func put(_ answered: Answered) {
    let start = length
    answered.write(to: &self)
    put("output_summary", of: start, answered.summary)
  }

  /// A value as it is written, and a text as an object of one.
  fileprivate mutating func put(text key: StaticString, of value: JSONNode?) {
    guard let value else { return }
    guard value.isString else {
      put(key, value)
      return
    }
    open(key)
    put("text", value)
    close()
  }
}

extension ChatMessage {
  /// The arguments of its calls out of their strings.
  fileprivate func unpacked(by translation: borrowing Translation) -> ChatMessage {
    var message = self
    for place in message.calls.indices {
      let arguments = message.calls[place].arguments
      message.calls[place].arguments = translation.json(arguments) ?? arguments
    }
    return message
  }

  func write(to events: inout EventWriter) {
    events.put("role", role)
    events.put("name", name)
    events.put("tool_call_id", callID)
    events.put("content", text)
    writeCalls(to: &events)
  }

  fileprivate func writeCalls(to events: inout EventWriter) {
    guard !calls.isEmpty else { return }
    events.array("tool_calls") { events in
      for call in calls {
        events.element { events in
          events.put("id", call.id)
          events.put("name", call.name)
          events.put("arguments", call.arguments)
        }
      }
    }
  }
}

extension String {
  /// At most 300 characters of it, with a mark where it goes on.
  var clipped: String {
    guard utf8.count > 300 else { return self }
    let cut = beginning(300)
    return cut.utf8.count == utf8.count ? self : cut + "…"
  }

  /// So many of its first characters; the plainest take a byte each.
  func beginning(_ count: Int) -> String {
    var text = self
    let beginning = text.withUTF8 { bytes -> String? in
      // What stands behind the last may still belong to it.
      let looked = bytes.prefix(count + 1)
      guard bytes.count >= count, looked.reduce(0, |) < 0x80, !looked.contains(0x0D) else {
        return nil
      }
      return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
    return beginning ?? String(prefix(count))
  }
}

extension JSONNode {
  enum Speaker: String { case user, assistant }

  /// What a person or a model said in a value of any form, as far as its names tell.
  ///
  /// - Parameter speaker: who is meant where a conversation has both.
  func saidText(depth: Int, by speaker: Speaker = .user) -> String? {
    if isString { return string }
    if let chat {
      // What an agent answers may have the conversation beside it.
      if speaker == .assistant, let text = self["content"]?.string, !text.isEmpty { return text }
      let said = chat.last { $0.role == speaker.rawValue && !$0.text.isEmpty }
      return (said ?? chat.last)?.text
    }
    guard depth > 0, isObject else { return nil }
    for name in Self.sayingNames {
      guard let value = self[name] else { continue }
      let text =
        value.isArray ? value.answer?.text : value.saidText(depth: depth - 1, by: speaker)
      if let text, !text.isEmpty {
        return text
      }
    }
    if let parts = self["parts"] {
      var message = ChatMessage(role: "", text: "")
      message.take(parts)
      return message.text
    }
    return nil
  }

  private static let sayingNames: [StaticString] = [
    "text", "content", "question", "query", "prompt", "message", "new_message", "user_message",
    "input", "answer", "reply", "response", "output_text", "output", "result", "completion",
  ]
}

extension Translation {
  /// What the first of the configured names has in either object; else what `name` has, where it is one.
  func named(
    _ names: [Name], or name: StaticString, in object: JSONNode?, _ other: JSONNode? = nil
  ) -> JSONNode? {
    guard object != nil || other != nil else { return nil }
    for wanted in names {
      if let found = object?.text(of: wanted) ?? other?.text(of: wanted) { return found }
    }
    return name.utf8CodeUnitCount == 0 ? nil : firstText(object?[name], other?[name])
  }

  /// The same in many objects.
  func named(_ names: [Name], or name: StaticString, in objects: [JSONNode?]) -> JSONNode? {
    for wanted in names {
      for object in objects {
        if let found = object?.text(of: wanted) { return found }
      }
    }
    guard name.utf8CodeUnitCount > 0 else { return nil }
    return objects.lazy.compactMap { $0?[name] }.first { $0.isText }
  }
}

extension JSONNode {
  /// The last text under a name, or else where its dots lead to.
  fileprivate func text(of name: Name) -> JSONNode? { text(along: name.text.utf8[...]) }

  /// The same of a name's bytes: `b` of `app.route` in `{"app":{"route":"b"}}`, and of `app.x.y` in
  /// `{"app.x":{"y":"b"}}` as well.
  func text(along name: Substring.UTF8View) -> JSONNode? {
    var found: JSONNode?
    var inside: JSONNode?
    forEachRawMember { key, value in
      if value.isText {
        if key.withText({ $0.count == name.count && $0.elementsEqual(name) }) { found = value }
      } else if found == nil, value.isObject, case let begun = key.rawBytes,
        begun.count < name.count, name.starts(with: begun),
        case let rest = name.dropFirst(begun.count), rest.first == UInt8(ascii: ".")
      {
        inside = value.text(along: rest.dropFirst()) ?? inside
      }
    }
    return found ?? inside
  }
}

extension JSONNode {
  /// The provider's id of an answer that was kept as it came; nil for what has an id of anything else.
  var answerID: JSONNode? {
    let isAnswer =
      self["choices"] != nil || self["type"]?.isText("message") == true
      || self["object"]?.isText("response") == true
    return isAnswer ? firstText(self["id"]) : nil
  }
}
