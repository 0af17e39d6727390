extension TokenWholes {
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
