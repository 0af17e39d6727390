/// A call's tokens as version 1 counts them: wholes, and parts of them.
struct TokenWholes: Equatable {
  var prompt: Int64?
  var completion: Int64?
  var cached: Int64?
  var cacheWrite: Int64?
  var cacheWrite1h: Int64?
  var reasoning: Int64?
  var audioPrompt: Int64?
  var audioCompletion: Int64?
}

extension EventWriter {
  /// A call's tokens under `usage`; nothing where nothing is known.
  mutating func put(usage: TokenWholes) {
    open("usage")
    put("prompt_tokens", usage.prompt)
    put("completion_tokens", usage.completion)
    put("cached_tokens", usage.cached)
    put("cache_write_tokens", usage.cacheWrite)
    put("cache_write_1h_tokens", usage.cacheWrite1h)
    put("reasoning_tokens", usage.reasoning)
    put("audio_prompt_tokens", usage.audioPrompt)
    put("audio_completion_tokens", usage.audioCompletion)
    close()
  }
}
