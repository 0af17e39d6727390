// The OpenTelemetry Collector's file exporter, asked to compress, writes one message after another:
// four bytes of length, the highest first, and so many of zstd. Its messages are lines here:
//
//   00 00 03 1A  28 B5 2F FD …   →  {"resourceSpans":[…]}⏎

/// Unpacks one framed message after another, each as a line.
final class FramedZstdDecoder: StreamDecoder {
  static let lengthOfHeader = 4

  private let message = ZstdDecoder()
  private var headerRead = 0
  /// What is left of the message.
  private var left = 0
  private var isUnpacked = false

  func begin() {
    headerRead = 0
    left = 0
    isUnpacked = false
  }

  func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer)
    -> DecoderStep
  {
    var step = DecoderStep(consumed: 0, produced: 0, state: .wantsMore)
    readHeader(input, &step)
    guard headerRead == Self.lengthOfHeader else { return step }
    if !isUnpacked { unpack(input, into: output, &step) }
    if isUnpacked, step.produced < output.count {
      output[step.produced] = 0x0A
      step.produced += 1
      step.state = .done
    }
    return step
  }

  private func readHeader(_ input: UnsafeRawBufferPointer, _ step: inout DecoderStep) {
    while headerRead < Self.lengthOfHeader, step.consumed < input.count {
      left = left << 8 | Int(input[step.consumed])
      step.consumed += 1
      headerRead += 1
      if headerRead == Self.lengthOfHeader { message.begin() }
    }
  }

  private func unpack(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer,
    _ step: inout DecoderStep
  ) {
    let payload = input[step.consumed..<min(input.count, step.consumed + left)]
    let inner = message.decode(UnsafeRawBufferPointer(rebasing: payload), into: output)
    step.consumed += inner.consumed
    step.produced = inner.produced
    left -= inner.consumed
    switch inner.state {
    case .damaged: step.state = inner.state
    case .wantsMore:
      // The next message's length is no more of this one.
      if left == 0, inner.produced < output.count { step.state = .damaged(Damage.cutOff) }
    case .done where left > 0: message.begin()
    case .done: isUnpacked = true
    }
  }
}
