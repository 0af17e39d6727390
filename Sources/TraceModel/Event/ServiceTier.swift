/// How a provider is asked to work on a call, where its tokens cost something else for it.
package enum ServiceTier: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case standard, batch, flex, priority, fast

  package var word: String {
    switch self {
    case .standard: "standard"
    case .batch: "batch"
    case .flex: "flex"
    case .priority: "priority"
    case .fast: "fast"
    }
  }

  /// By a vendor's word for it: `flex`, `ON_DEMAND_PRIORITY`; any other, as `default`, `on_demand` or
  /// `auto`, is the standard.
  package init(word: String) {
    var word = word
    self = word.withUTF8 { Self(word: $0) }
  }

  /// As above; not generic, since every call that is read says its tier here.
  package init(word: UnsafeBufferPointer<UInt8>) {
    let onDemand: StaticString = "on_demand_"
    let length = onDemand.utf8CodeUnitCount
    var start = 0
    if word.count > length,
      (0..<length).allSatisfy({ word[$0] | 0x20 == onDemand.utf8Start[$0] | 0x20 })
    {
      start = length
    }
    guard word.count - start <= 8 else {
      self = .standard
      return
    }
    var letters: UInt64 = 0
    for index in start..<word.count { letters = letters << 8 | UInt64(word[index] | 0x20) }
    self = Self.byLetters[letters] ?? .standard
  }

  private static let byLetters: [UInt64: ServiceTier] = [
    letters("batch"): .batch, letters("flex"): .flex, letters("priority"): .priority,
    letters("fast"): .fast,
  ]

  private static func letters(_ word: StaticString) -> UInt64 {
    word.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt64($1) } }
  }
}
