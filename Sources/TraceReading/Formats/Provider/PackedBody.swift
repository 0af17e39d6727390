extension [UInt8] {
  /// What a body holds that is compressed as it came over the wire, as far as it is there; any other
  /// body as it is, and nil for one that would be too long.
  var unpacked: [UInt8]? {
    guard let decoder = Self.decoder(of: self) else { return self }
    // No text is a hundredth of its size when it is packed; what seems so wastes the time of who reads it.
    let mostBytes = Swift.min(
      64 << 20, Swift.max(1 << 20, count.multipliedReportingOverflow(by: 100).partialValue))
    var unpacked: [UInt8] = []
    var rest = self[...]
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    decoder.begin()
    while unpacked.count <= mostBytes {
      let step = rest.withUnsafeBytes { input in
        buffer.withUnsafeMutableBytes { decoder.decode(input, into: $0) }
      }
      unpacked += buffer[..<step.produced]
      rest = rest.dropFirst(step.consumed)
      guard step.state == .wantsMore, step.consumed > 0 || step.produced > 0 else {
        return unpacked
      }
    }
    return nil
  }

  private static func decoder(of bytes: [UInt8]) -> (any StreamDecoder)? {
    if CompressionFormat.gzip.begins(bytes) { return GzipDecoder() }
    return CompressionFormat.zstd.begins(bytes) ? ZstdDecoder() : nil
  }
}
