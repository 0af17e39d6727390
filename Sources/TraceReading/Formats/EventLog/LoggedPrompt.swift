import TraceModel

/// The prompt of a line with its model's settings, before it has its number.
struct LoggedPrompt {
  var record: PromptRecord
  /// The list of tools offered.
  var tools: LineValue?

  func number(in tables: inout LocalTables) -> PromptID {
    tables.number(of: record) { tables in
      tools?.toolNames.map { tables.number(of: $0) } ?? []
    }
  }
}

extension LineValue {
  /// The names in a list of tools; of a tool that is an object, its `name`.
  ///
  /// Read only of a prompt that was not met before, so that it may take its time.
  fileprivate var toolNames: [Name] {
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
