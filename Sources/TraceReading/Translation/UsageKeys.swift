/// The keys of vendors' usage objects.
enum UsageKeys {
  /// What stands under a key of the object itself.
  enum Meaning: Sendable {
    case count(UsageCount)
    /// Objects of the parts of input and output.
    case input, output
    /// What was written to the cache, by how long it stays.
    case lifetimes
    case billed, processed, paidTools
    case promptModalities, answerModalities, cacheDetails
    case cost, costInTicks, costDetails, ownKey
    case tier
  }

  static let top = ByteTable<Meaning>([
    ("prompt_tokens", .count(.prompt)), ("promptTokens", .count(.prompt)),
    ("promptTokenCount", .count(.prompt)), ("prompt_token_count", .count(.prompt)),
    ("inputTextTokenCount", .count(.prompt)), ("prompt_eval_count", .count(.prompt)),
    ("input_tokens", .count(.input)), ("inputTokens", .count(.input)),
    ("inputTokenCount", .count(.input)),
    ("toolUsePromptTokenCount", .count(.toolInput)),
    ("completion_tokens", .count(.completion)), ("completionTokens", .count(.completion)),
    ("output_tokens", .count(.completion)), ("outputTokens", .count(.completion)),
    ("outputTokenCount", .count(.completion)),
    ("generation_token_count", .count(.completion)), ("eval_count", .count(.completion)),
    ("candidatesTokenCount", .count(.candidates)), ("responseTokenCount", .count(.candidates)),
    ("thoughtsTokenCount", .count(.thoughts)), ("thoughts_token_count", .count(.thoughts)),
    ("thoughtsTokens", .count(.reasoning)), ("cachedContentTokens", .count(.cached)),
    ("prompt_cached_tokens", .count(.cached)),
    ("candidates_token_count", .count(.candidates)),
    ("response_token_count", .count(.candidates)),
    ("cached_content_token_count", .count(.cached)),
    ("tool_use_prompt_token_count", .count(.toolInput)), ("total_token_count", .count(.total)),
    ("total_tokens", .count(.total)), ("totalTokens", .count(.total)),
    ("totalTokenCount", .count(.total)),
    ("total_input_tokens", .count(.prompt)), ("total_output_tokens", .count(.candidates)),
    ("total_thought_tokens", .count(.thoughts)), ("total_tool_use_tokens", .count(.toolInput)),
    ("total_cached_tokens", .count(.cached)),
    ("cached_tokens", .count(.cached)), ("num_cached_tokens", .count(.cached)),
    ("cachedContentTokenCount", .count(.cached)), ("prompt_cache_hit_tokens", .count(.cached)),
    ("cachedInputTokens", .count(.cached)), ("cached_input_tokens", .count(.cached)),
    ("prompt_cache_miss_tokens", .count(.cacheMissed)),
    ("cache_read_input_tokens", .count(.cacheReadBeside)),
    ("cacheReadInputTokens", .count(.cacheReadBeside)),
    ("cacheReadInputTokenCount", .count(.cacheReadBeside)),
    ("input_tokens_cache_read", .count(.cacheReadBeside)),
    ("cache_creation_input_tokens", .count(.cacheWrittenBeside)),
    ("cacheWriteInputTokens", .count(.cacheWrittenBeside)),
    ("cacheWriteInputTokenCount", .count(.cacheWrittenBeside)),
    ("input_tokens_cache_write", .count(.cacheWrittenBeside)),
    ("reasoning_tokens", .count(.reasoning)), ("reasoningTokens", .count(.reasoning)),
    ("num_search_queries", .count(.webSearches)),
    ("prompt_tokens_details", .input), ("prompt_token_details", .input),
    ("input_tokens_details", .input), ("input_token_details", .input),
    ("promptTokensDetails", .promptModalities), ("inputTokenDetails", .input),
    ("completion_tokens_details", .output), ("completion_token_details", .output),
    ("output_tokens_details", .output), ("output_token_details", .output),
    ("outputTokenDetails", .output),
    ("candidatesTokensDetails", .answerModalities),
    ("candidates_tokens_details", .answerModalities),
    ("responseTokensDetails", .answerModalities),
    ("response_tokens_details", .answerModalities),
    ("input_tokens_by_modality", .promptModalities),
    ("output_tokens_by_modality", .answerModalities),
    ("cache_creation", .lifetimes), ("cacheDetails", .cacheDetails),
    ("billed_units", .billed), ("tokens", .processed),
    ("server_tool_use", .paidTools), ("server_tool_use_details", .paidTools),
    ("cost", .cost), ("cost_in_usd_ticks", .costInTicks), ("cost_details", .costDetails),
    ("is_byok", .ownKey),
    ("service_tier", .tier), ("serviceTier", .tier), ("speed", .tier), ("trafficType", .tier),
    ("traffic_type", .tier),
  ])

  static let inputParts = ByteTable<UsageCount>([
    ("cached_tokens", .cached), ("cacheReadTokens", .cached),
    ("cache_write_tokens", .cacheWritten), ("cache_creation_tokens", .cacheWritten),
    ("cache_creation_input_tokens", .cacheWritten), ("cacheWriteTokens", .cacheWritten),
    ("audio_tokens", .audioPrompt),
    // LangChain's
    ("cache_read", .cached), ("cache_creation", .cacheWritten), ("audio", .audioPrompt),
    ("ephemeral_5m_input_tokens", .written5m), ("ephemeral_1h_input_tokens", .written1h),
  ])

  static let outputParts = ByteTable<UsageCount>([
    ("reasoning_tokens", .reasoning), ("thinking_tokens", .reasoning),
    ("reasoningTokens", .reasoning), ("audio_tokens", .audioCompletion),
    ("reasoning", .reasoning), ("audio", .audioCompletion),
  ])

  static let lifetimes = ByteTable<UsageCount>([
    ("ephemeral_5m_input_tokens", .written5m), ("ephemeral_1h_input_tokens", .written1h),
  ])

  static let billed = ByteTable<UsageCount>([
    ("input_tokens", .billedInput), ("output_tokens", .billedOutput),
    ("search_units", .searchUnits),
  ])

  static let processed = ByteTable<UsageCount>([
    ("input_tokens", .processedInput), ("output_tokens", .processedOutput),
  ])

  static let paidTools = ByteTable<UsageCount>([("web_search_requests", .webSearches)])
}

/// Finds a value by a key's bytes, comparing only keys of the same length.
struct ByteTable<Value: Sendable>: Sendable {
  /// The shorter ones first; of the keys what tells most apart.
  private let entries: [(mark: UInt32, key: StaticString, value: Value)]
  /// By length, where its entries begin, and behind the longest one their number.
  private let starts: [Int]

  init(_ entries: [(StaticString, Value)]) {
    let longest = entries.map { $0.0.utf8CodeUnitCount }.max() ?? 0
    let byLength = (0...longest).map { length in
      entries.filter { $0.0.utf8CodeUnitCount == length }
    }
    self.entries = byLength.joined().map { key, value in
      (UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount).mark, key, value)
    }
    starts = byLength.reduce(into: [0]) { $0.append($0.last! + $1.count) }
  }

  subscript(key: UnsafeBufferPointer<UInt8>) -> Value? {
    guard key.count + 1 < starts.count else { return nil }
    let mark = key.mark
    for place in starts[key.count]..<starts[key.count + 1] where entries[place].mark == mark {
      if key.equals(entries[place].key) { return entries[place].value }
    }
    return nil
  }

  /// Of a string's text, escapes looked through.
  subscript(word: JSONNode?) -> Value? {
    guard let word, word.isString else { return nil }
    return word.withText { self[$0] }
  }
}
