import TraceModel

// What is written piece by piece: lists whose elements are only known as they come, ids in the one
// spelling that everything is joined by, and texts put together of several.

extension EventWriter {
  /// Where something began, so that it can be taken back where nothing came of it.
  struct Mark {
    fileprivate var start: Int
    fileprivate var wasFirst: Bool
  }

  /// Begins a list under a key.
  mutating func beginList(_ key: StaticString) -> Mark {
    let mark = Mark(start: lines.count, wasFirst: isFirst)
    self.key(key)
    lines.append(UInt8(ascii: "["))
    isFirst = true
    return mark
  }

  /// Ends the list; one without elements is taken back.
  mutating func endList(_ mark: Mark) { end(mark, UInt8(ascii: "]")) }

  /// Begins an object in a list.
  mutating func beginElement() -> Mark {
    let mark = Mark(start: lines.count, wasFirst: isFirst)
    separate()
    lines.append(UInt8(ascii: "{"))
    isFirst = true
    return mark
  }

  /// Ends the object; one without members is taken back.
  mutating func endElement(_ mark: Mark) { end(mark, UInt8(ascii: "}")) }

  private mutating func end(_ mark: Mark, _ bracket: UInt8) {
    if isFirst {
      lines.truncate(to: mark.start)
      isFirst = mark.wasFirst
    } else {
      lines.append(bracket)
      isFirst = false
    }
  }

  /// A value under a name of the log's own, as it is spelled there.
  mutating func put(rawKey name: UnsafeBufferPointer<UInt8>, _ value: AnyValue) {
    if value.form == .plain, value.node.isString {
      return put(rawKey: name, quoted: value.node.rawBytes)
    }
    separate()
    lines.append(UInt8(ascii: "\""))
    lines.append(contentsOf: name)
    lines.append(UInt8(ascii: "\""))
    lines.append(UInt8(ascii: ":"))
    write(value)
  }

  mutating func put(_ key: StaticString, _ value: AnyValue?) {
    guard let value else { return }
    self.key(key)
    write(value)
  }

  /// Members that were written before, with commas between them.
  mutating func put(members written: [UInt8]) {
    guard !written.isEmpty else { return }
    separate()
    lines.append(contentsOf: written)
  }

  /// JSON that was written before.
  mutating func put(_ key: StaticString, json: some Collection<UInt8>) {
    guard !json.isEmpty else { return }
    self.key(key)
    lines.append(contentsOf: json)
  }

  /// Strings one under the other, as one.
  mutating func put(_ key: StaticString, texts: [JSONNode], separator: StaticString = "\\n") {
    guard texts.contains(where: \.isText) else { return }
    self.key(key)
    lines.append(UInt8(ascii: "\""))
    var isFirstText = true
    for text in texts where text.isText {
      if isFirstText {
        isFirstText = false
      } else {
        lines.append(contentsOf: separator)
      }
      lines.append(contentsOf: text.rawBytes)
    }
    lines.append(UInt8(ascii: "\""))
  }

  // MARK: - Ids

  /// An id of a trace or span; nothing for none.
  mutating func put(_ key: StaticString, id: JSONNode?) {
    guard let id else { return }
    guard id.isID else {
      if !id.isString, !id.isNull {
        leave("\(key)", "no id but \(id.isNumber ? "a number" : "another kind of value")")
      }
      return
    }
    self.key(key)
    if putHexadecimal(id.rawBytes) { return }
    lines.append(UInt8(ascii: "\""))
    write(id: id)
    lines.append(UInt8(ascii: "\""))
  }

  /// The id of what a record holds inside: its own, and behind it what tells its parts apart.
  mutating func put(_ key: StaticString, id: JSONNode?, _ kind: StaticString, _ parts: [IDPart]) {
    self.key(key)
    lines.append(UInt8(ascii: "\""))
    if let id, id.isID {
      write(id: id)
      lines.append(UInt8(ascii: ":"))
    }
    lines.append(contentsOf: kind)
    for part in parts {
      switch part {
      case .text(let node?) where node.isText:
        lines.append(UInt8(ascii: ":"))
        lines.append(contentsOf: node.rawBytes.prefix(200))
      case .number(let number?):
        lines.append(contentsOf: ":\(number)".utf8)
      case .text, .number: break
      }
    }
    lines.append(UInt8(ascii: "\""))
  }

  /// What an id is made of behind that of its record.
  enum IDPart {
    /// Without escapes, so that it may be cut.
    case text(JSONNode?)
    case number(Int64?)
  }

  /// An id of 16 or 32 hexadecimal digits in small letters and quotes; false for any other.
  @inline(__always)
  private mutating func putHexadecimal(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count == 32 || text.count == 16, let digits = UnsafeRawPointer(text.baseAddress)
    else { return false }
    let memory = lines.extend(by: text.count + 2)
    var areAll = true
    for place in stride(from: 0, to: text.count, by: 8) {
      let word = digits.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      guard let small = smallHexDigits(word) else {
        areAll = false
        break
      }
      UnsafeMutableRawPointer(memory.baseAddress.unsafelyUnwrapped).storeBytes(
        of: small, toByteOffset: place + 1, as: UInt64.self)
    }
    guard areAll else {
      lines.truncate(to: lines.count - memory.count)
      return false
    }
    memory[0] = UInt8(ascii: "\"")
    memory[text.count + 1] = UInt8(ascii: "\"")
    return true
  }

  /// Hexadecimal ids in small letters, also where a converter wrote them in base64.
  fileprivate mutating func write(id: JSONNode) {
    var text = id.rawBytes
    // As Python prints them.
    if text.starts(with: "0x".utf8) { text = UnsafeBufferPointer(rebasing: text[2...]) }
    if text.last == UInt8(ascii: "="), text.count == 24 || text.count == 12,
      let bytes = text.decodedBase64, bytes.count == 16 || bytes.count == 8
    {
      for byte in bytes {
        lines.append(hexDigit(byte >> 4))
        lines.append(hexDigit(byte & 15))
      }
    } else if text.count == 32 || text.count == 16, text.allSatisfy({ isHexDigit($0) }) {
      for byte in text { lines.append(byte | (byte >= 0x40 ? 0x20 : 0)) }
    } else {
      lines.append(contentsOf: text)
    }
  }
}

extension JSONNode {
  /// Whether it names something: not empty, and not the zeros that stand for no span.
  var isID: Bool {
    // The digits of a number are not those of an id: 64 bits and more don't fit one.
    guard isString, !rawBytes.isEmpty else { return false }
    let text = rawBytes
    guard text.count == 32 || text.count == 16 else { return true }
    return text[0] != UInt8(ascii: "0") || text.contains { $0 != UInt8(ascii: "0") }
  }
}

/// Eight hexadecimal digits with small letters; nil where one is none.
@inline(__always)
private func smallHexDigits(_ word: UInt64) -> UInt64? {
  let ones: UInt64 = 0x0101_0101_0101_0101
  let tops = ones &* 0x80
  guard word & tops == 0 else { return nil }
  // The highest bit of each byte tells whether it is at least as large; none reaches 0x100.
  func atLeast(_ least: UInt64, _ bytes: UInt64) -> UInt64 {
    (bytes &+ ones &* (0x80 - least)) & tops
  }
  let isDigit = atLeast(0x30, word) & ~atLeast(0x3A, word)
  let small = word | ones &* 0x20
  let isLetter = atLeast(0x61, small) & ~atLeast(0x67, small)
  guard isDigit ^ isLetter == tops else { return nil }
  return word | isLetter >> 2
}

private func isHexDigit(_ byte: UInt8) -> Bool {
  byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 6
}

private func hexDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}

extension JSONNode {
  /// What Langfuse's SDK logs as a limit that nobody set.
  var isNoLimit: Bool {
    rawBytes.equalsFolded("inf") || rawBytes.equalsFolded("infinity")
  }
}
