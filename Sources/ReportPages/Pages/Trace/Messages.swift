import TraceModel

// Vendors log what was sent and answered in many shapes; a reader wants the words:
//
//   {"messages": [{"role": "user", "content": "Where is it?"}]}      → user: Where is it?
//   {"text": "Under review."}                                         → Under review.
//   {"content": [{"type": "text", "text": "Hi"}, {"type": "image"}]}  → Hi, [image]

/// One turn of a conversation.
struct Message: Sendable, Equatable {
  var role: String
  var text: String
}

extension JSONValue {
  /// The turns, if the value is a conversation.
  var messages: [Message]? {
    let list = self["messages"] ?? self["contents"] ?? self
    guard case .array(let values) = list, !values.isEmpty else { return nil }
    let messages = values.map(\.message)
    guard messages.allSatisfy({ $0 != nil }) else { return nil }
    return messages.compactMap { $0 }
  }

  private var message: Message? {
    guard let role = self["role"]?.string else { return nil }
    var text = (self["content"] ?? self["parts"] ?? self["text"])?.words ?? ""
    if case .array(let calls)? = self["tool_calls"] {
      for call in calls { text += (text.isEmpty ? "" : "\n") + call.toolCallText }
    }
    return Message(role: role, text: text)
  }

  /// The words of a text, a content list or a wrapped text; the JSON where it is none of them.
  var words: String { plainText ?? prettyText }

  /// The text, where the value is one or wraps one.
  var plainText: String? {
    switch self {
    case .string(let text): return text
    case .array(let parts):
      let texts = parts.map { part -> String? in
        if let text = part.string ?? part["text"]?.string { return text }
        return part["type"]?.string.map { "[\($0)]" }
      }
      guard !parts.isEmpty, texts.allSatisfy({ $0 != nil }) else { return nil }
      return texts.compactMap { $0 }.joined(separator: "\n")
    case .object(let members):
      let wraps = members.first { Self.textKeys.contains(Name($0.key)) && $0.value.string != nil }
      // An object with more in it than its text is shown whole.
      return members.count == 1 ? wraps?.value.string : nil
    case .null, .bool, .number: return nil
    }
  }

  /// What a person said or read, also where it stands among other members.
  var spokenText: String? {
    if let messages { return messages.last { $0.role == "user" }?.text ?? messages.last?.text }
    if let plainText { return plainText }
    guard case .object(let members) = self else { return nil }
    return members.first { Self.textKeys.contains(Name($0.key)) && $0.value.string != nil }?
      .value.string
  }

  private var toolCallText: String {
    let function = self["function"] ?? self
    let name = function["name"]?.string ?? "?"
    let arguments = function["arguments"].map { $0.string ?? $0.lineText } ?? ""
    return "call \(name) \(arguments)"
  }

  /// The tools a model asked for.
  var calledTools: [Name] {
    let calls = self["tool_calls"] ?? self["message"]?["tool_calls"]
    guard case .array(let values)? = calls else { return [] }
    return values.compactMap { ($0["function"] ?? $0)["name"]?.string.map { Name($0) } }
  }

  private static let textKeys: Set<Name> = [
    "text", "content", "message", "question", "query", "answer", "reply", "output_text", "prompt",
  ]
}

extension Event {
  /// What a request asked.
  var question: String? { input?.spokenText ?? inputSummary ?? outputSummary }

  /// What an answer said.
  var reply: String? { output?.spokenText ?? outputSummary ?? input?.spokenText }
}
