/// The names that a worker has met, with their shared numbers.
///
/// An event has six or more, and nearly all were met before: finding one takes 5 ns, so nothing here
/// is called that can be compared eight bytes at a time.
struct KnownNames: Sendable {
  private struct Entry {
    var hash: UInt64 = 0
    var start: UInt32 = 0
    /// 0 where free.
    var count: UInt32 = 0
    var id = NameID.none
  }

  private var bytes: [UInt8] = []
  private var entries = [Entry](repeating: Entry(), count: 1024)
  private var used = 0
  // Names come from strangers; with a seed of its own each table is hard to fill with collisions.
  private let seed = UInt64.random(in: .min ... .max)

  @inline(__always)
  func hash(of text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let start = UnsafeRawPointer(text.baseAddress.unsafelyUnwrapped)
    let count = text.count
    var hash = seed ^ UInt64(truncatingIfNeeded: count)
    var offset = 0
    while offset + 16 < count {
      hash = (hash ^ start.word(at: offset)).folded(with: start.word(at: offset + 8))
      offset += 16
    }
    let (head, tail) = start.ends(from: offset, to: count)
    return (hash ^ head).folded(with: tail)
  }

  @inline(__always)
  func find(_ text: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> NameID? {
    var slot = Int(truncatingIfNeeded: hash) & (entries.count - 1)
    while entries[slot].count != 0 {
      if entries[slot].hash == hash, isEqual(entries[slot], text) { return entries[slot].id }
      slot = (slot + 1) & (entries.count - 1)
    }
    return nil
  }

  @inline(never)
  mutating func add(_ text: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ id: NameID) {
    used += 1
    if used * 2 > entries.count {
      let old = entries
      entries = Array(repeating: Entry(), count: old.count * 2)
      for entry in old where entry.count != 0 { place(entry) }
    }
    place(
      Entry(hash: hash, start: UInt32(bytes.count), count: UInt32(text.count), id: id))
    bytes.append(contentsOf: text)
  }

  private mutating func place(_ entry: Entry) {
    var slot = Int(truncatingIfNeeded: entry.hash) & (entries.count - 1)
    while entries[slot].count != 0 { slot = (slot + 1) & (entries.count - 1) }
    entries[slot] = entry
  }

  @inline(__always)
  private func isEqual(_ entry: Entry, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard Int(entry.count) == text.count else { return false }
    let count = text.count
    let one = UnsafeRawPointer(text.baseAddress.unsafelyUnwrapped)
    return bytes.withUnsafeBytes { bytes in
      let other = bytes.baseAddress.unsafelyUnwrapped + Int(entry.start)
      var offset = 0
      while offset + 16 < count {
        guard one.word(at: offset) == other.word(at: offset),
          one.word(at: offset + 8) == other.word(at: offset + 8)
        else { return false }
        offset += 16
      }
      return one.ends(from: offset, to: count) == other.ends(from: offset, to: count)
    }
  }
}

extension UnsafeRawPointer {
  @inline(__always)
  fileprivate func word(at offset: Int) -> UInt64 {
    loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  /// All bytes of a place of 1 to 16, some of them twice.
  @inline(__always)
  fileprivate func ends(from start: Int, to end: Int) -> (UInt64, UInt64) {
    let count = end - start
    if count >= 8 { return (word(at: start), word(at: end - 8)) }
    if count >= 4 {
      return (
        UInt64(loadUnaligned(fromByteOffset: start, as: UInt32.self)),
        UInt64(loadUnaligned(fromByteOffset: end - 4, as: UInt32.self))
      )
    }
    let first = UInt64(load(fromByteOffset: start, as: UInt8.self))
    let middle = UInt64(load(fromByteOffset: start + count / 2, as: UInt8.self))
    return (first, middle << 8 | UInt64(load(fromByteOffset: end - 1, as: UInt8.self)))
  }
}
