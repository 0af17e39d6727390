// libzstd forgets, when a call fails, what the same call had unpacked before, and a small frame
// that it gets whole it unpacks in one call. So that no line before the damage is lost, a call gets
// at most one block: without the three bytes of the next block's header that libzstd would like to
// have with it, and nothing while output is still waiting inside.

import CZstd

final class ZstdDecoder: StreamDecoder {
  private let context = ZSTD_createDCtx()
  /// How many bytes the frame wants next.
  private var wanted = startOfFrame
  private var hasOutputWaiting = false

  private static let startOfFrame = 5
  private static let headerOfBlock = 3
  /// 128 MiB, the most that `zstd` itself makes without `--ultra --long`.
  private static let maxWindowLog: Int32 = 27

  init() { ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.maxWindowLog) }

  deinit { ZSTD_freeDCtx(context) }

  func begin() {
    ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    wanted = Self.startOfFrame
    hasOutputWaiting = false
  }

  func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer)
    -> DecoderStep
  {
    guard context != nil else {
      return DecoderStep(consumed: 0, produced: 0, state: .damaged(Damage.memory))
    }
    var used = 0
    var out = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    while out.pos < out.size, used < input.count || hasOutputWaiting {
      var given = ZSTD_inBuffer(
        src: input.baseAddress.map { $0 + used }, size: min(input.count - used, portion), pos: 0)
      let result = ZSTD_decompressStream(context, &out, &given)
      used += given.pos
      guard ZSTD_isError(result) == 0 else {
        return DecoderStep(consumed: used, produced: out.pos, state: .damaged(reason(of: result)))
      }
      if result == 0 { return DecoderStep(consumed: used, produced: out.pos, state: .done) }
      wanted = result
      hasOutputWaiting = out.pos == out.size
    }
    return DecoderStep(consumed: used, produced: out.pos, state: .wantsMore)
  }

  private var portion: Int {
    if hasOutputWaiting { return 0 }
    return wanted > Self.headerOfBlock ? wanted - Self.headerOfBlock : wanted
  }

  private func reason(of result: Int) -> String {
    switch ZSTD_getErrorCode(result) {
    case ZSTD_error_checksum_wrong: Damage.checksum
    case ZSTD_error_frameParameter_windowTooLarge:
      "it needs a window over 128 MiB to unpack; compress it again without --long"
    case ZSTD_error_dictionary_wrong, ZSTD_error_dictionary_corrupted:
      "it was compressed with a dictionary, which is not in it; unpack it first"
    case ZSTD_error_memory_allocation: Damage.memory
    case ZSTD_error_prefix_unknown, ZSTD_error_version_unsupported,
      ZSTD_error_frameParameter_unsupported:
      Damage.header
    default: Damage.data
    }
  }
}
