import Glibc

/// A name or an id as it was logged, compared byte by byte.
///
/// Swift's `String` takes "é" in one code point and "é" in two for the same text; two ids that
/// differ only so would merge two traces. A `Name` keeps them apart.
package struct Name: Hashable, Comparable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  package let text: String

  package init(_ text: String) { self.text = text }
  package init(stringLiteral value: String) { text = value }

  package var description: String { text }
  package var isEmpty: Bool { text.isEmpty }

  package static func == (left: Name, right: Name) -> Bool {
    left.text.utf8.count == right.text.utf8.count && left.order(to: right) == 0
  }

  package static func < (left: Name, right: Name) -> Bool { left.order(to: right) < 0 }

  /// Below 0 where the other comes after: byte by byte, then the shorter first.
  private func order(to other: Name) -> Int {
    var text = text
    var otherText = other.text
    return text.withUTF8 { bytes in
      otherText.withUTF8 { others in
        let common = min(bytes.count, others.count)
        let order =
          if common > 0, let start = bytes.baseAddress, let otherStart = others.baseAddress {
            Int(memcmp(start, otherStart, common))
          } else { 0 }
        return order != 0 ? order : bytes.count - others.count
      }
    }
  }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xFF as UInt8)
  }
}
