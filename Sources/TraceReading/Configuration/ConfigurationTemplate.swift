/// A `casebook.yml` in which everything is explained and commented out.
///
/// A line of explanation starts with `# `, a setting with `#`: taking that one character away
/// sets the key to the value shown.
package func configurationTemplate() -> String {
  guard case .record(let properties) = ValueKind.configuration.schema else { return "" }
  let head = """
    # Settings for Casebook reports. Every key is optional; the values shown are examples.
    # To set one, take the '#' off its line.

    """
  return ([head] + properties.map(\.template)).joined(separator: "\n")
}

extension Schema.Property {
  fileprivate var template: String {
    var lines = ["# \(summary)"]
    if case .record(let properties) = schema {
      lines += properties.map { "#   \($0.name): \($0.summary)\($0.note)" }
    } else if !note.isEmpty {
      lines[0] += note
    }
    return lines.joined(separator: "\n") + "\n#\(name): \(example)\n"
  }

  /// What holds without the key, where there is something to say.
  private var note: String {
    guard let defaultValue, defaultValue != "[]", defaultValue != "{}" else { return "" }
    return " (\(defaultValue) if not set)"
  }
}
