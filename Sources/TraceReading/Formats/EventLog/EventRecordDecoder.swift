import NoteMarkdown
import TraceModel

/// Turns a parsed line into what counting needs of it.
///
/// A line that lacks a required field is refused. A value of the wrong kind elsewhere is left out
/// and reported; the event counts without it.
struct EventRecordDecoder {
  /// What was left out of the last event: the field and why.
  private(set) var leftOut: [String] = []

  private struct RequiredFields {
    var traceID: JSONNode?
    var eventID: JSONNode?
    var timestamp: JSONNode?
    var sequence: JSONNode?
    var stage: JSONNode?
    var status: JSONNode?
  }

  /// Appends the event's record to the partition that its trace id falls into.
  mutating func decode(
    _ root: JSONNode, file: UInt32, offset: Int, length: Int, into partitions: inout [RecordBatch],
    names: inout NameTable
  ) throws(LineProblem) {
    leftOut.removeAll(keepingCapacity: true)
    guard root.isObject else { throw LineProblem("not a JSON object") }
    var required = RequiredFields()
    root.forEachMember { key, value in
      switch EventKey(key) {
      case .traceID: required.traceID = value
      case .eventID: required.eventID = value
      case .timestamp: required.timestamp = value
      case .sequence: required.sequence = value
      case .stage: required.stage = value
      case .status: required.status = value
      default: break
      }
    }
    let traceID = try id(required.traceID, "trace_id")
    let eventID = try id(required.eventID, "event_id")
    let stageNode = try word(required.stage, "stage")
    let statusNode = try word(required.status, "status")
    let stage = stageNode.withText { Stage.of($0) } ?? .unknown
    let status = statusNode.withText { Status.of($0) } ?? .unknown
    let (start, hasClock) = try time(required)

    let traceHash = traceID.withText { ContentHash(of: $0).high } ?? 0
    let partition = Int(truncatingIfNeeded: traceHash >> 32) & (partitions.count - 1)
    var record = EventRecord(
      traceHash: traceHash, trace: partitions[partition].keep(traceID),
      event: partitions[partition].keep(eventID), stage: stage, status: status, file: file,
      offset: offset, length: UInt32(clamping: length))
    record.start = start
    record.hasClock = hasClock
    record.content = root.contentHash
    if status != .ok { record.result = statusNode.interned(in: &names) }
    fill(&record, from: root, batch: &partitions[partition], names: &names)
    if status == .ok { record.result = names.number(of: "ok") }
    partitions[partition].events.append(record)
  }

  private mutating func fill(
    _ record: inout EventRecord, from root: JSONNode, batch: inout RecordBatch,
    names: inout NameTable
  ) {
    var end: Int64?
    var decoder = self
    root.forEachMember { key, value in
      guard let key = EventKey(key), !value.isNull else { return }
      switch key {
      case .parentID: record.parent = decoder.optionalID(value, "parent_id", &batch)
      case .durationMS:
        record.duration = decoder.duration(value, from: record.hasClock ? record.start : nil)
      case .endTimestamp:
        end = value.withText { Instant($0)?.nanoseconds } ?? nil
        if end == nil { decoder.leave("end_timestamp", "not an RFC 3339 time") }
      case .name: record.name = decoder.name(value, "name", &names)
      case .inputSummary: record.inputSummary = value.contentHash
      case .outputSummary, .output:
        if value.isEmptyValue { record.hasEmptyOutput = true } else { record.hasOutput = true }
      case .input: record.input = value.contentHash
      case .context: decoder.readContext(value, &record, &names)
      case .prompt: decoder.readPrompt(value, &record, &batch, &names)
      case .model: decoder.readModel(value, &record, &names)
      case .ids: decoder.readIDs(value, &record)
      case .tool: decoder.readTool(value, &record, &names)
      case .attempt: decoder.readAttempt(value, &record, &batch, &names)
      case .usage: decoder.readUsage(value, &record, &batch)
      case .charges: decoder.readCharges(value, &record, &batch, &names)
      case .error: decoder.readError(value, &record, &names)
      case .verdict: decoder.readVerdict(value, &record, &batch, &names)
      case .note: decoder.readNote(value, &record, &batch, &names)
      default: break
      }
    }
    if record.duration < 0, let end, record.hasClock {
      if let span = StepDuration.nanoseconds(from: record.start, to: end) {
        record.duration = span
      } else {
        decoder.leave("end_timestamp", "before the event's timestamp, or centuries after it")
      }
    }
    leftOut = decoder.leftOut
  }

  private mutating func leave(_ field: String, _ reason: String) {
    leftOut.append("\(field): \(reason); the value is left out")
  }
}

/// Why a line is no event.
struct LineProblem: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}

// MARK: - Required fields

extension EventRecordDecoder {
  private func id(_ node: JSONNode?, _ field: String) throws(LineProblem) -> JSONNode {
    let node = try word(node, field)
    if node.rawBytes.isEmpty { throw LineProblem("\(field) is empty") }
    return node
  }

  private func word(_ node: JSONNode?, _ field: String) throws(LineProblem) -> JSONNode {
    guard let node else { throw LineProblem("\(field) is missing") }
    guard node.isString else { throw LineProblem("\(field) is not a string") }
    return node
  }

  private func time(_ fields: RequiredFields) throws(LineProblem) -> (Int64, Bool) {
    guard let timestamp = fields.timestamp else { throw LineProblem("timestamp is missing") }
    if timestamp.isNull {
      guard let sequence = fields.sequence?.integer else {
        throw LineProblem("timestamp is null, and there is no integer sequence")
      }
      return (sequence, false)
    }
    guard timestamp.isString else { throw LineProblem("timestamp is not a string") }
    guard let instant = timestamp.withText({ Instant($0) }) ?? nil else {
      throw LineProblem("timestamp is not an RFC 3339 time with its offset")
    }
    return (instant.nanoseconds, true)
  }
}

// MARK: - Objects

extension EventRecordDecoder {
  private mutating func readContext(
    _ node: JSONNode, _ record: inout EventRecord, _ names: inout NameTable
  ) {
    guard isObject(node, "context") else { return }
    node.forEachMember { key, value in
      guard let key = EventKey(key), !value.isNull else { return }
      switch key {
      case .sessionID: record.session = name(value, "context.session_id", &names)
      case .userID: record.user = name(value, "context.user_id", &names)
      case .feature: record.feature = name(value, "context.feature", &names)
      case .route: record.route = name(value, "context.route", &names)
      case .environment: record.environment = name(value, "context.environment", &names)
      default: break
      }
    }
  }

  private mutating func readPrompt(
    _ node: JSONNode, _ record: inout EventRecord, _ batch: inout RecordBatch,
    _ names: inout NameTable
  ) {
    guard isObject(node, "prompt") else { return }
    var prompt = PromptRecord()
    var text = ContentHash.none
    var instructions = ContentHash.none
    var hash = ContentHash.none
    node.forEachMember { key, value in
      guard let key = EventKey(key), !value.isNull else { return }
      switch key {
      case .name: prompt.name = name(value, "prompt.name", &names)
      case .version: prompt.version = name(value, "prompt.version", &names)
      case .text: text = value.contentHash
      case .toolInstructions: if !value.isEmptyValue { instructions = value.contentHash }
      case .hash: hash = value.contentHash
      case .tools: prompt.tools = setHash(value)
      case .toolSchemaVersion:
        prompt.toolSchemaVersion = name(value, "prompt.tool_schema_version", &names)
      default: break
      }
    }
    // A text is the pair of template and tool instructions; no instructions are empty ones.
    if text != .none || instructions != .none {
      prompt.text = ContentHash(
        high: text.high ^ (instructions.low &* 0x9E37_79B9_7F4A_7C15),
        low: text.low &+ (instructions.high &* 0xD1B5_4A32_D192_ED03) | 1)
    }
    prompt.hash = hash
    record.prompt = Int32(batch.prompts.count)
    batch.prompts.append(prompt)
  }

  /// The same for the same members, in any order.
  private func setHash(_ node: JSONNode) -> ContentHash {
    var sum = ContentHash(high: 1, low: 1)
    node.forEachElement {
      let hash = $0.contentHash
      sum.high &+= hash.high
      sum.low &+= hash.low
    }
    return sum
  }

  private mutating func readModel(
    _ node: JSONNode, _ record: inout EventRecord, _ names: inout NameTable
  ) {
    guard isObject(node, "model") else { return }
    node.forEachMember { key, value in
      guard let key = EventKey(key), !value.isNull else { return }
      switch key {
      case .provider: record.provider = name(value, "model.provider", &names)
      case .name: record.model = name(value, "model.name", &names)
      case .requested: record.requested = name(value, "model.requested", &names)
      default: break
      }
    }
  }

  private mutating func readIDs(_ node: JSONNode, _ record: inout EventRecord) {
    guard isObject(node, "ids") else { return }
    node.forEachMember { key, value in
      if EventKey(key) == .response, !value.isNull { record.hasResponseID = !value.isEmptyValue }
    }
  }

  private mutating func readTool(
    _ node: JSONNode, _ record: inout EventRecord, _ names: inout NameTable
  ) {
    guard isObject(node, "tool") else { return }
    node.forEachMember { key, value in
      guard let key = EventKey(key), !value.isNull else { return }
      switch key {
      case .name: record.tool = name(value, "tool.name", &names)
      case .dataAsOf:
        if let instant = value.withText({ Instant($0) }) ?? nil {
          record.dataAsOf = instant.nanoseconds
        } else {
          leave("tool.data_as_of", "not an RFC 3339 time")
        }
      case .truncated:
        if value.bool == nil { leave("tool.truncated", "neither true nor false") }
        record.isTruncated = value.bool ?? false
      default: break
      }
    }
  }

  private mutating func readAttempt(
    _ node: JSONNode, _ record: inout EventRecord, _ batch: inout RecordBatch,
    _ names: inout NameTable
  ) {
    guard isObject(node, "attempt") else { return }
    record.hasAttempt = true
    node.forEachMember { key, value in
      guard let key = EventKey(key), !value.isNull else { return }
      switch key {
      case .number:
        if let number = value.integer, number >= 0, number <= 10_000 {
          record.attemptNumber = Int32(number)
        } else {
          leave("attempt.number", "not a whole number up to 10000")
        }
      case .kind:
        record.attemptKind = value.withText { AttemptKind.of($0) } ?? nil
        if record.attemptKind == nil {
          leave("attempt.kind", "none of first, retry and fallback")
        }
      case .of: record.attemptOf = optionalID(value, "attempt.of", &batch)
      case .trigger: record.trigger = name(value, "attempt.trigger", &names)
      default: break
      }
    }
  }

  private mutating func readUsage(
    _ node: JSONNode, _ record: inout EventRecord, _ batch: inout RecordBatch
  ) {
    guard isObject(node, "usage") else { return }
    var usage = UsageRecord()
    node.forEachMember { key, value in
      guard let key = EventKey(key), !value.isNull else { return }
      switch key {
      case .promptTokens: usage.prompt = tokens(value, key)
      case .completionTokens: usage.completion = tokens(value, key)
      case .cachedTokens: usage.cached = tokens(value, key)
      case .cacheWriteTokens: usage.cacheWrite = tokens(value, key)
      case .cacheWrite1hTokens: usage.cacheWrite1h = tokens(value, key)
      case .reasoningTokens: usage.reasoning = tokens(value, key)
      case .audioPromptTokens: usage.audioPrompt = tokens(value, key)
      case .audioCompletionTokens: usage.audioCompletion = tokens(value, key)
      default: break
      }
    }
    record.usage = Int32(batch.usages.count)
    batch.usages.append(usage)
  }

  /// A count of tokens from 0 to 10¹⁰; -1 for what is none.
  private mutating func tokens(_ node: JSONNode, _ key: EventKey) -> Int64 {
    guard let count = node.integer, count >= 0, count <= 10_000_000_000 else {
      leave("usage.\(key.rawValue)", "not a whole number of tokens")
      return -1
    }
    return count
  }

  private mutating func readCharges(
    _ node: JSONNode, _ record: inout EventRecord, _ batch: inout RecordBatch,
    _ names: inout NameTable
  ) {
    guard node.isArray else {
      leave("charges", "not a list")
      return
    }
    record.firstCharge = UInt32(batch.charges.count)
    var index = 0
    node.forEachElement { element in
      if let charge = charge(element, index, names: &names) {
        batch.charges.append(charge)
      } else {
        record.hasRefusedCharge = true
      }
      index += 1
    }
    record.chargeCount = UInt32(batch.charges.count) - record.firstCharge
  }

  private mutating func charge(_ node: JSONNode, _ index: Int, names: inout NameTable)
    -> ChargeRecord?
  {
    guard node.isObject else {
      leave("charges[\(index)]", "not an object")
      return nil
    }
    var source: CostSource?
    var charge = ChargeRecord(source: .model, amount: .zero)
    var amount: ExactDecimal?
    var isRefused = false
    func number(_ value: JSONNode, _ field: String) -> ExactDecimal? {
      if let number = value.exactDecimal { return number }
      isRefused = true
      leave("charges[\(index)].\(field)", "no number of at most 18 decimals in range")
      return nil
    }
    node.forEachMember { key, value in
      guard let key = EventKey(key), !value.isNull else { return }
      switch key {
      case .source:
        source = value.withText { CostSource.of($0) } ?? nil
        if source == nil {
          isRefused = true
          leave("charges[\(index)].source", "none of model, tool and infrastructure")
        }
      case .item: charge.item = name(value, "charges[\(index)].item", &names)
      case .unit: charge.unit = name(value, "charges[\(index)].unit", &names)
      case .currency: charge.currency = name(value, "charges[\(index)].currency", &names)
      case .quantity: charge.quantity = number(value, "quantity")
      case .unitPrice: charge.unitPrice = number(value, "unit_price")
      case .amount: amount = number(value, "amount")
      default: break
      }
    }
    guard let source else {
      if !isRefused { leave("charges[\(index)].source", "missing") }
      return nil
    }
    charge.source = source
    if let amount {
      guard amount.isChargeable else {
        leave("charges[\(index)].amount", "more than a charge can be (10¹²)")
        return nil
      }
      charge.amount = amount
      return charge
    }
    guard !isRefused else { return nil }
    guard let quantity = charge.quantity, let unitPrice = charge.unitPrice else {
      leave("charges[\(index)]", "neither an amount nor quantity and unit price")
      return nil
    }
    guard let product = quantity.multiplied(by: unitPrice), product.isChargeable else {
      leave(
        "charges[\(index)]", "quantity × unit price has more than 18 decimals or is out of range")
      return nil
    }
    charge.amount = product
    return charge
  }

  private mutating func readError(
    _ node: JSONNode, _ record: inout EventRecord, _ names: inout NameTable
  ) {
    guard isObject(node, "error") else { return }
    node.forEachMember { key, value in
      guard EventKey(key) == .type, !value.isNull, record.status != .ok else { return }
      let type = name(value, "error.type", &names)
      if type != .none { record.result = type }
    }
  }

  private mutating func readVerdict(
    _ node: JSONNode, _ record: inout EventRecord, _ batch: inout RecordBatch,
    _ names: inout NameTable
  ) {
    guard isObject(node, "verdict") else { return }
    var verdict = VerdictRecord()
    node.forEachMember { key, value in
      guard let key = EventKey(key), !value.isNull else { return }
      switch key {
      case .outcome: verdict.outcome = name(value, "verdict.outcome", &names)
      case .label: verdict.label = name(value, "verdict.label", &names)
      case .reason: verdict.hasReason = !value.isEmptyValue
      case .by:
        guard isObject(value, "verdict.by") else { return }
        value.forEachMember { key, value in
          guard let key = EventKey(key), !value.isNull else { return }
          switch key {
          case .kind:
            verdict.isHuman = value.withText { $0.elementsEqual("human".utf8) } ?? false
            if !verdict.isHuman, value.withText({ $0.elementsEqual("automated".utf8) }) != true {
              leave("verdict.by.kind", "neither human nor automated, and taken for automated")
            }
          case .name: verdict.judge = name(value, "verdict.by.name", &names)
          case .team: verdict.team = name(value, "verdict.by.team", &names)
          default: break
          }
        }
      case .score:
        guard isObject(value, "verdict.score") else { return }
        value.forEachMember { key, value in
          guard let key = EventKey(key), !value.isNull else { return }
          switch key {
          case .name: verdict.scoreName = name(value, "verdict.score.name", &names)
          case .value:
            verdict.score = value.exactDecimal
            if verdict.score == nil { leave("verdict.score.value", "not a number that fits") }
          default: break
          }
        }
      case .cause:
        guard isObject(value, "verdict.cause") else { return }
        value.forEachMember { key, value in
          guard let key = EventKey(key), !value.isNull else { return }
          switch key {
          case .eventID:
            verdict.causeEvent = optionalID(value, "verdict.cause.event_id", &batch)
          case .layer: verdict.causeLayer = name(value, "verdict.cause.layer", &names)
          default: break
          }
        }
      default: break
      }
    }
    record.verdict = Int32(batch.verdicts.count)
    batch.verdicts.append(verdict)
  }
}

extension EventRecordDecoder {
  /// Only the tasks of a note are counted; its text is for the trace's page.
  private mutating func readNote(
    _ node: JSONNode, _ record: inout EventRecord, _ batch: inout RecordBatch,
    _ names: inout NameTable
  ) {
    guard isObject(node, "note") else { return }
    record.firstTask = UInt32(batch.tasks.count)
    node.forEachMember { key, value in
      guard EventKey(key) == .markdown, let markdown = value.string, markdown.utf8.contains(0x5B)
      else { return }
      for task in taskItems(in: markdown) {
        batch.tasks.append(
          TaskRecord(text: names.number(of: Name(task.text)), isDone: task.done))
      }
    }
    record.taskCount = UInt32(batch.tasks.count) - record.firstTask
  }
}

// MARK: - Values

extension EventRecordDecoder {
  private mutating func isObject(_ node: JSONNode, _ field: String) -> Bool {
    if !node.isObject { leave(field, "not an object") }
    return node.isObject
  }

  private mutating func name(_ node: JSONNode, _ field: String, _ names: inout NameTable) -> NameID
  {
    // A version is often written as a number; its digits are its name.
    if node.isNumber { return names.number(of: node.rawBytes) }
    guard node.isString else {
      leave(field, "not a string")
      return .none
    }
    return node.interned(in: &names)
  }

  private mutating func optionalID(
    _ node: JSONNode, _ field: String, _ batch: inout RecordBatch
  ) -> IDSlice {
    guard node.isString else {
      leave(field, "not a string")
      return .none
    }
    return batch.keep(node)
  }

  /// Nanoseconds of a number of milliseconds; -1 for what is none.
  private mutating func duration(_ node: JSONNode, from start: Int64?) -> Int64 {
    guard let milliseconds = node.exactDecimal,
      let nanoseconds = StepDuration.nanoseconds(ofMilliseconds: milliseconds, from: start)
    else {
      leave("duration_ms", "not a number of milliseconds")
      return -1
    }
    return nanoseconds
  }
}

extension JSONNode {
  /// A whole number, also one written as `12.0` or `1.2e1`.
  var integer: Int64? {
    guard isNumber, let value = ExactDecimal(digits: rawBytes) else { return nil }
    let (quotient, remainder) = value.units.quotientAndRemainder(
      dividingBy: ExactDecimal.unitsPerOne)
    return remainder == 0 ? Int64(exactly: quotient) : nil
  }

  /// A number, or a string of one, from its own digits.
  var exactDecimal: ExactDecimal? {
    if isNumber { return ExactDecimal(digits: rawBytes) }
    return withText { ExactDecimal(digits: $0) } ?? nil
  }

  /// `null`, `""`, or an object or list that holds nothing else: an output that says nothing.
  var isEmptyValue: Bool {
    if isNull { return true }
    if isString { return rawBytes.isEmpty }
    guard isObject || isArray else { return false }
    var isEmpty = true
    forEachMember { _, value in isEmpty = isEmpty && value.isEmptyValue }
    forEachElement { value in isEmpty = isEmpty && value.isEmptyValue }
    return isEmpty
  }

  func interned(in names: inout NameTable) -> NameID {
    withText { names.number(of: $0) } ?? .none
  }
}

extension RecordBatch {
  /// Keeps an id's bytes.
  fileprivate mutating func keep(_ node: JSONNode) -> IDSlice {
    let start = ids.count
    _ = node.withText { ids.append(contentsOf: $0) }
    return IDSlice(start: UInt32(start), length: UInt32(ids.count - start))
  }
}
