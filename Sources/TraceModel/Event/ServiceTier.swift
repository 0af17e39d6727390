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
    var word = word[...]
    let onDemand = "on_demand_"
    if word.count > onDemand.utf8.count,
      zip(word, onDemand.utf8).allSatisfy({ $0 | 0x20 == $1 | 0x20 })
    {
      word = word.dropFirst(onDemand.utf8.count)
    }
    guard word.count <= 8 else {
      self = .standard
      return
    }
    self = Self.byLetters[word.reduce(0) { $0 << 8 | UInt64($1 | 0x20) }] ?? .standard
  }

  private static let byLetters: [UInt64: ServiceTier] = [
    letters("batch"): .batch, letters("flex"): .flex, letters("priority"): .priority,
    letters("fast"): .fast,
  ]

  private static func letters(_ word: StaticString) -> UInt64 {
    word.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt64($1) } }
  }
}
