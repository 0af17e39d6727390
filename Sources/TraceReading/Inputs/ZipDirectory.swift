/// What a zip archive lists of its members at its end.
struct ZipDirectory {
  struct Member {
    var name: String
    var method: Int
    var isEncrypted: Bool
    var checksum: UInt32
    var packedSize: Int
    var size: Int
    /// Where its own header stands.
    var offset: Int
  }

  private(set) var members: [Member] = []

  private static let longestInBytes = 64 << 20

  /// Nil where the file ends before its directory, or that is damaged.
  init?(_ file: OpenFile, size: Int) throws(InputError) {
    guard let end = try Self.end(file, size) else { return nil }
    guard end.size <= Self.longestInBytes, end.offset >= 0, end.size >= 0,
      end.offset + end.size <= size
    else { return nil }
    let bytes = try file.bytes(at: end.offset, count: end.size)
    var place = 0
    while place + 46 <= bytes.count, bytes.number(at: place, 4) == 0x0201_4B50 {
      let nameLength = bytes.number(at: place + 28, 2)
      let extraLength = bytes.number(at: place + 30, 2)
      let next = place + 46 + nameLength + extraLength + bytes.number(at: place + 32, 2)
      guard next <= bytes.count else { return nil }
      var member = Member(
        name: String(decoding: bytes[(place + 46)..<(place + 46 + nameLength)], as: UTF8.self),
        method: bytes.number(at: place + 10, 2),
        isEncrypted: bytes.number(at: place + 8, 2) & 1 != 0,
        checksum: UInt32(bytes.number(at: place + 16, 4)),
        packedSize: bytes.number(at: place + 20, 4), size: bytes.number(at: place + 24, 4),
        offset: bytes.number(at: place + 42, 4))
      let extra = (place + 46 + nameLength)..<(place + 46 + nameLength + extraLength)
      member.readLarge(Array(bytes[extra]))
      members.append(member)
      place = next
    }
    guard place == bytes.count || !members.isEmpty else { return nil }
  }

  /// Where the directory stands, by the record behind it.
  private static func end(_ file: OpenFile, _ size: Int) throws(InputError) -> (
    offset: Int, size: Int
  )? {
    // Behind the record stands a comment of up to 65,535 bytes.
    let count = min(size, 22 + 65_535)
    let tail = try file.bytes(at: size - count, count: count)
    guard count >= 22,
      let place = (0...(count - 22)).last(where: { tail.number(at: $0, 4) == 0x0605_4B50 })
    else { return nil }
    let listed = (tail.number(at: place + 16, 4), tail.number(at: place + 12, 4))
    guard listed.0 == 0xFFFF_FFFF || listed.1 == 0xFFFF_FFFF else { return listed }
    guard place >= 20, tail.number(at: place - 20, 4) == 0x0706_4B50 else { return nil }
    let large = tail.number(at: place - 12, 8)
    guard large >= 0, large + 56 <= size else { return nil }
    let record = try file.bytes(at: large, count: 56)
    guard record.number(at: 0, 4) == 0x0606_4B50 else { return nil }
    return (record.number(at: 48, 8), record.number(at: 40, 8))
  }
}

extension ZipDirectory.Member {
  /// Sizes beyond 32 bits stand in an extra field, in this order.
  fileprivate mutating func readLarge(_ extra: [UInt8]) {
    var place = 0
    while place + 4 <= extra.count {
      let length = extra.number(at: place + 2, 2)
      let end = min(place + 4 + length, extra.count)
      if extra.number(at: place, 2) == 1 {
        var value = place + 4
        func next() -> Int? {
          guard value + 8 <= end else { return nil }
          defer { value += 8 }
          return extra.number(at: value, 8)
        }
        if size == 0xFFFF_FFFF { size = next() ?? size }
        if packedSize == 0xFFFF_FFFF { packedSize = next() ?? packedSize }
        if offset == 0xFFFF_FFFF { offset = next() ?? offset }
      }
      place = end
    }
  }
}

extension [UInt8] {
  /// A number of this many bytes, the lowest first; -1 beyond what 63 bits hold.
  func number(at place: Int, _ count: Int) -> Int {
    guard place >= 0, place + count <= self.count else { return -1 }
    var value: UInt64 = 0
    for byte in self[place..<(place + count)].reversed() { value = value << 8 | UInt64(byte) }
    return Int(exactly: value) ?? -1
  }
}

extension OpenFile {
  func bytes(at offset: Int, count: Int) throws(InputError) -> [UInt8] {
    var failure: InputError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(InputError) {
        filled = try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }
}
