import TraceModel

/// A closed set of words, found by comparing eight bytes at a time.
struct WordTable<Meaning> {
  private struct Entry {
    var head: UInt64
    var tail: UInt64
    var length: Int
    var meaning: Meaning
  }

  private let entries: [Entry]

  /// Words of up to 16 bytes.
  init(_ words: [(word: String, meaning: Meaning)]) {
    entries = words.map { word, meaning in
      var word = word
      return word.withUTF8 { text in
        Entry(head: Self.head(text), tail: Self.tail(text), length: text.count, meaning: meaning)
      }
    }
  }

  @inline(__always)
  subscript(text: UnsafeBufferPointer<UInt8>) -> Meaning? {
    guard text.count <= 16 else { return nil }
    let head = Self.head(text)
    let tail = Self.tail(text)
    for entry in entries
    where entry.head == head && entry.tail == tail && entry.length == text.count {
      return entry.meaning
    }
    return nil
  }

  /// The first bytes, at most eight.
  @inline(__always)
  private static func head(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let base = UnsafeRawPointer(text.baseAddress) else { return 0 }
    if text.count >= 8 { return base.loadUnaligned(as: UInt64.self) }
    if text.count >= 4 {
      return UInt64(base.loadUnaligned(as: UInt32.self))
        | UInt64(base.loadUnaligned(fromByteOffset: text.count - 4, as: UInt32.self)) << 32
    }
    return text.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The last eight bytes of a longer word.
  @inline(__always)
  private static func tail(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard text.count > 8, let base = UnsafeRawPointer(text.baseAddress) else { return 0 }
    return base.loadUnaligned(fromByteOffset: text.count - 8, as: UInt64.self)
  }
}

/// The words of a version-1 event that are ours.
struct EventWords {
  let stages = WordTable(Stage.allCases.filter { $0 != .unknown }.map { ($0.word, $0) })
  let statuses = WordTable(Status.allCases.filter { $0 != .unknown }.map { ($0.word, $0) })
  let attemptKinds = WordTable(AttemptKind.allCases.map { ($0.word, $0) })
  let joinKeys = WordTable(JoinKey.allCases.map { ($0.word, $0) })
  let costSources = WordTable(CostSource.allCases.map { ($0.key, $0) })
}

extension Stage {
  init(word: String) {
    self =
      Stage.allCases.first { $0 != .unknown && $0.word.utf8.elementsEqual(word.utf8) } ?? .unknown
  }
}

extension Status {
  init(word: String) {
    self =
      Status.allCases.first { $0 != .unknown && $0.word.utf8.elementsEqual(word.utf8) } ?? .unknown
  }
}
