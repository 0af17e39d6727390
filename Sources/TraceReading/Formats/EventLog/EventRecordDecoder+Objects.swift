import NoteMarkdown
import TraceModel

/// The objects of an event, each into its place of the record.
extension EventRecordDecoder {
  mutating func readContext(
    _ node: JSONNode, _ record: inout EventRecord, _ batch: inout RecordBatch,
    _ tables: inout LocalTables
  ) {
    guard isObject(node, "context") else { return }
    var context = ContextRecord()
    node.forEachMember { key, value in
      guard let key = EventKey(key), !value.isNull else { return }
      switch key {
      case .sessionID: context.session = nameHash(value, "context.session_id")
      case .userID: context.user = nameHash(value, "context.user_id")
      case .feature: context.feature = name(value, "context.feature", &tables)
      case .route: context.route = name(value, "context.route", &tables)
      case .environment: context.environment = name(value, "context.environment", &tables)
      default: break
      }
    }
    record.context = Int32(batch.contexts.count)
    batch.contexts.append(context)
  }

  /// Stands for a name of which there may be as many as traces; 0 for none.
  private mutating func nameHash(_ node: JSONNode, _ field: String) -> UInt64 {
    if node.isNumber { return ContentHash(of: node.rawBytes).low | 1 }
    guard node.isString else {
      leave(field, "not a string")
      return 0
    }
    return node.withText { $0.isEmpty ? 0 : ContentHash(of: $0).low | 1 } ?? 0
  }

  mutating func readPrompt(
    _ node: JSONNode, _ record: inout EventRecord, _ tables: inout LocalTables
  ) {
    guard isObject(node, "prompt") else { return }
    var prompt = PromptRecord()
    var text = ContentHash.none
    var instructions = ContentHash.none
    var hash = ContentHash.none
    node.forEachMember { key, value in
      guard let key = EventKey(key), !value.isNull else { return }
      switch key {
      case .name: prompt.name = name(value, "prompt.name", &tables)
      case .version: prompt.version = name(value, "prompt.version", &tables)
      case .text: text = value.contentHash
      case .toolInstructions: if !value.isEmptyValue { instructions = value.contentHash }
      case .hash: hash = value.contentHash
      case .tools: prompt.tools = setHash(value)
      case .toolSchemaVersion:
        prompt.toolSchemaVersion = name(value, "prompt.tool_schema_version", &tables)
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
    record.prompt = tables.number(of: prompt)
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

  mutating func readModel(
    _ node: JSONNode, _ record: inout EventRecord, _ tables: inout LocalTables
  ) {
    guard isObject(node, "model") else { return }
    node.forEachMember { key, value in
      guard let key = EventKey(key), !value.isNull else { return }
      switch key {
      case .provider: record.provider = name(value, "model.provider", &tables)
      case .name: record.model = name(value, "model.name", &tables)
      case .requested: record.requested = name(value, "model.requested", &tables)
      default: break
      }
    }
  }

  mutating func readIDs(_ node: JSONNode, _ record: inout EventRecord) {
    guard isObject(node, "ids") else { return }
    node.forEachMember { key, value in
      if EventKey(key) == .response, !value.isNull, !value.isEmptyValue {
        record.traits.insert(.responseID)
      }
    }
  }

  mutating func readTool(
    _ node: JSONNode, _ record: inout EventRecord, _ tables: inout LocalTables
  ) {
    guard isObject(node, "tool") else { return }
    node.forEachMember { key, value in
      guard let key = EventKey(key), !value.isNull else { return }
      switch key {
      case .name: record.tool = name(value, "tool.name", &tables)
      case .dataAsOf:
        if let instant = value.withText({ Instant($0) }) ?? nil {
          record.dataAsOf = instant.nanoseconds
        } else {
          leave("tool.data_as_of", "not an RFC 3339 time")
        }
      case .truncated:
        if value.bool == nil { leave("tool.truncated", "neither true nor false") }
        if value.bool == true { record.traits.insert(.truncated) }
      default: break
      }
    }
  }

  mutating func readAttempt(
    _ node: JSONNode, _ record: inout EventRecord, _ others: inout OtherIDs,
    _ tables: inout LocalTables
  ) {
    guard isObject(node, "attempt") else { return }
    record.traits.insert(.attempt)
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
      case .of: others.attemptOf = optionalID(value, "attempt.of")
      case .trigger: record.trigger = name(value, "attempt.trigger", &tables)
      default: break
      }
    }
  }

  mutating func readUsage(
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

  private mutating func tokens(_ node: JSONNode, _ key: EventKey) -> UInt32 {
    guard let count = node.integer, count >= 0, count <= UsageRecord.largest else {
      leave("usage.\(key.rawValue)", "not a whole number of tokens")
      return UsageRecord.unknown
    }
    return UInt32(count)
  }

  mutating func readCharges(
    _ node: JSONNode, _ record: inout EventRecord, _ batch: inout RecordBatch,
    _ tables: inout LocalTables
  ) {
    guard node.isArray else {
      leave("charges", "not a list")
      return
    }
    record.firstCharge = UInt32(batch.charges.count)
    var index = 0
    node.forEachElement { element in
      if let charge = charge(element, index, &batch, &tables) {
        batch.charges.append(charge)
      } else {
        record.traits.insert(.refusedCharge)
      }
      index += 1
    }
    record.chargeCount = UInt32(batch.charges.count) - record.firstCharge
  }

  private mutating func charge(
    _ node: JSONNode, _ index: Int, _ batch: inout RecordBatch, _ tables: inout LocalTables
  ) -> ChargeRecord? {
    guard node.isObject else {
      leave("charges[\(index)]", "not an object")
      return nil
    }
    var source: CostSource?
    var kind = ChargeKind(source: .model)
    var quantity: ExactDecimal?
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
      case .item: kind.item = name(value, "charges[\(index)].item", &tables)
      case .unit: kind.unit = name(value, "charges[\(index)].unit", &tables)
      case .currency: kind.currency = name(value, "charges[\(index)].currency", &tables)
      case .quantity: quantity = number(value, "quantity")
      case .unitPrice: kind.unitPrice = number(value, "unit_price")
      case .amount: amount = number(value, "amount")
      default: break
      }
    }
    guard let source else {
      if !isRefused { leave("charges[\(index)].source", "missing") }
      return nil
    }
    kind.source = source
    func charge(_ amount: ExactDecimal) -> ChargeRecord {
      ChargeRecord(
        tables.number(of: kind),
        quantity: quantity.map { PackedDecimal($0, wide: &batch.wide) } ?? .none,
        amount: PackedDecimal(amount, wide: &batch.wide))
    }
    if let amount {
      guard amount.isChargeable else {
        leave("charges[\(index)].amount", "more than a charge can be (10¹²)")
        return nil
      }
      return charge(amount)
    }
    guard !isRefused else { return nil }
    guard let quantity, let unitPrice = kind.unitPrice else {
      leave("charges[\(index)]", "neither an amount nor quantity and unit price")
      return nil
    }
    guard let product = quantity.multiplied(by: unitPrice), product.isChargeable else {
      leave(
        "charges[\(index)]", "quantity × unit price has more than 18 decimals or is out of range")
      return nil
    }
    return charge(product)
  }

  mutating func readError(
    _ node: JSONNode, _ record: inout EventRecord, _ tables: inout LocalTables
  ) {
    guard isObject(node, "error") else { return }
    node.forEachMember { key, value in
      guard EventKey(key) == .type, !value.isNull, record.status != .ok else { return }
      let type = name(value, "error.type", &tables)
      if type != .none { record.result = type }
    }
  }

  mutating func readVerdict(
    _ node: JSONNode, _ record: inout EventRecord, _ batch: inout RecordBatch,
    _ tables: inout LocalTables
  ) {
    guard isObject(node, "verdict") else { return }
    var verdict = VerdictRecord()
    node.forEachMember { key, value in
      guard let key = EventKey(key), !value.isNull else { return }
      switch key {
      case .outcome: verdict.outcome = name(value, "verdict.outcome", &tables)
      case .label: verdict.label = name(value, "verdict.label", &tables)
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
          case .name: verdict.judge = name(value, "verdict.by.name", &tables)
          case .team: verdict.team = name(value, "verdict.by.team", &tables)
          default: break
          }
        }
      case .score:
        guard isObject(value, "verdict.score") else { return }
        value.forEachMember { key, value in
          guard let key = EventKey(key), !value.isNull else { return }
          switch key {
          case .name: verdict.scoreName = name(value, "verdict.score.name", &tables)
          case .value:
            if let score = value.exactDecimal {
              verdict.score = PackedDecimal(score, wide: &batch.wide)
            } else {
              leave("verdict.score.value", "not a number that fits")
            }
          default: break
          }
        }
      case .cause:
        guard isObject(value, "verdict.cause") else { return }
        value.forEachMember { key, value in
          guard let key = EventKey(key), !value.isNull else { return }
          switch key {
          case .eventID:
            if let cause = optionalID(value, "verdict.cause.event_id") {
              verdict.firstCauseID = UInt32(batch.ids.count)
              verdict.causeLength = batch.keep(cause)
            }
          case .layer: verdict.causeLayer = name(value, "verdict.cause.layer", &tables)
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
  mutating func readNote(
    _ node: JSONNode, _ record: inout EventRecord, _ batch: inout RecordBatch,
    _ tables: inout LocalTables
  ) {
    guard isObject(node, "note") else { return }
    record.firstTask = UInt32(batch.tasks.count)
    node.forEachMember { key, value in
      guard EventKey(key) == .markdown, let markdown = value.string, markdown.utf8.contains(0x5B)
      else { return }
      for task in taskItems(in: markdown) {
        batch.tasks.append(
          TaskRecord(text: tables.number(of: Name(task.text)), isDone: task.done))
      }
    }
    record.taskCount = UInt32(batch.tasks.count) - record.firstTask
  }
}
