/// Where in a version-1 event stands what counting needs; numbered as a parser of these paths does.
enum EventPath: UInt16, CaseIterable {
  case traceID = 1
  case eventID, parentID, timestamp, sequence, duration, endTimestamp, stage, name
  case status, inputSummary, outputSummary, input, output
  case context, session, user, feature, route, environment
  case prompt, promptName, promptVersion, promptText, toolInstructions, promptHash, promptTools
  case toolSchemaVersion
  case model, provider, modelName, requestedModel
  case modelVersion, temperature, topP, maxTokens, toolChoice, serviceTier
  case ids, responseID, requestID
  case tool, toolName, dataAsOf, truncated
  case attempt, attemptNumber, attemptKind, attemptOf, trigger
  case usage, promptTokens, completionTokens, cachedTokens, cacheWriteTokens, cacheWrite1hTokens
  case reasoningTokens, audioPromptTokens, audioCompletionTokens
  case charges, charge, chargeSource, chargeItem, quantity, unit, unitPrice, amount, currency
  case error, errorType
  case verdict, outcome, label, verdictReason, judge, judgeKind, judgeName, judgeTeam, score
  case scoreName, scoreValue, cause, causeEventID, causeLayer
  case note, markdown
  // Only in events that were translated from another format.
  case join, joinRole, joinKey, joinTime, joinCall, joinGroup, joinTurn, joinTurnBefore, joinRetry
  case joinUsed

  /// Of the events that are logged in our own format.
  static let spellings = translatedSpellings.filter { !$0.hasPrefix("join") }
  static let translatedSpellings = allCases.map(\.spelling)

  var spelling: String {
    switch self {
    case .traceID: "trace_id"
    case .eventID: "event_id"
    case .parentID: "parent_id"
    case .timestamp: "timestamp"
    case .sequence: "sequence"
    case .duration: "duration_ms"
    case .endTimestamp: "end_timestamp"
    case .stage: "stage"
    case .name: "name"
    case .status: "status"
    case .inputSummary: "input_summary"
    case .outputSummary: "output_summary"
    case .input: "input"
    case .output: "output"
    case .context: "context"
    case .session: "context.session_id"
    case .user: "context.user_id"
    case .feature: "context.feature"
    case .route: "context.route"
    case .environment: "context.environment"
    case .prompt: "prompt"
    case .promptName: "prompt.name"
    case .promptVersion: "prompt.version"
    case .promptText: "prompt.text"
    case .toolInstructions: "prompt.tool_instructions"
    case .promptHash: "prompt.hash"
    case .promptTools: "prompt.tools"
    case .toolSchemaVersion: "prompt.tool_schema_version"
    case .model: "model"
    case .provider: "model.provider"
    case .modelName: "model.name"
    case .requestedModel: "model.requested"
    case .modelVersion: "model.version"
    case .temperature: "model.temperature"
    case .topP: "model.top_p"
    case .maxTokens: "model.max_tokens"
    case .toolChoice: "model.tool_choice"
    case .serviceTier: "model.service_tier"
    case .ids: "ids"
    case .responseID: "ids.response"
    case .requestID: "ids.request"
    case .tool: "tool"
    case .toolName: "tool.name"
    case .dataAsOf: "tool.data_as_of"
    case .truncated: "tool.truncated"
    case .attempt: "attempt"
    case .attemptNumber: "attempt.number"
    case .attemptKind: "attempt.kind"
    case .attemptOf: "attempt.of"
    case .trigger: "attempt.trigger"
    case .usage: "usage"
    case .promptTokens: "usage.prompt_tokens"
    case .completionTokens: "usage.completion_tokens"
    case .cachedTokens: "usage.cached_tokens"
    case .cacheWriteTokens: "usage.cache_write_tokens"
    case .cacheWrite1hTokens: "usage.cache_write_1h_tokens"
    case .reasoningTokens: "usage.reasoning_tokens"
    case .audioPromptTokens: "usage.audio_prompt_tokens"
    case .audioCompletionTokens: "usage.audio_completion_tokens"
    case .charges: "charges"
    case .charge: "charges[]"
    case .chargeSource: "charges[].source"
    case .chargeItem: "charges[].item"
    case .quantity: "charges[].quantity"
    case .unit: "charges[].unit"
    case .unitPrice: "charges[].unit_price"
    case .amount: "charges[].amount"
    case .currency: "charges[].currency"
    case .error: "error"
    case .errorType: "error.type"
    case .verdict: "verdict"
    case .outcome: "verdict.outcome"
    case .label: "verdict.label"
    case .verdictReason: "verdict.reason"
    case .judge: "verdict.by"
    case .judgeKind: "verdict.by.kind"
    case .judgeName: "verdict.by.name"
    case .judgeTeam: "verdict.by.team"
    case .score: "verdict.score"
    case .scoreName: "verdict.score.name"
    case .scoreValue: "verdict.score.value"
    case .cause: "verdict.cause"
    case .causeEventID: "verdict.cause.event_id"
    case .causeLayer: "verdict.cause.layer"
    case .note: "note"
    case .markdown: "note.markdown"
    case .join: "join"
    case .joinRole: "join.role"
    case .joinKey: "join.by"
    case .joinTime: "join.at"
    case .joinCall: "join.call"
    case .joinGroup: "join.group"
    case .joinTurn: "join.turn"
    case .joinTurnBefore: "join.turn_before"
    case .joinRetry: "join.retry"
    case .joinUsed: "join.used"
    }
  }
}

extension LineValue {
  /// Its path, where a parser of all paths has found it; nil for what only leads to one.
  @inline(__always)
  var eventPath: EventPath? {
    guard path > 0, path <= EventPath.joinUsed.rawValue else { return nil }
    // `init(rawValue:)` is a call and a jump for what is the same number less one.
    return unsafeBitCast(UInt8(truncatingIfNeeded: path &- 1), to: EventPath.self)
  }
}

extension ParsedLine {
  /// The last value at a path, which is the one that counts.
  @inline(__always)
  func last(_ path: EventPath) -> LineValue? { last(at: Int(path.rawValue)) }
}
