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
    self.key(key.utf8Start, key.utf8CodeUnitCount)
  }

  @inline(never)
  private mutating func key(_ name: UnsafePointer<UInt8>, _ length: Int) {
    let comma = isFirst ? 0 : 1
    isFirst = false
    guard let text = lines.extend(by: comma + length + 3).baseAddress else { return }
    text[0] = UInt8(ascii: ",")
    text[comma] = UInt8(ascii: "\"")
    UnsafeMutableBufferPointer(start: text + comma + 1, count: length).copy(
      UnsafeBufferPointer(start: name, count: length))
    text[comma + length + 1] = UInt8(ascii: "\"")
    text[comma + length + 2] = UInt8(ascii: ":")
  }

  /// A string under a name, both as they stand between their quotes.
  @inline(never)
  mutating func put(
    rawKey name: UnsafeBufferPointer<UInt8>, quoted text: UnsafeBufferPointer<UInt8>
  ) {
    let comma = isFirst ? 0 : 1
    isFirst = false
    guard let memory = lines.extend(by: comma + name.count + text.count + 5).baseAddress else {
      return
    }
    memory[0] = UInt8(ascii: ",")
    memory[comma] = UInt8(ascii: "\"")
    let key = UnsafeMutableBufferPointer(start: memory + comma + 1, count: name.count)
    key.copy(name)
    let colon = memory + comma + 1 + name.count
    colon[0] = UInt8(ascii: "\"")
    colon[1] = UInt8(ascii: ":")
    colon[2] = UInt8(ascii: "\"")
    UnsafeMutableBufferPointer(start: colon + 3, count: text.count).copy(text)
    colon[3 + text.count] = UInt8(ascii: "\"")
    noticeString(of: text.count)
  }

  mutating func copy(_ value: JSONNode) {
    let start = lines.count
    if value.isString {
      lines.append(quoted: value.rawBytes)
      noticeString(of: value.rawBytes.count)
      return
    }
    lines.append(contentsOf: value.rawBytes)
    guard value.isContainer else { return }
    let known = strings.count
    noticeStrings(in: value, from: start - value.firstByte)
    // A record may be written over several lines; inside of strings no line feed can stand.
    var from = start
    for string in strings[known...] {
      joinLines(from..<Int(string.start))
      from = Int(string.start) + Int(string.length)
    }
    joinLines(from..<lines.count)
  }

  private func joinLines(_ range: Range<Int>) {
    guard var place = lines.base.map({ $0 + range.lowerBound }) else { return }
    let end = place + range.count
    while place < end, let found = memchr(place, 0x0A, end - place) {
      place = found.assumingMemoryBound(to: UInt8.self)
      place.pointee = UInt8(ascii: " ")
    }
  }

  /// Notices the long strings in a value that was copied.
  ///
  /// - Parameter distance: from a byte in its document to its copy.
  private mutating func noticeStrings(in value: JSONNode, from distance: Int) {
    let length = value.rawBytes.count
    guard length >= LongString.shortest else { return }
    if value.isString {
      notice(LongString(at: value.firstByte + distance, of: length))
    } else if value.isObject {
      value.forEachRawMember { noticeStrings(in: $1, from: distance) }
    } else if value.isArray {
      for element in value.elements { noticeStrings(in: element, from: distance) }
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
    if text.utf8.withContiguousStorageIfAvailable({ write($0) }) != nil { return }
    var text = text
    text.withUTF8 { write($0) }
  }

  /// A text that is no JSON yet.
  private mutating func write(_ text: UnsafeBufferPointer<UInt8>) {
    lines.append(UInt8(ascii: "\""))
    let start = lines.count
    write(inside: text, text.writableCount)
    lines.append(UInt8(ascii: "\""))
    noticeString(of: lines.count - 1 - start)
  }

  /// What stands between the quotes of a string.
  mutating func write(inside text: String) {
    if text.utf8.withContiguousStorageIfAvailable({ write(inside: $0, $0.writableCount) }) != nil {
      return
    }
    var text = text
    text.withUTF8 { write(inside: $0, $0.writableCount) }
  }

  /// - Parameter plain: so many bytes need no escape.
  private mutating func write(inside text: UnsafeBufferPointer<UInt8>, _ plain: Int) {
    var (rest, plain) = (text, plain)
    while plain < rest.count {
      lines.append(contentsOf: UnsafeBufferPointer(rebasing: rest[..<plain]))
      escape(rest[plain])
      rest = UnsafeBufferPointer(rebasing: rest[(plain + 1)...])
      plain = rest.writableCount
    }
    lines.append(contentsOf: rest)
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
    write(number.magnitude)
  }

  private mutating func write(_ magnitude: UInt64) {
    var count = 1
    var bound: UInt64 = 10
    while count < 19, magnitude >= bound {
      bound *= 10
      count += 1
    }
    if magnitude >= bound { count += 1 }
    lines.write(magnitude, digits: count)
  }

  /// The digits behind a point, of which there are `places`, without zeros at the end.
  private mutating func write(fraction: UInt64, places: Int) {
    guard fraction > 0 else { return }
    var (rest, places) = (fraction, places)
    while rest % 10 == 0 {
      rest /= 10
      places -= 1
    }
    lines.append(UInt8(ascii: "."))
    lines.write(rest, digits: places)
  }

  /// The shortest digits that say the value.
  mutating func write(_ value: ExactDecimal) {
    guard let magnitude = UInt64(exactly: value.units.magnitude) else {
      lines.append(contentsOf: value.description.utf8)
      return
    }
    if value.units < 0 { lines.append(UInt8(ascii: "-")) }
    let (whole, fraction) = magnitude.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
    write(whole)
    write(fraction: fraction, places: ExactDecimal.fractionDigits)
  }

  /// A duration in nanoseconds, as milliseconds; of one below 0 only the whole ones.
  mutating func write(milliseconds nanoseconds: Int64) {
    guard nanoseconds >= 0 else { return write(nanoseconds / 1_000_000) }
    let (whole, fraction) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    write(whole)
    write(fraction: fraction, places: 6)
  }

  mutating func write(time nanoseconds: Int64) {
    let text = lines.extend(by: Instant.longestText)
    let length = writtenTimes.write(nanoseconds, to: text.baseAddress!)
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

  /// The last so many digits of a number.
  fileprivate mutating func write(_ number: UInt64, digits count: Int) {
    guard let text = extend(by: count).baseAddress else { return }
    var rest = number
    var place = count
    while place > 0 {
      place -= 1
      text[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }

  mutating func append(contentsOf bytes: some Collection<UInt8>) {
    _ = extend(by: bytes.count).initialize(fromContentsOf: bytes)
  }
}
