import CZlib

final class GzipDecoder: StreamDecoder {
  /// At one address for good, which zlib remembers and checks.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let isReady: Bool

  /// - Parameter isRaw: the data has no header and no checksum, as in a zip archive.
  init(isRaw: Bool = false) {
    stream.initialize(to: z_stream())
    // A window of 15 bits; 16 more stand for gzip only, its checksum and length verified.
    isReady =
      inflateInit2_(
        stream, isRaw ? -15 : 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit {
    if isReady { inflateEnd(stream) }
    stream.deallocate()
  }

  func begin() { if isReady { inflateReset(stream) } }

  func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer)
    -> DecoderStep
  {
    guard isReady else {
      return DecoderStep(consumed: 0, produced: 0, state: .damaged(Damage.memory))
    }
    let given = (input: UInt32(clamping: input.count), output: UInt32(clamping: output.count))
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.bindMemory(to: UInt8.self).baseAddress)
    stream.pointee.avail_in = given.input
    stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_out = given.output
    let code = inflate(stream, Z_NO_FLUSH)
    let state: DecoderStep.State =
      switch code {
      // Z_BUF_ERROR only says that this call had nothing to do.
      case Z_OK, Z_BUF_ERROR: .wantsMore
      case Z_STREAM_END: .done
      case Z_MEM_ERROR: .damaged(Damage.memory)
      default: .damaged(reason)
      }
    return DecoderStep(
      consumed: Int(given.input - stream.pointee.avail_in),
      produced: Int(given.output - stream.pointee.avail_out), state: state)
  }

  private var reason: String {
    switch stream.pointee.msg.map({ String(cString: $0) }) {
    case "incorrect data check", "incorrect length check": Damage.checksum
    case "incorrect header check", "unknown compression method", "unknown header flags set",
      "header crc mismatch":
      Damage.header
    default: Damage.data
    }
  }
}

/// The checksum that zip archives keep of a member.
func checksum(of bytes: [UInt8]) -> UInt32 {
  bytes.withUnsafeBufferPointer {
    UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count))
  }
}
