import TraceModel

/// The prompts that were read last, by the hash of their bytes.
///
/// A log has a prompt in thousands of calls, and it is most of what they say.
struct PromptsAsWritten {
  struct Known {
    fileprivate var hash = ContentHash.none
    /// Without settings.
    var record = PromptRecord()
    /// Bits of `PrivateKind`.
    var privateKinds: UInt8 = 0
  }

  private var known = [Known](repeating: Known(), count: 1024)

  subscript(hash: ContentHash) -> Known? {
    let place = Int(truncatingIfNeeded: hash.low & 1023)
    return known[place].hash == hash ? known[place] : nil
  }

  mutating func keep(_ hash: ContentHash, _ record: PromptRecord, privateKinds: UInt8) {
    known[Int(truncatingIfNeeded: hash.low & 1023)] = Known(
      hash: hash, record: record, privateKinds: privateKinds)
  }
}

extension LineValue {
  /// The names in a list of tools; of a tool that is an object, its `name`.
  ///
  /// Read only of a set that was not met before, so that it may take its time.
  var toolNames: [Name] {
    guard case .array(let tools)? = try? readJSON(rawBytes) else { return [] }
    var names: Set<Name> = []
    for tool in tools {
      switch tool {
      case .string(let name): names.insert(Name(name))
      case .object: if case .string(let name)? = tool["name"] { names.insert(Name(name)) }
      case .null, .bool, .number, .array: break
      }
    }
    return names.sorted()
  }
}
