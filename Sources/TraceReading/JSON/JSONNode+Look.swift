import CSimdJSON
import Glibc
import TraceModel

// What translators of other formats ask of a value. A member that is `null` is as good as absent,
// in every format we know.

extension JSONNode {
  /// The value at the end of a way of names.
  subscript(first: StaticString, second: StaticString) -> JSONNode? { self[first]?[second] }

  /// A string's text, or a number's digits.
  var asText: String? {
    if isNumber { return String(decoding: rawBytes, as: UTF8.self) }
    return string
  }

  /// Whether it is a string or number that says something.
  var isText: Bool { (isString || isNumber) && !rawBytes.isEmpty }

  /// Whether it is a string of this text, or under a name of this text; escapes are looked through.
  func isText(_ text: StaticString) -> Bool {
    guard isString else { return false }
    if !isEscaped { return rawBytes.equals(text) }
    return text.withUTF8Buffer { bytes in string?.utf8.elementsEqual(bytes) ?? false }
  }

  /// A whole number, also one in a string, as 64-bit numbers of many formats are.
  var integer: Int64? {
    guard isText else { return nil }
    if let short = rawBytes.shortInteger { return short }
    guard let value = ExactDecimal(digits: rawBytes) else { return nil }
    let (quotient, rest) = value.units.quotientAndRemainder(dividingBy: ExactDecimal.unitsPerOne)
    return rest == 0 ? Int64(exactly: quotient) : nil
  }

  /// A number, or a string of one, from its own digits.
  var decimal: ExactDecimal? { isText ? ExactDecimal(digits: rawBytes) : nil }

  var isContainer: Bool { isObject || isArray }

  /// The elements of an array; none of any other value.
  var elements: Elements { Elements(self) }

  var first: JSONNode? { elements.first { _ in true } }

  struct Elements: Sequence, IteratorProtocol {
    private let array: JSONNode?
    private var place: Int
    private let end: Int

    static var none: Elements { Elements() }

    private init() { (array, place, end) = (nil, 0, 0) }

    fileprivate init(_ array: JSONNode?) {
      self.array = array
      (place, end) = array.map { $0.isArray ? $0.insides : (0, 0) } ?? (0, 0)
    }

    mutating func next() -> JSONNode? {
      guard place < end, let array else { return nil }
      let element = array.node(place)
      place = element.behind
      return element
    }
  }

  /// Whether there is a member of this name, also one that is `null`.
  func has(_ name: StaticString) -> Bool {
    var isThere = false
    forEachRawMember { key, _ in if key.isText(name) { isThere = true } }
    return isThere
  }

  /// Goes over the members with their names as written, without making any text.
  @inline(__always)
  func forEachRawMember(_ body: (JSONNode, JSONNode) -> Void) {
    guard isObject else { return }
    var (place, end) = insides
    while place < end {
      let value = node(place + 1)
      body(node(place), value)
      place = value.behind
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  @inline(__always)
  func equals(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount
      && (count == 0
        || self[0] == text.utf8Start[0] && memcmp(baseAddress!, text.utf8Start, count) == 0)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// A whole number of up to 19 digits that fits, as times in nanoseconds do, and nothing else.
  fileprivate var shortInteger: Int64? {
    var digits = self[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits = digits.dropFirst() }
    guard !digits.isEmpty, digits.count <= 19 else { return nil }
    var value: UInt64 = 0
    for byte in digits {
      let digit = byte &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value &* 10 &+ UInt64(digit)
    }
    return Int64(exactly: value).map { isNegative ? -$0 : $0 }
  }
}
