import CZlib

/// The parts of a zip archive by their names, as the tests of workbooks look into them.
package func unzip(_ bytes: [UInt8]) -> [String: String] {
  func number(_ offset: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }
  var parts: [String: String] = [:]
  guard bytes.count > 22, number(bytes.count - 22, 4) == 0x0605_4B50 else { return parts }
  var entry = number(bytes.count - 6, 4)
  for _ in 0..<number(bytes.count - 12, 2) {
    let nameLength = number(entry + 28, 2)
    let name = String(decoding: bytes[(entry + 46)..<(entry + 46 + nameLength)], as: UTF8.self)
    let header = number(entry + 42, 4)
    let start = header + 30 + number(header + 26, 2) + number(header + 28, 2)
    parts[name] = inflated(
      Array(bytes[start..<start + number(entry + 20, 4)]), size: number(entry + 24, 4))
    entry += 46 + nameLength + number(entry + 30, 2) + number(entry + 32, 2)
  }
  return parts
}

private func inflated(_ packed: [UInt8], size: Int) -> String {
  var packed = packed
  var unpacked = [UInt8](repeating: 0, count: size + 1)
  var stream = z_stream()
  inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  defer { inflateEnd(&stream) }
  let inputCount = packed.count
  packed.withUnsafeMutableBufferPointer { input in
    unpacked.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(inputCount)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      inflate(&stream, Z_FINISH)
    }
  }
  return String(decoding: unpacked.prefix(size), as: UTF8.self)
}
