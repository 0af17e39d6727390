import TraceModel

/// What an SDK sent to Langfuse: `{"batch":[{"type":"generation-create","body":{…}}]}`.
///
/// Each entry is a part of its event, as a later one may complete it or say otherwise.
enum LangfuseBatch: LogFormat {
  static let name = "langfuse"
  static let description = "Langfuse ingestion batches"

  static func recognises(_ record: JSONNode) -> Bool {
    if let entry = record["batch"]?.first {
      return entry["type"]?.isString == true && entry["body"]?.isObject == true
    }
    return isEntry(record)
  }

  /// Whether the record is an entry by itself, as brokers pass them on.
  private static func isEntry(_ record: JSONNode) -> Bool {
    guard record["body"]?.isObject == true, let kind = kinds[record["type"]] else { return false }
    if case .message = kind { return false }
    return true
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    guard let batch = record["batch"] else {
      write(record, to: &translation)
      return
    }
    for entry in batch.elements {
      write(entry, to: &translation)
      translation.releaseDocuments()
    }
  }

  private static func write(_ entry: JSONNode, to translation: inout Translation) {
    let type = entry["type"]
    guard let body = entry["body"], body.isObject, let kind = kinds[type] else {
      translation.events.leave(
        "entry of type \((type?.string ?? "").prefix(40))", "of no known kind")
      return
    }
    let writtenAt = translation.events.time(entry["timestamp"])
    switch kind {
    case .trace:
      LangfuseTrace(body).write(to: &translation, writtenAt: writtenAt, isWhole: false)
    case .score:
      LangfuseScore(body, writtenAt: writtenAt).write(to: &translation)
    case .creation(let type), .update(let type):
      var step = LangfuseObservation(body)
      step.isPart = true
      // An update says nothing of where its observation hangs.
      if case .creation = kind { step.hangsBelowTrace = true }
      step.writtenAt = writtenAt
      if let type { step.type = type }
      step.write(to: &translation)
    case .message: break
    }
  }

  private enum Kind {
    case trace, score
    /// Of this type; of the one that its body says where nil.
    case creation(LangfuseType?)
    case update(LangfuseType?)
    /// What the SDK says of itself.
    case message
  }

  private static let kinds = ByteTable<Kind>([
    ("trace-create", .trace), ("score-create", .score), ("sdk-log", .message),
    ("observation-create", .creation(nil)), ("observation-update", .update(nil)),
    ("span-create", .creation(.span)), ("span-update", .update(.span)),
    ("generation-create", .creation(.generation)), ("generation-update", .update(.generation)),
    ("event-create", .creation(.event)), ("event-update", .update(.event)),
    ("agent-create", .creation(.agent)), ("agent-update", .update(.agent)),
    ("tool-create", .creation(.tool)), ("tool-update", .update(.tool)),
    ("chain-create", .creation(.chain)), ("chain-update", .update(.chain)),
    ("retriever-create", .creation(.retriever)), ("retriever-update", .update(.retriever)),
    ("evaluator-create", .creation(.evaluator)), ("evaluator-update", .update(.evaluator)),
    ("embedding-create", .creation(.embedding)), ("embedding-update", .update(.embedding)),
    ("guardrail-create", .creation(.guardrail)), ("guardrail-update", .update(.guardrail)),
  ])
}
