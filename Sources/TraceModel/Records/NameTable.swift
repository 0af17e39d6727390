/// A name's place in a `NameTable`; 0 is the name that is absent or empty.
package struct NameID: Hashable, Sendable {
  package var number: UInt32
  package init(_ number: UInt32) { self.number = number }
  package static let none = NameID(0)
}

/// Distinct names, each kept once, so that records hold four bytes instead of text.
///
/// The numbers depend on the order of reading and never show: whatever is written is ordered by
/// the names themselves.
package struct NameTable: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = [0]
  /// Open addressing: name numbers, 0 where free.
  private var slots: [UInt32]
  private let seed: UInt64

  package init() {
    slots = Array(repeating: 0, count: 256)
    // Names come from strangers; with a seed of its own each table is hard to fill with collisions.
    seed = UInt64.random(in: .min ... .max)
  }

  /// How many names there are, the absent one included.
  package var count: Int { ends.count }

  package mutating func number(of text: UnsafeBufferPointer<UInt8>) -> NameID {
    guard !text.isEmpty else { return .none }
    var slot = Int(truncatingIfNeeded: hash(text)) & (slots.count - 1)
    while slots[slot] != 0 {
      if isEqual(Int(slots[slot]), text) { return NameID(slots[slot]) }
      slot = (slot + 1) & (slots.count - 1)
    }
    let number = UInt32(ends.count)
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    slots[slot] = number
    if ends.count * 2 > slots.count { grow() }
    return NameID(number)
  }

  package mutating func number(of name: Name) -> NameID {
    var text = name.text
    return text.withUTF8 { number(of: $0) }
  }

  package func name(_ id: NameID) -> Name { Name(text(id)) }

  package func text(_ id: NameID) -> String {
    guard id != .none else { return "" }
    return String(decoding: bytes[range(Int(id.number))], as: UTF8.self)
  }

  /// Takes in the names of another table; the result maps its numbers to the ones here.
  package mutating func merge(_ other: NameTable) -> [NameID] {
    (0..<other.count).map { number in
      number == 0
        ? .none
        : other.bytes[other.range(number)].withUnsafeBufferPointer { self.number(of: $0) }
    }
  }

  private func range(_ number: Int) -> Range<Int> { ends[number - 1]..<ends[number] }

  private func isEqual(_ number: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let range = range(number)
    guard range.count == text.count else { return false }
    var index = range.lowerBound
    for byte in text {
      if bytes[index] != byte { return false }
      index += 1
    }
    return true
  }

  private func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var value = seed
    for byte in text { value = (value ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15 }
    return value ^ (value >> 29)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for number in 1..<ends.count {
      let value = bytes[range(number)].withUnsafeBufferPointer { hash($0) }
      var slot = Int(truncatingIfNeeded: value) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(number)
    }
  }
}
