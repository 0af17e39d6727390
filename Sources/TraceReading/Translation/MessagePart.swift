// The parts of a message, however a vendor writes them:
//
//   {"type":"text","content":"Hi"}  {"type":"text","text":"Hi"}  {"text":"Hi"}  "Hi"          → text
//   {"type":"tool_call","id":"c1","name":"f","arguments":{…}}    GenAI conventions            → call
//   {"type":"tool_use","id":"c1","name":"f","input":{…}}         Anthropic                    → call
//   {"id":"c1","function":{"name":"f","arguments":"{…}"}}        OpenAI                       → call
//   {"type":"tool-call","toolCallId":"c1","toolName":"f","input":{…}}  Vercel AI SDK          → call
//   {"functionCall":{"name":"f","args":{…}}}                     Gemini                       → call
//   {"toolUse":{"toolUseId":"c1","name":"f","input":{…}}}        Bedrock                      → call
//   {"message_content":{"type":"text","text":"Hi"}}              OpenInference                → text

/// One part of what somebody said.
enum MessagePart {
  case text(JSONNode)
  case reasoning(JSONNode?)
  case call(ToolCallPart)
  case result(ToolResultPart)
  /// Something that is only named, never shown.
  case media(MediaPart)
  case other(JSONNode)

  struct ToolCallPart {
    var id: JSONNode?
    var name: JSONNode?
    /// JSON, or JSON in a string.
    var arguments: JSONNode?
  }

  struct ToolResultPart {
    var id: JSONNode?
    var content: JSONNode?
  }

  struct MediaPart {
    var type: JSONNode?
    var mediaType: JSONNode?
    var address: JSONNode?
    var name: JSONNode?
    /// Of what stands in the log in base64.
    var bytes: Int?
  }

  init(_ node: JSONNode) {
    if node.isString {
      self = .text(node)
      return
    }
    guard node.isObject else {
      self = .other(node)
      return
    }
    self = Self.wrapped(node) ?? Self.byType(node) ?? .other(node)
  }

  /// Keys that say what it is; most parts have a `type` instead, and none of them.
  private static let wrappings = AttributeTable(
    [
      "message_content", "tool_call", "toolUse", "functionCall", "function_call", "toolResult",
      "functionResponse", "function_response", "reasoningContent", "inlineData", "inline_data",
      "fileData", "file_data", "function",
    ].map { ($0, 0) })

  /// Where the key says what it is.
  private static func wrapped(_ node: JSONNode) -> MessagePart? {
    var isPossible = false
    node.forEachRawMember { key, _ in
      let name = key.rawBytes
      // The shortest of them has seven letters, and most keys of a part have fewer.
      if key.isEscaped || name.count >= 7 && wrappings[name] != nil { isPossible = true }
    }
    guard isPossible else { return nil }
    if let inner = node["message_content"], inner.isObject { return MessagePart(inner) }
    if let inner = node["tool_call"], inner.isObject { return call(ToolCallPart(inner)) }
    if let inner = node["toolUse"] ?? node["functionCall"] ?? node["function_call"],
      inner.isObject
    {
      return call(ToolCallPart(inner))
    }
    if let inner = node["toolResult"] ?? node["functionResponse"] ?? node["function_response"],
      inner.isObject
    {
      return result(ToolResultPart(inner))
    }
    if let inner = node["reasoningContent"] {
      return reasoning(inner["reasoningText", "text"] ?? inner["text"])
    }
    if let inner = node["inlineData"] ?? node["inline_data"] ?? node["fileData"]
      ?? node["file_data"]
    {
      return media(MediaPart(inner))
    }
    if node["type"] == nil, node["function"]?.isObject == true { return call(ToolCallPart(node)) }
    return nil
  }

  private static func byType(_ node: JSONNode) -> MessagePart? {
    guard let type = node["type"] ?? node["kind"] else {
      guard let text = node["text"] ?? node["content"], text.isString else { return nil }
      return node["thought"]?.bool == true ? reasoning(text) : .text(text)
    }
    let word = type.rawBytes
    if word.equals("text") || word.equals("input_text") || word.equals("output_text")
      || word.equals("refusal")
    {
      return (node["text"] ?? node["content"] ?? node["refusal"]).flatMap {
        $0.isString ? .text($0) : nil
      }
    }
    if word.equals("tool_call") || word.equals("tool_use") || word.equals("tool-call")
      || word.equals("function_call") || word.equals("function") || word.equals("server_tool_use")
      || word.equals("server_tool_call") || word.equals("tool-use")
    {
      return call(ToolCallPart(node))
    }
    if word.equals("tool_call_response") || word.equals("tool_result")
      || word.equals("tool-result") || word.equals("function_call_output")
      || word.equals("server_tool_call_response")
    {
      return result(ToolResultPart(node))
    }
    if word.equals("reasoning") || word.equals("thinking") || word.equals("redacted_thinking") {
      return reasoning(
        [node["content"], node["text"], node["thinking"], node["reasoning"]].compactMap { $0 }
          .first { $0.isString })
    }
    if word.equals("blob") || word.equals("uri") || word.equals("file") || word.equals("image")
      || word.equals("image_url") || word.equals("input_image") || word.equals("audio")
      || word.equals("input_audio") || word.equals("video") || word.equals("document")
      || word.equals("input_file") || word.equals("media")
    {
      return media(MediaPart(node))
    }
    return nil
  }
}

extension Translation {
  /// The parts of a message that stand in a string; nil for a text that is no list of parts.
  func parts(in text: JSONNode) -> JSONNode? {
    guard text.isString, text.rawBytes.starts(with: "[{".utf8), let list = json(text),
      list.elements.allSatisfy({ part in
        guard part.isObject, part.has("type") || part.isTextOnly else { return false }
        if case .other = MessagePart(part) { return false }
        return true
      })
    else { return nil }
    return list
  }
}

extension JSONNode {
  /// Whether it is `{"text":"…"}` and no more.
  fileprivate var isTextOnly: Bool {
    var count = 0
    forEachRawMember { _, _ in count += 1 }
    return count == 1 && self["text"]?.isString == true
  }
}

extension MessagePart.ToolCallPart {
  init(_ node: JSONNode) {
    let function = node["function"].flatMap { $0.isObject ? $0 : nil } ?? node
    id =
      node["id"] ?? node["toolCallId"] ?? node["toolUseId"] ?? node["call_id"]
      ?? node["tool_call_id"]
    name = function["name"] ?? function["toolName"]
    arguments =
      function["arguments"] ?? function["input"] ?? function["args"] ?? function["parameters"]
  }
}

extension MessagePart.ToolResultPart {
  init(_ node: JSONNode) {
    id =
      node["id"] ?? node["tool_use_id"] ?? node["toolCallId"] ?? node["toolUseId"]
      ?? node["tool_call_id"] ?? node["call_id"] ?? node["name"]
    content =
      node["response"] ?? node["result"] ?? node["content"] ?? node["output"] ?? node["text"]
  }
}

extension MessagePart.MediaPart {
  init(_ node: JSONNode) {
    type = node["modality"] ?? node["type"]
    let source =
      [node["source"], node["image_url"], node["image"], node["input_audio"], node["file"]]
      .compactMap { $0 }.first { $0.isObject } ?? node
    mediaType =
      source["mime_type"] ?? source["media_type"] ?? source["mimeType"] ?? source["mediaType"]
      ?? source["format"] ?? node["mime_type"]
    name = source["filename"] ?? node["filename"] ?? node["name"] ?? source["file_id"]
    let address =
      source["uri"] ?? source["url"] ?? source["fileUri"] ?? source["file_uri"]
      ?? node["image_url"] ?? node["image"]
    if let address, address.isString, !address.rawBytes.starts(with: "data:".utf8) {
      self.address = address
    }
    let data =
      source["content"] ?? source["data"] ?? source["bytes"] ?? source["file_data"]
      ?? address.flatMap { self.address == nil ? $0 : nil }
    if let data, data.isString { bytes = data.rawBytes.count / 4 * 3 }
  }
}
