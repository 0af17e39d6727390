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

  /// Appends the event's record to the partition that its trace id falls into; returns which.
  @discardableResult
  mutating func decode(
    _ root: JSONNode, file: UInt32, offset: Int, length: Int, into partitions: inout [RecordBatch],
    tables: inout LocalTables
  ) throws(LineProblem) -> Int {
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
    let partition = partition(ofTrace: traceHash, of: partitions.count)
    var record = EventRecord(
      traceHash: traceHash, content: ContentHash(of: root.rawBytes).low, stage: stage,
      status: status, file: file, offset: offset, length: UInt32(clamping: length))
    record.start = start
    if hasClock { record.traits.insert(.clock) }
    if status != .ok { record.result = statusNode.interned(in: &tables) }
    var others = OtherIDs()
    fill(&record, &others, from: root, batch: &partitions[partition], tables: &tables)
    if status == .ok { record.result = tables.number(of: "ok") }
    record.firstID = UInt32(partitions[partition].ids.count)
    record.traceLength = partitions[partition].keep(traceID)
    record.eventLength = partitions[partition].keep(eventID)
    if let parent = others.parent { record.parentLength = partitions[partition].keep(parent) }
    if let before = others.attemptOf {
      record.attemptOfLength = partitions[partition].keep(before)
    }
    partitions[partition].events.append(record)
    return partition
  }

  /// The ids of other events, kept behind the event's own.
  struct OtherIDs {
    var parent: JSONNode?
    var attemptOf: JSONNode?
  }

  private mutating func fill(
    _ record: inout EventRecord, _ others: inout OtherIDs, from root: JSONNode,
    batch: inout RecordBatch, tables: inout LocalTables
  ) {
    var end: Int64?
    var hasInput = false
    var decoder = self
    root.forEachMember { key, value in
      guard let key = EventKey(key), !value.isNull else { return }
      switch key {
      case .parentID: others.parent = decoder.optionalID(value, "parent_id")
      case .durationMS:
        record.duration = decoder.duration(value, from: record.hasClock ? record.start : nil)
      case .endTimestamp:
        end = value.withText { Instant($0)?.nanoseconds } ?? nil
        if end == nil { decoder.leave("end_timestamp", "not an RFC 3339 time") }
      case .name: record.name = decoder.name(value, "name", &tables)
      case .inputSummary: if !hasInput { record.input = value.inputHash }
      case .outputSummary, .output:
        record.traits.insert(value.isEmptyValue ? .emptyOutput : .output)
      case .input:
        record.input = value.inputHash
        hasInput = true
      case .context: decoder.readContext(value, &record, &batch, &tables)
      case .prompt: decoder.readPrompt(value, &record, &tables)
      case .model: decoder.readModel(value, &record, &tables)
      case .ids: decoder.readIDs(value, &record)
      case .tool: decoder.readTool(value, &record, &tables)
      case .attempt: decoder.readAttempt(value, &record, &others, &tables)
      case .usage: decoder.readUsage(value, &record, &batch)
      case .charges: decoder.readCharges(value, &record, &batch, &tables)
      case .error: decoder.readError(value, &record, &tables)
      case .verdict: decoder.readVerdict(value, &record, &batch, &tables)
      case .note: decoder.readNote(value, &record, &batch, &tables)
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

  mutating func leave(_ field: String, _ reason: String) {
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
    if node.rawBytes.count > longestID {
      throw LineProblem("\(field) is longer than \(longestID) bytes")
    }
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

// MARK: - Values

extension EventRecordDecoder {
  mutating func isObject(_ node: JSONNode, _ field: String) -> Bool {
    if !node.isObject { leave(field, "not an object") }
    return node.isObject
  }

  mutating func name(_ node: JSONNode, _ field: String, _ tables: inout LocalTables) -> NameID {
    // A version is often written as a number; its digits are its name.
    if node.isNumber { return tables.number(of: node.rawBytes) }
    guard node.isString else {
      leave(field, "not a string")
      return .none
    }
    return node.interned(in: &tables)
  }

  mutating func optionalID(_ node: JSONNode, _ field: String) -> JSONNode? {
    guard node.isString else {
      leave(field, "not a string")
      return nil
    }
    guard node.rawBytes.count <= longestID else {
      leave(field, "longer than \(longestID) bytes")
      return nil
    }
    return node
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

  /// `null`, `""`, `{}`, `[]` or what holds only such, as `{"text":""}`: an output that says nothing.
  var isEmptyValue: Bool {
    if isNull { return true }
    if isString { return rawBytes.isEmpty }
    guard isObject || isArray else { return false }
    var saysNothing = true
    // As deep as the parser lets a line be.
    forEachMember { _, value in if saysNothing, !value.isEmptyValue { saysNothing = false } }
    forEachElement { if saysNothing, !$0.isEmptyValue { saysNothing = false } }
    return saysNothing
  }

  func interned(in tables: inout LocalTables) -> NameID {
    withText { tables.number(of: $0) } ?? .none
  }

  /// Never 0, which stands for no input.
  fileprivate var inputHash: UInt64 { contentHash.low | 1 }
}

extension RecordBatch {
  /// Keeps an id's bytes; returns how many.
  mutating func keep(_ node: JSONNode) -> UInt16 {
    node.withText { text in
      let memory = ids.extend(by: text.count)
      _ = memory.initialize(fromContentsOf: text)
      return UInt16(text.count)
    } ?? 0
  }
}

/// Ids are compared and kept whole, so they have a limit.
let longestID = 65_535

/// Traces are spread by bits that no id of a usual form leaves empty.
package func partition(ofTrace hash: UInt64, of count: Int) -> Int {
  Int(truncatingIfNeeded: hash >> 32) & (count - 1)
}
