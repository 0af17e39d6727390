import Glibc
import TraceModel

/// Reads the lines of a text, or of a range of it, block by block into one buffer used again.
struct LineReader: ~Copyable {
  enum Block {
    case lines(Lines)
    /// A line longer than the limit; only its place is known.
    case tooLong(offset: Int, length: Int)
  }

  private let limit: Int
  private let blockInBytes: Int
  private var buffer: UnsafeMutableRawBufferPointer

  private var source: Source?
  /// Where in the text the buffer's first byte stands.
  private var offset = 0
  /// The bytes of the buffer that were read and not given away.
  private var held = 0..<0
  /// No line feed is held before this place.
  private var searched = 0
  private var isAtEnd = false
  /// What is read belongs to a line of the range before.
  private var isPassingOver = false
  /// Where a line starts whose text was let go.
  private var dropped: Int?

  private struct Source {
    var range: Range<Int>
    var file: SourceFile
    var text: (any PackedText)?
  }

  init(limit: Int, blockInBytes: Int = 192 << 10) {
    self.limit = limit
    self.blockInBytes = blockInBytes
    buffer = Self.memory(of: blockInBytes * 2)
  }

  deinit { buffer.deallocate() }

  /// Starts with the lines whose first byte lies in `range`.
  ///
  /// The range is one of the file; of a compressed file it is one of its text, from the start on.
  mutating func begin(
    _ range: Range<Int>, of file: SourceFile, unpackedBy text: (any PackedText)? = nil
  ) {
    source = range.isEmpty ? nil : Source(range: range, file: file, text: text)
    isPassingOver = range.lowerBound > 0
    offset = isPassingOver ? range.lowerBound - 1 : 0
    held = 0..<0
    searched = 0
    isAtEnd = false
    dropped = nil
  }

  /// The next lines in order; nil behind the last. They are valid until the next call.
  mutating func next() throws(InputError) -> Block? {
    while let source {
      if let block = heldLines(of: source) { return block }
      if self.source == nil { return nil }
      if isAtEnd { return try lastLine(of: source) }
      makeRoom()
      try fill(from: source)
    }
    return nil
  }

  /// The whole lines that are held.
  private mutating func heldLines(of source: Source) -> Block? {
    if isPassingOver || dropped != nil {
      guard let end = find(from: held.lowerBound) else { return nil }
      held = end + 1..<held.upperBound
      let line = dropped.map { Block.tooLong(offset: $0, length: offset + end - $0) }
      isPassingOver = false
      dropped = nil
      endIfDone(source)
      if line != nil || self.source == nil { return line }
    }
    // The line that holds the range's last byte is its last one.
    let last = source.range.upperBound - 1 - offset
    let end =
      last < held.upperBound
      ? find(from: max(last, held.lowerBound)) ?? findLast() : findLast()
    guard let end else { return nil }
    let lines = held.lowerBound..<end + 1
    held = lines.upperBound..<held.upperBound
    endIfDone(source)
    return .lines(Lines(bytes(lines), offset: offset + lines.lowerBound, limit: limit))
  }

  private mutating func endIfDone(_ source: Source) {
    if offset + held.lowerBound >= source.range.upperBound { self.source = nil }
  }

  /// What is left at the end of the text, where no line feed stands.
  private mutating func lastLine(of source: Source) throws(InputError) -> Block? {
    let end = offset + held.upperBound
    guard source.text != nil || end >= min(source.file.size, source.range.upperBound) else {
      throw InputError(path: source.file.path, reason: .shrank)
    }
    self.source = nil
    if let dropped { return .tooLong(offset: dropped, length: end - dropped) }
    guard !held.isEmpty, !isPassingOver else { return nil }
    buffer[held.upperBound] = 0x0A
    let lines = held.lowerBound..<held.upperBound + 1
    return .lines(Lines(bytes(lines), offset: offset + held.lowerBound, limit: limit))
  }

  /// Moves what is held to the front, or lets it go where no line of the range needs it.
  private mutating func makeRoom() {
    if isPassingOver || dropped != nil || held.count > limit {
      if !isPassingOver, dropped == nil { dropped = offset + held.lowerBound }
      offset += held.upperBound
      held = 0..<0
    } else if held.lowerBound > 0 {
      memmove(buffer.baseAddress!, buffer.baseAddress! + held.lowerBound, held.count)
      offset += held.lowerBound
      held = 0..<held.count
    }
    searched = held.upperBound
    guard held.count + blockInBytes + LineParser.padding > buffer.count else { return }
    let larger = Self.memory(of: min(held.count * 2, limit) + blockInBytes * 2)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[held]))
    buffer.deallocate()
    buffer = larger
  }

  private mutating func fill(from source: Source) throws(InputError) {
    let place = offset + held.upperBound
    var size = blockInBytes
    if source.text == nil {
      // Behind the range only the end of its last line is wanted.
      size = min(size, max(source.range.upperBound - place, 0) + 64 << 10)
    }
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[held.upperBound...].prefix(size))
    let count =
      if let text = source.text { try text.read(into: room) } else {
        try source.file.read(at: place, into: room)
      }
    held = held.lowerBound..<held.upperBound + count
    isAtEnd = count < size
  }

  // MARK: - Bytes

  private static func memory(of bytes: Int) -> UnsafeMutableRawBufferPointer {
    .allocate(byteCount: bytes + LineParser.padding, alignment: 64)
  }

  private func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      rebasing: UnsafeRawBufferPointer(buffer).bindMemory(to: UInt8.self)[range])
  }

  /// The first line feed from a place on.
  private func find(from start: Int) -> Int? {
    let base = UnsafeRawPointer(buffer.baseAddress!)
    let start = max(start, searched)
    return memchr(base + start, 0x0A, held.upperBound - start).map { UnsafeRawPointer($0) - base }
  }

  /// The last line feed; what is behind it has none and is not searched again.
  private mutating func findLast() -> Int? {
    let base = UnsafeRawPointer(buffer.baseAddress!)
    let start = max(held.lowerBound, searched)
    var end = held.upperBound
    searched = end
    // Swift has no `memrchr`, and piece by piece `memchr` takes a tenth of looking at each byte.
    while end > start {
      let piece = max(start, end - 1024)
      var rest = piece
      while let found = memchr(base + rest, 0x0A, end - rest) {
        rest = UnsafeRawPointer(found) - base + 1
      }
      if rest > piece { return rest - 1 }
      end = piece
    }
    return nil
  }
}

/// The lines of a block, one after another.
struct Lines {
  enum Line {
    /// Without its line feed, at this byte of the text.
    case text(UnsafeBufferPointer<UInt8>, offset: Int)
    /// Longer than the limit.
    case tooLong(offset: Int, length: Int)
    /// So many lines without a byte, one after another from this byte of the text on.
    case empty(offset: Int, count: Int)
  }

  /// With all line feeds.
  let bytes: UnsafeBufferPointer<UInt8>
  private let offset: Int
  private let limit: Int
  private var position = 0

  fileprivate init(_ bytes: UnsafeBufferPointer<UInt8>, offset: Int, limit: Int) {
    self.bytes = bytes
    self.offset = offset
    self.limit = limit
  }

  @inline(__always)
  mutating func next() -> Line? {
    guard position < bytes.count else { return nil }
    let start = position
    let base = UnsafeRawPointer(bytes.baseAddress!)
    guard let found = memchr(base + start, 0x0A, bytes.count - start) else { return nil }
    let length = UnsafeRawPointer(found) - base - start
    guard length > 0 else {
      let count = emptyLines(from: start)
      position = start + count
      return .empty(offset: offset + start, count: count)
    }
    position = start + length + 1
    guard length <= limit else { return .tooLong(offset: offset + start, length: length) }
    return .text(
      UnsafeBufferPointer(rebasing: bytes[start..<start + length]), offset: offset + start)
  }

  /// How many line feeds stand from a line feed on.
  ///
  /// Compared with themselves, a byte apart: 256 MiB of them take 0.1 s, one by one 3 s.
  private func emptyLines(from start: Int) -> Int {
    let block = 4096
    let base = UnsafeRawPointer(bytes.baseAddress!) + start
    let most = bytes.count - start
    var count = 1
    while count + block <= most, memcmp(base + count - 1, base + count, block) == 0 {
      count += block
    }
    while count < most, bytes[start + count] == 0x0A { count += 1 }
    return count
  }
}
