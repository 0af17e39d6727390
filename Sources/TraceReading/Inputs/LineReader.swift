import Glibc
import TraceModel

/// Reads the lines that start in a range of a file, block by block, into one buffer used again.
struct LineReader: ~Copyable {
  enum Line {
    /// Without its line feed, at this byte of the file.
    case text(UnsafeBufferPointer<UInt8>, offset: Int)
    /// Longer than the limit; only its place is known.
    case tooLong(offset: Int, length: Int)
  }

  private var buffer: UnsafeMutableRawBufferPointer
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
    buffer = .allocate(byteCount: 1 << 20, alignment: 64)
  }

  deinit { buffer.deallocate() }

  /// Calls with each line whose first byte lies in `range`, in order.
  mutating func forEachLine(
    in range: Range<Int>, of file: SourceFile, _ body: (Line) -> Void
  ) throws(InputError) {
    guard !range.isEmpty else { return }
    // The line that runs into the range belongs to the range before: pass over its rest.
    var isPassingOver = range.lowerBound > 0
    /// Where in the file the buffer's first byte stands.
    var bufferOffset = isPassingOver ? range.lowerBound - 1 : 0
    /// Where a line starts whose text was let go.
    var dropped: Int?
    var held = 0
    while true {
      let filled =
        try held
        + file.read(
          at: bufferOffset + held,
          into: UnsafeMutableRawBufferPointer(rebasing: buffer[held...]))
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
        } else {
          body(line(from: start, to: end, at: bufferOffset + start))
        }
        start = end + 1
        if bufferOffset + start >= range.upperBound { return }
      }
      held = filled - start
      if isAtEnd {
        let end = bufferOffset + filled
        guard end >= min(file.size, range.upperBound) else {
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
