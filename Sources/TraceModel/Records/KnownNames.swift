import Glibc

/// The names that a worker has met, with their shared numbers.
///
/// An event has six or more, and nearly all were met before. Up to 16 bytes, a name is found by
/// comparing two words; a longer one has its bytes compared too.
struct KnownNames: Sendable {
  /// A name's first and last bytes, and how many there are between them.
  struct Key: Equatable, Sendable {
    fileprivate var head: UInt64
    fileprivate var tail: UInt64
    fileprivate var count: Int
    fileprivate var hash: UInt64
  }

  private struct Entry {
    var key: Key
    var start: Int
    /// None where free.
    var id: NameID
  }

  private var bytes: [UInt8] = []
  private var entries: [Entry]
  private var used = 0
  // Names come from strangers; with a seed of its own each table is hard to fill with collisions.
  private let seed = UInt64.random(in: .min ... .max)

  init() { entries = Self.free(1024) }

  private static func free(_ count: Int) -> [Entry] {
    let none = Entry(key: Key(head: 0, tail: 0, count: 0, hash: 0), start: 0, id: .none)
    return Array(repeating: none, count: count)
  }

  @inline(__always)
  func key(of text: UnsafeBufferPointer<UInt8>) -> Key {
    let start = UnsafeRawPointer(text.baseAddress.unsafelyUnwrapped)
    let count = text.count
    let (head, tail) = start.ends(count)
    var hash = (seed ^ head).folded(with: tail &+ UInt64(truncatingIfNeeded: count))
    var offset = 8
    while offset &+ 8 < count {
      hash = hash.folded(with: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset &+= 8
    }
    return Key(head: head, tail: tail, count: count, hash: hash)
  }

  @inline(__always)
  func find(_ text: UnsafeBufferPointer<UInt8>, _ key: Key) -> NameID? {
    entries.withUnsafeBufferPointer { entries in
      let mask = entries.count &- 1
      var slot = Int(truncatingIfNeeded: key.hash) & mask
      while entries[slot].id != .none {
        let entry = entries[slot]
        if entry.key == key, key.count <= 16 || hasBytes(entry, text) { return entry.id }
        slot = (slot &+ 1) & mask
      }
      return nil
    }
  }

  @inline(never)
  mutating func add(_ text: UnsafeBufferPointer<UInt8>, _ key: Key, _ id: NameID) {
    used += 1
    if used * 2 > entries.count {
      let old = entries
      entries = Self.free(old.count * 2)
      for entry in old where entry.id != .none { place(entry) }
    }
    place(Entry(key: key, start: bytes.count, id: id))
    bytes.append(contentsOf: text)
  }

  private mutating func place(_ entry: Entry) {
    var slot = Int(truncatingIfNeeded: entry.key.hash) & (entries.count - 1)
    while entries[slot].id != .none { slot = (slot + 1) & (entries.count - 1) }
    entries[slot] = entry
  }

  @inline(never)
  private func hasBytes(_ entry: Entry, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.withUnsafeBytes {
      memcmp($0.baseAddress! + entry.start, text.baseAddress!, text.count) == 0
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
