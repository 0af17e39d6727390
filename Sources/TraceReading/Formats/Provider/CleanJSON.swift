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

  struct LeftOut {
    var name: String?
    var type: String?
    var bytes: Int
  }

  mutating func copy(_ value: JSONNode) { copy(value, under: nil, of: nil) }

  /// Opens an object or array, or closes it, or parts two values of one.
  mutating func write(_ mark: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount))
  }

  mutating func copy(name: JSONNode) { quote(name) }

  /// The arguments of a call as JSON where they are, else as the text they are.
  mutating func write(arguments text: String) {
    let bytes = Array(text.utf8)
    let parser = JSONParser()
    let start = self.bytes.count
    bytes.withUnsafeBufferPointer { bytes in
      if let value = try? parser.parse(bytes), value.isContainer { copy(value) }
    }
    if self.bytes.count == start { writeString(text) }
  }

  mutating func writeString(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case ..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func copy(_ value: JSONNode, under key: JSONNode?, of owner: JSONNode?) {
    if value.isObject {
      bytes.append(UInt8(ascii: "{"))
      var isFirst = true
      value.forEachRawMember { name, inner in
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        copy(inner, under: name, of: value)
      }
      bytes.append(UInt8(ascii: "}"))
    } else if value.isArray {
      bytes.append(UInt8(ascii: "["))
      var isFirst = true
      for element in value.elements {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        copy(element, under: key, of: owner)
      }
      bytes.append(UInt8(ascii: "]"))
    } else if value.isString {
      if let key, let size = blobSize(value, under: key) {
        leaveOut(value, key, owner, size)
      } else {
        quote(value)
      }
    } else {
      bytes.append(contentsOf: value.rawBytes)
    }
  }

  private mutating func quote(_ string: JSONNode) {
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: string.rawBytes)
    bytes.append(UInt8(ascii: "\""))
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
    writeString("[\(size) bytes left out]")
    guard Self.blobKeys[key.rawBytes] == true else { return }
    let type = owner?["media_type"] ?? owner?["mimeType"] ?? owner?["mime_type"] ?? owner?["format"]
    let name = owner?["filename"] ?? owner?["name"] ?? owner?["title"]
    attachments.append(
      LeftOut(name: name?.string, type: type?.string ?? dataType(value), bytes: size))
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
