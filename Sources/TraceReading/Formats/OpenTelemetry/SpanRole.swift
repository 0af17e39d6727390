/// What a span stands for, by the vocabulary it is written in.
///
/// Only the innermost span of a model call is one: what asks a model through others repeats their
/// sums.
enum SpanRole {
  case model, tool, guardrail, prompt, verdict
  /// Holds others: an agent, a chain, a workflow.
  case group
  /// Says nothing of what it is.
  case other

  /// - Parameter kind: OpenInference's, where it stands beside the attributes.
  init(_ attributes: borrowing Attributes, _ kind: JSONNode? = nil) {
    if let kind = attributes[.spanKind]?.text ?? kind {
      self = Self.openInference(kind.rawBytes)
    } else if let type = attributes[.langfuseType]?.text {
      self = Self.langfuse(type.rawBytes)
    } else if let operation = attributes[.vercelOperation]?.text {
      self = Self.vercel(operation.rawBytes)
    } else if attributes.has(.toolName) && !attributes.has(.requestModel) {
      self = .tool
    } else if let operation = attributes[.operation]?.text {
      self = Self.genAI(operation.rawBytes, attributes)
    } else if let type = attributes[.requestType]?.text {
      self = type.rawBytes.equals("rerank") ? .tool : Self.model(attributes)
    } else if let kind = attributes[.traceloopKind]?.text, let role = Self.traceloop(kind.rawBytes)
    {
      self = role
    } else if Self.namesModel(attributes), Self.usesModel(attributes) {
      self = Self.model(attributes)
    } else {
      // Langfuse takes a span that says no type, but a model, for a generation.
      self = attributes.has(.langfuseModel) ? .model : .other
    }
  }

  /// Whether attributes that another format keeps by their plain names are of a tool's span.
  static func isTool(_ attributes: JSONNode?) -> Bool {
    guard let attributes, attributes.isObject else { return false }
    if let kind = attributes["openinference.span.kind"] {
      return openInference(kind.rawBytes) == .tool
    }
    return attributes["traceloop.span.kind"]?.isText("tool") == true
      || attributes["gen_ai.operation.name"]?.isText("execute_tool") == true
      || attributes["ai.operationId"]?.isText("ai.toolCall") == true
  }

  private static func genAI(
    _ operation: UnsafeBufferPointer<UInt8>, _ attributes: borrowing Attributes
  ) -> SpanRole {
    if operation.equals("chat") || operation.equals("generate_content")
      || operation.equals("text_completion") || operation.equals("embeddings")
    {
      return model(attributes)
    }
    if operation.equals("execute_tool") || operation.equals("retrieval")
      || operation.contains("memory")
    {
      return .tool
    }
    if operation.equals("invoke_agent") || operation.equals("create_agent")
      || operation.equals("invoke_workflow") || operation.equals("plan")
    {
      return .group
    }
    return attributes.has(.requestModel) ? model(attributes) : .other
  }

  /// `chat fallback:gpt-4.1-mini,claude-sonnet-4-5` asks the models it names, each in a span below.
  private static func model(_ attributes: borrowing Attributes) -> SpanRole {
    let model = attributes[.requestModel]?.text?.rawBytes
    return model?.starts(with: "fallback:".utf8) == true ? .group : .model
  }

  private static func traceloop(_ kind: UnsafeBufferPointer<UInt8>) -> SpanRole? {
    if kind.equals("tool") { return .tool }
    return kind.equals("workflow") || kind.equals("task") || kind.equals("agent") ? .group : nil
  }

  private static func namesModel(_ attributes: borrowing Attributes) -> Bool {
    attributes.has(.requestModel) || attributes.has(.responseModel) || attributes.has(.modelName)
  }

  /// Whether it says whom it asked, or what that took.
  private static func usesModel(_ attributes: borrowing Attributes) -> Bool {
    attributes.has(.provider) || attributes.has(.system) || attributes.has(.inputTokens)
      || attributes.has(.outputTokens) || attributes.has(.promptTokens)
      || attributes.has(.completionTokens)
  }

  private static func openInference(_ kind: UnsafeBufferPointer<UInt8>) -> SpanRole {
    if kind.equalsFolded("llm") || kind.equalsFolded("embedding") { return .model }
    if kind.equalsFolded("tool") || kind.equalsFolded("retriever")
      || kind.equalsFolded("reranker")
    {
      return .tool
    }
    if kind.equalsFolded("guardrail") { return .guardrail }
    if kind.equalsFolded("evaluator") { return .verdict }
    if kind.equalsFolded("prompt") { return .prompt }
    return kind.equalsFolded("agent") || kind.equalsFolded("chain") ? .group : .other
  }

  private static func langfuse(_ type: UnsafeBufferPointer<UInt8>) -> SpanRole {
    if type.equalsFolded("generation") || type.equalsFolded("embedding") { return .model }
    if type.equalsFolded("tool") || type.equalsFolded("retriever") { return .tool }
    if type.equalsFolded("guardrail") { return .guardrail }
    if type.equalsFolded("evaluator") { return .verdict }
    return type.equalsFolded("event") ? .other : .group
  }

  /// `ai.generateText` holds `ai.generateText.doGenerate`, and repeats what that used.
  private static func vercel(_ operation: UnsafeBufferPointer<UInt8>) -> SpanRole {
    if operation.equals("ai.toolCall") { return .tool }
    let asks = [".doGenerate", ".doStream", ".doEmbed", ".doRerank"]
    return asks.contains { operation.hasSuffix($0) } ? .model : .group
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Equal to a text of small letters, whatever the case.
  func equalsFolded(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for place in indices where self[place].folded != text.utf8Start[place] { return false }
    return true
  }

  /// Whether it begins with a text of small letters, whatever the case.
  func hasFoldedPrefix(_ text: StaticString) -> Bool {
    count >= text.utf8CodeUnitCount
      && UnsafeBufferPointer(rebasing: prefix(text.utf8CodeUnitCount)).equalsFolded(text)
  }

  /// Whether a text of small letters stands in it, whatever the case.
  func contains(_ text: StaticString) -> Bool {
    let (words, length) = (text.utf8Start, text.utf8CodeUnitCount)
    guard count >= length, let start = baseAddress else { return false }
    let (small, large) = (words[0], words[0].unfolded)
    for place in 0...(count - length) where start[place] == small || start[place] == large {
      var same = 1
      while same < length, start[place + same].folded == words[same] { same += 1 }
      if same == length { return true }
    }
    return false
  }

  /// Whether a text stands in it, letter by letter.
  func has(_ text: StaticString) -> Bool {
    let (words, length) = (text.utf8Start, text.utf8CodeUnitCount)
    guard count >= length, let start = baseAddress else { return false }
    for place in 0...(count - length) where start[place] == words[0] {
      if areEqual(start + place, words, length) { return true }
    }
    return false
  }

  func hasSuffix(_ text: String) -> Bool {
    count >= text.utf8.count && suffix(text.utf8.count).elementsEqual(text.utf8)
  }
}

extension UInt8 {
  /// Capital letters as small ones.
  var folded: UInt8 { self &- UInt8(ascii: "A") < 26 ? self | 0x20 : self }
  /// Small letters as capital ones.
  fileprivate var unfolded: UInt8 { self &- UInt8(ascii: "a") < 26 ? self & ~0x20 : self }
}
