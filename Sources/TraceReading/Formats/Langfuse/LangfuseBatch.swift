import TraceModel

/// What an SDK sent to Langfuse: `{"batch":[{"type":"generation-create","body":{…}}]}`.
///
/// Each entry is a part of its event, as a later one may complete it or say otherwise. One that only
/// completes another of its batch is the same part.
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
      var entries = [Entry(record)]
      write(0, of: &entries, to: &translation)
      return
    }
    var entries = batch.elements.map { Entry($0) }
    for place in entries.indices {
      write(place, of: &entries, to: &translation)
      translation.releaseDocuments()
    }
  }

  /// One thing that the SDK sent.
  private struct Entry {
    let node: JSONNode
    let kind: Kind?
    let body: JSONNode?
    let id: JSONNode?
    /// It was written with the creation before it.
    var isTaken = false

    init(_ node: JSONNode) {
      self.node = node
      body = node["body"].flatMap { $0.isObject ? $0 : nil }
      kind = LangfuseBatch.kinds[node["type"]]
      id = body?["id"]
    }

    /// Whether it may complete what another entry creates.
    func completes(_ creation: Entry) -> Bool {
      guard !isTaken, let id, let created = creation.id, id.isText, id.isWritten(as: created) else {
        return false
      }
      switch (creation.kind, kind) {
      case (.trace, .trace): return true
      case (.creation(let type), .update(let other)): return type == other
      default: return false
      }
    }
  }

  /// So many entries behind a creation are looked at for what completes it.
  private static let reach = 32

  /// Finds the entry that completes another one in the same batch, where `add` takes its body.
  ///
  /// - Returns: when it was written; nil where there is none, or it says anything otherwise.
  private static func complete(
    _ place: Int, of entries: inout [Entry], _ events: inout EventWriter,
    _ add: (JSONNode) -> Bool
  ) -> Int64? {
    let behind = (place + 1)..<min(place + 1 + reach, entries.count)
    guard let next = behind.first(where: { entries[$0].completes(entries[place]) }),
      let body = entries[next].body, add(body)
    else { return nil }
    entries[next].isTaken = true
    return events.time(entries[next].node["timestamp"])
  }

  private static func write(
    _ place: Int, of entries: inout [Entry], to translation: inout Translation
  ) {
    let entry = entries[place]
    guard !entry.isTaken else { return }
    guard let body = entry.body, let kind = entry.kind else {
      translation.events.leave(
        "entry of type \((entry.node["type"]?.string ?? "").prefix(40))", "of no known kind")
      return
    }
    let writtenAt = translation.events.time(entry.node["timestamp"])
    switch kind {
    case .trace:
      var trace = LangfuseTrace(body)
      let completed = complete(place, of: &entries, &translation.events) { trace.add($0) }
      trace.write(to: &translation, writtenAt: completed ?? writtenAt, isWhole: false)
    case .score:
      LangfuseScore(body, writtenAt: writtenAt).write(to: &translation)
    case .creation(let type), .update(let type):
      var step = LangfuseObservation(body)
      step.isPart = true
      step.writtenAt = writtenAt
      // An update says nothing of where its observation hangs.
      if case .creation = kind {
        step.hangsBelowTrace = true
        if let time = complete(place, of: &entries, &translation.events, { step.add($0) }) {
          step.writtenAt = time
        }
      }
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
