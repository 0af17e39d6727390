// The compiler does not know Swift types. It sees shapes: names and how to read them from a box.
// A reader is only ever handed the box its shape was made for, because the compiler resolves each
// name to a level of the context stack and fills that level from the same shape.

/// A value of the context stack.
///
/// It never changes, so a reader looks at its field where it lies; of a variable it would have to
/// copy the whole value first.
final class Box<Value> {
  let value: Value
  init(_ value: Value) { self.value = value }

  /// Checked in debug builds; the compiler of templates keeps boxes and readers together.
  static func open(_ box: AnyObject) -> Value {
    unsafeDowncast(box, to: Box<Value>.self).value
  }
}

/// The names that a template may use of one kind of value.
struct Shape: Sendable {
  let name: String
  let fields: [String: Reader]
  /// How `{{.}}` is read, for lists of texts.
  var itself: Reader?
  /// The first field that breaks a rule of its kind, found when a template uses the shape.
  var misnamed: String?

  init(name: String, fields: [String: Reader], itself: Reader? = nil) {
    self.name = name
    self.fields = fields
    self.itself = itself
    misnamed =
      fields.filter { name, reader in
        if case .html = reader { !name.hasSuffix("HTML") } else { false }
      }.keys.min()
  }

  init<Root: TemplateData>(of type: Root.Type) {
    self.init(
      name: String(describing: type),
      fields: Dictionary(type.fields.map { ($0.name, $0.reader) }) { first, _ in first })
  }

  static let text = Shape(name: "text", fields: [:], itself: .text { Box<String>.open($0) })
}

/// How a field is read from the box of the value that has it.
enum Reader: Sendable {
  case text(@Sendable (AnyObject) -> String)
  case optionalText(@Sendable (AnyObject) -> String?)
  case html(@Sendable (AnyObject) -> HTML?)
  case flag(@Sendable (AnyObject) -> Bool)
  case section(SectionReader)

  var kind: String {
    switch self {
    case .text, .optionalText: "text"
    case .html: "markup"
    case .flag: "a flag"
    case .section(let section): section.kind == .list ? "a list" : "an object"
    }
  }
}

/// A list or an object.
struct SectionReader: Sendable {
  enum Kind: Sendable { case list, object }

  let kind: Kind
  /// Asked for when a template uses the section, so that shapes may contain themselves.
  let shape: @Sendable () -> Shape
  let isEmpty: @Sendable (AnyObject) -> Bool
  let visit: @Sendable (AnyObject, (AnyObject) -> Void) -> Void
}

extension Reader {
  /// The same field, read from a box that another box leads to; absent if it leads nowhere.
  func through(_ step: SectionReader) -> Reader {
    @Sendable func first<Result>(
      _ box: AnyObject, _ absent: Result, _ read: (AnyObject) -> Result
    ) -> Result {
      var result = absent
      step.visit(box) { result = read($0) }
      return result
    }
    switch self {
    case .text(let read): return .optionalText { box in first(box, nil) { read($0) } }
    case .optionalText(let read): return .optionalText { box in first(box, nil, read) }
    case .html(let read): return .html { box in first(box, nil, read) }
    case .flag(let read): return .flag { box in first(box, false, read) }
    case .section(let section):
      return .section(
        SectionReader(
          kind: section.kind, shape: section.shape,
          isEmpty: { box in first(box, true, section.isEmpty) },
          visit: { box, body in step.visit(box) { section.visit($0, body) } }))
    }
  }
}
