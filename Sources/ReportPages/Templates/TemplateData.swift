/// What a template may name.
///
/// ```swift
/// struct Row: TemplateData {
///   var title: String
///   var tags: [String]
///
///   static let fields: [TemplateField<Row>] = [
///     .text("title") { $0.title },
///     .texts("tags") { $0.tags },
///   ]
/// }
/// ```
package protocol TemplateData: Sendable {
  static var fields: [TemplateField<Self>] { get }
}

/// One name of a `TemplateData` and how its value is read.
package struct TemplateField<Root: Sendable>: Sendable {
  let name: String
  let reader: Reader

  package static func text(
    _ name: String, _ value: @escaping @Sendable (Root) -> String
  ) -> Self {
    Self(name: name, reader: .text { value(opened($0)) })
  }

  /// Shows nothing when absent. As a section it is shown when present, and is `{{.}}` inside.
  package static func optionalText(
    _ name: String, _ value: @escaping @Sendable (Root) -> String?
  ) -> Self {
    Self(name: name, reader: .optionalText { value(opened($0)) })
  }

  /// Markup, for `{{{name}}}`; the name ends in `HTML`.
  package static func html(
    _ name: String, _ value: @escaping @Sendable (Root) -> HTML
  ) -> Self {
    Self(name: name, reader: .html { value(opened($0)) })
  }

  /// Markup that may be absent; also a section that is shown when it is present.
  package static func optionalHTML(
    _ name: String, _ value: @escaping @Sendable (Root) -> HTML?
  ) -> Self {
    Self(name: name, reader: .html { value(opened($0)) })
  }

  package static func flag(
    _ name: String, _ value: @escaping @Sendable (Root) -> Bool
  ) -> Self {
    Self(name: name, reader: .flag { value(opened($0)) })
  }

  /// A section shown once for each value.
  package static func list<Child: TemplateData>(
    _ name: String, _ values: @escaping @Sendable (Root) -> [Child]
  ) -> Self {
    let section = SectionReader(
      kind: .list,
      shape: { Shape(of: Child.self) },
      isEmpty: { values(opened($0)).isEmpty },
      visit: { root, body in
        for value in values(opened(root)) { body(Box(value)) }
      })
    return Self(name: name, reader: .section(section))
  }

  /// A section shown once for each text, which is `{{.}}` inside.
  package static func texts(
    _ name: String, _ values: @escaping @Sendable (Root) -> [String]
  ) -> Self {
    let section = SectionReader(
      kind: .list,
      shape: { .text },
      isEmpty: { values(opened($0)).isEmpty },
      visit: { root, body in
        for value in values(opened(root)) { body(Box(value)) }
      })
    return Self(name: name, reader: .section(section))
  }

  /// A section shown once, and the first part of a dotted name.
  package static func object<Child: TemplateData>(
    _ name: String, _ value: @escaping @Sendable (Root) -> Child
  ) -> Self {
    optionalObject(name) { value($0) }
  }

  /// A section shown when the value is present.
  package static func optionalObject<Child: TemplateData>(
    _ name: String, _ value: @escaping @Sendable (Root) -> Child?
  ) -> Self {
    let section = SectionReader(
      kind: .object,
      shape: { Shape(of: Child.self) },
      isEmpty: { value(opened($0)) == nil },
      visit: { root, body in
        if let value = value(opened(root)) { body(Box(value)) }
      })
    return Self(name: name, reader: .section(section))
  }
}

private func opened<Root>(_ box: AnyObject) -> Root { Box<Root>.open(box) }
