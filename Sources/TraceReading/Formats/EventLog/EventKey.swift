/// The keys of a version-1 event, numbered for `JSONParser` in this order.
enum EventKey: String, CaseIterable {
  case traceID = "trace_id"
  case eventID = "event_id"
  case parentID = "parent_id"
  case timestamp, sequence
  case durationMS = "duration_ms"
  case endTimestamp = "end_timestamp"
  case stage, name, status
  case inputSummary = "input_summary"
  case outputSummary = "output_summary"
  case input, output, context, prompt, model, route, ids, sources, attachments, tool, attempt
  case usage, charges, error, verdict, note
  // context
  case sessionID = "session_id"
  case userID = "user_id"
  case feature, environment, tags
  // prompt
  case version, text, hash, tools
  case toolInstructions = "tool_instructions"
  case toolSchemaVersion = "tool_schema_version"
  // model and route
  case provider, temperature, requested, candidates, chosen, reason
  case maxTokens = "max_tokens"
  case topP = "top_p"
  case toolChoice = "tool_choice"
  case chosenBy = "chosen_by"
  case finishReason = "finish_reason"
  // ids
  case response
  // tool
  case dataAsOf = "data_as_of"
  case truncated
  // attempt
  case number, kind, of, trigger
  // usage
  case promptTokens = "prompt_tokens"
  case completionTokens = "completion_tokens"
  case cachedTokens = "cached_tokens"
  case cacheWriteTokens = "cache_write_tokens"
  case cacheWrite1hTokens = "cache_write_1h_tokens"
  case reasoningTokens = "reasoning_tokens"
  case audioPromptTokens = "audio_prompt_tokens"
  case audioCompletionTokens = "audio_completion_tokens"
  // charges
  case source, item, quantity, unit, amount, currency
  case unitPrice = "unit_price"
  // error, verdict, note, attachment
  case type, message, outcome, label, by, score, cause, team, value, layer, author, markdown, bytes
  case shownToUser = "shown_to_user"

  /// The key a parser numbered so; nil for 0.
  @inline(__always)
  init?(_ number: UInt16) {
    guard number > 0 else { return nil }
    self = Self.inOrder[Int(number) - 1]
  }

  static let spellings = allCases.map(\.rawValue)
  private static let inOrder = allCases
}
