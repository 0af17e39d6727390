// Inspect's input is without what came from the cache. Before its version 0.3.184 that held for some
// vendors, and the input of others was whole; there the total tells, which always is with the cache:
//
//   {"input_tokens":40,"input_tokens_cache_read":60,"output_tokens":5,"total_tokens":105}  → prompt 100
//   {"input_tokens":100,"input_tokens_cache_read":60,"output_tokens":5,"total_tokens":105} → prompt 100

extension UsageCounts {
  /// The counts of a call, or of several, as Inspect adds them up.
  ///
  /// - Parameter version: of the Inspect that logged them, where it is known.
  func inspectWholes(of version: JSONNode?) -> TokenWholes {
    guard Self.mayBeWhole(version), hasWholeInput else { return wholes() }
    var counts = self
    counts[.cached] = self[.cacheReadBeside]
    counts[.cacheWritten] = self[.cacheWrittenBeside]
    return counts.wholes()
  }

  /// Whether the input of some vendors was whole then, as in `0.3.95.dev16+g6527d0861`.
  private static func mayBeWhole(_ version: JSONNode?) -> Bool {
    guard let numbers = version?.asText?.split(separator: ".").prefix(3).compactMap({ Int($0) }),
      numbers.count == 3
    else { return true }
    return numbers.lexicographicallyPrecedes([0, 3, 184])
  }

  /// Whether the total has no room for the cache beside the input.
  private var hasWholeInput: Bool {
    let cache = (self[.cacheReadBeside] ?? 0) + (self[.cacheWrittenBeside] ?? 0)
    guard cache > 0, let input = self[.input], cache <= input, let output = self[.completion],
      let total = self[.total], total >= input + output
    else { return false }
    let withCache = input + cache + output
    // Google's thoughts were beside the output then.
    return total < withCache
      || total > withCache && total == input + output + (self[.reasoning] ?? 0)
  }
}
