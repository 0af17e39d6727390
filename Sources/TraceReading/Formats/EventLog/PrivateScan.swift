import CPrivateText
import TraceModel

/// Notices which kinds of private data stand in the texts of one event after another.
struct PrivateScan {
  private(set) var found = PrivateMarks()

  mutating func begin() { found = PrivateMarks() }

  /// Takes in one member of an event, where it is a text; but for the prompt, which has its own way.
  @inline(__always)
  mutating func look(at value: LineValue, _ path: EventPath?) {
    switch path {
    case .inputSummary, .input: look(at: value, in: .input)
    case .outputSummary, .output: look(at: value, in: .output)
    case .error: look(at: value, in: .error)
    case .verdict, .note: look(at: value, in: .review)
    case .context:
      for id in value.inside where id.eventPath == .user || id.eventPath == .session {
        look(at: id, in: .user)
      }
    default: break
    }
  }

  /// Takes in a prompt; returns what was found, as prompts come again and again.
  mutating func look(atPrompt value: LineValue) -> UInt8 {
    let kinds = value.privateKinds
    add(kinds, in: .prompt)
    return kinds
  }

  @inline(__always)
  mutating func add(_ kinds: UInt8, in field: PrivateField) {
    if kinds != 0 { found.insert(kinds, in: field) }
  }

  private mutating func look(at value: LineValue, in field: PrivateField) {
    add(value.privateKinds, in: field)
  }
}

extension LineValue {
  /// Bits of `PrivateKind`, in the text as it is written.
  fileprivate var privateKinds: UInt8 {
    let text = rawBytes
    // A line has room behind it, as its parser needs it.
    return cprivate_kinds(text.baseAddress, text.count)
  }
}
