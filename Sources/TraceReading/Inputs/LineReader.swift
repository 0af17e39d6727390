import Glibc
import TraceModel

/// Reads the lines of a text, or of a range of it, block by block into one buffer used again.
struct LineReader: ~Copyable {
  enum Line {
    /// Without its line feed, at this byte of the text.
    case text(UnsafeBufferPointer<UInt8>, offset: Int)
    /// Longer than the limit; only its place is known.
    case tooLong(offset: Int, length: Int)
    /// So many lines without a byte, one after another from this byte of the text on.
    case empty(offset: Int, count: Int)
  }

  private var buffer: UnsafeMutableRawBufferPointer
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
    buffer = .allocate(byteCount: 1 << 20, alignment: 64)
  }

  deinit { buffer.deallocate() }

  /// Calls with each line whose first byte lies in `range`, in order.
  ///
  /// The range is one of the file; of a compressed file it is one of its text, from the start on.
  mutating func forEachLine(
    in range: Range<Int>, of file: SourceFile, unpackedBy text: CompressedText? = nil,
    _ body: (Line) -> Void
  ) throws(InputError) {
    guard !range.isEmpty else { return }
    // The line that runs into the range belongs to the range before: pass over its rest.
    var isPassingOver = range.lowerBound > 0
    /// Where in the text the buffer's first byte stands.
    var bufferOffset = isPassingOver ? range.lowerBound - 1 : 0
    /// Where a line starts whose text was let go.
    var dropped: Int?
    var held = 0
    while true {
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[held...])
      let count =
        if let text { try text.read(into: room) } else {
          try file.read(at: bufferOffset + held, into: room)
        }
      let filled = held + count
      let isAtEnd = filled < buffer.count
      let base = UnsafeRawPointer(buffer.baseAddress!)
      var start = 0
      while let found = memchr(base + start, 0x0A, filled - start) {
        let end = UnsafeRawPointer(found) - base
        if isPassingOver {
          isPassingOver = false
        } else if let lineStart = dropped {
          body(.tooLong(offset: lineStart, length: bufferOffset + end - lineStart))
          dropped = nil
        } else if end == start {
          let count = emptyLines(
            from: start, to: min(filled, range.upperBound - bufferOffset))
          body(.empty(offset: bufferOffset + start, count: count))
          start += count - 1
        } else {
          body(line(from: start, to: end, at: bufferOffset + start))
        }
        start = max(start, end) + 1
        if bufferOffset + start >= range.upperBound { return }
      }
      held = filled - start
      if isAtEnd {
        let end = bufferOffset + filled
        guard text != nil || end >= min(file.size, range.upperBound) else {
          throw InputError(path: file.path, reason: .shrank)
        }
        if let lineStart = dropped {
          body(.tooLong(offset: lineStart, length: end - lineStart))
        } else if held > 0, !isPassingOver {
          body(line(from: start, to: filled, at: bufferOffset + start))
        }
        return
      }
      if isPassingOver || dropped != nil || held > limit {
        if !isPassingOver, dropped == nil { dropped = bufferOffset + start }
        bufferOffset += filled
        held = 0
      } else if start == 0 {
        grow(keeping: held)
      } else {
        memmove(buffer.baseAddress!, base + start, held)
        bufferOffset += start
      }
    }
  }

  /// How many line feeds stand from a line feed on.
  ///
  /// Compared with themselves, a byte apart: 256 MiB of them take 0.1 s, one by one 3 s.
  private func emptyLines(from start: Int, to end: Int) -> Int {
    let block = 4096
    let base = UnsafeRawPointer(buffer.baseAddress!) + start
    var count = 1
    while count + block <= end - start, memcmp(base + count - 1, base + count, block) == 0 {
      count += block
    }
    while count < end - start, buffer[start + count] == 0x0A { count += 1 }
    return count
  }

  private func line(from start: Int, to end: Int, at offset: Int) -> Line {
    guard end - start <= limit else { return .tooLong(offset: offset, length: end - start) }
    return .text(
      UnsafeBufferPointer(
        rebasing: UnsafeRawBufferPointer(buffer).bindMemory(to: UInt8.self)[start..<end]),
      offset: offset)
  }

  private mutating func grow(keeping held: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(buffer.count * 2, limit + (1 << 20)), alignment: 64)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<held]))
    buffer.deallocate()
    buffer = larger
  }
}
