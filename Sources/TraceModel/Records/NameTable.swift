import Glibc

/// A name's place in a `NameTable`; 0 is the name that is absent or empty.
///
/// Public like `Column`, as it is compared and hashed in every other module.
public struct NameID: Hashable, Sendable, BitwiseCopyable {
  public var number: UInt32
  @inlinable public init(_ number: UInt32) { self.number = number }
  @inlinable public static var none: NameID { NameID(0) }

  @inlinable
  public static func == (left: Self, right: Self) -> Bool { left.number == right.number }

  @inlinable
  public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

/// Distinct names, each kept once, so that records hold four bytes instead of text.
///
/// The numbers depend on the order of reading and never show: whatever is written is ordered by
/// the names themselves.
package struct NameTable: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = [0]
  /// Open addressing: the upper half of a name's hash above its number; 0 where free.
  private var slots: [UInt64]
  private let seed: UInt64

  package init() {
    slots = Array(repeating: 0, count: 256)
    // Names come from strangers; with a seed of its own each table is hard to fill with collisions.
    seed = UInt64.random(in: .min ... .max)
  }

  /// How many names there are, the absent one included.
  package var count: Int { ends.count }

  package mutating func number(of text: UnsafeBufferPointer<UInt8>) -> NameID {
    guard let start = text.baseAddress, !text.isEmpty else { return .none }
    let hash = Self.hash(UnsafeRawPointer(start), text.count, seed)
    let tag = hash & ~0xFFFF_FFFF
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot] & 0xFFFF_FFFF)
      if slots[slot] & ~0xFFFF_FFFF == tag, isEqual(number, text) {
        return NameID(UInt32(number))
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    let number = UInt32(ends.count)
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    slots[slot] = tag | UInt64(number)
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

  /// Its bytes, where a text would take memory.
  package func bytes(_ id: NameID) -> ArraySlice<UInt8> {
    id == .none ? [] : bytes[range(Int(id.number))]
  }

  /// The same in every run, unlike its number.
  package func contentHash(_ id: NameID) -> UInt64 {
    guard id != .none else { return 0 }
    let range = range(Int(id.number))
    return bytes.withUnsafeBytes {
      Self.hash($0.baseAddress! + range.lowerBound, range.count, 0x5851_F42D_4C95_7F2D)
    }
  }

  private func range(_ number: Int) -> Range<Int> { ends[number - 1]..<ends[number] }

  private func isEqual(_ number: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let range = range(number)
    guard range.count == text.count, let start = text.baseAddress else { return false }
    return bytes.withUnsafeBufferPointer {
      memcmp($0.baseAddress! + range.lowerBound, start, range.count) == 0
    }
  }

  /// Eight bytes a step; the last ones overlap those before.
  private static func hash(_ text: UnsafeRawPointer, _ count: Int, _ seed: UInt64) -> UInt64 {
    var hash = seed ^ UInt64(count)
    var offset = 0
    while count - offset > 8 {
      hash = hash.folded(with: text.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var last: UInt64 = 0
    if count >= 8 {
      last = text.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    } else if count >= 4 {
      last =
        UInt64(text.loadUnaligned(as: UInt32.self)) << 32
        | UInt64(text.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
    } else {
      for index in 0..<count {
        last = last << 8 | UInt64(text.load(fromByteOffset: index, as: UInt8.self))
      }
    }
    return hash.folded(with: last)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for number in 1..<ends.count {
      let range = range(number)
      let hash = bytes.withUnsafeBytes {
        Self.hash($0.baseAddress! + range.lowerBound, range.count, seed)
      }
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = hash & ~0xFFFF_FFFF | UInt64(number)
    }
  }
}
