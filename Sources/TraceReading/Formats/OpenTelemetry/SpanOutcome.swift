import TraceModel

/// How a span ended, and what it says of an error.
struct SpanOutcome {
  var status = Status.ok
  var type: UnsafeBufferPointer<UInt8>?
  var message: JSONNode?
  var stack: JSONNode?

  /// - Parameter hasFailed: what the log says, whatever the error's type.
  init(hasFailed: Bool, type: JSONNode?, message: JSONNode?, stack: JSONNode?) {
    guard hasFailed else { return }
    self.type = type?.rawBytes ?? message.flatMap { Self.typeNamed(in: $0.rawBytes) }
    self.message = message
    self.stack = stack
    status = Self.status(of: self.type)
    if self.type == nil, let words = message?.rawBytes, Self.tellsOfTimeout(words) {
      status = .timeout
    }
  }

  /// Some logs keep what an error said, and not its name: `Request timed out.`
  private static func tellsOfTimeout(_ message: UnsafeBufferPointer<UInt8>) -> Bool {
    let beginning = UnsafeBufferPointer(rebasing: message.prefix(200))
    return beginning.contains("timed out") || beginning.contains("timeout error")
      || beginning.contains("timeouterror") || beginning.contains("timeout expired")
  }

  /// What kind of end an error's name tells.
  static func status(of type: UnsafeBufferPointer<UInt8>?) -> Status {
    guard let type else { return .error }
    if type.contains("timeout") || type.contains("timedout") || type.contains("timed_out")
      || type.contains("deadline")
    {
      return .timeout
    }
    if type.contains("cancel") || type.contains("aborterror") { return .cancelled }
    if type.contains("content_filter") || type.contains("contentfilter")
      || type.contains("policyviolation") || type.contains("policy_violation")
      || type.contains("guardrail")
    {
      return .blocked
    }
    return .error
  }

  /// The status in `Error code: 429 - {…}`, also where that stands inside of a message, in `429 …` and
  /// in `Error: 429 …`, as JavaScript's clients write it.
  static func code(in message: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
    let words = "Error code: "
    var text = message
    let first = UInt8(ascii: "E")
    for place in message.indices.prefix(80) where message[place] == first {
      let rest = UnsafeBufferPointer(rebasing: message[place...])
      guard rest.starts(with: words.utf8) else { continue }
      text = .init(rebasing: rest[words.utf8.count...])
      break
    }
    if text.starts(with: "Error: ".utf8) {
      text = .init(rebasing: text[7...])
      // Other numbers may be anything.
      guard text.first == UInt8(ascii: "4") || text.first == UInt8(ascii: "5") else { return nil }
    }
    guard text.count >= 3, text.prefix(3).allSatisfy({ $0 &- 0x30 < 10 }),
      text.count == 3 || text[3] == 0x20
    else { return nil }
    return .init(rebasing: text[..<3])
  }

  /// `TimeoutError: no answer` and `Error code: 429 - {…}` name their error without saying so.
  private static func typeNamed(in message: UnsafeBufferPointer<UInt8>)
    -> UnsafeBufferPointer<UInt8>?
  {
    if let code = code(in: message) { return code }
    guard let colon = message.prefix(100).firstIndex(of: UInt8(ascii: ":")), colon > 3 else {
      return nil
    }
    let name = UnsafeBufferPointer(rebasing: message[..<colon])
    let isName = name.allSatisfy {
      $0.folded &- UInt8(ascii: "a") < 26 || $0 &- 0x30 < 10 || $0 == UInt8(ascii: ".")
        || $0 == UInt8(ascii: "_")
    }
    guard isName, name.contains("error") || name.contains("exception") || name.contains("timeout")
    else { return nil }
    return name
  }
}

extension EventWriter {
  mutating func put(_ outcome: SpanOutcome) {
    put("status", outcome.status.spelling)
    guard outcome.status != .ok else { return }
    open("error")
    if let type = outcome.type, !type.isEmpty { put("type", rawText: type) }
    put("message", text: outcome.message)
    put("stack", text: outcome.stack)
    close()
  }
}
