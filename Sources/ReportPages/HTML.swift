/// Markup that is safe to place on a page as it is.
package struct HTML: Sendable {
  package let bytes: [UInt8]
}

/// Adds text so that no byte of it can be markup, in content or in a quoted attribute.
///
/// Bytes, not characters: a quote and the accent on it are one `Character`, yet the quote counts.
func appendEscaped(_ text: some Sequence<UInt8>, to buffer: inout [UInt8]) {
  for byte in text {
    switch byte {
    case UInt8(ascii: "&"): buffer += "&amp;".utf8
    case UInt8(ascii: "<"): buffer += "&lt;".utf8
    case UInt8(ascii: ">"): buffer += "&gt;".utf8
    case UInt8(ascii: "\""): buffer += "&quot;".utf8
    case UInt8(ascii: "'"): buffer += "&#39;".utf8
    default: buffer.append(byte)
    }
  }
}
