import TraceModel

/// One key of a record: what it is called, what it holds and what it is for.
///
/// Reading, the JSON Schema, the template and the advice on unknown keys all come from it.
struct Key<Record>: Sendable {
  let property: Schema.Property
  let read: @Sendable (YAMLValue, inout Record, inout Reading) -> Void

  var name: String { property.name }

  /// A key that always has a value.
  ///
  /// - Parameters:
  ///   - default: What holds without the key, in YAML; absent where that needs no saying.
  ///   - example: A value as a user may write it, in YAML.
  init<Value>(
    _ name: String, _ path: any WritableKeyPath<Record, Value> & Sendable,
    _ kind: ValueKind<Value>, _ summary: String, default: String? = nil, example: String,
    isRequired: Bool = false
  ) {
    property = Schema.Property(
      name: name, schema: kind.schema, summary: summary, defaultValue: `default`,
      example: example, isRequired: isRequired)
    read = { value, record, reading in
      if let value = kind.read(value, &reading) { record[keyPath: path] = value }
    }
  }

  /// A key whose value may be absent.
  init<Value>(
    _ name: String, _ path: any WritableKeyPath<Record, Value?> & Sendable,
    _ kind: ValueKind<Value>, _ summary: String, example: String
  ) {
    property = Schema.Property(
      name: name, schema: kind.schema, summary: summary, defaultValue: nil, example: example,
      isRequired: false)
    read = { value, record, reading in
      if let value = kind.read(value, &reading) { record[keyPath: path] = value }
    }
  }
}

/// Lists the keys of a record, one below the other.
@resultBuilder
enum Keys<Record> {
  static func buildExpression(_ key: Key<Record>) -> Key<Record> { key }
  static func buildBlock(_ keys: Key<Record>...) -> [Key<Record>] { keys }
}

extension ValueKind {
  /// A map of known keys.
  ///
  /// `check` sees the record and the line it starts on when all its keys were read.
  static func record(
    startingFrom start: Value, @Keys<Value> _ keys: () -> [Key<Value>],
    check: @escaping @Sendable (inout Value, Int, inout Reading) -> Void = { _, _, _ in }
  ) -> ValueKind where Value: Sendable {
    let keys = keys()
    let names = keys.map(\.name)
    return ValueKind(schema: .record(keys.map(\.property))) { value, reading in
      guard case .map(let entries) = value.content else {
        reading.add(value, isNo: "map", write: "it as keys and values, such as \(names[0]): …")
        return nil
      }
      var record = start
      for entry in entries {
        guard let key = keys.first(where: { $0.name == entry.key }) else {
          reading.add(line: entry.line, adviceOnUnknown(entry.key, kind: "key", known: names))
          continue
        }
        if entry.value.content == .nothing { continue }
        reading.inside(key.name) { key.read(entry.value, &record, &$0) }
      }
      for key in keys where key.property.isRequired {
        let isThere = entries.contains { $0.key == key.name && $0.value.content != .nothing }
        if !isThere {
          let example = "\(key.name): \(key.property.example)"
          reading.add(line: value.line, "'\(key.name)' is missing; add it, such as \(example)")
        }
      }
      check(&record, value.line, &reading)
      return record
    }
  }
}

/// What to say of a word that isn't among those known.
func adviceOnUnknown(_ word: String, kind: String, known: [String]) -> String {
  if let nearest = nearestWord(to: word, among: known) {
    return "\(quoted(word)) is no known \(kind); did you mean '\(nearest)'?"
  }
  return "\(quoted(word)) is no known \(kind); use one of \(known.joined(separator: ", "))"
}
