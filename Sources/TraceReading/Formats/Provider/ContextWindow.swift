/// Whether what a vendor says of an error is that more was sent than its model can take in.
///
/// OpenAI and some others have a word for it; of the others only the sentence tells.
enum ContextWindow {
  static let name = "context_window"

  /// Whether one of the words under which an error is known says so.
  static func isExceeded(in error: JSONNode) -> Bool {
    [error["code"], error["type"], error["error_type"]].contains { words[$0] == true }
  }

  private static let words = ByteTable<Bool>([
    ("context_length_exceeded", true), ("context_window_exceeded", true),
    ("model_context_window_exceeded", true), ("exceed_context_size_error", true),
    ("too_many_prompt_tokens", true), ("TOO_MANY_TOKENS", true),
  ])

  /// - Parameter message: of an error in what was sent.
  static func isExceeded(by message: String) -> Bool {
    let said = message.utf8.prefix(1000).map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
    return said.withUnsafeBufferPointer { said in
      sentences.contains { said.has($0) }
        || nouns.contains { said.has($0) } && excesses.contains { said.has($0) }
          && !said.has("max_tokens is")
    }
  }

  private static let sentences: [StaticString] = [
    "prompt is too long", "prompt too long", "input is too long", "too many tokens",
    "number of input tokens exceeds", "input token count",
  ]
  private static let nouns: [StaticString] = [
    "context length", "context window", "context limit", "context size",
  ]
  private static let excesses: [StaticString] = [
    "exceed", "maximum", "too long", "too large", "larger than", "longer than", "overflow",
    "increase the context",
  ]
}
