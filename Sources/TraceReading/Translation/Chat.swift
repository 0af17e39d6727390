// What models were asked and answered, in the one form that pages read:
//
//   {"role":"user","content":"Hi"}                                            most
//   {"role":"user","parts":[{"type":"text","content":"Hi"}]}                  OpenTelemetry
//   {"role":"user","parts":[{"text":"Hi"}]}                                   Gemini
//   {"lc":1,"type":"constructor","id":[…,"HumanMessage"],"kwargs":{…}}        LangChain
//   {"type":"function_call","name":"find","arguments":"{}","call_id":"c1"}    OpenAI Responses
//   → {"role":"user","content":"Hi"}
//
// A value that is none of them is copied as it is.

/// One turn of a conversation, whoever logged it.
struct ChatMessage {
  var role: String
  var text: String
  var name: String?
  /// Of a tool's answer: the id of its call.
  var callID: String?
  var calls: [Call] = []

  struct Call {
    var id: String?
    var name: String
    /// As logged: JSON, or JSON in a string.
    var arguments: JSONNode?
  }
}

extension ChatMessage {
  /// Nil for what is no message.
  init?(_ node: JSONNode) {
    guard node.isObject else { return nil }
    if let kwargs = node["kwargs"], let kind = node["id"]?.elements.reversed().first?.string,
      let role = Self.roles[kind]
    {
      self.init(role: role, body: kwargs)
      return
    }
    if let word = node["type"]?.string, node["role"] == nil {
      if word == "function_call", let name = node["name"]?.asText {
        self.init(role: "assistant", text: "")
        calls = [Call(id: node["call_id"]?.asText, name: name, arguments: node["arguments"])]
        return
      }
      if word == "function_call_output" {
        self.init(role: "tool", text: node["output"]?.words ?? "")
        callID = node["call_id"]?.asText
        return
      }
      guard let role = Self.roles[word], node["content"] != nil || node["data"] != nil else {
        return nil
      }
      self.init(role: role, body: node["data"] ?? node)
      return
    }
    guard let role = node["role"]?.string, !role.isEmpty else { return nil }
    self.init(role: Self.roles[role] ?? role, body: node)
  }

  private init(role: String, body: JSONNode) {
    self.role = role
    text = ""
    name = body["name"]?.asText
    callID = body["tool_call_id"]?.asText
    if role == "tool", name == nil { name = body["function"]?.string }
    take(body["content"] ?? body["parts"] ?? body["text"])
    let listed = body["tool_calls"] ?? body["additional_kwargs"]?["tool_calls"]
    for call in listed?.elements ?? JSONNode.noElements { take(call: call) }
  }

  private mutating func add(_ more: String) {
    guard !more.isEmpty else { return }
    text += (text.isEmpty ? "" : "\n") + more
  }

  mutating func take(_ content: JSONNode?) {
    guard let content else { return }
    if content.isArray {
      for part in content.elements { take(part: part) }
    } else if content.isObject {
      take(part: content)
    } else {
      add(content.asText ?? "")
    }
  }

  private mutating func take(part: JSONNode) {
    if let text = part.asText {
      add(text)
    } else if let parts = part["parts"] {
      take(parts)
    } else if let call = part["function_call"] ?? part["functionCall"] {
      take(call: call)
    } else if let answer = part["function_response"] ?? part["functionResponse"] {
      role = "tool"
      name = name ?? answer["name"]?.asText
      add((answer["response"] ?? answer["output"])?.words ?? "")
    } else if let kind = part["type"]?.string {
      take(part, of: kind)
    } else if let text = part["text"]?.asText ?? part["content"]?.asText {
      add(text)
    } else {
      add("[data]")
    }
  }

  private mutating func take(_ part: JSONNode, of kind: String) {
    switch kind {
    case "tool_use", "tool_call", "tool-call", "server_tool_call", "server_tool_use":
      take(call: part)
    case "tool_result", "tool_call_response", "tool-result":
      role = "tool"
      callID = callID ?? (part["tool_use_id"] ?? part["toolCallId"] ?? part["id"])?.asText
      name = name ?? part["toolName"]?.asText
      let result = part["content"] ?? part["result"] ?? part["response"] ?? part["output"]
      add(result?.words ?? "")
    default:
      if let text = part["text"]?.asText ?? part["content"]?.asText {
        if kind != "thinking", kind != "reasoning" { add(text) }
      } else if kind != "thinking", kind != "reasoning", kind != "redacted_thinking" {
        add("[\(kind)]")
      }
    }
  }

  mutating func take(call: JSONNode) {
    let function = call["function"]
    let body = function?.isObject == true ? function ?? call : call
    let named = body["name"] ?? (function?.isString == true ? function : nil) ?? call["toolName"]
    guard let name = named?.asText else { return }
    let arguments = body["arguments"] ?? body["args"] ?? body["input"] ?? body["parameters"]
    let id = (call["id"] ?? call["call_id"] ?? call["toolCallId"])?.asText
    calls.append(Call(id: id, name: name, arguments: arguments))
  }

  private static let roles: [String: String] = [
    "human": "user", "ai": "assistant", "model": "assistant", "tool": "tool",
    "function": "tool", "system": "system", "developer": "system",
    "HumanMessage": "user", "HumanMessageChunk": "user", "AIMessage": "assistant",
    "AIMessageChunk": "assistant", "SystemMessage": "system", "ToolMessage": "tool",
    "FunctionMessage": "tool", "ChatMessage": "user",
  ]
}

extension JSONNode {
  static var noElements: Elements { Elements.none }

  /// The turns of a conversation; nil for what is none.
  var chat: [ChatMessage]? {
    if isObject {
      guard var messages = (self["messages"] ?? self["contents"])?.chat else { return nil }
      let system =
        self["system"] ?? self["instructions"] ?? self["system_instruction"]
        ?? self["systemInstruction"] ?? self["config"]?["system_instruction"]
      if let system, messages.first?.role != "system" {
        var message = ChatMessage(role: "system", text: "")
        message.take(system)
        messages.insert(message, at: 0)
      }
      return messages
    }
    var messages: [ChatMessage] = []
    for element in elements {
      if element.isArray, let inner = element.chat {
        messages += inner
      } else if let message = ChatMessage(element) {
        messages.append(message)
      } else if element["type"]?.isText("reasoning") != true {
        return nil
      }
    }
    return messages.isEmpty ? nil : messages
  }

  /// What a model answered; nil where its form is unknown.
  var answer: ChatMessage? {
    if isString || isNumber { return ChatMessage(role: "assistant", text: asText ?? "") }
    if let choice = self["choices"]?.first {
      return (choice["message"] ?? choice["delta"]).flatMap { ChatMessage($0) }
        ?? choice["text"]?.asText.map { ChatMessage(role: "assistant", text: $0) }
    }
    if isObject, let message = ChatMessage(self) { return message }
    if let message = self["message"], let read = ChatMessage(message) { return read }
    if let content = self["candidates"]?.first?["content"] ?? self["content"] {
      var message = ChatMessage(role: "assistant", text: "")
      message.take(content)
      for call in self["tool_calls"]?.elements ?? Self.noElements { message.take(call: call) }
      return message
    }
    if let output = self["output"] ?? self["messages"], output.isArray { return output.answer }
    guard isArray else { return nil }
    if let messages = chat {
      return messages.last { $0.role == "assistant" } ?? messages.last
    }
    return answerParts
  }

  /// `[{"type":"text","text":"Hi"}]` or `[{"toolName":"find","input":"{}"}]`
  private var answerParts: ChatMessage? {
    var message = ChatMessage(role: "assistant", text: "")
    for part in elements {
      guard part.isObject, part["type"] != nil || part["toolName"] != nil else { return nil }
      if part["toolName"] != nil { message.take(call: part) } else { message.take(part) }
    }
    return message.text.isEmpty && message.calls.isEmpty ? nil : message
  }

  /// The words of a value of any form: its text, or its JSON.
  var words: String {
    if let text = asText { return text }
    var message = ChatMessage(role: "", text: "")
    if isArray, elements.allSatisfy({ $0["type"]?.isText("text") == true }) {
      message.take(self)
      return message.text
    }
    return String(decoding: rawBytes, as: UTF8.self)
  }
}
