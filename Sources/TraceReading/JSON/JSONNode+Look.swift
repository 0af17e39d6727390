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
    isString && withText { $0.equals(text) }
  }

  /// Whether its text is this one, where that can be told at once.
  func isSurely(_ text: String?) -> Bool {
    guard let text, !isEscaped, text.utf8.count == rawBytes.count else { return false }
    return text.utf8.withContiguousStorageIfAvailable { known in
      known.isEmpty || areEqual(known.baseAddress!, rawBytes.baseAddress!, known.count)
    } ?? false
  }

  /// Whether words of small letters stand in a string, whatever the case.
  func contains(_ words: StaticString) -> Bool { isString && withText { $0.contains(words) } }

  /// A string's text with its escapes looked through; of any other value what is written.
  @inline(__always)
  func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    isEscaped ? withUnescaped(body) : body(rawBytes)
  }

  @inline(never)
  private func withUnescaped<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rawBytes.count) { memory in
      let count = copyText(to: memory)
      return body(UnsafeBufferPointer(rebasing: memory[..<count]))
    }
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
  var decimal: ExactDecimal? {
    guard isText else { return nil }
    let digits = rawBytes
    guard digits.count <= 24 else { return ExactDecimal(digits: digits) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { padded in
      _ = padded.update(fromContentsOf: digits)
      let short = UnsafeBufferPointer(rebasing: padded[..<digits.count])
      return ShortDecimal(paddedDigits: short).map { ExactDecimal($0) }
        ?? ExactDecimal(digits: digits)
    }
  }

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
  @inline(__always)
  func has(_ name: StaticString) -> Bool { member(name) != nil }

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
      && areEqual(baseAddress ?? text.utf8Start, text.utf8Start, count)
  }

  @inline(__always)
  func begins(with text: StaticString) -> Bool {
    guard let start = baseAddress, count >= text.utf8CodeUnitCount else { return false }
    return areEqual(start, text.utf8Start, text.utf8CodeUnitCount)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// A whole number of up to 19 digits that fits, as times in nanoseconds do, and nothing else.
  var shortInteger: Int64? {
    guard let text = baseAddress, count > 0 else { return nil }
    let isNegative = text[0] == UInt8(ascii: "-")
    let digits = isNegative ? count - 1 : count
    guard digits > 0, digits <= 19 else { return nil }
    var value: UInt64 = 0
    for place in (count - digits)..<count {
      let digit = text[place] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value &* 10 &+ UInt64(digit)
    }
    return Int64(exactly: value).map { isNegative ? -$0 : $0 }
  }
}

extension JSONNode {
  /// The element of a list that holds no other.
  var onlyElement: JSONNode? {
    var elements = elements.makeIterator()
    guard isArray, let first = elements.next(), elements.next() == nil else { return nil }
    return first
  }
}
