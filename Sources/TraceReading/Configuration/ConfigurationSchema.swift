/// The JSON Schema (2020-12) of `casebook.yml`, for editors and for people.
package func configurationSchema() -> String {
  guard case .object(let members) = ValueKind.configuration.schema.json else { return "" }
  let head: [JSONText.Member] = [
    .init("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
    .init("$id", .text("urn:casebook:config:1")),
    .init("title", .text("casebook.yml")),
    .init(
      "description", .text("What a team sets for its Casebook reports. Every key is optional.")),
  ]
  return JSONText.object(head + members).lines() + "\n"
}

extension Schema {
  /// The schema as JSON Schema says it.
  fileprivate var json: JSONText {
    switch self {
    case .text(let pattern?):
      .object([.init("type", .text("string")), .init("pattern", .text(pattern))])
    case .text(nil):
      .object([.init("type", .text("string"))])
    case .decimal:
      .object([
        .init("type", .list([.text("string"), .text("number")])),
        .init("pattern", .text("^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?$")),
      ])
    case .integer(let range):
      .object([
        .init("type", .text("integer")),
        .init("minimum", .number(String(range.lowerBound))),
        .init("maximum", .number(String(range.upperBound))),
      ])
    case .choice(let words):
      .object([.init("enum", .list(words.map { .text($0) }))])
    case .list(let element):
      .object([.init("type", .text("array")), .init("items", element.json)])
    case .map(let value):
      .object([.init("type", .text("object")), .init("additionalProperties", value.json)])
    case .record(let properties):
      Self.json(of: properties)
    }
  }

  private static func json(of properties: [Property]) -> JSONText {
    let required = properties.filter(\.isRequired).map { JSONText.text($0.name) }
    var members: [JSONText.Member] = [
      .init("type", .text("object")),
      .init("properties", .object(properties.map { .init($0.name, $0.json) })),
    ]
    if !required.isEmpty { members.append(.init("required", .list(required))) }
    members.append(.init("additionalProperties", .literal("false")))
    return .object(members)
  }

  /// A value given in YAML, as JSON.
  fileprivate func json(of value: YAMLValue) -> JSONText {
    switch (self, value.content) {
    case (.integer, .text(let text)): .number(text)
    case (.list(let element), .list(let values)): .list(values.map { element.json(of: $0) })
    case (.map(let element), .map(let entries)):
      .object(entries.map { .init($0.key, element.json(of: $0.value)) })
    case (.record(let properties), .map(let entries)):
      .object(
        entries.compactMap { entry in
          properties.first { $0.name == entry.key }
            .map { .init(entry.key, $0.schema.json(of: entry.value)) }
        })
    case (_, .text(let text)): .text(text)
    case (_, .nothing), (_, .list), (_, .map): .literal("null")
    }
  }
}

extension Schema.Property {
  fileprivate var json: JSONText {
    guard case .object(var members) = schema.json else { return .literal("true") }
    members.insert(.init("description", .text(summary)), at: 0)
    if let value = defaultValue.flatMap({ readYAML(Array($0.utf8)).value }) {
      members.append(.init("default", schema.json(of: value)))
    }
    if let value = readYAML(Array(example.utf8)).value {
      members.append(.init("examples", .list([schema.json(of: value)])))
    }
    return .object(members)
  }
}
