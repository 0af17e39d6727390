/// The form of a value, as much of it as JSON Schema can say.
indirect enum Schema: Sendable {
  case text(pattern: String? = nil)
  case decimal
  case integer(ClosedRange<Int>)
  case choice([String])
  case list(Schema)
  case map(Schema)
  case record([Property])

  /// One key of a record.
  struct Property: Sendable {
    let name: String
    let schema: Schema
    let summary: String

    /// What holds without the key, in YAML.
    let defaultValue: String?

    /// A value as a user may write it, in YAML.
    let example: String
    let isRequired: Bool
  }
}
