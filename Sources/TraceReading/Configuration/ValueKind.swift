import TraceModel

/// What a key may hold: how it is read, and how a schema describes it.
struct ValueKind<Value>: Sendable {
  let schema: Schema
  let read: @Sendable (YAMLValue, inout Reading) -> Value?

  init(schema: Schema, read: @escaping @Sendable (YAMLValue, inout Reading) -> Value?) {
    self.schema = schema
    self.read = read
  }

  /// A text of one form; `expected` and `advice` end the sentences "'x' is no …; write …".
  init(
    _ schema: Schema, expected: String, advice: String,
    parse: @escaping @Sendable (String) -> Value?
  ) {
    self.init(schema: schema) { value, reading in
      if case .text(let text) = value.content, let result = parse(text) { return result }
      reading.add(value, isNo: expected, write: advice)
      return nil
    }
  }

  /// The same kind, with a further step that may refuse the value.
  func then<Next>(
    _ next: @escaping @Sendable (Value, YAMLValue, inout Reading) -> Next?
  ) -> ValueKind<Next> {
    ValueKind<Next>(schema: schema) { value, reading in
      read(value, &reading).flatMap { next($0, value, &reading) }
    }
  }
}

/// A value and the line it stands in.
struct Located<Value: Sendable>: Sendable {
  let value: Value
  let line: Int
}

extension ValueKind {
  static func located<Single>(_ kind: ValueKind<Single>) -> ValueKind
  where Value == Located<Single> {
    kind.then { value, source, _ in Located(value: value, line: source.line) }
  }

  static func list<Element>(of kind: ValueKind<Element>) -> ValueKind where Value == [Element] {
    ValueKind(schema: .list(kind.schema)) { value, reading in
      guard case .list(let values) = value.content else {
        reading.add(value, isNo: "list", write: "it as [first, second]")
        return nil
      }
      return values.compactMap { kind.read($0, &reading) }
    }
  }

  /// A map from names that the user chooses.
  static func byName<Element>(_ kind: ValueKind<Element>) -> ValueKind
  where Value == [Name: Element] {
    ValueKind(schema: .map(kind.schema)) { value, reading in
      guard case .map(let entries) = value.content else {
        reading.add(value, isNo: "map", write: "it as {name: value}")
        return nil
      }
      var values: [Name: Element] = [:]
      for entry in entries {
        reading.inside(entry.key) { reading in
          if entry.key.isEmpty { reading.add(line: entry.line, "a name is empty; fill it in") }
          values[Name(entry.key)] = kind.read(entry.value, &reading)
        }
      }
      return values
    }
  }
}

extension ValueKind<String> {
  /// One of the words given.
  static func word(of words: [String], kind: String) -> ValueKind {
    ValueKind(schema: .choice(words)) { value, reading in
      guard case .text(let word) = value.content else {
        reading.add(value, isNo: "word", write: "one of \(words.joined(separator: ", "))")
        return nil
      }
      guard words.contains(word) else {
        reading.add(line: value.line, adviceOnUnknown(word, kind: kind, known: words))
        return nil
      }
      return word
    }
  }
}
