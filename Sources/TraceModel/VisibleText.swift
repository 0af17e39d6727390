/// A text as it may stand on a terminal or in a log of one line a message.
///
/// Control characters, line ends and marks of writing direction are written out, such as
/// `\u{1B}`, so that a text can neither steer a terminal nor look like a line of its own.
/// All else stays as it is, other scripts and emoji too.
package func visible(_ text: some StringProtocol) -> String {
  guard text.unicodeScalars.contains(where: isUnseen) else { return String(text) }
  var visible = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if isUnseen(scalar) {
      let number = String(scalar.value, radix: 16, uppercase: true)
      visible.append(contentsOf: "\\u{\(number)}".unicodeScalars)
    } else {
      visible.append(scalar)
    }
  }
  return String(visible)
}

extension [UInt8] {
  /// JSON that can't steer a terminal either: what `visible` writes out is escaped as JSON does it.
  package var withUnseenEscaped: [UInt8] {
    let text = String(decoding: self, as: UTF8.self)
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar != "\n", isUnseen(scalar) {
        let digits = String(scalar.value, radix: 16)
        let padding = String(repeating: "0", count: 4 - digits.count)
        escaped.append(contentsOf: "\\u\(padding)\(digits)".unicodeScalars)
      } else {
        escaped.append(scalar)
      }
    }
    return Self(String(escaped).utf8)
  }
}

private func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x00..<0x20, 0x7F..<0xA0:  // control characters
    true
  case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069:  // writing direction
    true
  case 0x2028, 0x2029:  // line and paragraph ends
    true
  default:
    false
  }
}
