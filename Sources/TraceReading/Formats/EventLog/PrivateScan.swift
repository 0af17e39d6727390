import CPrivateText
import TraceModel

/// Notices which kinds of private data stand in the texts of one event after another.
struct PrivateScan {
  private(set) var found = PrivateMarks()
  /// Prompts come again and again: what was found in the last ones, by the hash of their bytes.
  private var prompts = [(hash: UInt64, kinds: UInt8)](repeating: (0, 0), count: 64)

  mutating func begin() { found = PrivateMarks() }

  /// Takes in one member of an event, where it is a text.
  @inline(__always)
  mutating func look(at value: LineValue, _ path: EventPath?) {
    switch path {
    case .inputSummary, .input: look(at: value, in: .input)
    case .outputSummary, .output: look(at: value, in: .output)
    case .error: look(at: value, in: .error)
    case .verdict, .note: look(at: value, in: .review)
    case .prompt: lookAtPrompt(value)
    case .context:
      for id in value.inside where id.eventPath == .user || id.eventPath == .session {
        look(at: id, in: .user)
      }
    default: break
    }
  }

  private mutating func look(at value: LineValue, in field: PrivateField) {
    let kinds = value.privateKinds
    if kinds != 0 { found.insert(kinds, in: field) }
  }

  private mutating func lookAtPrompt(_ value: LineValue) {
    let hash = ContentHash(of: value.rawBytes).low
    let place = Int(truncatingIfNeeded: hash & 63)
    if prompts[place].hash != hash { prompts[place] = (hash, value.privateKinds) }
    if prompts[place].kinds != 0 { found.insert(prompts[place].kinds, in: .prompt) }
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
