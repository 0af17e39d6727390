/// Numbers of a fixed set of names, found by the bytes of a name.
///
/// A name is compared with one candidate, or a few; nothing is made of it.
struct AttributeTable: Sendable {
  /// All names, one behind the other.
  private var text: [UInt8] = []
  private var names: [Entry] = []
  /// Places of `names`, -1 for none; at most a quarter is taken.
  private var buckets: [Int16]
  private let mask: Int

  private struct Entry {
    var start: Int32
    var length: Int32
    var number: UInt16
  }

  /// A name that comes twice keeps the number of the first.
  init(_ entries: [(name: String, number: UInt16)]) {
    var size = 64
    while size < entries.count * 4 { size *= 2 }
    mask = size - 1
    buckets = Array(repeating: -1, count: size)
    for (name, number) in entries {
      let bytes = Array(name.utf8)
      bytes.withUnsafeBufferPointer { text in
        guard !text.isEmpty, self[text] == nil else { return }
        var bucket = Self.hash(text) & mask
        while buckets[bucket] >= 0 { bucket = (bucket + 1) & mask }
        buckets[bucket] = Int16(names.count)
        names.append(
          Entry(start: Int32(self.text.count), length: Int32(text.count), number: number))
        self.text += text
      }
    }
  }

  @inline(__always)
  subscript(text: UnsafeBufferPointer<UInt8>) -> UInt16? {
    guard !text.isEmpty else { return nil }
    var bucket = Self.hash(text) & mask
    while true {
      let place = Int(buckets[bucket])
      if place < 0 { return nil }
      let entry = names[place]
      if Int(entry.length) == text.count, equals(entry, text) { return entry.number }
      bucket = (bucket + 1) & mask
    }
  }

  @inline(__always)
  private func equals(_ entry: Entry, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    text.withUnsafeBufferPointer {
      areEqual($0.baseAddress! + Int(entry.start), name.baseAddress!, name.count)
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
    } else {
      for byte in text { mixed = mixed << 7 ^ mixed >> 57 ^ UInt64(byte) }
    }
    mixed = mixed &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 40)
  }
}
