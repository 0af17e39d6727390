import TraceModel

extension EventWriter {
  /// A text as it is spelled in the log, escapes and all.
  mutating func put(_ key: StaticString, rawText text: UnsafeBufferPointer<UInt8>?) {
    guard let text, !text.isEmpty else { return }
    put(key, quoted: text)
  }

  /// A provider under the one name that today's conventions give it.
  mutating func put(provider node: JSONNode) {
    let name = node.rawBytes
    for (alias, provider) in providerAliases where name.equalsFolded(alias) {
      put("provider", provider)
      return
    }
    key("provider")
    lines.append(UInt8(ascii: "\""))
    for byte in name { lines.append(byte.folded) }
    lines.append(UInt8(ascii: "\""))
  }

  /// An amount of money by its own digits.
  mutating func putCharge(
    _ source: StaticString, _ item: StaticString, _ amount: JSONNode, currency: StaticString?
  ) {
    let element = beginElement()
    put("source", source)
    put("item", item)
    // What no amount can be read of is for the decoder to refuse, with its reason.
    if let exact = amount.amount {
      put("amount", number: exact)
    } else {
      put("amount", amount)
    }
    if let currency { put("currency", currency) }
    endElement(element)
  }

  /// The calls of an answer of Vercel's SDK, or of OpenAI's.
  mutating func put(calls: JSONNode) {
    let list = beginList("tool_calls")
    for call in calls.elements {
      guard case let part = MessagePart.ToolCallPart(call), part.name != nil else { continue }
      let element = beginElement()
      put("id", text: part.id)
      open("function")
      put("name", text: part.name)
      put("arguments", part.arguments)
      close()
      endElement(element)
    }
    endList(list)
  }

  /// The names of the tools offered, and a version by what their definitions say.
  mutating func put(tools: ToolDefinitions) {
    guard !tools.names.isEmpty else { return }
    let list = beginList("tools")
    for name in tools.names { element(name) }
    endList(list)
    put("tool_schema_version", tools.version)
  }
}

private let providerAliases: [(StaticString, StaticString)] = [
  ("az.ai.openai", "azure.ai.openai"), ("azure_openai", "azure.ai.openai"),
  ("azure", "azure.ai.openai"), ("az.ai.inference", "azure.ai.inference"),
  ("bedrock", "aws.bedrock"), ("aws_bedrock", "aws.bedrock"), ("aws", "aws.bedrock"),
  ("vertex_ai", "gcp.vertex_ai"), ("vertexai", "gcp.vertex_ai"), ("gemini", "gcp.gemini"),
  ("google", "gcp.gemini"), ("mistral", "mistral_ai"), ("mistralai", "mistral_ai"),
  ("xai", "x_ai"), ("watsonx", "ibm.watsonx.ai"),
]

/// The tools that a model was offered.
struct ToolDefinitions {
  var names: [JSONNode] = []
  /// Changes with the definitions; the same for the same ones, whatever the order of their keys.
  var version = ""

  init(_ definitions: JSONNode, _ translation: borrowing Translation) {
    for element in definitions.elements {
      guard let definition = Self.definition(element, translation) else { continue }
      // Gemini's are lists in a list.
      if let list = definition["function_declarations"] {
        for function in list.elements {
          if let name = function["name"], name.isString, name.isText { names.append(name) }
        }
      }
      let function = definition["function"].flatMap { $0.isObject ? $0 : nil } ?? definition
      let name = function["name"] ?? function["toolSpec", "name"]
      if let name, name.isString, name.isText { names.append(name) }
    }
    version = definitions.shortHash
  }

  /// OpenInference wraps each in `tool.json_schema`, some as JSON in a string.
  private static func definition(_ node: JSONNode, _ translation: borrowing Translation)
    -> JSONNode?
  {
    if node.isString { return translation.json(node) }
    let inner = node["tool"].flatMap { $0.isObject ? $0 : nil } ?? node
    guard let schema = inner["json_schema"] else { return inner }
    return schema.isString ? translation.json(schema) : schema
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Of `openai.responses` what stands before the dot.
  var beforeDot: Self { Self(rebasing: prefix { $0 != UInt8(ascii: ".") }) }
}
