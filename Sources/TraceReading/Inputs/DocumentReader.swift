import Glibc
import TraceModel

/// How a text holds its records, told by its first bytes.
enum TextLayout: Sendable, Equatable {
  /// One a line.
  case lines
  /// JSON values that go over several lines, one after another or as the elements of one array.
  case documents
  /// An array that is one record, as the turns of a conversation or the pieces of an answer.
  case list
  /// The pieces of answers, one a line, of which those of one answer that follow each other are one.
  case pieces
  /// One record, as a stream of server-sent events or of an answer's pieces, which says something
  /// only together, a table with a header, or a recorder's cassette.
  case stream
}

extension TextLayout {
  /// - Parameter start: the first bytes of the text.
  init(of start: some RandomAccessCollection<UInt8>) {
    let start = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start[...]
    guard let first = start.firstIndex(where: { !isSpace($0) }) else {
      self = .lines
      return
    }
    switch start[first] {
    case UInt8(ascii: "["): self = isConversation(start[first...]) ? .list : .documents
    case UInt8(ascii: "{") where goesOverLines(start[first...]): self = .documents
    case UInt8(ascii: "{"):
      let isPiece =
        AnswerStream.isOllamaPiece(Array(start[first...].prefix { $0 != 0x0A }))
        || AnswerStream.beginsWithChunk(start[first...])
      self =
        isPiece ? .pieces : AnswerStream.recognises(lines: start[first...]) ? .stream : .lines
    case _ where Self.streamStarts.contains(where: { start[first...].starts(with: $0.utf8) }):
      self = .stream
    case _ where Cassette.recognises(start[first...]) || Self.isTable(start[first...]):
      self = .stream
    default: self = .lines
    }
  }

  /// Whether a text begins with the names of columns that a format's tables have.
  private static func isTable(_ text: some Collection<UInt8>) -> Bool {
    let names = columnNames(of: text)
    return LangfuseTable.isHeader(names) || SpanTable.isHeader(names)
  }

  private static let streamStarts = ["data:", "event:", "id:", "retry:", ": "]
}

/// Whether an array holds turns or pieces of an answer, which say something only together.
private func isConversation(_ text: some RandomAccessCollection<UInt8>) -> Bool {
  let first = text.dropFirst().drop { isSpace($0) }
  guard first.first == UInt8(ascii: "{") else { return false }
  let key = first.dropFirst().drop { isSpace($0) }
  return key.starts(with: "\"role\"".utf8) || AnswerStream.isFirst(first)
    || Answer.isAgentPiece(beginning: first)
    || AnswerStream.isOllamaPiece(Array(first.prefix(1000))) || beginsWithChunk(Array(first))
}

private func beginsWithChunk(_ list: [UInt8]) -> Bool {
  var scan = ValueScan()
  let end = list.withUnsafeBytes { bytes in
    bytes.baseAddress.flatMap { scan.end(in: $0, 0..<bytes.count) }
  }
  return end.map { AnswerStream.isChunk(text: Array(list[...$0])) } ?? false
}

private func isSpace(_ byte: UInt8) -> Bool {
  byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 || byte == 0x1E
}

/// Whether an object has a line feed between its brackets that no cut line explains: inside an
/// object a name or its end comes next, unless a value is awaited.
private func goesOverLines(_ text: some RandomAccessCollection<UInt8>) -> Bool {
  Array(text).withUnsafeBytes { bytes in
    guard let end = bytes.firstIndex(of: 0x0A), let base = bytes.baseAddress else { return false }
    var scan = ValueScan()
    guard scan.end(in: base, 0..<end) == nil, !scan.isInString,
      let next = bytes[end...].first(where: { !isSpace($0) })
    else { return false }
    let before = bytes[..<end].last { !isSpace($0) }
    if !scan.isInObject || before == UInt8(ascii: ":") { return true }
    return next == UInt8(ascii: "\"") || next == UInt8(ascii: "}")
  }
}

/// Finds the end of a bracketed value.
private struct ValueScan {
  private(set) var depth = 0
  private(set) var isInString = false
  private var isEscaped = false
  /// Of the innermost open brackets whether they are braces.
  private var braces: UInt64 = 0

  var isInObject: Bool { braces & 1 == 1 }

  /// Where in these bytes the value ends; nil where it goes on behind them.
  mutating func end(in bytes: UnsafeRawPointer, _ range: Range<Int>) -> Int? {
    var place = range.lowerBound
    while place < range.upperBound {
      if isInString, !isEscaped {
        place = bytes.firstInString(from: place, to: range.upperBound)
        guard place < range.upperBound else { return nil }
      }
      if take(bytes.load(fromByteOffset: place, as: UInt8.self)) { return place }
      place += 1
    }
    return nil
  }

  /// Whether the value ends with this byte.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    if isInString {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isInString = false
      }
      return false
    }
    switch byte {
    case UInt8(ascii: "\""): isInString = true
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      depth += 1
      braces = braces << 1 | (byte == UInt8(ascii: "{") ? 1 : 0)
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      braces >>= 1
      return depth <= 0
    default: break
    }
    return false
  }
}

extension UnsafeRawPointer {
  /// The first byte that ends a string or escapes what follows, eight at a time; the end for none.
  fileprivate func firstInString(from start: Int, to end: Int) -> Int {
    var place = start
    let ones: UInt64 = 0x0101_0101_0101_0101
    while place + 8 <= end {
      let word = UInt64(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt64.self))
      let quote = word ^ ones &* UInt64(UInt8(ascii: "\""))
      let slash = word ^ ones &* UInt64(UInt8(ascii: "\\"))
      let found = ((quote &- ones) & ~quote | (slash &- ones) & ~slash) & (ones &* 0x80)
      if found != 0 { return place + found.trailingZeroBitCount / 8 }
      place += 8
    }
    while place < end {
      let byte = load(fromByteOffset: place, as: UInt8.self)
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return place }
      place += 1
    }
    return end
  }

  fileprivate func lineFeeds(in range: Range<Int>) -> Int {
    var count = 0
    var place = self + range.lowerBound
    let end = self + range.upperBound
    while place < end, let found = memchr(place, 0x0A, end - place) {
      count += 1
      place = UnsafeRawPointer(found) + 1
    }
    return count
  }
}

/// Reads a text's records that are not one a line, one after another, into memory used again.
final class DocumentReader {
  struct Record {
    /// Nil for one that is longer than the limit.
    var bytes: UnsafeBufferPointer<UInt8>?
    /// Where it stands in the text.
    var offset: Int
    var length: Int
    /// Of its first byte, from 1.
    var line: Int
  }

  private let limit: Int
  private var buffer: UnsafeMutableRawBufferPointer
  private var held = 0..<0
  /// Where in the text the buffer's first byte stands.
  private var offset = 0
  private var isAtEnd = false
  private var isInArray = false
  private var layout = TextLayout.documents
  private var file: SourceFile?
  private var text: (any PackedText)?
  /// The number of the line in which what is held begins.
  private var line = 1
  /// Whether a line ended with the last byte that was passed.
  private var isAtLineStart = true

  init(limit: Int) {
    self.limit = limit
    buffer = .allocate(byteCount: 1 << 16, alignment: 64)
  }

  deinit { buffer.deallocate() }

  func begin(_ file: SourceFile, unpackedBy text: (any PackedText)?, layout: TextLayout) {
    self.file = file
    self.text = text
    self.layout = layout
    held = 0..<0
    offset = 0
    isAtEnd = false
    isInArray = false
    line = 1
    isAtLineStart = true
  }

  /// The lines so far, the last one also without a line feed at its end.
  var lineCount: Int { isAtLineStart ? line - 1 : line }

  /// The next record; nil behind the last. It is valid until the next call.
  func next() throws(InputError) -> Record? {
    while let byte = try firstByte() {
      if layout == .stream { return try rest() }
      switch byte {
      case UInt8(ascii: "["):
        if isInArray || layout == .list { return try value() } else { isInArray = true }
      case UInt8(ascii: "]") where isInArray: isInArray = false
      case UInt8(ascii: ","): break
      case UInt8(ascii: "{") where layout == .pieces: return try pieces()
      case UInt8(ascii: "{"): return try value()
      default: return try scrap()
      }
      pass(1)
    }
    return nil
  }

  /// Passes over white space to the next byte; nil at the end.
  private func firstByte() throws(InputError) -> UInt8? {
    while true {
      while !held.isEmpty {
        let byte = buffer[held.lowerBound]
        let isMark = offset + held.lowerBound < 3 && byte >= 0xBB
        if !isSpace(byte), !isMark { return byte }
        pass(1)
      }
      guard try fill() else { return nil }
    }
  }

  private func pass(_ count: Int) {
    let passed = held.prefix(count)
    line += UnsafeRawPointer(buffer.baseAddress!).lineFeeds(in: passed)
    if let last = passed.last { isAtLineStart = buffer[last] == 0x0A }
    held = held.dropFirst(count)
  }

  /// A bracketed value, or what is left of one at the end of the text.
  private func value() throws(InputError) -> Record {
    var scan = ValueScan()
    return try record { scan.end(in: $0, $1) }
  }

  /// Lines up to the one that is no piece of an answer that goes on.
  private func pieces() throws(InputError) -> Record {
    var scan = PieceScan()
    return try record({ scan.end(in: $0, $1) }, atEnd: { scan.end(of: $0) })
  }

  /// What is no bracketed value, up to the end of its line.
  private func scrap() throws(InputError) -> Record {
    try record { bytes, range in
      memchr(bytes + range.lowerBound, 0x0A, range.count).map { UnsafeRawPointer($0) - bytes }
    }
  }

  private func rest() throws(InputError) -> Record { try record { _, _ in nil } }

  /// The bytes up to the one that ends the record, which `end` finds, and where it finds none before the
  /// text ends, `atEnd` may, counted from the record's first byte.
  private func record(
    _ end: (UnsafeRawPointer, Range<Int>) -> Int?,
    atEnd: (UnsafeRawBufferPointer) -> Int? = { _ in nil }
  ) throws(InputError) -> Record {
    let line = line
    let start = offset + held.lowerBound
    var dropped = 0
    var place = held.lowerBound
    while true {
      if place < held.upperBound,
        let end = end(UnsafeRawPointer(buffer.baseAddress!), place..<held.upperBound)
      {
        return take(to: end + 1, start: start, dropped: dropped, line: line)
      }
      place = held.upperBound
      if held.count + dropped > limit {
        // Too long to be kept: only its place is told.
        dropped += held.count
        pass(held.count)
      }
      let behind = place - held.lowerBound
      guard try fill() else {
        let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[held])
        let end = dropped > 0 ? nil : atEnd(bytes).map { held.lowerBound + $0 + 1 }
        return take(to: end ?? held.upperBound, start: start, dropped: dropped, line: line)
      }
      place = held.lowerBound + (dropped > 0 && held.count < behind ? 0 : behind)
    }
  }

  private func take(to end: Int, start: Int, dropped: Int, line: Int) -> Record {
    let bytes = UnsafeBufferPointer(
      rebasing: UnsafeRawBufferPointer(buffer).bindMemory(to: UInt8.self)[held.lowerBound..<end])
    pass(end - held.lowerBound)
    let length = dropped + bytes.count
    return Record(
      bytes: length > limit ? nil : bytes, offset: start, length: length, line: line)
  }

  /// Reads more behind what is held; returns false at the end of the text.
  private func fill() throws(InputError) -> Bool {
    guard !isAtEnd, let file else { return false }
    if held.lowerBound > 0 {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[held]))
      offset += held.lowerBound
      held = 0..<held.count
    }
    if held.count > buffer.count / 2 {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: buffer.count * 2, alignment: 64)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[held]))
      buffer.deallocate()
      buffer = larger
    }
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[held.upperBound...])
    let count =
      if let text { try text.read(into: room) } else {
        try file.read(at: offset + held.upperBound, into: room)
      }
    isAtEnd = count < room.count
    held = held.lowerBound..<held.upperBound + count
    return count > 0
  }
}

extension SourceFile {
  /// Whether a range of its bytes can be read by itself.
  package var hasRecordALine: Bool { get throws(InputError) { try textLayout == .lines } }

  /// How its text holds its records.
  var textLayout: TextLayout {
    get throws(InputError) {
      if case .unreadable = packing { return .lines }
      return try withStart(1 << 16) { TextLayout(of: $0) }
    }
  }

  /// The first bytes of its text, at most so many.
  func start(_ count: Int) throws(InputError) -> [UInt8] { try withStart(count) { Array($0) } }

  private func withStart<Result>(
    _ count: Int, _ body: (Slice<UnsafeMutableRawBufferPointer>) -> Result
  ) throws(InputError) -> Result {
    let start = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    defer { start.deallocate() }
    let read =
      if let text = compressedText() { try text.read(into: start) } else {
        try self.read(at: 0, into: start)
      }
    return body(start[..<read])
  }
}
