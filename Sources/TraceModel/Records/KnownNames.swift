import Glibc

/// The names that a worker has met, or other bytes, with their shared numbers.
///
/// An event has six or more, and nearly all were met before. Up to 16 bytes, a name is found by
/// comparing two words; a longer one has its bytes compared too.
package struct KnownNames: Sendable {
  /// A name's first and last bytes, and how many there are.
  private struct Key: Equatable {
    var head: UInt64 = 0
    var tail: UInt64 = 0
    var count: UInt32 = 0
  }

  /// So small that the names of a log stay in a core's first cache.
  private struct Entry {
    var key = Key()
    /// None where free.
    var id = NameID.none
    var start: UInt32 = 0
  }

  private var bytes: [UInt8] = []
  private var entries = [Entry](repeating: Entry(), count: 512)
  private var used = 0
  // Names come from strangers; with a seed of its own each table is hard to fill with collisions.
  private let seed = UInt64.random(in: .min ... .max)

  package init() {}

  package var count: Int { used }

  /// Of a name that was added before, its number.
  @inline(__always)
  package func find(_ text: UnsafeBufferPointer<UInt8>) -> NameID? {
    let key = key(of: text)
    return entries.withUnsafeBufferPointer { entries in
      let mask = entries.count &- 1
      var slot = Int(truncatingIfNeeded: hash(key, text)) & mask
      while entries[slot].id != .none {
        if entries[slot].key == key, key.count <= 16 || hasBytes(entries[slot], text) {
          return entries[slot].id
        }
        slot = (slot &+ 1) & mask
      }
      return nil
    }
  }

  @inline(never)
  package mutating func add(_ text: UnsafeBufferPointer<UInt8>, _ id: NameID) {
    used += 1
    if used * 2 > entries.count { grow() }
    let start = bytes.count
    bytes.append(contentsOf: text)
    place(Entry(key: key(of: text), id: id, start: UInt32(start)), text)
  }

  private mutating func grow() {
    let old = entries
    entries = Array(repeating: Entry(), count: old.count * 2)
    let bytes = bytes
    bytes.withUnsafeBufferPointer { bytes in
      for entry in old where entry.id != .none {
        place(
          entry,
          UnsafeBufferPointer(rebasing: bytes[Int(entry.start)...].prefix(Int(entry.key.count))))
      }
    }
  }

  private mutating func place(_ entry: Entry, _ text: UnsafeBufferPointer<UInt8>) {
    var slot = Int(truncatingIfNeeded: hash(entry.key, text)) & (entries.count - 1)
    while entries[slot].id != .none { slot = (slot + 1) & (entries.count - 1) }
    entries[slot] = entry
  }

  @inline(__always)
  private func key(of text: UnsafeBufferPointer<UInt8>) -> Key {
    let (head, tail) = UnsafeRawPointer(text.baseAddress.unsafelyUnwrapped).ends(text.count)
    return Key(head: head, tail: tail, count: UInt32(truncatingIfNeeded: text.count))
  }

  @inline(__always)
  private func hash(_ key: Key, _ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = (seed ^ key.head).folded(with: key.tail &+ UInt64(key.count))
    var offset = 8
    while offset &+ 8 < text.count {
      let start = UnsafeRawPointer(text.baseAddress.unsafelyUnwrapped)
      hash = hash.folded(with: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset &+= 8
    }
    return hash
  }

  @inline(never)
  private func hasBytes(_ entry: Entry, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.withUnsafeBytes {
      memcmp($0.baseAddress! + Int(entry.start), text.baseAddress!, text.count) == 0
    }
  }
}

extension UnsafeRawPointer {
  /// All of up to 16 bytes, some of them twice; of more the first and last eight.
  @inline(__always)
  fileprivate func ends(_ count: Int) -> (UInt64, UInt64) {
    if count >= 8 {
      return (
        loadUnaligned(as: UInt64.self),
        loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      )
    }
    if count >= 4 {
      return (
        UInt64(loadUnaligned(as: UInt32.self)),
        UInt64(loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
      )
    }
    let first = UInt64(load(as: UInt8.self))
    let middle = UInt64(load(fromByteOffset: count &>> 1, as: UInt8.self))
    return (first, middle << 8 | UInt64(load(fromByteOffset: count &- 1, as: UInt8.self)))
  }
}
