// A value of OTLP is wrapped in an object that says its type; other exports write it plain:
//
//   {"stringValue":"chat"}  {"intValue":"42"}  {"arrayValue":{"values":[…]}}  {}     "chat"  42  […]

/// The value of an attribute, out of its wrapping.
struct AnyValue {
  enum Form: UInt8 {
    /// JSON that says itself what it is.
    case plain
    /// A whole number, mostly in a string.
    case integer
    /// The elements are wrapped once more.
    case list
    /// So are the members, each an object of `key` and `value`.
    case members
    /// Base64.
    case bytes
  }

  var node: JSONNode
  var form: Form

  init(plain node: JSONNode) {
    self.node = node
    form = .plain
  }

  /// Nil for `{}`, which is OTLP's null, and for an object that is no wrapping.
  @inline(__always)
  init?(wrapped node: JSONNode) {
    guard node.isObject else {
      if node.isNull { return nil }
      self.init(plain: node)
      return
    }
    var found: AnyValue?
    var (place, end) = node.insides
    while place < end {
      let (key, value) = (node.node(place), node.node(place + 1))
      place = value.behind
      switch Self.form(key.rawBytes) {
      case nil: continue
      case .plain?: found = AnyValue(value, .plain)
      case .integer?: found = AnyValue(value, .integer)
      case .bytes?: found = AnyValue(value, .bytes)
      case .list?: found = AnyValue(container: value, .list)
      case .members?: found = AnyValue(container: value, .members)
      }
    }
    guard let found, !found.node.isNull else { return nil }
    self = found
  }

  /// The elements or members, which some exporters wrap once more; nil for none.
  @inline(never)
  private init?(container node: JSONNode, _ form: Form) {
    var found: AnyValue?
    node.forEachRawMember { key, values in
      if key.isText("values"), values.isArray { found = AnyValue(values, form) }
    }
    if found == nil, node.isArray { found = AnyValue(node, form) }
    guard let found else { return nil }
    self = found
  }

  /// All attributes of a span, log record or event, as one value.
  init(attributes node: JSONNode) {
    self.node = node
    form = node.isArray ? .members : .plain
  }

  private init(_ node: JSONNode, _ form: Form) {
    self.node = node
    self.form = form
  }

  /// By the length of the name, which tells most apart.
  @inline(__always)
  private static func form(_ name: UnsafeBufferPointer<UInt8>) -> Form? {
    switch name.count {
    case 8: name.equals("intValue") ? .integer : nil
    case 9: name.equals("boolValue") ? .plain : name.equals("int_value") ? .integer : nil
    case 10:
      name.equals("arrayValue")
        ? .list : name.equals("bytesValue") ? .bytes : name.equals("bool_value") ? .plain : nil
    case 11:
      name.equals("stringValue") || name.equals("doubleValue")
        ? .plain
        : name.equals("kvlistValue")
          ? .members
          : name.equals("array_value") ? .list : name.equals("bytes_value") ? .bytes : nil
    case 12:
      name.equals("string_value") || name.equals("double_value")
        ? .plain : name.equals("kvlist_value") ? .members : nil
    default: nil
    }
  }

  @inline(__always)
  var isContainer: Bool {
    form == .list || form == .members || form == .plain && node.isContainer
  }

  var isList: Bool { form == .list || form == .plain && node.isArray }

  /// What lies in it, by its name or, of a list, its place; nothing of what is null.
  func forEachMember(_ body: (UnsafeBufferPointer<UInt8>, AnyValue) -> Void) {
    switch form {
    case .plain where node.isArray:
      for (place, element) in node.elements.enumerated() where !element.isNull {
        var name = String(place)
        name.withUTF8 { body($0, AnyValue(plain: element)) }
      }
    case .plain where node.isObject:
      node.forEachRawMember { name, value in
        if !value.isNull { body(name.rawBytes, AnyValue(plain: value)) }
      }
    case .list:
      for (place, element) in node.elements.enumerated() {
        var name = String(place)
        if let value = AnyValue(wrapped: element) { name.withUTF8 { body($0, value) } }
      }
    case .members:
      for member in node.elements {
        if let name = member["key"], name.isString,
          let value = member["value"].flatMap({ AnyValue(wrapped: $0) })
        {
          body(name.rawBytes, value)
        }
      }
    case .plain, .integer, .bytes: break
    }
  }

  /// A string's or number's node, as translators ask it.
  var text: JSONNode? { form == .plain || form == .integer ? (node.isText ? node : nil) : nil }

  var bool: Bool? {
    if let bool = node.bool { return bool }
    return node.isText("true") ? true : node.isText("false") ? false : nil
  }

  /// The first of a list of strings, or the string itself.
  var firstText: JSONNode? {
    switch form {
    case .plain where node.isArray: return node.first.flatMap { $0.isText ? $0 : nil }
    case .list: return node.first.flatMap { AnyValue(wrapped: $0)?.text }
    default: return text
    }
  }
}

extension EventWriter {
  /// The value as JSON, out of all wrappings.
  mutating func write(_ value: AnyValue) {
    switch value.form {
    case .plain: copy(value.node)
    case .integer:
      if value.node.isString, value.node.integer != nil {
        lines.append(contentsOf: value.node.rawBytes)
      } else {
        copy(value.node)
      }
    case .bytes: write(base64: value.node)
    case .list:
      lines.append(UInt8(ascii: "["))
      var isFirst = true
      for element in value.node.elements {
        if !isFirst { lines.append(UInt8(ascii: ",")) }
        isFirst = false
        write(wrapped: element)
      }
      lines.append(UInt8(ascii: "]"))
    case .members:
      lines.append(UInt8(ascii: "{"))
      var isFirst = true
      for member in value.node.elements {
        guard let key = member["key"], key.isString else { continue }
        if !isFirst { lines.append(UInt8(ascii: ",")) }
        isFirst = false
        copy(key)
        lines.append(UInt8(ascii: ":"))
        write(wrapped: member["value"])
      }
      lines.append(UInt8(ascii: "}"))
    }
  }

  private mutating func write(wrapped node: JSONNode?) {
    if let value = node.flatMap({ AnyValue(wrapped: $0) }) {
      write(value)
    } else {
      lines.append(contentsOf: "null" as StaticString)
    }
  }

  /// Bytes are not for readers: of more than a few only their number is kept.
  private mutating func write(base64 node: JSONNode) {
    let text = node.rawBytes
    if node.isString, text.count > 256 {
      lines.append(contentsOf: "{\"bytes\":\(text.count / 4 * 3)}".utf8)
    } else {
      copy(node)
    }
  }
}
