import Glibc
import TraceModel

// The smallest steps of writing: names, numbers, times and strings, byte by byte.

extension EventWriter {
  mutating func separate() {
    if !isFirst { lines.append(UInt8(ascii: ",")) }
    isFirst = false
  }

  @inline(__always)
  mutating func key(_ key: StaticString) {
    self.key(UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
  }

  @inline(never)
  private mutating func key(_ name: UnsafeBufferPointer<UInt8>) {
    let comma = isFirst ? 0 : 1
    isFirst = false
    let memory = lines.extend(by: comma + name.count + 3)
    guard let text = memory.baseAddress else { return }
    text[0] = UInt8(ascii: ",")
    text[comma] = UInt8(ascii: "\"")
    UnsafeMutableBufferPointer(rebasing: memory[(comma + 1)...]).copy(name)
    text[memory.count - 2] = UInt8(ascii: "\"")
    text[memory.count - 1] = UInt8(ascii: ":")
  }

  mutating func copy(_ value: JSONNode) {
    let start = lines.count
    if value.isString {
      lines.append(quoted: value.rawBytes)
      return
    }
    lines.append(contentsOf: value.rawBytes)
    guard value.isContainer else { return }
    // A record may be written over several lines; inside of strings no line feed can stand.
    guard var place = lines.base.map({ $0 + start }) else { return }
    let end = place + (lines.count - start)
    while place < end, let found = memchr(place, 0x0A, end - place) {
      place = found.assumingMemoryBound(to: UInt8.self)
      place.pointee = UInt8(ascii: " ")
    }
  }

  mutating func copyWithoutNulls(_ value: JSONNode) {
    if value.isObject {
      lines.append(UInt8(ascii: "{"))
      isFirst = true
      value.forEachRawMember { key, inside in put(key, inside) }
      lines.append(UInt8(ascii: "}"))
    } else if value.isArray {
      lines.append(UInt8(ascii: "["))
      isFirst = true
      for element in value.elements {
        separate()
        copyWithoutNulls(element)
      }
      lines.append(UInt8(ascii: "]"))
    } else {
      copy(value)
    }
    isFirst = false
  }

  mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { write($0) }
  }

  /// A text that is no JSON yet.
  private mutating func write(_ text: UnsafeBufferPointer<UInt8>) {
    lines.append(UInt8(ascii: "\""))
    var rest = text
    while let place = rest.firstToEscape {
      lines.append(contentsOf: UnsafeBufferPointer(rebasing: rest[..<place]))
      escape(rest[place])
      rest = UnsafeBufferPointer(rebasing: rest[(place + 1)...])
    }
    lines.append(contentsOf: rest)
    lines.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      lines.append(UInt8(ascii: "\\"))
      lines.append(byte)
    case 0x0A: lines.append(contentsOf: "\\n" as StaticString)
    default:
      let digits: StaticString = "0123456789abcdef"
      lines.append(contentsOf: "\\u00" as StaticString)
      lines.append(digits.utf8Start[Int(byte >> 4)])
      lines.append(digits.utf8Start[Int(byte & 15)])
    }
  }

  mutating func write(_ number: Int64) {
    if number < 0 { lines.append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    let start = lines.count
    repeat {
      lines.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    var digits = UnsafeMutableBufferPointer(start: lines.base, count: lines.count)[start...]
    digits.reverse()
  }

  /// The shortest digits that say the value.
  mutating func write(_ value: ExactDecimal) {
    guard let magnitude = UInt64(exactly: value.units.magnitude) else {
      lines.append(contentsOf: value.description.utf8)
      return
    }
    if value.units < 0 { lines.append(UInt8(ascii: "-")) }
    let one: UInt64 = 1_000_000_000_000_000_000
    write(Int64(magnitude / one))
    var rest = magnitude % one
    if rest > 0 { lines.append(UInt8(ascii: ".")) }
    var unit = one / 10
    while rest > 0 {
      lines.append(UInt8(ascii: "0") + UInt8(rest / unit))
      rest %= unit
      unit /= 10
    }
  }

  mutating func write(time nanoseconds: Int64) {
    let text = lines.extend(by: Instant.longestText)
    let length = Instant(nanoseconds: nanoseconds).write(to: text.baseAddress!)
    lines.truncate(to: lines.count - Instant.longestText + length)
  }
}

extension Column<UInt8> {
  @inline(__always)
  mutating func append(contentsOf bytes: UnsafeBufferPointer<UInt8>) {
    extend(by: bytes.count).copy(bytes)
  }

  @inline(__always)
  mutating func append(contentsOf text: StaticString) {
    append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// What stands between the quotes of a string.
  mutating func append(quoted bytes: UnsafeBufferPointer<UInt8>) {
    let memory = extend(by: bytes.count + 2)
    guard let text = memory.baseAddress else { return }
    text[0] = UInt8(ascii: "\"")
    UnsafeMutableBufferPointer(rebasing: memory[1...]).copy(bytes)
    text[bytes.count + 1] = UInt8(ascii: "\"")
  }

  mutating func append(contentsOf bytes: some Collection<UInt8>) {
    _ = extend(by: bytes.count).initialize(fromContentsOf: bytes)
  }
}
