import TraceModel

extension Stage {
  static func of(_ word: UnsafeBufferPointer<UInt8>) -> Stage {
    known.first { $0.word.utf8.elementsEqual(word) }?.stage ?? .unknown
  }

  private static let known = allCases.filter { $0 != .unknown }.map { (word: $0.word, stage: $0) }
}

extension Status {
  static func of(_ word: UnsafeBufferPointer<UInt8>) -> Status {
    known.first { $0.word.utf8.elementsEqual(word) }?.status ?? .unknown
  }

  private static let known = allCases.filter { $0 != .unknown }.map { (word: $0.word, status: $0) }
}

extension AttemptKind {
  static func of(_ word: UnsafeBufferPointer<UInt8>) -> AttemptKind? {
    known.first { $0.word.utf8.elementsEqual(word) }?.kind
  }

  private static let known = allCases.map { (word: $0.word, kind: $0) }
}

extension CostSource {
  static func of(_ word: UnsafeBufferPointer<UInt8>) -> CostSource? {
    allCases.first { $0.key.utf8.elementsEqual(word) }
  }
}
