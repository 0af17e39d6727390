/// The text of a compressed file from front to back, unpacked block by block into the reader's
/// buffer; only the decoder's window and a block of the file are held.
final class CompressedText: PackedText {
  /// What is wrong with the file, and at which of its bytes that shows; known at the end.
  private(set) var damage: (reason: String, offset: Int)?

  var isAtEnd: Bool { place == .atEnd }
  /// How many of the file's bytes were unpacked.
  var consumed: Int { end - waiting.count }

  private let file: OpenFile
  private let size: Int
  private let format: CompressionFormat
  private let decoder: any StreamDecoder
  private let buffer: UnsafeMutableRawBufferPointer
  /// The bytes of the buffer that wait for the decoder.
  private var waiting = 0..<0
  /// The place in the file behind the buffer's bytes.
  private var end = 0
  private var place = Place.start

  private enum Place { case start, inside, atEnd }

  /// `size` bounds both passes, so that a file that grows gives the same text to both.
  init(_ file: OpenFile, size: Int, _ format: CompressionFormat) {
    self.file = file
    self.size = size
    self.format = format
    buffer = .allocate(byteCount: 1 << 18, alignment: 64)
    decoder =
      switch format {
      case .gzip: GzipDecoder()
      case .zstd: ZstdDecoder()
      case .framedZstd: FramedZstdDecoder()
      }
  }

  deinit { buffer.deallocate() }

  /// Fills the buffer with the text that comes next; returns fewer bytes only at its end.
  func read(into output: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    let isStart = end == 0
    let filled = try unpack(into: output)
    guard isStart else { return filled }
    let packing = Packing(output[..<min(filled, 8)])
    guard packing != .plain else { return filled }
    place = .atEnd
    damage = ("inside its \(format) data it is \(packing.advice)", 0)
    return 0
  }

  private func unpack(into output: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    var filled = 0
    while filled < output.count, place != .atEnd {
      if place == .start, try !beginNext() { break }
      if waiting.isEmpty { try refill() }
      let step = decoder.decode(
        UnsafeRawBufferPointer(rebasing: buffer[waiting]),
        into: UnsafeMutableRawBufferPointer(rebasing: output[filled...]))
      waiting = waiting.lowerBound + step.consumed..<waiting.upperBound
      filled += step.produced
      switch step.state {
      case .done: place = .start
      case .damaged(let reason): stop(reason)
      case .wantsMore where step.consumed == 0 && step.produced == 0: stop(Damage.cutOff)
      case .wantsMore: break
      }
    }
    return filled
  }

  /// Whether another member or frame begins here; else nothing or what is no part of the text.
  private func beginNext() throws(InputError) -> Bool {
    if waiting.count < 8 { try refill() }
    let next = buffer[waiting]
    if format.begins(next) {
      decoder.begin()
      place = .inside
      return true
    }
    if let garbage = try passOverZeros() {
      waiting = waiting.upperBound - (end - garbage)..<waiting.upperBound
      stop(Damage.garbage)
    }
    place = .atEnd
    return false
  }

  /// Where something else than zeros stands, which only fill up a block; nil up to the end.
  private func passOverZeros() throws(InputError) -> Int? {
    while true {
      if let other = waiting.first(where: { buffer[$0] != 0 }) {
        return end - waiting.upperBound + other
      }
      waiting = 0..<0
      try refill()
      if waiting.isEmpty { return nil }
    }
  }

  private func stop(_ reason: String) {
    let offset = end - waiting.count
    damage = ("\(format) data, after \(offset) bytes: \(reason)", offset)
    place = .atEnd
  }

  /// Puts more of the file behind the bytes that wait.
  private func refill() throws(InputError) {
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[waiting]))
    let held = waiting.count
    let room = min(buffer.count - held, size - end)
    let count = try file.read(
      at: end, into: UnsafeMutableRawBufferPointer(rebasing: buffer[held..<held + room]))
    guard count == room else { throw InputError(path: file.path, reason: .shrank) }
    waiting = 0..<held + count
    end += count
  }
}
