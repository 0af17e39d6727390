/// Unpacks one member (gzip) or frame (zstd) after another.
protocol StreamDecoder: AnyObject {
  /// Makes ready for the start of a member or frame.
  func begin()

  /// Unpacks what it can of the input into the output.
  ///
  /// Makes some progress whenever both have room, unless it is done or damaged.
  func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer)
    -> DecoderStep
}

struct DecoderStep {
  /// Bytes used of the input.
  var consumed: Int
  /// Bytes put into the output.
  var produced: Int
  var state: State

  enum State: Equatable {
    case wantsMore
    /// The member or frame is at its end, and its checksum is right.
    case done
    /// Why it can't go on; what was produced before is good as far as anyone can tell.
    case damaged(String)
  }
}

/// What is said of damage, the same for every format.
enum Damage {
  static let checksum =
    "the checksum is wrong, so any line before it may be altered; " + copyAgain
  static let cutOff = "it is cut off, and what came after is missing; " + copyAgain
  static let data = "it is damaged, and the rest can't be read; " + copyAgain
  static let garbage = "what follows is not compressed and was passed over; " + copyAgain
  static let header = "the header is damaged, and the rest can't be read; " + copyAgain
  static let memory = "there is not enough memory to unpack it; unpack it before"

  private static let copyAgain = "copy the file from its source again"
}
