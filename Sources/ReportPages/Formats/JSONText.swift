import TraceModel

// Short values stay on one line, longer ones get a line for each member:
//
//   { "order_id": "48213" }
//   [
//     { "id": "returns-07", "title": "Return shipping" },
//     …
//   ]

extension JSONValue {
  /// The value as JSON for reading: indented, keys in their order, numbers with their own digits.
  var prettyText: String {
    var text = ""
    write(to: &text, indentation: 0)
    return text
  }

  /// The value as JSON on one line.
  var lineText: String {
    var text = ""
    writeLine(to: &text)
    return text
  }

  private func write(to text: inout String, indentation: Int) {
    if let line = shortLine(within: Self.lineLimit - indentation) {
      text += line
      return
    }
    let inner = String(repeating: "  ", count: min(indentation / 2 + 1, 40))
    let outer = String(repeating: "  ", count: min(indentation / 2, 40))
    switch self {
    case .array(let values):
      text += "[\n"
      for (index, value) in values.enumerated() {
        text += inner
        value.write(to: &text, indentation: indentation + 2)
        text += index == values.count - 1 ? "\n" : ",\n"
      }
      text += outer + "]"
    case .object(let members):
      text += "{\n"
      for (index, member) in members.enumerated() {
        text += inner + Self.quoted(member.key) + ": "
        member.value.write(to: &text, indentation: indentation + 2)
        text += index == members.count - 1 ? "\n" : ",\n"
      }
      text += outer + "}"
    case .null, .bool, .number, .string:
      writeLine(to: &text)
    }
  }

  /// The value on one line, if that line is short.
  private func shortLine(within limit: Int) -> String? {
    guard fits(within: limit) >= 0 else { return nil }
    return lineText
  }

  /// What is left of a limit after writing the value on one line; below 0 if it is too long.
  private func fits(within limit: Int) -> Int {
    guard limit >= 0 else { return limit }
    switch self {
    case .null: return limit - 4
    case .bool: return limit - 5
    case .number(let digits): return limit - digits.utf8.count
    case .string(let text): return limit - text.utf8.count - 2
    case .array(let values):
      return values.reduce(limit - 2) { left, value in
        left < 0 ? left : value.fits(within: left - 2)
      }
    case .object(let members):
      return members.reduce(limit - 4) { left, member in
        left < 0 ? left : member.value.fits(within: left - member.key.utf8.count - 6)
      }
    }
  }

  private func writeLine(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .number(let digits): text += digits
    case .string(let string): text += Self.quoted(string)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += ", " }
        value.writeLine(to: &text)
      }
      text += "]"
    case .object(let members):
      text += members.isEmpty ? "{" : "{ "
      for (index, member) in members.enumerated() {
        if index > 0 { text += ", " }
        text += Self.quoted(member.key) + ": "
        member.value.writeLine(to: &text)
      }
      text += members.isEmpty ? "}" : " }"
    }
  }

  private static func quoted(_ string: String) -> String {
    let isPlain = string.utf8.allSatisfy {
      $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if isPlain { return "\"" + string + "\"" }
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }

  private static let lineLimit = 64
}
