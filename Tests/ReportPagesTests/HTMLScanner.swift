/// What a page's markup consists of, read strictly: anything but the plainest form is an error.
enum HTMLToken: Equatable {
  case start(String, [String: String])
  case end(String)
  case text(String)
}

struct MalformedHTML: Error {
  var rest: String
}

/// Reads tags of the form `<name key="value" key>`, with every `<`, `>`, `&` and quote of the text
/// escaped; what a lenient parser could read in another way is refused.
func scanHTML(_ html: some Sequence<UInt8>) throws -> [HTMLToken] {
  var scanner = HTMLScanner(bytes: Array(html))
  var tokens: [HTMLToken] = []
  while let token = try scanner.next() { tokens.append(token) }
  return tokens
}

private struct HTMLScanner {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() throws -> HTMLToken? {
    guard position < bytes.count else { return nil }
    guard skip("<") else { return .text(try unescape(take { $0 != UInt8(ascii: "<") })) }
    if skip("/") {
      let name = try takeName()
      guard skip(">") else { throw malformed }
      return .end(name)
    }
    let name = try takeName()
    var attributes: [String: String] = [:]
    while skip(" ") {
      let key = try takeName()
      guard attributes[key] == nil else { throw malformed }
      attributes[key] = try takeValue()
    }
    guard skip(">") else { throw malformed }
    return .start(name, attributes)
  }

  private var malformed: MalformedHTML {
    MalformedHTML(rest: String(decoding: bytes[position...].prefix(80), as: UTF8.self))
  }

  private mutating func skip(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  private mutating func take(while holds: (UInt8) -> Bool) -> [UInt8] {
    let taken = bytes[position...].prefix(while: holds)
    position += taken.count
    return Array(taken)
  }

  private mutating func takeName() throws -> String {
    let name = take { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "-")
        || (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(byte)
    }
    guard !name.isEmpty else { throw malformed }
    return String(decoding: name, as: UTF8.self)
  }

  private mutating func takeValue() throws -> String {
    guard skip("=\"") else { return "" }
    let value = try unescape(take { $0 != UInt8(ascii: "\"") })
    guard skip("\"") else { throw malformed }
    return value
  }

  private func unescape(_ text: [UInt8]) throws -> String {
    let names = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'"]
    var result: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: ">"): throw malformed
      case UInt8(ascii: "&"):
        let name = String(decoding: rest.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
        guard let character = names[name] else { throw malformed }
        result += character.utf8
        rest = rest.dropFirst(name.utf8.count + 1)
      default: result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
