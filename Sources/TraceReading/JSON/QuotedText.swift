import CSimdJSON

/// A text as it stands between the quotes of a JSON string, put together of pieces that are such texts.
struct QuotedText {
  private(set) var bytes: [UInt8] = []

  init() {}

  var isEmpty: Bool { bytes.isEmpty }

  mutating func add(_ string: JSONNode) { bytes.append(contentsOf: string.rawBytes) }

  mutating func add(_ other: QuotedText) { bytes += other.bytes }

  mutating func add(_ text: String) { for byte in text.utf8 { bytes.append(quoting: byte) } }

  var string: String {
    bytes.withUnsafeBufferPointer { quoted in
      guard let start = quoted.baseAddress else { return "" }
      return String(unsafeUninitializedCapacity: quoted.count) { text in
        text.baseAddress.map { cjson_unescape(start, quoted.count, $0) } ?? 0
      }
    }
  }
}

extension [UInt8] {
  /// Puts a byte of a text between the quotes of a JSON string.
  mutating func append(quoting byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      append(UInt8(ascii: "\\"))
      append(byte)
    case 0x0A: append(contentsOf: "\\n".utf8)
    case ..<0x20:
      let digits = Array("0123456789abcdef".utf8)
      append(contentsOf: "\\u00".utf8)
      append(digits[Int(byte >> 4)])
      append(digits[Int(byte & 15)])
    default: append(byte)
    }
  }
}
