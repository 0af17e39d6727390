import NoteMarkdown
import TraceModel

/// The objects of an event, each into its place of the record.
extension EventRecordDecoder {
  mutating func readContext(
    _ object: LineValue, _ record: inout EventRecord, _ batch: inout RecordBatch,
    _ tables: inout LocalTables
  ) {
    guard isObject(object, .context) else { return }
    var context = ContextRecord()
    for value in object.inside where !value.isNull {
      switch value.eventPath {
      case .session: context.session = nameHash(value, .session)
      case .user: context.user = nameHash(value, .user)
      case .feature: context.feature = name(value, .feature, &tables)
      case .route: context.route = name(value, .route, &tables)
      case .environment: context.environment = name(value, .environment, &tables)
      default: break
      }
    }
    record.context = Int32(batch.contexts.count)
    batch.contexts.append(context)
  }

  /// Stands for a name of which there may be as many as traces; 0 for none.
  private mutating func nameHash(_ value: LineValue, _ path: EventPath) -> UInt64 {
    guard value.isString || value.isNumber else {
      leave(path, "not a string")
      return 0
    }
    let text = value.textBytes
    return text.isEmpty ? 0 : ContentHash(of: text).low | 1
  }

  /// A prompt has no settings before its model is read.
  mutating func readPrompt(
    _ object: LineValue, _ logged: inout PromptRecord?, _ tables: inout LocalTables
  ) {
    guard isObject(object, .prompt) else {
      _ = privates.look(atPrompt: object)
      return
    }
    let hash = ContentHash(of: object.rawBytes)
    var prompt: PromptRecord
    if let known = prompts[hash] {
      prompt = known.record
      privates.add(known.privateKinds, in: .prompt)
    } else {
      let before = leftOut.count
      prompt = newPrompt(object, &tables)
      let kinds = privates.look(atPrompt: object)
      if leftOut.count == before { prompts.keep(hash, prompt, privateKinds: kinds) }
    }
    prompt.settings = logged?.settings ?? .none
    logged = prompt
  }

  private mutating func newPrompt(_ object: LineValue, _ tables: inout LocalTables) -> PromptRecord
  {
    var prompt = PromptRecord()
    var text = ContentHash.none
    var instructions = ContentHash.none
    for value in object.inside where !value.isNull {
      switch value.eventPath {
      case .promptName: prompt.name = name(value, .promptName, &tables)
      case .promptVersion: prompt.version = name(value, .promptVersion, &tables)
      case .promptText: text = value.contentHash
      case .toolInstructions: if !value.saysNothing { instructions = value.contentHash }
      case .promptHash: prompt.hash = value.contentHash
      case .promptTools:
        prompt.tools = value.setHash
        if prompt.tools != .none {
          tables.keep(toolsOf: prompt.tools) { tables in
            value.toolNames.map { tables.number(of: $0) }
          }
        }
      case .toolSchemaVersion: prompt.toolSchemaVersion = name(value, .toolSchemaVersion, &tables)
      default: break
      }
    }
    // A text is the pair of template and tool instructions; no instructions are empty ones.
    if text != .none || instructions != .none {
      prompt.text = ContentHash(
        high: text.high ^ (instructions.low &* 0x9E37_79B9_7F4A_7C15),
        low: text.low &+ (instructions.high &* 0xD1B5_4A32_D192_ED03) | 1)
    }
    return prompt
  }

  mutating func readModel(
    _ object: LineValue, _ record: inout EventRecord, _ prompt: inout PromptRecord?,
    _ batch: inout RecordBatch, _ tables: inout LocalTables
  ) {
    guard isObject(object, .model) else { return }
    settings.begin()
    for value in object.inside where !value.isNull {
      switch value.eventPath {
      case .provider: record.provider = name(value, .provider, &tables)
      case .modelName: record.model = name(value, .modelName, &tables)
      case .requestedModel: record.requested = name(value, .requestedModel, &tables)
      case .modelVersion: if !value.saysNothing { record.traits.insert(.modelVersion) }
      case .temperature: settings.temperature = value
      case .topP: settings.topP = value
      case .maxTokens: settings.maxTokens = value
      case .toolChoice: settings.toolChoice = value
      case .serviceTier:
        let tier = value.isString ? ServiceTier(word: value.textBytes) : .standard
        guard tier != .standard else { break }
        let link = batch.link(of: &record)
        batch.links[link].tier = tier
      default: break
      }
    }
    let number = settings.number(in: &tables)
    if number != .none, prompt == nil { prompt = PromptRecord() }
    prompt?.settings = number
  }

  mutating func readIDs(
    _ object: LineValue, _ record: inout EventRecord, _ batch: inout RecordBatch
  ) {
    guard isObject(object, .ids) else { return }
    for value in object.inside where !value.saysNothing {
      let link = batch.link(of: &record)
      switch value.eventPath {
      case .responseID:
        record.traits.insert(.responseID)
        batch.links[link].response = value.linkHash
      case .requestID: batch.links[link].request = value.linkHash
      default: break
      }
    }
  }

  /// What only the join needs of an event of another format.
  mutating func readJoin(
    _ object: LineValue, _ record: inout EventRecord, _ batch: inout RecordBatch,
    _ tables: inout LocalTables
  ) {
    for value in object.inside where !value.isNull {
      let link = batch.link(of: &record)
      switch value.eventPath {
      case .joinRole:
        batch.links[link].role =
          value.isText("part")
          ? .part : value.isText("exchange") ? .exchange : value.isText("client") ? .client : .event
      case .joinKey:
        let key = value.isString ? words.joinKeys[value.textBytes] : nil
        batch.links[link].key = key ?? .traceID
      case .joinTime: batch.links[link].at = value.nanoseconds ?? 0
      case .joinCall: batch.links[link].call = value.linkHash
      case .joinTurn: batch.links[link].turn = ContentHash(of: value.textBytes).low | 1
      case .joinTurnBefore: batch.links[link].turnBefore = ContentHash(of: value.textBytes).low | 1
      case .joinRetry: batch.links[link].retry = name(value, .joinRetry, &tables)
      case .joinUsed: batch.links[link].holdsUsage = value.bool == true
      case .joinGroup: batch.links[link].group = name(value, .joinGroup, &tables)
      default: break
      }
    }
  }

  mutating func readTool(
    _ object: LineValue, _ record: inout EventRecord, _ tables: inout LocalTables
  ) {
    guard isObject(object, .tool) else { return }
    for value in object.inside where !value.isNull {
      switch value.eventPath {
      case .toolName: record.tool = name(value, .toolName, &tables)
      case .dataAsOf:
        if value.isString, let time = dataTimes.nanoseconds(value.textBytes) {
          record.dataAsOf = time
        } else {
          leave(.dataAsOf, "not an RFC 3339 time")
        }
      case .truncated:
        if value.bool == nil { leave(.truncated, "neither true nor false") }
        if value.bool == true { record.traits.insert(.truncated) }
      default: break
      }
    }
  }

  mutating func readAttempt(
    _ object: LineValue, _ record: inout EventRecord, _ others: inout OtherIDs,
    _ tables: inout LocalTables
  ) {
    guard isObject(object, .attempt) else { return }
    record.traits.insert(.attempt)
    for value in object.inside where !value.isNull {
      switch value.eventPath {
      case .attemptNumber:
        if let number = value.integer, number >= 0, number <= 10_000 {
          record.attemptNumber = Int16(number)
        } else {
          leave(.attemptNumber, "not a whole number up to 10000")
        }
      case .attemptKind:
        record.attemptKind = value.isString ? words.attemptKinds[value.textBytes] : nil
        if record.attemptKind == nil { leave(.attemptKind, "none of first, retry and fallback") }
      case .attemptOf: others.attemptOf = optionalID(value, .attemptOf)
      case .trigger: record.trigger = name(value, .trigger, &tables)
      default: break
      }
    }
  }

  mutating func readUsage(
    _ object: LineValue, _ record: inout EventRecord, _ batch: inout RecordBatch
  ) {
    guard isObject(object, .usage) else { return }
    var usage = UsageRecord()
    for value in object.inside where !value.isNull {
      guard let path = value.eventPath else { continue }
      switch path {
      case .promptTokens: usage.prompt = tokens(value, path)
      case .completionTokens: usage.completion = tokens(value, path)
      case .cachedTokens: usage.cached = tokens(value, path)
      case .cacheWriteTokens: usage.cacheWrite = tokens(value, path)
      case .cacheWrite1hTokens: usage.cacheWrite1h = tokens(value, path)
      case .reasoningTokens: usage.reasoning = tokens(value, path)
      case .audioPromptTokens: usage.audioPrompt = tokens(value, path)
      case .audioCompletionTokens: usage.audioCompletion = tokens(value, path)
      default: break
      }
    }
    record.usage = Int32(batch.usages.count)
    batch.usages.append(usage)
  }

  private mutating func tokens(_ value: LineValue, _ path: EventPath) -> UInt32 {
    guard let count = value.integer, count >= 0, count <= UsageRecord.largest else {
      leave(path, "not a whole number of tokens")
      return UsageRecord.unknown
    }
    return UInt32(count)
  }

  mutating func readError(
    _ object: LineValue, _ record: inout EventRecord, _ tables: inout LocalTables
  ) {
    guard isObject(object, .error), record.status != .ok else { return }
    for value in object.inside where value.eventPath == .errorType && !value.isNull {
      let type = name(value, .errorType, &tables)
      if type != .none { record.result = type }
    }
  }

  mutating func readVerdict(
    _ object: LineValue, _ record: inout EventRecord, _ batch: inout RecordBatch,
    _ tables: inout LocalTables
  ) {
    guard isObject(object, .verdict) else { return }
    var verdict = VerdictRecord()
    for value in object.inside where !value.isNull {
      switch value.eventPath {
      case .outcome: verdict.outcome = name(value, .outcome, &tables)
      case .label: verdict.label = name(value, .label, &tables)
      case .verdictReason: verdict.hasReason = !value.saysNothing
      case .judge: readJudge(value, &verdict, &tables)
      case .score: readScore(value, &verdict, &batch, &tables)
      case .cause: readCause(value, &verdict, &batch, &tables)
      default: break
      }
    }
    record.verdict = Int32(batch.verdicts.count)
    batch.verdicts.append(verdict)
  }

  private mutating func readJudge(
    _ object: LineValue, _ verdict: inout VerdictRecord, _ tables: inout LocalTables
  ) {
    guard isObject(object, .judge) else { return }
    for value in object.inside where !value.isNull {
      switch value.eventPath {
      case .judgeKind:
        verdict.isHuman = value.isText("human")
        if !verdict.isHuman, !value.isText("automated") {
          leave(.judgeKind, "neither human nor automated, and taken for automated")
        }
      case .judgeName: verdict.judge = name(value, .judgeName, &tables)
      case .judgeTeam: verdict.team = name(value, .judgeTeam, &tables)
      default: break
      }
    }
  }

  private mutating func readScore(
    _ object: LineValue, _ verdict: inout VerdictRecord, _ batch: inout RecordBatch,
    _ tables: inout LocalTables
  ) {
    guard isObject(object, .score) else { return }
    for value in object.inside where !value.isNull {
      switch value.eventPath {
      case .scoreName: verdict.scoreName = name(value, .scoreName, &tables)
      case .scoreValue:
        if let score = value.exactDecimal {
          verdict.score = PackedDecimal(score, wide: &batch.wide)
        } else {
          leave(.scoreValue, "not a number that fits")
        }
      default: break
      }
    }
  }

  private mutating func readCause(
    _ object: LineValue, _ verdict: inout VerdictRecord, _ batch: inout RecordBatch,
    _ tables: inout LocalTables
  ) {
    guard isObject(object, .cause) else { return }
    for value in object.inside where !value.isNull {
      switch value.eventPath {
      case .causeEventID:
        if let cause = optionalID(value, .causeEventID) {
          verdict.firstCauseID = UInt32(batch.ids.count)
          verdict.causeLength = batch.keep(cause)
        }
      case .causeLayer: verdict.causeLayer = name(value, .causeLayer, &tables)
      default: break
      }
    }
  }

  /// Only the tasks of a note are counted; its text is for the trace's page.
  mutating func readNote(
    _ object: LineValue, _ record: inout EventRecord, _ batch: inout RecordBatch,
    _ tables: inout LocalTables
  ) {
    guard isObject(object, .note) else { return }
    record.firstTask = UInt32(batch.tasks.count)
    for value in object.inside where value.eventPath == .markdown && value.isString {
      let text = value.textBytes
      guard text.contains(UInt8(ascii: "[")) else { continue }
      let tasks = taskItems(in: String(decoding: text, as: UTF8.self))
      if tasks.count > UInt16.max { leave("note.markdown", "more than 65535 tasks") }
      for task in tasks.prefix(Int(UInt16.max)) {
        batch.tasks.append(
          TaskRecord(text: tables.number(of: Name(task.text)), isDone: task.done))
      }
    }
    record.taskCount = UInt16(clamping: batch.tasks.count - Int(record.firstTask))
  }
}

extension LineValue {
  /// A time of 19 digits, which is more than the usual way to read a number takes.
  fileprivate var nanoseconds: Int64? { isNumber ? rawBytes.shortInteger ?? integer : nil }
}

extension RecordBatch {
  /// The place of the event's link, made where it has none yet.
  mutating func link(of record: inout EventRecord) -> Int {
    if record.link < 0 {
      record.link = Int32(links.count)
      links.append(LinkRecord())
    }
    return Int(record.link)
  }
}

extension LineValue {
  /// Stands for an id that other logs may have too.
  fileprivate var linkHash: UInt64 {
    LinkRecord.hash(contentHash.low, isTelling: isString && textBytes.isTellingID)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether an id has so much chance in it that no two calls share it: twelve letters and digits in
  /// runs that are no words.
  ///
  ///     chatcmpl-CVx0Yp3cQ9…   resp_68f1…   toolu_01A09q90…   550e8400-e29b-41d4-…     yes
  ///     chatcmpl-887   call_1   functions.search:0                                     no
  var isTellingID: Bool {
    var telling = 0
    var run = 0
    var hasDigit = false
    func runEnds() {
      if hasDigit { telling += run }
      (run, hasDigit) = (0, false)
    }
    for byte in self {
      if byte &- 0x30 < 10 {
        hasDigit = true
        run += 1
      } else if (byte | 0x20) &- 0x61 < 26 {
        run += 1
      } else {
        runEnds()
      }
    }
    runEnds()
    return telling >= 12
  }
}
