import TraceModel

/// Says under what conditions a trace was answered; each worker has one.
struct CohortFinder {
  private let tables: RecordTables
  private let prompts: KnownPrompts
  /// Hashes of names, by number, made when first asked for; 0 where not yet.
  private var nameHashes: [UInt64] = []
  private var others: [Other] = []

  init(_ tables: RecordTables) {
    self.tables = tables
    prompts = tables.knownPrompts
  }

  /// Counts the trace where a model answered it.
  ///
  /// One that took more than first attempts counts where it began, as retried; and where a later
  /// attempt answered, under that attempt's conditions as a late one.
  mutating func add(_ trace: JudgedTrace, to digest: inout CohortDigest) {
    guard let answering = trace.joined.answeringPlace,
      let attempt = trace.joined.events[answering].attempt
    else { return }
    let call = trace.joined.calls[Int(attempt.call)]
    let first = Int(trace.joined.attempts[Int(call.first)])
    var counted = CohortTrace(trace)
    if first != answering { count(counted, trace.joined, answering, isLate: true, &digest) }
    counted.isRetried = !trace.path.isEmpty
    count(counted, trace.joined, first, isLate: false, &digest)
  }

  /// Counts it under the conditions of one of its attempts.
  private mutating func count(
    _ counted: CohortTrace, _ joined: JoinedTrace, _ place: Int, isLate: Bool,
    _ digest: inout CohortDigest
  ) {
    let record = joined.record(place)
    let prompt = record.prompt == .none ? PromptRecord() : prompts[record.prompt.number]
    var key = CohortKey()
    key.feature = joined.feature
    key.route = joined.route
    key.environment = joined.environment
    key.model = record.model
    key.promptName = prompt.name
    key.promptVersion = prompt.version
    key.toolSchemaVersion = prompt.toolSchemaVersion
    key.settings = prompt.settings
    key.tools = prompt.tools
    key.otherCalls = otherCalls(joined, record, prompt)
    key.isLate = isLate
    let text = prompt.text == .none ? prompt.hash : prompt.text
    digest.add(counted, under: key, answeredBy: text) { order(of: key) }
  }

  /// The prompts of the other calls' first attempts, each once, whatever their number and order.
  private mutating func otherCalls(
    _ joined: JoinedTrace, _ answering: EventRecord, _ answeringPrompt: PromptRecord
  ) -> OtherCalls {
    guard joined.calls.count > 1 else { return OtherCalls() }
    others.removeAll(keepingCapacity: true)
    for call in joined.calls {
      let index = joined.index(Int(joined.attempts[Int(call.first)]))
      guard joined.records.events[index].stage == .model else { continue }
      let id = joined.records.events[index].prompt
      let prompt = id == .none ? PromptRecord() : prompts[id.number]
      let model = joined.records.events[index].model
      let isOwn = model == answering.model
      if isOwn, prompt.name == answeringPrompt.name, prompt.version == answeringPrompt.version {
        continue
      }
      let name = hash(of: prompt.name).folded(with: hash(of: prompt.version))
      let other = Other(prompt: name, model: hash(of: model), isOwn: isOwn)
      if !others.contains(other) { others.append(other) }
    }
    if others.count > 1 { others.sort() }
    var all = OtherCalls()
    var last: UInt64?
    for other in others {
      if other.prompt != last { all.prompts = all.prompts.folded(with: other.prompt) }
      last = other.prompt
      let model = other.prompt.folded(with: other.model)
      all.models = all.models.folded(with: model)
      all.relativeModels = all.relativeModels.folded(
        with: other.isOwn ? other.prompt.folded(with: 1) : model)
    }
    return all
  }

  private struct Other: Hashable, Comparable {
    var prompt: UInt64
    var model: UInt64
    var isOwn: Bool

    static func < (left: Self, right: Self) -> Bool {
      // One's own model first, so that two models give the same order where only they differ.
      if left.prompt != right.prompt { return left.prompt < right.prompt }
      if left.isOwn != right.isOwn { return left.isOwn }
      return left.model < right.model
    }
  }

  /// The same in every run, whatever the numbers of its names.
  private mutating func order(of key: CohortKey) -> UInt64 {
    key.order { hash(of: $0) }
  }

  private mutating func hash(of id: NameID) -> UInt64 {
    let number = Int(id.number)
    if number >= nameHashes.count {
      nameHashes += Array(repeating: 0, count: max(64, number + 1 - nameHashes.count))
    }
    if nameHashes[number] == 0 { nameHashes[number] = tables.name(id).stableHash | 1 }
    return nameHashes[number]
  }
}

extension CohortKey {
  /// - Parameter hash: of a name's bytes, never of its number.
  func order(_ hash: (NameID) -> UInt64) -> UInt64 {
    var order: UInt64 = isLate ? 1 : 2
    for id in [
      feature, route, environment, model, promptName, promptVersion, toolSchemaVersion, settings,
    ] {
      order = order.folded(with: hash(id))
    }
    return order.folded(with: tools.high ^ tools.low).folded(with: otherCalls.prompts)
      .folded(with: otherCalls.models).folded(with: otherCalls.relativeModels)
  }

  func order(_ tables: RecordTables) -> UInt64 { order { tables.name($0).stableHash | 1 } }
}

extension Name {
  /// Of its bytes; the same in every run and on every machine.
  fileprivate var stableHash: UInt64 {
    var hash = UInt64(text.utf8.count)
    for byte in text.utf8 { hash = hash.folded(with: UInt64(byte)) }
    return hash
  }
}

extension JoinedTrace {
  /// The last model attempt that was used: it wrote the reply.
  package var answeringPlace: Int? {
    events.indices.reversed().first {
      events[$0].attempt?.isUsed == true && records.events[index($0)].stage == .model
    }
  }
}
