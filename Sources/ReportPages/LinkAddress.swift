/// An address that a page may link to: the web, mail, or a place on the page itself.
///
/// Everything else a note can write (`javascript:`, `file:`, `smb:`, `//host`, a path) is shown
/// as text. The list names what is allowed, as nobody can list all that isn't.
struct LinkAddress {
  /// ASCII only; what a URL can't hold is percent-encoded.
  let text: String

  init?(_ written: String) {
    let bytes = Array(written.utf8)
    guard Self.isAllowed(bytes) else { return nil }
    text = String(decoding: bytes.flatMap(Self.encoded), as: UTF8.self)
  }

  private static func isAllowed(_ address: [UInt8]) -> Bool {
    if address.first == UInt8(ascii: "#") { return true }
    guard let colon = address.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let rest = address[(colon + 1)...]
    switch String(decoding: address[..<colon].map { $0 | 0x20 }, as: UTF8.self) {
    case "http", "https":
      return rest.starts(with: "//".utf8) && rest.dropFirst(2).first.map(startsHost) ?? false
    case "mailto": return !rest.isEmpty
    default: return false
    }
  }

  /// Browsers skip any number of slashes, and then take what follows for the host.
  private static func startsHost(_ byte: UInt8) -> Bool { !"/\\?#".utf8.contains(byte) }

  private static func encoded(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      [byte]
    case _ where "-_.+!*'(),%#@?=;:/&$~".utf8.contains(byte): [byte]
    default:
      [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 0x0F)]]
    }
  }

  private static let hexDigits = Array("0123456789ABCDEF".utf8)
}
