import TraceModel

/// What was asked of a model: settings, tools, the system text and the messages.
struct SentCall {
  var model: String?
  var temperature: JSONNode?
  var maxTokens: JSONNode?
  var topP: JSONNode?
  var toolChoice: String?
  var serviceTier: JSONNode?
  var tools: [String] = []
  /// A short hash of what the tools are described by.
  var toolVersion: String?
  var system = QuotedText()
  var input = CleanJSON()
  /// What the user said, in its order.
  private var asked: [JSONNode] = []
  var user: JSONNode?
  /// What the caller put beside the question, and what goes on with it.
  var metadata, conversation: JSONNode?
  /// A prompt that the provider keeps, by its id and version.
  var savedPrompt: JSONNode?
  var isStreamed = false

  init() {}

  init(_ sent: JSONNode) {
    model = (sent.any("model", "modelId", "foundationModel", "model_id"))?.string
    readSettings(sent)
    readSettings(sent.any("generationConfig", "generation_config"))
    readSettings(sent["inferenceConfig"])
    readSettings(sent["options"])
    readSettings(sent["parameters"])
    readSettings(sent["textGenerationConfig"])
    isStreamed = sent["stream"]?.bool == true
    serviceTier = firstText(
      sent.any("service_tier", "serviceTier"), sent["serviceTier", "type"], sent["speed"])
    metadata = sent["metadata"]
    user = sent["user"] ?? metadata?["user_id"] ?? sent["safety_identifier"]
    conversation = firstText(sent["conversation"], sent["conversation", "id"]).flatMap {
      $0.rawBytes.starts(with: "conv_".utf8) ? $0 : nil
    }
    savedPrompt = sent["prompt"].flatMap { $0["id"]?.isString == true ? $0 : nil }
    readTools(sent)
    readSystem(sent)
    readInput(sent)
  }

  /// What was set before counts.
  private mutating func readSettings(_ group: JSONNode?) {
    guard let group, group.isObject else { return }
    temperature = temperature ?? group["temperature"]
    topP = topP ?? group.any("top_p", "topP", "p")
    maxTokens =
      maxTokens
      ?? group.any("max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens")
      ?? group.any("maxTokens", "max_tokens_to_sample", "max_new_tokens", "max_gen_len")
      ?? group.any("num_predict", "maxTokenCount", "maxTokensToSample")
  }

  // MARK: - Tools

  private mutating func readTools(_ sent: JSONNode) {
    let list = sent["tools"] ?? sent["toolConfig", "tools"] ?? sent["functions"]
    // Of one alone some leave out the list around it.
    if let list, list.isObject { readTool(list) }
    for tool in list.elements where tool.isObject { readTool(tool) }
    if let list, !tools.isEmpty { toolVersion = Self.shortText(of: list.contentHash) }
    readToolChoice(
      sent["tool_choice"] ?? sent["toolConfig", "toolChoice"]
        ?? sent["toolConfig", "functionCallingConfig"]?["mode"] ?? sent["function_call"])
  }

  private mutating func readTool(_ tool: JSONNode) {
    let declared = tool.any("functionDeclarations", "function_declarations")
    if declared != nil {
      for function in declared.elements { add(tool: function["name"]) }
    } else if let name = tool["function", "name"] ?? tool["name"] ?? tool["toolSpec", "name"] {
      add(tool: name)
    } else if let type = tool["type"] {
      add(tool: type)
    } else {
      // Gemini's own tools are keys: {"googleSearch":{}}.
      tool.forEachRawMember { key, _ in add(tool: key) }
    }
  }

  /// The first 12 of its lower half's 16 digits.
  private static func shortText(of hash: ContentHash) -> String {
    String(unsafeUninitializedCapacity: 12) { text in
      for place in 0..<12 {
        let digit = UInt8(truncatingIfNeeded: hash.low >> UInt64(60 - 4 * place)) & 15
        text[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
      }
      return 12
    }
  }

  private mutating func add(tool name: JSONNode?) {
    if let name = name?.asText, !name.isEmpty { tools.append(name) }
  }

  /// `"auto"`, `{"type":"tool","name":"x"}`, `{"function":{"name":"x"}}` or `{"auto":{}}`.
  private mutating func readToolChoice(_ choice: JSONNode?) {
    guard let choice else { return }
    if let name = choice["name"] ?? choice["function", "name"] ?? choice.any("type", "mode") {
      toolChoice = name.asText
    } else if choice.isObject {
      choice.forEachRawMember { key, value in
        toolChoice = value["name"]?.asText ?? key.asText
      }
    } else {
      toolChoice = choice.asText
    }
  }

  // MARK: - Texts

  private mutating func readSystem(_ sent: JSONNode) {
    for text in [
      sent["system"], sent["instructions"], sent["preamble"],
      sent.any("systemInstruction", "system_instruction"),
    ] {
      if let text { addSystem(Self.words(of: text)) }
    }
  }

  private mutating func addSystem(_ text: QuotedText) {
    guard !text.isEmpty else { return }
    if !system.isEmpty { system.add("\n") }
    system.add(text)
  }

  /// What the user said last.
  var question: String? {
    for said in asked.reversed() {
      let words = Self.words(of: said)
      if !words.isEmpty { return words.string }
    }
    return nil
  }

  private mutating func readInput(_ sent: JSONNode) {
    if let messages = sent.any("messages", "contents"), messages.isArray {
      write(messages: messages.elements, last: nil, room: messages.rawBytes.count)
    } else if let contents = sent["contents"], contents.isObject {
      write(messages: [contents], last: nil, room: contents.rawBytes.count)
    } else if let input = sent["input"], input.isArray, input.first?.isObject == true,
      input.first?["role"] != nil || input.first?["type"] != nil
    {
      write(messages: input.elements, last: nil, room: input.rawBytes.count)
    } else if let message = sent["message"], message.isString {
      write(
        messages: sent["chat_history"].elements, last: message, room: sent.rawBytes.count)
    } else if let text = (savedPrompt == nil ? sent["prompt"] : nil)
      ?? sent.any("input", "inputText") ?? sent.any("inputs", "texts", "query")
    {
      input.write("{\"text\":")
      input.copy(text)
      if let documents = sent["documents"] {
        input.write(",\"documents\":")
        input.copy(documents)
      }
      input.write("}")
      asked.append(text)
    } else {
      readEmbedded(sent)
    }
  }

  /// The texts that Google's and Amazon's embeddings are of:
  /// `{"content":{"parts":[{"text":"Hi"}]}}`, `{"requests":[{"content":…}]}`,
  /// `{"instances":[{"content":"Hi"}]}` or `{"singleEmbeddingParams":{"text":{"value":"Hi"}}}`.
  private mutating func readEmbedded(_ sent: JSONNode) {
    let params = sent.any("singleEmbeddingParams", "segmentedEmbeddingParams")
    asked += [sent["content"], params?["text"]?["value"]].compactMap { $0 }
    asked += sent.any("requests", "instances").elements.compactMap { $0.any("content", "prompt") }
    let texts = asked.map { Self.words(of: $0) }.filter { !$0.isEmpty }
    if texts.isEmpty { return }
    input.write(texts.count == 1 ? "{\"text\":" : "{\"text\":[")
    for (place, text) in texts.enumerated() {
      if place > 0 { input.write(",") }
      input.write(text)
    }
    input.write(texts.count == 1 ? "}" : "]}")
  }

  /// The turns of a conversation; system texts stand under `prompt`.
  ///
  /// - Parameter room: about as long as they are written.
  private mutating func write(
    messages: some Sequence<JSONNode>, last: JSONNode?, room: Int
  ) {
    input.reserve(room)
    input.write("{\"messages\":[")
    var isFirst = true
    for message in messages {
      let role = message["role"]
      if role?.isText("system") == true || role?.isText("developer") == true {
        addSystem(Self.words(of: message.any("content", "parts")))
        continue
      }
      if !isFirst { input.write(",") }
      isFirst = false
      write(message: message)
      let isPart = role == nil && message["type"]?.isText("text") == true
      if role == nil && message["type"] == nil || role?.isText("user") == true
        || role?.isText("USER") == true || isPart
      {
        let said = isPart ? message : message.any("content", "parts", "message")
        if let said { asked.append(said) }
      }
    }
    if let last {
      if !isFirst { input.write(",") }
      input.write("{\"role\":\"user\",\"content\":")
      input.copy(last)
      input.write("}")
      asked.append(last)
    }
    input.write("]}")
  }

  /// A message as it is; calls and their results that stand by themselves become messages. One text
  /// is written alike whichever vendor it was sent to, so that a fallback is seen to ask the same.
  private mutating func write(message: JSONNode) {
    let type = message["type"]
    if let text = message.onlyText {
      let role = message["role"]
      input.write("{\"role\":")
      if role == nil || role?.isText("USER") == true {
        input.write("\"user\"")
      } else if role?.isText("model") == true || role?.isText("CHATBOT") == true {
        input.write("\"assistant\"")
      } else if let role {
        input.copy(role)
      }
      input.write(",\"content\":")
      input.copy(text)
      input.write("}")
    } else if message["role"] != nil || type == nil {
      input.copy(message)
    } else if type?.isText("function_call") == true || type?.isText("custom_tool_call") == true {
      input.write("{\"role\":\"assistant\",\"tool_calls\":[")
      input.copy(message)
      input.write("]}")
    } else if let output = message["output"], output.isString {
      input.write("{\"role\":\"tool\",\"tool_call_id\":")
      input.writeString(message["call_id"]?.asText ?? "")
      input.write(",\"content\":")
      input.copy(output)
      input.write("}")
    } else {
      input.copy(message)
    }
  }

  /// The words of a text, or of the text parts of a list.
  private static func words(of value: JSONNode?) -> QuotedText {
    var words = QuotedText()
    guard let value else { return words }
    if value.isString {
      words.add(value)
    } else if let text = value["text"], text.isString {
      words.add(text)
    } else if let parts = value.any("parts", "content") {
      return Self.words(of: parts)
    } else {
      for part in value.elements {
        guard let text = part.isString ? part : part["text"], text.isString,
          !text.rawBytes.isEmpty
        else { continue }
        if !words.isEmpty { words.add("\n") }
        words.add(text)
      }
    }
    return words
  }
}

extension JSONNode {
  /// The text of a message that has nothing else: as it is, or the only part of its content.
  ///
  ///     {"role":"user","content":"Hi"}
  ///     {"role":"user","content":[{"type":"text","text":"Hi"}]}
  ///     {"role":"user","parts":[{"text":"Hi"}]}
  fileprivate var onlyText: JSONNode? {
    guard isObject, let content = any("content", "parts"),
      hasOnly("role", has("content") ? "content" : "parts")
    else { return nil }
    if content.isString { return content }
    var parts = content.elements.makeIterator()
    guard content.isArray, let part = parts.next(), parts.next() == nil else { return nil }
    guard part.isObject, let text = part["text"], text.isString, part.hasOnly("type", "text"),
      Self.textTypes[part["type"]] == true || part["type"] == nil
    else { return nil }
    return text
  }

  private static let textTypes = ByteTable<Bool>([
    ("text", true), ("input_text", true), ("output_text", true),
  ])

  private func hasOnly(_ one: StaticString, _ other: StaticString) -> Bool {
    var hasOnly = true
    forEachRawMember { key, _ in
      if !key.isText(one), !key.isText(other) { hasOnly = false }
    }
    return hasOnly
  }
}
