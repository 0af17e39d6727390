/// Numbers of a fixed set of names, found by the bytes of a name.
///
/// A name is compared with one candidate, or a few; nothing is made of it.
final class AttributeTable: @unchecked Sendable {
  // Written once, when it is made, and only read from then on. Memory of its own, as each look into an
  // array asks for its buffer and its bounds, which takes longer than to compare two names.
  private let slots: UnsafeMutablePointer<Slot>
  /// All names, one behind the other.
  private let text: UnsafeMutablePointer<UInt8>
  /// One less than the number of slots, of which at most a quarter is taken.
  private let mask: Int

  private struct Slot {
    var name: UnsafePointer<UInt8>
    /// 0 in a free slot.
    var length: Int32 = 0
    var number: UInt16 = 0
  }

  /// A name that comes twice keeps the number of the first.
  init(_ entries: [(name: String, number: UInt16)]) {
    var size = 64
    while size < entries.count * 4 { size *= 2 }
    mask = size - 1
    text = .allocate(capacity: max(1, entries.reduce(0) { $0 + $1.name.utf8.count }))
    slots = .allocate(capacity: size)
    slots.initialize(repeating: Slot(name: text), count: size)
    var end = text
    for (name, number) in entries {
      var name = name
      name.withUTF8 { bytes in
        guard !bytes.isEmpty, self[bytes] == nil else { return }
        var place = Self.hash(bytes) & mask
        while slots[place].length > 0 { place = (place + 1) & mask }
        _ = UnsafeMutableBufferPointer(start: end, count: bytes.count).update(fromContentsOf: bytes)
        slots[place] = Slot(name: end, length: Int32(bytes.count), number: number)
        end += bytes.count
      }
    }
  }

  deinit {
    slots.deallocate()
    text.deallocate()
  }

  @inline(__always)
  subscript(name: UnsafeBufferPointer<UInt8>) -> UInt16? {
    guard let start = name.baseAddress, name.count > 0 else { return nil }
    var place = Self.hash(name) & mask
    while true {
      let slot = slots[place]
      if slot.length == 0 { return nil }
      if Int(slot.length) == name.count, areEqual(slot.name, start, name.count) {
        return slot.number
      }
      place = (place + 1) & mask
    }
  }

  /// Of the length, the last bytes, which differ most, and the eight in the middle.
  @inline(__always)
  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    let base = UnsafeRawPointer(text.baseAddress!)
    var mixed = UInt64(text.count) &* 0x9E37_79B9_7F4A_7C15
    if text.count >= 8 {
      mixed ^= base.loadUnaligned(fromByteOffset: text.count - 8, as: UInt64.self)
      mixed = mixed &* 0xD1B5_4A32_D192_ED03
      mixed ^= base.loadUnaligned(fromByteOffset: (text.count - 8) / 2, as: UInt64.self)
    } else if text.count >= 4 {
      mixed ^= UInt64(base.loadUnaligned(as: UInt32.self))
      mixed ^= UInt64(base.loadUnaligned(fromByteOffset: text.count - 4, as: UInt32.self)) << 32
    } else {
      for byte in text { mixed = mixed << 7 ^ mixed >> 57 ^ UInt64(byte) }
    }
    mixed = mixed &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 40)
  }
}
