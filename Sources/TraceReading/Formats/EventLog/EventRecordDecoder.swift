import TraceModel

/// Turns what was found in a line into what counting needs of it.
///
/// A line that lacks a required field is refused. A value of the wrong kind elsewhere is left out
/// and reported; the event counts without it.
struct EventRecordDecoder {
  /// What was left out of the last event: the field and why.
  private(set) var leftOut: [String] = []
  /// When the last event began; nil without a clock.
  private(set) var start: Int64?

  let words = EventWords()
  private var starts = InstantReader()
  private var ends = InstantReader()
  var dataTimes = InstantReader()
  var settings = SettingsText()
  var privates = PrivateScan()
  var prompts = PromptsAsWritten()
  private var shapes = PayloadShape()

  /// A parser of the lines this decodes.
  static func parser(maxDepth: Int) -> LineParser {
    LineParser(paths: EventPath.spellings, maxDepth: maxDepth)
  }

  /// Appends the event's record to the partition that its trace id falls into; returns which.
  ///
  /// - Parameters:
  ///   - marks: what its translator knew.
  ///   - part: which event of its record it is, from 1, where it was translated.
  mutating func decode(
    _ line: ParsedLine, _ marks: EventMarks = EventMarks(), file: UInt32, offset: Int, length: Int,
    part: UInt32 = 0,
    into partitions: inout [RecordBatch], tables: inout LocalTables
  ) throws(LineProblem) -> Int {
    if !leftOut.isEmpty { leftOut.removeAll(keepingCapacity: true) }
    guard line.root.isObject else { throw LineProblem("not a JSON object") }
    let traceID = try id(line, .traceID)
    let eventID = try id(line, .eventID)
    let stageWord = try word(line, .stage)
    let statusWord = try word(line, .status)
    let (start, hasClock) = try time(line, marks)

    let traceHash = ContentHash(of: traceID.textBytes).high
    let partition = partition(ofTrace: traceHash, of: partitions.count)
    self.start = hasClock ? start : nil
    // Filled in where it stays: a record is too large to be copied for nothing.
    let record = partitions[partition].events.extend(by: 1).baseAddress.unsafelyUnwrapped
    record.initialize(
      to: EventRecord(
        traceHash: traceHash, content: marks.content(of: ContentHash(of: line.root.rawBytes).low),
        stage: words.stages[stageWord.textBytes] ?? .unknown,
        status: words.statuses[statusWord.textBytes] ?? .unknown, file: file, offset: offset,
        length: UInt32(clamping: length)))
    record.pointee.part = part
    record.pointee.start = start
    record.pointee.duration = marks.duration
    if let part = marks.part { partitions[partition].mark(&record.pointee, as: part) }
    if hasClock { record.pointee.traits.insert(.clock) }
    record.pointee.result = tables.number(of: statusWord.textBytes)
    fill(&record.pointee, traceID, eventID, line, &partitions[partition], &tables)
    return partition
  }

  private mutating func fill(
    _ record: inout EventRecord, _ traceID: LineValue, _ eventID: LineValue,
    _ line: ParsedLine, _ batch: inout RecordBatch, _ tables: inout LocalTables
  ) {
    var others = OtherIDs()
    fill(&record, &others, from: line, &batch, &tables)
    record.firstID = UInt32(batch.ids.count)
    record.traceLength = batch.keep(traceID)
    record.eventLength = batch.keep(eventID)
    if let parent = others.parent { record.parentLength = batch.keep(parent) }
    if let before = others.attemptOf { record.attemptOfLength = batch.keep(before) }
  }

  /// The ids of other events, kept behind the event's own.
  struct OtherIDs {
    var parent: LineValue?
    var attemptOf: LineValue?
  }

  private mutating func fill(
    _ record: inout EventRecord, _ others: inout OtherIDs, from line: ParsedLine,
    _ batch: inout RecordBatch, _ tables: inout LocalTables
  ) {
    let hasClock = record.traits.contains(.clock)
    var end: Int64?
    var hasInput = false
    var prompt: PromptRecord?
    privates.begin()
    for value in line.root.inside where !value.isNull {
      let path = value.eventPath
      privates.look(at: value, path)
      switch path {
      case .parentID: others.parent = optionalID(value, .parentID)
      case .duration: record.duration = duration(value, from: hasClock ? record.start : nil)
      case .endTimestamp:
        end = value.isString ? ends.nanoseconds(value.textBytes) : nil
        if end == nil { leave(.endTimestamp, "not an RFC 3339 time") }
      case .name: record.name = name(value, .name, &tables)
      case .inputSummary: if !hasInput { record.input = value.inputHash }
      case .outputSummary, .output:
        record.traits.insert(value.saysNothing ? .emptyOutput : .output)
      case .input:
        record.input = value.inputHash
        hasInput = true
        if record.stage.isGivenObjects { record.shape = shapes.number(of: value, in: &tables) }
      case .context: readContext(value, &record, &batch, &tables)
      case .ids: readIDs(value, &record, &batch)
      case .join where record.part > 0: readJoin(value, &record, &batch, &tables)
      case .prompt: readPrompt(value, &prompt, &tables)
      case .model: readModel(value, &record, &prompt, &batch, &tables)
      case .tool: readTool(value, &record, &tables)
      case .attempt: readAttempt(value, &record, &others, &tables)
      case .usage: readUsage(value, &record, &batch)
      case .charges: readCharges(value, &record, &batch, &tables)
      case .error: readError(value, &record, &tables)
      case .verdict: readVerdict(value, &record, &batch, &tables)
      case .note: readNote(value, &record, &batch, &tables)
      default: break
      }
    }
    if !privates.found.isEmpty {
      let link = batch.link(of: &record)
      batch.links[link].privates = privates.found
    }
    if let end, !hasClock, record.part > 0 {
      let link = batch.link(of: &record)
      batch.links[link].end = end
    }
    if let prompt { record.prompt = tables.number(of: prompt) }
    if record.duration < 0, let end, hasClock {
      if let span = StepDuration.nanoseconds(from: record.start, to: end) {
        record.duration = span
      } else {
        leave(.endTimestamp, "before the event's timestamp, or centuries after it")
      }
    }
  }

  mutating func leave(_ path: EventPath, _ reason: StaticString) {
    leave(path.spelling, reason)
  }

  @inline(never)
  mutating func leave(_ field: String, _ reason: StaticString) {
    leftOut.append("\(field): \(reason); the value is left out")
  }
}

extension RecordBatch {
  fileprivate mutating func mark(_ record: inout EventRecord, as part: EventMarks.Part) {
    let link = link(of: &record)
    links[link].role = .part
    links[link].at = part.writtenAt
    if part.isAlone { links[link].key = .alone }
    links[link].holdsUsage = part.holdsUsage
  }
}

/// Why a line is no event.
struct LineProblem: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}

// MARK: - Required fields

extension EventRecordDecoder {
  @inline(__always)
  private func id(_ line: ParsedLine, _ path: EventPath) throws(LineProblem) -> LineValue {
    let value = try word(line, path)
    let length = value.rawBytes.count
    if length == 0 || length > longestID { throw .badID(path, length: length) }
    return value
  }

  @inline(__always)
  private func word(_ line: ParsedLine, _ path: EventPath) throws(LineProblem) -> LineValue {
    guard let value = line.last(path), value.isString else {
      throw .notAString(path, isMissing: line.last(path) == nil)
    }
    return value
  }

  @inline(__always)
  private mutating func time(
    _ line: ParsedLine, _ marks: EventMarks
  ) throws(LineProblem) -> (Int64, Bool) {
    if let start = marks.start { return (start, true) }
    guard let timestamp = line.last(.timestamp), timestamp.isString else {
      return (try sequence(line), false)
    }
    guard let start = starts.nanoseconds(timestamp.textBytes) else {
      throw LineProblem("timestamp is not an RFC 3339 time with its offset")
    }
    return (start, true)
  }

  /// Where the log says that it has no clock.
  private func sequence(_ line: ParsedLine) throws(LineProblem) -> Int64 {
    guard let timestamp = line.last(.timestamp), timestamp.isNull else {
      throw .notAString(.timestamp, isMissing: line.last(.timestamp) == nil)
    }
    guard let sequence = line.last(.sequence)?.integer else {
      throw LineProblem("timestamp is null, and there is no integer sequence")
    }
    return sequence
  }
}

extension LineProblem {
  fileprivate static func notAString(_ path: EventPath, isMissing: Bool) -> LineProblem {
    LineProblem("\(path.spelling) is \(isMissing ? "missing" : "not a string")")
  }

  fileprivate static func badID(_ path: EventPath, length: Int) -> LineProblem {
    LineProblem(
      "\(path.spelling) is \(length == 0 ? "empty" : "longer than \(longestID) bytes")")
  }
}

// MARK: - Values

extension EventRecordDecoder {
  mutating func isObject(_ value: LineValue, _ path: EventPath) -> Bool {
    if !value.isObject { leave(path, "not an object") }
    return value.isObject
  }

  @inline(__always)
  mutating func name(
    _ value: LineValue, _ path: EventPath, _ tables: inout LocalTables
  ) -> NameID {
    // A version is often written as a number; its digits are its name.
    guard value.isString || value.isNumber else {
      leave(path, "not a string")
      return .none
    }
    return tables.number(of: value.textBytes)
  }

  mutating func optionalID(_ value: LineValue, _ path: EventPath) -> LineValue? {
    guard value.isString else {
      leave(path, "not a string")
      return nil
    }
    guard value.rawBytes.count <= longestID else {
      leave(path.spelling, "longer than 65535 bytes")
      return nil
    }
    return value
  }

  /// Nanoseconds of a number of milliseconds; -1 for what is none.
  private mutating func duration(_ value: LineValue, from start: Int64?) -> Int64 {
    guard let nanoseconds = StepDuration.nanoseconds(ofMilliseconds: value, from: start) else {
      leave(.duration, "not a number of milliseconds")
      return -1
    }
    return nanoseconds
  }
}

extension StepDuration {
  fileprivate static func nanoseconds(ofMilliseconds value: LineValue, from start: Int64?) -> Int64?
  {
    if let short = value.shortDecimal,
      let nanoseconds = nanoseconds(ofMilliseconds: short, from: start)
    {
      return nanoseconds
    }
    return value.exactDecimal.flatMap { nanoseconds(ofMilliseconds: $0, from: start) }
  }
}

extension LineValue {
  /// A whole number, also one written as `12.0` or `1.2e1`.
  var integer: Int64? {
    guard isNumber else { return nil }
    if let short = ShortDecimal(paddedDigits: rawBytes) {
      return short.scale == 0 ? short.mantissa : nil
    }
    guard let value = ExactDecimal(digits: rawBytes) else { return nil }
    let (quotient, remainder) = value.units.quotientAndRemainder(
      dividingBy: ExactDecimal.unitsPerOne)
    return remainder == 0 ? Int64(exactly: quotient) : nil
  }

  /// A number, or a string of one, from its own digits; nil also for one of many digits.
  @inline(__always)
  var shortDecimal: ShortDecimal? {
    guard isNumber || isString else { return nil }
    return ShortDecimal(paddedDigits: textBytes)
  }

  /// A number, or a string of one, from its own digits.
  var exactDecimal: ExactDecimal? {
    guard isNumber || isString else { return nil }
    return ShortDecimal(paddedDigits: textBytes).map { ExactDecimal($0) }
      ?? ExactDecimal(digits: textBytes)
  }

  /// Never 0, which stands for no input.
  fileprivate var inputHash: UInt64 { contentHash.low | 1 }
}

extension RecordBatch {
  /// Keeps an id's bytes; returns how many.
  @inline(__always)
  mutating func keep(_ value: LineValue) -> UInt16 {
    let text = value.textBytes
    _ = ids.extend(by: text.count).initialize(fromContentsOf: text)
    return UInt16(text.count)
  }
}

/// Ids are compared and kept whole, so they have a limit.
let longestID = 65_535
