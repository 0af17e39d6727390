import TraceModel

/// What a provider answered, put together from one body or from the pieces of a stream.
struct Answer {
  var id: String?
  var model: String?
  /// Nanoseconds since 1970.
  var created: Int64?
  var completed: Int64?
  var finishReason: String?
  /// By the number of the choice; mostly there is one.
  var texts = Texts()
  var reasoning = QuotedText()
  var calls: [Call] = []
  var usage = UsageCounts()
  /// What other models were asked on the way to the answer.
  var advices: [Advice] = []
  var hasOnlyInput = false
  /// What a model made instead of text, such as `2 embeddings`.
  var made: String?
  var failure: Failure?
  /// `completed`, `in_progress`, `queued` … where the vendor has such.
  var state: String?
  /// Whether a shape of an answer was seen.
  var isKnown = false
  /// Whether the last piece of a stream came.
  var isWhole = false
  /// Whether the vendor counted the whole answer.
  var hasLastCounts = false
  /// Parts of the content that are neither text nor calls, and members nobody uses.
  var others = CleanJSON()
  var otherCount = 0
  var stage = Stage.model
  /// Who answers in such a shape and no other, by the name that addresses give.
  var vendor: StaticString?
  /// Whether the last call of a stream goes on in its next piece.
  var isInCall = false
  /// What an agent of Bedrock's says of its steps, each as JSON.
  var agentPieces: [[UInt8]] = []
  /// The conversation that an agent keeps.
  var session: String?
  /// What the whole answer is known by where it is one body.
  var body: JSONNode?

  enum Stage { case model, housekeeping }

  struct Call {
    var id: String?
    var name: String?
    /// JSON, or what was meant to be.
    var arguments = ""
    /// The same where they come in pieces for places in them.
    var partial: PartialArguments?
    /// By which pieces of a stream name it.
    var place: CallPlace?

    /// Takes the arguments that a stream names the call with; mostly none, as they follow in pieces.
    mutating func begin(_ input: JSONNode?) {
      guard let input, input.isObject, input.rawBytes.count > 2 else { return }
      arguments = Answer.jsonText(input)
    }
  }

  struct Texts {
    private var texts: [(choice: Int, text: QuotedText)] = []

    var isEmpty: Bool { texts.isEmpty }

    /// Those that say something.
    var inOrder: [QuotedText] {
      if texts.count == 1 { return texts[0].text.isEmpty ? [] : [texts[0].text] }
      let said = texts.filter { !$0.text.isEmpty }
      return said.sorted { $0.choice < $1.choice }.map(\.text)
    }

    mutating func add(_ text: JSONNode, choice: Int) { texts[place(of: choice)].text.add(text) }
    mutating func add(_ text: String, choice: Int) { texts[place(of: choice)].text.add(text) }

    private mutating func place(of choice: Int) -> Int {
      if let place = texts.firstIndex(where: { $0.choice == choice }) { return place }
      texts.append((choice, QuotedText()))
      return texts.count - 1
    }

    /// Whether anything was said in the choice.
    func has(choice: Int) -> Bool { texts.contains { $0.choice == choice } }

    /// A new line behind what the first choice says.
    mutating func breakLine() { if has(choice: 0) { add("\n", choice: 0) } }
  }

  enum CallPlace: Equatable {
    case tool(choice: Int, Int64)
    case function(choice: Int)
    case block(Int64)
  }

  struct Failure {
    var type: String?
    var message: String?
    /// As of HTTP, where the error is in the body of an answer that went well.
    var code: Int64?
  }

  mutating func add(_ text: JSONNode?, choice: Int = 0) {
    guard let text, text.isString else { return }
    texts.add(text, choice: choice)
  }

  mutating func addReasoning(_ text: JSONNode?) {
    guard let text, text.isString else { return }
    reasoning.add(text)
  }

  mutating func take(id node: JSONNode?) {
    if let node, node.isText, !node.isSurely(id) { id = node.asText }
  }

  mutating func take(model node: JSONNode?) {
    if let node, node.isString, !node.rawBytes.isEmpty, !node.isSurely(model) {
      model = node.string
    }
  }

  mutating func take(finish node: JSONNode?) {
    if let node, node.isText { finishReason = node.asText }
  }

  mutating func take(created node: JSONNode?) {
    if let time = ExchangeTime.nanoseconds(node) { created = time }
  }

  /// A part of the content that is shown as it is.
  mutating func addOther(_ part: JSONNode) {
    if otherCount > 0 { others.write(",") }
    others.copy(part)
    otherCount += 1
  }

  mutating func addCall(_ id: JSONNode?, _ name: JSONNode?, _ arguments: JSONNode?) {
    var call = Call(id: id?.asText, name: name?.asText)
    call.arguments = arguments.map { Self.jsonText($0) } ?? ""
    calls.append(call)
  }

  /// A string's text, and of any other value its JSON.
  static func jsonText(_ value: JSONNode) -> String {
    value.string ?? String(decoding: value.rawBytes, as: UTF8.self)
  }

  /// The call that a piece of a stream belongs to.
  mutating func withCall(at place: CallPlace, _ body: (inout Call) -> Void) {
    if let index = calls.lastIndex(where: { $0.place == place }) {
      body(&calls[index])
    } else {
      // Each piece looks for its call; of more than any model asks for, the rest is passed over.
      guard calls.count < 4096 else { return }
      var call = Call()
      call.place = place
      body(&call)
      calls.append(call)
    }
  }

  // MARK: - Content

  /// A text, or a list of parts as several vendors write them.
  mutating func readContent(_ content: JSONNode?, choice: Int = 0) {
    guard let content else { return }
    if content.isString { return add(content, choice: choice) }
    for part in content.elements { readPart(part, choice: choice) }
  }

  /// The parts of Anthropic's that ask for a tool: the caller's, its own, and a server's of others.
  static let callTypes = ByteTable<Bool>([
    ("tool_use", true), ("server_tool_use", true), ("mcp_tool_use", true),
  ])

  private mutating func readPart(_ part: JSONNode, choice: Int) {
    guard part.isObject else { return add(part, choice: choice) }
    let type = part["type"]
    if type?.isText("thinking") == true || type?.isText("reasoning") == true {
      readThinking(part)
    } else if Self.callTypes[type] == true {
      addCall(part["id"], part["name"], part["input"])
    } else if let text = part["text"] {
      if part["thought"]?.bool == true { addReasoning(text) } else { add(text, choice: choice) }
    } else if let refusal = part["refusal"] {
      add(refusal, choice: choice)
    } else if let call = part.any("functionCall", "function_call") {
      readGeminiCall(call)
    } else if let call = part["toolUse"] {
      addCall(call["toolUseId"], call["name"], call["input"])
    } else if let thought = part["reasoningContent"] {
      addReasoning(thought["reasoningText", "text"] ?? thought["text"])
    } else {
      addOther(part)
    }
  }

  private mutating func readThinking(_ part: JSONNode) {
    let thinking = part["thinking"] ?? part["text"] ?? part["summary"]
    if let thinking, thinking.isArray {
      for piece in thinking.elements { addReasoning(piece["text"]) }
    } else {
      addReasoning(thinking)
    }
  }
}
