extension JSONValue {
  /// Keys sorted by their bytes, no white space, numbers as written, only needed escapes.
  package var canonicalBytes: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes, indent: nil, sortsKeys: true)
    return bytes
  }

  /// Two spaces a level, keys in their order.
  package var prettyBytes: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes, indent: 0, sortsKeys: false)
    return bytes
  }

  /// Two spaces a level, keys sorted by their bytes.
  package var sortedPrettyBytes: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes, indent: 0, sortsKeys: true)
    return bytes
  }

  /// One line, keys in their order.
  package var compactBytes: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes, indent: nil, sortsKeys: false)
    return bytes
  }

  private func write(to bytes: inout [UInt8], indent: Int?, sortsKeys: Bool) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .number(let digits): bytes.append(contentsOf: digits.utf8)
    case .string(let text): Self.write(text, to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.breakLine(indent.map { $0 + 1 }, &bytes)
        element.write(to: &bytes, indent: indent.map { $0 + 1 }, sortsKeys: sortsKeys)
      }
      if !elements.isEmpty { Self.breakLine(indent, &bytes) }
      bytes.append(UInt8(ascii: "]"))
    case .object(var members):
      if sortsKeys { members.sort { Name($0.key) < Name($1.key) } }
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.breakLine(indent.map { $0 + 1 }, &bytes)
        Self.write(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        if indent != nil { bytes.append(UInt8(ascii: " ")) }
        member.value.write(to: &bytes, indent: indent.map { $0 + 1 }, sortsKeys: sortsKeys)
      }
      if !members.isEmpty { Self.breakLine(indent, &bytes) }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func breakLine(_ indent: Int?, _ bytes: inout [UInt8]) {
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    for _ in 0..<indent * 2 { bytes.append(UInt8(ascii: " ")) }
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    let hex = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0x0D: bytes.append(contentsOf: "\\r".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case 0..<0x20, 0x7F:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(hex[Int(byte >> 4)])
        bytes.append(hex[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
