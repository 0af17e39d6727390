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
    guard record["body"]?.isObject == true, let type = record["type"]?.string else { return false }
    return ["-create", "-update"].contains { type.hasSuffix($0) } && kinds[type] != nil
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
    let type = entry["type"]?.string ?? ""
    guard let body = entry["body"], body.isObject, let kind = kinds[type] else {
      translation.events.leave("entry of type \(type.prefix(40))", "of no known kind")
      return
    }
    let writtenAt = entry["timestamp"]?.time
    switch kind {
    case .trace:
      LangfuseTrace(body).write(to: &translation, writtenAt: writtenAt, isWhole: false)
    case .score:
      LangfuseScore(body, writtenAt: writtenAt).write(to: &translation)
    case .observation(let type):
      var step = LangfuseObservation(body)
      step.isPart = true
      // An update says nothing of where its observation hangs.
      step.hangsBelowTrace = entry["type"]?.string?.hasSuffix("-create") == true
      step.writtenAt = writtenAt
      if let type { step.type = type }
      step.write(to: &translation)
    case .message: break
    }
  }

  private enum Kind {
    case trace, score
    /// Of this type; of the one that its body says where nil.
    case observation(String?)
    /// What the SDK says of itself.
    case message
  }

  private static let kinds: [String: Kind] = {
    var kinds: [String: Kind] = [
      "trace-create": .trace, "score-create": .score, "sdk-log": .message,
      "observation-create": .observation(nil), "observation-update": .observation(nil),
    ]
    for type in [
      "span", "generation", "event", "agent", "tool", "chain", "retriever", "evaluator",
      "embedding", "guardrail",
    ] {
      kinds["\(type)-create"] = .observation(type.uppercased())
      kinds["\(type)-update"] = .observation(type.uppercased())
    }
    return kinds
  }()
}
