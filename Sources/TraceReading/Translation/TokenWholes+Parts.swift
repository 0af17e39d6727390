extension TokenWholes {
  /// Adds to the wholes the parts that only with them make up a total.
  mutating func includeParts(by total: Int64) {
    guard let prompt, let completion else { return }
    // What wraps around is no count of tokens, and left out where it is read.
    let cache = (cached ?? 0) &+ (cacheWrite ?? 0)
    let thoughts = reasoning ?? 0
    let beside = total &- prompt &- completion
    guard beside > 0 else { return }
    if beside == cache || beside == cache &+ thoughts { self.prompt = prompt &+ cache }
    if beside != cache, beside == thoughts || beside == cache &+ thoughts {
      self.completion = completion &+ thoughts
    }
  }

  /// Puts right what can't be: parts that are more than their whole are counted outside of it by
  /// the vendor, as Anthropic counts its cache and Gemini its thoughts.
  mutating func includeParts() {
    let cached = (cached ?? 0).addingReportingOverflow(cacheWrite ?? 0)
    if let prompt, !cached.overflow, cached.partialValue > prompt {
      self.prompt = prompt.addingReportingOverflow(cached.partialValue).partialValue
    }
    if let reasoning, let completion, reasoning > completion {
      self.completion = completion.addingReportingOverflow(reasoning).partialValue
    }
  }
}
