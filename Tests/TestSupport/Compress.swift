import CZlib
import CZstd

/// The bytes as one gzip member.
package func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  deflateInit2_(
    &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  var input = bytes
  return input.withUnsafeMutableBufferPointer { input in
    [UInt8](unsafeUninitializedCapacity: Int(deflateBound(&stream, UInt(input.count)))) {
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = $0.baseAddress
      stream.avail_out = UInt32($0.count)
      deflate(&stream, Z_FINISH)
      $1 = Int(stream.total_out)
    }
  }
}

/// The bytes as one zstd frame with a checksum.
package func zstd(_ bytes: [UInt8]) -> [UInt8] {
  let context = ZSTD_createCCtx()
  defer { ZSTD_freeCCtx(context) }
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  return [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) {
    $1 = ZSTD_compress2(context, $0.baseAddress, $0.count, bytes, bytes.count)
  }
}

/// A zstd frame that holds blocks as they are, and says that it needs a window of 2^`windowLog`.
package func zstdFrame(of blocks: [[UInt8]], windowLog: UInt8) -> [UInt8] {
  var bytes = [0x28, 0xB5, 0x2F, 0xFD, 0x00, (windowLog - 10) << 3]
  for (index, block) in blocks.enumerated() {
    let header = UInt32(block.count) << 3 | (index == blocks.count - 1 ? 1 : 0)
    bytes += (0..<3).map { UInt8(truncatingIfNeeded: header >> ($0 * 8)) } + block
  }
  return bytes
}

/// A zstd frame that decoders pass over.
package func skippableFrame(_ bytes: [UInt8]) -> [UInt8] {
  [0x5A, 0x2A, 0x4D, 0x18]
    + (0..<4).map { UInt8(truncatingIfNeeded: UInt32(bytes.count) >> ($0 * 8)) } + bytes
}
