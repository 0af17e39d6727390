import TraceModel

// Claude Code says each step as a log record too, and without tracing only so. Of a trace then there is
// but the id of what the user asked:
//
//   {"body":"claude_code.api_request","attributes":{"event.name":"api_request","prompt.id":"…",
//     "model":"m","input_tokens":2,"cache_read_tokens":84562,"cost_usd":0.1,"request_id":"req_1"}}
//
// A record is written when its step has ended. What a span says of the same request is one with it, by
// the span that it stands in or by the request's id; only the record says what that cost.

extension TelemetryReader {
  /// What a record of Claude Code's is about; nil for any other.
  func kind(
    ofClaudeCode record: LogRecord, _ name: UnsafeBufferPointer<UInt8>?
  ) -> UnsafeBufferPointer<UInt8>? {
    record.body?.text?.rawBytes.behindClaudeCode ?? name?.behindClaudeCode
  }

  /// Writes the event of a step; of anything else it only says which trace that is of, and returns false.
  func putClaudeCode(
    _ record: inout LogRecord, _ kind: UnsafeBufferPointer<UInt8>, _ translation: inout Translation
  ) -> Bool {
    let isTraced = record.traceID?.isID == true
    if !isTraced { record.traceID = attributes[.templateName]?.text }
    guard record.traceID?.isID == true else { return false }
    let isFailure = kind.equals("api_error")
    let stage: Stage
    if isFailure || kind.equals("api_request") {
      stage = .model
    } else if kind.equals("tool_result") {
      stage = .tool
    } else if kind.equals("user_prompt") {
      stage = isTraced ? .infrastructure : .request
    } else {
      return false
    }
    readClaudeCodeNames()
    let hasFailed = isFailure || attributes[.success]?.bool == false
    translation.events.begin()
    putIDs(of: record, &translation)
    if let end = record.time {
      let length = attributes[.milliseconds]?.text?.timeInMilliseconds ?? 0
      let start = length > 0 ? end.plus(-length) ?? end : end
      translation.events.put(start: start, end: start < end ? end : nil)
    } else {
      translation.events.putNull("timestamp")
      translation.events.put("sequence", 0 as Int64)
    }
    translation.events.put("stage", stage.spelling)
    translation.events.put("name", rawText: kind)
    translation.events.put(
      SpanOutcome(
        hasFailed: hasFailed, type: attributes.takeText(.errorType),
        message: attributes.takeText(.plainError), stack: nil))
    putStep(stage, &translation)
    attributes.writeRest(to: &translation.events)
    translation.events.end()
    return true
  }

  private func putStep(_ stage: Stage, _ translation: inout Translation) {
    // The join tells which try at its request a record is of.
    attributes.forget(.teamAttempt)
    let team = teamValues(translation)
    putContext(team, &translation)
    switch stage {
    case .model:
      putModelCall(team, SpanAttempt(team), &translation)
      translation.events.open("join")
      translation.events.put("role", "exchange" as StaticString)
      translation.events.close()
      putIDs(ofModel: true, &translation)
    case .tool:
      putToolCall(Span(), team, SpanAttempt(team), &translation)
    default:
      putTexts(team, &translation)
    }
  }
}
