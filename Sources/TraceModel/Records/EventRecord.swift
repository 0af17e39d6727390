/// A hash of a value's content, the same in every run; all zero where there is no value.
package struct ContentHash: Hashable, Sendable, Comparable {
  package var high: UInt64
  package var low: UInt64
  package static let none = ContentHash(high: 0, low: 0)

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

/// An id's bytes in the batch that holds its record.
package struct IDSlice: Sendable {
  package var start: UInt32
  package var length: UInt32
  package static let none = IDSlice(start: 0, length: 0)

  package init(start: UInt32, length: UInt32) {
    self.start = start
    self.length = length
  }
}

/// What counting needs of one event: no text, only ids, hashes, numbers and names' numbers.
package struct EventRecord: Sendable {
  /// A hash of the trace id with a fixed seed; its top bits choose the partition.
  package var traceHash: UInt64
  package var trace: IDSlice
  package var event: IDSlice
  package var parent = IDSlice.none
  package var attemptOf = IDSlice.none
  /// Of the whole event: the same event logged twice has it twice.
  package var content = ContentHash.none
  package var input = ContentHash.none
  package var inputSummary = ContentHash.none

  /// Nanoseconds since 1970, or the log's sequence where `hasClock` is false.
  package var start: Int64 = 0
  package var hasClock = true
  /// Nanoseconds; -1 where the log says none.
  package var duration: Int64 = -1

  package var file: UInt32
  package var offset: Int
  package var length: UInt32

  package var stage: Stage
  package var status: Status
  package var attemptKind: AttemptKind?
  package var hasAttempt = false
  package var isTruncated = false
  /// A charge was logged that can't be read; no price takes its place.
  package var hasRefusedCharge = false
  package var hasOutput = false
  /// The log has a place for an output, and nothing in it.
  package var hasEmptyOutput = false
  /// A provider gave its answer an id, also where the step failed.
  package var hasResponseID = false
  package var attemptNumber: Int32 = 0

  package var name = NameID.none
  package var provider = NameID.none
  package var model = NameID.none
  package var requested = NameID.none
  package var tool = NameID.none
  package var feature = NameID.none
  package var route = NameID.none
  package var session = NameID.none
  package var user = NameID.none
  package var environment = NameID.none
  /// `ok`, the error's type, or the status.
  package var result = NameID.none
  package var trigger = NameID.none
  package var dataAsOf: Int64 = .min

  /// Places in the batch's lists; -1 where the event has none.
  package var usage: Int32 = -1
  package var prompt: Int32 = -1
  package var verdict: Int32 = -1
  package var firstCharge: UInt32 = 0
  package var chargeCount: UInt32 = 0
  package var firstTask: UInt32 = 0
  package var taskCount: UInt32 = 0

  package init(
    traceHash: UInt64, trace: IDSlice, event: IDSlice, stage: Stage, status: Status, file: UInt32,
    offset: Int, length: UInt32
  ) {
    self.traceHash = traceHash
    self.trace = trace
    self.event = event
    self.stage = stage
    self.status = status
    self.file = file
    self.offset = offset
    self.length = length
  }

  package var end: Int64 { start.addingReportingOverflow(max(duration, 0)).partialValue }
  package var isAttempt: Bool { stage == .model || stage == .tool }
}

/// Tokens as logged; -1 where the log says none.
package struct UsageRecord: Sendable {
  package var prompt: Int64 = -1
  package var completion: Int64 = -1
  package var cached: Int64 = -1
  package var cacheWrite: Int64 = -1
  package var cacheWrite1h: Int64 = -1
  package var reasoning: Int64 = -1
  package var audioPrompt: Int64 = -1
  package var audioCompletion: Int64 = -1

  package init() {}

  package var usage: Usage {
    func known(_ count: Int64) -> Int? { count < 0 ? nil : Int(count) }
    var usage = Usage()
    usage.prompt = known(prompt)
    usage.completion = known(completion)
    usage.cached = known(cached)
    usage.cacheWrite = known(cacheWrite)
    usage.cacheWrite1h = known(cacheWrite1h)
    usage.reasoning = known(reasoning)
    usage.audioPrompt = known(audioPrompt)
    usage.audioCompletion = known(audioCompletion)
    return usage
  }
}

/// The prompt of a model call: which one, and a hash of what it said.
package struct PromptRecord: Sendable {
  package var name = NameID.none
  package var version = NameID.none
  /// Of template and tool instructions; none where the log has neither.
  package var text = ContentHash.none
  /// Of the logged hash, which stands for a text that is not logged.
  package var hash = ContentHash.none
  /// Of the set of tools offered; none where unknown.
  package var tools = ContentHash.none
  package var toolSchemaVersion = NameID.none
  package init() {}
}

package struct VerdictRecord: Sendable {
  package var outcome = NameID.none
  package var label = NameID.none
  package var judge = NameID.none
  package var team = NameID.none
  package var causeLayer = NameID.none
  package var causeEvent = IDSlice.none
  package var isHuman = false
  package var hasReason = false
  /// The score's name; none where the verdict has no score.
  package var scoreName = NameID.none
  package var score: ExactDecimal?
  package init() {}
}

/// One charge as logged; its amount is there already, also where the log gave only its factors.
package struct ChargeRecord: Sendable {
  package var source: CostSource
  package var basis = CostBasis.recorded
  package var item = NameID.none
  package var unit = NameID.none
  /// None where the log says none.
  package var currency = NameID.none
  package var quantity: ExactDecimal?
  package var unitPrice: ExactDecimal?
  package var amount: ExactDecimal

  package init(source: CostSource, amount: ExactDecimal) {
    self.source = source
    self.amount = amount
  }
}

/// A task-list item of a note.
package struct TaskRecord: Sendable {
  package var text: NameID
  package var isDone: Bool
  package init(text: NameID, isDone: Bool) {
    self.text = text
    self.isDone = isDone
  }
}

/// The records of some events, with what they point at.
package struct RecordBatch: Sendable {
  package var events: [EventRecord] = []
  package var usages: [UsageRecord] = []
  package var prompts: [PromptRecord] = []
  package var verdicts: [VerdictRecord] = []
  package var charges: [ChargeRecord] = []
  package var tasks: [TaskRecord] = []
  /// The bytes of all ids.
  package var ids: [UInt8] = []

  package init() {}

  package func bytes(_ slice: IDSlice) -> ArraySlice<UInt8> {
    ids[Int(slice.start)..<Int(slice.start) + Int(slice.length)]
  }

  package func name(_ slice: IDSlice) -> Name {
    Name(String(decoding: bytes(slice), as: UTF8.self))
  }

  package func isEqual(_ left: IDSlice, _ right: IDSlice) -> Bool {
    left.length == right.length && (left.start == right.start || bytes(left) == bytes(right))
  }

  package func isOrdered(_ left: IDSlice, _ right: IDSlice) -> Bool {
    bytes(left).lexicographicallyPrecedes(bytes(right))
  }

  package func charges(of event: EventRecord) -> ArraySlice<ChargeRecord> {
    charges[Int(event.firstCharge)..<Int(event.firstCharge) + Int(event.chargeCount)]
  }

  /// Takes over another batch's records, whose names are numbered by `names`.
  package mutating func append(_ other: RecordBatch, names: [NameID]) {
    let idBase = UInt32(ids.count)
    let usageBase = Int32(usages.count)
    let promptBase = Int32(prompts.count)
    let verdictBase = Int32(verdicts.count)
    let chargeBase = UInt32(charges.count)
    let taskBase = UInt32(tasks.count)
    func here(_ id: NameID) -> NameID { names[Int(id.number)] }
    func here(_ slice: IDSlice) -> IDSlice {
      slice.length == 0 ? .none : IDSlice(start: slice.start + idBase, length: slice.length)
    }
    ids.append(contentsOf: other.ids)
    usages.append(contentsOf: other.usages)
    prompts.append(
      contentsOf: other.prompts.lazy.map {
        var prompt = $0
        prompt.name = here($0.name)
        prompt.version = here($0.version)
        prompt.toolSchemaVersion = here($0.toolSchemaVersion)
        return prompt
      })
    verdicts.append(
      contentsOf: other.verdicts.lazy.map {
        var verdict = $0
        verdict.outcome = here($0.outcome)
        verdict.label = here($0.label)
        verdict.judge = here($0.judge)
        verdict.team = here($0.team)
        verdict.causeLayer = here($0.causeLayer)
        verdict.scoreName = here($0.scoreName)
        verdict.causeEvent = here($0.causeEvent)
        return verdict
      })
    charges.append(
      contentsOf: other.charges.lazy.map {
        var charge = $0
        charge.item = here($0.item)
        charge.unit = here($0.unit)
        charge.currency = here($0.currency)
        return charge
      })
    tasks.append(
      contentsOf: other.tasks.lazy.map { TaskRecord(text: here($0.text), isDone: $0.isDone) })
    events.reserveCapacity(events.count + other.events.count)
    for event in other.events {
      var event = event
      event.trace = here(event.trace)
      event.event = here(event.event)
      event.parent = here(event.parent)
      event.attemptOf = here(event.attemptOf)
      event.name = here(event.name)
      event.provider = here(event.provider)
      event.model = here(event.model)
      event.requested = here(event.requested)
      event.tool = here(event.tool)
      event.feature = here(event.feature)
      event.route = here(event.route)
      event.session = here(event.session)
      event.user = here(event.user)
      event.environment = here(event.environment)
      event.result = here(event.result)
      event.trigger = here(event.trigger)
      if event.usage >= 0 { event.usage += usageBase }
      if event.prompt >= 0 { event.prompt += promptBase }
      if event.verdict >= 0 { event.verdict += verdictBase }
      event.firstCharge += chargeBase
      event.firstTask += taskBase
      events.append(event)
    }
  }
}
