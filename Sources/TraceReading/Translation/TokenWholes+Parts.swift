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

  /// Adds what a total has beside the input and the output, where nothing else says what the thoughts
  /// took, which Gemini counts beside its answer.
  mutating func includeThoughts(by total: Int64) {
    guard reasoning == nil, let prompt, let completion, prompt >= 0, completion >= 0,
      prompt < total, completion < total - prompt
    else { return }
    reasoning = total - prompt - completion
    self.completion = total - prompt
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

  /// Takes those parts that are not known from what the vendor itself counts of the same call.
  ///
  /// A whole that is one of the vendor's own counts leaves out what that has beside it.
  mutating func takeParts(of counts: UsageCounts) {
    let said = counts.wholes()
    if let prompt = counts[.prompt] ?? counts[.input], prompt == self.prompt {
      self.prompt = said.prompt
    }
    if let candidates = counts[.candidates], candidates == completion {
      completion = said.completion
    }
    cached = cached ?? said.cached
    cacheWrite = cacheWrite ?? said.cacheWrite
    cacheWrite1h = cacheWrite1h ?? said.cacheWrite1h
    reasoning = reasoning ?? said.reasoning
    audioPrompt = audioPrompt ?? said.audioPrompt
    audioCompletion = audioCompletion ?? said.audioCompletion
  }

  /// Adds the tokens of another call.
  mutating func add(_ other: TokenWholes) {
    func sum(_ one: Int64?, _ other: Int64?) -> Int64? {
      other.map { (one ?? 0).plus($0) ?? $0 } ?? one
    }
    prompt = sum(prompt, other.prompt)
    completion = sum(completion, other.completion)
    cached = sum(cached, other.cached)
    cacheWrite = sum(cacheWrite, other.cacheWrite)
    cacheWrite1h = sum(cacheWrite1h, other.cacheWrite1h)
    reasoning = sum(reasoning, other.reasoning)
    audioPrompt = sum(audioPrompt, other.audioPrompt)
    audioCompletion = sum(audioCompletion, other.audioCompletion)
  }
}
