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
  package init(word: some Collection<UInt8>) {
    var letters: UInt64 = 0
    for byte in word {
      letters = byte == UInt8(ascii: "_") ? 0 : letters << 8 | UInt64(byte | 0x20)
    }
    self = Self.byLetters[letters] ?? .standard
  }

  /// A longer word is known by its last eight letters.
  private static let byLetters: [UInt64: ServiceTier] = [
    letters("batch"): .batch, letters("flex"): .flex, letters("priority"): .priority,
    letters("fast"): .fast,
  ]

  private static func letters(_ word: StaticString) -> UInt64 {
    word.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt64($1) } }
  }
}
