import CZlib

/// Whether every XML part of a zip archive ends with the element it begins with.
///
/// A part that a full disk cut short still stands in an archive that is whole by its own count.
func areWholeXML(partsOfZip bytes: [UInt8]) -> Bool {
  func number(_ offset: Int, _ count: Int) -> Int {
    guard offset >= 0, offset + count <= bytes.count else { return -1 }
    return (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }
  // The end record has no comment, so it is the last 22 bytes.
  let end = bytes.count - 22
  guard number(end, 4) == 0x0605_4B50 else { return false }
  let count = number(end + 10, 2)
  var entry = number(end + 16, 4)
  guard count > 0 else { return false }
  for _ in 0..<count {
    guard number(entry, 4) == 0x0201_4B50 else { return false }
    let packedSize = number(entry + 20, 4)
    let header = number(entry + 42, 4)
    guard number(header, 4) == 0x0403_4B50 else { return false }
    let start = header + 30 + number(header + 26, 2) + number(header + 28, 2)
    guard start + packedSize <= bytes.count,
      let ends = inflatedEnds(of: bytes[start..<start + packedSize]), isWholeXML(ends)
    else { return false }
    entry += 46 + number(entry + 28, 2) + number(entry + 30, 2) + number(entry + 32, 2)
  }
  return true
}

/// The first and last bytes of a deflated part.
private func inflatedEnds(of packed: ArraySlice<UInt8>) -> (first: [UInt8], last: [UInt8])? {
  var stream = z_stream()
  let size = Int32(MemoryLayout<z_stream>.size)
  guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, size) == Z_OK else { return nil }
  defer { inflateEnd(&stream) }
  var packed = Array(packed)
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  var first: [UInt8] = []
  var last: [UInt8] = []
  return packed.withUnsafeMutableBufferPointer { input in
    stream.next_in = input.baseAddress
    stream.avail_in = UInt32(input.count)
    while true {
      let status = buffer.withUnsafeMutableBufferPointer { output in
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        return inflate(&stream, Z_NO_FLUSH)
      }
      let made = buffer.prefix(buffer.count - Int(stream.avail_out))
      if first.count < 200 { first += made.prefix(200 - first.count) }
      last = Array((last + made.suffix(100)).suffix(100))
      if status == Z_STREAM_END { return (first, last) }
      guard status == Z_OK, !made.isEmpty || stream.avail_in > 0 else { return nil }
    }
  }
}

private func isWholeXML(_ ends: (first: [UInt8], last: [UInt8])) -> Bool {
  let first = String(decoding: ends.first, as: UTF8.self)
  let last = String(decoding: ends.last, as: UTF8.self)
  guard let root = first.firstMatch(of: /<([A-Za-z][A-Za-z:]*)/)?.1,
    let end = last.lastIndex(where: { !$0.isWhitespace })
  else { return false }
  return last[...end].hasSuffix("</\(root)>")
}
