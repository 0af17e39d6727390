import TraceModel

/// Copies of JSON values without the bytes of images, sounds and files that stand in them.
///
///     {"source":{"type":"base64","media_type":"image/png","data":"iVBORw0K…"}}
///     → {"source":{"type":"base64","media_type":"image/png","data":"[1204 bytes left out]"}}
///
/// What was left out becomes an attachment of the event, named and not loaded.
struct CleanJSON {
  private(set) var bytes: [UInt8] = []
  private(set) var attachments: [LeftOut] = []
  /// In the bytes.
  fileprivate private(set) var longStrings: [LongString] = []

  struct LeftOut {
    var name: String?
    var type: String?
    var bytes: Int
  }

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count + 64) }

  mutating func copy(_ value: JSONNode) {
    // What is left out is longer than what stands for it, so a copy is never longer than its text.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: value.rawBytes.count + 2) { memory in
      guard let start = memory.baseAddress else { return }
      var pen = Pen(at: start)
      pen.copy(value, under: nil, of: nil)
      longStrings += pen.longStrings.compactMap { $0.moved(by: bytes.count) }
      bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: pen.place - start))
      if !pen.leftOut.isEmpty { attachments += pen.leftOut }
    }
  }

  /// Opens an object or array, or closes it, or parts two values of one.
  mutating func write(_ mark: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount))
  }

  /// What is JSON already.
  mutating func write(_ json: String) { bytes += json.utf8 }

  mutating func copy(name: JSONNode) { copy(name) }

  /// The arguments of a call as JSON where they are, else as the text they are.
  mutating func write(arguments text: String, _ parser: JSONParser) {
    var text = text
    let start = bytes.count
    text.withUTF8 { bytes in
      if let value = try? parser.parse(bytes), value.isContainer { copy(value) }
    }
    if bytes.count == start { writeString(text) }
  }

  mutating func writeString(_ text: String) {
    var quoted = QuotedText()
    quoted.add(text)
    write(quoted)
  }

  mutating func write(_ text: QuotedText) {
    bytes.append(UInt8(ascii: "\""))
    if let long = LongString(at: bytes.count, of: text.bytes.count) { longStrings.append(long) }
    bytes += text.bytes
    bytes.append(UInt8(ascii: "\""))
  }
}

extension EventWriter {
  /// A member of the record under its own name, without the bytes that are left out of copies.
  mutating func put(clean key: JSONNode, _ value: JSONNode) {
    separate()
    copy(key)
    lines.append(UInt8(ascii: ":"))
    copy(clean: value)
  }

  mutating func put(_ key: StaticString, clean value: JSONNode) {
    self.key(key)
    copy(clean: value)
  }

  /// What was copied; nothing for nothing.
  mutating func put(_ key: StaticString, _ copy: CleanJSON) {
    guard !copy.bytes.isEmpty else { return }
    self.key(key)
    for string in copy.longStrings { notice(string.moved(by: lines.count)) }
    copy.bytes.withUnsafeBufferPointer { lines.append(contentsOf: $0) }
  }

  private mutating func copy(clean value: JSONNode) {
    let start = lines.count
    // As in `CleanJSON`, a copy is never longer than its text and two bytes.
    guard let memory = lines.extend(by: value.rawBytes.count + 2).baseAddress else { return }
    var pen = Pen(at: memory)
    pen.copy(value, under: nil, of: nil)
    lines.truncate(to: start + (pen.place - memory))
    for string in pen.longStrings { notice(string.moved(by: start)) }
  }
}

/// Writes to memory that has room for all of it.
private struct Pen {
  private let start: UnsafeMutablePointer<UInt8>
  private(set) var place: UnsafeMutablePointer<UInt8>
  private(set) var leftOut: [CleanJSON.LeftOut] = []
  /// Counted from the first byte written.
  private(set) var longStrings: [LongString] = []

  init(at place: UnsafeMutablePointer<UInt8>) {
    start = place
    self.place = place
  }

  private mutating func write(_ byte: UInt8) {
    place.pointee = byte
    place += 1
  }

  private mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    UnsafeMutableBufferPointer(start: place, count: bytes.count).copy(bytes)
    place += bytes.count
  }

  private mutating func quote(_ string: JSONNode) {
    write(UInt8(ascii: "\""))
    if let long = LongString(at: place - start, of: string.rawBytes.count) {
      longStrings.append(long)
    }
    write(string.rawBytes)
    write(UInt8(ascii: "\""))
  }

  mutating func copy(_ value: JSONNode, under key: JSONNode?, of owner: JSONNode?) {
    if value.isObject {
      write(UInt8(ascii: "{"))
      var isFirst = true
      value.forEachRawMember { name, inner in
        if !isFirst { write(UInt8(ascii: ",")) }
        isFirst = false
        quote(name)
        write(UInt8(ascii: ":"))
        copy(inner, under: name, of: value)
      }
      write(UInt8(ascii: "}"))
    } else if value.isArray {
      write(UInt8(ascii: "["))
      var isFirst = true
      for element in value.elements {
        if !isFirst { write(UInt8(ascii: ",")) }
        isFirst = false
        copy(element, under: key, of: owner)
      }
      write(UInt8(ascii: "]"))
    } else if value.isString {
      if let key, let size = blobSize(value, under: key) {
        leaveOut(value, key, owner, size)
      } else {
        quote(value)
      }
    } else {
      write(value.rawBytes)
    }
  }

  /// How many bytes a base64 text stands for; nil for any other text.
  private func blobSize(_ value: JSONNode, under key: JSONNode) -> Int? {
    let text = value.rawBytes
    guard text.count >= 64, Self.blobKeys[key.rawBytes] != nil else { return nil }
    var start = 0
    if text.prefix(5).elementsEqual("data:".utf8) {
      guard let comma = text.prefix(200).firstIndex(of: UInt8(ascii: ",")) else { return nil }
      start = comma + 1
    }
    let isCode = text[start...].prefix(256).allSatisfy { byte in
      (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2B || byte == 0x2F
        || byte == 0x3D || byte == 0x2D || byte == 0x5F || byte == UInt8(ascii: "\\")
    }
    return isCode ? (text.count - start) / 4 * 3 : nil
  }

  private static let blobKeys = ByteTable<Bool>([
    ("data", true), ("bytes", true), ("url", true), ("image_url", true), ("file_data", true),
    ("b64_json", true), ("image", true), ("images", true), ("result", true),
    ("signature", false), ("thoughtSignature", false), ("thought_signature", false),
    ("encrypted_content", false), ("encrypted_index", false),
  ])

  private mutating func leaveOut(
    _ value: JSONNode, _ key: JSONNode, _ owner: JSONNode?, _ size: Int
  ) {
    var words = "\"[\(size) bytes left out]\""
    words.withUTF8 { write($0) }
    guard Self.blobKeys[key.rawBytes] == true else { return }
    let type = owner?["media_type"] ?? owner?["mimeType"] ?? owner?["mime_type"] ?? owner?["format"]
    let name = owner?["filename"] ?? owner?["name"] ?? owner?["title"]
    leftOut.append(
      CleanJSON.LeftOut(name: name?.string, type: type?.string ?? dataType(value), bytes: size))
  }

  /// Of `data:image/png;base64,…` the type.
  private func dataType(_ value: JSONNode) -> String? {
    let text = value.rawBytes.prefix(80)
    guard text.starts(with: "data:".utf8),
      let end = text.firstIndex(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ",") })
    else { return nil }
    return String(decoding: text[5..<end], as: UTF8.self)
  }
}
