import Glibc

/// Finds the end of the last line of a streamed answer.
struct PieceScan {
  /// Where the line begins, from the record's first byte.
  private var lineStart = 0
  private var hasBegun = false
  /// Where the bytes ended that were looked at last; of a record that is too long they are dropped.
  private var behind = 0
  /// Of pieces that say which answer they are of.
  private var mark: ChunkMark?

  /// Where in these bytes the line ends; nil where the answer goes on behind them. Bytes that follow
  /// others stand behind them, and the first of all at the buffer's start.
  mutating func end(in bytes: UnsafeRawPointer, _ range: Range<Int>) -> Int? {
    let start = hasBegun ? 0 : range.lowerBound
    if hasBegun, range.lowerBound < behind {
      // Where its lines began is not known any more: it ends with the line at hand.
      let found = memchr(bytes + range.lowerBound, 0x0A, range.count)
      return found.map { UnsafeRawPointer($0) - bytes }
    }
    hasBegun = true
    behind = range.upperBound
    var place = range.lowerBound
    while place < range.upperBound,
      let found = memchr(bytes + place, 0x0A, range.upperBound - place)
    {
      let end = UnsafeRawPointer(found) - bytes
      let line = UnsafeRawBufferPointer(
        rebasing: UnsafeRawBufferPointer(start: bytes, count: end)[min(start + lineStart, end)...])
      if !goesOn(line.bindMemory(to: UInt8.self)) {
        // What follows an answer's pieces is none of them; the last of Ollama's is one.
        return mark == nil ? end : start + lineStart - 1
      }
      place = end + 1
      lineStart = place - start
    }
    return nil
  }

  private mutating func goesOn(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    if let mark { return mark.isOf(line) }
    if lineStart == 0 { mark = ChunkMark(of: line) }
    return mark != nil || AnswerStream.isOllamaPiece(line)
  }

  /// Where the record ends if the text does, whose last line may be none of the answer's.
  ///
  /// - Parameter record: from its first byte.
  func end(of record: UnsafeRawBufferPointer) -> Int? {
    guard let mark, lineStart > 0, lineStart < record.count else { return nil }
    let line = UnsafeRawBufferPointer(rebasing: record[lineStart...])
    return mark.isOf(line.bindMemory(to: UInt8.self)) ? nil : lineStart - 1
  }
}
