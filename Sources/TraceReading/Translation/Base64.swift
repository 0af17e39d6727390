extension Sequence<UInt8> {
  /// The bytes that a text in base64 stands for, white space and padding passed over; nil for what
  /// is none. Both alphabets are read, that of addresses too.
  var decodedBase64: [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(underestimatedCount / 4 * 3)
    var held: UInt32 = 0
    var bits = 0
    for byte in self {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = byte - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = byte - UInt8(ascii: "a") + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0") + 52
      case UInt8(ascii: "+"), UInt8(ascii: "-"): digit = 62
      case UInt8(ascii: "/"), UInt8(ascii: "_"): digit = 63
      case UInt8(ascii: "="), 0x20, 0x0A, 0x0D: continue
      default: return nil
      }
      held = held << 6 | UInt32(digit)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: held >> UInt32(bits)))
      }
    }
    return bytes
  }
}
