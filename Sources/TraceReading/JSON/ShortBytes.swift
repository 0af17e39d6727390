import Glibc

// Names and words are short, and a call takes longer than some words of eight bytes.

/// Whether so many bytes are the same.
@inline(__always)
func areEqual(_ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>, _ count: Int) -> Bool {
  let (one, other) = (UnsafeRawPointer(one), UnsafeRawPointer(other))
  func same<Word: FixedWidthInteger & BitwiseCopyable>(_ type: Word.Type, at place: Int) -> Bool {
    one.loadUnaligned(fromByteOffset: place, as: type)
      == other.loadUnaligned(fromByteOffset: place, as: type)
  }
  switch count {
  case 8...:
    for place in stride(from: 0, to: count - 8, by: 8) {
      guard same(UInt64.self, at: place) else { return false }
    }
    return same(UInt64.self, at: count - 8)
  case 4...: return same(UInt32.self, at: 0) && same(UInt32.self, at: count - 4)
  case 2...: return same(UInt16.self, at: 0) && same(UInt16.self, at: count - 2)
  case 1: return same(UInt8.self, at: 0)
  default: return true
  }
}

extension UnsafeMutableBufferPointer<UInt8> {
  /// Takes bytes, of which there must be no more than it has room for.
  @inline(__always)
  func copy(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let from = UnsafeRawPointer(bytes.baseAddress),
      let to = UnsafeMutableRawPointer(baseAddress)
    else { return }
    let count = bytes.count
    func move<Word: FixedWidthInteger & BitwiseCopyable>(_ type: Word.Type, at place: Int) {
      to.storeBytes(
        of: from.loadUnaligned(fromByteOffset: place, as: type), toByteOffset: place, as: type)
    }
    switch count {
    case 17...: memcpy(to, from, count)
    case 8...:
      move(UInt64.self, at: 0)
      move(UInt64.self, at: count - 8)
    case 4...:
      move(UInt32.self, at: 0)
      move(UInt32.self, at: count - 4)
    case 2...:
      move(UInt16.self, at: 0)
      move(UInt16.self, at: count - 2)
    case 1: move(UInt8.self, at: 0)
    default: break
    }
  }
}
