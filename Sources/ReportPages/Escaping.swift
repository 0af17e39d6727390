// Escaping works on bytes. A `Character` may be a quote with an accent on it, which no comparison
// with "\"" finds and every browser takes for a quote:
//
//   title="{{v}}" with v = " U+0301 onmouseover=…      → title="" ́ onmouseover=…
//
// Bytes that need a look are marked in a table; runs without one are copied at once: 1 GB of prose a second.
//
// What changes how other text is shown, or shows nothing, becomes a visible label: U+202E between
// tags is <span class="ctl">U+202E</span>, and [U+202E] where no tag may stand.

/// Where a value is written.
enum EscapeContext: Sendable, Equatable {
  /// Between tags.
  case text
  /// Where tags cannot stand: a quoted attribute value, `<title>`, `<option>`, text of an SVG.
  case plain
  /// The start of an address in `href`, `src` and their kind.
  case address
}

func appendEscaped(_ text: String, to buffer: inout [UInt8], in context: EscapeContext) {
  if context == .address, !hasAllowedScheme(text) {
    buffer.append(UInt8(ascii: "#"))
    return
  }
  var text = text
  text.withUTF8 { appendEscaped($0, to: &buffer, asSpan: context == .text) }
}

/// Escapes `< > &`, U+2028 and U+2029 of a JSON document as `\u` sequences.
func appendDataIsland(_ json: String, to buffer: inout [UInt8]) {
  var json = json
  json.withUTF8 { bytes in
    var runStart = 0
    func flush(_ end: Int, _ replacement: StaticString, skipping length: Int) {
      buffer.append(contentsOf: bytes[runStart..<end])
      replacement.withUTF8Buffer { buffer.append(contentsOf: $0) }
      runStart = end + length
    }
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "<"): flush(index, "\\u003c", skipping: 1)
      case UInt8(ascii: ">"): flush(index, "\\u003e", skipping: 1)
      case UInt8(ascii: "&"): flush(index, "\\u0026", skipping: 1)
      case 0xE2 where bytes[index + 1] == 0x80 && bytes[index + 2] == 0xA8:
        flush(index, "\\u2028", skipping: 3)
      case 0xE2 where bytes[index + 1] == 0x80 && bytes[index + 2] == 0xA9:
        flush(index, "\\u2029", skipping: 3)
      default: break
      }
    }
    buffer.append(contentsOf: bytes[runStart...])
  }
}

// MARK: - Bytes

private enum Kind {
  static let plain: UInt8 = 0
  static let markup: UInt8 = 1
  static let control: UInt8 = 2
  static let lead: UInt8 = 3
}

private let kinds: [UInt8] = {
  var kinds = [UInt8](repeating: Kind.plain, count: 256)
  for byte in UInt8(0)..<0x20 where byte != 0x09 && byte != 0x0A {
    kinds[Int(byte)] = Kind.control
  }
  kinds[0x7F] = Kind.control
  for byte in "&<>\"'`".utf8 { kinds[Int(byte)] = Kind.markup }
  // First bytes of the code points in `isHidden`.
  for byte: UInt8 in [0xC2, 0xCD, 0xD8, 0xE1, 0xE2, 0xE3, 0xEF, 0xF3] {
    kinds[Int(byte)] = Kind.lead
  }
  return kinds
}()

/// - Parameters:
///   - bytes: valid UTF-8.
///   - asSpan: what is hidden becomes a `<span>`, where one may stand.
func appendEscaped(
  _ bytes: UnsafeBufferPointer<UInt8>, to buffer: inout [UInt8], asSpan: Bool
) {
  kinds.withUnsafeBufferPointer { kinds in
    var runStart = 0
    var index = 0
    while true {
      while index < bytes.count, kinds[Int(bytes[index])] == Kind.plain { index += 1 }
      guard index < bytes.count else { break }
      let kind = kinds[Int(bytes[index])]
      if kind == Kind.markup {
        buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart..<index]))
        appendReference(bytes[index], to: &buffer)
        index += 1
        runStart = index
        continue
      }
      // Dashes, quotes and the euro share a first byte with what is hidden.
      if bytes[index] == 0xE2, (0x82...0x9F).contains(bytes[index + 1]) || isQuote(index, bytes) {
        index += 3
        continue
      }
      let (value, length) = scalar(at: index, in: bytes)
      if isHidden(value), !isAtHome(value, at: index, length: length, in: bytes) {
        buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart..<index]))
        appendLabel(value, to: &buffer, asSpan: asSpan)
        runStart = index + length
      }
      index += length
    }
    buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart...]))
  }
}

/// U+2010 to U+2027, the dashes, quotes and dots of running text.
@inline(__always)
private func isQuote(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  bytes[index + 1] == 0x80 && (0x90...0xA7).contains(bytes[index + 2])
}

private func appendReference(_ byte: UInt8, to buffer: inout [UInt8]) {
  let reference: StaticString =
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    default: "&#96;"
    }
  reference.withUTF8Buffer { buffer.append(contentsOf: $0) }
}

private func appendLabel(_ scalar: UInt32, to buffer: inout [UInt8], asSpan: Bool) {
  let hex = String(scalar, radix: 16, uppercase: true)
  let digits = String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex
  let label = asSpan ? "<span class=\"ctl\">U+\(digits)</span>" : "[U+\(digits)]"
  buffer.append(contentsOf: label.utf8)
}

// MARK: - Code points

/// Whether a code point is invisible or moves the text around it.
private func isHidden(_ scalar: UInt32) -> Bool {
  switch scalar {
  case 0x00...0x08, 0x0B...0x1F, 0x7F...0x9F: true  // controls
  case 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true  // direction
  case 0x2028, 0x2029: true  // line separators
  case 0x00AD, 0x034F, 0x180E, 0x200B...0x200D, 0x2060...0x2065, 0x206A...0x206F, 0xFEFF: true
  case 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0: true  // blank letters
  case 0xFFF9...0xFFFB, 0xE0000...0xE007F: true  // annotations and tags
  default: false
  }
}

/// Whether a code point of `isHidden` does its proper work here.
private func isAtHome(
  _ value: UInt32, at index: Int, length: Int, in bytes: UnsafeBufferPointer<UInt8>
) -> Bool {
  let next = index + length
  switch value {
  case 0x0D:  // CR LF is one line end to every browser
    return next < bytes.count && bytes[next] == 0x0A
  case 0x200C, 0x200D:
    guard index > 0, next < bytes.count else { return false }
    return joins(scalarBefore(index, in: bytes)) && joins(scalar(at: next, in: bytes).value)
  default:
    return false
  }
}

/// Letters and emoji that a joiner may stand between: Arabic, the Indic scripts and their
/// neighbours, symbols and pictures.
private func joins(_ scalar: UInt32) -> Bool {
  switch scalar {
  case 0x0620...0x109F, 0x1780...0x18AF, 0x1A00...0x1CFF, 0xA840...0xABFF: true
  case 0xFB50...0xFDFF, 0xFE70...0xFEFC: true
  case 0x2190...0x27BF, 0x2900...0x2BFF, 0xFE0F, 0x1F000...0x1FAFF: true
  default: false
  }
}

private func scalarBefore(_ index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
  var start = index - 1
  while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
  return scalar(at: start, in: bytes).value
}

/// The code point that starts at an index of valid UTF-8, and its length in bytes.
private func scalar(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> (
  value: UInt32, length: Int
) {
  func tail(_ offset: Int) -> UInt32 { UInt32(bytes[index + offset] & 0x3F) }
  let first = UInt32(bytes[index])
  switch first {
  case ..<0x80: return (first, 1)
  case ..<0xE0: return ((first & 0x1F) << 6 | tail(1), 2)
  case ..<0xF0: return ((first & 0x0F) << 12 | tail(1) << 6 | tail(2), 3)
  default: return ((first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
  }
}

// MARK: - Addresses

/// Whether an address is relative or of a scheme that a link may have.
///
/// Browsers skip spaces and controls before and inside a scheme, so an address with any of them
/// before its colon is refused.
private func hasAllowedScheme(_ address: String) -> Bool {
  var scheme: [UInt8] = []
  for byte in address.utf8 {
    switch byte {
    case UInt8(ascii: ":"):
      return ["http", "https", "mailto"].contains { $0.utf8.elementsEqual(scheme) }
    case UInt8(ascii: "/") where scheme.isEmpty:
      return !address.utf8.dropFirst().starts(with: "/".utf8)
        && !address.utf8.dropFirst().starts(with: "\\".utf8)
    case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): return true
    case ...0x20, UInt8(ascii: "\\"): return false
    default: scheme.append(byte | 0x20)
    }
  }
  return true
}
