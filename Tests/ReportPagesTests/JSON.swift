@testable import ReportPages

/// Any JSON, as data for templates whose fields are only known when a test runs.
enum JSON: Sendable, Decodable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let string = try? value.decode(String.self) {
      self = .string(string)
    } else if let array = try? value.decode([JSON].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: JSON].self))
    }
  }

  subscript(key: String) -> JSON? { object?[key] }

  var string: String? { if case .string(let string) = self { string } else { nil } }
  var array: [JSON]? { if case .array(let array) = self { array } else { nil } }
  var object: [String: JSON]? { if case .object(let object) = self { object } else { nil } }

  /// The text of a value that is shown.
  var text: String? {
    switch self {
    case .string(let string): string
    case .number(let number):
      number == number.rounded() ? String(Int(number)) : String(number)
    case .bool(let bool): String(bool)
    case .null, .array, .object: nil
    }
  }

  /// The fields this value has; texts with a raw name are markup.
  func shape(rawNames: Set<String>) -> Shape {
    switch self {
    case .object(let object):
      let readers = object.map { name, value in
        (
          name,
          value.reader(rawNames: rawNames, isRaw: rawNames.contains(name)) { $0[name] ?? .null }
        )
      }
      var shape = Shape(name: "data", fields: Dictionary(uniqueKeysWithValues: readers))
      shape.misnamed = nil
      return shape
    default:
      let itself = reader(rawNames: rawNames, isRaw: rawNames.contains(".")) { $0 }
      return Shape(name: "value", fields: [:], itself: itself)
    }
  }

  /// How values of this one's kind are read from a box.
  private func reader(
    rawNames: Set<String>, isRaw: Bool, _ get: @escaping @Sendable (JSON) -> JSON
  ) -> Reader {
    let open: @Sendable (AnyObject) -> JSON = { get(Box<JSON>.open($0)) }
    switch self {
    case .bool:
      return .flag { if case .bool(true) = open($0) { true } else { false } }
    case .null, .string, .number:
      return isRaw
        ? .html { open($0).text.map { HTML(safe: Array($0.utf8)) } }
        : .optionalText { open($0).text }
    case .array(let array):
      let shape = (array.first ?? .null).shape(rawNames: rawNames)
      return .section(
        SectionReader(
          kind: .list, shape: { shape }, isEmpty: { open($0).array?.isEmpty ?? true },
          visit: { box, body in for value in open(box).array ?? [] { body(Box(value)) } }))
    case .object:
      let shape = shape(rawNames: rawNames)
      return .section(
        SectionReader(
          kind: .object, shape: { shape }, isEmpty: { open($0).object == nil },
          visit: { box, body in
            if case let value = open(box), value.object != nil { body(Box(value)) }
          }))
    }
  }
}
